"""What the ward sees of orders that the treatment room performs (W9, W11): a replica of its progress, and no charge of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import event

from server.ward import replicas
from shared import clock
from shared.contracts.common import Change
from shared.contracts.tms.events import TreatmentChanged
from shared.contracts.tms.types import ExecutionStatus
from shared.contracts.ward.errors import ChargedByTms
from shared.contracts.ward.types import OrderRow, OrderState, Treatment
from shared.identifiers import OrderId, StayId, new_id
from tests.server.ward.world import QD, TMS, TREATMENT, World, draft, on, once, reasons

EXECUTING, COMPLETED, DISPATCHED = ExecutionStatus.EXECUTING, ExecutionStatus.COMPLETED, ExecutionStatus.DISPATCHED
NAME = "重复经颅磁刺激治疗"


def daily(**values: Any) -> Any:
    """A long-term order of sessions."""
    return draft(TMS, dose_unit="次", usage=TREATMENT, frequency=QD, **values)


def told(
    world: World, order: OrderRow, stay: StayId, version: int, done: int, status: ExecutionStatus | None, sessions: int = 20
) -> datetime:
    """The treatment room tells how far an order is; answers when."""
    now = clock.now()
    last_at = now if status is not None else None
    world.tell("tms", stay, TreatmentChanged(stay, OrderId(order.order_id), version, sessions, done, status, last_at))
    return now


@contextmanager
def statements(world: World) -> Iterator[list[str]]:
    """The SQL the ward executes meanwhile."""
    seen: list[str] = []
    engine = world.hospital.running["ward"].engine

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        seen.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.req("W9")
def test_the_sheet_shows_how_far_the_treatment_room_is(world: World, stay: StayId) -> None:
    (order,) = world.order(stay, daily())
    assert order.treatment is None
    at = told(world, order, stay, 1, 3, EXECUTING)
    (shown,) = world.orders(stay)
    assert shown.treatment == Treatment(20, 3, EXECUTING, at)
    assert (shown.state, shown.last_perform) == (OrderState.CONFIRMED, None)


@pytest.mark.req("W9")
def test_a_higher_version_wins_whenever_it_comes(world: World, stay: StayId) -> None:
    (order,) = world.order(stay, daily())
    told(world, order, stay, 5, 4, COMPLETED)
    told(world, order, stay, 4, 3, EXECUTING)
    told(world, order, stay, 5, 9, EXECUTING)
    (shown,) = world.orders(stay)
    assert shown.treatment is not None
    assert (shown.treatment.sessions_done, shown.treatment.status) == (4, COMPLETED)
    told(world, order, stay, 6, 4, None)
    assert world.orders(stay)[0].treatment == Treatment(20, 4, None, None)
    assert world.parked() == 0


@pytest.mark.req("W9")
def test_open_windows_hear_of_it(world: World, stay: StayId) -> None:
    (order,) = world.order(stay, daily())
    cursor = world.nurse.changes(-1, 0).cursor
    told(world, order, stay, 1, 0, EXECUTING)
    heard = world.nurse.changes(cursor, 0).changes
    assert {Change("orders", stay), Change("stay", stay), Change("board", "W01")} <= set(heard)
    told(world, order, stay, 1, 0, EXECUTING)
    assert world.nurse.changes(cursor, 0).changes == heard, "an old word is no news"


@pytest.mark.req("W9", "W11")
def test_a_temporary_order_is_done_with_its_last_session(world: World, stay: StayId) -> None:
    (order,) = world.order(stay, once(TMS))
    assert order.state is OrderState.CONFIRMED
    told(world, order, stay, 1, 1, COMPLETED, sessions=2)
    assert world.orders(stay)[0].state is OrderState.CONFIRMED
    assert reasons(world.nurse.preview_run(stay).orders) == {NAME: "ward.run.tms"}
    world.at(1, 15)
    told(world, order, stay, 2, 2, COMPLETED, sessions=2)
    (shown,) = world.orders(stay)
    assert (shown.state, shown.last_perform) == (OrderState.DONE, on(1, 15))
    assert world.nurse.preview_run(stay).orders == ()
    told(world, order, stay, 3, 2, COMPLETED, sessions=3)
    assert world.orders(stay)[0].state is OrderState.CONFIRMED, "one more was prescribed"


@pytest.mark.req("W9")
def test_nothing_prescribed_is_not_done(world: World, stay: StayId) -> None:
    (order,) = world.order(stay, once(TMS))
    told(world, order, stay, 1, 0, None, sessions=0)
    assert world.orders(stay)[0].state is OrderState.CONFIRMED


@pytest.mark.req("W11")
def test_a_long_term_order_runs_on_and_the_ward_never_charges_it(world: World, stay: StayId) -> None:
    (order,) = world.order(stay, daily())
    for version in (1, 2):
        told(world, order, stay, version, 20, COMPLETED)
        preview = world.nurse.preview_run(stay)
        assert reasons(preview.orders) == {NAME: "ward.run.tms"}
        assert preview.orders[0].reason == ChargedByTms().data()
        result = world.run(stay, version)
        assert (result.charged, reasons(result.not_sent)) == (0, {NAME: "ward.run.tms"})
    assert world.orders(stay)[0].state is OrderState.CONFIRMED
    assert world.planned() == []


@pytest.mark.req("W9")
def test_the_bed_board_shows_who_is_in_the_treatment_room(world: World, stay: StayId) -> None:
    other = world.patient("W01-002")
    (order,) = world.order(stay, daily())
    (resting,) = world.order(other, daily())
    told(world, resting, other, 1, 0, DISPATCHED)
    told(world, order, stay, 1, 0, EXECUTING)
    assert {each.stay_id: each.treating for each in world.nurse.board("W01").stays} == {stay: True, other: False}
    told(world, order, stay, 2, 1, COMPLETED)
    assert not world.stay(stay).treating


def test_word_of_a_stay_the_ward_has_not_heard_of_is_kept(world: World) -> None:
    unknown, order = StayId(new_id()), OrderId(new_id())
    world.tell("tms", unknown, TreatmentChanged(unknown, order, 1, 20, 1, EXECUTING, clock.now()))
    assert world.parked() == 0
    assert [row["order_id"] for row in world.rows(replicas.treatment)] == [order]


def test_a_sheet_without_such_orders_asks_nothing_more(world: World, stay: StayId) -> None:
    world.order(stay, draft())
    with statements(world) as plain:
        world.orders(stay)
    world.order(stay, daily())
    with statements(world) as treated:
        world.orders(stay)
    assert len(treated) == len(plain) + 1
