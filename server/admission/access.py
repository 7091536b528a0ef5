"""Which wards a patient, a stay, a deposit, a settlement or a charge belongs to: who works on others does not see them here."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from server.admission import models
from server.kernel.unit_of_work import Work
from server.kernel.ward_access import Belongs
from shared.contracts.admission.types import StayState
from shared.identifiers import DepositId, LineId, SettlementId, StayId

_STAY, _PATIENT = models.stay, models.patient
_WARDS = select(_STAY.c.ward, _STAY.c.target_ward)


def _of(work: Work, query: Select[Any]) -> tuple[str, ...]:
    """Where the stay is and where it is going to."""
    row = work.db.execute(query.limit(1)).one_or_none()
    return () if row is None else tuple(ward for ward in row if ward)


def _of_stay(work: Work, stay_id: str) -> tuple[str, ...]:
    return _of(work, _WARDS.where(_STAY.c.stay_id == stay_id))


def _of_patient(work: Work, patient_no: int) -> tuple[str, ...]:
    """The ward of the last stay; whoever never had one belongs to no ward."""
    mine = (_STAY.c.patient_no == patient_no, _STAY.c.state != int(StayState.CANCELLED))
    return _of(work, _WARDS.where(*mine).order_by(_STAY.c.visit_no.desc()))


def _of_deposit(work: Work, deposit_id: str) -> tuple[str, ...]:
    deposit = models.deposit
    return _of(work, _WARDS.join(deposit, deposit.c.stay_id == _STAY.c.stay_id).where(deposit.c.deposit_id == deposit_id))


def _of_settlement(work: Work, settlement_id: str) -> tuple[str, ...]:
    settled = models.settlement
    return _of(work, _WARDS.join(settled, settled.c.stay_id == _STAY.c.stay_id).where(settled.c.settlement_id == settlement_id))


def _of_line(work: Work, line_id: str) -> tuple[str, ...]:
    line = models.charge_line
    return _of(work, _WARDS.join(line, line.c.stay_id == _STAY.c.stay_id).where(line.c.line_id == line_id))


def _of_difference(work: Work, difference_id: str) -> tuple[str, ...]:
    noted = models.difference
    return _of(work, _WARDS.join(noted, noted.c.stay_id == _STAY.c.stay_id).where(noted.c.difference_id == difference_id))


def _itself(_work: Work, ward: str) -> tuple[str, ...]:
    return (ward,)


BELONGS: Belongs = {
    StayId: _of_stay,
    DepositId: _of_deposit,
    SettlementId: _of_settlement,
    LineId: _of_line,
    "patient_no": _of_patient,
    "difference_id": _of_difference,
    "ward": _itself,
}


def visible_patients(work: Work) -> list[ColumnElement[bool]]:
    """Conditions on a query that joins patients and their present stay."""
    return [or_(_STAY.c.stay_id.is_(None), *only) for only in [work.caller.only(_STAY.c.ward, _STAY.c.target_ward)] if only]


def open_differences(work: Work) -> list[ColumnElement[bool]]:
    """Conditions on a query of differences: nobody has dealt with them, and their stays are of the caller's wards."""
    noted, only = models.difference, work.caller.only(_STAY.c.ward, _STAY.c.target_ward)
    mine = [noted.c.stay_id.in_(select(_STAY.c.stay_id).where(*only))] if only else []
    return [noted.c.resolved_at.is_(None), *mine]
