"""Stays, from arranging admission to discharge (R1.5, R1.32). Source: thesis table 2 (PatientIO), domain rules §2.1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.admission.types.codes import Payer, StayState
from shared.contracts.common import PatientBrief, Text20, Text200
from shared.identifiers import StayId


@dataclass(frozen=True, slots=True)
class AdmissionRequest:
    """办理入院: the ward waits for the patient from `admitted_at`."""

    ward: str
    admitted_at: datetime
    referring_doctor: Text20 = ""
    diagnosis: Text200 = ""
    insurance_serial: Text20 = ""


@dataclass(frozen=True, slots=True)
class StayFacts:
    """What is noted of a stay beside where and when."""

    referring_doctor: Text20 = ""
    diagnosis: Text200 = ""
    insurance_serial: Text20 = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay (PatientIO): from arranging admission to discharge."""

    stay_id: StayId
    patient: PatientBrief
    version: int
    state: StayState
    segment: int
    """Payid: which settlement stage is open, from 1."""
    admitting_ward: str
    referring_doctor: str
    attending_doctor: str
    discharging_doctor: str
    discharge_ward: str | None
    admitted_at: datetime
    received_at: datetime | None
    declared_at: datetime | None
    """When the ward declared discharge or interim settlement (its cut-off)."""
    discharged_at: datetime | None
    payer: Payer
    diagnosis: str = ""
    insurance_serial: str = ""
