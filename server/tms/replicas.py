"""What the treatment room keeps of its neighbours: admission's word on stays, the wards' orders of treatments."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, Table, Unicode

from server.kernel.database import Id, Moment
from server.tms.metadata import metadata

stay = Table(
    "tms_stay",
    metadata,
    Column("stay_id", Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_no", Integer, nullable=False),
    Column("name", Unicode(50), nullable=False),
    Column("state", Integer, nullable=False),
    Column("ward", Unicode(10), nullable=False),
    Column("bed", Unicode(20), nullable=True),
    Column("admitted_at", Moment(), nullable=False),
    Column("declared_at", Moment(), nullable=True),
    Column("left_at", Moment(), nullable=True),
    Index("ix_tms_stay_patient_no", "patient_no", "admitted_at"),
    comment="`left_at`: when we heard that it was over; empty while the patient is in the hospital.",
)
request = Table(
    "tms_request",
    metadata,
    Column("order_id", Id, primary_key=True),
    Column("stay_id", Id, nullable=False),
    Column("version", Integer, nullable=False),
    Column("item_code", Unicode(6), nullable=False),
    Column("item_name", Unicode(60), nullable=False),
    Column("ordered", Unicode(100), nullable=False),
    Column("start_at", Moment(), nullable=False),
    Column("stop_at", Moment(), nullable=True),
    Column("closed_at", Moment(), nullable=True),
    Index("ix_tms_request_stay_id", "stay_id"),
    Index("ix_tms_request_closed_at", "closed_at", "start_at"),
    comment="`version` counts what the ward was told of the order.",
)
