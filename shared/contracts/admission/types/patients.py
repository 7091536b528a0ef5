"""People and how they are found (R1.2, R1.3, R1.10). Source: thesis table 1 (Patientdata)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.contracts.admission.types.codes import Payer, Sex, StayState
from shared.contracts.common import Text20, Text50
from shared.identifiers import StayId


@dataclass(frozen=True, slots=True)
class PatientDetails:
    """What the desk types about a person. The patient number and the stay count are never among it (R1.10)."""

    name: Annotated[str, Meta(max_length=30)]
    sex: Sex
    birth_date: date | None = None
    id_card: Annotated[str, Meta(max_length=18)] = ""
    payer: Payer = Payer.SELF
    phone: Annotated[str, Meta(max_length=30)] = ""
    address: Annotated[str, Meta(max_length=100)] = ""
    postcode: Annotated[str, Meta(max_length=6)] = ""
    hometown: Text20 = ""
    country: Text20 = "中国"
    employer: Text50 = ""
    employer_address: Annotated[str, Meta(max_length=100)] = ""
    employer_phone: Text20 = ""
    employer_postcode: Annotated[str, Meta(max_length=6)] = ""
    insurance_card: Text20 = ""
    insurance_area: Text20 = ""
    patient_kind: Text20 = ""
    contact_name: Annotated[str, Meta(max_length=30)] = ""
    contact_relationship: Text20 = ""
    contact_phone: Annotated[str, Meta(max_length=30)] = ""
    contact_address: Annotated[str, Meta(max_length=100)] = ""
    contact_employer: Text50 = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """A person who is or was here."""

    patient_no: int
    version: int
    details: PatientDetails
    visits: int
    """住院次数 (Intimes)."""
    state: StayState
    current_stay: StayId | None
    registered_at: datetime


class PatientRow(msgspec.Struct, frozen=True, array_like=True):
    """A line of the patient search."""

    patient_no: int
    name: str
    sex: Sex
    birth_date: date | None
    id_card_masked: str
    visits: int
    state: StayState
    ward: str | None
    bed: str | None
    stay_id: StayId | None


@dataclass(frozen=True, slots=True)
class PatientQuery:
    """Any one of: number, name, pinyin initials or id card in `text`; narrowed by ward and state."""

    text: Text50 = ""
    ward: str | None = None
    state: StayState | None = None
    limit: Annotated[int, Meta(ge=1, le=500)] = 100
