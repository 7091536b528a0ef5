"""The embedded message center: one server process owns the log, departments reach it by RPC."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, TypedDict

from sqlalchemy import Engine, String, UniqueConstraint, delete, func, insert, select, update
from sqlalchemy.engine import Connection

from server.kernel.database import Id, new_metadata, reading
from server.kernel.rows import Long, declare, every
from server.kernel.tables import ToldRow, event_of, kernel_tables, told
from server.kernel.unit_of_work import Work
from shared import clock
from shared.contracts.events import Event
from shared.contracts.messages.contract import LoggedEvent

metadata = new_metadata()
kernel = kernel_tables(metadata)
table = partial(declare, metadata)


class LogRow(ToldRow):
    topic: Annotated[str, String(40)]
    offset: Long
    event_id: Annotated[str, Id]
    logged_at: datetime


log_table = table("message_log", LogRow, UniqueConstraint("source", "incarnation", "number"), key=("topic", "offset"))


class TopicRow(TypedDict):
    topic: Annotated[str, String(40)]
    last_offset: Long


topic_table = table("message_topic", TopicRow, key="topic")


class OffsetRow(TypedDict):
    consumer: Annotated[str, String(40)]
    topic: Annotated[str, String(40)]
    offset: Long


offset_table = table("message_offset", OffsetRow, key=("consumer", "topic"))


class Arrivals:
    """Wakes readers when something was appended."""

    def __init__(self) -> None:
        self._arrived = threading.Condition()
        self._count = 0
        self._closed = False

    def announce(self) -> None:
        """Something was appended."""
        with self._arrived:
            self._count += 1
            self._arrived.notify_all()

    def close(self) -> None:
        """Let every reader go."""
        with self._arrived:
            self._closed = True
            self._arrived.notify_all()

    @property
    def count(self) -> int:
        """How many appends there were; taken before looking, compared while waiting."""
        return self._count

    def wait(self, seen: int, seconds: float) -> bool:
        """Wait until there was an append after `seen`; False when closed or out of time."""
        with self._arrived:
            return self._arrived.wait_for(lambda: self._count != seen or self._closed, seconds) and not self._closed


def append(work: Work, topic: str, events: tuple[Event, ...]) -> int:
    """Append what is not there yet; answers the topic's last offset."""
    known = {
        (row.source, row.incarnation, row.number)
        for row in work.db.execute(
            select(log_table.c.source, log_table.c.incarnation, log_table.c.number).where(
                log_table.c.source.in_({event.source for event in events}),
                log_table.c.number.in_([event.number for event in events]),
            )
        )
    }
    fresh = [event for event in events if (event.source, event.incarnation, event.number) not in known]
    last = _reserve(work.db, topic, len(fresh))
    if fresh:
        rows = [
            {"topic": topic, "offset": last - len(fresh) + index, "event_id": event.id, "logged_at": clock.utc_now(), **told(event)}
            for index, event in enumerate(fresh, 1)
        ]
        work.db.execute(insert(log_table), rows)
    return last


def _reserve(db: Connection, topic: str, count: int) -> int:
    query = select(topic_table.c.last_offset).where(topic_table.c.topic == topic)
    if db.execute(query).one_or_none() is None:
        db.execute(insert(topic_table).values(topic=topic, last_offset=0))
    statement = update(topic_table).where(topic_table.c.topic == topic)
    last: int = db.execute(
        statement.values(last_offset=topic_table.c.last_offset + count).returning(topic_table.c.last_offset)
    ).scalar_one()
    return last


def read(
    engine: Engine, arrivals: Arrivals, group: str, topics: tuple[str, ...], limit: int, wait_s: float
) -> tuple[LoggedEvent, ...]:
    """What `group` has not committed yet, oldest first per topic; waits outside any transaction."""
    deadline = clock.monotonic() + min(wait_s, 25.0)
    while True:
        seen = arrivals.count
        with reading(engine) as db:
            found = tuple(event for topic in topics for event in _after(db, group, topic, limit))
        left = deadline - clock.monotonic()
        if found or left <= 0 or not arrivals.wait(seen, left):
            return found


def _after(db: Connection, group: str, topic: str, limit: int) -> list[LoggedEvent]:
    done = db.execute(
        select(offset_table.c.offset).where(offset_table.c.consumer == group, offset_table.c.topic == topic)
    ).scalar_one_or_none()
    query = select(log_table).where(log_table.c.topic == topic, log_table.c.offset > (done or 0))
    rows = every(db, query.order_by(log_table.c.offset).limit(limit), LogRow)
    return [LoggedEvent(topic, row["offset"], event_of(row, row["event_id"])) for row in rows]


def commit(work: Work, group: str, offsets: tuple[tuple[str, int], ...]) -> None:
    """Move the group's offsets forward, never back."""
    for topic, offset in offsets:
        mine = (offset_table.c.consumer == group, offset_table.c.topic == topic)
        if work.change(offset_table, *mine, offset_table.c.offset < offset, offset=offset):
            continue
        if not work.has(offset_table, *mine):
            work.add(offset_table, consumer=group, topic=topic, offset=offset)


def forget_old(work: Work, kept: timedelta = timedelta(days=30)) -> int:
    """Drop events that every group is done with and that are older than `kept`; answers how many."""
    dropped = 0
    slowest = select(offset_table.c.topic, func.min(offset_table.c.offset)).group_by(offset_table.c.topic)
    for topic, done in work.db.execute(slowest).all():
        old = (log_table.c.topic == topic, log_table.c.offset <= done, log_table.c.logged_at < clock.utc_now() - kept)
        dropped += work.db.execute(delete(log_table).where(*old)).rowcount
    return dropped
