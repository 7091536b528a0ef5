"""What a patient pays by the day, whatever was run, stopped, moved or taken back in between (F15, F16; domain rules 2 §5)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from shared.contracts.admission.types import StayState
from shared.contracts.common import LineKind, LineState
from shared.contracts.ward.types import OrderRow, Reception, ReversalCause
from shared.identifiers import StayId
from shared.rpc import bound
from tests.server.ward.world import BED_1, BED_2, LONG, NURSING_1, NURSING_2, ROUND, RUNNING, TEMP, World, by_day, day, on, reasons

pytestmark = pytest.mark.req("R2.5", "R2.12", "R2.14")


def dates(world: World, stay: StayId, item: str) -> list[int]:
    """The days an item is charged for, as numbers; what was taken back is gone."""
    rows = [row for row in world.record(stay) if row.item_code == item and row.state is LineState.CONFIRMED]
    back = {row.reverses for row in rows if row.kind is LineKind.REVERSAL}
    return [(row.service_date - day(0)).days for row in rows if row.kind is not LineKind.REVERSAL and row.line_id not in back]


def stop(world: World, stay: StayId, order: OrderRow, at: datetime) -> None:
    (now,) = (row for row in world.orders(stay) if row.order_id == order.order_id)
    world.nurse.stop_order(now.order_id, now.version, at)


def test_a_level_changed_before_nine_loses_no_day_when_one_run_charges_two(world: World, stay: StayId) -> None:
    world.at(1, 15)
    (first,) = world.order(stay, by_day(NURSING_1, start_at=on(1, 15)))
    world.at(2, 8, 1)
    stop(world, stay, first, on(2, 8))
    world.order(stay, by_day(NURSING_2, start_at=on(2, 8, 1)))
    world.run(stay, 2)
    world.run(stay, 3)
    assert (dates(world, stay, NURSING_1), dates(world, stay, NURSING_2)) == ([1], [2, 3])
    assert world.total(stay) == Decimal("70.00")


def test_a_bed_changed_on_a_day_without_a_run(world: World, stay: StayId) -> None:
    (first,) = world.order(stay, by_day(BED_2))
    world.run(stay, 1)
    world.at(2, 15)
    stop(world, stay, first, on(2, 15))
    world.order(stay, by_day(BED_1, start_at=on(2, 15)))
    world.run(stay, 3)
    world.run(stay, 4)
    assert (dates(world, stay, BED_2), dates(world, stay, BED_1)) == ([1, 2], [3, 4])
    assert world.total(stay) == Decimal("360.00")


@pytest.mark.parametrize(("hour", "minute", "old", "new"), [(8, 40, [1], [2]), (9, 0, [1], [2]), (15, 0, [1, 2], [])])
def test_a_stop_told_after_the_run_changes_what_the_run_charged(
    world: World, stay: StayId, hour: int, minute: int, old: list[int], new: list[int]
) -> None:
    """X7: the run of 10:30 charged the old bed; that it had been stopped in the morning is entered later."""
    (first,) = world.order(stay, by_day(BED_2))
    world.run(stay, 1)
    world.run(stay, 2)
    stop(world, stay, first, on(2, hour, minute))
    assert dates(world, stay, BED_2) == old
    world.order(stay, by_day(BED_1, start_at=on(2, hour, minute)))
    world.run(stay, 2, 16)
    assert dates(world, stay, BED_1) == new
    causes = [row.cause for row in world.record(stay) if row.kind is LineKind.REVERSAL]
    assert causes == ([ReversalCause.NOT_IN_FORCE] if new else [])


def received(world: World, stay: StayId, ward: str, bed: str) -> None:
    """The other ward receives and agrees with admission; from now on its nurse works."""
    world.stay_changed(stay, StayState.TRANSFERRING, target_ward=ward)
    world.stranger.receive(stay, ward, Reception(bed, "王医生"))
    world.stay_changed(stay, StayState.IN_WARD, ward=ward, bed=bed)
    world.nurse, world.other_nurse = world.stranger, world.head


@pytest.mark.parametrize("run_on_the_day", [False, True])
def test_a_transfer_costs_the_same_whether_a_run_came_before_or_not(world: World, stay: StayId, run_on_the_day: bool) -> None:
    world.order(stay, by_day(BED_2), by_day(ROUND))
    world.run(stay, 1)
    if run_on_the_day:
        world.run(stay, 2, 9, 10)
    world.at(2, 9, 30)
    bound(world.nurse, answers=RUNNING).declare_transfer(stay, "W02")
    world.at(2, 10)
    received(world, stay, "W02", "W02-001")
    world.order(stay, by_day(BED_1), by_day(ROUND))
    world.run(stay, 2)
    assert (dates(world, stay, BED_2), dates(world, stay, BED_1), dates(world, stay, ROUND)) == ([1], [2], [1, 2])
    assert world.total(stay) == Decimal("220.00")


def test_x10_who_is_received_on_a_later_day_lay_in_the_old_ward_until_then(world: World, stay: StayId) -> None:
    world.order(stay, by_day(BED_2))
    world.run(stay, 1)
    world.run(stay, 2)
    world.at(3, 8)
    bound(world.nurse, answers=RUNNING).declare_transfer(stay, "W02")
    world.at(5, 8, 10)
    received(world, stay, "W02", "W02-001")
    world.order(stay, by_day(BED_1))
    world.run(stay, 5)
    assert (dates(world, stay, BED_2), dates(world, stay, BED_1)) == ([1, 2, 3, 4], [5])
    assert {row.service_date: row.amount for row in world.record(stay)}[day(4)] == Decimal("60.00")


def test_a_bed_given_up_before_the_transfer_is_not_held_for_it(world: World, stay: StayId) -> None:
    first, _ = world.order(stay, by_day(BED_2), by_day(ROUND))
    world.run(stay, 2)
    stop(world, stay, first, on(2, 12))
    world.at(2, 14)
    bound(world.nurse, answers=RUNNING).declare_transfer(stay, "W02")
    world.at(4, 8)
    received(world, stay, "W02", "W02-001")
    assert (dates(world, stay, BED_2), dates(world, stay, ROUND)) == ([1, 2], [1, 2, 3])


@pytest.mark.parametrize("ordered_again", [False, True])
def test_a_patient_who_stays_after_all_pays_the_day_once(world: World, stay: StayId, ordered_again: bool) -> None:
    world.order(stay, by_day(ROUND), by_day(BED_2))
    world.run(stay, 1)
    world.run(stay, 2, 9, 5)
    world.at(2, 9, 30)
    bound(world.nurse, answers=RUNNING).declare_discharge(stay)
    assert dates(world, stay, ROUND) == [1], "the day of leaving does not count"
    world.refuse(stay, StayState.DISCHARGING, StayState.IN_WARD)
    world.at(2, 10)
    if ordered_again:
        world.order(stay, by_day(ROUND), by_day(BED_2))
    world.run(stay, 2)
    assert (dates(world, stay, ROUND), dates(world, stay, BED_2)) == ([1, 2], [1, 2])
    world.run(stay, 3)
    assert dates(world, stay, ROUND) == [1, 2, 3] if ordered_again else [1, 2]


def test_a_day_that_an_interim_settlement_took_is_not_given_back(world: World, stay: StayId) -> None:
    world.order(stay, by_day(BED_2))
    world.run(stay, 1)
    world.run(stay, 2)
    world.settled(stay, [row.line_id for row in world.record(stay)])
    world.at(2, 15)
    bound(world.nurse, answers=RUNNING).declare_discharge(stay)
    assert dates(world, stay, BED_2) == [1, 2]
    assert all(row.kind is not LineKind.REVERSAL for row in world.record(stay))


def test_a_day_a_person_took_back_stays_taken_back(world: World, stay: StayId) -> None:
    world.order(stay, by_day(BED_2))
    world.run(stay, 1)
    world.reverse(stay, 1, group=world.orders(stay)[0].group_no)
    world.run(stay, 2)
    world.at(2, 20)
    assert dates(world, stay, BED_2) == [2]
    assert world.run(stay).charged == 0


def test_the_same_consultation_twice_in_a_day_is_charged_once(world: World, stay: StayId) -> None:
    world.order(stay, by_day(ROUND), by_day(ROUND), by_day(ROUND, kind=TEMP, frequency=23))
    told = reasons(world.run(stay).not_sent)
    assert told == {"住院诊查费": "ward.run.already"}
    assert dates(world, stay, ROUND) == [1]
    assert {order.kind for order in world.orders(stay)} == {LONG, TEMP}


def test_a_missed_day_is_charged_at_its_own_price(world: World, stay: StayId) -> None:
    world.order(stay, by_day(BED_2))
    world.run(stay, 1)
    with world.price_from(BED_2, on(3), Decimal("75.00")):
        world.run(stay, 3)
    assert [row.price for row in world.record(stay)] == [60, 60, 75]
