"""Quantities, money, texts, and the patient as everybody names them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from msgspec import Meta

Quantity = Decimal
"""Counted in order units (片, 支, 次, 日), up to four decimals."""
Money = Decimal
"""Yuan with two decimals; unit prices carry up to four."""
EVERY_WARD = "all"
"""Said among the wards of somebody who may work on every one; who has no wards may work on none."""
Text20 = Annotated[str, Meta(max_length=20)]
Text50 = Annotated[str, Meta(max_length=50)]
Text200 = Annotated[str, Meta(max_length=200)]


@dataclass(frozen=True, slots=True)
class PatientBrief:
    """The patient as every paper and banner names them."""

    patient_no: int
    visit_no: int
    name: str
    sex: int
    birth_date: date | None
    ward: str
    """The ward's code; papers print `ward_name`."""
    bed: str | None
    ward_name: str = ""
