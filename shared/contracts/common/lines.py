"""Charge lines as they are born at their source."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shared.contracts.common.values import Money, Quantity
from shared.enums import Code
from shared.identifiers import LineId, OrderId, RequestId, StayId


class LineKind(Code):
    """What a charge line comes from."""

    LONG_TERM = 0, "长期", "long-term"
    TEMPORARY = 1, "临时", "temporary"
    REVERSAL = 2, "冲正", "reversal"
    ADD_ON = 3, "附加", "add-on"
    SUPPLEMENT = 4, "补充", "supplementary"


class LineState(Code):
    """Where a charge line is. Only confirmed lines are money."""

    PENDING = 1, "待药房确认", "waiting for the pharmacy"
    CONFIRMED = 2, "已执行", "done"
    REFUSED = 3, "已退回", "refused"
    WITHDRAWN = 4, "已撤销", "withdrawn"


@dataclass(frozen=True, slots=True)
class PlannedLine:
    """A charge line as it is born at its source, with its own id. Reversals have a negative quantity and name their line.

    `price` is None for drugs until the pharmacy confirms (§2.5); everything else is priced at creation (§2.3 L4).
    """

    line_id: LineId
    stay_id: StayId
    source: str
    ward: str
    kind: LineKind
    order_id: OrderId | None
    group_no: int
    item_code: str
    item_name: str
    spec: str
    unit: str
    income_type: int
    is_drug: bool
    quantity: Quantity
    price: Money | None
    service_date: date
    created_at: datetime
    ordered_as: LineKind
    """long-term, temporary or supplementary: what the pharmacy sorts by; reversals keep their original's."""
    dose_text: str = ""
    usage: str = ""
    frequency: str = ""
    administrations: int = 0
    reverses: LineId | None = None
    instead_of: LineId | None = None
    """The line of the same order and day that the pharmacy did not issue, when this one asks for it again."""
    request_id: RequestId | None = None
