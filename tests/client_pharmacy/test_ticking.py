"""What is ticked by itself, and why the rest is not."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from client_pharmacy import words
from client_pharmacy.requests.ticking import propose, with_group
from client_pharmacy.words import GROUP_INCOMPLETE, TAKEN_BEFORE
from shared.contracts.common import LineKind
from shared.contracts.pharmacy.errors import DrugPriceMissing, ReturnTooMuch, StockShort
from shared.contracts.pharmacy.types import RequestLineRow, RequestLineState
from shared.identifiers import LineId, RequestId
from shared.qt.tint import Tint
from tests.server.pharmacy.world import D1

SHORT = StockShort.code


def row(name: str, quantity: int | str = 1, stock: int = 10, **values: Any) -> RequestLineRow:
    given = {
        "line_id": LineId(name),
        "request_id": RequestId("r"),
        "ordered_as": LineKind.LONG_TERM,
        "group_no": 0,
        "drug_code": "100001",
        "drug_name": "阿司匹林肠溶片",
        "spec": "100mg",
        "unit": "片",
        "quantity": Decimal(quantity),
        "dose_text": "",
        "usage": "",
        "frequency": "",
        "administrations": 1,
        "service_date": D1.date(),
        "state": RequestLineState.WAITING,
        "reason": "",
        "stock": Decimal(stock),
        "obstacle": "",
        "high_alert": False,
        "reverses": None,
    }
    return RequestLineRow(**(given | values))


@pytest.mark.req("R3.2")
def test_what_can_be_met_is_ticked() -> None:
    proposal = propose([row("a"), row("b", obstacle=SHORT), row("c", obstacle=DrugPriceMissing.code)])
    assert proposal.ticked == {"a"}
    assert proposal.reasons == {"b": SHORT, "c": DrugPriceMissing.code}


def test_lines_above_take_what_lines_below_would_need() -> None:
    proposal = propose([row("a", 6), row("b", 5), row("c", 4), row("d", 3, drug_code="100003")])
    assert proposal.ticked == {"a", "c", "d"}
    assert proposal.reasons == {"b": TAKEN_BEFORE}


@pytest.mark.req("R3.2")
def test_a_group_is_ticked_whole_or_not_at_all() -> None:
    other = {"group_no": 7, "drug_code": "200050"}
    proposal = propose([row("a", group_no=7), row("b", obstacle=SHORT, **other), row("c", group_no=8)])
    assert proposal.ticked == {"c"}
    assert proposal.reasons == {"a": GROUP_INCOMPLETE, "b": SHORT}
    assert propose([row("a", 6, group_no=7), row("b", 6, group_no=7)]).reasons == {"a": GROUP_INCOMPLETE, "b": TAKEN_BEFORE}


def test_a_group_that_can_not_be_met_takes_nothing_from_others() -> None:
    proposal = propose([row("a", 6, group_no=7), row("b", 6, group_no=7), row("c", 10)])
    assert proposal.ticked == {"c"}


@pytest.mark.req("R3.R")
def test_returns_are_ticked_one_by_one_unless_left_to_be_looked_at() -> None:
    rows = [row("a", 10), row("b", -2, group_no=7), row("c", -1, group_no=7, obstacle=ReturnTooMuch.code)]
    assert propose(rows).ticked == {"a", "b"}
    assert propose(rows, returns=False).ticked == {"a"}
    assert propose(rows, returns=False).reasons == {"c": ReturnTooMuch.code}


def test_answered_lines_are_out_of_it() -> None:
    rows = [row("a", group_no=7), row("b", group_no=7, state=RequestLineState.DISPENSED)]
    assert propose(rows).ticked == {"a"}
    assert with_group(rows, LineId("b")) == []
    assert with_group(rows, LineId("a")) == rows[:1]


def test_the_group_of_a_line() -> None:
    temporary = row("c", group_no=7, ordered_as=LineKind.TEMPORARY)
    rows = [row("a", group_no=7), row("b", group_no=7), temporary, row("d"), row("e")]
    assert with_group(rows, LineId("b")) == rows[:2]
    assert with_group(rows, LineId("c")) == [temporary]
    assert with_group(rows, LineId("d")) == [rows[3]]
    assert with_group(rows, LineId("?")) == []


@pytest.mark.parametrize(
    ("minutes", "text"), [(0, "0 分"), (59, "59 分"), (60, "1 时 0 分"), (1439, "23 时 59 分"), (2900, "2 天")]
)
def test_ages(minutes: int, text: str) -> None:
    assert words.age(minutes) == text


@pytest.mark.parametrize(("minutes", "tint"), [(0, Tint.OK), (14, Tint.OK), (15, Tint.WAIT), (29, Tint.WAIT), (30, Tint.BAD)])
def test_the_colour_of_waiting(minutes: int, tint: Tint) -> None:
    assert words.age_tint(minutes) is tint


def test_the_heat_of_expiry() -> None:
    day = D1.date()
    dates = [day.fromordinal(day.toordinal() + days) for days in (-1, 90, 91, 180, 181)]
    assert [words.expiry_tint(each, day) for each in dates] == [Tint.BAD, Tint.BAD, Tint.WAIT, Tint.WAIT, None]
    assert words.expiry_tint(None, day) is None
