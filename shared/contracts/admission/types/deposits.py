"""Deposits and their receipts (R1.6, R1.7). Source: domain rules §2.7."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.admission.types.codes import PayMethod
from shared.contracts.common import Money, PatientBrief
from shared.identifiers import DepositId, SettlementId, StayId


@dataclass(frozen=True, slots=True)
class Deposit:
    """One deposit (押金/预交金). `settlement_id` tells used from unused (R1.7)."""

    deposit_id: DepositId
    stay_id: StayId
    receipt_no: str
    amount: Money
    method: PayMethod
    taken_at: datetime
    cashier: str
    void_at: datetime | None
    void_by: str | None
    void_reason: str | None
    settlement_id: SettlementId | None
    cashier_id: str = ""
    bank: str = ""
    card_no: str = ""
    reprints: int = 0

    @property
    def usable(self) -> bool:
        """Neither void nor consumed by a settlement."""
        return self.void_at is None and self.settlement_id is None


@dataclass(frozen=True, slots=True)
class DepositReceipt:
    """预交金收据."""

    hospital: str
    patient: PatientBrief
    deposit: Deposit
