"""Facts told by admission. Keyed by stay."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from shared.contracts import charging
from shared.contracts.admission.types import StayState
from shared.contracts.common import Money
from shared.contracts.events import Payload, payload
from shared.identifiers import LineId, StayId
from shared.money import ZERO


@payload("admission.stay_changed.v1")
@dataclass(frozen=True, slots=True)
class StayChanged(Payload):
    """The stay as it is now; `version` only rises, so an older one that comes late is ignored."""

    stay_id: StayId
    version: int
    patient_no: int
    visit_no: int
    name: str
    sex: int
    birth_date: date | None
    payer: int
    state: StayState
    segment: int
    ward: str
    bed: str | None
    admitted_at: datetime
    declared_at: datetime | None = None
    target_ward: str | None = None


@payload("admission.account_changed.v1")
@dataclass(frozen=True, slots=True)
class AccountChanged(Payload):
    """Deposits and charges as the ward shows them, "as of" `as_of`; what the dearest service date of the stay came to."""

    stay_id: StayId
    version: int
    deposits: Money
    unsettled: Money
    balance: Money
    as_of: datetime
    dearest_day: Money = ZERO


@payload("admission.lines_planned.v1")
class LinesPlanned(charging.LinesPlanned):
    """Supplementary lines and reversals born at the desk; drug lines among them ask the pharmacy."""


@payload("admission.transition_refused.v1")
@dataclass(frozen=True, slots=True)
class TransitionRefused(Payload):
    """A ward's declaration that admission could not follow; the ward undoes it and shows the refusal of `code` and `details`."""

    stay_id: StayId
    wanted: StayState
    actual: StayState
    code: str
    details: dict[str, Any] = field(default_factory=dict)


@payload("admission.lines_settled.v1")
@dataclass(frozen=True, slots=True)
class LinesSettled(Payload):
    """These lines belong to settlement stage `segment` now; `undone` takes a voided settlement's lines out again."""

    stay_id: StayId
    segment: int
    lines: tuple[LineId, ...]
    undone: bool = False
