"""Who waits for changes is woken by commits: at once within a process, within a fifth of a second across processes."""

from __future__ import annotations

import threading

from sqlalchemy import Engine, select

from server.kernel.tables import KernelTables
from shared import clock
from shared.contracts.common import Change, Changes

_LOOK_EVERY_S = 0.2
_MOST = 500


class ChangeBoard:
    """The changes of one database and those who wait for them."""

    def __init__(self, engine: Engine, tables: KernelTables) -> None:
        self._engine = engine
        self._tables = tables
        self._committed = threading.Condition()
        self._commits = 0
        self._closed = False

    def committed(self) -> None:
        """A unit of work of this process left changes."""
        with self._committed:
            self._commits += 1
            self._committed.notify_all()

    def close(self) -> None:
        """Let everybody who waits go."""
        with self._committed:
            self._closed = True
            self._committed.notify_all()

    def wait(self, after: int, wait_s: float, session: str = "") -> Changes:
        """What changed after `after`, waiting at most `wait_s` for something; -1 tells the cursor only. What nobody but `session`
        changed is its own."""
        deadline = clock.monotonic() + wait_s
        while True:
            with self._committed:
                seen = self._commits
            found = self._read(after, session)
            left = deadline - clock.monotonic()
            if found.changes or after < 0 or left <= 0 or self._closed:
                return found
            with self._committed:
                # Another process commits without a word here, hence the short look.
                if self._commits == seen and not self._closed:
                    self._committed.wait(min(left, _LOOK_EVERY_S))

    def _read(self, after: int, session: str) -> Changes:
        change, ticket = self._tables.change, self._tables.ticket
        with self._engine.connect().execution_options(readonly=True) as db:
            last: int = db.execute(select(ticket.c.change_number)).scalar_one()
            if after < 0 or last <= after:
                return Changes(last, ())
            query = select(change.c.number, change.c.kind, change.c.subject, change.c.session).where(change.c.number > after)
            rows = db.execute(query.order_by(change.c.number).limit(_MOST)).all()
        own: dict[tuple[str, str], bool] = {}
        for row in rows:
            own[row.kind, row.subject] = own.get((row.kind, row.subject), True) and row.session == session != ""
        return Changes(rows[-1].number if rows else last, tuple(Change(*what, own=mine) for what, mine in own.items()))
