"""Tables of the treatment room's charges: lines, what they are for, what waits for a price, what the bill was told."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, TypedDict

from sqlalchemy import Index, String, Unicode

from server.charging import lines, statements
from server.kernel.rows import Long, Uid, UnitPrice, Yuan
from server.tms.metadata import table
from shared.identifiers import LineId, OrderId, StayId


class LineRow(lines.LineRow):
    """Charge lines born here; without a stay it is the cashier's to assign."""

    stay_id: Uid[StayId] | None
    price: UnitPrice
    amount: Yuan
    reason: Annotated[str, Unicode(200)]
    reversed: bool


line = table("tms_line", LineRow, Index("ix_tms_line_stay_id", "stay_id", "service_date"), key="line_id")


class ChargeRow(TypedDict):
    """What was charged: one line for a session, one for the first threshold measurement of a stay."""

    purpose: Annotated[str, String(60)]
    line_id: Uid[LineId]


charge = table("tms_charge", ChargeRow, key="purpose")


class UnpricedRow(TypedDict):
    """What was given while its item had no price: charged once there is one; no statement of the stay is valid before."""

    purpose: Annotated[str, String(60)]
    patient_id: Long
    stay_id: Uid[StayId] | None
    order_id: Uid[OrderId] | None
    item_code: Annotated[str, Unicode(6)]
    performed_at: datetime


unpriced = table("tms_unpriced", UnpricedRow, Index("ix_tms_unpriced_stay_id", "stay_id"), key="purpose")


statement = table("tms_statement", statements.FollowedRow, key="stay_id")
