"""Tables of the central pharmacy. Source: thesis §5.1.5, §5.1.6 (ReqRec, ReqRecMX), with the repairs of domain rules §2.5, §2.6."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, Date, Index, Integer, PrimaryKeyConstraint, String, Table, Unicode

from server.kernel.database import Amount, Id, Moment, Price
from server.pharmacy.metadata import metadata

stock = Table(
    "pharmacy_stock",
    metadata,
    Column("drug_code", Unicode(6), primary_key=True),
    Column("quantity", Amount(), nullable=False),
    Column("short", Boolean(create_constraint=False), nullable=False),
    Column("short_since", Moment(), nullable=True),
    CheckConstraint("quantity >= 0", name="not_negative"),
    comment="A drug's whole stock, expired batches included. Its row is changed first: it queues those who want the same drug.",
)
batch = Table(
    "pharmacy_batch",
    metadata,
    Column("drug_code", Unicode(6), nullable=False),
    Column("batch_no", Unicode(30), nullable=False),
    Column("expires_on", Date, nullable=False),
    Column("quantity", Amount(), nullable=False),
    PrimaryKeyConstraint("drug_code", "batch_no"),
    CheckConstraint("quantity >= 0", name="not_negative"),
)
movement = Table(
    "pharmacy_movement",
    metadata,
    Column("movement_id", Id, primary_key=True),
    Column("drug_code", Unicode(6), nullable=False),
    Column("batch_no", Unicode(30), nullable=False),
    Column("quantity", Amount(), nullable=False),
    Column("balance", Amount(), nullable=False),
    Column("cause", Unicode(50), nullable=False),
    Column("line_id", Id, nullable=True),
    Column("dispense_id", Id, nullable=True),
    Column("moved_at", Moment(), nullable=False),
    Column("moved_by", Unicode(30), nullable=False),
    Index("ix_pharmacy_movement_drug_code", "drug_code", "moved_at"),
    Index("ix_pharmacy_movement_line_id", "line_id"),
    Index("ix_pharmacy_movement_dispense_id", "dispense_id"),
    comment="Only grows. With line and dispense it is also what was issued of which batch, down to the patient.",
)
request = Table(
    "pharmacy_request",
    metadata,
    Column("request_id", Id, primary_key=True),
    Column("stay_id", Id, nullable=False),
    Column("ward", Unicode(10), nullable=False),
    Column("bed", Unicode(20), nullable=True),
    Column("patient_no", Integer, nullable=False),
    Column("patient_name", Unicode(50), nullable=False),
    Column("requested_at", Moment(), nullable=False),
    Column("state", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Index("ix_pharmacy_request_state", "state", "ward", "requested_at"),
    Index("ix_pharmacy_request_stay_id", "stay_id"),
)
line = Table(
    "pharmacy_line",
    metadata,
    Column("line_id", Id, primary_key=True),
    Column("request_id", Id, nullable=False),
    Column("ordered_as", Integer, nullable=False),
    Column("group_no", Integer, nullable=False),
    Column("drug_code", Unicode(6), nullable=False),
    Column("drug_name", Unicode(60), nullable=False),
    Column("spec", Unicode(40), nullable=False),
    Column("unit", Unicode(10), nullable=False),
    Column("quantity", Amount(), nullable=False),
    Column("dose_text", Unicode(100), nullable=False),
    Column("usage", Unicode(60), nullable=False),
    Column("frequency", Unicode(60), nullable=False),
    Column("administrations", Integer, nullable=False),
    Column("service_date", Date, nullable=False),
    Column("reverses", Id, nullable=True),
    Column("state", Integer, nullable=False),
    Column("reason", Unicode(200), nullable=False),
    Column("price", Price(), nullable=True),
    Column("returned", Amount(), nullable=False),
    Column("dispense_id", Id, nullable=True),
    Column("handled_at", Moment(), nullable=True),
    Column("handled_by", Unicode(50), nullable=False),
    CheckConstraint("returned >= 0 AND (returned = 0 OR returned <= quantity)", name="returned_of_quantity"),
    Index("ix_pharmacy_line_request_id", "request_id"),
    Index("ix_pharmacy_line_state", "state", "drug_code"),
    Index("ix_pharmacy_line_dispense_id", "dispense_id"),
    Index("ix_pharmacy_line_reverses", "reverses"),
    Index("ix_pharmacy_line_service_date", "service_date"),
    comment="A line is answered once: its state leaves WAITING by a guarded update. `returned` counts what came back of it.",
)
early_withdrawal = Table(
    "pharmacy_early_withdrawal",
    metadata,
    Column("line_id", Id, primary_key=True),
    Column("asked_at", Moment(), nullable=False),
    comment="Withdrawals that came before their line did.",
)
dispense = Table(
    "pharmacy_dispense",
    metadata,
    Column("dispense_id", Id, primary_key=True),
    Column("slip_no", String(20), nullable=False),
    Column("request_id", Id, nullable=False),
    Column("dispensed_at", Moment(), nullable=False),
    Column("dispensed_by", Unicode(50), nullable=False),
    Index("uq_pharmacy_dispense_slip_no", "slip_no", unique=True),
    Index("ix_pharmacy_dispense_dispensed_at", "dispensed_at"),
    comment="One press of 发药.",
)
slip_counter = Table(
    "pharmacy_slip_counter",
    metadata,
    Column("day", Date, primary_key=True),
    Column("last", Integer, nullable=False),
)
requisition_draft = Table(
    "pharmacy_requisition_draft",
    metadata,
    Column("drug_code", Unicode(6), primary_key=True),
    Column("drafted_at", Moment(), nullable=False),
    comment="领药: drugs below their lower limit, one open line each.",
)
