"""Facts told by the pharmacy. Answers are keyed by stay, shortages by drug."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.common import LineState, Money, Quantity
from shared.contracts.events import Payload, payload
from shared.identifiers import LineId, RequestId, StayId


@dataclass(frozen=True, slots=True)
class LineAnswer:
    """The pharmacy's answer for one line; `price` is the one at confirmation, a return keeps its original's."""

    line_id: LineId
    state: LineState
    quantity: Quantity
    price: Money | None
    reason: str = ""


@payload("pharmacy.lines_answered.v1")
@dataclass(frozen=True, slots=True)
class LinesAnswered(Payload):
    """Answers of one press, all of one stay; each line gets exactly one."""

    stay_id: StayId
    request_id: RequestId
    answers: tuple[LineAnswer, ...]
    answered_at: datetime
    answered_by: str


@payload("pharmacy.shortage_changed.v1")
@dataclass(frozen=True, slots=True)
class ShortageChanged(Payload):
    """缺药 flag of a drug: short drugs can be neither ordered nor requested (R2.7)."""

    drug_code: str
    short: bool
    since: datetime
