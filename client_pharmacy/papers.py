"""Slips, fetched and set on the connection's thread: the window never waits for a font.

The document modules are imported on first use, the station starts without them.
"""

# ruff: noqa: PLC0415 — see above
from __future__ import annotations

from datetime import date, datetime

from shared.contracts.pharmacy.contract import PharmacyContract
from shared.contracts.pharmacy.types import DispensingSlip


def slip(api: PharmacyContract, dispense_id: str, printed_by: str, at: datetime) -> bytes:
    """发药单 of one press."""
    return _paper(api.slip(dispense_id), printed_by, at)


def ward_slip(api: PharmacyContract, ward: str, service_date: date, printed_by: str, at: datetime) -> bytes:
    """病区发药单 of one day (R3.4)."""
    return _paper(api.ward_slip(ward, service_date), printed_by, at)


def _paper(made: DispensingSlip, printed_by: str, at: datetime) -> bytes:
    from shared.documents.dispensing_slip import dispensing_slip

    return dispensing_slip(made, printed_by, at)
