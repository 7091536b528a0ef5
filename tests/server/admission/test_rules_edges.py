"""Where the desk's rules change their answer: to the cent, to the day, to the name."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from server.admission import rules
from server.admission.rules import Charge, by_category, carried_over, implausibly_old
from shared.contracts.admission.types import SettlementMode


@pytest.mark.parametrize("due", ["0.00", "0.01", "0.50", "0.99", "1.00"])
def test_nothing_is_carried_over_while_something_is_due(due: str) -> None:
    assert carried_over(SettlementMode.INTERIM, Decimal(due)) == 0
    assert carried_over(SettlementMode.INTERIM, Decimal("-0.01")) == Decimal("0.01")


def test_a_category_has_its_name_or_its_number() -> None:
    day = date(2026, 3, 2)
    sums = by_category([Charge(day, 1, Decimal("5.00")), Charge(day, 99, Decimal("7.00"))], {1: "西药费", 2: "中药费"})
    assert [(each.name, str(each.amount)) for each in sums] == [("西药费", "5.00"), ("中药费", "0.00"), ("99", "7.00")]


def test_the_oldest_that_is_believed() -> None:
    today = date(2026, 3, 2)
    assert not implausibly_old(today - rules._OLDEST, today)
    assert implausibly_old(today - rules._OLDEST - (date(2026, 1, 2) - date(2026, 1, 1)), today)
