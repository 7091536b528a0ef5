"""Discharge, interim settlement, transfer: R2.12–R2.15, F15."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from server.ward.metadata import kernel
from shared import clock
from shared.contracts.admission.types import StayState
from shared.contracts.common import LineState
from shared.contracts.ward.errors import (
    CutoffImplausible,
    OrdersLeftOut,
    OrdersRunning,
    TargetWardInvalid,
    UnconfirmedOrders,
    WrongWardState,
)
from shared.contracts.ward.events import (
    ClosingStatement,
    DischargeDeclared,
    InterimDeclared,
    LinesPlanned,
    OrderStopped,
    TransferDeclared,
)
from shared.contracts.ward.types import OrderState, Reception
from shared.identifiers import StayId, new_key
from shared.rpc import bound
from tests.server.ward.world import (
    ASPIRIN,
    BED_1,
    BED_2,
    CEFUROXIME,
    DRIP_FEE,
    ECG,
    LIVER,
    PRN,
    RUNNING,
    SALINE,
    TID,
    TMS,
    World,
    by_day,
    day,
    draft,
    infusion,
    on,
    once,
)


def leave(world: World, stay: StayId) -> None:
    bound(world.nurse, answers=RUNNING).declare_discharge(stay)


@pytest.mark.req("R2.12", "R2.13")
def test_discharge_stops_all_long_term_orders_and_states_every_line(world: World, stay: StayId) -> None:
    world.order(stay, *infusion(), by_day(BED_2), once(ECG), draft(stop_at=on(9, 10)))
    for number in (1, 2):
        world.run(stay, number)
        world.pharmacy_answers(stay)
    world.at(3, 8, 45)
    with pytest.raises(OrdersRunning) as asked:
        world.nurse.declare_discharge(stay)
    assert asked.value.details == {"count": 4, "at": clock.now()}
    assert world.facts(OrderStopped) == []

    left = bound(world.nurse, answers=RUNNING).declare_discharge(stay)

    assert (left.state, left.synced) == (StayState.DISCHARGING, False)
    assert {row.state for row in world.orders(stay)} == {OrderState.STOPPED, OrderState.DONE}
    assert {fact.stop_at for fact in world.facts(OrderStopped)} == {on(3, 8, 45)}
    assert world.facts(DischargeDeclared) == [DischargeDeclared(stay, on(3, 8, 45))]
    statement = world.statement()
    assert (statement.source, statement.version, statement.cutoff, statement.withdrawn) == ("ward", 1, None, False)
    assert world.statement_covers()
    kinds = [type(fact) for fact in world.facts(object)]  # type: ignore[type-var]
    assert kinds.index(DischargeDeclared) < kinds.index(ClosingStatement)
    world.stay_changed(stay, StayState.DISCHARGING)
    assert world.stay(stay).synced


@pytest.mark.req("R2.12", "R2.4")
def test_nobody_leaves_with_orders_nobody_confirmed(world: World, stay: StayId) -> None:
    world.enter(stay, draft())
    with pytest.raises(UnconfirmedOrders):
        leave(world, stay)
    with pytest.raises(UnconfirmedOrders):
        bound(world.nurse, answers=RUNNING).declare_transfer(stay, "W02")
    assert world.stay(stay).state is StayState.IN_WARD


@pytest.mark.req("R2.12")
def test_discharge_twice(world: World, stay: StayId) -> None:
    key = new_key()
    assert bound(world.nurse, key).declare_discharge(stay) == bound(world.nurse, key).declare_discharge(stay)
    assert len(world.facts(DischargeDeclared)) == 1
    with pytest.raises(WrongWardState):
        leave(world, stay)


@pytest.mark.req("R2.12", "R2.13")
@pytest.mark.parametrize("left_at", [(8, 30), (9, 5), (9, 30)])
def test_the_last_generation_adds_nothing_when_the_last_doses_were_yesterdays(
    world: World, stay: StayId, left_at: tuple[int, int]
) -> None:
    world.order(stay, *infusion(), draft(), by_day(BED_2))
    for number in (1, 2, 3):
        world.run(stay, number)
        world.pharmacy_answers(stay)
    before = world.total(stay)
    world.at(4, *left_at)
    leave(world, stay)
    assert world.total(stay) == before
    assert {row.unused for row in world.record(stay)} == {0}
    assert world.withdrawn() == set()


@pytest.mark.req("R2.12", "R2.5")
def test_the_last_generation_charges_what_was_due_before_leaving(world: World, stay: StayId) -> None:
    world.order(stay, draft(frequency=TID), by_day(BED_2), once(ECG, start_at=on(2, 9)))
    world.run(stay, 1)
    world.pharmacy_answers(stay)
    world.at(2, 13)
    leave(world, stay)
    # 12:00 of D2 lies between the last run's D2 09:00 and the stop; the bed of D2 is not charged.
    assert world.charged(stay, ASPIRIN) == [3, 1]
    assert world.charged(stay, BED_2) == [1]
    assert world.charged(stay, ECG) == [1]
    assert world.withdrawn() == set()
    assert world.statement_covers()


@pytest.mark.req("R2.12", "R2.5")
def test_f15_a_bed_day_charged_on_the_morning_of_leaving_is_given_back(world: World, stay: StayId) -> None:
    world.order(stay, by_day(BED_2), *infusion())
    for number in (1, 2):
        world.run(stay, number)
        world.pharmacy_answers(stay)
    world.run(stay, 4)
    world.pharmacy_answers(stay)
    world.at(4, 15)
    leave(world, stay)
    # The run of D4 had made up for D3 and charged D4.
    assert world.charged(stay, BED_2) == [1, 1, 1, 1, -1]
    assert [row.service_date for row in world.record(stay) if row.item_code == BED_2] == [*map(day, (1, 2, 3, 4, 4))]
    assert world.statement_covers()
    # 16:00, 00:00 and 08:00 were issued for after the discharge: a return is proposed.
    assert [row.unused for row in world.record(stay) if row.item_code == SALINE] == [0, 0, 3]
    world.reverse(stay, 4, administrations=3)
    assert sum(world.charged(stay, DRIP_FEE)) == 6
    assert world.statement_covers()


@pytest.mark.req("R2.12", "S6", "T12")
def test_what_the_pharmacy_still_has_is_withdrawn_when_the_patient_leaves(world: World, stay: StayId) -> None:
    world.order(stay, *infusion())
    world.run(stay, 1)
    world.at(1, 12)
    leave(world, stay)
    assert world.withdrawn() == {row.line_id for row in world.record(stay) if row.state is LineState.PENDING}
    assert {row.state for row in world.orders(stay)} == {OrderState.WITHDRAWING}


@pytest.mark.req("R2.12")
def test_f15_a_stay_of_one_day_counts_one(world: World, stay: StayId) -> None:
    world.order(stay, by_day(BED_2))
    world.run(stay, 1)
    world.at(1, 18)
    leave(world, stay)
    assert world.charged(stay, BED_2) == [1]


@pytest.mark.req("R2.12", "R2.15")
def test_an_interim_settlement_stops_nothing(world: World, stay: StayId) -> None:
    world.order(stay, draft(), by_day(BED_2))
    for number in (1, 2):
        world.run(stay, number)
    asked = world.nurse.declare_interim(stay, day(2))
    assert asked.state is StayState.INTERIM
    assert world.facts(InterimDeclared) == [InterimDeclared(stay, on(2, 10, 30), on(2))]
    statement = world.statement()
    assert (statement.cutoff, statement.lines) == (on(2), 2)
    assert world.statement_covers(day(2))
    world.run(stay, 3)
    assert world.statement() == statement, "lines of the next stage do not touch the statement"
    assert {row.state for row in world.orders(stay)} == {OrderState.RUNNING}
    world.stay_changed(stay, StayState.INTERIM)
    world.stay_changed(stay, StayState.IN_WARD, segment=2)
    assert world.stay(stay).state is StayState.IN_WARD
    assert not world.statement().withdrawn
    world.at(4, 9)
    leave(world, stay)
    assert world.statement().version == 2
    assert world.statement_covers()


@pytest.mark.req("R2.12")
def test_the_cut_off_lies_within_the_stay(world: World, stay: StayId) -> None:
    world.at(3, 12)
    for wrong in (day(1), day(5), date(1, 1, 1), date(9999, 12, 31)):
        with pytest.raises(CutoffImplausible):
            world.nurse.declare_interim(stay, wrong)
    world.nurse.declare_interim(stay, day(4))
    with pytest.raises(WrongWardState):
        world.nurse.declare_interim(stay, day(4))


@pytest.mark.req("R2.13")
def test_lines_before_a_cut_off_that_come_later_are_stated_again(world: World, stay: StayId) -> None:
    world.nurse.declare_interim(stay, day(2))
    assert world.statement().lines == 0
    world.order(stay, once(ECG))
    world.run(stay)
    assert (world.statement().version, world.statement().lines) == (2, 1)
    assert world.statement_covers(day(2))


@pytest.mark.req("R2.14")
def test_a_transfer_charges_the_day_in_the_receiving_ward(world: World, stay: StayId) -> None:
    world.order(stay, by_day(BED_2), draft())
    for number in (1, 2):
        world.run(stay, number)
        world.pharmacy_answers(stay)
    world.at(2, 14)
    with pytest.raises(OrdersRunning):
        world.nurse.declare_transfer(stay, "W02")
    for wrong in ("W01", "W99"):
        with pytest.raises(TargetWardInvalid):
            bound(world.nurse, answers=RUNNING).declare_transfer(stay, wrong)

    moved = bound(world.nurse, answers=RUNNING).declare_transfer(stay, "W02")

    assert (moved.state, moved.patient.bed) == (StayState.TRANSFERRING, "W01-001")
    assert world.facts(TransferDeclared) == [TransferDeclared(stay, "W02", on(2, 14))]
    assert world.facts(ClosingStatement) == []
    assert world.charged(stay, BED_2) == [1, 1], "whose this day is shows when the other ward receives"
    world.stranger.receive(stay, "W02", Reception("W02-001", "王医生"))
    assert world.charged(stay, BED_2) == [1, 1, -1]
    assert world.facts(LinesPlanned)[-1].ward == "W01"
    world.at(2, 15)
    world.nurse, world.other_nurse = world.stranger, world.head
    world.order(stay, by_day(BED_1))
    world.run(stay, 2, 16)
    assert world.charged(stay, BED_1) == [1]
    assert world.facts(LinesPlanned)[-1].ward == "W02"
    world.at(3, 8)
    leave(world, stay)
    assert world.charged(stay, BED_1) == [1]
    assert world.statement_covers()


@pytest.mark.req("R2.14")
def test_the_old_ward_gives_what_is_due_until_the_new_one_receives(world: World, stay: StayId) -> None:
    world.nurse.declare_transfer(stay, "W02")
    world.order(stay, once(ECG))
    assert world.run(stay).charged == 1


@pytest.mark.req("R2.14", "R1.X")
def test_a_transfer_arranged_at_the_desk_stops_the_orders_here(world: World, stay: StayId) -> None:
    world.order(stay, draft())
    world.stay_changed(stay, StayState.TRANSFERRING, target_ward="W02")
    assert world.orders(stay)[0].stop_at == clock.now()
    assert [each.stay_id for each in world.stranger.board("W02").waiting] == [stay]


LEFT_OUT = (*RUNNING, "ward.orders_left_out")


@pytest.mark.req("R2.12", "R2.13")
def test_discharge_asks_before_it_leaves_out_what_is_due(world: World, stay: StayId) -> None:
    world.order(stay, *infusion(), draft(frequency=TID), once(ECG), once(TMS), draft("100003", frequency=PRN))
    world.short(CEFUROXIME)
    world.at(1, 17)
    with world.without_price(ECG):
        with pytest.raises(OrdersLeftOut) as asked:
            leave(world, stay)
        # The bag of the group goes with its drug; what the order itself keeps from running is nobody's loss.
        assert asked.value.sentence("zh") == (
            "离开前的最后一次执行中，有 3 条医嘱不能执行，不会送药房也不会计费："
            "\n· 0.9%氯化钠注射液：药房缺药：注射用头孢呋辛钠，请更换"
            "\n· 注射用头孢呋辛钠：药房缺药：注射用头孢呋辛钠，请更换"
            "\n· 心电图：“心电图”没有价格，不能执行，请联系物价员"
            "\n仍然继续吗？"
        )
        english = asked.value.sentence("en").splitlines()
        assert english[-2:] == [
            "· 心电图: “心电图” has no price and can't be executed; call the price office",
            "Go on anyway?",
        ]
        assert world.stay(stay).state is StayState.IN_WARD
        assert world.facts(OrderStopped) == []
        bound(world.nurse, answers=LEFT_OUT).declare_discharge(stay)
    assert world.charged(stay, SALINE) == world.charged(stay, CEFUROXIME) == world.charged(stay, ECG) == []
    assert world.charged(stay, ASPIRIN) == [2], "12:00 and 16:00"
    assert world.stay(stay).state is StayState.DISCHARGING
    assert world.statement_covers()
    (audited,) = (row["after"] for row in world.rows(kernel.audit) if row["subject"] == stay and "left_out" in row["after"])
    assert audited.count("ward.item_short") == 2


@pytest.mark.req("R2.14")
def test_a_transfer_asks_too_and_nothing_is_asked_when_all_can_be_done(world: World, stay: StayId) -> None:
    world.order(stay, once(ECG))
    with world.without_price(ECG), pytest.raises(OrdersLeftOut) as asked:
        world.nurse.declare_transfer(stay, "W02")
    assert asked.value.count == 1
    assert world.facts(TransferDeclared) == []
    world.nurse.declare_transfer(stay, "W02")
    assert world.charged(stay, ECG) == [1]


@pytest.mark.req("R2.12")
def test_a_long_list_is_cut_and_counted(world: World, stay: StayId) -> None:
    world.order(stay, *(once(ECG) for _ in range(13)), once(LIVER))
    with world.without_price(ECG), pytest.raises(OrdersLeftOut) as asked:
        leave(world, stay)
    assert asked.value.count == 13
    assert asked.value.sentence("zh").count("·") == 12
    assert asked.value.sentence("zh").endswith("\n…\n仍然继续吗？")


@pytest.mark.req("R2.12")
def test_orders_that_had_not_begun_never_run_after_the_discharge(world: World, stay: StayId) -> None:
    world.order(stay, draft(start_at=clock.now() + timedelta(hours=5)))
    leave(world, stay)
    assert world.planned() == []
    assert world.total(stay) == Decimal("0.00")
