"""Pure rules of the desk: id cards, sums, modes."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.admission import rules, states
from server.admission.rules import Charge
from shared.contracts.admission.types import DayTotal, SettlementMode, StayAction, StayState
from shared.money import ZERO

NAMES = {number: f"类{number}" for number in range(1, 14)}
amounts = st.decimals(min_value=-9999, max_value=9999, places=2)
charges = st.lists(st.builds(Charge, st.dates(date(2026, 1, 1), date(2026, 2, 1)), st.integers(1, 13), amounts), max_size=40)


@pytest.mark.parametrize(
    ("id_card", "born", "male", "problem"),
    [
        ("11010519491231002X", date(1949, 12, 31), False, None),
        ("11010519491231002X", None, False, None),
        ("110101199205151234", None, True, "身份证号 校验位应为 1，是否仍然保存？"),
        ("11010519491231002X", date(1949, 12, 30), False, "身份证号 与出生日期不符，是否仍然保存？"),
        ("11010519491231002X", None, True, "身份证号 与性别不符，是否仍然保存？"),
        ("1101051949123100", None, False, "身份证号 应为 18 位，是否仍然保存？"),
        ("1101051949123100AX", None, False, "身份证号 应为 18 位，是否仍然保存？"),
        ("110105194912310029", None, False, "身份证号 校验位应为 X，是否仍然保存？"),
    ],
)
def test_id_cards_by_gb_11643(id_card: str, born: date | None, male: bool, problem: str | None) -> None:
    found = rules.id_card_problem(id_card, born, male)
    assert (found.sentence() if found else None) == problem


def test_nobody_is_a_hundred_and_fifty_one() -> None:
    assert rules.implausibly_old(date(1870, 1, 1), date(2026, 3, 2))
    assert not rules.implausibly_old(date(1910, 1, 1), date(2026, 3, 2))


@given(charges)
def test_categories_days_and_total_agree(lines: list[Charge]) -> None:
    by_category = rules.by_category(lines, NAMES)
    assert [each.income_type for each in by_category] == list(range(1, 14))
    assert sum((each.amount for each in by_category), ZERO) == rules.sum_of(lines)
    assert sum((each.amount for each in rules.by_day(lines)), ZERO) == rules.sum_of(lines)
    assert [each.service_date for each in rules.by_day(lines)] == sorted({line.service_date for line in lines})


def test_an_income_type_the_catalogue_forgot_is_still_counted() -> None:
    found = rules.by_category([Charge(date(2026, 1, 1), 99, Decimal("1.00"))], NAMES)
    assert (found[-1].name, found[-1].amount) == ("99", Decimal("1.00"))


@given(charges, st.lists(st.decimals(min_value=0, max_value=99999, places=2), max_size=5))
def test_money_is_neither_made_nor_lost(lines: list[Charge], deposits: list[Decimal]) -> None:
    dues = rules.dues(lines, deposits)
    assert dues.total == dues.insurance + dues.own_share
    assert dues.due + dues.deposits == dues.own_share
    for mode in SettlementMode:
        paid, carried = rules.to_be_paid(mode, dues.due), rules.carried_over(mode, dues.due)
        assert paid - carried == dues.due
        assert carried >= 0
        assert mode is not SettlementMode.DISCHARGE or carried == 0


def test_examples_of_the_source() -> None:
    """§2.7: deposits 2000 + 1500, cost 3728.60: 228.60 due; medical insurance of 60 % refunds 508.56; stage keeps 100.00."""
    cost = [Charge(date(2026, 3, 1), 1, Decimal("3728.60"))]
    assert rules.dues(cost, map(Decimal, ("2000.00", "1500.00"))).due == Decimal("228.60")
    insured = rules.dues(cost, [Decimal("2000.00")], Decimal("2237.16"))
    assert (insured.own_share, insured.due) == (Decimal("1491.44"), Decimal("-508.56"))
    stage = rules.dues([Charge(date(2026, 3, 1), 1, Decimal("900.00"))], [Decimal("1000.00")])
    assert rules.carried_over(SettlementMode.INTERIM, stage.due) == Decimal("100.00")


def test_the_mode_follows_the_state() -> None:
    assert rules.settlement_mode(StayState.DISCHARGING) is SettlementMode.DISCHARGE
    assert rules.settlement_mode(StayState.INTERIM) is SettlementMode.INTERIM
    assert rules.settlement_mode(StayState.IN_WARD) is None


def test_an_action_leads_somewhere_or_nowhere() -> None:
    assert states.after(StayAction.RECEIVE, StayState.WAITING) is StayState.IN_WARD
    assert states.after(StayAction.RECEIVE, StayState.DISCHARGED) is None
    assert states.leading_to(StayState.IN_WARD) is StayAction.RECEIVE
    assert states.leading_to(StayState.DISCHARGED) is StayAction.LEFT


@pytest.mark.req("R1.8")
def test_transitions_are_those_of_the_table() -> None:
    allowed = {(action, int(before), int(after)) for action, table in states.TRANSITIONS.items() for before, after in table.items()}
    assert allowed == {
        (StayAction.ADMIT, 0, 1),
        (StayAction.ADMIT, 5, 1),
        (StayAction.CANCELLED, 1, 9),
        (StayAction.RECEIVE, 1, 2),
        (StayAction.RECEIVE, 6, 2),
        (StayAction.INTERIM, 2, 3),
        (StayAction.SETTLED, 3, 2),
        (StayAction.VOID_INTERIM, 2, 3),
        (StayAction.DISCHARGE, 2, 4),
        (StayAction.TRANSFER, 2, 6),
        (StayAction.RECALL, 3, 2),
        (StayAction.RECALL, 4, 2),
        (StayAction.LEFT, 4, 5),
        (StayAction.READMITTED, 5, 4),
        (StayAction.READMITTED, 4, 4),
    }


def test_the_dearest_day_of_a_stay() -> None:
    assert rules.dearest_day(()) == 0
    days = (DayTotal(date(2026, 3, 1), Decimal("231.80")), DayTotal(date(2026, 3, 2), Decimal("-10.10")))
    assert rules.dearest_day(days) == Decimal("231.80")
