"""A lease: which of several servers on one database does a job now.

No clock of any machine is compared with another's, or with itself after somebody set it: who holds the lease counts its beat up,
and whoever sees the same beat for eight seconds of its own stopwatch takes over.
"""

from __future__ import annotations

from sqlalchemy import Engine, insert, select, update
from sqlalchemy.exc import IntegrityError

from server.kernel.tables import KernelTables
from shared import clock
from shared.identifiers import new_id

_TERM_S = 8.0
_RENEW_AFTER_S = 3.0
_NOBODY = ""


class Lease:
    """Held as long as it is renewed; passes on when its holder dies."""

    def __init__(self, engine: Engine, tables: KernelTables, name: str) -> None:
        self._engine = engine
        self._table = tables.lease
        self._name = name
        self._me = new_id()
        self._renewed = float("-inf")
        self._seen: tuple[str, int] | None = None
        self._seen_at = 0.0

    def hold(self) -> bool:
        """Take or renew the lease; False while another server has it."""
        if clock.monotonic() - self._renewed < _RENEW_AFTER_S:
            return True
        held = self._take()
        self._renewed = clock.monotonic() if held else float("-inf")
        return held

    def _take(self) -> bool:
        table = self._table
        mine = table.c.name == self._name
        try:
            with self._engine.begin() as db:
                row = db.execute(select(table.c.holder, table.c.beat).where(mine)).one_or_none()
                if row is None:
                    db.execute(insert(table).values(name=self._name, holder=self._me, beat=0))
                    return True
                if row.holder not in (self._me, _NOBODY) and not self._silent(row.holder, row.beat):
                    return False
                unchanged = (table.c.holder == row.holder, table.c.beat == row.beat)
                taken = update(table).where(mine, *unchanged).values(holder=self._me, beat=row.beat + 1)
                return db.execute(taken).rowcount == 1
        except IntegrityError:
            return False

    def _silent(self, holder: str, beat: int) -> bool:
        """Whether its holder has not renewed it for a term."""
        if (holder, beat) != self._seen:
            self._seen, self._seen_at = (holder, beat), clock.monotonic()
        return clock.monotonic() - self._seen_at >= _TERM_S

    def release(self) -> None:
        """Give the lease up, so that another server takes over at once."""
        if self._renewed == float("-inf"):
            return
        table = self._table
        with self._engine.begin() as db:
            db.execute(update(table).where(table.c.name == self._name, table.c.holder == self._me).values(holder=_NOBODY))
        self._renewed = float("-inf")
