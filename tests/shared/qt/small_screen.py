"""A screen of 1366×768 at 150 %: what `on_a_small_screen.py` of each station looks at, in a process of its own.

`test_small_screen.py` starts them; they are not collected otherwise, because the screen is chosen before Qt begins.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget

from shared.qt import app, language
from shared.qt.page import Page
from shared.qt.room import TITLE_BAR
from shared.qt.shell import MainShell

ROOT = Path(__file__).parents[3]
SCREEN = {"name": "small", "x": 0, "y": 0, "width": 1366, "height": 768, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
_LANGUAGE = "SMALL_SCREEN_LANGUAGE"
_STATIONS = ("client_admission", "client_ward", "client_pharmacy", "client_tms")


def looks(station: str, wanted: str, folder: Path) -> str:
    """What the station's tests on the small screen complain of; nothing when all is well."""
    screen = folder / "screen.json"
    screen.write_text(json.dumps({"screens": [SCREEN]}), encoding="ascii")
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": f"offscreen:configfile={screen}",
        "QT_SCALE_FACTOR": "1.5",
        _LANGUAGE: wanted,
    }
    tests = f"tests/{station}/on_a_small_screen.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False, capture_output=True, text=True)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def speak() -> None:
    """The language the process was started for; called before a station is built."""
    os.environ["HIS_LANGUAGE"] = os.environ[_LANGUAGE]
    made = QApplication.instance()
    assert isinstance(made, QApplication)
    language.install_translators(made, (app.I18N, *(ROOT / station / "i18n" for station in _STATIONS)))


def room() -> QRect:
    """The screen, without a window manager's title bar."""
    whole = QApplication.primaryScreen().availableGeometry()
    assert (whole.width(), whole.height()) == (911, 512)
    return whole.adjusted(0, 0, 0, -TITLE_BAR)


def opens(shell: MainShell) -> tuple[Page, ...]:
    """Open a station as its program does: it fills the screen and may be made smaller still. Its pages."""
    shell.open()
    QApplication.processEvents()
    assert shell.size().boundedTo(QApplication.primaryScreen().availableSize()) == shell.size()
    return shell.pages


def fits(shell: MainShell, page: Page) -> None:
    """The page is open, asks for no more than there is, and its name is readable on the rail."""
    shell.open_page(page)
    QApplication.processEvents()
    least = shell.minimumSizeHint()
    assert least.boundedTo(room().size()) == least, f"{type(page).__name__}: {least.width()}×{least.height()}"
    shell.resize(room().size())
    QApplication.processEvents()
    picture(shell, type(page).__name__)


def stands_inside(widget: QWidget, window: QWidget) -> None:
    """All of a widget is seen: nothing of it lies outside its window or in a part that is scrolled away."""
    place = QRect(widget.mapTo(window, widget.rect().topLeft()), widget.size())
    assert widget.isVisible()
    assert window.rect().contains(place), place
    assert widget.visibleRegion().boundingRect() == widget.rect(), (place, window.size(), widget.visibleRegion().boundingRect())
    # Nothing lies over it either.
    corners = (place.topLeft(), place.topRight(), place.bottomLeft(), place.bottomRight(), place.center())
    assert all(window.childAt(corner) is widget for corner in corners), [window.childAt(corner) for corner in corners]


def dialog_fits(dialog: QDialog, *buttons: QPushButton) -> None:
    """An open dialog is no larger than the screen, and its buttons are in sight."""
    QApplication.processEvents()
    assert dialog.size().boundedTo(room().size()) == dialog.size(), dialog.size()
    picture(dialog, type(dialog).__name__)
    for button in buttons:
        stands_inside(button, dialog)


def picture(window: QWidget, name: str) -> None:
    """Keep what is seen, for people, in the folder HIS_PICTURES."""
    folder = os.environ.get("HIS_PICTURES")
    if folder:
        window.grab().save(f"{folder}/{name}-{os.environ[_LANGUAGE]}.png")
