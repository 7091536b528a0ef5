"""How values are written, and what people may type."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import clock
from shared.contracts.ward.types import OrderState
from shared.qt import formats

NOW = datetime(2026, 11, 21, 20, 37, tzinfo=clock.ZONE)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (True, "✓"),
        (False, ""),
        (OrderState.CONFIRMED, "已校对"),
        (Decimal("2.5000"), "2.5"),
        (Decimal("100"), "100"),
        (Decimal("0E-4"), "0"),
        (NOW, "11-21 20:37"),
        (NOW.astimezone(tz=None), "11-21 20:37"),
        (date(2026, 11, 21), "11-21"),
        ("片", "片"),
        (7, "7"),
    ],
)
def test_plain(value: Any, text: str) -> None:
    assert formats.plain(value) == text


def test_money_always_has_two_decimals() -> None:
    assert formats.money(Decimal("-1280.5")) == "-1,280.50"
    assert formats.money(None) == ""


def test_banners_write_the_whole_date() -> None:
    assert formats.full_moment(NOW) == "2026-11-21 20:37"
    assert formats.full_day(NOW.date()) == "2026-11-21"


@pytest.mark.parametrize(
    ("typed", "value"), [("", None), (" 1,234.50 ", Decimal("1234.50")), ("－２．５", Decimal("-2.5")), (".5", Decimal("0.5"))]
)
def test_numbers(typed: str, value: Decimal | None) -> None:
    assert formats.read_number(typed) == value


@pytest.mark.parametrize("typed", ["abc", "1e5", "1.2.3", "--1", "NaN", "Infinity", "1 2"])
def test_what_is_no_number(typed: str) -> None:
    with pytest.raises(ValueError, match="请输入数字"):
        formats.read_number(typed)


@pytest.mark.parametrize("typed", ["2026-11-02", "20261102", "11-2", "1102", "2026/11/2", "２０２６年11月2日"])
def test_days(typed: str) -> None:
    assert formats.read_day(typed, NOW.date()) == date(2026, 11, 2)


@pytest.mark.parametrize(
    ("typed", "today", "meant"),
    [
        ("1231", date(2027, 1, 2), date(2026, 12, 31)),
        ("12-31", date(2027, 1, 2), date(2026, 12, 31)),
        ("0102", date(2026, 12, 30), date(2027, 1, 2)),
        ("0630", date(2026, 1, 2), date(2026, 6, 30)),
        ("0229", date(2027, 12, 31), date(2028, 2, 29)),
    ],
)
def test_a_day_without_a_year_is_the_nearest(typed: str, today: date, meant: date) -> None:
    assert formats.read_day(typed, today) == meant
    assert formats.read_moment(f"{typed} 8:30", clock.at(today, 9)) == clock.at(meant, 8, 30)


@pytest.mark.parametrize("typed", ["2026-13-01", "0230", "0229", "5", "1-2-3-4"])
def test_what_is_no_day(typed: str) -> None:
    with pytest.raises(ValueError, match="请输入日期"):
        formats.read_day(typed, NOW.date())


@pytest.mark.parametrize(
    ("typed", "moment"),
    [
        ("8:30", (21, 8, 30)),
        ("830", (21, 8, 30)),
        ("0830", (21, 8, 30)),
        ("8：30", (21, 8, 30)),
        ("+1 8:30", (22, 8, 30)),
        ("11-2 0830", (2, 8, 30)),
        ("11020830", (2, 8, 30)),
        ("202611020830", (2, 8, 30)),
        ("2026-11-02 08:30", (2, 8, 30)),
    ],
)
def test_moments(typed: str, moment: tuple[int, int, int]) -> None:
    day, hour, minute = moment
    assert formats.read_moment(typed, NOW) == datetime(2026, 11, day, hour, minute, tzinfo=clock.ZONE)


@pytest.mark.parametrize("typed", ["25:00", "8", "x", "8:75", "13-40 8:00", "tomorrow 8:30"])
def test_what_is_no_moment(typed: str) -> None:
    with pytest.raises(ValueError, match="请输入时间"):
        formats.read_moment(typed, NOW)


@given(st.datetimes(datetime(2000, 1, 1), datetime(2099, 12, 31), timezones=st.just(clock.ZONE)))  # noqa: DTZ001 — bounds carry no zone
def test_what_an_editor_shows_it_also_reads(moment: datetime) -> None:
    assert formats.read_moment(formats.full_moment(moment), NOW) == moment.replace(second=0, microsecond=0, fold=0)


@pytest.mark.parametrize(
    ("value", "shown"), [("0.125", "0.125"), ("2.8", "2.80"), ("1234.5", "1,234.50"), ("3", "3.00"), ("0.0075", "0.0075")]
)
def test_a_price_is_shown_with_the_digits_it_has(value: str, shown: str) -> None:
    assert formats.price(Decimal(value)) == shown
