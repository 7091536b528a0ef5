"""Hands and eyes of the journey: keys and clicks into real windows, waiting for what they show, pictures of them.

`Hands` offers what the drivers in tests/client_* ask of pytest-qt's `qtbot`, outside a test run.
"""

from __future__ import annotations

import itertools
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

import pypdfium2  # type: ignore[import-untyped]
from PySide6.QtCore import QEventLoop, QMessageLogContext, QPoint, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QColor, QImage, QKeySequence, QPainter, QPen
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from shared import clock
from shared.qt.preview import PreviewDialog
from shared.qt.shell import MainShell

_PATIENCE_S = 40.0
_LOOK_EVERY_MS = 10


class NotShownError(Exception):
    """A window did not show in time what it should."""


class Hands:
    """Keyboard, mouse and patience. An exception inside a window, and Ctrl+C, end the wait they fall into or the next one: raised
    in the middle of what Qt is doing, they would take it down with them."""

    def __init__(self) -> None:
        self._trouble: BaseException | None = None
        sys.excepthook = self._remember
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        qInstallMessageHandler(_pass_on)

    def _stop(self, _number: int, _frame: object) -> None:
        self._trouble = KeyboardInterrupt()

    def _remember(self, _kind: type[BaseException], error: BaseException, _trace: TracebackType | None) -> None:
        self._trouble = self._trouble or error

    def waitUntil(self, condition: Callable[[], Any], timeout: int = 0) -> None:
        """Let Qt work until something holds; the journey's own patience counts, machines differ."""
        loop, look = QEventLoop(), QTimer(interval=_LOOK_EVERY_MS)
        deadline = clock.monotonic() + max(_PATIENCE_S, timeout / 1000)
        met = False

        def check() -> None:
            nonlocal met
            try:
                met = met or bool(condition())
            finally:
                if met or self._trouble is not None or clock.monotonic() > deadline:
                    loop.quit()

        look.timeout.connect(check)
        look.start()
        loop.exec()
        look.stop()
        if self._trouble is not None:
            trouble, self._trouble = self._trouble, None
            raise trouble
        if not met:
            raise NotShownError(f"not shown within {_PATIENCE_S:.0f} s")

    def keyClick(self, widget: QWidget, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key."""
        QTest.keyClick(widget, key, modifier)
        if modifier:
            # Simulated keys leave Ctrl held down for whoever asks Qt which keys are.
            QTest.keyRelease(widget, Qt.Key.Key_Control)

    def keyClicks(self, widget: QWidget, text: str) -> None:
        """Type."""
        QTest.keyClicks(widget, text)

    def mouseClick(self, widget: QWidget, button: Qt.MouseButton, position: QPoint | None = None) -> None:
        """Click, in the middle unless told where."""
        QTest.mouseClick(widget, button, Qt.KeyboardModifier.NoModifier, position or widget.rect().center())

    def activate(self, window: QWidget) -> None:
        """Bring a window to the front: keys go there."""
        window.activateWindow()
        window.raise_()
        self.waitUntil(lambda: QApplication.activeWindow() is window)

    def shortcut(self, shell: MainShell, key: str) -> None:
        """Press a page's key on the keyboard, once it is allowed."""
        action = next(action for action in shell.page.keys if action.key == key)
        self.waitUntil(lambda: not action.why_not)
        self.activate(shell)
        combination = QKeySequence(key)[0]  # type: ignore[index]
        self.keyClick(QApplication.focusWidget() or shell, combination.key(), combination.keyboardModifiers())

    def put_away_toasts(self, shell: MainShell) -> None:
        """Click away what was said before, as somebody who has read it."""
        for toast in shell.findChildren(QWidget, "toast"):
            if toast.isVisible():
                self.mouseClick(toast, Qt.MouseButton.LeftButton)


def _pass_on(_kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
    """What Qt complains of, but for what a screen that isn't there can't do."""
    if not text.startswith("This plugin does not support"):
        sys.stderr.write(text + "\n")


class Album:
    """Numbered pictures and the papers, in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._numbers = itertools.count(1)

    def picture(self, window: QWidget, name: str) -> None:
        """A window with the dialogs over it, as a person sees it once everything is laid out."""
        QApplication.processEvents()
        image = _seen(window)
        image.save(str(self.folder / f"{next(self._numbers):02d}-{name}.png"))

    def failure(self, windows: list[QWidget]) -> None:
        """Every window at the moment a step failed."""
        for number, window in enumerate(windows, 1):
            _seen(window).save(str(self.folder / f"failed-{number}.png"))

    def paper(self, hands: Hands, shell: MainShell, name: str) -> str:
        """Keep the paper a window opened, and put it away with Esc; answers what it says."""
        hands.waitUntil(lambda: paper_of(shell) is not None)
        preview = paper_of(shell)
        assert preview is not None
        self.picture(shell, name)
        path = self.folder / f"{name}.pdf"
        preview.save(path)
        hands.keyClick(preview, Qt.Key.Key_Escape)
        hands.waitUntil(lambda: paper_of(shell) is None)
        return text_of(path)


def paper_of(shell: MainShell) -> PreviewDialog | None:
    """The preview in front of a window."""
    return next((one for one in shell.findChildren(PreviewDialog) if one.isVisible()), None)


def text_of(path: Path) -> str:
    """The words of a PDF."""
    document = pypdfium2.PdfDocument(path)
    try:
        return "\n".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()


def _seen(window: QWidget) -> QImage:
    image = window.grab().toImage()
    origin = window.mapToGlobal(QPoint(0, 0))
    painter = QPainter(image)
    for other in QApplication.topLevelWidgets():
        if other is not window and other.isVisible() and _belongs(other, window):
            at = other.mapToGlobal(QPoint(0, 0)) - origin
            painter.drawPixmap(at, other.grab())
            painter.setPen(QPen(QColor("#8fa0b5")))
            painter.drawRect(other.rect().translated(at).adjusted(0, 0, -1, -1))
    painter.end()
    return image


def _belongs(widget: QWidget, window: QWidget) -> bool:
    parent = widget.parentWidget()
    return (parent is not None and parent.window() is window) or (parent is not None and _belongs(parent.window(), window))
