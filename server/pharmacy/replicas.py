"""What the pharmacy keeps of its neighbours: who a stay's patient is and where they lie, and the allergy the ward asked for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypedDict

from sqlalchemy import Unicode

from server.charging import stays
from server.kernel.rows import Uid
from server.pharmacy.metadata import table
from shared.identifiers import StayId

stay = table("pharmacy_stay", stays.StayRow, key="stay_id")


class AllergyRow(TypedDict):
    """S1. A row of its own, since wards and admission tell in any order; the last reception counts."""

    stay_id: Uid[StayId]
    allergy: Annotated[str, Unicode(200)]
    asked_at: datetime


allergy = table("pharmacy_allergy", AllergyRow, key="stay_id")
