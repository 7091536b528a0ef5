"""Items charged by the day — bed, nursing, diet — from admission to leaving: F15 and F16 of §2.3, domain rules 2 §5."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.ward.day_rules import Charged, DayOrder, first_day_of_the_next, reckon
from server.ward.execution_rules import plan
from shared.contracts.ward.errors import AlreadyRun, NotDueToday, NotStarted
from shared.contracts.ward.types import OrderKind
from tests.catalog_data import frequencies
from tests.server.ward.order_facts import day, done, order, per_day

pytestmark = pytest.mark.req("R2.5")
calm = settings(deadline=None)


def by_day(name: str = "bed", often: str = "qd", **values: Any) -> DayOrder:
    """An order of D1 10:00."""
    given: dict[str, Any] = {"order_id": name, "shares": "bed", "frequency": frequencies()[often], "start_at": day(1, 10)}
    return DayOrder(**(given | values))


def nights(*numbers: int) -> tuple[date, ...]:
    return tuple(day(number).date() for number in numbers)


def due(orders: Iterable[DayOrder], moment: datetime, charged: Iterable[Charged] = ()) -> dict[str, tuple[date, ...]]:
    return dict(reckon(orders, charged, moment).due)


class Book:
    """What runs have charged."""

    def __init__(self) -> None:
        self.charged: list[Charged] = []

    def run(self, orders: Iterable[DayOrder], moment: datetime) -> None:
        made = reckon(orders, self.charged, moment)
        self.charged = [each for each in self.charged if each not in made.back]
        self.charged += [Charged(name, each) for name, days in made.due.items() for each in days]

    def days(self) -> dict[str, tuple[date, ...]]:
        found: dict[str, tuple[date, ...]] = {}
        for each in sorted(self.charged, key=lambda each: each.day):
            found[each.order_id] = (*found.get(each.order_id, ()), each.day)
        return found


def test_f15_the_day_of_admission_counts_and_the_day_of_leaving_does_not() -> None:
    assert due([by_day()], day(3, 10, 30)) == {"bed": nights(1, 2, 3)}
    left = by_day(ends_at=first_day_of_the_next(day(4, 15), day(1).date()))
    assert due([left], day(4, 15)) == {"bed": nights(1, 2, 3)}
    kept = by_day(ends_at=first_day_of_the_next(day(4, 15), day(1).date(), charge_leaving_day=True))
    assert due([kept], day(4, 15)) == {"bed": nights(1, 2, 3, 4)}


@pytest.mark.parametrize(("start", "left"), [(day(1, 10), day(1, 18)), (day(1, 5), day(1, 8)), (day(1, 9), day(1, 9, 1))])
def test_f15_a_same_day_stay_counts_one(start: datetime, left: datetime) -> None:
    ends = first_day_of_the_next(left, day(1).date())
    assert due([by_day(start_at=start, ends_at=ends)], left) == {"bed": nights(1)}


def test_f15_the_day_of_a_transfer_is_the_receiving_wards() -> None:
    ends = first_day_of_the_next(day(3, 15, 40), None)
    old, new = by_day(ends_at=ends), by_day("new", start_at=day(3, 15, 50))
    assert due([old, new], day(3, 16)) == {"bed": nights(1, 2), "new": nights(3)}
    assert due([by_day(start_at=day(3, 8), ends_at=ends)], day(3, 16)) == {}
    for when in (True, False):
        assert first_day_of_the_next(day(3, 15), None, charge_leaving_day=when) == day(3)


def test_a_day_is_known_at_its_nine_and_the_first_one_at_once() -> None:
    assert due([by_day()], day(2, 8, 50)) == {"bed": nights(1)}
    assert due([by_day()], day(2, 9)) == {"bed": nights(1, 2)}
    assert due([by_day(start_at=day(2, 2))], day(2, 3)) == {"bed": nights(2)}
    assert due([by_day(start_at=day(2, 2))], day(2, 1)) == {}
    assert dict(reckon([by_day()], (), day(2, 10), today_too=False).due) == {"bed": nights(1)}


@pytest.mark.parametrize(
    ("changed", "old", "new"),
    [(day(2, 15), (1, 2), (3,)), (day(2, 8, 40), (1,), (2, 3)), (day(2, 9), (1,), (2, 3)), (day(1, 16), (1,), (2, 3))],
)
def test_f16_one_bed_a_day_the_one_in_force_at_nine(changed: datetime, old: tuple[int, ...], new: tuple[int, ...]) -> None:
    """X7 of domain rules 2 §5."""
    orders = [by_day("old", ends_at=changed), by_day("new", start_at=changed)]
    assert due(orders, day(3, 10, 30)) == {"old": nights(*old), "new": nights(*new)}


def test_whatever_a_run_charged_too_early_is_given_back() -> None:
    book = Book()
    book.run([by_day("old", start_at=day(2, 2))], day(2, 3))
    orders = [by_day("old", start_at=day(2, 2), ends_at=day(2, 8)), by_day("new", start_at=day(2, 8, 30))]
    assert reckon(orders, book.charged, day(2, 8, 40)).back == ()
    book.run(orders, day(2, 10))
    assert book.days() == {"new": nights(2)}


def test_what_is_settled_stays_and_is_not_charged_again() -> None:
    settled = Charged("old", nights(2)[0], settled=True)
    orders = [by_day("old", ends_at=day(2, 8)), by_day("new", start_at=day(2, 8))]
    made = reckon(orders, [settled], day(2, 10))
    assert (dict(made.due), made.back, made.taken) == ({"old": nights(1)}, (), frozenset({"new"}))


def test_what_begins_at_nine_is_in_force_then() -> None:
    orders = [by_day("short", start_at=day(2, 8), ends_at=day(2, 8, 30)), by_day("new", start_at=day(2, 9))]
    assert due(orders, day(2, 10)) == {"new": nights(2)}


def test_up_to_yesterday_is_nothing_of_today() -> None:
    assert dict(reckon([by_day(start_at=day(2))], (), day(2, 10), today_too=False).due) == {}


def test_only_what_others_have_today_is_taken() -> None:
    assert reckon([by_day()], [Charged("bed", nights(1)[0])], day(1, 12)).taken == frozenset()
    assert reckon([by_day(often="qod")], [Charged("bed", nights(1)[0])], day(2, 10)).taken == frozenset(), "nobody has it"


def test_of_orders_that_run_together_the_oldest_counts() -> None:
    made = reckon([by_day("second", start_at=day(1, 11)), by_day("first")], (), day(2, 10))
    assert dict(made.due) == {"first": nights(1, 2)}
    assert made.taken == {"second"}
    assert due([by_day("round", shares="800001"), by_day()], day(1, 11)) == {"round": nights(1), "bed": nights(1)}


def test_a_temporary_order_takes_a_day_that_nothing_else_is_charged_for() -> None:
    once = by_day("once", "once", once=True)
    assert due([once], day(2, 10)) == {"once": nights(2)}
    made = reckon([once, by_day()], (), day(1, 11))
    assert (dict(made.due), made.taken) == ({"bed": nights(1)}, frozenset({"once"}))
    assert due([once, by_day("twice", "once", once=True, start_at=day(1, 11))], day(1, 12)) == {"once": nights(1)}
    ran = Charged("once", nights(1)[0])
    made = reckon([once, by_day()], [ran], day(2, 10))
    assert (dict(made.due), made.back) == ({"bed": nights(2)}, ())


def test_items_charged_by_the_day_ignore_the_times_but_not_the_interval() -> None:
    assert due([by_day(often="tid")], day(2, 10)) == {"bed": nights(1, 2)}
    assert due([by_day(often="qod")], day(6, 10)) == {"bed": nights(1, 3, 5)}
    assert due([by_day(often="q3d", start_at=day(1, 23))], day(8, 10)) == {"bed": nights(1, 4, 7)}
    assert due([by_day(often="biw")], day(8, 10)) == {"bed": nights(1, 4, 8)}, "Monday and Thursday"
    assert due([by_day(often="prn")], day(8, 10)) == {}


def test_the_plan_of_a_run_follows_the_days() -> None:
    made = done(plan(per_day(due_days=nights(1, 2), quantity=Decimal(2)), day(2, 10, 30)))
    assert (made.administrations, made.quantity, made.service_dates, made.next_perform) == (2, 4, nights(1, 2), day(3, 9))
    assert isinstance(plan(per_day(last_perform=day(3, 9)), day(2, 10, 30)), AlreadyRun)
    assert isinstance(plan(per_day(day_taken=True), day(2, 10, 30)), AlreadyRun)
    assert isinstance(plan(per_day(), day(2, 10, 30)), NotDueToday)
    assert isinstance(plan(per_day(start_at=day(4)), day(2, 10, 30)), NotStarted)
    over = per_day(stop_at=day(2, 8), last_perform=day(3, 9), due_days=nights(1))
    assert done(plan(over, day(2, 10, 30))).service_dates == nights(1)
    once = replace(order("once", charge_basis="day"), kind=OrderKind.TEMPORARY)
    assert done(plan(replace(once, due_days=nights(2)), day(2, 10))).administrations == 1
    assert isinstance(plan(replace(once, day_taken=True), day(2, 10)), AlreadyRun)
    assert isinstance(plan(replace(once, last_perform=day(3, 9)), day(2, 10)), AlreadyRun)


hours = st.integers(0, 12 * 24 - 1)


@calm
@given(changes=st.lists(hours, max_size=4, unique=True).map(sorted), runs=st.lists(hours, max_size=12).map(sorted), left=hours)
def test_a_stay_is_charged_its_days_without_the_last_however_it_was_run(changes: list[int], runs: list[int], left: int) -> None:
    """Orders of an exclusive group that follow each other, runs at any hours, then the last one as the patient leaves."""
    left_at, starts = (
        day(1, 0) + left * (day(1, 1) - day(1, 0)),
        [day(1), *(day(1) + hour * (day(1, 1) - day(1)) for hour in changes)],
    )
    starts = [start for start in dict.fromkeys(starts) if start <= left_at]
    known = [by_day(str(number), start_at=start, ends_at=None) for number, start in enumerate(starts)]

    def as_of(moment: datetime) -> list[DayOrder]:
        begun = [each for each in known if each.start_at <= moment]
        return [replace(one, ends_at=after.start_at) for one, after in pairwise(begun)] + begun[-1:]

    book = Book()
    for moment in (day(1) + hour * (day(1, 1) - day(1)) for hour in runs):
        if moment < left_at:
            book.run(as_of(moment), moment)
    ends = first_day_of_the_next(left_at, day(1).date())
    book.run([replace(each, ends_at=min(each.ends_at or ends, ends)) for each in as_of(left_at)], left_at)
    stayed = max(1, (left_at.date() - day(1).date()).days)
    assert sorted(each.day for each in book.charged) == list(nights(*range(1, stayed + 1)))
    for each in book.charged:
        nine = day(1, 9) + (each.day - day(1).date())
        in_force = [
            order
            for order, after in zip(known, [*known[1:], None], strict=True)
            if order.start_at <= nine and (after is None or after.start_at > nine)
        ]
        if nine < left_at and in_force:
            assert each.order_id == in_force[0].order_id
