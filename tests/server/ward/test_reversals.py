"""冲正 on the ward and for the cashier: §2.6, R1.14, R1.15, R3.R."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from server.kernel.neighbours import _acting
from shared.contracts.admission.types import StayState
from shared.contracts.common import LineKind, LineState
from shared.contracts.pharmacy.events import LineAnswer
from shared.contracts.ward.errors import (
    LineNotFound,
    LineNotReversible,
    LinesSettled,
    ReversalReasonMissing,
    ReversalTooMuch,
    WrongWardState,
)
from shared.contracts.ward.types import GroupReversal, LineReversal, ReversalCause, TreatmentRow
from shared.errors import InvalidInput, WardNotAllowed
from shared.identifiers import LineId, StayId, new_id, new_key
from shared.rpc import bound
from tests.server.ward.world import (
    ASPIRIN,
    BED_2,
    DRIP_FEE,
    DRIP_SET,
    LONG,
    SALINE,
    TEMP,
    TID,
    World,
    by_day,
    day,
    draft,
    infusion,
    on,
    once,
)


@pytest.fixture
def infused(world: World, stay: StayId) -> StayId:
    """Three infusions of D1, dispensed."""
    world.order(stay, *infusion())
    world.run(stay, 1)
    world.pharmacy_answers(stay)
    return stay


def desk(world: World) -> Any:
    """The ward as admission's server calls it for cashier1."""
    running = world.hospital.running["ward"]
    cashier = running.catalog.view.staff_by_login["cashier1"].user_id
    assert not _acting.get()
    return world.hospital.proxy("ward", running.sessions._open("", "admission"), lambda: cashier)


def first(world: World, stay: StayId, item: str) -> TreatmentRow:
    return next(row for row in world.record(stay) if row.item_code == item and not row.reverses)


@pytest.mark.req("R1.14", "R1.15")
def test_one_administration_comes_back_with_its_add_ons(world: World, infused: StayId) -> None:
    before = world.record(infused)
    world.at(3, 15)
    lines = world.reverse(infused, 1)
    assert {(line.item_code, line.quantity, line.price) for line in lines} == {
        (SALINE, Decimal(-1), None),
        ("200050", Decimal(-1), None),
        (DRIP_FEE, Decimal(-1), Decimal("8.00")),
        (DRIP_SET, Decimal(-1), Decimal("2.10")),
    }
    assert {line.kind for line in lines} == {LineKind.REVERSAL}
    assert {line.ordered_as for line in lines} == {LineKind.LONG_TERM}
    assert {line.service_date for line in lines} == {day(3)}
    assert {line.reverses for line in lines} == {row.line_id for row in before}
    assert len({line.request_id for line in lines if line.is_drug}) == 1
    assert world.planned()[-4:] == list(lines)
    assert world.total(infused) == Decimal("46.00")
    world.pharmacy_answers(infused)
    assert world.total(infused) == Decimal("37.40")
    after = [row for row in world.record(infused) if not row.reverses]
    assert [row.reversed_quantity for row in after] == [1, 1, 1, 1]
    assert [(row.quantity, row.price, row.amount) for row in after] == [(row.quantity, row.price, row.amount) for row in before]


@pytest.mark.req("R1.14", "R1.18")
def test_what_is_taken_back_has_the_price_it_was_charged_at(world: World, infused: StayId) -> None:
    with world.price_from(DRIP_FEE, on(2), Decimal("9.50")):
        world.at(2, 9)
        lines = world.reverse(infused, 1)
    assert {line.item_code: line.price for line in lines if not line.is_drug} == {
        DRIP_FEE: Decimal("8.00"),
        DRIP_SET: Decimal("2.10"),
    }
    world.pharmacy_answers(infused)
    assert world.total(infused) == Decimal("37.40")


@pytest.mark.req("R1.14")
def test_together_reversals_never_exceed_the_original(world: World, infused: StayId) -> None:
    with pytest.raises(ReversalTooMuch):
        world.reverse(infused, 1, administrations=4)
    world.reverse(infused, 1, administrations=2)
    with pytest.raises(ReversalTooMuch) as refused:
        world.reverse(infused, 1, administrations=2)
    assert refused.value.details == {"left": 1}
    world.reverse(infused, 1)
    with pytest.raises(ReversalTooMuch):
        world.reverse(infused, 1)
    world.pharmacy_answers(infused)
    assert world.total(infused) == 0


@pytest.mark.req("R3.R")
def test_a_return_the_pharmacy_refuses_counts_as_not_made(world: World, infused: StayId) -> None:
    world.reverse(infused, 1)
    world.pharmacy_answers(infused, LineState.REFUSED, "已开封")
    assert first(world, infused, SALINE).reversed_quantity == first(world, infused, DRIP_FEE).reversed_quantity == 0
    assert world.total(infused) == Decimal("56.10"), "the group was given after all"
    again = [row for row in world.record(infused) if row.cause is ReversalCause.RETURN_REFUSED]
    assert {(row.reverses, row.quantity, row.amount) for row in again} == {
        (first(world, infused, DRIP_FEE).line_id, Decimal(1), Decimal("8.00")),
        (first(world, infused, DRIP_SET).line_id, Decimal(1), Decimal("2.10")),
    }
    world.reverse(infused, 1, administrations=3)
    world.pharmacy_answers(infused)
    assert world.total(infused) == 0


@pytest.mark.req("R3.R")
def test_three_refused_returns_take_no_infusion_off_the_bill(world: World, infused: StayId) -> None:
    for _ in range(3):
        world.reverse(infused, 1)
        world.pharmacy_answers(infused, LineState.REFUSED, "已开封")
    assert world.total(infused) == Decimal("56.10")
    world.reverse(infused, 1, administrations=3)
    world.pharmacy_answers(infused)
    assert world.total(infused) == 0


@pytest.mark.req("R3.R")
def test_what_came_back_of_a_group_in_part_was_not_given(world: World, infused: StayId) -> None:
    """The saline went back, the opened powder did not: the infusion was not made."""
    saline, powder = (line for line in world.reverse(infused, 1) if line.is_drug)
    world.answer(infused, LineAnswer(powder.line_id, LineState.REFUSED, powder.quantity, None, "已开封"))
    world.answer(infused, LineAnswer(saline.line_id, LineState.CONFIRMED, saline.quantity, Decimal("2.80")))
    assert world.total(infused) == Decimal("43.20")
    assert not [row for row in world.record(infused) if row.cause is ReversalCause.RETURN_REFUSED]


@pytest.mark.req("R3.R", "R2.10")
def test_a_return_is_credited_on_the_day_it_is_accepted(world: World, infused: StayId) -> None:
    world.at(2, 15)
    world.reverse(infused, 1)
    world.at(3, 9)
    world.pharmacy_answers(infused)
    world.hospital.running["ward"].neighbours.unreachable.add("admission")
    days = {number: world.nurse.daily_bills("W01", day(number), infused).bills[0].day_total for number in (1, 2, 3)}
    assert days == {1: Decimal("56.10"), 2: Decimal("-10.10"), 3: Decimal("-8.60")}


@pytest.mark.req("S6", "R1.14")
def test_what_the_pharmacy_has_not_answered_is_withdrawn_instead(world: World, stay: StayId) -> None:
    world.order(stay, *infusion())
    world.run(stay, 1)
    with pytest.raises(LineNotReversible):
        world.reverse(stay, 1)
    assert world.reverse(stay, 1, administrations=3) == ()
    assert world.withdrawn() == {row.line_id for row in world.record(stay) if row.state is LineState.PENDING}
    with pytest.raises(LineNotReversible):
        world.reverse(stay, 1, administrations=3)
    world.pharmacy_answers(stay, LineState.WITHDRAWN)
    assert world.total(stay) == 0
    with pytest.raises(ReversalTooMuch):
        world.reverse(stay, 1, administrations=3)


@pytest.mark.req("R1.14")
def test_refusals(world: World, infused: StayId) -> None:
    def reverse(**changes: Any) -> None:
        values: dict[str, Any] = {"group_no": 1, "kind": LONG, "service_date": day(1), "administrations": 1, "reason": "拒绝"}
        world.nurse.reverse_group(GroupReversal(infused, **(values | changes)))

    with pytest.raises(ReversalReasonMissing):
        reverse(reason="  ")
    for wrong in ({"service_date": day(2)}, {"group_no": 2}, {"kind": TEMP}):
        with pytest.raises(LineNotFound):
            reverse(**wrong)
    with pytest.raises(InvalidInput):
        reverse(administrations=0)
    with pytest.raises(WardNotAllowed):
        world.stranger.reverse_group(GroupReversal(infused, 1, LONG, day(1), 1, "拒绝"))
    world.settled(infused, [first(world, infused, SALINE).line_id])
    with pytest.raises(LinesSettled):
        reverse()
    world.settled(infused, [first(world, infused, SALINE).line_id], undone=True)
    bound(world.nurse, answers=("ward.orders_running",)).declare_discharge(infused)
    reverse()
    world.stay_changed(infused, StayState.DISCHARGING)
    world.stay_changed(infused, StayState.DISCHARGED)
    with pytest.raises(WrongWardState):
        reverse()


@pytest.mark.req("R1.14")
def test_a_refused_line_can_not_be_reversed(world: World, stay: StayId) -> None:
    world.order(stay, draft())
    world.run(stay)
    world.pharmacy_answers(stay, LineState.REFUSED)
    with pytest.raises(LineNotReversible):
        world.reverse(stay, 1)


@pytest.mark.req("R1.14")
def test_the_same_reversal_twice_is_one(world: World, infused: StayId) -> None:
    reversal, key = GroupReversal(infused, 1, LONG, day(1), 1, "拒绝"), new_key()
    assert bound(world.nurse, key).reverse_group(reversal) == bound(world.nurse, key).reverse_group(reversal)
    assert first(world, infused, SALINE).reversed_quantity == 1


@pytest.mark.req("R1.14")
def test_the_cashier_reverses_one_line_of_the_ward(world: World, infused: StayId) -> None:
    api, fee = desk(world), first(world, infused, DRIP_FEE)
    (line,) = api.reverse_line(LineReversal(fee.line_id, Decimal("1.5"), "多收"))
    assert (line.quantity, line.price, line.reverses, line.source) == (Decimal("-1.5"), Decimal("8.00"), fee.line_id, "ward")
    assert line in world.planned()
    assert world.charged(infused, DRIP_FEE) == [3, Decimal("-1.5")]
    with pytest.raises(ReversalTooMuch) as refused:
        api.reverse_line(LineReversal(fee.line_id, Decimal(2), "多收"))
    assert refused.value.details == {"left": Decimal("1.5")}
    # One whole administration is among the 1.5: two are left, and of the fee no more than 1.5.
    world.reverse(infused, 1, administrations=2)
    assert sum(world.charged(infused, DRIP_FEE)) == 0
    assert sum(world.charged(infused, DRIP_SET)) == 1


@pytest.mark.req("R1.14")
def test_a_drug_the_cashier_reverses_waits_for_the_pharmacy(world: World, infused: StayId) -> None:
    saline = first(world, infused, SALINE)
    (line,) = desk(world).reverse_line(LineReversal(saline.line_id, Decimal(3), "退药"))
    assert (line.quantity, line.price) == (Decimal(-3), None)
    world.answer(infused, LineAnswer(line.line_id, LineState.CONFIRMED, Decimal(-3), Decimal("2.80")))
    assert sum(world.charged(infused, SALINE)) == 0
    assert sum(world.charged(infused, "200050")) == 3


@pytest.mark.req("R1.14")
def test_what_the_cashier_may_not_reverse(world: World, infused: StayId) -> None:
    api, saline = desk(world), first(world, infused, SALINE)

    def reverse(line: str, quantity: str, reason: str = "错误") -> None:
        api.reverse_line(LineReversal(LineId(line), Decimal(quantity), reason))

    for wrong in ("0", "-1", "4"):
        with pytest.raises(ReversalTooMuch):
            reverse(saline.line_id, wrong)
    for wrong in ("NaN", "1e40", "0.00001"):
        with pytest.raises(InvalidInput):
            reverse(saline.line_id, wrong)
    with pytest.raises(ReversalReasonMissing):
        reverse(saline.line_id, "1", " ")
    with pytest.raises(LineNotFound):
        reverse(new_id(), "1")
    (back,) = api.reverse_line(LineReversal(saline.line_id, Decimal(1), "退药"))
    with pytest.raises(LineNotReversible):
        reverse(back.line_id, "1")
    world.settled(infused, [saline.line_id])
    with pytest.raises(LinesSettled):
        reverse(saline.line_id, "1")


@pytest.mark.req("R1.14")
def test_tablets_come_back_in_whole_tablets(world: World, stay: StayId) -> None:
    # Half a tablet three times a day: two tablets issued, and what two doses need stays with the patient.
    world.order(stay, draft(ASPIRIN, dose=Decimal("0.5"), frequency=TID), by_day(BED_2), once())
    world.run(stay, 1)
    world.pharmacy_answers(stay)
    assert world.charged(stay, ASPIRIN) == [2]
    assert [line.quantity for line in world.reverse(stay, 1)] == [-1], "two doses need one"
    assert [line.quantity for line in world.reverse(stay, 1)] == []
    assert [line.quantity for line in world.reverse(stay, 1)] == [-1]
    with pytest.raises(ReversalTooMuch):
        world.reverse(stay, 1)
    assert [line.quantity for line in world.reverse(stay, 1, group=2)] == [-1]
    assert [line.item_code for line in world.reverse(stay, 1, kind=TEMP)] == ["500001"]
    assert world.record(stay)[-1].service_date == on(1).date()
