"""Papers of the desk, fetched and set on the connection's thread: the window never waits for a font.

Every function answers a finished PDF. The document modules are imported on first use, the station starts without them.
"""

# ruff: noqa: PLC0415 — see above
from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Literal

from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.types import DepositReceipt, Receipt
from shared.identifiers import DepositId, SettlementId, StayId
from shared.qt import hospital_time

PaperKind = Literal["receipt", "deposit", "notice", "charge_list", "daily_bill"]


def receipt(api: AdmissionContract, settlement_id: SettlementId, printed_by: str) -> bytes:
    """住院收费票据 of a settlement just made."""
    return set_receipt(api.receipt(settlement_id), printed_by)


def set_receipt(paid: Receipt, printed_by: str) -> bytes:
    """A receipt at hand, for instance a reprint."""
    from shared.documents.receipt import receipt as document

    return document(paid, printed_by, hospital_time.now())


def next_reprint(api: AdmissionContract, settlement_id: SettlementId, printed_by: str) -> bytes:
    """A receipt as its next reprint will be marked."""
    paid = api.receipt(settlement_id)
    return set_receipt(replace(paid, reprints=paid.reprints + 1), printed_by)


def deposit_receipt(receipt: DepositReceipt, printed_by: str) -> bytes:
    """预交金收据."""
    from shared.documents.deposit_receipt import deposit_receipt as document

    return document(receipt, printed_by, hospital_time.now())


def next_deposit_reprint(api: AdmissionContract, deposit_id: DepositId, printed_by: str) -> bytes:
    """A deposit's receipt as its next reprint will be marked."""
    receipt = api.deposit_receipt(deposit_id)
    deposit = replace(receipt.deposit, reprints=receipt.deposit.reprints + 1)
    return deposit_receipt(replace(receipt, deposit=deposit), printed_by)


def payment_notice(api: AdmissionContract, stay_id: StayId, printed_by: str) -> bytes:
    """交款通知单 (R1.20)."""
    from shared.documents.payment_notice import payment_notice as document

    return document(api.payment_notice(stay_id), printed_by, hospital_time.now())


def charge_list(
    api: AdmissionContract,
    stay_id: StayId,
    first: date | None,
    last: date | None,
    settlement_id: SettlementId | None,
    printed_by: str,
) -> bytes:
    """费用清单 of a period, or of one receipt (R1.31)."""
    from shared.documents.charge_list import charge_list as document

    return document(api.charge_list(stay_id, first, last, settlement_id), printed_by, hospital_time.now())


def daily_bill(api: AdmissionContract, stay_id: StayId, service_date: date, printed_by: str) -> bytes:
    """一日清单 of one service date."""
    from shared.documents.daily_bill import daily_bill as document

    return document(api.daily_bill(stay_id, service_date), printed_by, hospital_time.now())
