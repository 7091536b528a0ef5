"""Cash, card and change of one settlement (R1.28): exact decimals, no widgets, no server."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from client_admission.refusals import BankMissing, CardAboveDue, CardNumberMissing, CashShort
from shared.contracts.admission.types import Payment, PayMethod, SettlementMode
from shared.contracts.common import Money, Text20
from shared.errors import BusinessError
from shared.money import ZERO


@dataclass(frozen=True, slots=True)
class Tender:
    """What the cashier types. Without `cash_given` the patient gives exactly what is due."""

    cash_given: Money | None = None
    card_amount: Money | None = None
    bank: Text20 = ""
    card_no: Text20 = ""


@dataclass(frozen=True, slots=True)
class Counted:
    """What changes hands: payments as the settlement records them, and the change in the patient's hand."""

    cash_due: Decimal
    """Above zero into the till, below out of it."""
    change: Decimal
    payments: tuple[Payment, ...]
    problem: BusinessError | None


def needed(mode: SettlementMode, due: Decimal) -> Decimal:
    """What must change hands: a surplus is refunded at discharge and carried over at an interim settlement (§2.7)."""
    return max(due, ZERO) if mode is SettlementMode.INTERIM else due


def count(amount: Decimal, tender: Tender) -> Counted:
    """Divide `amount` (negative: a refund) into card and cash; the card's part is typed, the rest is cash."""
    card = tender.card_amount or ZERO
    signed_card = -card if amount < ZERO else card
    cash = amount - signed_card
    given = tender.cash_given
    change = given - cash if given is not None and cash > ZERO else ZERO
    payments = []
    if cash:
        payments.append(Payment(PayMethod.CASH, cash))
    if signed_card:
        payments.append(Payment(PayMethod.IC_CARD, signed_card, tender.bank, tender.card_no))
    return Counted(cash, max(change, ZERO), tuple(payments), _problem(amount, card, change, tender))


def _problem(amount: Decimal, card: Decimal, change: Decimal, tender: Tender) -> BusinessError | None:
    if card > abs(amount):
        return CardAboveDue(due=abs(amount))
    if card and not tender.bank:
        return BankMissing()
    if card and not tender.card_no:
        return CardNumberMissing()
    return CashShort(missing=-change) if change < ZERO else None
