"""A lease: which of several servers on one database does a job now."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import Engine, insert, or_, update
from sqlalchemy.exc import IntegrityError

from server.kernel.tables import KernelTables
from shared import clock
from shared.identifiers import new_id

_TERM = timedelta(seconds=10)
_RENEW_AFTER_S = 3.0


class Lease:
    """Held for ten seconds at a time, by the machine's clock; passes on when its holder dies."""

    def __init__(self, engine: Engine, tables: KernelTables, name: str) -> None:
        self._engine = engine
        self._table = tables.lease
        self._name = name
        self._me = new_id()
        self._renewed = float("-inf")

    def hold(self) -> bool:
        """Take or renew the lease; False while another server has it."""
        if clock.monotonic() - self._renewed < _RENEW_AFTER_S:
            return True
        now = clock.utc_now()
        table = self._table
        mine_or_expired = or_(table.c.holder == self._me, table.c.until < now)
        with self._engine.begin() as db:
            taken = db.execute(
                update(table).where(table.c.name == self._name, mine_or_expired).values(holder=self._me, until=now + _TERM)
            ).rowcount
        if not taken and not self._create(now + _TERM):
            self._renewed = float("-inf")
            return False
        self._renewed = clock.monotonic()
        return True

    def _create(self, until: object) -> bool:
        try:
            with self._engine.begin() as db:
                db.execute(insert(self._table).values(name=self._name, holder=self._me, until=until))
        except IntegrityError:
            return False
        return True

    def release(self) -> None:
        """Give the lease up, so that another server takes over at once."""
        if self._renewed == float("-inf"):
            return
        table = self._table
        with self._engine.begin() as db:
            db.execute(
                update(table).where(table.c.name == self._name, table.c.holder == self._me).values(until=clock.utc_now() - _TERM)
            )
        self._renewed = float("-inf")
