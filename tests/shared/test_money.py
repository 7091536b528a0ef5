"""Cents, line amounts, capitals. Vectors: tests/data/amounts_uppercase.csv (domain rules §6.2)."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.money import cents, change_amount, line_amount, total, uppercase

VECTORS = list(csv.DictReader((Path(__file__).parents[1] / "data" / "amounts_uppercase.csv").open(encoding="utf-8")))
DIGITS = {digit: number for number, digit in enumerate("零壹贰叁肆伍陆柒捌玖")}
PLACES = {"拾": 10, "佰": 100, "仟": 1000}
FEN = st.integers(-(10**18) + 1, 10**18 - 1)


def _whole(text: str) -> int:
    """The number that capitals before 元 say."""
    for name, unit in (("万亿", 10**12), ("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.partition(name)
        if found:
            return _whole(head) * unit + _whole(tail)
    number, digit = 0, 0
    for character in text:
        if character in PLACES:
            number, digit = number + digit * PLACES[character], 0
        else:
            digit = DIGITS[character]
    return number + digit


def read_capitals(text: str) -> Decimal:
    """The amount that capitals say, written from the rules and not from the writer."""
    sign = -1 if text.startswith("负") else 1
    text = text.removeprefix("负").removesuffix("整")
    yuan, found, small = text.rpartition("元")
    fen = 0
    small = small if found else text
    for name, unit in (("角", 10), ("分", 1)):
        digit, found, rest = small.partition(name)
        if found:
            fen, small = fen + DIGITS[digit[-1]] * unit, rest
    return Decimal(sign * (_whole(yuan) * 100 + fen)).scaleb(-2)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["amount"])
def test_capitals_of_every_vector(vector: dict[str, str]) -> None:
    assert uppercase(Decimal(vector["amount"])) == vector["uppercase"]
    for spelling in filter(None, [vector["uppercase"], *vector["also_acceptable"].split("|")]):
        assert read_capitals(spelling) == Decimal(vector["amount"])


def test_all_vectors_are_there() -> None:
    assert len(VECTORS) == 42


@given(FEN)
def test_capitals_say_the_amount(fen: int) -> None:
    amount = Decimal(fen).scaleb(-2)
    assert read_capitals(uppercase(amount)) == amount


@given(FEN)
def test_capitals_cannot_be_lengthened_and_hold_no_double_zero(fen: int) -> None:
    text = uppercase(Decimal(fen).scaleb(-2))
    assert text.endswith("分" if fen % 10 else "整")
    assert "零零" not in text
    assert "零元" not in text or fen == 0


@pytest.mark.parametrize("amount", ["0.001", "1E+16", "-1E+16", "12.345"])
def test_what_has_no_capitals_is_refused(amount: str) -> None:
    with pytest.raises(ValueError, match="capitals"):
        uppercase(Decimal(amount))


@pytest.mark.parametrize(
    ("value", "rounded"), [("0.005", "0.01"), ("0.125", "0.13"), ("0.124999", "0.12"), ("-0.005", "-0.01"), ("3", "3.00")]
)
def test_cents_round_half_up(value: str, rounded: str) -> None:
    assert str(cents(Decimal(value))) == rounded


@given(st.decimals(-(10**9), 10**9, allow_nan=False, allow_infinity=False, places=4))
def test_rounding_moves_by_at_most_half_a_cent(value: Decimal) -> None:
    assert abs(cents(value) - value) <= Decimal("0.005")
    assert cents(-value) == -cents(value)


def test_lines_are_rounded_before_they_are_added() -> None:
    lines = [line_amount(Decimal("0.5"), Decimal("0.25"))] * 3
    assert total(lines) == Decimal("0.39")


def test_nothing_adds_up_to_zero_with_two_places() -> None:
    assert str(total([])) == "0.00"


@given(
    st.decimals("0.0001", "9999", places=4),
    st.decimals("0.0001", "99999", places=4),
    st.lists(st.decimals("0.0001", "9999", places=4), max_size=8),
)
def test_a_line_and_its_parts_that_come_back_add_up_to_what_is_left(
    quantity: Decimal, price: Decimal, parts: list[Decimal]
) -> None:
    left, amounts = quantity, [change_amount(Decimal(0), quantity, price)]
    assert amounts == [line_amount(quantity, price)]
    for part in [*(part for part in parts if part < quantity), quantity]:
        back = min(part, left)
        amounts.append(change_amount(left, -back, price))
        left -= back
        assert total(amounts) == line_amount(left, price)
    assert total(amounts) == 0


def test_three_eighths_come_back_as_they_were_charged() -> None:
    eighth = Decimal("0.125")
    parts = [change_amount(Decimal(left), Decimal(-1), eighth) for left in (3, 2, 1)]
    assert (line_amount(Decimal(3), eighth), parts) == (Decimal("0.38"), [Decimal("-0.13"), Decimal("-0.12"), Decimal("-0.13")])


@pytest.mark.parametrize(
    ("amount", "text"), [("11000.00", "壹万壹仟元整"), ("100001000.00", "壹亿零壹仟元整"), ("100010000.00", "壹亿零壹万元整")]
)
def test_a_zero_stands_where_places_are_left_out_and_nowhere_else(amount: str, text: str) -> None:
    assert uppercase(Decimal(amount)) == text
