"""Writes a session's course to its log. A disk that fails in the middle is told, and never stops a treatment."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from client_tms.session.journal import Journal
from client_tms.stimulator.interface import Delivered
from shared.contracts.tms.types import ExecutionStatus, LogEntry

_LONGEST_NOTE = 200
_log = logging.getLogger(__name__)


class Recorder:
    """The log of one attempt. `on_trouble` hears once that the disk refuses."""

    def __init__(self, journal: Journal, now: Callable[[], datetime], on_trouble: Callable[[], object]) -> None:
        self._journal, self._now, self._on_trouble = journal, now, on_trouble
        self._broken = False

    def note(self, what: str, delivered: Delivered, note: str = "") -> None:
        """Something happened."""
        entry = LogEntry(self._now(), what, delivered.trains, delivered.pulses, note[:_LONGEST_NOTE])
        self._attempt(lambda: self._journal.append(entry))

    def end(self, status: ExecutionStatus, reason: str) -> None:
        """The session is over; its log may be sent."""
        self._attempt(lambda: self._journal.end(status, reason[:_LONGEST_NOTE]))

    def discard(self) -> None:
        """It was not begun."""
        self._journal.discard()

    def _attempt(self, write: Callable[[], None]) -> None:
        try:
            write()
        except OSError:
            _log.exception("a line of the session's log could not be written")
            if not self._broken:
                self._broken = True
                self._on_trouble()
