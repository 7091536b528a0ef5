"""The embedded message center: one server process owns the log, departments reach it by RPC."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import Annotated, TypedDict

from sqlalchemy import Engine, String, UniqueConstraint, delete, func, insert, select, union_all, update
from sqlalchemy.engine import Connection

from server.kernel.database import Id, new_metadata, reading
from server.kernel.rows import Long, declare, every
from server.kernel.tables import ToldRow, event_of, kernel_tables, told
from server.kernel.unit_of_work import Work
from server.kernel.waiters import Waiters
from shared import clock
from shared.contracts.events import Event
from shared.contracts.messages.contract import LoggedEvent, NumberReused, Place

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


Readers = Waiters[str]
"""Groups that wait for events of their topics."""


def append(work: Work, topic: str, events: tuple[Event, ...]) -> int:
    """Append what is not there yet; answers the topic's last offset."""
    column = log_table.c
    there = select(column.source, column.incarnation, column.number, column.event_id).where(
        column.source.in_({event.source for event in events}), column.number.in_([event.number for event in events])
    )
    known = {(source, incarnation, number): event_id for source, incarnation, number, event_id in work.db.execute(there)}
    for event in events:
        if known.get((event.source, event.incarnation, event.number), event.id) != event.id:
            raise NumberReused(source=event.source, number=event.number)
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
    engine: Engine, readers: Readers, group: str, topics: tuple[str, ...], limit: int, wait_s: float
) -> tuple[LoggedEvent, ...]:
    """What `group` has not committed yet, oldest first per topic, at most `limit` of each; waits outside any transaction."""
    deadline = clock.monotonic() + min(wait_s, 25.0)
    with readers.bell(frozenset(topics).__contains__) as bell:
        while True:
            bell.clear()
            with reading(engine) as db:
                found = _after(db, group, topics, limit)
            left = deadline - clock.monotonic()
            if found or left <= 0 or readers.closed:
                return found
            bell.wait(left)


def _after(db: Connection, group: str, topics: tuple[str, ...], limit: int) -> tuple[LoggedEvent, ...]:
    """Two statements at most, whatever the number of topics: where the group is, and what lies there."""
    topic, log = topic_table.c, log_table.c
    mine = (offset_table.c.consumer == group) & (offset_table.c.topic == topic.topic)
    done = func.coalesce(offset_table.c.offset, 0)
    behind = select(topic.topic, done).select_from(topic_table.outerjoin(offset_table, mine))
    news = dict(map(tuple, db.execute(behind.where(topic.topic.in_(topics), topic.last_offset > done))))
    if not news:
        return ()
    parts = [
        select(log_table).where(log.topic == each, log.offset > news[each]).order_by(log.offset).limit(limit).subquery()
        for each in topics
        if each in news
    ]
    rows = every(db, union_all(*(select(part) for part in parts)), LogRow)
    rows.sort(key=lambda row: (row["topic"], row["offset"]))
    return tuple(LoggedEvent(row["topic"], row["offset"], event_of(row, row["event_id"])) for row in rows)


def commit(work: Work, group: str, offsets: tuple[tuple[str, int], ...]) -> None:
    """Move the group's offsets forward, never back."""
    for topic, offset in offsets:
        mine = (offset_table.c.consumer == group, offset_table.c.topic == topic)
        if work.change(offset_table, *mine, offset_table.c.offset < offset, offset=offset):
            continue
        if not work.has(offset_table, *mine):
            work.add(offset_table, consumer=group, topic=topic, offset=offset)


def newest(work: Work, source: str) -> tuple[int, int] | None:
    """See the contract."""
    told = select(log_table.c.incarnation, log_table.c.number).where(log_table.c.source == source)
    row = work.db.execute(told.order_by(log_table.c.incarnation.desc(), log_table.c.number.desc()).limit(1)).one_or_none()
    return None if row is None else (row.incarnation, row.number)


def told_after(work: Work, source: str, incarnation: int, after: int, limit: int) -> tuple[tuple[int, str], ...]:
    """See the contract."""
    column = log_table.c
    mine = (column.source == source, column.incarnation == incarnation, column.number > after)
    query = select(column.number, column.event_id).where(*mine).order_by(column.number).limit(limit)
    return tuple((number, event_id) for number, event_id in work.db.execute(query))


def rewind(work: Work, group: str, places: tuple[Place, ...]) -> None:
    """See the contract. The topic of a source has its name."""
    heard = {place.source: place for place in places}
    column = log_table.c
    query = select(offset_table.c.topic).where(offset_table.c.consumer == group)
    for topic in list(work.db.execute(query).scalars()):
        place = heard.get(topic, Place(topic, 0, 0))
        older = column.incarnation < place.incarnation
        same = (column.incarnation == place.incarnation) & (column.number <= place.number)
        last = select(func.coalesce(func.max(column.offset), 0)).where(column.topic == topic, older | same)
        offset = work.db.execute(last).scalar_one()
        mine = (offset_table.c.consumer == group, offset_table.c.topic == topic)
        work.change(offset_table, *mine, offset_table.c.offset > offset, offset=offset)


def forget_old(work: Work, kept: timedelta = timedelta(days=30)) -> int:
    """Drop events that every group is done with and that are older than `kept`, but of each topic the last; answers how many."""
    dropped = 0
    slowest = select(topic_table.c.topic, topic_table.c.last_offset, func.min(offset_table.c.offset))
    slowest = slowest.join(offset_table, offset_table.c.topic == topic_table.c.topic)
    for topic, last, done in work.db.execute(slowest.group_by(topic_table.c.topic, topic_table.c.last_offset)).all():
        old = (
            log_table.c.topic == topic,
            log_table.c.offset <= min(done, last - 1),
            log_table.c.logged_at < clock.utc_now() - kept,
        )
        dropped += work.db.execute(delete(log_table).where(*old)).rowcount
    return dropped
