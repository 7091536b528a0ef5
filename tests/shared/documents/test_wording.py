"""How values are written."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from shared.documents import wording
from tests.papers import LI, ZHANG


@pytest.mark.parametrize(
    ("amount", "written"),
    [
        ("0", "0.00"),
        ("2.8", "2.80"),
        ("586.30", "586.30"),
        ("-86.3", "-86.30"),
        ("0.125", "0.125"),
        ("0.0150", "0.015"),
        ("1E+3", "1000.00"),
    ],
)
def test_money_has_two_decimals_or_those_of_the_price(amount: str, written: str) -> None:
    assert wording.money(Decimal(amount)) == written


@pytest.mark.parametrize(("value", "written"), [("3", "3"), ("3.0000", "3"), ("0.0150", "0.015"), ("100", "100"), ("-2", "-2")])
def test_quantities_have_no_idle_zeros(value: str, written: str) -> None:
    assert wording.quantity(Decimal(value)) == written


def test_sums_stand_in_figures_and_capitals() -> None:
    assert wording.figures(Decimal("586.30")) == "￥586.30"
    assert wording.capitals(Decimal("586.30")) == "人民币伍佰捌拾陆元叁角整"


def test_moments_are_written_in_hospital_time() -> None:
    assert wording.minute(datetime(2026, 11, 20, 16, 30, tzinfo=UTC)) == "2026-11-21 00:30"


@pytest.mark.parametrize(
    ("birth", "written"),
    [
        (None, ""),
        (date(2026, 11, 22), ""),
        (date(2026, 11, 21), "0天"),
        (date(2026, 10, 25), "27天"),
        (date(2026, 10, 22), "30天"),
        (date(2026, 10, 21), "1月"),
        (date(2025, 11, 22), "11月"),
        (date(2025, 11, 21), "12月"),
        (date(2023, 11, 22), "35月"),
        (date(2023, 11, 21), "3岁"),
        (date(1959, 11, 22), "66岁"),
        (date(1959, 11, 21), "67岁"),
        (date(2004, 2, 29), "22岁"),
    ],
)
def test_age(birth: date | None, written: str) -> None:
    assert wording.age(birth, date(2026, 11, 21)) == written


def test_patients_are_named_alike_everywhere() -> None:
    assert (wording.sex(ZHANG), wording.stay_number(ZHANG), wording.bed(ZHANG), wording.bed(LI)) == (
        "女",
        "100001-1",
        "12",
        "未分床",
    )
