"""The kernel's own tables, part of every department's database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Unicode,
    UnicodeText,
)

from server.kernel.database import Id, Moment


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
    return KernelTables(
        server=Table(
            "kernel_server",
            metadata,
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("database_id", Id, nullable=False),
            Column("incarnation", Integer, nullable=False),
            Column("demo", Boolean(create_constraint=False), nullable=False),
            comment="Who this database is. A restored backup gets a new incarnation.",
        ),
        ticket=Table(
            "kernel_ticket",
            metadata,
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("event_number", BigInteger, nullable=False),
            Column("change_number", BigInteger, nullable=False),
            Column("relayed_number", BigInteger, nullable=False),
            comment="Taken last in a transaction: numbers of events and changes follow the order of commits.",
        ),
        session=Table(
            "kernel_session",
            metadata,
            Column("token_hash", String(64), primary_key=True),
            Column("user_id", Unicode(40), nullable=False),
            Column("service", Unicode(20), nullable=False),
            Column("opened_at", Moment(), nullable=False),
            Column("used_at", Moment(), nullable=False),
        ),
        command=Table(
            "kernel_command",
            metadata,
            Column("key", String(64), primary_key=True),
            Column("user_id", Unicode(40), nullable=False),
            Column("operation", String(60), nullable=False),
            Column("arguments_hash", String(64), nullable=False),
            Column("answer", LargeBinary, nullable=False),
            Column("done_at", Moment(), nullable=False),
            Index("ix_kernel_command_done_at", "done_at"),
            comment="Committed answers, repeated when a command comes again (30 days).",
        ),
        outbox=Table(
            "kernel_outbox",
            metadata,
            Column("number", BigInteger, primary_key=True, autoincrement=False),
            Column("event_id", Id, nullable=False),
            Column("type", String(80), nullable=False),
            Column("subject", Unicode(64), nullable=False),
            Column("time", Moment(), nullable=False),
            Column("data", LargeBinary, nullable=False),
        ),
        inbox=Table(
            "kernel_inbox",
            metadata,
            Column("source", String(20), nullable=False),
            Column("incarnation", Integer, nullable=False),
            Column("number", BigInteger, nullable=False),
            Column("handled_at", Moment(), nullable=False),
            PrimaryKeyConstraint("source", "incarnation", "number"),
        ),
        parked=Table(
            "kernel_parked",
            metadata,
            Column("id", Id, primary_key=True),
            Column("source", String(20), nullable=False),
            Column("incarnation", Integer, nullable=False),
            Column("number", BigInteger, nullable=False),
            Column("type", String(80), nullable=False),
            Column("subject", Unicode(64), nullable=False),
            Column("time", Moment(), nullable=False),
            Column("data", LargeBinary, nullable=False),
            Column("reason", Unicode(200), nullable=False),
            Column("tries", Integer, nullable=False),
            Column("parked_at", Moment(), nullable=False),
            Index("ix_kernel_parked_subject", "subject"),
            comment="Events that could not be handled; their subject's later events wait behind them.",
        ),
        change=Table(
            "kernel_change",
            metadata,
            Column("number", BigInteger, primary_key=True, autoincrement=False),
            Column("kind", String(40), nullable=False),
            Column("subject", Unicode(64), nullable=False),
            Column("session", String(16), nullable=False),
            comment="What open windows are told; `session` is the mark of the one that changed it, empty for no window.",
        ),
        audit=Table(
            "kernel_audit",
            metadata,
            Column("id", Id, primary_key=True),
            Column("at", Moment(), nullable=False),
            Column("hospital_time", Moment(), nullable=False),
            Column("user_id", Unicode(40), nullable=False),
            Column("service", Unicode(20), nullable=False),
            Column("operation", String(60), nullable=False),
            Column("subject", Unicode(64), nullable=False),
            Column("before", UnicodeText, nullable=False),
            Column("after", UnicodeText, nullable=False),
            Column("seal", String(64), nullable=True),
            Column("seal_number", BigInteger, nullable=True),
            Index("ix_kernel_audit_subject", "subject"),
            Index("ix_kernel_audit_seal_number", "seal_number", "at", "id"),
            comment="Append-only; a job seals rows into a hash chain.",
        ),
        read_log=Table(
            "kernel_read_log",
            metadata,
            Column("id", Id, primary_key=True),
            Column("at", Moment(), nullable=False),
            Column("user_id", Unicode(40), nullable=False),
            Column("service", Unicode(20), nullable=False),
            Column("operation", String(60), nullable=False),
            Column("subject", Unicode(64), nullable=False),
            comment="Who read which patient's data; written in batches.",
        ),
        catalog=Table(
            "kernel_catalog",
            metadata,
            Column("id", Integer, primary_key=True, autoincrement=False),
            Column("version", BigInteger, nullable=False),
            Column("fetched_at", Moment(), nullable=False),
            Column("snapshot", LargeBinary, nullable=False),
        ),
        lease=Table(
            "kernel_lease",
            metadata,
            Column("name", String(40), primary_key=True),
            Column("holder", Id, nullable=False),
            Column("beat", BigInteger, nullable=False),
            comment="Who of several servers on this database does a job now, and how often it was renewed.",
        ),
    )
