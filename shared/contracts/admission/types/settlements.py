"""Settlements and the receipts they leave (R1.22–R1.30). Source: thesis table 7 (Paydata), domain rules §2.7."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from shared.contracts.admission.types.charges import CategoryTotal
from shared.contracts.admission.types.codes import Payer, PayMethod, SettlementMode, SettlementState
from shared.contracts.admission.types.deposits import Deposit
from shared.contracts.common import Money, PatientBrief, Text20
from shared.identifiers import DepositId, SettlementId, StayId


@dataclass(frozen=True, slots=True)
class SettlementRequest:
    """What to settle. Discharge takes all lines and all deposits; interim a range [first, last] and chosen deposits."""

    stay_id: StayId
    mode: SettlementMode
    first: date | None = None
    last: date | None = None
    deposits: tuple[DepositId, ...] = ()


@dataclass(frozen=True, slots=True)
class SettlementPreview:
    """The receipt in the making. `due` > 0 is paid by the patient, < 0 is refunded or carried over."""

    request: SettlementRequest
    line_version: int
    line_count: int
    first: date
    last: date
    total: Money
    insurance: Money
    own_share: Money
    by_category: tuple[CategoryTotal, ...]
    deposits: tuple[Deposit, ...]
    deposit_total: Money
    due: Money
    obstacles: tuple[str, ...]
    next_receipt_no: str | None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that changed hands in a settlement; negative is a refund. Cards carry bank and number (R1.28)."""

    method: PayMethod
    amount: Money
    bank: Text20 = ""
    card_no: Text20 = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A stored settlement (Paydata with FP)."""

    settlement_id: SettlementId
    stay_id: StayId
    patient: PatientBrief
    mode: SettlementMode
    state: SettlementState
    segment: int
    receipt_no: str
    first: date
    last: date
    total: Money
    insurance: Money
    own_share: Money
    deposit_total: Money
    due: Money
    paid: Money
    carried_over: Money
    by_category: tuple[CategoryTotal, ...]
    payments: tuple[Payment, ...]
    settled_at: datetime
    cashier: str
    void_at: datetime | None
    void_by: str | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """住院收费票据 with what it prints beside the settlement. `reprints` > 0 prints 补打 n."""

    hospital: str
    settlement: Settlement
    payer: Payer
    admitted_at: datetime
    discharged_at: datetime | None
    national_items: tuple[tuple[str, Money], ...]
    """(收费项目, amount) in the order of the national form, only those that occurred."""
    id_card_masked: str
    check_code: str
    reprints: int
    amount_paid_in: Money
    """补缴金额."""
    amount_refunded: Money
    """退费金额."""


class ReceiptRow(msgspec.Struct, frozen=True, array_like=True):
    """A line of the receipt search."""

    receipt_no: str
    settlement_id: SettlementId | None
    patient_no: int | None
    patient_name: str
    total: Money
    settled_at: datetime | None
    cashier: str
    state: SettlementState
    reprints: int
