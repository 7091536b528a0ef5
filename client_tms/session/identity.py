"""Whether a number that was typed or scanned is the patient's."""

from __future__ import annotations

from shared.contracts.tms.types import TmsPatient


def is_number_of(patient: TmsPatient, typed: str) -> bool:
    """By the hospital's number or the other system's; a wristband says number and stay: 100001-1."""
    numbers = {str(number).casefold() for number in (patient.his_id, patient.code) if number}
    return bool({typed.strip().casefold(), typed.strip().partition("-")[0]} & numbers)
