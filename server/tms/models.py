"""Tables of the treatment room: registry, prescriptions, sessions, what consoles were told, charges.

Sources: source 000, domain rules §3. Ids that other systems see are whole numbers that only grow, taken from `tms_counter`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Date,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Unicode,
    UnicodeText,
    UniqueConstraint,
    text,
)

from server.kernel.database import Amount, Id, Moment, Money, Price
from server.tms.metadata import metadata


def _number(name: str = "id") -> Column[int]:
    return Column(name, BigInteger, primary_key=True, autoincrement=False)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean(create_constraint=False), nullable=False)


def _unique_where_set(name: str, *columns: str) -> Index:
    """SQL Server counts NULLs as equal, so a unique index over an optional column is a filtered one."""
    there = text(f"{columns[-1]} IS NOT NULL")
    return Index(name, *columns, unique=True, sqlite_where=there, postgresql_where=there, mssql_where=there)


def _stimulation() -> list[Column[Any]]:
    """The fields of `Stimulation`, under their names there."""
    return [
        Column("kind", Integer, nullable=False),
        Column("threshold_percent", Integer, nullable=False),
        Column("frequency_hz", Amount(), nullable=False),
        Column("train_s", Amount(), nullable=False),
        Column("pause_s", Amount(), nullable=False),
        Column("trains", Integer, nullable=False),
        Column("pulses", Integer, nullable=False),
        Column("duration_s", Amount(), nullable=False),
        Column("tbs_type", Integer, nullable=True),
        Column("burst_pulses", Integer, nullable=True),
        Column("burst_hz", Amount(), nullable=True),
        Column("bursts_per_train", Integer, nullable=True),
        Column("periods", Integer, nullable=False),
    ]


counter = Table(
    "tms_counter",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("value", BigInteger, nullable=False),
    comment="The last number given, per kind. Its row is locked until the commit, so numbers follow the order of commits.",
)

# -- registry

hospital = Table(
    "tms_hospital",
    metadata,
    _number(),
    Column("name", Unicode(100), nullable=False),
    Column("address", Unicode(200), nullable=True),
    Column("contact", Unicode(50), nullable=True),
    UniqueConstraint("name"),
    comment="Number 1 is our own; the catalogue knows its name.",
)
device = Table(
    "tms_device",
    metadata,
    _number(),
    Column("version", Integer, nullable=False),
    Column("hospital_id", BigInteger, nullable=False),
    Column("device_type", Unicode(50), nullable=False),
    Column("sn", Unicode(50), nullable=False),
    Column("name", Unicode(50), nullable=False),
    Column("status", Integer, nullable=False),
    Column("last_heartbeat", Moment(), nullable=True),
    Column("heard_at", Moment(), nullable=True),
    Column("console", Unicode(50), nullable=False),
    Column("coil_celsius", Integer, nullable=True),
    Column("fault", Unicode(200), nullable=False),
    _flag("silent"),
    UniqueConstraint("hospital_id", "sn"),
    comment="`heard_at` is machine time, which decides on offline; `last_heartbeat` is the hospital's. `silent`: told as offline.",
)
part = Table(
    "tms_part",
    metadata,
    _number(),
    Column("name", Unicode(50), nullable=False),
    Column("x", Amount(), nullable=False),
    Column("y", Amount(), nullable=False),
    UniqueConstraint("name"),
)
protocol = Table(
    "tms_protocol",
    metadata,
    _number(),
    Column("code", Unicode(50), nullable=False),
    Column("name", Unicode(50), nullable=False),
    Column("part_id", BigInteger, nullable=False),
    *_stimulation(),
    Column("note", Unicode(400), nullable=False),
    UniqueConstraint("code"),
)
safety_limit = Table(
    "tms_safety_limit",
    metadata,
    Column("frequency_hz", Amount(), nullable=False),
    Column("percent", Integer, nullable=False),
    Column("longest_s", Amount(), nullable=False),
    Column("reduced_s", Amount(), nullable=True),
    PrimaryKeyConstraint("frequency_hz", "percent"),
    comment="Longest single train: table 4 of Rossi 2009, and Chen 1997 less a quarter (§3.3).",
)
question = Table(
    "tms_question",
    metadata,
    Column("code", Unicode(50), primary_key=True),
    Column("position", Integer, nullable=False),
    Column("zh", Unicode(100), nullable=False),
    Column("en", Unicode(200), nullable=False),
    comment="Contraindications to ask for.",
)
executor = Table(
    "tms_executor",
    metadata,
    _number(),
    Column("staff_id", Unicode(40), nullable=False),
    UniqueConstraint("staff_id"),
    comment="The number under which a member of staff appears on the wire.",
)

# -- patients and what is prescribed for them

patient = Table(
    "tms_patient",
    metadata,
    _number(),
    Column("hospital_id", BigInteger, nullable=False),
    Column("external_id", Unicode(50), nullable=True),
    Column("name", Unicode(50), nullable=False),
    Column("sex", Integer, nullable=True),
    Column("birthday", Date, nullable=True),
    Column("id_card", Unicode(20), nullable=True),
    Column("code", Unicode(50), nullable=True),
    Column("his_id", Integer, nullable=True),
    Column("threshold_percent", Integer, nullable=True),
    Column("threshold_at", Moment(), nullable=True),
    _unique_where_set("uq_tms_patient_external_id", "hospital_id", "external_id"),
    _unique_where_set("uq_tms_patient_his_id", "his_id"),
    comment="Everybody who is or was in the hospital has a row, and whom other systems named. `his_id`: the patient number.",
)
threshold = Table(
    "tms_threshold",
    metadata,
    _number(),
    Column("patient_id", BigInteger, nullable=False),
    Column("stay_id", Id, nullable=True),
    Column("percent", Integer, nullable=False),
    Column("device_id", BigInteger, nullable=True),
    Column("measured_at", Moment(), nullable=False),
    Column("measured_by", Unicode(40), nullable=False),
    Column("note", Unicode(200), nullable=False),
    Index("ix_tms_threshold_patient_id", "patient_id"),
)
prescription = Table(
    "tms_prescription",
    metadata,
    _number(),
    Column("version", Integer, nullable=False),
    Column("hospital_id", BigInteger, nullable=False),
    Column("external_id", Unicode(50), nullable=True),
    Column("patient_id", BigInteger, nullable=False),
    *_stimulation(),
    Column("part_id", BigInteger, nullable=True),
    Column("part_name", Unicode(50), nullable=False),
    Column("protocol_id", BigInteger, nullable=True),
    Column("sessions", Integer, nullable=False),
    Column("order_id", Id, nullable=True),
    Column("checklist", UnicodeText, nullable=False),
    Column("findings", UnicodeText, nullable=False),
    _flag("needs_approval"),
    Column("approved_by", Unicode(40), nullable=True),
    Column("approved_at", Moment(), nullable=True),
    Column("approval_reason", Unicode(200), nullable=False),
    _flag("own"),
    Column("created_by", Unicode(40), nullable=False),
    Column("created_at", Moment(), nullable=False),
    Column("confirmed_by", Unicode(40), nullable=True),
    Column("confirmed_at", Moment(), nullable=True),
    Column("stopped_at", Moment(), nullable=True),
    Column("stop_reason", Unicode(200), nullable=False),
    Column("note", Unicode(200), nullable=False),
    _unique_where_set("uq_tms_prescription_external_id", "hospital_id", "external_id"),
    Index("ix_tms_prescription_patient_id", "patient_id"),
    Index("ix_tms_prescription_order_id", "order_id"),
    comment="What was prescribed never changes: other content under the same external id is another prescription. `confirmed_by`: "
    "who asked a received one's patient for contraindications and answered its warnings.",
)

# -- sessions

execution = Table(
    "tms_execution",
    metadata,
    _number(),
    Column("version", Integer, nullable=False),
    Column("status", Integer, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("attempt_at", Moment(), nullable=False),
    Column("prescription_id", BigInteger, nullable=False),
    Column("patient_id", BigInteger, nullable=False),
    Column("hospital_id", BigInteger, nullable=False),
    Column("device_id", BigInteger, nullable=True),
    Column("executor_id", BigInteger, nullable=True),
    Column("created_by", Unicode(40), nullable=False),
    Column("created_at", Moment(), nullable=False),
    Column("client_reference", Unicode(50), nullable=True),
    Column("content", String(64), nullable=False),
    Column("received_at", Moment(), nullable=True),
    Column("client_info", Unicode(200), nullable=False),
    Column("console", Unicode(50), nullable=False),
    Column("operator", Unicode(40), nullable=False),
    Column("started_at", Moment(), nullable=True),
    Column("ended_at", Moment(), nullable=True),
    Column("trains_done", Integer, nullable=False),
    Column("pulses_done", Integer, nullable=False),
    Column("pulses_before", Integer, nullable=False),
    Column("output_percent", Integer, nullable=True),
    Column("reason", Unicode(200), nullable=False),
    Column("notice", BigInteger, nullable=False),
    Column("sends", Integer, nullable=False),
    Column("told_at", Moment(), nullable=False),
    Column("heard_at", Moment(), nullable=True),
    _flag("undelivered"),
    _flag("late"),
    Column("run_of", BigInteger, nullable=True),
    Column("run_attempt", Integer, nullable=True),
    Column("charge", String(20), nullable=False),
    Column("session_number", Integer, nullable=False),
    _unique_where_set("uq_tms_execution_client_reference", "created_by", "client_reference"),
    _unique_where_set("uq_tms_execution_run", "run_of", "console", "run_attempt"),
    CheckConstraint("status >= 0 AND status <= 4", name="status"),
    Index("ix_tms_execution_status", "status", "told_at"),
    Index("ix_tms_execution_prescription_id", "prescription_id", "status"),
    Index("ix_tms_execution_patient_id", "patient_id", "status"),
    Index("ix_tms_execution_created_at", "created_at"),
    Index("ix_tms_execution_ended_at", "ended_at"),
    comment="`attempt_at`: when this attempt began to wait. `content`: digest of what asked for it. `notice`: its last CREATED. "
    "`told_at` is machine time, of that telling; `heard_at` too, of the console's last word of the run. `operator` started it. "
    "`run_of`, `run_attempt`: the attempt that a late one tells of, once for each console. `pulses_before`: what earlier "
    "attempts gave.",
)
change = Table(
    "tms_change",
    metadata,
    Column("execution_id", BigInteger, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Moment(), nullable=False),
    Column("by", Unicode(40), nullable=False),
    Column("console", Unicode(50), nullable=False),
    Column("device_id", BigInteger, nullable=True),
    Column("old", Integer, nullable=True),
    Column("new", Integer, nullable=False),
    Column("pulses_done", Integer, nullable=False),
    Column("note", Unicode(400), nullable=False),
    PrimaryKeyConstraint("execution_id", "version"),
    comment="Who brought a session from state to state, when and where, and what its attempt had given then; only grows.",
)
session_log = Table(
    "tms_session_log",
    metadata,
    Column("filed_for", BigInteger, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("console", Unicode(50), nullable=False),
    Column("began_at", Moment(), nullable=False),
    Column("execution_id", BigInteger, nullable=False),
    Column("entries", UnicodeText, nullable=False),
    Column("filed_at", Moment(), nullable=False),
    Column("filed_by", Unicode(40), nullable=False),
    PrimaryKeyConstraint("filed_for", "console", "began_at"),
    Index("ix_tms_session_log_execution_id", "execution_id"),
    comment="A console's record, filed for one execution and kept under it or under a late attempt of its own. Console and first "
    "moment tell runs apart, so a run counts once however often its record comes.",
)

# -- what consoles are told

notice = Table(
    "tms_notice",
    metadata,
    _number("number"),
    Column("kind", Integer, nullable=False),
    Column("execution_id", BigInteger, nullable=False),
    Column("at", Moment(), nullable=False),
    Column("told_at", Moment(), nullable=False),
    Index("ix_tms_notice_told_at", "told_at"),
)
position = Table(
    "tms_position",
    metadata,
    Column("client", Unicode(50), primary_key=True),
    Column("number", BigInteger, nullable=False),
    Column("noted_at", Moment(), nullable=False),
    comment="How far a known client of the feed has got.",
)
ticket = Table(
    "tms_ticket",
    metadata,
    Column("ticket_hash", String(64), primary_key=True),
    Column("user_id", Unicode(40), nullable=False),
    Column("expires_at", Moment(), nullable=False),
    Column("used_at", Moment(), nullable=True),
)

# -- charges

line = Table(
    "tms_line",
    metadata,
    Column("line_id", Id, primary_key=True),
    Column("stay_id", Id, nullable=True),
    Column("ward", Unicode(10), nullable=False),
    Column("kind", Integer, nullable=False),
    Column("order_id", Id, nullable=True),
    Column("item_code", Unicode(6), nullable=False),
    Column("item_name", Unicode(60), nullable=False),
    Column("spec", Unicode(40), nullable=False),
    Column("unit", Unicode(10), nullable=False),
    Column("income_type", Integer, nullable=False),
    Column("quantity", Amount(), nullable=False),
    Column("price", Price(), nullable=False),
    Column("amount", Money(), nullable=False),
    Column("service_date", Date, nullable=False),
    Column("created_at", Moment(), nullable=False),
    Column("reverses", Id, nullable=True),
    Column("reason", Unicode(200), nullable=False),
    _flag("reversed"),
    Index("ix_tms_line_stay_id", "stay_id", "service_date"),
    comment="Charge lines born here; without a stay it is the cashier's to assign.",
)
charge = Table(
    "tms_charge",
    metadata,
    Column("purpose", String(60), primary_key=True),
    Column("line_id", Id, nullable=False),
    comment="What was charged: one line for a session, one for the first threshold measurement of a stay.",
)
unpriced = Table(
    "tms_unpriced",
    metadata,
    Column("purpose", String(60), primary_key=True),
    Column("patient_id", BigInteger, nullable=False),
    Column("stay_id", Id, nullable=True),
    Column("order_id", Id, nullable=True),
    Column("item_code", Unicode(6), nullable=False),
    Column("performed_at", Moment(), nullable=False),
    Index("ix_tms_unpriced_stay_id", "stay_id"),
    comment="What was given while its item had no price: charged once there is one; no statement of the stay is valid before.",
)
statement = Table(
    "tms_statement",
    metadata,
    Column("stay_id", Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("looked", Integer, nullable=False),
    Column("cutoff", Date, nullable=True),
    Column("lines", Integer, nullable=False),
    Column("digest", String(32), nullable=False),
    _flag("withdrawn"),
    comment="The last closing statement told for the stay. `looked` is raised first, which queues those who look at one stay.",
)
