"""Items charged by the day — bed, nursing, diet — from admission to leaving: F15 of §2.3."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from server.ward.execution_rules import RunPolicy, leaving_day_charged, plan, plan_final
from shared.contracts.ward.errors import AlreadyRun, NotDueToday
from shared.contracts.ward.types import OrderKind
from tests.server.ward.order_facts import WITH_LEAVING_DAY, day, done, order, per_day, run, ward_runs

pytestmark = pytest.mark.req("R2.5")


def test_f15_the_day_of_admission_counts_and_the_day_of_leaving_does_not() -> None:
    admitted = day(1).date()
    days, bed = run(per_day(), ward_runs(1, 2, 3))
    assert days == [1, 1, 1]
    assert isinstance(plan_final(bed, day(4, 15), admitted), NotDueToday)
    assert done(plan_final(bed, day(4, 15), admitted, WITH_LEAVING_DAY)).administrations == 1


def test_f15_a_same_day_stay_counts_one() -> None:
    assert done(plan_final(per_day(), day(1, 18), day(1).date())).administrations == 1
    assert done(plan_final(per_day(start_at=day(1, 5)), day(1, 8), day(1).date())).administrations == 1
    _, charged = run(per_day(), ward_runs(1))
    assert isinstance(plan_final(charged, day(1, 18), day(1).date()), AlreadyRun)


def test_f15_the_last_generation_catches_up_the_days_before_leaving() -> None:
    _, bed = run(per_day(), ward_runs(1))
    last = done(plan_final(bed, day(4, 9, 30), day(1).date()))
    assert last.administrations == 2
    new_level = per_day(start_at=day(4, 8))
    assert isinstance(plan_final(new_level, day(4, 15), day(1).date()), NotDueToday)


def test_f15_a_run_on_the_day_of_leaving_is_to_be_taken_back() -> None:
    _, bed = run(per_day(), ward_runs(1, 2, 3, 4))
    assert leaving_day_charged(bed, day(4, 15), day(1).date())
    assert not leaving_day_charged(bed, day(4, 15), day(1).date(), WITH_LEAVING_DAY)
    assert not leaving_day_charged(bed, day(5, 8), day(1).date())
    assert not leaving_day_charged(replace(bed, kind=OrderKind.TEMPORARY), day(4, 15), day(1).date())
    assert not leaving_day_charged(per_day(), day(4, 15), day(1).date())
    _, drug = run(order(), ward_runs(1, 2, 3, 4))
    assert not leaving_day_charged(drug, day(4, 15), day(1).date())
    _, same_day = run(per_day(), ward_runs(1))
    assert not leaving_day_charged(same_day, day(1, 18), day(1).date())


def test_f15_the_day_of_a_transfer_is_the_receiving_wards() -> None:
    _, old = run(per_day(), ward_runs(1, 2))
    for policy in (RunPolicy(), WITH_LEAVING_DAY):
        assert isinstance(plan_final(old, day(3, 14), None, policy), NotDueToday)
        assert isinstance(plan_final(per_day(), day(1, 14), None, policy), NotDueToday)
    assert done(plan(per_day(start_at=day(3, 14)), day(3, 15))).administrations == 1
    _, charged = run(old, ward_runs(3))
    assert leaving_day_charged(charged, day(3, 14), None, WITH_LEAVING_DAY)


def test_f15_one_bed_or_nursing_level_a_day_is_charged_the_one_in_force_at_nine() -> None:
    _, old = run(per_day(stop_at=day(2, 10)), ward_runs(1, 2))
    assert old.last_perform == day(3, 9)
    new = per_day(start_at=day(2, 10), exclusive_charged_to=old.last_perform)
    assert isinstance(plan(new, day(2, 10, 30)), AlreadyRun)
    assert done(plan(new, day(3, 10, 30))).administrations == 1
    stopped_before_nine = per_day(stop_at=day(2, 8), last_perform=day(2, 9))
    assert isinstance(plan(stopped_before_nine, day(2, 10, 30)), NotDueToday)
    in_force = per_day(start_at=day(2, 8), exclusive_charged_to=day(2, 9))
    assert done(plan(in_force, day(2, 10, 30))).administrations == 1
    after_a_pause = per_day(start_at=day(6, 10), exclusive_charged_to=day(4, 9))
    assert done(plan(after_a_pause, day(6, 10, 30))).administrations == 1


def test_f15_days_after_the_stop_are_not_caught_up() -> None:
    _, bed = run(per_day(), ward_runs(1))
    assert done(plan(replace(bed, stop_at=day(3, 11)), day(6, 10, 30))).administrations == 2
    assert done(plan(replace(bed, stop_at=day(3, 9)), day(6, 10, 30))).administrations == 1


def test_f15_an_order_stopped_before_leaving_ends_with_its_stop() -> None:
    _, bed = run(per_day(), ward_runs(1))
    last = done(plan_final(replace(bed, stop_at=day(2, 11)), day(5, 10), day(1).date()))
    assert last.administrations == 1


def test_f15_items_charged_by_the_day_ignore_the_times_but_not_the_interval() -> None:
    diet = order("tid", charge_basis="day", quantity=Decimal(1))
    assert done(plan(diet, day(1, 10, 30))).quantity == 1
    every_other_day = order("qod", charge_basis="day")
    assert run(every_other_day, ward_runs(1, 2, 3, 4))[0] == [1, 0, 1, 0]
