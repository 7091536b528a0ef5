"""The relay: takes events from the outbox to the message center, in the order they were committed.

A batch that was appended but not marked is appended again after a crash; the center recognises (source, incarnation, number).
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Engine, delete, func, select, update

from server.kernel import killpoint
from server.kernel.database import reading
from server.kernel.lease import Lease
from server.kernel.message_center import MessageCenter, NumberReused
from server.kernel.observation import Metrics, log
from server.kernel.rows import every
from server.kernel.standing import Standing
from server.kernel.tables import KernelTables, OutboxRow
from shared import clock
from shared.contracts.events import Event
from shared.errors import BusinessError

_BATCH = 200
_LOOK_EVERY_S = 0.5
_KEPT = timedelta(days=7)


class Relay:
    """One per database, by lease; the others stand by."""

    def __init__(
        self,
        source: str,
        engine: Engine,
        tables: KernelTables,
        center: MessageCenter,
        standing: Standing,
        lease: Lease,
        metrics: Metrics,
    ) -> None:
        self._source = source
        self._engine = engine
        self._tables = tables
        self._center = center
        self._lease = lease
        self._standing = standing
        metrics.unsent.set_function(self.unsent)
        self._wake = threading.Event()
        self.reachable = True
        self.waiting = 0
        """How many events were waiting when the center was last found out of reach."""

    def wake(self) -> None:
        """A unit of work left events."""
        self._wake.set()

    def run(self, stopping: threading.Event, pause: Callable[[float], None]) -> None:
        """Relay until `stopping`; `pause` waits that long or until the end."""
        backoff = 0.1
        while not stopping.is_set():
            self._wake.wait(_LOOK_EVERY_S)
            self._wake.clear()
            try:
                while not stopping.is_set() and self._lease.hold() and self.relay_batch():
                    pass
                self.reachable, self.waiting, backoff = True, 0, 0.1
            except BusinessError as error:
                if self.reachable:
                    log.warning("message center unreachable", extra={"fields": {"why": error.code}})
                self.reachable = False
                self.waiting = self.unsent()
                pause(backoff)
                backoff = min(backoff * 2, 5.0)

    def relay_batch(self) -> bool:
        """Send one batch; answers whether there may be more."""
        self._standing.ensure()
        outbox, ticket = self._tables.outbox, self._tables.ticket
        with reading(self._engine) as db:
            sent: int = db.execute(select(ticket.c.relayed_number)).scalar_one()
            incarnation: int = db.execute(select(self._tables.server.c.incarnation)).scalar_one()
            rows = every(db, select(outbox).where(outbox.c.number > sent).order_by(outbox.c.number).limit(_BATCH), OutboxRow)
        if not rows:
            return False
        killpoint.reached("before_relay")
        events = tuple(
            Event(row["event_id"], self._source, incarnation, row["number"], row["type"], row["subject"], row["time"], row["data"])
            for row in rows
        )
        self._append(events)
        killpoint.reached("after_publish")
        with self._engine.begin() as db:
            last = rows[-1]["number"]
            db.execute(update(ticket).where(ticket.c.relayed_number < last).values(relayed_number=last))
        return len(rows) == _BATCH

    def _append(self, events: tuple[Event, ...]) -> None:
        try:
            self._center.append(self._source, events)
        except NumberReused:
            log.critical("a number was told before, with something else", extra={"fields": {"source": self._source}})
            self._standing.doubt()
            raise

    def unsent(self) -> int:
        """How many events wait."""
        outbox, ticket = self._tables.outbox, self._tables.ticket
        with reading(self._engine) as db:
            sent = select(ticket.c.relayed_number).scalar_subquery()
            count: int = db.execute(select(func.count()).select_from(outbox).where(outbox.c.number > sent)).scalar_one()
        return count

    def forget_old(self) -> int:
        """Drop events that were sent a week ago."""
        outbox, ticket = self._tables.outbox, self._tables.ticket
        with self._engine.begin() as db:
            sent = select(ticket.c.relayed_number).scalar_subquery()
            old = outbox.c.time < clock.now() - _KEPT
            return db.execute(delete(outbox).where(outbox.c.number <= sent, old)).rowcount
