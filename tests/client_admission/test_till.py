"""Cash, card and change; the id card's check."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from client_admission.patients.id_card import Holder, holder_of
from client_admission.refusals import BankMissing, CardAboveDue, CardNumberMissing, CashShort
from client_admission.settle.till import Tender, count, needed
from shared.contracts.admission.types import Payment, PayMethod, SettlementMode, Sex

DUE = Decimal("86.30")


def test_cash_given_answers_the_change() -> None:
    counted = count(DUE, Tender(cash_given=Decimal(100)))
    assert (counted.change, counted.payments, counted.problem) == (Decimal("13.70"), (Payment(PayMethod.CASH, DUE),), None)


def test_no_cash_typed_means_exactly_what_is_due() -> None:
    counted = count(DUE, Tender())
    assert (counted.change, counted.payments, counted.problem) == (0, (Payment(PayMethod.CASH, DUE),), None)


def test_too_little_cash_is_a_problem() -> None:
    problem = count(DUE, Tender(cash_given=Decimal("86.29"))).problem
    assert isinstance(problem, CashShort)
    assert problem.sentence() == "实收现金还差 0.01"


def test_card_and_cash_are_recorded_apart() -> None:
    counted = count(DUE, Tender(Decimal(20), Decimal("70.00"), "工商银行", "6222021234"))
    card = Payment(PayMethod.IC_CARD, Decimal("70.00"), "工商银行", "6222021234")
    assert counted.payments == (Payment(PayMethod.CASH, Decimal("16.30")), card)
    assert (counted.cash_due, counted.change) == (Decimal("16.30"), Decimal("3.70"))


@pytest.mark.parametrize(
    ("tender", "kind"),
    [
        (Tender(card_amount=Decimal("86.31"), bank="工行", card_no="1"), CardAboveDue),
        (Tender(card_amount=DUE, card_no="1"), BankMissing),
        (Tender(card_amount=DUE, bank="工行"), CardNumberMissing),
    ],
)
def test_a_card_needs_its_bank_its_number_and_at_most_the_amount(tender: Tender, kind: type[Exception]) -> None:
    assert isinstance(count(DUE, tender).problem, kind)


def test_a_refund_goes_out_in_cash_or_back_to_the_card() -> None:
    assert count(-DUE, Tender()).payments == (Payment(PayMethod.CASH, -DUE),)
    counted = count(-DUE, Tender(card_amount=DUE, bank="工行", card_no="1"))
    assert counted.payments == (Payment(PayMethod.IC_CARD, -DUE, "工行", "1"),)


def test_nothing_due_moves_nothing() -> None:
    assert count(Decimal("0.00"), Tender()).payments == ()


def test_an_interim_surplus_is_carried_over_not_refunded() -> None:
    assert needed(SettlementMode.INTERIM, -DUE) == 0
    assert needed(SettlementMode.INTERIM, DUE) == DUE
    assert needed(SettlementMode.DISCHARGE, -DUE) == -DUE


@pytest.mark.parametrize(
    ("number", "holder"),
    [
        ("11010519491231002X", Holder(date(1949, 12, 31), Sex.FEMALE)),
        ("11010519491231002x", Holder(date(1949, 12, 31), Sex.FEMALE)),
        ("440524188001010014", Holder(date(1880, 1, 1), Sex.MALE)),
        ("110105194912310021", None),
        ("1101051949123100", None),
        ("11010519491331002X", None),
        ("", None),
    ],
)
def test_an_id_card_knows_birthday_and_sex(number: str, holder: Holder | None) -> None:
    assert holder_of(number) == holder
