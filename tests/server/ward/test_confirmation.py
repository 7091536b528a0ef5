"""Confirmation and stopping: R2.4, S6."""

from __future__ import annotations

import pytest

from shared.contracts.common import Delta, LineKind, LineState, RowChange
from shared.contracts.pharmacy.events import LineAnswer
from shared.contracts.ward.errors import (
    GroupPartlyConfirmed,
    NotLongTerm,
    OrderChanged,
    OrderNotFound,
    OwnOrder,
    StopBeforeStart,
    StopFrozen,
)
from shared.contracts.ward.events import OrderConfirmed, OrderStopped
from shared.contracts.ward.types import OrderState
from shared.errors import MissingRight, WardNotAllowed
from shared.identifiers import OrderId, StayId, new_id
from tests.server.ward.world import DRIP_FEE, SALINE, TID, World, by_day, draft, infusion, on, once
from tests.statements import statements_of


@pytest.mark.req("R2.4")
def test_a_second_nurse_confirms(world: World, stay: StayId) -> None:
    world.enter(stay, draft(), once())
    pairs = tuple((row.order_id, row.version) for row in world.orders(stay))
    with pytest.raises(OwnOrder):
        world.nurse.confirm_orders(stay, pairs)
    doctor = world.hospital.station("ward", "doctor1")
    with pytest.raises(MissingRight):
        doctor.confirm_orders(stay, pairs)

    sheet = world.other_nurse.confirm_orders(stay, pairs)

    assert [(row.state, row.confirmed_by, row.version) for row in sheet.orders.rows] == [(OrderState.CONFIRMED, "陈护士", 2)] * 2
    told = world.facts(OrderConfirmed)
    assert [(fact.order_id, fact.ordered_as, fact.item_name, fact.dose_text, fact.usage, fact.frequency) for fact in told] == [
        (pairs[0][0], LineKind.LONG_TERM, "阿司匹林肠溶片", "1片", "口服", "qd"),
        (pairs[1][0], LineKind.TEMPORARY, "心电图", "1次", "治疗", "once"),
    ]
    with pytest.raises(OrderChanged):
        world.other_nurse.confirm_orders(stay, pairs)
    assert len(world.facts(OrderConfirmed)) == 2


@pytest.mark.req("R2.4")
def test_a_group_is_confirmed_whole_and_as_it_was_seen(world: World, stay: StayId) -> None:
    world.enter(stay, *infusion())
    saline, cefuroxime = ((row.order_id, row.version) for row in world.orders(stay))
    with pytest.raises(GroupPartlyConfirmed):
        world.other_nurse.confirm_orders(stay, (saline,))
    with pytest.raises(OrderChanged):
        world.other_nurse.confirm_orders(stay, (saline, (cefuroxime[0], 7)))
    with pytest.raises(OrderNotFound):
        world.other_nurse.confirm_orders(stay, ((OrderId(new_id()), 1),))
    assert world.facts(OrderConfirmed) == []
    world.other_nurse.confirm_orders(stay, (saline, cefuroxime))
    assert all(row.state is OrderState.CONFIRMED for row in world.orders(stay))


@pytest.mark.req("R2.4")
def test_who_changed_an_order_does_not_confirm_it(world: World, stay: StayId) -> None:
    world.enter(stay, draft(), nurse=world.other_nurse)
    (row,) = world.orders(stay)
    with pytest.raises(OwnOrder):
        world.other_nurse.confirm_orders(stay, ((row.order_id, row.version),))
    world.nurse.confirm_orders(stay, ((row.order_id, row.version),))


@pytest.mark.req("R2.4", "S6")
def test_only_a_confirmed_long_term_order_is_stopped_and_only_once(world: World, stay: StayId) -> None:
    temporary, aspirin = world.order(stay, once(), draft())
    world.enter(stay, draft("100003"))
    unconfirmed = world.orders(stay)[1]

    def stop(row: object, **when: int) -> None:
        world.nurse.stop_order(row.order_id, row.version, on(1, **when))  # type: ignore[attr-defined]

    for row in (temporary, unconfirmed):
        with pytest.raises(NotLongTerm):
            stop(row, hour=12)
    with pytest.raises(StopBeforeStart):
        stop(aspirin, hour=10)
    with pytest.raises(WardNotAllowed):
        world.stranger.stop_order(aspirin.order_id, aspirin.version, on(1, 12))
    with pytest.raises(OrderNotFound):
        world.nurse.stop_order(OrderId(new_id()), 1, on(1, 12))
    with pytest.raises(OrderChanged):
        world.nurse.stop_order(aspirin.order_id, aspirin.version - 1, on(1, 12))
    stop(aspirin, hour=12)
    assert world.facts(OrderStopped) == [OrderStopped(stay, aspirin.order_id, on(1, 12))]
    stopped = world.orders(stay)[0]
    assert stopped.state is OrderState.CONFIRMED
    world.at(1, 12)
    assert world.orders(stay)[0].state is OrderState.STOPPED
    with pytest.raises(StopFrozen):
        stop(stopped, hour=15)


@pytest.mark.req("S6")
def test_a_group_stops_together_and_its_open_lines_are_withdrawn(world: World, stay: StayId) -> None:
    saline, _, _ = world.order(stay, *infusion(), draft())
    world.run(stay, 1)
    open_lines = {row.line_id for row in world.record(stay) if row.group_no == 1 and row.state is LineState.PENDING}

    world.at(1, 20)
    sheet = world.nurse.stop_order(saline.order_id, saline.version, on(1, 20))

    assert [row.state for row in sheet.orders.rows] == [OrderState.WITHDRAWING, OrderState.WITHDRAWING, OrderState.RUNNING]
    assert len(world.facts(OrderStopped)) == 2
    assert world.withdrawn() == open_lines
    world.answer(stay, *(LineAnswer(line, LineState.WITHDRAWN, world_quantity(world, stay, line), None) for line in open_lines))
    assert [row.state for row in world.orders(stay)] == [OrderState.STOPPED, OrderState.STOPPED, OrderState.RUNNING]
    # §2.4: with the drugs their add-ons are void.
    assert sum(world.charged(stay, DRIP_FEE)) == 0
    assert [row.unused for row in world.record(stay) if row.item_code == SALINE] == [0]


def world_quantity(world: World, stay: StayId, line: str) -> object:
    return next(row.quantity for row in world.record(stay) if row.line_id == line)


@pytest.mark.req("S6")
def test_what_was_dispensed_before_the_stop_is_proposed_as_a_return(world: World, stay: StayId) -> None:
    saline, _ = world.order(stay, *infusion())
    world.run(stay, 1)
    world.pharmacy_answers(stay)
    world.at(1, 20)
    world.nurse.stop_order(saline.order_id, saline.version, on(1, 20))
    # 16:00 was given; 00:00 and 08:00 lie after the stop.
    assert {row.item_code: row.unused for row in world.record(stay)}[SALINE] == 2
    assert world.withdrawn() == set()
    assert world.orders(stay)[0].state is OrderState.STOPPED
    world.reverse(stay, 1, administrations=2)
    assert {row.item_code: row.unused for row in world.record(stay) if not row.reverses}[SALINE] == 0


@pytest.mark.req("S6")
def test_the_pharmacy_may_have_been_faster(world: World, stay: StayId) -> None:
    saline, _ = world.order(stay, *infusion())
    world.run(stay, 1)
    world.at(1, 20)
    world.nurse.stop_order(saline.order_id, saline.version, on(1, 20))
    world.pharmacy_answers(stay)
    assert world.orders(stay)[0].state is OrderState.STOPPED
    assert {row.item_code: row.unused for row in world.record(stay)}[SALINE] == 2
    assert sum(world.charged(stay, DRIP_FEE)) == 3


@pytest.mark.req("S6")
def test_doses_that_were_due_before_the_stop_stay_with_the_pharmacy(world: World, stay: StayId) -> None:
    saline, _, bed = world.order(stay, *infusion(), by_day())
    world.run(stay, 1)
    world.at(2, 8, 30)
    world.nurse.stop_order(saline.order_id, saline.version, on(2, 8, 30))
    world.nurse.stop_order(bed.order_id, bed.version, on(2, 8, 30))
    assert world.withdrawn() == set()
    assert all(row.state is OrderState.STOPPED for row in world.orders(stay))


@pytest.mark.req("S6")
def test_a_stop_told_late_concerns_every_run_since(world: World, stay: StayId) -> None:
    saline, _ = world.order(stay, *infusion())
    for number in (1, 2):
        world.run(stay, number)
        world.pharmacy_answers(stay)
    world.at(2, 11)
    world.nurse.stop_order(saline.order_id, saline.version, on(1, 20))
    assert [row.unused for row in world.record(stay) if row.item_code == SALINE] == [2, 3]


@pytest.mark.req("R2.4")
def test_fifty_orders_are_confirmed_with_as_many_statements_as_five(world: World) -> None:
    asked = []
    for count in (5, 50):
        stay = world.patient(bed=f"W01-0{count:02}")
        world.enter(stay, *(draft() for _ in range(count)))
        edited = world.orders(stay)[0]
        world.nurse.apply_orders(stay, Delta((RowChange("update", edited.order_id, 1, {"note": ""}, {"note": "餐后"}),)))
        seen = world.other_nurse.order_sheet(stay).orders.rows
        pairs = tuple((row.order_id, row.version) for row in seen)
        assert {version for _, version in pairs} == {1, 2}
        with statements_of(world.hospital.running["ward"].engine) as statements:
            world.other_nurse.confirm_orders(stay, pairs)
        asked.append(len(statements))
        assert all(row.state is OrderState.CONFIRMED for row in world.orders(stay))
    assert asked[0] == asked[1]


@pytest.mark.req("R2.4")
def test_fifty_orders_on_one_line_are_stopped_and_withdrawn_with_as_many_statements_as_five(world: World) -> None:
    asked = []
    for count in (5, 50):
        stay = world.patient(bed=f"W01-0{count:02}")
        first, *_ = world.order(stay, *(draft(group_no=1, frequency=TID) for _ in range(count)))
        world.run(stay)
        with statements_of(world.hospital.running["ward"].engine) as statements:
            world.nurse.stop_order(first.order_id, first.version, on(1, 12))
        asked.append(len(statements))
        rows = world.orders(stay)
        assert {row.stop_at for row in rows} == {on(1, 12)}
        assert {row.state for row in rows} == {OrderState.WITHDRAWING}
        world.pharmacy_answers(stay, LineState.WITHDRAWN)
        assert OrderState.WITHDRAWING not in {row.state for row in world.orders(stay)}
    assert asked[0] == asked[1]
