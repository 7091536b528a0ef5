"""Values of the admission contract, a module per noun. Source: thesis §5.2.2 tables 1–7, domain rules §2.1 and §2.7."""

from __future__ import annotations

from shared.contracts.admission.types.accounts import Account, Pending, SourceStatement
from shared.contracts.admission.types.bills import BillLine, ChargeList, DailyBill, PaymentNotice
from shared.contracts.admission.types.charges import (
    CategoryTotal,
    ChargeRow,
    DayTotal,
    Difference,
    Mismatch,
    OrderCheckRow,
    SupplementaryOrder,
    UnassignedCharge,
)
from shared.contracts.admission.types.codes import (
    OPEN_STATES,
    Payer,
    PayMethod,
    SettlementMode,
    SettlementState,
    Sex,
    StayAction,
    StayState,
)
from shared.contracts.admission.types.deposits import Deposit, DepositReceipt
from shared.contracts.admission.types.desk import Desk
from shared.contracts.admission.types.patients import Patient, PatientDetails, PatientQuery, PatientRow
from shared.contracts.admission.types.settlements import (
    Payment,
    Receipt,
    ReceiptRow,
    Settlement,
    SettlementPreview,
    SettlementRequest,
)
from shared.contracts.admission.types.stays import AdmissionRequest, Stay, StayFacts

__all__ = [
    "OPEN_STATES",
    "Account",
    "AdmissionRequest",
    "BillLine",
    "CategoryTotal",
    "ChargeList",
    "ChargeRow",
    "DailyBill",
    "DayTotal",
    "Deposit",
    "DepositReceipt",
    "Desk",
    "Difference",
    "Mismatch",
    "OrderCheckRow",
    "Patient",
    "PatientDetails",
    "PatientQuery",
    "PatientRow",
    "PayMethod",
    "Payer",
    "Payment",
    "PaymentNotice",
    "Pending",
    "Receipt",
    "ReceiptRow",
    "Settlement",
    "SettlementMode",
    "SettlementPreview",
    "SettlementRequest",
    "SettlementState",
    "Sex",
    "SourceStatement",
    "Stay",
    "StayAction",
    "StayFacts",
    "StayState",
    "SupplementaryOrder",
    "UnassignedCharge",
]
