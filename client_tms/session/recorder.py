"""Writes a session's course to its log, on the thread of the disk. A disk that fails in the middle is told, and never stops a
treatment; what it refused is written before the next line that it takes, so that nothing is missing and nothing out of order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from client_tms.session.disk import DiskThread
from client_tms.session.journal import Header, Journal, JournalStore
from client_tms.stimulator.interface import Delivered
from shared.contracts.tms.types import Because, ExecutionStatus, LogEntry, Note, Why
from shared.errors import BusinessError
from shared.qt.reply import Reply
from shared.text import storable

_LONGEST_NOTE = 200


class Recorder:
    """The log of one attempt. `on_trouble` hears once that the disk refuses. What happened bears the time of the call."""

    def __init__(self, disk: DiskThread, now: Callable[[], datetime], on_trouble: Callable[[], object]) -> None:
        self._disk, self._now, self._on_trouble = disk, now, on_trouble
        self._broken = False
        # The disk's thread alone looks at these. No journal before the log was begun, when it could not be, and once it is whole.
        self._journal: Journal | None = None
        self._store: JournalStore | None = None
        self._whole: Journal | None = None
        self._refused: list[LogEntry] = []

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
            self._store, self._journal = store, journal

        return self._disk.do(job)

    def note(self, what: str, delivered: Delivered, note: Note = "") -> None:
        """Something happened."""
        entry = self._entry(what, delivered, note)

        def add(journal: Journal) -> None:
            self._refused.append(entry)
            self._catch_up(journal)

        self._write(add).failed(self._trouble)

    def end(self, status: ExecutionStatus, reason: Because) -> Reply[None]:
        """The session is over; once this is done its log may be sent. After a failure the same may be asked again."""
        kept = reason if isinstance(reason, Why) else storable(reason, _LONGEST_NOTE)

        def finish(journal: Journal) -> None:
            self._catch_up(journal)
            journal.end(status, kept)
            self._journal, self._whole = None, journal

        return self._write(finish).failed(self._trouble)

    def supplement(self, what: str, delivered: Delivered, note: Note) -> Callable[[], Reply[None]]:
        """Something became known after the end. Call the answer to put it on the disk, after a failure again."""
        entry = self._entry(what, delivered, note)

        def job() -> None:
            if self._journal is not None:
                # The disk has not taken the end yet; the entry goes before it.
                self._refused.append(entry)
            elif self._store is not None and self._whole is not None:
                self._store.supplement(self._whole, entry)

        return lambda: self._disk.do(job).failed(self._trouble)

    def discard(self) -> None:
        """It was not begun."""

        def forget(journal: Journal) -> None:
            self._journal = None
            journal.discard()

        self._write(forget).failed(self._trouble)

    def _entry(self, what: str, delivered: Delivered, note: Note) -> LogEntry:
        kept = storable(note, _LONGEST_NOTE) if isinstance(note, str) else note
        return LogEntry(self._now(), what, delivered.trains, delivered.pulses, kept)

    def _catch_up(self, journal: Journal) -> None:
        """Write what waits for the disk, oldest first."""
        while self._refused:
            journal.append(self._refused[0])
            del self._refused[0]

    def _write(self, write: Callable[[Journal], None]) -> Reply[None]:
        def job() -> None:
            if self._journal is not None:
                write(self._journal)

        return self._disk.do(job)

    def _trouble(self, _error: BusinessError) -> None:
        if not self._broken:
            self._broken = True
            self._on_trouble()
