"""One unit of work: a transaction with what it must leave behind — events, changes, audit rows."""

from __future__ import annotations

import functools
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import ColumnElement, FromClause, Integer, Table, bindparam, literal_column, or_, select, update
from sqlalchemy.engine import Connection
from sqlalchemy.sql.dml import ReturningUpdate

from server.kernel.catalog_view import CatalogView
from server.kernel.database import insert_into
from server.kernel.rows import Query, R, every, one
from server.kernel.tables import KernelTables
from shared import clock
from shared.contracts import events
from shared.contracts.catalog.types import StaffAccount
from shared.contracts.common import EVERY_WARD
from shared.errors import DatabaseBehind, MissingRight, NeedsConfirmation, WardNotAllowed
from shared.identifiers import new_id


@dataclass(frozen=True, slots=True)
class Caller:
    """Who acts: a member of staff, or another department's server, possibly for one."""

    user_id: str
    name: str
    rights: frozenset[str]
    wards: frozenset[str]
    """None of them means no ward; EVERY_WARD among them every one."""
    service: str = ""
    """The department whose server calls; empty for a station."""
    session: str = ""
    """The mark of the session that a station calls with: its own changes are no news to it."""

    def require(self, right: str) -> None:
        """Raise MissingRight unless the caller holds `right`."""
        if right not in self.rights:
            raise MissingRight(right=right)

    @property
    def every_ward(self) -> bool:
        """Whether the caller may work on every ward."""
        return EVERY_WARD in self.wards

    def require_ward(self, ward: str) -> None:
        """Raise WardNotAllowed unless the caller may work on `ward`."""
        self.require_one_of((ward,))

    def require_one_of(self, wards: Collection[str]) -> None:
        """Raise WardNotAllowed unless the caller may work on one of `wards`, or they are none."""
        if wards and not self.every_ward and self.wards.isdisjoint(wards):
            raise WardNotAllowed(ward=next(iter(wards)))

    def only(self, *columns: ColumnElement[Any]) -> list[ColumnElement[bool]]:
        """Conditions on a query: one of these columns names a ward of the caller's."""
        return [] if self.every_ward else [or_(*(column.in_(sorted(self.wards)) for column in columns))]


def staff_caller(account: StaffAccount, catalog: CatalogView, session: str) -> Caller:
    """The caller a member of staff is."""
    return Caller(account.user_id, account.name, catalog.rights(account.role), frozenset(account.wards), session=session)


SYSTEM = Caller("system", "", frozenset(), frozenset({EVERY_WARD}))
"""Acts in event handlers and jobs."""


class Changed(NamedTuple):
    """Something that open windows show."""

    kind: str
    subject: str
    ward: str


class Work:
    """A transaction as a use case sees it.

    `audit`, `publish` and `touch` are collected, and `flush` writes them before the commit, each kind in one statement. The commit
    ticket is taken as late as that too, since others wait for it. What `at_the_end` was given runs before.
    """

    def __init__(self, db: Connection, tables: KernelTables, caller: Caller, catalog: CatalogView, operation: str) -> None:
        self.db = db
        self.caller = caller
        self.catalog = catalog
        self.operation = operation
        self.now: datetime = clock.now()
        self.prepared: Any = None
        """What was asked of neighbours before the transaction began."""
        self.answers: tuple[str, ...] = ()
        """Codes of the questions that the person answered with yes."""
        self.read_subjects: list[str] = []
        self.after_commit: list[Callable[[], None]] = []
        self._tables = tables
        self._audited: list[dict[str, Any]] = []
        self._events: list[tuple[str, events.Payload]] = []
        self._changes: dict[Changed, None] = {}
        self._must_be_current = False
        self._last: dict[tuple[int, int | str], Callable[[], object]] = {}

    # -- what it does last

    def at_the_end(self, rank: int, key: int | str, step: Callable[[], object]) -> None:
        """Have `step` run once when all else is done; lower ranks first, then by key (of one kind in each rank).

        For rows that many lock: everybody locks them late and in one order, so that nobody waits for somebody who waits for them.
        """
        self._last[rank, key] = step

    def finish(self) -> None:
        """Do now what was left for the end; a step may leave more."""
        while self._last:
            self._last.pop(min(self._last))()

    def ask(self, question: NeedsConfirmation) -> None:
        """Raise `question` unless the person has answered it with yes."""
        if question.code not in self.answers:
            raise question

    def require_current(self) -> None:
        """Have DatabaseBehind raised, before the commit, while the database is a backup of which nobody has looked through what it
        lacks: what was done since would be done again."""
        self._must_be_current = True

    # -- what it leaves behind

    def publish(self, subject: str, fact: events.Payload) -> None:
        """Tell other departments `fact`, in order per `subject` (a stay, an item)."""
        self._events.append((subject, fact))

    def touch(self, kind: StrEnum, subject: str, ward: str = "") -> None:
        """Tell open windows that `kind` changed for `subject`; those of `ward` only, where it is one ward's."""
        self._changes[Changed(kind, subject, ward)] = None

    def audit(self, subject: str, before: Mapping[str, Any] | None = None, after: Mapping[str, Any] | None = None) -> None:
        """Record who changed `subject`, with the values before and after."""
        self._audited.append(
            {
                "id": new_id(),
                "at": clock.utc_now(),
                "hospital_time": self.now,
                "user_id": self.caller.user_id,
                "service": self.caller.service,
                "operation": self.operation,
                "subject": subject,
                "before": _text(before),
                "after": _text(after),
            }
        )

    def reads(self, subject: str) -> None:
        """Note that the data of `subject` was shown to the caller."""
        self.read_subjects.append(subject)

    @property
    def wrote_events(self) -> bool:
        """Whether there is something for the relay."""
        return bool(self._events)

    @property
    def changes(self) -> Collection[Changed]:
        """What windows that wait must be told."""
        return self._changes

    def flush(self) -> None:
        """Finish, and store audit rows, events and changes. The ticket row serialises commits, so numbers never go back. Raises
        DatabaseBehind."""
        self.finish()
        if self._audited:
            self.db.execute(insert_into(self._tables.audit), self._audited)
        if not self._events and not self._changes and not self._must_be_current:
            return
        counts = {"events": len(self._events), "changes": len(self._changes)}
        last_event, last_change, behind = self.db.execute(_taking_numbers(self._tables.ticket), counts).one()
        if behind and self._must_be_current:
            raise DatabaseBehind
        if self._events:
            self.db.execute(insert_into(self._tables.outbox), self._event_rows(last_event - len(self._events)))
        if self._changes:
            first = last_change - len(self._changes)
            rows = [
                {"number": first + index, "session": self.caller.session, **change._asdict()}
                for index, change in enumerate(self._changes, 1)
            ]
            self.db.execute(insert_into(self._tables.change), rows)

    def _event_rows(self, first: int) -> list[dict[str, Any]]:
        return [
            {
                "number": first + index,
                "event_id": new_id(),
                "type": fact.event_type,
                "subject": subject,
                "time": self.now,
                "data": events.encode(fact),
            }
            for index, (subject, fact) in enumerate(self._events, 1)
        ]

    # -- small helpers over Core that every department uses

    def row(self, query: Query, of: type[R], **bound: Any) -> R | None:
        """The only row of `query`, or None; `of` is the row type of what is selected, its parameters are `bound`."""
        return one(self.db, query, of, **bound)

    def rows(self, query: Query, of: type[R], **bound: Any) -> list[R]:
        """All rows of `query`, as in `row`."""
        return every(self.db, query, of, **bound)

    def has(self, table: FromClause, *conditions: ColumnElement[bool]) -> bool:
        """Whether there is a row that meets every condition."""
        return self.db.execute(select(literal_column("1")).select_from(table).where(*conditions).limit(1)).one_or_none() is not None

    def add(self, table: Table, **values: Any) -> None:
        """Insert one row."""
        self.db.execute(insert_into(table), values)

    def change(self, table: Table, *conditions: ColumnElement[bool], **values: Any) -> int:
        """Guarded update: change the rows that meet every condition, answer how many there were."""
        return self.db.execute(update(table).where(*conditions).values(**values)).rowcount


@functools.cache
def _taking_numbers(ticket: Table) -> ReturningUpdate[Any]:
    """Raises the ticket's numbers and answers them; built once, since every command ends with it."""
    numbers = {
        "event_number": ticket.c.event_number + bindparam("events", type_=Integer),
        "change_number": ticket.c.change_number + bindparam("changes", type_=Integer),
    }
    return update(ticket).values(numbers).returning(ticket.c.event_number, ticket.c.change_number, ticket.c.behind)


def _text(values: Mapping[str, Any] | None) -> str:
    return msgspec.json.encode(values, order="sorted").decode() if values else ""
