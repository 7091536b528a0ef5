"""Whose patients a caller may see and treat.

A caller with wards sees the patients who lie in them, and those who have left and lay there last. Whoever never had a stay in the
hospital belongs to no ward, and everybody who may read here sees them.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import ColumnElement, ScalarSelect, func, or_, select

from server.kernel.unit_of_work import Work
from server.tms.joined import KnownPatientRow
from server.tms.models import patient
from server.tms.replicas import stay
from shared.contracts.admission.types import StayState

_any = stay.alias("any_stay")


def _last_ward() -> ScalarSelect[str]:
    """The ward of the latest stay; every earlier one has seen its own part already."""
    latest = select(_any.c.ward).where(_any.c.patient_no == patient.c.his_id, _any.c.state != int(StayState.CANCELLED))
    return latest.order_by(_any.c.admitted_at.desc(), _any.c.stay_id.desc()).limit(1).correlate(patient).scalar_subquery()


WARD: Final[ColumnElement[Any]] = func.coalesce(stay.c.ward, _last_ward())
"""In a query that joins patients and the open stay: the ward the patient belongs to, NULL for none."""


def require(work: Work, row: KnownPatientRow) -> None:
    """Raise WardNotAllowed unless the caller may work with the patient of `row`, which has WARD as `access_ward`."""
    ward = row["access_ward"]
    if ward is not None:
        work.caller.require_ward(ward)


def of_wards(wards: Collection[str]) -> ColumnElement[bool]:
    """Condition on a query that joins patients and the open stay: patients of these wards or of none."""
    return or_(WARD.is_(None), WARD.in_(sorted(wards)))


def visible(work: Work) -> list[ColumnElement[Any]]:
    """Conditions on a query that joins patients and the open stay: the caller's patients only."""
    return [] if work.caller.every_ward else [of_wards(work.caller.wards)]
