"""Writes a session's course to its log, on the thread of the disk. A disk that fails in the middle is told, and never stops a
treatment."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from client_tms.session.disk import DiskThread
from client_tms.session.journal import Header, Journal, JournalStore
from client_tms.stimulator.interface import Delivered
from shared.contracts.tms.types import ExecutionStatus, LogEntry
from shared.errors import BusinessError
from shared.qt.reply import Reply

_LONGEST_NOTE = 200


class Recorder:
    """The log of one attempt. `on_trouble` hears once that the disk refuses. What happened bears the time of the call."""

    def __init__(self, disk: DiskThread, now: Callable[[], datetime], on_trouble: Callable[[], object]) -> None:
        self._disk, self._now, self._on_trouble = disk, now, on_trouble
        self._broken = False
        # The disk's thread alone looks at it; None before the log was begun, and when it could not be.
        self._journal: Journal | None = None

    def begin(self, store: JournalStore, header: Header) -> Reply[None]:
        """Put the log on the disk with its first entry; fails with LogNotWritable, and then nothing is left of it."""
        entry = self._entry("armed", Delivered(), "")

        def job() -> None:
            journal = store.begin(header)
            try:
                journal.append(entry)
            except OSError:
                journal.discard()
                raise
            self._journal = journal

        return self._disk.do(job)

    def note(self, what: str, delivered: Delivered, note: str = "") -> None:
        """Something happened."""
        entry = self._entry(what, delivered, note)
        self._write(lambda journal: journal.append(entry)).failed(self._trouble)

    def end(self, status: ExecutionStatus, reason: str) -> Reply[None]:
        """The session is over; once this is done its log may be sent."""
        return self._write(lambda journal: journal.end(status, reason[:_LONGEST_NOTE])).failed(self._trouble)

    def discard(self) -> None:
        """It was not begun."""
        self._write(lambda journal: journal.discard()).failed(self._trouble)

    def _entry(self, what: str, delivered: Delivered, note: str) -> LogEntry:
        return LogEntry(self._now(), what, delivered.trains, delivered.pulses, note[:_LONGEST_NOTE])

    def _write(self, write: Callable[[Journal], None]) -> Reply[None]:
        def job() -> None:
            if self._journal is not None:
                write(self._journal)

        return self._disk.do(job)

    def _trouble(self, _error: BusinessError) -> None:
        if not self._broken:
            self._broken = True
            self._on_trouble()
