"""What the pharmacy keeps of admission: who a stay's patient is and where they lie."""

from __future__ import annotations

from sqlalchemy import Column, Date, Integer, Table, Unicode

from server.kernel.database import Id
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
