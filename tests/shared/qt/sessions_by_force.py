"""Opens and closes stations under load, as log-outs and changes of user do, and counts Qt objects that die on a foreign thread.

    python -m tests.shared.qt.sessions_by_force <folder> <sessions> [own]

`own` leaves Python's collector as it is; that ends with a count above zero, a crash, or a standstill, which is ended after a while.
Run in a process of its own.
"""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from pathlib import Path
from typing import Any

os.environ["QT_QPA_PLATFORM"] = "offscreen"

from PySide6.QtCore import QCoreApplication, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication, QLabel

from shared.contracts.common import Session
from shared.errors import BusinessError, DatabaseBusy
from shared.qt import app
from shared.qt.collector import GuiCollector
from shared.qt.feed import ChangeFeed
from shared.qt.page import Page
from shared.qt.shell import MainShell
from shared.qt.worker import Worker
from tests.in_process import InProcessHospital, hospital
from tests.passwords import PASSWORD
from tests.stations import StationClient

_STANDSTILL_S = 60
_CALLS = 8
_gui = threading.get_ident()
dead: dict[bool, int] = {True: 0, False: 0}
"""How many Qt objects died, by whether it was on the GUI thread."""


def _died(*_object: object) -> None:
    dead[threading.get_ident() == _gui] += 1


def watched(made: QObject) -> Any:
    """The same object; its death is counted where it happens."""
    made.destroyed.connect(_died, Qt.ConnectionType.DirectConnection)
    return made


class Presenter(QObject):
    """Without a parent, as many are: it lives as long as whoever refers to it, or until it is collected."""

    def __init__(self, page: Page, *, in_a_circle: bool) -> None:
        super().__init__()
        self.page, self.itself = page, self if in_a_circle else None
        self.labels = [watched(QLabel()) for _ in range(3)]

    def refused(self, _error: BusinessError) -> None:
        """What most windows do: go on."""


def _litter() -> list[object]:
    """What a busy thread leaves behind: enough for Python's collector to wake on it."""
    made: list[object] = []
    for _ in range(2000):
        made = [made]
        made.append(made)
    return made


def _busy(api: Any, presenter: Presenter) -> str:
    _litter()
    api.hello()
    if presenter.itself is None:
        # Its traceback holds this frame, and so the presenter.
        raise DatabaseBusy
    return ""


class Sessions:
    """One after the other; the next begins when this one's calls are given, not when they are answered."""

    def __init__(self, house: InProcessHospital, many: int) -> None:
        self._house, self._left = house, many
        self._session: Session = StationClient(house, "admission").log_in("cashier1", PASSWORD)
        self.done = QEventLoop()

    def next(self) -> None:
        """Open, work, close."""
        if self._left == 0:
            self.done.quit()
            return
        self._left -= 1
        faulthandler.dump_traceback_later(_STANDSTILL_S, exit=True)
        shell = self._opened()
        QTimer.singleShot(0 if self._left % 2 else 3, lambda: self._leave(shell))

    def _opened(self) -> MainShell:
        worker: Worker[Any] = watched(Worker(self._line()))
        worker.start()
        feed = watched(ChangeFeed(watched(Worker(self._line())), worker, wait_s=0.2))
        shell = watched(MainShell("收费处", worker, feed))
        page = watched(Page(shell))
        shell.add_page(page)
        shell.enter(self._session)
        for number in range(_CALLS):
            presenter = watched(Presenter(page, in_a_circle=number % 2 == 0))
            worker.query(lambda api, presenter=presenter: _busy(api, presenter), owner=presenter).failed(presenter.refused)
        return shell

    def _line(self) -> StationClient:
        return StationClient(self._house, "admission", self._session)

    def _leave(self, shell: MainShell) -> None:
        shell.close()
        shell.deleteLater()
        QTimer.singleShot(0, self.next)


def main(folder: str, many: str, collector: str = "gui") -> int:
    """1 when a Qt object died on a foreign thread."""
    application = QApplication([])
    app.dress(application, "his-test")
    if collector == "gui":
        GuiCollector(application)
    with hospital(Path(folder), "admission") as house:
        sessions = Sessions(house, int(many))
        QTimer.singleShot(0, sessions.next)
        sessions.done.exec()
    QCoreApplication.processEvents()
    threads = sum(each.name == "server-connection" for each in threading.enumerate())
    print(f"died here {dead[True]}, elsewhere {dead[False]}; connections left {threads}")
    return int(dead[False] > 0 or threads > 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
