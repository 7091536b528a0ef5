"""Putting a station together: application, connection, log-in, window.

def main() -> int:
    app = start("his-ward", (Path(__file__).parent / "i18n",))
    station = StationProgram("护士工作站", WardContract, addresses, tls, build)
    station.log_in()
    return app.exec()

def build(shell: MainShell) -> None:
    shell.add_page(BoardPage(shell))
"""

from __future__ import annotations

import functools
import logging
import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QSettings
from PySide6.QtWidgets import QApplication

from shared import clock
from shared.clock import ServerTime
from shared.contracts.common import Session
from shared.errors import InternalError
from shared.identifiers import new_id
from shared.qt import hospital_time, language, theme
from shared.qt.collector import GuiCollector
from shared.qt.dialogs import BugDialog
from shared.qt.feed import ChangeFeed
from shared.qt.login import LoginDialog
from shared.qt.seat import Seat
from shared.qt.shell import MainShell
from shared.qt.worker import Worker
from shared.rpc.client import Client, forbid_thread
from shared.rpc.wire import Address, TlsTrust

C = TypeVar("C")
ORGANIZATION = "inpatient-his"
I18N = Path(__file__).parent / "i18n"
_log = logging.getLogger(__name__)


def start(name: str, translations: Sequence[Path] = ()) -> QApplication:
    """The application, dressed and translated. From here on a remote call on this thread is a bug that raises, and garbage is
    collected here only."""
    app = QApplication(sys.argv[:1])
    GuiCollector(app)
    dress(app, name, translations)
    forbid_thread(threading.get_ident())
    sys.excepthook = show_bug
    return app


def dress(app: QApplication, name: str, translations: Sequence[Path] = ()) -> None:
    """Name, settings, language and look of an application."""
    app.setOrganizationName(ORGANIZATION)
    app.setApplicationName(name)
    QSettings.setDefaultFormat(QSettings.Format.IniFormat)
    language.install_translators(app, (I18N, *translations))
    theme.apply(app)


def show_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A bug in a window: logged under a reference number, which alone is shown."""
    if issubclass(kind, KeyboardInterrupt):
        QApplication.quit()
        return
    reference = new_id()[-8:].upper()
    # The message of an exception may name a patient; the traceback does not.
    _log.error("bug %s in a window: %s\n%s", reference, type(error).__name__, "".join(traceback.format_tb(trace)))
    BugDialog(QApplication.activeWindow(), InternalError(reference=reference)).open()


class StationProgram(QObject, Generic[C]):
    """Connection, log-in, and the window that `build` fills with pages for who logged in; then the next person's. `title` is
    Chinese and translated in the context "Station"."""

    def __init__(
        self,
        title: str,
        contract: type[C],
        addresses: Sequence[Address],
        tls: TlsTrust | None,
        build: Callable[[MainShell], object],
        *,
        lock_after: float = 0.0,
        translations: Sequence[Path] = (),
    ) -> None:
        super().__init__()
        self._title, self._build = title, build
        self._lock_after, self._translations = lock_after, tuple(translations)
        self._time = ServerTime()
        self._client = functools.partial(Client, contract, addresses, tls, time=self._time)
        self.shell: MainShell | None = None
        self.seat: Seat | None = None
        self.login: LoginDialog | None = None
        hospital_time.follow(self._time.now)
        self._connect()
        app = QApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close)

    def _connect(self) -> None:
        self.worker: Worker[C] = Worker(self._client(), self)
        # The server holds a poll for 25 s before it answers.
        self.feed = ChangeFeed(Worker(self._client(timeout_s=35.0), self), self.worker)
        self.worker.start()

    def log_in(self) -> None:
        """Show the log-in; leaving it ends the program."""
        self.login = LoginDialog(self.worker, QCoreApplication.translate("Station", self._title))
        self.login.logged_in.connect(self._enter)
        self.login.language_wanted.connect(self._speak)
        self.login.rejected.connect(QApplication.quit)
        self.login.show()

    def _speak(self, wanted: str) -> None:
        before = self.login
        self._translate(wanted)
        self.log_in()
        if before is not None:
            before.accept()

    def _translate(self, wanted: str) -> None:
        app = QApplication.instance()
        assert app is not None, "there is a window"
        language.choose(wanted)
        language.install_translators(app, (I18N, *self._translations))

    def _enter(self, session: Session) -> None:
        self.login = None
        self.shell = MainShell(QCoreApplication.translate("Station", self._title), self.worker, self.feed)
        self._build(self.shell)
        self.seat = Seat(self.shell, self._lock_after)
        self.seat.language_wanted.connect(self._translate)
        self.seat.left.connect(self._next_person)
        self.shell.enter(session)
        self.shell.open()

    def _next_person(self) -> None:
        """On a connection of their own: what was asked for who left is told to nobody."""
        before, self.shell, self.seat = self.shell, None, None
        self._connect()
        # First the log-in: without any window the program would end.
        self.log_in()
        if before is not None:
            before.close()
            before.deleteLater()

    def close(self) -> None:
        """Let go of the server."""
        hospital_time.follow(clock.now)
        self.feed.close()
        self.worker.close()
