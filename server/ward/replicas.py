"""What the ward keeps of its neighbours: admission's word on a stay and its account, the pharmacy's shortages."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, Table, Unicode

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
