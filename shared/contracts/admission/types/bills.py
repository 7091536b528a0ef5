"""Bills, lists and notices for the patient (R1.20, R1.31, R2.10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from shared.contracts.admission.types.charges import CategoryTotal
from shared.contracts.common import Money, PatientBrief


@dataclass(frozen=True, slots=True)
class BillLine:
    """One item of one price on a daily bill or charge list."""

    item_code: str
    item_name: str
    spec: str
    unit: str
    quantity: Decimal
    price: Money
    amount: Money
    income_type: int
    income_name: str


@dataclass(frozen=True, slots=True)
class DailyBill:
    """一日清单 (R2.10): all lines of one service date, grouped by item and price."""

    hospital: str
    patient: PatientBrief
    service_date: date
    lines: tuple[BillLine, ...]
    day_total: Money
    cumulative: Money
    deposits: Money
    balance: Money
    as_of: datetime
    complete: bool
    """False when the ward printed its own lines without the cashier's items (未含收费处项目)."""
    made_at: datetime | None = None
    """When the nightly bill of this day was made; None before the night."""
    changed: bool = False
    """Whether the day's charges changed after that night: the patient may hold a paper with another total."""


@dataclass(frozen=True, slots=True)
class ChargeList:
    """费用清单 (R1.31) of a period or a receipt, by income type."""

    hospital: str
    patient: PatientBrief
    first: date
    last: date
    receipt_no: str | None
    lines: tuple[BillLine, ...]
    by_category: tuple[CategoryTotal, ...]
    total: Money


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """交款通知单 (R1.20). What is left of the deposits stands against what is not settled yet."""

    hospital: str
    patient: PatientBrief
    total: Money
    settled: Money
    deposits: Money
    balance: Money
    amount_to_pay: Money
    issued_at: datetime
    issued_by: str
