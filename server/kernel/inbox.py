"""The consumer: handles what other departments told, each event once in effect.

Handler and inbox row commit together; the offset is moved afterwards, so a crash between the two only makes the event come again
and be recognised. An event that fails five times is parked with its subject: later events of that subject wait behind it, others
go on.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, delete, func, select, update

from server.kernel import killpoint
from server.kernel.entrance import UnitsOfWork
from server.kernel.message_center import Event, MessageCenter
from server.kernel.observation import Metrics, log
from server.kernel.rows import pick
from server.kernel.standing import Standing
from server.kernel.tables import ParkedRow, event_of, told
from server.kernel.unit_of_work import SYSTEM, Caller, Work
from shared import clock
from shared.contracts import events
from shared.contracts.common import KernelKind, ParkedEvent
from shared.errors import BusinessError, Unavailable
from shared.identifiers import new_id

_TRIES = 5
_BATCH = 100
_WAIT_S = 20.0
_WAITS = "waits"
_SHOWN = tuple(field.name for field in dataclasses.fields(ParkedEvent))

Handler = Callable[[Work, Any], None]


class Consumer:
    """Reads the topics of a department's neighbours and calls its handlers."""

    def __init__(
        self,
        group: str,
        center: MessageCenter,
        standing: Standing,
        units: UnitsOfWork,
        handlers: Mapping[str, Handler],
        metrics: Metrics,
    ) -> None:
        self._group = group
        self._center = center
        self._standing = standing
        self._units = units
        self._handlers = handlers
        self._topics = tuple(sorted({event_type.split(".")[0] for event_type in handlers}))
        self._metrics = metrics
        self.parked_lately = 0
        """How many events were parked when this server last looked: after its own, and every minute for those of another server."""

    def run(self, stopping: threading.Event, pause: Callable[[float], None]) -> None:
        """Consume until `stopping`."""
        backoff = 0.1
        while not stopping.is_set():
            try:
                self.consume_batch(_WAIT_S)
                backoff = 0.1
            except Unavailable:
                pause(backoff)
                backoff = min(backoff * 2, 5.0)

    def consume_batch(self, wait_s: float) -> int:
        """Handle what is there; answers how many events came."""
        self._standing.ensure()
        batch = self._center.read(self._group, self._topics, _BATCH, wait_s)
        done: dict[str, int] = {}
        for logged in batch:
            self._take(logged.event)
            done[logged.topic] = logged.offset
        if done:
            killpoint.reached("after_handler")
            self._center.commit(self._group, tuple(done.items()))
        return len(batch)

    def _take(self, event: Event) -> None:
        if event.type not in self._handlers:
            return
        for attempt in range(1, _TRIES + 1):
            try:
                self._units.write(SYSTEM, event.type, lambda work: self._handle_once(work, event))
            except Unavailable:
                # The database, not the event, is at fault: wait and take it again.
                raise
            except Exception as error:  # noqa: BLE001 — any failure of a handler must not stop the others
                if attempt == _TRIES:
                    self._park(event, error)
            else:
                self._metrics.handled.inc()
                return

    def _handle_once(self, work: Work, event: Event) -> None:
        tables = self._units.tables
        inbox = tables.inbox
        seen = (inbox.c.source == event.source, inbox.c.incarnation == event.incarnation, inbox.c.number == event.number)
        if work.has(inbox, *seen):
            return
        if work.has(tables.parked, tables.parked.c.subject == event.subject):
            self._park_row(work, event, _WAITS, 0)
        else:
            self._handlers[event.type](work, events.decode(event))
        work.add(inbox, source=event.source, incarnation=event.incarnation, number=event.number, handled_at=clock.utc_now())

    # -- parking

    def _park(self, event: Event, error: Exception) -> None:
        reason = _reason(error)
        fields = {"type": event.type, "number": event.number, "source": event.source, "why": reason}
        log.error("event parked", extra={"fields": fields}, exc_info=error)
        inbox = self._units.tables.inbox

        def park(work: Work) -> None:
            self._park_row(work, event, reason, _TRIES)
            work.add(inbox, source=event.source, incarnation=event.incarnation, number=event.number, handled_at=clock.utc_now())

        self._units.write(SYSTEM, "park", park)

    def _park_row(self, work: Work, event: Event, reason: str, tries: int) -> None:
        mine = {"id": new_id(), "reason": reason, "tries": tries, "parked_at": clock.utc_now()}
        work.add(self._units.tables.parked, **told(event), **mine)
        self._tell(work, event)

    def _tell(self, work: Work, event: Event) -> None:
        work.touch(KernelKind.PARKED, event.subject)
        work.after_commit.append(self._count_parked)

    def _count_parked(self) -> None:
        query = select(func.count()).select_from(self._units.tables.parked)
        self.parked_lately, _ = self._units.read(SYSTEM, "parked", lambda work: work.db.execute(query).scalar_one())
        self._metrics.parked.set(self.parked_lately)

    def parked(self) -> int:
        """How many events are parked."""
        self._count_parked()
        return self.parked_lately

    def parked_events(self, *conditions: ColumnElement[bool]) -> tuple[ParkedEvent, ...]:
        """Events that are parked and meet the conditions, oldest first."""
        rows, _ = self._units.read(SYSTEM, "parked", lambda work: self._parked_rows(work, *conditions))
        return tuple(ParkedEvent(**pick(row, _SHOWN)) for row in rows)

    def retry_parked(self) -> int:
        """Try the parked events again, oldest first per subject; answers how many went through."""
        rows, _ = self._units.read(SYSTEM, "retry", self._parked_rows)
        # Another server may have parked some.
        self._count_parked()
        return self._retry_in_order(rows)

    def retry_subject_of(self, parked_id: str, caller: Caller) -> tuple[ParkedEvent, ...]:
        """Try an event and the others of its subject again because somebody wants it; answers which are still parked."""
        table = self._units.tables.parked

        def begin(work: Work) -> list[ParkedRow]:
            event = work.row(select(table).where(table.c.id == parked_id), ParkedRow)
            if event is None:
                return []
            rows = self._parked_rows(work, table.c.subject == event["subject"])
            work.audit(event["subject"], {"parked": [row["id"] for row in rows], "reason": rows[0]["reason"]})
            return rows

        rows = self._units.write(caller, "retry_parked", begin)
        self._retry_in_order(rows)
        return self.parked_events(table.c.id.in_([row["id"] for row in rows]))

    def _parked_rows(self, work: Work, *conditions: ColumnElement[bool]) -> list[ParkedRow]:
        table = self._units.tables.parked
        return work.rows(select(table).where(*conditions).order_by(table.c.id), ParkedRow)

    def _retry_in_order(self, rows: list[ParkedRow]) -> int:
        stuck: set[str] = set()
        through = 0
        for row in rows:
            if row["subject"] in stuck:
                continue
            if self._retry(row):
                through += 1
            else:
                stuck.add(row["subject"])
        return through

    def _retry(self, row: ParkedRow) -> bool:
        table, event = self._units.tables.parked, event_of(row)

        def again(work: Work) -> None:
            # Who takes it away handles it: another server, or somebody at a window, may try at the same time.
            if work.db.execute(delete(table).where(table.c.id == row["id"])).rowcount:
                self._handlers[event.type](work, events.decode(event))
                self._tell(work, event)

        try:
            self._units.write(SYSTEM, event.type, again)
        except Exception as error:  # noqa: BLE001 — stays parked, with the latest reason
            with self._units.engine.begin() as db:
                tried = {"tries": table.c.tries + 1, "reason": _reason(error)}
                db.execute(update(table).where(table.c.id == row["id"]).values(tried))
            return False
        return True


def _reason(error: Exception) -> str:
    return error.code if isinstance(error, BusinessError) else type(error).__name__
