"""Who waits for changes is woken by commits that it shows something of: at once within a process, within a fifth of a second across
processes.

A commit is read once, by whoever of those it concerns is first, and answered to the others from memory. One of those who wait looks
for commits of other processes, on behalf of all.
"""

from __future__ import annotations

import bisect
import threading
from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Engine, select

from server.kernel.database import reading
from server.kernel.tables import KernelTables
from server.kernel.unit_of_work import Changed
from server.kernel.waiters import Waiters
from shared import clock
from shared.contracts.common import Change, Changes

_LOOK_EVERY_S = 0.2
_MOST = 500
"""Changes in one answer."""
_REMEMBERED = 5_000


class Shown(NamedTuple):
    """What a window shows: these kinds, of these wards. Empty means all of them."""

    kinds: Collection[str] = ()
    wards: Collection[str] = ()

    def concerned(self, change: Changed | _Told) -> bool:
        """Whether the window looks different after `change`; one without a ward is every ward's."""
        return (not self.kinds or change.kind in self.kinds) and (not self.wards or not change.ward or change.ward in self.wards)


EVERYTHING = Shown()


class _Told(NamedTuple):
    number: int
    kind: str
    subject: str
    ward: str
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
        self._waiters: Waiters[Changed | _Told] = Waiters()
        self._on_watch = threading.Lock()
        """Held by the one who looks for commits of other processes, while it sleeps."""
        self._looking = threading.Lock()
        self._commits = 0
        self._read_commits = -1
        """How many commits of this process the last read could see."""
        self._read_at = float("-inf")
        self._known: _Known | None = None

    def committed(self, changes: Iterable[Changed]) -> None:
        """A unit of work of this process left changes."""
        self._commits += 1
        self._waiters.ring(changes)

    def close(self) -> None:
        """Let everybody who waits go."""
        self._waiters.close()

    def wait(self, after: int, wait_s: float, session: str = "", shown: Shown = EVERYTHING) -> Changes:
        """What changed after `after` of what is `shown`, waiting at most `wait_s` for something; -1 tells the cursor only. What
        nobody but `session` changed is its own."""
        deadline = clock.monotonic() + wait_s
        watched = False
        with self._waiters.bell(shown.concerned) as bell:
            while True:
                bell.clear()
                cursor, rows = self._since(after, shown)
                left = deadline - clock.monotonic()
                if rows or after < 0 or left <= 0 or self._waiters.closed:
                    break
                watched = self._sleep(bell, left)
        if watched:
            self._waiters.ring_one()
        return _answer(cursor, rows, session)

    def _sleep(self, bell: threading.Event, left: float) -> bool:
        """Wait for the bell, or as the one on watch for the next look; answers whether this was the one."""
        watching = self._on_watch.acquire(blocking=False)
        try:
            bell.wait(min(left, _LOOK_EVERY_S) if watching else left)
        finally:
            if watching:
                self._on_watch.release()
        return watching

    def _since(self, after: int, shown: Shown) -> tuple[int, list[_Told]]:
        """The cursor to go on from, and the first changes after `after` that concern who shows this."""
        before, last, told = self._look()
        while 0 <= after < last:
            if after < before:
                with reading(self._engine) as db:
                    rows: Sequence[_Told] = self._rows(db, after, _MOST)
            else:
                begin = bisect.bisect_right(told, after, key=_number)
                rows = told[begin : begin + _MOST]
            after = rows[-1].number if rows else last
            if mine := [row for row in rows if shown.concerned(row)]:
                return after, mine
        return last, []

    def _look(self) -> _Known:
        """What is known, after reading what is new unless somebody has: since the last commit of this process, and every now and
        then for other processes."""
        with self._looking:
            seen, known = self._commits, self._known
            if known is not None and self._read_commits == seen and clock.monotonic() - self._read_at < _LOOK_EVERY_S:
                return known
            fresh = self._read()
            self._known, self._read_commits, self._read_at = fresh, seen, clock.monotonic()
        if known is not None and fresh.last > known.last:
            self._waiters.ring(fresh.told[bisect.bisect_right(fresh.told, known.last, key=_number) :])
        return fresh

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
        change = self._tables.change.c
        query = select(change.number, change.kind, change.subject, change.ward, change.session).where(change.number > after)
        return [_Told(*row) for row in db.execute(query.order_by(change.number).limit(most))]


def _number(told: _Told) -> int:
    return told.number


def _answer(cursor: int, rows: Sequence[_Told], session: str) -> Changes:
    own: dict[tuple[str, str], bool] = {}
    for row in rows:
        own[row.kind, row.subject] = own.get((row.kind, row.subject), True) and row.session == session != ""
    return Changes(cursor, tuple(Change(*what, own=mine) for what, mine in own.items()))
