"""Which wards a patient, a stay, a deposit, a settlement or a charge belongs to: who works on others does not see them here."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, func, or_, select

from server.admission import models
from server.kernel.unit_of_work import Work
from server.kernel.ward_access import Belongs
from shared.contracts.admission.types import StayState
from shared.identifiers import DepositId, LineId, SettlementId, StayId

_STAY, _PATIENT = models.stay, models.patient
_WARDS = _STAY.c.ward, _STAY.c.target_ward
_Column = ColumnElement[Any]


def _of_stays(work: Work, stay_ids: Collection[str]) -> list[list[str]]:
    """Where the stays are and where they are going to."""
    return _wards(work, select(*_WARDS).where(_STAY.c.stay_id.in_(stay_ids)))


def _wards(work: Work, query: Select[Any]) -> list[list[str]]:
    return [[ward for ward in row if ward] for row in work.db.execute(query)]


def _of_patients(work: Work, patient_nos: Collection[int]) -> list[list[str]]:
    """The wards of their last stays; whoever never had one belongs to no ward."""
    stays = (_STAY.c.patient_no.in_(patient_nos), _STAY.c.state != int(StayState.CANCELLED))
    last = select(_STAY.c.patient_no, func.max(_STAY.c.visit_no).label("visit_no")).where(*stays).group_by(_STAY.c.patient_no)
    each = last.subquery()
    mine = (_STAY.c.patient_no == each.c.patient_no) & (_STAY.c.visit_no == each.c.visit_no)
    return _wards(work, select(*_WARDS).join_from(_STAY, each, mine))


def _through(key: _Column, stay_id: _Column) -> Callable[[Work, Collection[Any]], list[list[str]]]:
    """The wards of the stays of rows that `key` names."""
    query = select(*_WARDS).where(_STAY.c.stay_id == stay_id)
    return lambda work, identifiers: _wards(work, query.where(key.in_(identifiers)))


def _themselves(_work: Work, wards: Collection[str]) -> list[list[str]]:
    return [[ward] for ward in wards]


BELONGS: Belongs = {
    StayId: _of_stays,
    DepositId: _through(models.deposit.c.deposit_id, models.deposit.c.stay_id),
    SettlementId: _through(models.settlement.c.settlement_id, models.settlement.c.stay_id),
    LineId: _through(models.charge_line.c.line_id, models.charge_line.c.stay_id),
    "patient_no": _of_patients,
    "difference_id": _through(models.difference.c.difference_id, models.difference.c.stay_id),
    "ward": _themselves,
}


def visible_patients(work: Work) -> list[ColumnElement[bool]]:
    """Conditions on a query that joins patients and their present stay."""
    return [or_(_STAY.c.stay_id.is_(None), *only) for only in [work.caller.only(_STAY.c.ward, _STAY.c.target_ward)] if only]


def open_differences(work: Work) -> list[ColumnElement[bool]]:
    """Conditions on a query of differences: nobody has dealt with them, and their stays are of the caller's wards."""
    noted, only = models.difference, work.caller.only(_STAY.c.ward, _STAY.c.target_ward)
    mine = [noted.c.stay_id.in_(select(_STAY.c.stay_id).where(*only))] if only else []
    return [noted.c.resolved_at.is_(None), *mine]
