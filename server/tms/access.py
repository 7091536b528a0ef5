"""Whose patients a caller may see and treat.

A caller with wards sees the patients who lie in them, and those who have left and lay there last. Whoever never had a stay in the
hospital belongs to no ward, and everybody who may read here sees them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, RowMapping, ScalarSelect, or_, select

from server.kernel.unit_of_work import Work
from server.tms.models import patient
from server.tms.replicas import stay
from shared.contracts.admission.types import StayState

_any = stay.alias("any_stay")


def _last_ward(patient_no: Any) -> ScalarSelect[str]:
    """The ward of the latest stay; every earlier one has seen its own part already."""
    latest = select(_any.c.ward).where(_any.c.patient_no == patient_no, _any.c.state != int(StayState.CANCELLED))
    return latest.order_by(_any.c.admitted_at.desc(), _any.c.stay_id.desc()).limit(1).scalar_subquery()


_LAST_WARD: Final = _last_ward(patient.c.his_id)


def require(work: Work, row: RowMapping) -> None:
    """Raise WardNotAllowed unless the caller may work with the patient of `row`, which has the open stay."""
    ward: str | None = row["stay_ward"]
    if ward is None and work.caller.wards and row["patient_his_id"] is not None:
        ward = work.db.execute(select(_last_ward(row["patient_his_id"]))).scalar_one()
    if ward is not None:
        work.caller.require_ward(ward)


def of_wards(wards: Collection[str]) -> ColumnElement[bool]:
    """Condition on a query that joins patients and the open stay: patients of these wards or of none."""
    ward = _LAST_WARD
    here = sorted(wards)
    return or_(stay.c.ward.in_(here), stay.c.stay_id.is_(None) & or_(ward.is_(None), ward.in_(here)))


def visible(work: Work) -> list[ColumnElement[Any]]:
    """Conditions on a query that joins patients and the open stay: the caller's patients only."""
    wards = work.caller.wards
    return [of_wards(wards)] if wards else []
