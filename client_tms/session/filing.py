"""Sends the logs of ended sessions to the server: in order, once, also those of an earlier life of this console.

While nobody answers they wait on the disk; each is sent under the key it was begun with, so a lost answer files nothing twice.
"""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, QTimer, Signal

from client_tms.room import Room
from client_tms.session.journal import JournalStore, Waiting
from shared.contracts.tms.types import Execution
from shared.errors import BusinessError, Conflict, Refused
from shared.qt.worker import LinkState

_log = logging.getLogger(__name__)
_AGAIN_MS = 5000


class LogFiler(QObject):
    """Files what waits in `store`. `filed` and `refused` tell what became of a log."""

    changed = Signal()
    """How many wait."""
    filed = Signal(object)
    """Execution, as the server has it now."""
    refused = Signal(object, object)
    """BusinessError, and the path under which the log is kept."""

    def __init__(self, room: Room, store: JournalStore, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room, self.store = room, store
        self._sending = False
        self._again = QTimer(self, singleShot=True, interval=_AGAIN_MS)
        self._again.timeout.connect(self.file)
        room.worker.state_changed.connect(lambda state: self.file() if state is LinkState.ONLINE else None)

    def waiting(self) -> tuple[Waiting, ...]:
        """What the server does not have yet."""
        return self.store.waiting(self._room.database_id)

    def file(self) -> None:
        """Send the oldest log that waits; the next follows when the server has it."""
        waiting = self.waiting()
        self.changed.emit()
        if self._sending or not waiting:
            return
        self._sending, first = True, waiting[0]
        sent = self._room.worker.command(lambda api: api.file_log(first.log, key=first.key), owner=self)
        sent.done(lambda execution: self._taken(first, execution)).failed(lambda error: self._failed(first, error))

    def _taken(self, filed: Waiting, execution: Execution) -> None:
        self.store.filed(filed)
        self._sending = False
        self.filed.emit(execution)
        self.file()

    def _failed(self, waiting: Waiting, error: BusinessError) -> None:
        self._sending = False
        if isinstance(error, Refused | Conflict):
            path = self.store.set_aside(waiting)
            _log.error("the server refused a session log (%s); it is kept as %s", error.code, path.name)
            self.refused.emit(error, path)
            self.file()
        else:
            self._again.start()
