"""押金: taken, voided, looked up (R1.6, R1.7)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select

from server.admission import accounts, models, queries, receipt_numbers, rules
from server.admission.models import DepositRow
from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from shared import clock
from shared.contracts.admission.errors import (
    AmountNotPositive,
    AmountTooLarge,
    AmountTooPrecise,
    DepositUsed,
    ReasonMissing,
    SupervisorNeeded,
    WrongState,
)
from shared.contracts.admission.types import OPEN_STATES, Deposit, DepositReceipt, PayMethod, StayAction, StayState
from shared.errors import InvalidInput, Problem
from shared.identifiers import new_id
from shared.money import cents


def take_deposit(work: Work, stay_id: str, amount: Decimal, method: PayMethod, bank: str = "", card_no: str = "") -> DepositReceipt:
    """收取押金."""
    _check_amount(amount)
    if method is PayMethod.CARRY_OVER:
        raise InvalidInput(name="method", problem=Problem.WRONG)
    row = queries.stay_row(work, stay_id)
    state = StayState(row["state"])
    if state not in OPEN_STATES:
        raise WrongState(state=state, action=StayAction.TAKE_DEPOSIT)
    deposit_id = new_id()
    work.add(
        models.deposit,
        deposit_id=deposit_id,
        stay_id=stay_id,
        receipt_no=receipt_numbers.take(work, "deposit"),
        amount=amount,
        method=int(method),
        bank=clean(bank, "bank"),
        card_no=clean(card_no, "card_no"),
        taken_at=work.now,
        cashier_id=work.caller.user_id,
        cashier=work.caller.name,
        reprints=0,
    )
    work.audit(stay_id, after={"deposit": deposit_id, "amount": amount, "method": int(method)})
    accounts.booked(work, stay_id)
    return deposit_receipt(work, deposit_id)


def void_deposit(work: Work, deposit_id: str, reason: str) -> Deposit:
    """作废押金: only while it is neither settled nor void already; a carried-over one goes with its settlement.

    The money leaves the voider's till today. Like a settlement it is the taker's own to void on the day, and a supervisor's after.
    """
    why = clean(reason, "reason")
    if not why:
        raise ReasonMissing
    row = _row(work, deposit_id)
    own_of_today = row["cashier_id"] == work.caller.user_id and clock.local(row["taken_at"]).date() == work.now.date()
    if not own_of_today and "admission.supervise" not in work.caller.rights:
        raise SupervisorNeeded
    table = models.deposit
    mine = (
        table.c.deposit_id == deposit_id,
        table.c.settlement_id.is_(None),
        table.c.void_at.is_(None),
        table.c.carried_from.is_(None),
    )
    if not work.change(table, *mine, **voided(work, why)):
        raise DepositUsed
    work.audit(row["stay_id"], {"deposit": deposit_id, "amount": row["amount"]}, {"void": why})
    accounts.booked(work, row["stay_id"])
    return queries.deposit_of(_row(work, deposit_id))


def deposit_receipt(work: Work, deposit_id: str) -> DepositReceipt:
    """预交金收据."""
    row = _row(work, deposit_id)
    work.reads(f"stay {row['stay_id']}")
    return DepositReceipt(
        work.catalog.hospital, queries.brief_of(work, queries.stay_row(work, row["stay_id"])), queries.deposit_of(row)
    )


def reprint_deposit(work: Work, deposit_id: str) -> DepositReceipt:
    """Count one more paper of the same number."""
    table = models.deposit
    work.change(table, table.c.deposit_id == deposit_id, reprints=table.c.reprints + 1)
    work.audit(_row(work, deposit_id)["stay_id"], after={"reprint": deposit_id})
    return deposit_receipt(work, deposit_id)


def voided(work: Work, reason: str) -> dict[str, Any]:
    """What a void deposit says of its void."""
    return {"void_at": work.now, "voider_id": work.caller.user_id, "void_by": work.caller.name, "void_reason": reason}


def _row(work: Work, deposit_id: str) -> DepositRow:
    row = work.row(select(models.deposit).where(models.deposit.c.deposit_id == deposit_id), DepositRow)
    if row is None:
        raise DepositUsed
    return row


def _check_amount(amount: Decimal) -> None:
    if not amount.is_finite() or amount <= 0:
        raise AmountNotPositive
    if amount > rules.DEPOSIT_LIMIT:
        raise AmountTooLarge(limit=rules.DEPOSIT_LIMIT)
    if amount != cents(amount):
        raise AmountTooPrecise
