"""What a run makes of an order: §2.3 with its worked examples and faults F1–F17. D1 is Monday, 2025-03-03."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from server.ward.execution_rules import (
    Plan,
    RunPolicy,
    left_in_vials,
    next_perform_after,
    order_state,
    plan,
    propose_first_day_times,
    unused_administrations,
)
from shared.contracts.ward.errors import AlreadyRun, ChargedByTms, NotConfirmed, NotDueToday, NotStarted, OnDemandOnly
from shared.contracts.ward.types import OrderKind, OrderState
from shared.errors import Refused
from shared.money import line_amount
from tests.catalog_data import frequencies, items
from tests.server.ward.order_facts import day, done, last_run, order, per_day, run, ward_runs

pytestmark = pytest.mark.req("R2.5")

CATCH_UP = RunPolicy(catch_up_drugs=True)


# -- the table of worked examples


@pytest.mark.parametrize(
    ("frequency", "expected"),
    [
        ("q8h", [3, 3, 3, 3]),
        ("qd", [1, 1, 1, 1]),
        ("bid", [2, 2, 2, 2]),
        ("q12h", [2, 2, 2, 2]),
        ("qid", [4, 4, 4, 4]),
        ("tid ac", [3, 3, 3, 3]),
        ("q2h", [12, 12, 12, 12]),
        ("qod", [1, 0, 1, 0, 1, 0, 1]),
        ("q3d", [1, 0, 0, 1, 0, 0, 1]),
        ("qw", [1, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1]),
        ("q2w", [1, *[0] * 13, 1, *[0] * 13, 1]),
    ],
)
def test_a_daily_run_gives_what_the_table_says(frequency: str, expected: list[int]) -> None:
    assert run(order(frequency), ward_runs(*range(1, len(expected) + 1)))[0] == expected


def test_the_first_run_covers_up_to_the_next_morning() -> None:
    plan_ = done(plan(order(), day(1, 10, 30)))
    assert plan_ == Plan(3, Decimal(3), (date(2025, 3, 3),), day(2, 9))


def test_a_single_dose_misses_nothing() -> None:
    assert done(plan(order("st", kind=OrderKind.TEMPORARY), day(1, 10, 30))).missed == 0


@pytest.mark.parametrize(("stop_at", "given"), [(None, 3), (day(2, 9), 3), (day(2, 8, 30), 2), (day(2, 1), 1)])
def test_the_nurses_first_day_holds_unless_the_order_stops_within_it(stop_at: datetime | None, given: int) -> None:
    """From 20:00 on, q8h falls on 0:00 and 8:00; the nurse said three."""
    facts = order(start_at=day(1, 20), first_day_times=3, stop_at=stop_at)
    assert done(plan(facts, day(1, 21))).administrations == given


def test_a_first_run_in_the_small_hours_looks_no_further_than_the_stop() -> None:
    plan_ = done(plan(order(stop_at=day(2, 20)), day(2, 1)))
    assert (plan_.administrations, plan_.missed) == (3, 1)
    assert done(plan(order("qod"), day(2, 1))).administrations == 1, "of every second day one"


def test_half_past_seven_lies_after_a_quarter_past() -> None:
    assert unused_administrations(order("tid ac", last_perform=day(2, 9)), day(2, 7, 15)) == 1


def test_nothing_due_is_said_with_the_frequency() -> None:
    for nothing in (per_day(), order(stop_at=day(1, 10)), order("qod", last_perform=day(2, 9))):
        refusal = plan(nothing, day(2, 10, 30))
        assert isinstance(refusal, NotDueToday)
        assert refusal.details == {"frequency": nothing.frequency.label}


def test_a_second_run_of_the_day_makes_nothing_and_the_boundary_is_nine() -> None:
    _, after = run(order(), ward_runs(1))
    assert isinstance(plan(after, day(1, 15, 30)), AlreadyRun)
    assert isinstance(plan(after, day(2, 8, 50)), AlreadyRun)
    assert done(plan(after, day(2, 9))).administrations == 3


def test_two_tablets_three_times_a_day_cost_one_yuan_eighty() -> None:
    tablets = order("tid", quantity=Decimal(2), rounding=2)
    assert line_amount(done(plan(tablets, day(1, 10, 30))).quantity, Decimal("0.30")) == Decimal("1.80")


def test_times_from_a_database_in_another_zone_mean_the_same() -> None:
    facts = order(start_at=day(1, 10).astimezone(UTC))
    assert plan(facts, day(1, 10, 30).astimezone(UTC)) == plan(order(), day(1, 10, 30))


@pytest.mark.parametrize("discharged", [day(4, 8, 30), day(4, 9), day(4, 9, 5), day(4, 9, 30)])
def test_the_journey_gives_three_times_three_and_nothing_more_at_discharge(discharged: datetime) -> None:
    """q8h infusion and a bed, admitted D1, run daily, discharged on the morning of D4 before the ward's run."""
    given, infusion = run(order(), ward_runs(1, 2, 3))
    assert given == [3, 3, 3]
    last = last_run(infusion, discharged)
    assert isinstance(last, Refused) or (last.administrations, last.quantity, last.missed) == (0, Decimal(0), 0)
    assert unused_administrations(infusion, discharged) == (discharged < day(4, 8, 30))


# -- the faults


@pytest.mark.req("R2.4")
def test_f1_an_unconfirmed_order_never_runs_stopped_or_not() -> None:
    assert isinstance(plan(order(confirmed=False), day(1, 10, 30)), NotConfirmed)
    assert isinstance(plan(order(confirmed=False, stop_at=day(2, 11)), day(1, 10, 30)), NotConfirmed)


def test_f2_the_first_run_counts_from_the_start_and_never_from_1899() -> None:
    assert done(plan(order(), day(1, 10, 30))).administrations == 3
    assert done(plan(order("q3d"), day(1, 10, 30))).administrations == 1


@pytest.mark.parametrize("interval", range(1, 31))
def test_f3_shares_of_days_are_exact(interval: int) -> None:
    every = replace(frequencies()["qod"], name=f"q{interval}d", numerator=1, denominator=interval)
    given, _ = run(order(every), ward_runs(*range(1, 3 * interval + 2)))
    assert [index for index, times in enumerate(given) if times] == [0, interval, 2 * interval, 3 * interval]


def test_f4_an_order_for_tomorrow_does_not_run_today() -> None:
    tomorrow = order(start_at=day(2, 8))
    assert isinstance(plan(tomorrow, day(1, 10, 30)), NotStarted)
    assert done(plan(tomorrow, day(2, 8))).administrations == 3


def test_f5_a_stopped_order_gives_what_lies_before_the_stop() -> None:
    _, running = run(order(), ward_runs(1))
    at_noon = replace(running, stop_at=day(2, 12))
    assert done(plan(at_noon, day(2, 10, 30))).administrations == 0
    assert done(plan(at_noon, day(2, 14))).administrations == 0
    at_five = replace(running, stop_at=day(2, 17))
    assert done(plan(at_five, day(2, 10, 30))).administrations == 1
    assert done(plan(at_five, day(2, 20))).administrations == 1
    _, after = run(at_five, ward_runs(2))
    assert isinstance(plan(after, day(3, 10, 30)), NotDueToday)


def test_f5_the_stop_itself_is_not_given_any_more() -> None:
    _, running = run(order(), ward_runs(1))
    assert done(plan(replace(running, stop_at=day(2, 16)), day(2, 10, 30))).administrations == 0
    assert done(plan(replace(running, stop_at=day(2, 16, 1)), day(2, 10, 30))).administrations == 1


def test_f5_an_order_of_the_evening_is_in_the_last_generation() -> None:
    evening = order(start_at=day(3, 20))
    assert done(last_run(evening, day(4, 8, 30))).administrations == 2
    assert done(last_run(replace(evening, stop_at=day(4, 0)), day(4, 8, 30))).administrations == 0


def test_f5_a_stop_moves_no_dose_of_an_interval_forward() -> None:
    """qod of D1 is due again for the 08:00 of D4; an order stopped on D3 at noon has no dose left."""
    _, running = run(order("qod"), ward_runs(1))
    assert done(plan(replace(running, stop_at=day(3, 12)), day(3, 14))).administrations == 0
    assert done(plan(replace(running, stop_at=day(4, 8, 30)), day(3, 14))).administrations == 1


def test_a_stop_at_the_start_leaves_nothing_to_run() -> None:
    assert isinstance(plan(order(stop_at=day(1, 10)), day(1, 10, 30)), NotDueToday)


@pytest.mark.parametrize(
    ("frequency", "start", "proposal"),
    [
        ("bid", day(1, 15), 2),
        ("bid", day(1, 17), 1),
        ("tid", day(1, 23), 1),
        ("tid", day(1, 10), 3),
        ("q8h", day(1, 10), 3),
        ("q8h", day(2, 2, 10), 3),
        ("qn", day(1, 21), 0),
        ("prn", day(1, 10), 0),
        ("biw", day(1, 10), 1),
        ("biw", day(2, 10), 0),
    ],
)
def test_f6_the_first_day_is_proposed_from_the_clock_times(frequency: str, start: datetime, proposal: int) -> None:
    assert propose_first_day_times(frequencies()[frequency], start) == proposal


def test_f6_the_proposal_ends_with_the_stop() -> None:
    assert propose_first_day_times(frequencies()["tid"], day(1, 10), day(1, 13)) == 1


@pytest.mark.parametrize("times", [0, 1, 2, 3])
def test_f6_the_nurses_number_counts_for_the_first_run_only(times: int) -> None:
    assert run(order("tid", first_day_times=times), ward_runs(1, 2, 3))[0] == [times, 3, 3]


def test_f6_without_a_number_the_first_run_takes_the_proposal() -> None:
    facts = order("tid", start_at=day(1, 23))
    assert run(facts, [day(1, 23, 5), *ward_runs(2)])[0] == [1, 3]
    nightly = order("qn", start_at=day(1, 21))
    assert run(nightly, [day(1, 21, 5), *ward_runs(2)])[0] == [0, 1]


def test_f6_an_order_stopped_on_its_first_day_gives_no_more_than_its_clock_times() -> None:
    facts = order("tid", first_day_times=3, stop_at=day(1, 13))
    assert done(plan(facts, day(1, 14))).administrations == 1
    assert done(plan(replace(facts, stop_at=day(2, 12)), day(1, 14))).administrations == 3


def test_f6_a_first_day_without_doses_is_no_gap_on_the_second() -> None:
    late = done(plan(order("tid", start_at=day(1, 22), first_day_times=0), day(2, 10, 30)))
    assert (late.administrations, late.missed) == (3, 0)


def test_f7_missed_days_of_drugs_are_reported_and_not_issued() -> None:
    _, running = run(order(), ward_runs(1))
    late = done(plan(running, day(3, 10, 30)))
    assert (late.administrations, late.missed, late.next_perform) == (3, 3, day(4, 9))


def test_f7_with_the_cap_off_a_run_catches_up() -> None:
    _, running = run(order(), ward_runs(1))
    assert done(plan(running, day(3, 10, 30), CATCH_UP)).administrations == 6
    late = done(plan(order("qd", start_at=day(1, 15)), day(2, 10, 30), CATCH_UP))
    assert (late.administrations, late.missed) == (2, 0)


def test_f7_started_in_the_afternoon_and_run_the_next_day_gives_one_day_and_reports_the_other() -> None:
    late = done(plan(order("qd", start_at=day(1, 15)), day(2, 10, 30)))
    assert (late.administrations, late.missed) == (1, 1)


def test_f10_nothing_that_lies_ahead_of_a_run_in_the_small_hours_is_missed() -> None:
    """bid of D1 22:00, first run at D2 07:00: 08:00 and 16:00 of D2 and 08:00 of D3, all to come."""
    first = done(plan(order("bid", start_at=day(1, 22)), day(2, 7)))
    assert (first.administrations, first.missed) == (3, 0)
    late = done(plan(order("bid", start_at=day(1, 22)), day(2, 10, 30)))
    assert (late.administrations, late.missed) == (2, 1)


def test_f8_an_interval_starts_again_after_a_gap() -> None:
    given, _ = run(order("qod"), ward_runs(1, 4, 5, 6))
    assert given == [1, 1, 0, 1]


def test_f9_units_are_whole() -> None:
    _, running = run(order("qod"), ward_runs(1))
    late = done(plan(running, day(4, 10, 30), CATCH_UP))
    assert (late.administrations, late.quantity) == (1, Decimal(1))
    uneven = replace(frequencies()["qod"], name="2 in 7 days", numerator=2, denominator=7)
    given, _ = run(order(uneven), ward_runs(*range(1, 10)))
    assert given == [1, 0, 0, 0, 1, 0, 0, 0, 1]


def test_f10_an_order_of_the_night_runs_once_that_day() -> None:
    night = order(start_at=day(2, 2, 10))
    first = done(plan(night, day(2, 2, 30)))
    assert (first.administrations, first.service_dates, first.next_perform) == (3, (date(2025, 3, 4),), day(3, 9))
    assert run(night, [day(2, 2, 30), *ward_runs(2, 3)])[0] == [3, 0, 3]
    assert next_perform_after(day(2, 0)) == next_perform_after(day(2, 23, 59)) == day(3, 9)


def test_f11_a_run_that_saw_the_old_row_plans_the_same_service_date() -> None:
    """Two runs at once: both plan one (order, service date), which the ward's database keeps unique."""
    ward, single = done(plan(order(), day(1, 10, 30))), done(plan(order(), day(1, 11)))
    assert (ward.service_dates, ward.next_perform) == (single.service_dates, single.next_perform)


def test_f12_a_temporary_order_gives_the_times_of_its_frequency_once() -> None:
    for frequency, times in (("st", 1), ("once", 1), ("tid", 3), ("q8h", 3)):
        facts = order(frequency, kind=OrderKind.TEMPORARY)
        first = done(plan(facts, day(1, 10, 30)))
        assert (first.administrations, first.quantity) == (times, Decimal(times))
        assert isinstance(plan(replace(facts, last_perform=first.next_perform), day(9, 10, 30)), AlreadyRun)


def test_f12_a_temporary_order_waits_for_its_start_and_counts_a_day_once() -> None:
    facts = order("st", kind=OrderKind.TEMPORARY)
    assert isinstance(plan(facts, day(1, 9, 59)), NotStarted)


@pytest.mark.parametrize(("frequency", "kind"), [("prn", OrderKind.LONG_TERM), ("sos", OrderKind.TEMPORARY)])
def test_f13_orders_as_needed_are_never_run(frequency: str, kind: OrderKind) -> None:
    assert isinstance(plan(order(frequency, kind=kind), day(1, 10, 30)), OnDemandOnly)
    assert isinstance(last_run(order(frequency, kind=kind), day(4, 10)), OnDemandOnly)


@pytest.mark.parametrize(("frequency", "weekdays"), [("biw", {1, 4}), ("tiw", {1, 3, 5})])
@pytest.mark.parametrize("start", range(1, 8))
def test_f14_uneven_frequencies_follow_their_weekdays(frequency: str, weekdays: set[int], start: int) -> None:
    given, _ = run(order(frequency, start_at=day(start, 10)), ward_runs(*range(start, 22)))
    served = {number for number, times in zip(range(start, 22), given, strict=True) if times}
    assert served == {number for number in range(start, 22) if (number - 1) % 7 + 1 in weekdays}
    assert max(given) == 1


def test_f14_a_missed_weekday_is_given_late_and_only_once() -> None:
    _, running = run(order("biw"), ward_runs(1))
    late = done(plan(running, day(5, 10, 30)))
    assert (late.administrations, late.missed) == (1, 0)
    both = done(plan(running, day(9, 10, 30)))
    assert (both.administrations, both.missed) == (1, 1)


def test_f14_a_dose_of_a_weekday_begins_on_that_day() -> None:
    """Ordered on Tuesday for Monday and Thursday: the 08:00 of Thursday is before Thursday's service date."""
    ordered_tuesday = order("biw", start_at=day(2, 10), stop_at=day(4, 12))
    assert run(ordered_tuesday, ward_runs(2, 3, 4))[0] == [0, 0, 0]
    assert done(plan(ordered_tuesday, day(4, 10, 30))).administrations == 0
    assert run(replace(ordered_tuesday, stop_at=day(5, 8, 30)), ward_runs(2, 3, 4))[0] == [0, 0, 1]


def test_f16_treatments_count_clock_times_like_drugs() -> None:
    care = order("bid", start_at=day(1, 17))
    assert items()["300017"].charge_basis == care.charge_basis == "each"
    assert run(care, [day(1, 17, 5), *ward_runs(2)])[0] == [1, 2]


def test_f17_what_the_tms_room_does_is_not_charged_by_the_ward() -> None:
    performed_by = items()["300020"].performed_by
    assert isinstance(plan(order("qd", performed_by=performed_by), day(1, 10, 30)), ChargedByTms)
    assert isinstance(plan(order("st", kind=OrderKind.TEMPORARY, performed_by=performed_by), day(1, 10, 30)), ChargedByTms)


# -- what else a run says


def test_a_reason_is_a_sentence_for_the_summary() -> None:
    _, running = run(order("qod"), ward_runs(1))
    reason = plan(running, day(2, 10, 30))
    assert isinstance(reason, NotDueToday)
    assert reason.sentence() == "今日不需执行（隔日一次）"


def test_a_frequency_without_clock_times_gives_its_times_every_day() -> None:
    without = replace(frequencies()["tid"], clock_times=())
    assert run(order(without), ward_runs(1, 2))[0] == [3, 3]


def test_quantity_is_rounded_for_the_administrations_of_the_run() -> None:
    half = order("tid", quantity=Decimal("0.5"), rounding=2)
    assert done(plan(half, day(1, 10, 30))).quantity == 2


@pytest.mark.req("R2.U")
def test_an_insulin_vial_is_charged_once_while_it_lasts() -> None:
    insulin = order("tid ac", quantity=Decimal("0.015"), rounding=3)
    first = done(plan(insulin, day(1, 10, 30)))
    in_hand = left_in_vials(first.quantity, insulin.quantity, first.administrations)
    second = done(plan(replace(insulin, last_perform=first.next_perform, in_hand=in_hand), day(2, 10, 30)))
    assert (first.quantity, in_hand) == (Decimal(1), Decimal("0.955"))
    assert (second.administrations, second.quantity) == (3, Decimal(0))
    assert left_in_vials(Decimal(1), Decimal("0.4"), 3) == 0


def test_doses_issued_beyond_a_stop_are_told() -> None:
    _, running = run(order(), ward_runs(1))
    assert unused_administrations(running, day(1, 15)) == 3
    assert unused_administrations(running, day(1, 17)) == 2
    assert unused_administrations(running, day(2, 8, 30)) == 0
    assert unused_administrations(order(), day(1, 15)) == 0
    assert unused_administrations(replace(running, charge_basis="day"), day(1, 15)) == 0
    assert unused_administrations(replace(running, kind=OrderKind.TEMPORARY), day(1, 15)) == 0


def test_the_state_of_an_order_follows_from_its_facts() -> None:
    now = day(2, 12)
    assert order_state(order(confirmed=False), now) == OrderState.NEW
    assert order_state(order(), now) == OrderState.CONFIRMED
    assert order_state(order(last_perform=day(2, 9)), now) == OrderState.RUNNING
    assert order_state(order(last_perform=day(2, 9), stop_at=day(2, 13)), now) == OrderState.RUNNING
    assert order_state(order(last_perform=day(2, 9), stop_at=now), now) == OrderState.STOPPED
    assert order_state(order(stop_at=now), now, withdrawing=True) == OrderState.WITHDRAWING


def test_the_state_of_a_temporary_order_ends_with_its_run_or_after_twelve_hours_as_needed() -> None:
    once = order("st", kind=OrderKind.TEMPORARY)
    assert order_state(once, day(9)) == OrderState.CONFIRMED
    assert order_state(replace(once, last_perform=day(2, 9)), day(9)) == OrderState.DONE
    as_needed = order("sos", kind=OrderKind.TEMPORARY)
    assert order_state(as_needed, day(1, 21, 59)) == OrderState.CONFIRMED
    assert order_state(as_needed, day(1, 22)) == OrderState.STOPPED
