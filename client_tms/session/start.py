"""From the press of start to the word that starts the machine: the log on the disk, then the server, else the person who decides.

A lost answer may be asked for again; each time the server judges afresh, and only an answer that names this console as the one that
runs this very attempt starts the machine.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject

from client_tms.room import Room
from client_tms.session.attempt import Armed, Attempt
from client_tms.session.course import StartChoice
from client_tms.session.filing import LogFiler
from shared.contracts.tms.types import Because, Execution
from shared.errors import BusinessError, Conflict, OutcomeUnknown, Refused, Unavailable
from shared.qt.reply import Reply


class SessionView(Protocol):
    """Who decides and hears."""

    def report(self, error: BusinessError) -> None:
        """Tell an error."""

    def warn(self, text: str) -> None:
        """Tell something that lasts until it is read."""

    def choose_start(self, error: BusinessError) -> Reply[StartChoice]:
        """No server confirms the start: again, offline with its risk named, or not."""

    def confirm_partly_given(self, pulses: int, planned: int) -> Reply[None]:
        """Earlier attempts gave some of it already: whether to charge the machine for all of it."""

    def ask_reason(self) -> Reply[Because]:
        """Why the session was stopped; the machine stands already."""


class Starting(Protocol):
    """Whose start it is."""

    def is_current(self, attempt: Attempt) -> bool:
        """Whether it still waits for a word; not after an emergency stop."""

    def learn(self, execution: Execution) -> None:
        """The server's latest word of the session."""

    def why_not_run(self) -> str:
        """Why that word forbids running what was charged; empty when it does not."""

    def begin(self, attempt: Attempt) -> None:
        """Start the machine."""

    def give_up(self, attempt: Attempt) -> None:
        """Discharge: nothing was given."""

    def withdraw(self) -> None:
        """Nobody was asked; the machine stays charged."""


class Start(QObject):
    """One start; `go` sets it off."""

    def __init__(self, room: Room, filer: LogFiler, view: SessionView, of: Starting, attempt: Attempt, armed: Armed) -> None:
        super().__init__()
        self._room, self._filer, self._view, self._of = room, filer, view, of
        self._attempt, self._armed = attempt, armed

    def go(self) -> None:
        """Put the log on the disk, then ask the server."""
        begun = self._attempt.recorder.begin(self._filer.store, self._attempt.header)
        begun.done(lambda _: self._ask()).failed(self._log_refused)

    def _log_refused(self, error: BusinessError) -> None:
        if self._of.is_current(self._attempt):
            self._of.withdraw()
            self._view.report(error)

    def _ask(self) -> None:
        if not self._of.is_current(self._attempt):
            return
        update = self._attempt.request()
        asked = self._room.station.worker.command(lambda api: api.update_status(update), owner=self)
        asked.done(self._granted).failed(self._not_granted)

    def _granted(self, execution: Execution) -> None:
        """The server answered; that alone does not make the attempt ours."""
        if not self._of.is_current(self._attempt):
            return
        self._of.learn(execution)
        self._attempt.unknown = ours = self._armed.is_ours(execution, self._room.console)
        not_ours = QCoreApplication.translate("SessionController", "服务器没有确认由本机执行")
        self._begin_unless(self._of.why_not_run() if ours else not_ours)

    def _begin_unless(self, why_not: str) -> None:
        if not why_not:
            self._of.begin(self._attempt)
            return
        self._of.give_up(self._attempt)
        text = QCoreApplication.translate("SessionController", "{why}，治疗没有开始，刺激器已解除")
        self._view.warn(text.format(why=why_not))

    def _not_granted(self, error: BusinessError) -> None:
        attempt = self._attempt
        if not self._of.is_current(attempt):
            return
        # A refusal is the server's own word that the attempt is not ours, whatever became of an earlier answer.
        attempt.unknown = isinstance(error, OutcomeUnknown) or (attempt.unknown and not isinstance(error, Refused | Conflict))
        if isinstance(error, Unavailable):
            asked = self._view.choose_start(error)
            asked.done(self._chosen).failed(lambda _: self._chosen(StartChoice.GIVE_UP))
        else:
            self._of.give_up(attempt)
            self._view.report(error)

    def _chosen(self, choice: StartChoice) -> None:
        if not self._of.is_current(self._attempt):
            return
        match choice:
            case StartChoice.AGAIN:
                self._ask()
            case StartChoice.OFFLINE:
                self._attempt.offline = True
                self._begin_unless(self._of.why_not_run())
            case StartChoice.GIVE_UP:
                self._of.give_up(self._attempt)
