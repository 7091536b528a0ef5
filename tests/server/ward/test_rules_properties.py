"""What holds for every order and every sequence of runs: nothing twice, nothing too much, nothing lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.ward.execution_rules import OrderFacts, Plan, RunPolicy, plan
from shared.clock import at
from shared.contracts.ward.errors import AlreadyRun
from shared.contracts.ward.types import OrderKind
from tests.catalog_data import frequencies

pytestmark = pytest.mark.req("R2.5")

FIRST = date(2025, 3, 3)
# A busy machine is no finding.
calm = settings(deadline=None)
DAILY = [name for name, frequency in frequencies().items() if frequency.numerator == frequency.denominator == 1]
LONG_TERM = [name for name, frequency in frequencies().items() if frequency.numerator and not frequency.temporary_only]
minutes = st.integers(0, 20 * 24 * 60 - 1).map(lambda count: at(FIRST) + timedelta(minutes=count))


@st.composite
def orders(draw: st.DrawFn, names: list[str] = LONG_TERM) -> OrderFacts:
    frequency = frequencies()[draw(st.sampled_from(names))]
    start_at = at(FIRST) + timedelta(minutes=draw(st.integers(0, 3 * 24 * 60)))
    stop_after = draw(st.none() | st.integers(1, 15 * 24 * 60))
    return OrderFacts(
        kind=OrderKind.LONG_TERM,
        confirmed=True,
        start_at=start_at,
        frequency=frequency,
        quantity=draw(st.decimals("0.0001", "10", places=4)),
        stop_at=None if stop_after is None else start_at + timedelta(minutes=stop_after),
        first_day_times=draw(st.none() | st.integers(0, frequency.unit_times)),
        rounding=draw(st.integers(0, 3)),
    )


def run_all(order: OrderFacts, moments: list[datetime], policy: RunPolicy) -> tuple[list[Plan], OrderFacts]:
    plans: list[Plan] = []
    for moment in moments:
        result = plan(order, moment, policy)
        if isinstance(result, Plan):
            plans.append(result)
            order = replace(order, last_perform=result.next_perform)
    return plans, order


@calm
@given(order=orders(), moments=st.lists(minutes, max_size=25).map(sorted), catch_up=st.booleans())
def test_runs_never_give_more_than_the_frequency_allows(order: OrderFacts, moments: list[datetime], catch_up: bool) -> None:
    plans, after = run_all(order, moments, RunPolicy(catch_up_drugs=catch_up))
    assert all(made.administrations >= 0 and made.quantity >= 0 and made.missed >= 0 for made in plans)
    assert len({made.service_dates for made in plans}) == len(plans)
    if after.last_perform is not None:
        days = (after.last_perform.date() - order.start_at.date()).days
        assert sum(made.administrations for made in plans) <= order.frequency.unit_times * days
    if not catch_up:
        # A run before 09:00 reaches to the next day's 09:00.
        assert all(made.administrations <= 2 * order.frequency.unit_times for made in plans)


@calm
@given(order=orders(), moments=st.lists(minutes, min_size=1, max_size=10).map(sorted))
def test_a_run_repeated_at_the_same_moment_makes_nothing(order: OrderFacts, moments: list[datetime]) -> None:
    for moment in moments:
        first = plan(order, moment)
        assert plan(order, moment) == first or not isinstance(first, Plan)
        if isinstance(first, Plan):
            order = replace(order, last_perform=first.next_perform)
            assert isinstance(plan(order, moment), AlreadyRun)


@calm
@given(order=orders(DAILY), moments=st.lists(minutes, min_size=1, max_size=10).map(sorted))
def test_with_catching_up_the_total_does_not_depend_on_when_runs_were_made(order: OrderFacts, moments: list[datetime]) -> None:
    policy = RunPolicy(catch_up_drugs=True)
    last = at(moments[-1].date(), 23, 59)
    daily = [at(FIRST + timedelta(days=number), 23, 59) for number in range((last.date() - FIRST).days + 1)]
    seldom, regular = run_all(order, [*moments, last], policy)[0], run_all(order, daily, policy)[0]
    assert sum(made.administrations for made in seldom) == sum(made.administrations for made in regular)


@calm
@given(order=orders(), moments=st.lists(minutes, min_size=1, max_size=10).map(sorted))
def test_what_is_not_made_up_for_is_reported(order: OrderFacts, moments: list[datetime]) -> None:
    for moment in moments:
        capped, full = plan(order, moment), plan(order, moment, RunPolicy(catch_up_drugs=True))
        if isinstance(capped, Plan):
            assert isinstance(full, Plan)
            assert capped.administrations + capped.missed == full.administrations
            order = replace(order, last_perform=capped.next_perform)
