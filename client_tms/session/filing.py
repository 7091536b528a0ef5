"""Sends the logs of ended sessions to the server: each once, also those of an earlier life of this console.

While nobody answers they wait on the disk; each is sent under the key it was begun with, so a lost answer files nothing twice. A
key belongs to who used it first: when somebody else is logged in by then, the log goes out under a fresh one, and the server knows
the run by its session, console and first moment. A log whose end the disk refuses is ended, and sent, once the disk takes it.

What the server refuses for a cause that may pass (a price that is missing, somebody who was faster) is told, waits, and is tried
again; the others go ahead, but for those of the same session. Only what no time will mend is set aside.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal

from client_tms.room import Room
from client_tms.session.disk import DiskThread
from client_tms.session.journal import JournalStore, Waiting
from shared.contracts.tms.errors import DeviceUnknown, ExecutionUnknown
from shared.contracts.tms.types import Execution
from shared.errors import BusinessError, InvalidInput, KeyReused, NotAllowed, OutcomeUnknown, ServerUnreachable
from shared.identifiers import Key, new_key
from shared.qt.reply import Reply
from shared.qt.worker import LinkState

_log = logging.getLogger(__name__)
_AGAIN_MS = 5000
_FINAL: Final = (ExecutionUnknown, DeviceUnknown, InvalidInput)
"""Causes that do not pass: the log names what this server does not have, or says what it will never take."""
_SHOWN_ELSEWHERE: Final = (ServerUnreachable, OutcomeUnknown, NotAllowed)
"""The banner of a lost connection counts what is unsent; a session that is gone asks for a new log-in."""


class LogFiler(QObject):
    """Files what waits in `store`; `disk` is the thread that touches it. The signals tell what became of a log."""

    changed = Signal()
    """How many wait."""
    filed = Signal(object)
    """Execution, as the server has it now."""
    refused = Signal(object, object)
    """BusinessError, and the path under which the log is kept."""
    held = Signal(object)
    """BusinessError for which a log stays; told once for each log and cause."""

    def __init__(self, room: Room, store: JournalStore, disk: DiskThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room, self.store, self.disk = room, store, disk
        self._waiting: tuple[Waiting, ...] = ()
        self._ending = 0
        self._unended: list[Callable[[], Reply[None]]] = []
        self._sending = False
        self._held: set[int] = set()
        self._told: set[tuple[Path, str]] = set()
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self._try_again)
        room.station.worker.state_changed.connect(lambda state: self._try_again() if state is LinkState.ONLINE else None)

    @property
    def unsent(self) -> int:
        """Sessions that are over and that the server does not have yet, on the disk or on their way there."""
        return len(self._waiting) + self._ending

    def finish(self, end: Callable[[], Reply[None]]) -> None:
        """A session is over: `end` its log, again and again on a disk that refuses, and file it once the disk has all of it."""
        self._ending += 1
        self._end(end)

    def _end(self, end: Callable[[], Reply[None]]) -> None:
        def refused(_error: BusinessError) -> None:
            self._unended.append(end)
            self._again.start()

        end().done(lambda _: self.file(ended=1)).failed(refused)
        self.changed.emit()

    def file(self, *, ended: int = 0) -> None:
        """Look what waits and send the oldest; the next follows when the server has it."""
        database = self._room.station.database_id

        def look_later(_error: BusinessError) -> None:
            self._ending -= ended
            self._again.start()

        def found(waiting: tuple[Waiting, ...]) -> None:
            self._ending -= ended
            self._found(waiting)

        self.disk.do(lambda: self.store.waiting(database)).done(found).failed(look_later)
        self.changed.emit()

    def _try_again(self) -> None:
        self._held.clear()
        unended, self._unended = self._unended, []
        for end in unended:
            self._end(end)
        self.file()

    def _found(self, waiting: tuple[Waiting, ...]) -> None:
        self._waiting = waiting
        self.changed.emit()
        first = next((each for each in waiting if each.log.execution_id not in self._held), None)
        if self._sending:
            return
        if first is None:
            if waiting and not self._again.isActive():
                self._again.start()
            return
        self._sending = True
        self._send(first, first.key)

    def _send(self, waiting: Waiting, key: Key) -> None:
        sent = self._room.station.worker.command(lambda api: api.file_log(waiting.log), owner=self, key=key)
        sent.done(partial(self._taken, waiting)).failed(partial(self._failed, waiting, key))

    def _taken(self, filed: Waiting, execution: Execution) -> None:
        def gone(_: None) -> None:
            self.filed.emit(execution)
            self._next()

        self.disk.do(lambda: self.store.filed(filed)).done(gone).failed(lambda _: self._hold(filed))

    def _failed(self, waiting: Waiting, key: Key, error: BusinessError) -> None:
        if isinstance(error, KeyReused) and key == waiting.key:
            self._send(waiting, new_key())
            return
        if isinstance(error, _FINAL):
            self.disk.do(lambda: self.store.set_aside(waiting)).done(lambda path: self._is_aside(error, path)).failed(
                lambda _: self._hold(waiting)
            )
            return
        if not isinstance(error, _SHOWN_ELSEWHERE) and (waiting.path, error.code) not in self._told:
            self._told.add((waiting.path, error.code))
            _log.error("the server does not take a session log now (%s); it stays %s", error.code, waiting.path.name)
            self.held.emit(error)
        self._hold(waiting)

    def _is_aside(self, error: BusinessError, path: Path) -> None:
        _log.error("the server refused a session log (%s); it is kept as %s", error.code, path.name)
        self.refused.emit(error, path)
        self._next()

    def _hold(self, waiting: Waiting) -> None:
        """Try this one later; logs of other sessions go ahead."""
        self._held.add(waiting.log.execution_id)
        self._next()

    def _next(self) -> None:
        self._sending = False
        self.file()
