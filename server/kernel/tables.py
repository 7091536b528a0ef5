"""The kernel's own tables, part of every department's database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Annotated, Any, TypedDict

from sqlalchemy import Index, MetaData, String, Table, Unicode, UnicodeText

from server.kernel.database import Id
from server.kernel.rows import Long, declare, pick
from shared.contracts.events import Event


class ServerRow(TypedDict):
    """Who this database is. A restored backup gets a new incarnation."""

    id: int
    database_id: Annotated[str, Id]
    incarnation: int
    demo: bool


class TicketRow(TypedDict):
    """Taken last in a transaction: numbers of events and changes follow the order of commits. A restored backup is `behind` until
    somebody has looked what it lacks: whoever must not commit meanwhile learns it here, where every command passes."""

    id: int
    event_number: Long
    change_number: Long
    relayed_number: Long
    behind: bool


class SessionRow(TypedDict):
    token_hash: Annotated[str, String(64)]
    user_id: Annotated[str, Unicode(40)]
    service: Annotated[str, Unicode(20)]
    opened_at: datetime
    used_at: datetime


class CommandRow(TypedDict):
    """Committed answers, repeated when a command comes again (30 days)."""

    key: Annotated[str, String(64)]
    user_id: Annotated[str, Unicode(40)]
    operation: Annotated[str, String(60)]
    arguments_hash: Annotated[str, String(64)]
    answer: bytes
    done_at: datetime


class OutboxRow(TypedDict):
    number: Long
    event_id: Annotated[str, Id]
    type: Annotated[str, String(80)]
    subject: Annotated[str, Unicode(64)]
    time: datetime
    data: bytes


class InboxRow(TypedDict):
    source: Annotated[str, String(20)]
    incarnation: int
    number: Long
    handled_at: datetime


class ToldRow(TypedDict):
    """An event of another department: a column for each of its fields but its id."""

    source: Annotated[str, String(20)]
    incarnation: int
    number: Long
    type: Annotated[str, String(80)]
    subject: Annotated[str, Unicode(64)]
    time: datetime
    data: bytes


class ParkedRow(ToldRow):
    """Events that could not be handled; their subject's later events wait behind them."""

    id: Annotated[str, Id]
    reason: Annotated[str, Unicode(200)]
    tries: int
    parked_at: datetime


class ChangeRow(TypedDict):
    """What open windows are told, those of one `ward` or, where it is empty, all; `session` is the mark of the one that changed it,
    empty for no window."""

    number: Long
    kind: Annotated[str, String(40)]
    subject: Annotated[str, Unicode(64)]
    ward: Annotated[str, Unicode(10)]
    session: Annotated[str, String(16)]


class AuditRow(TypedDict):
    """Append-only; a job seals rows into a hash chain."""

    id: Annotated[str, Id]
    at: datetime
    hospital_time: datetime
    user_id: Annotated[str, Unicode(40)]
    service: Annotated[str, Unicode(20)]
    operation: Annotated[str, String(60)]
    subject: Annotated[str, Unicode(64)]
    before: Annotated[str, UnicodeText()]
    after: Annotated[str, UnicodeText()]
    seal: Annotated[str, String(64)] | None
    seal_number: Long | None


class ReadRow(TypedDict):
    """Who read which patient's data; written in batches."""

    id: Annotated[str, Id]
    at: datetime
    user_id: Annotated[str, Unicode(40)]
    service: Annotated[str, Unicode(20)]
    operation: Annotated[str, String(60)]
    subject: Annotated[str, Unicode(64)]


class CatalogRow(TypedDict):
    id: int
    version: Long
    fetched_at: datetime
    snapshot: bytes


class LeaseRow(TypedDict):
    """Who of several servers on this database does a job now, and how often it was renewed."""

    name: Annotated[str, String(40)]
    holder: Annotated[str, Id]
    beat: Long


@dataclass(frozen=True)
class KernelTables:
    """Handles to the kernel's tables in one department's metadata."""

    server: Table
    ticket: Table
    session: Table
    command: Table
    outbox: Table
    inbox: Table
    parked: Table
    change: Table
    audit: Table
    read_log: Table
    catalog: Table
    lease: Table


def kernel_tables(metadata: MetaData) -> KernelTables:
    """Add the kernel's tables to `metadata`."""
    table = partial(declare, metadata)
    return KernelTables(
        server=table("kernel_server", ServerRow, key="id"),
        ticket=table("kernel_ticket", TicketRow, key="id"),
        session=table("kernel_session", SessionRow, key="token_hash"),
        command=table("kernel_command", CommandRow, Index("ix_kernel_command_done_at", "done_at"), key="key"),
        outbox=table("kernel_outbox", OutboxRow, key="number"),
        inbox=table("kernel_inbox", InboxRow, key=("source", "incarnation", "number")),
        parked=table("kernel_parked", ParkedRow, Index("ix_kernel_parked_subject", "subject"), key="id"),
        change=table("kernel_change", ChangeRow, key="number"),
        audit=table(
            "kernel_audit",
            AuditRow,
            Index("ix_kernel_audit_subject", "subject"),
            Index("ix_kernel_audit_seal_number", "seal_number", "at", "id"),
            key="id",
        ),
        read_log=table("kernel_read_log", ReadRow, key="id"),
        catalog=table("kernel_catalog", CatalogRow, key="id"),
        lease=table("kernel_lease", LeaseRow, key="name"),
    )


def told(event: Event) -> dict[str, Any]:
    """The columns of an event."""
    return {name: getattr(event, name) for name in ToldRow.__annotations__}


def event_of(row: ToldRow, event_id: str = "") -> Event:
    """The event in a row."""
    return Event(event_id, **pick(row, ToldRow.__annotations__))
