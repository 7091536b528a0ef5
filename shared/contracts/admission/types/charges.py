"""Charge lines, their sums, and checking them against the orders (R1.12–R1.15). Source: domain rules §2.6, §2.7."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.contracts.common import LineKind, LineState, Money, PatientBrief, PlannedLine, Text200
from shared.enums import Code
from shared.identifiers import LineId, OrderId, SettlementId, StayId


class ChargeRow(msgspec.Struct, frozen=True, array_like=True):
    """A charge line as the account shows it. `amount` is final once the line is confirmed."""

    line_id: LineId
    source: str
    kind: LineKind
    order_id: OrderId | None
    group_no: int
    service_date: date
    item_code: str
    item_name: str
    spec: str
    unit: str
    quantity: Decimal
    price: Money | None
    amount: Money | None
    income_type: int
    state: LineState
    reverses: LineId | None
    settlement_id: SettlementId | None
    ward: str


@dataclass(frozen=True, slots=True)
class CategoryTotal:
    """One of the thirteen income types (药费 … 其他费用), also when zero."""

    income_type: int
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class DayTotal:
    """Confirmed charges of one service date."""

    service_date: date
    amount: Money


class Mismatch(Code):
    """What an order and its charges do not agree in."""

    PENDING = 1, "待药房确认", "pharmacy pending"
    NOT_CHARGED = 2, "未收费", "not charged"
    TOO_MANY_DAYS = 3, "天数多于医嘱", "more days than ordered"


class OrderCheckRow(msgspec.Struct, frozen=True, array_like=True):
    """费用核对 (R1.12): an order beside what was charged for it. `differs` marks what the checker should look at."""

    order_id: OrderId
    group_no: int
    ordered_as: LineKind
    item_code: str
    item_name: str
    dose_text: str
    usage: str
    frequency: str
    start_at: datetime
    stop_at: datetime | None
    ward: str
    charged_quantity: Decimal
    charged_amount: Money
    charged_days: int
    differs: Mismatch | None


@dataclass(frozen=True, slots=True)
class SupplementaryOrder:
    """补充医嘱 (R1.13): a missed charge, always temporary. Drugs go through the pharmacy (R1.19)."""

    item_code: Annotated[str, Meta(max_length=6)]
    quantity: Annotated[Decimal, Meta()]
    service_date: date
    usage: int = 0
    with_add_ons: bool = False
    reason: Text200 = ""


@dataclass(frozen=True, slots=True)
class UnassignedCharge:
    """A charge of somebody without a stay (a session in the treatment room): waits for the cashier, never lost."""

    line_id: LineId
    patient_no: int | None
    patient_name: str
    item_code: str
    item_name: str
    unit: str
    quantity: Decimal
    price: Money
    amount: Money
    service_date: date
    performed_at: datetime


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that could not be charged as it came: kept for a person to decide, never dropped."""

    difference_id: str
    stay_id: StayId
    reason: str
    line: PlannedLine
    noted_at: datetime
    patient: PatientBrief
