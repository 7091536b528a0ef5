"""Who waits for changes is woken by commits: at once within a process, within a fifth of a second across processes.

Every commit is read once, by whoever of those who wait is first, and answered to the others from memory.
"""

from __future__ import annotations

import bisect
import threading
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Engine, select

from server.kernel.database import reading
from server.kernel.tables import KernelTables
from shared import clock
from shared.contracts.common import Change, Changes

_LOOK_EVERY_S = 0.2
_MOST = 500
"""Changes in one answer."""
_REMEMBERED = 5_000


class _Told(NamedTuple):
    number: int
    kind: str
    subject: str
    session: str


class _Known(NamedTuple):
    """What is in memory: every change after `before`, up to `last`."""

    before: int
    last: int
    told: tuple[_Told, ...]


class ChangeBoard:
    """The changes of one database and those who wait for them."""

    def __init__(self, engine: Engine, tables: KernelTables) -> None:
        self._engine = engine
        self._tables = tables
        self._news = threading.Condition()
        self._commits = 0
        self._closed = False
        self._reading = False
        self._read_commits = -1
        """How many commits of this process the last read could see."""
        self._read_at = float("-inf")
        self._known: _Known | None = None

    def committed(self) -> None:
        """A unit of work of this process left changes."""
        with self._news:
            self._commits += 1
            self._news.notify_all()

    def close(self) -> None:
        """Let everybody who waits go."""
        with self._news:
            self._closed = True
            self._news.notify_all()

    def wait(self, after: int, wait_s: float, session: str = "") -> Changes:
        """What changed after `after`, waiting at most `wait_s` for something; -1 tells the cursor only. What nobody but `session`
        changed is its own."""
        deadline = clock.monotonic() + wait_s
        while True:
            found = _answer(*self._since(after), session)
            left = deadline - clock.monotonic()
            if found.changes or after < 0 or left <= 0 or self._closed:
                return found
            with self._news:
                # Another process commits without a word here, hence the short look.
                if self._read_commits == self._commits and not self._closed:
                    self._news.wait(min(left, _LOOK_EVERY_S))

    def _since(self, after: int) -> tuple[int, Sequence[_Told]]:
        """The cursor to go on from, and the first changes after `after`."""
        before, last, told = self._look()
        if after < 0 or last <= after:
            return last, ()
        if after < before:
            with reading(self._engine) as db:
                rows: Sequence[_Told] = self._rows(db, after, _MOST)
        else:
            begin = bisect.bisect_right(told, after, key=_number)
            rows = told[begin : begin + _MOST]
        return (rows[-1].number if rows else last), rows

    def _look(self) -> _Known:
        """What is known, after reading what is new unless somebody has: since the last commit of this process, and every now and
        then for other processes."""
        with self._news:
            while self._reading:
                self._news.wait()
            fresh = self._read_commits == self._commits and clock.monotonic() - self._read_at < _LOOK_EVERY_S
            if self._known is not None and fresh:
                return self._known
            self._reading, seen = True, self._commits
        try:
            known = self._read()
            with self._news:
                self._known, self._read_commits, self._read_at = known, seen, clock.monotonic()
            return known
        finally:
            with self._news:
                self._reading = False
                self._news.notify_all()

    def _read(self) -> _Known:
        with reading(self._engine) as db:
            last: int = db.execute(select(self._tables.ticket.c.change_number)).scalar_one()
            known = self._known or _Known(last, last, ())
            # After a long time without anybody who waits, what lies far back is nobody's.
            begin = max(known.last, last - _REMEMBERED)
            rows = self._rows(db, begin, _REMEMBERED) if begin < last else []
        # Read after the ticket, the rows may be those of a later commit already.
        last = rows[-1].number if rows else last
        return _Known(max(known.before, last - _REMEMBERED), last, (*known.told, *rows)[-_REMEMBERED:])

    def _rows(self, db: Connection, after: int, most: int) -> list[_Told]:
        change = self._tables.change
        query = select(change.c.number, change.c.kind, change.c.subject, change.c.session).where(change.c.number > after)
        return [_Told(*row) for row in db.execute(query.order_by(change.c.number).limit(most))]


def _number(told: _Told) -> int:
    return told.number


def _answer(cursor: int, rows: Sequence[_Told], session: str) -> Changes:
    own: dict[tuple[str, str], bool] = {}
    for row in rows:
        own[row.kind, row.subject] = own.get((row.kind, row.subject), True) and row.session == session != ""
    return Changes(cursor, tuple(Change(*what, own=mine) for what, mine in own.items()))
