"""What the pharmacy keeps of its neighbours: who a stay's patient is and where they lie, and the allergy the ward asked for."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, Table, Unicode

from server.kernel.database import Id, Moment
from server.pharmacy.metadata import metadata

stay = Table(
    "pharmacy_stay",
    metadata,
    Column("stay_id", Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("patient_no", Integer, nullable=False),
    Column("visit_no", Integer, nullable=False),
    Column("name", Unicode(50), nullable=False),
    Column("sex", Integer, nullable=False),
    Column("birth_date", Date, nullable=True),
    Column("ward", Unicode(10), nullable=False),
    Column("bed", Unicode(20), nullable=True),
)
allergy = Table(
    "pharmacy_allergy",
    metadata,
    Column("stay_id", Id, primary_key=True),
    Column("allergy", Unicode(200), nullable=False),
    Column("asked_at", Moment(), nullable=False),
    comment="S1. A row of its own, since wards and admission tell in any order; the last reception counts.",
)
