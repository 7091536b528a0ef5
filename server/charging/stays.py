"""A stay as admission told it last: the replica of every department that follows stays."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from typing import Annotated, Any, Final, TypedDict

from sqlalchemy import Table, Unicode

from server.kernel.rows import Uid
from server.kernel.unit_of_work import Work
from shared.contracts.admission.events import StayChanged
from shared.identifiers import StayId


class StayRow(TypedDict):
    """The fields of `StayChanged`; a department adds what it needs to know besides."""

    stay_id: Uid[StayId]
    version: int
    patient_no: int
    visit_no: int
    name: Annotated[str, Unicode(50)]
    sex: int
    birth_date: date | None
    payer: int
    state: int
    segment: int
    ward: Annotated[str, Unicode(10)]
    bed: Annotated[str, Unicode(20)] | None
    admitted_at: datetime
    declared_at: datetime | None
    target_ward: Annotated[str, Unicode(10)] | None


_TOLD: Final = tuple(field.name for field in fields(StayChanged))


def follow(work: Work, stay: Table, fact: StayChanged, **added: Any) -> bool:
    """Keep the newest word on a stay, with what the department adds to it; False for an older one that came late."""
    values = {name: getattr(fact, name) for name in _TOLD} | added
    values["state"] = int(fact.state)
    mine = stay.c.stay_id == fact.stay_id
    if work.change(stay, mine, stay.c.version < fact.version, **values):
        return True
    if work.has(stay, mine):
        return False
    work.add(stay, **values)
    return True
