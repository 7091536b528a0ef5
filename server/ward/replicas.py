"""What the ward keeps of its neighbours: admission's word on a stay and its account, the pharmacy's shortages, TMS sessions."""

from __future__ import annotations

from sqlalchemy import Column, Date, Index, Integer, Table, Unicode

from server.kernel.database import Id, Moment, Money
from server.ward.metadata import metadata

stay = Table(
    "ward_admission_stay",
    metadata,
    Column("stay_id", Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_no", Integer, nullable=False),
    Column("visit_no", Integer, nullable=False),
    Column("name", Unicode(50), nullable=False),
    Column("sex", Integer, nullable=False),
    Column("birth_date", Date, nullable=True),
    Column("payer", Integer, nullable=False),
    Column("state", Integer, nullable=False),
    Column("segment", Integer, nullable=False),
    Column("admitted_at", Moment(), nullable=False),
)
account = Table(
    "ward_account",
    metadata,
    Column("stay_id", Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("deposits", Money(), nullable=False),
    Column("unsettled", Money(), nullable=False),
    Column("balance", Money(), nullable=False),
    Column("as_of", Moment(), nullable=False),
)
shortage = Table(
    "ward_shortage",
    metadata,
    Column("drug_code", Unicode(6), primary_key=True),
    Column("since", Moment(), nullable=False),
    comment="Drugs flagged short now.",
)
treatment = Table(
    "ward_treatment",
    metadata,
    Column("order_id", Id, primary_key=True),
    Column("stay_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("sessions", Integer, nullable=False),
    Column("sessions_done", Integer, nullable=False),
    Column("status", Integer, nullable=True),
    Column("last_at", Moment(), nullable=True),
    Index("ix_ward_treatment_stay_id", "stay_id", "status"),
    comment="How far the treatment room is with an order, as it told last; `status` is that of the latest session.",
)
