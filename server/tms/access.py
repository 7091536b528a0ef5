"""Whose patients a caller may see and treat.

A caller with wards sees the patients who lie in them. Whoever has no stay in the hospital belongs to no ward, and everybody who may
read here sees them.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import ColumnElement, or_

from server.kernel.unit_of_work import Work
from server.tms.replicas import stay

_ANYWHERE: Final = stay.c.stay_id.is_(None)


def require(work: Work, ward: str | None) -> None:
    """Raise WardNotAllowed unless the caller may work with a patient of `ward` (None: of no ward)."""
    if ward is not None:
        work.caller.require_ward(ward)


def visible(work: Work) -> list[ColumnElement[Any]]:
    """Conditions on a query that joins the open stay: the caller's patients only."""
    wards = work.caller.wards
    return [or_(_ANYWHERE, stay.c.ward.in_(sorted(wards)))] if wards else []
