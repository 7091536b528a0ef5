"""Pure decisions of the pharmacy."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.pharmacy.rules import Demand, Portion, Shelf, allocate, group_of, is_countable, left_out, plain, return_to, section
from server.pharmacy.states import ANSWERS, request_state
from shared.contracts.common import LineKind
from shared.contracts.pharmacy.types import RequestLineState, RequestState
from shared.errors import InvalidInput, Problem
from shared.identifiers import LineId

L1, L2 = LineId("1"), LineId("2")
quantities = st.decimals(min_value=Decimal("0.0001"), max_value=20, places=4)
shelf_lists = st.lists(quantities, max_size=5).map(lambda held: [Shelf(f"B{index}", each) for index, each in enumerate(held)])


@given(st.lists(quantities, max_size=6), shelf_lists)
def test_allocation_gives_whole_demands_and_never_more_than_there_is(asked: list[Decimal], shelves: list[Shelf]) -> None:
    demands = [Demand(LineId(str(index)), "A", quantity) for index, quantity in enumerate(asked)]
    portions, shortages = allocate(demands, {"A": shelves})
    short = {each.demand.line_id for each in shortages}
    for demand in demands:
        given_to = sum((each.quantity for each in portions if each.line_id == demand.line_id), Decimal(0))
        assert given_to == (0 if demand.line_id in short else demand.quantity)
    for shelf in shelves:
        assert sum((each.quantity for each in portions if each.batch_no == shelf.batch_no), Decimal(0)) <= shelf.quantity
    assert all(each.left < each.demand.quantity for each in shortages)
    assert all(each.quantity > 0 for each in portions)


@given(quantities, shelf_lists)
def test_a_later_batch_is_opened_only_when_the_earlier_ones_are_empty(quantity: Decimal, shelves: list[Shelf]) -> None:
    portions, _ = allocate([Demand(L1, "A", quantity)], {"A": shelves})
    for portion, shelf in zip(portions[:-1], shelves, strict=False):
        assert (portion.batch_no, portion.quantity) == (shelf.batch_no, shelf.quantity)


@given(shelf_lists, st.data())
def test_a_return_is_spread_whole_over_what_is_out(out: list[Shelf], data: st.DataObject) -> None:
    total = sum((shelf.quantity for shelf in out), Decimal(0))
    quantity = data.draw(st.decimals(min_value=0, max_value=total, places=4))
    portions = return_to("A", L1, quantity, out)
    assert sum((each.quantity for each in portions), Decimal(0)) == quantity
    held = {shelf.batch_no: shelf.quantity for shelf in out}
    assert all(0 < each.quantity <= held[each.batch_no] for each in portions)
    with pytest.raises(ValueError, match="more comes back"):
        return_to("A", L1, total + 1, out)


def test_drugs_do_not_mix() -> None:
    demands = [Demand(L1, "A", Decimal(1)), Demand(L2, "B", Decimal(1))]
    portions, shortages = allocate(demands, {"A": [Shelf("X", Decimal(2))]})
    assert portions == (Portion(L1, "A", "X", Decimal(1)),)
    assert [(each.demand.line_id, each.left) for each in shortages] == [(L2, Decimal(0))]


def test_the_last_issued_comes_back_first() -> None:
    out = [Shelf("SOON", Decimal(2)), Shelf("LATE", Decimal(2))]
    assert return_to("A", L1, Decimal(3), out) == (Portion(L1, "A", "LATE", Decimal(2)), Portion(L1, "A", "SOON", Decimal(1)))


@pytest.mark.parametrize(
    ("kind", "quantity", "expected"),
    [
        (LineKind.LONG_TERM, 1, 0),
        (LineKind.TEMPORARY, 1, 1),
        (LineKind.SUPPLEMENT, 1, 1),
        (LineKind.LONG_TERM, -1, 2),
        (LineKind.TEMPORARY, -1, 2),
    ],
)
def test_sections(kind: LineKind, quantity: int, expected: int) -> None:
    assert section(kind, Decimal(quantity)) == section(kind, Decimal(quantity) / 2) == expected


def test_groups_tie_issues_only() -> None:
    assert group_of(LineKind.LONG_TERM, 7, Decimal(1)) == (LineKind.LONG_TERM, 7)
    assert group_of(LineKind.LONG_TERM, 0, Decimal(1)) is None
    assert group_of(LineKind.LONG_TERM, 7, Decimal(-1)) is None


@pytest.mark.parametrize("text", ["0", "-1", "0.00001", "NaN", "sNaN", "Infinity", "1e9"])
def test_what_can_not_be_counted(text: str) -> None:
    assert not is_countable(Decimal(text))


@pytest.mark.parametrize("text", ["0.0001", "1", "2.50000000", "1e8"])
def test_what_can_be_counted(text: str) -> None:
    assert is_countable(Decimal(text))


def test_text_is_stripped_and_checked() -> None:
    assert plain("reason", "　暂缺 到货后补　", 10) == "暂缺 到货后补"
    assert plain("reason", "㕛䶮", 2) == "㕛䶮"
    for wrong, problem, limit in (("a\nb", Problem.UNSTORABLE, ""), ("a\x00", Problem.UNSTORABLE, ""), ("abc", Problem.LONG, "2")):
        with pytest.raises(InvalidInput) as refused:
            plain("reason", wrong, 2)
        assert (refused.value.name, refused.value.problem, refused.value.limit) == ("reason", problem, limit)


W, D, R = RequestLineState.WAITING, RequestLineState.DISPENSED, RequestLineState.REFUSED


@pytest.mark.parametrize(
    ("lines", "expected"),
    [([W, W], RequestState.OPEN), ([W, D], RequestState.PARTLY), ([D, R], RequestState.DONE), ([], RequestState.DONE)],
)
def test_request_states(lines: list[RequestLineState], expected: RequestState) -> None:
    assert request_state(lines) is expected


def test_every_final_state_has_an_answer() -> None:
    assert set(ANSWERS) == set(RequestLineState) - {W}


@given(shelf_lists, st.data())
def test_returns_one_after_the_other_take_what_one_of_both_would_take(out: list[Shelf], data: st.DataObject) -> None:
    total = sum((shelf.quantity for shelf in out), Decimal(0))
    first = data.draw(st.decimals(min_value=0, max_value=total, places=4))
    second = data.draw(st.decimals(min_value=0, max_value=total - first, places=4))
    one = return_to("A", L1, first, out)
    other = return_to("A", L2, second, left_out(out, one))
    whole = return_to("A", L1, first + second, out)

    def by_batch(*portions: Portion) -> dict[str, Decimal]:
        batches = {portion.batch_no for portion in portions}
        return {each: sum((p.quantity for p in portions if p.batch_no == each), Decimal(0)) for each in batches}

    assert by_batch(*one, *other) == by_batch(*whole)
