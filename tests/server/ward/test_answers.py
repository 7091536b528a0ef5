"""The pharmacy's answers: R2.8, R2.9, R2.7; and what settlements say of our lines: R2.15."""

from __future__ import annotations

from decimal import Decimal

import pytest

from shared.contracts.admission.types import StayState
from shared.contracts.common import LineState
from shared.contracts.pharmacy.events import LineAnswer
from shared.contracts.ward.types import GroupReversal, OrderKind, TreatmentRow
from shared.identifiers import LineId, StayId, new_id
from shared.rpc import bound
from tests.server.ward.world import (
    ASPIRIN,
    BED_2,
    CEFUROXIME,
    DRIP_FEE,
    DRIP_SET,
    Q8H,
    SALINE,
    ST,
    TEMP,
    TID,
    World,
    by_day,
    day,
    draft,
    infusion,
    on,
)
from tests.statements import statements_of


def line(world: World, stay: StayId, item: str) -> TreatmentRow:
    return next(row for row in world.record(stay) if row.item_code == item)


@pytest.mark.req("R2.8", "R2.9")
def test_the_answer_prices_the_line_and_completes_the_record(world: World, stay: StayId) -> None:
    (order,) = world.order(stay, draft(dose=Decimal("0.5")))
    world.run(stay)
    waiting = line(world, stay, ASPIRIN)
    assert (waiting.state, waiting.price, waiting.amount, waiting.answered_at) == (LineState.PENDING, None, None, None)
    world.at(1, 11)
    world.answer(stay, LineAnswer(waiting.line_id, LineState.CONFIRMED, Decimal(1), Decimal("1.235")))
    done = line(world, stay, ASPIRIN)
    assert (done.state, done.price, done.amount, done.answered_at) == (
        LineState.CONFIRMED,
        Decimal("1.235"),
        Decimal("1.24"),
        on(1, 11),
    )
    assert (done.order_id, done.service_date, done.segment) == (order.order_id, day(1), 1)
    assert world.stay(stay).pending_lines == 0


@pytest.mark.req("R2.8")
def test_a_line_is_answered_once(world: World, stay: StayId) -> None:
    world.order(stay, draft())
    world.run(stay)
    waiting = line(world, stay, ASPIRIN)
    world.answer(stay, LineAnswer(waiting.line_id, LineState.CONFIRMED, Decimal(1), Decimal("0.50")))
    world.answer(stay, LineAnswer(waiting.line_id, LineState.REFUSED, Decimal(1), None, "无货"))
    done = line(world, stay, ASPIRIN)
    assert (done.state, done.amount, done.reason) == (LineState.CONFIRMED, Decimal("0.50"), "")


@pytest.mark.req("R2.8")
def test_lines_of_other_sources_and_stays_of_other_wards_are_none_of_ours(world: World, stay: StayId) -> None:
    foreign = LineAnswer(LineId(new_id()), LineState.CONFIRMED, Decimal(1), Decimal("0.50"))
    world.answer(stay, foreign)
    world.answer(StayId(new_id()), foreign)
    world.settled(stay, [new_id()])
    world.refuse(StayId(new_id()), StayState.DISCHARGING, StayState.IN_WARD)
    assert world.record(stay) == ()
    assert world.parked() == 0


@pytest.mark.req("R2.8")
def test_an_answer_that_can_not_be_is_parked_for_a_person(world: World, stay: StayId) -> None:
    world.order(stay, draft())
    world.run(stay)
    waiting = line(world, stay, ASPIRIN)
    world.answer(stay, LineAnswer(waiting.line_id, LineState.CONFIRMED, Decimal(2), Decimal("0.50")))
    assert world.parked() == 1
    assert line(world, stay, ASPIRIN).state is LineState.PENDING


@pytest.mark.req("R2.8", "R2.9")
def test_refused_drugs_void_the_add_ons_of_their_group_and_run(world: World, stay: StayId) -> None:
    world.order(stay, *infusion(1), *infusion(2))
    world.run(stay, 1)
    world.pharmacy_answers(stay)
    world.run(stay, 2)
    second_day = [row for row in world.record(stay) if row.service_date == day(2)]
    group_1 = [row for row in second_day if row.group_no == 1 and row.state is LineState.PENDING]
    world.answer(stay, LineAnswer(group_1[0].line_id, LineState.REFUSED, Decimal(3), None, "无货"))
    assert not [row for row in world.record(stay) if row.reverses], "a drug of the group still waits"
    world.answer(stay, LineAnswer(group_1[1].line_id, LineState.REFUSED, Decimal(3), None, "无货"))

    reversals = [row for row in world.record(stay) if row.reverses]

    assert {(row.item_code, row.quantity, row.price, row.state, row.group_no) for row in reversals} == {
        (DRIP_FEE, Decimal(-3), Decimal("8.00"), LineState.CONFIRMED, 1),
        (DRIP_SET, Decimal(-3), Decimal("2.10"), LineState.CONFIRMED, 1),
    }
    assert {row.reverses for row in reversals} == {
        row.line_id for row in second_day if row.item_code in {DRIP_FEE, DRIP_SET} and row.group_no == 1
    }
    assert line(world, stay, SALINE).state is LineState.CONFIRMED
    refused = [row for row in world.record(stay) if row.state is LineState.REFUSED]
    assert [row.reason for row in refused] == ["无货", "无货"]


@pytest.mark.req("R2.5", "R2.8")
def test_a_dose_the_pharmacy_refused_can_be_sent_again_the_same_day(world: World, stay: StayId) -> None:
    world.order(stay, draft(frequency=TID))
    world.run(stay, 1)
    world.pharmacy_answers(stay, LineState.REFUSED, "无货")
    assert world.stay(stay).refused_lines == 1
    world.at(1, 14)
    (planned,) = world.nurse.preview_run(stay).orders
    assert (planned.again, planned.administrations, planned.missed) == (True, 2, 1), "16:00 and 08:00 lie ahead, 12:00 was missed"
    assert world.run(stay).to_pharmacy == 1
    assert world.stay(stay).refused_lines == 0
    refused, again = world.planned()
    assert (again.quantity, again.service_date, again.instead_of) == (2, day(1), refused.line_id)
    assert world.run(stay).to_pharmacy == 0, "it is asked for once"
    world.pharmacy_answers(stay)
    assert world.run(stay, 2).to_pharmacy == 1
    assert world.charged(stay, ASPIRIN) == [3, 2, 3]


@pytest.mark.req("R2.5", "R2.8")
def test_what_is_sent_again_brings_its_add_ons_again_and_is_refused_again(world: World, stay: StayId) -> None:
    world.order(stay, *infusion())
    world.run(stay, 1)
    for _ in range(2):
        world.pharmacy_answers(stay, LineState.REFUSED, "无货")
        assert world.total(stay) == 0
        assert world.stay(stay).refused_lines == 2
        world.run(stay)
    world.pharmacy_answers(stay)
    assert world.total(stay) == Decimal("56.10")
    assert world.parked() == 0


@pytest.mark.req("R2.5", "R2.8")
def test_a_refused_temporary_order_is_sent_again_until_the_next_morning(world: World, stay: StayId) -> None:
    world.order(stay, draft(kind=TEMP, frequency=ST))
    world.run(stay, 1)
    world.pharmacy_answers(stay, LineState.REFUSED, "无货")
    world.run(stay, 1, 15)
    world.pharmacy_answers(stay, LineState.REFUSED, "无货")
    assert world.charged(stay, ASPIRIN) == [1, 1]
    assert world.run(stay, 2).to_pharmacy == 0
    assert world.stay(stay).refused_lines == 0


@pytest.mark.req("R2.5", "S6")
def test_an_order_stopped_before_the_pharmacy_issued_keeps_the_doses_before_its_stop(world: World, stay: StayId) -> None:
    (order,) = world.order(stay, draft(frequency=Q8H))
    world.run(stay, 1)
    world.at(1, 11)
    world.nurse.stop_order(order.order_id, order.version, on(1, 20))
    world.pharmacy_answers(stay, LineState.WITHDRAWN)
    world.run(stay, 1, 12)
    assert world.planned()[-1].quantity == 1, "16:00"
    world.pharmacy_answers(stay)
    assert world.run(stay, 1, 13).to_pharmacy == 0
    assert world.stay(stay).refused_lines == 0


@pytest.mark.req("R2.5", "S6")
def test_what_a_nurse_asked_back_is_not_sent_again(world: World, stay: StayId) -> None:
    world.order(stay, *infusion())
    world.run(stay, 1)
    world.reverse(stay, 1, administrations=3)
    world.pharmacy_answers(stay, LineState.WITHDRAWN)
    assert world.run(stay, 1, 12).to_pharmacy == 0


@pytest.mark.req("R2.13")
def test_a_reversal_after_the_statement_is_stated_again(world: World, stay: StayId) -> None:
    world.order(stay, *infusion())
    world.run(stay, 1)
    world.at(1, 12)
    bound(world.nurse, answers=("ward.orders_running",)).declare_discharge(stay)
    first = world.statement()
    assert world.statement_covers()
    world.pharmacy_answers(stay, LineState.WITHDRAWN)
    assert world.statement().version == first.version + 1
    assert world.statement().lines == first.lines + 2
    assert world.statement_covers()
    assert world.total(stay) == 0


@pytest.mark.req("R2.15")
def test_lines_of_each_settlement_are_told_apart(world: World, stay: StayId) -> None:
    world.order(stay, by_day(BED_2))
    for number in (1, 2, 3):
        world.run(stay, number)
    world.nurse.declare_interim(stay, day(3))
    lines = [row.line_id for row in world.record(stay)]
    assert [row.segment for row in world.record(stay)] == [1, 1, 2]
    world.stay_changed(stay, StayState.INTERIM)
    world.settled(stay, lines[:2])
    world.stay_changed(stay, StayState.IN_WARD, segment=2)
    assert [row.segment for row in world.record(stay)] == [1, 1, 2]
    world.settled(stay, lines[:2], undone=True)
    world.stay_changed(stay, StayState.INTERIM, segment=1)
    assert [row.segment for row in world.record(stay)] == [1, 1, 2]


@pytest.mark.req("R2.8")
def test_the_record_of_some_days(world: World, stay: StayId) -> None:
    world.order(stay, by_day(BED_2))
    for number in (1, 2, 3):
        world.run(stay, number)

    def days(first: int | None, last: int | None) -> list[object]:
        packet = world.nurse.treatment_record(stay, first and day(first), last and day(last))
        return [row.service_date for row in packet.rows]

    assert days(None, None) == [day(1), day(2), day(3)]
    assert days(2, None) == [day(2), day(3)]
    assert days(None, 2) == [day(1), day(2)]
    assert days(2, 2) == [day(2)]
    assert CEFUROXIME not in {row.item_code for row in world.record(stay)}


@pytest.mark.req("R2.8", "R2.9")
@pytest.mark.parametrize("state", [LineState.CONFIRMED, LineState.REFUSED])
def test_fifty_answers_take_as_many_statements_as_five(world: World, state: LineState) -> None:
    asked = []
    for count in (5, 50):
        stay = world.patient(bed=f"W01-0{count:02}")
        world.order(stay, *(draft() for _ in range(count)))
        world.run(stay)
        with statements_of(world.hospital.running["ward"].engine) as statements:
            world.pharmacy_answers(stay, state)
        asked.append(len(statements))
        assert [row.state for row in world.record(stay)] == [state] * count
    assert asked[0] == asked[1]


@pytest.mark.req("R2.8", "R2.9")
def test_two_returns_of_one_line_that_are_accepted_at_once_add_up_to_it(world: World, stay: StayId) -> None:
    """Three units at 1.235 are 3.71: what is given back of them one by one is 1.24, 1.23 and 1.24."""
    world.order(stay, draft(frequency=TID))
    world.run(stay)
    waiting = line(world, stay, ASPIRIN)
    world.answer(stay, LineAnswer(waiting.line_id, LineState.CONFIRMED, waiting.quantity, Decimal("1.235")))
    for _ in range(3):
        world.nurse.reverse_group(GroupReversal(stay, waiting.group_no, OrderKind.LONG_TERM, day(1), 1, "多开"))
    returns = [row for row in world.record(stay) if row.reverses]
    world.answer(stay, *(LineAnswer(row.line_id, LineState.CONFIRMED, row.quantity, Decimal("1.235")) for row in returns))
    rows = world.record(stay)
    assert sum(row.amount for row in rows if row.amount is not None) == 0
    assert len({row.amount for row in rows if row.reverses}) == 2
