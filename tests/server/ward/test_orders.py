"""Order entry: R2.3, R2.7, R2.U, R2.V and the look-ups' part of R2.K."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from shared import clock
from shared.contracts.common import Delta, RowChange
from shared.contracts.ward.errors import StartMissing, TimesMissing, WardStayNotFound, WrongWardState
from shared.contracts.ward.types import OrderDraft, OrderRow, OrderState
from shared.errors import InvalidInput
from shared.identifiers import StayId, new_id, new_key
from shared.rpc import bound
from tests.server.ward.world import (
    ASPIRIN,
    BED_1,
    BED_2,
    BID,
    BLOOD,
    BLOOD_COUNT,
    CEFUROXIME,
    DRIP,
    DRIP_FEE,
    DRIP_SET,
    ECG,
    HOURLY,
    HYPODERMIC,
    IM,
    INSULIN,
    LIVER,
    LONG,
    ONCE,
    PRN,
    Q8H,
    QD,
    ROUTINE,
    SALINE,
    ST,
    TEMP,
    TID,
    World,
    by_day,
    draft,
    infusion,
    insert,
    on,
    once,
)


def problems(world: World, stay: StayId, *orders: OrderDraft) -> list[tuple[str, str, str]]:
    """(row, column, code) of what is refused; nothing is stored then."""
    before = world.orders(stay)
    result = world.enter(stay, *orders)
    assert world.orders(stay) == before
    assert result.applied == ()
    return [(problem.row_id, problem.column, problem.error.code) for problem in result.problems]


def edit(world: World, stay: StayId, row: OrderRow, nurse: Any = None, version: int | None = None, **new: Any) -> Any:
    change = RowChange("update", row.order_id, row.version if version is None else version, {}, new)
    return (nurse or world.nurse).apply_orders(stay, Delta((change,)))


def delete(world: World, stay: StayId, row: OrderRow) -> Any:
    return world.nurse.apply_orders(stay, Delta((RowChange("delete", row.order_id, row.version, {}, {}),)))


@pytest.mark.req("R2.3", "R2.U")
def test_orders_are_entered_with_doses_in_their_own_units(world: World, stay: StayId) -> None:
    result = world.enter(
        stay,
        *infusion(),
        draft(ASPIRIN, dose=Decimal(100), dose_unit="mg", note=" 餐后 "),
        draft(INSULIN, dose=Decimal(6), dose_unit="u", usage=HYPODERMIC, frequency=TID),
        once(ECG),
    )
    assert [applied.sent_id for applied in result.applied] == ["new-1", "new-2", "new-3", "new-4", "new-5"]
    rows = world.orders(stay)
    assert [(row.item_name, row.dose, row.dose_unit, row.quantity, row.unit) for row in rows] == [
        ("0.9%氯化钠注射液", Decimal(100), "ml", Decimal(1), "袋"),
        ("注射用头孢呋辛钠", Decimal("0.75"), "g", Decimal(1), "支"),
        ("阿司匹林肠溶片", Decimal(100), "mg", Decimal(1), "片"),
        ("胰岛素注射液", Decimal(6), "u", Decimal("0.015"), "支"),
        ("心电图", Decimal(1), "次", Decimal(1), "次"),
    ]
    assert [(row.kind, row.group_no) for row in rows] == [(LONG, 1), (LONG, 1), (LONG, 2), (LONG, 3), (TEMP, 1)]
    aspirin = rows[2]
    assert (aspirin.usage_name, aspirin.frequency_name, aspirin.spec, aspirin.note) == ("口服", "qd", "100mg", "餐后")
    assert (aspirin.entered_by, aspirin.confirmed_by, aspirin.state, aspirin.version) == ("李护士", None, OrderState.NEW, 1)


@pytest.mark.req("R2.3")
def test_add_ons_follow_from_the_usage_once_for_the_group(world: World, stay: StayId) -> None:
    world.enter(stay, *infusion(), once(BLOOD_COUNT, usage=BLOOD, group_no=4), once(LIVER, usage=BLOOD, group_no=4), draft())

    def add_ons() -> list[tuple[Any, ...]]:
        return [(row.kind, row.group_no, row.item_code, row.quantity) for row in world.nurse.order_sheet(stay).add_ons.rows]

    drawn_together = [(TEMP, 4, "300009", Decimal(1)), (TEMP, 4, "D30004", Decimal(2))]
    assert add_ons() == [(LONG, 1, DRIP_FEE, Decimal(1)), (LONG, 1, DRIP_SET, Decimal(1)), *drawn_together]
    delete(world, stay, next(row for row in world.orders(stay) if row.item_code == LIVER))
    assert add_ons()[2:] == [(TEMP, 4, "300009", Decimal(1)), (TEMP, 4, "D30004", Decimal(1))]
    for row in world.orders(stay):
        if row.group_no == 1 and row.kind is LONG:
            delete(world, stay, row)
    assert add_ons() == [(TEMP, 4, "300009", Decimal(1)), (TEMP, 4, "D30004", Decimal(1))]


@pytest.mark.req("R2.V")
@pytest.mark.parametrize(
    ("wrong", "column", "code"),
    [
        ({"start_at": None}, "start_at", "ward.start_missing"),
        ({"item_code": "999999"}, "item_code", "ward.item_unknown"),
        ({"frequency": 99}, "frequency", "ward.times_missing"),
        ({"stop_at": on(1, 9)}, "stop_at", "ward.stop_before_start"),
        ({"stop_at": on(1, 10)}, "stop_at", "ward.stop_before_start"),
        ({"dose": None}, "dose", "ward.dose_missing"),
        ({"dose": Decimal(0)}, "dose", "ward.dose_missing"),
        ({"dose": Decimal(-1)}, "dose", "ward.dose_missing"),
        ({"dose": Decimal("NaN")}, "dose", "ward.dose_missing"),
        ({"dose": Decimal(4)}, "dose", "ward.dose_too_high"),
        ({"dose_unit": "ml"}, "dose_unit", "ward.dose_unit_unknown"),
        ({"start_at": on(1, 10) - timedelta(hours=20, minutes=1)}, "start_at", "ward.order_too_old"),
        ({"start_at": on(1, 10) + timedelta(hours=24, minutes=1)}, "start_at", "ward.order_too_far_ahead"),
        ({"usage": 99}, "usage", "ward.usage_unknown"),
        ({"usage": 13}, "usage", "ward.usage_not_for_item"),
        ({"usage": ROUTINE}, "usage", "ward.usage_not_for_item"),
        ({"frequency": ST}, "frequency", "ward.frequency_not_for_kind"),
        ({"kind": TEMP, "stop_at": on(2, 10)}, "", "ward.not_long_term"),
        ({"item_code": "300008", "dose_unit": "小时", "usage": 22}, "item_code", "ward.hourly_not_available"),
        ({"frequency": HOURLY}, "item_code", "ward.hourly_not_available"),
        ({"first_day_times": 2}, "first_day_times", "ward.first_day_times"),
        ({"dose": Decimal("1.00001")}, "dose", "invalid_input"),
        ({"dose": Decimal("1e30")}, "dose", "invalid_input"),
        ({"stop_at": on(500)}, "stop_at", "invalid_input"),
        ({"note": "餐\x07后"}, "note", "invalid_input"),
        ({"doctor": "\x1b张"}, "doctor", "invalid_input"),
    ],
)
def test_each_rule_points_at_its_column(world: World, stay: StayId, wrong: dict[str, Any], column: str, code: str) -> None:
    assert problems(world, stay, draft("100003"), draft(**({"dose": Decimal(1)} | wrong))) == [("new-2", column, code)]


@pytest.mark.req("R2.V")
def test_the_twenty_hour_example(world: World, stay: StayId) -> None:
    world.at(2, 10)
    assert problems(world, stay, draft(start_at=on(1, 13, 59))) == [("new-1", "start_at", "ward.order_too_old")]
    assert not world.enter(stay, draft(start_at=on(1, 14))).problems


@pytest.mark.req("R2.V")
def test_what_no_column_holds_is_refused_where_it_stands(world: World, stay: StayId) -> None:
    def send(**new: Any) -> list[tuple[str, str]]:
        row = insert(1, draft())
        result = world.nurse.apply_orders(stay, Delta((replace(row, new={**row.new, **new}),)))
        return [(problem.column, problem.error.code) for problem in result.problems]

    assert send(dose="many") == [("dose", "invalid_input")]
    assert send(group_no=10_000) == [("group_no", "invalid_input")]
    assert send(start_at="2025-03-03T10:00:00") == [("start_at", "invalid_input")]
    assert send(item_name="阿司匹林") == [("item_name", "invalid_input")]
    assert send(kind=7) == [("kind", "invalid_input")]
    assert world.orders(stay) == ()


@pytest.mark.req("R2.7")
def test_a_short_drug_can_not_be_ordered_until_it_is_there_again(world: World, stay: StayId) -> None:
    world.short(ASPIRIN)
    world.short(ASPIRIN)
    assert world.nurse.short_items() == (ASPIRIN,)
    assert problems(world, stay, draft()) == [("new-1", "item_code", "ward.item_short")]
    world.short(ASPIRIN, False)
    world.short(ASPIRIN, False)
    assert world.nurse.short_items() == ()
    assert not world.enter(stay, draft()).problems


@pytest.mark.req("R2.3", "R2.V")
def test_rows_of_one_negative_number_become_one_new_group(world: World, stay: StayId) -> None:
    world.enter(stay, draft())
    entered = world.enter(
        stay,
        draft("100003", group_no=-2),
        draft("100004"),
        draft("100005", group_no=-2),
        draft("100003", group_no=-1),
        draft("100004", group_no=5),
        once(ECG, group_no=-2),
    )
    assert not entered.problems
    groups = {row.order_id: (row.kind, row.group_no) for row in world.orders(stay)}
    assert [groups[row.row_id] for row in entered.applied] == [(LONG, 6), (LONG, 7), (LONG, 6), (LONG, 8), (LONG, 5), (TEMP, 1)]


@pytest.mark.req("R2.3")
def test_a_stored_order_goes_into_a_new_group_with_a_new_one(world: World, stay: StayId) -> None:
    world.enter(stay, draft(), draft("100003"))
    first, _ = world.orders(stay)
    moved = RowChange("update", first.order_id, 1, {"group_no": 1}, {"group_no": -1})
    result = world.nurse.apply_orders(stay, Delta((moved, insert(1, draft("100004", group_no=-1)))))
    assert not result.problems
    assert [(row.item_code, row.group_no) for row in world.orders(stay)] == [("100003", 2), (ASPIRIN, 3), ("100004", 3)]


@pytest.mark.req("R2.3")
def test_rules_of_a_group_hold_in_a_new_one(world: World, stay: StayId) -> None:
    first, second = infusion(-1)
    assert problems(world, stay, first, replace(second, frequency=QD)) == [
        ("new-1", "group_no", "ward.group_differs"),
        ("new-2", "group_no", "ward.group_differs"),
    ]
    world.enter(stay, first, second)
    assert sorted(row.quantity for row in world.nurse.order_sheet(stay).add_ons.rows) == [1, 1], "added once for the group"


@pytest.mark.req("R2.3")
def test_a_group_shares_route_frequency_start_and_stop(world: World, stay: StayId) -> None:
    saline, cefuroxime = infusion()
    differs = [("new-1", "group_no", "ward.group_differs"), ("new-2", "group_no", "ward.group_differs")]
    for wrong in ({"usage": 14}, {"frequency": BID}, {"start_at": on(1, 11)}, {"stop_at": on(3, 10)}):
        assert sorted(problems(world, stay, saline, replace(cefuroxime, **wrong))) == differs
    world.enter(stay, saline)
    assert problems(world, stay, replace(cefuroxime, frequency=QD)) == [("new-1", "group_no", "ward.group_differs")]
    assert not world.enter(stay, cefuroxime).problems
    world.confirm(stay)
    assert problems(world, stay, draft("100003", group_no=1)) == [("new-1", "group_no", "ward.order_confirmed")]


@pytest.mark.req("R2.V")
def test_one_bed_one_nursing_level_one_diet_at_a_time(world: World, stay: StayId) -> None:
    both = problems(world, stay, by_day(BED_2), by_day(BED_1))
    assert both == [("new-1", "item_code", "ward.exclusive_item_running"), ("new-2", "item_code", "ward.exclusive_item_running")]
    assert not world.enter(stay, by_day(BED_2, stop_at=on(1, 20)), by_day(BED_1, start_at=on(1, 20))).problems
    assert problems(world, stay, by_day(BED_2, start_at=on(1, 15))) == [("new-1", "item_code", "ward.exclusive_item_running")]
    assert not world.enter(stay, by_day(BED_2, start_at=on(1, 8), stop_at=on(1, 9))).problems


@pytest.mark.req("R2.V")
def test_a_bed_given_once_hinders_no_other_bed(world: World, stay: StayId) -> None:
    assert not world.enter(stay, by_day(BED_2, kind=TEMP)).problems
    assert not world.enter(stay, by_day(BED_1)).problems


@pytest.mark.req("R2.V", "R2.4")
def test_before_confirmation_an_order_may_be_changed_and_deleted_afterwards_neither(world: World, stay: StayId) -> None:
    world.enter(stay, draft(), draft("100003"))
    first, second = world.orders(stay)
    assert edit(world, stay, first, dose="2", nurse=world.other_nurse).applied[0].version == 2
    edited = world.orders(stay)[0]
    assert (edited.quantity, edited.entered_by, edited.version) == (Decimal(2), "陈护士", 2)
    delete(world, stay, second)
    world.nurse.confirm_orders(stay, ((edited.order_id, edited.version),))
    (confirmed,) = world.orders(stay)
    for result in (edit(world, stay, confirmed, dose="1"), delete(world, stay, confirmed)):
        assert [(problem.row_id, problem.error.code) for problem in result.problems] == [
            (confirmed.order_id, "ward.order_confirmed")
        ]
    assert world.orders(stay) == (confirmed,)


@pytest.mark.req("R2.3")
def test_an_edit_may_move_an_order_to_a_number_of_its_own(world: World, stay: StayId) -> None:
    world.enter(stay, *infusion())
    saline = world.orders(stay)[0]
    assert edit(world, stay, saline, group_no=0).applied
    assert [(row.item_code, row.group_no) for row in world.orders(stay)] == [(CEFUROXIME, 1), (SALINE, 2)]
    assert [row.group_no for row in world.nurse.order_sheet(stay).add_ons.rows] == [1, 1, 2, 2]


@pytest.mark.req("R2.3", "T4")
def test_a_row_somebody_else_changed_is_a_conflict_and_nothing_is_stored(world: World, stay: StayId) -> None:
    world.enter(stay, draft())
    (seen,) = world.orders(stay)
    edit(world, stay, seen, dose="2", nurse=world.other_nurse)
    change = RowChange("update", seen.order_id, seen.version, {"note": ""}, {"note": "餐后"})
    result = world.nurse.apply_orders(stay, Delta((change, insert(1, draft("100003")))))
    (conflict,) = result.conflicts
    assert (conflict.row_id, conflict.version) == (seen.order_id, 2)
    assert conflict.theirs is not None
    assert Decimal(conflict.theirs["dose"]) == 2
    assert len(world.orders(stay)) == 1
    delete(world, stay, world.orders(stay)[0])
    gone = edit(world, stay, seen, note="餐后").conflicts[0]
    assert (gone.row_id, gone.version, gone.theirs) == (seen.order_id, 0, None)


@pytest.mark.req("R2.3")
def test_a_row_may_be_named_more_than_once_in_a_delta(world: World, stay: StayId) -> None:
    world.enter(stay, draft(), draft("100003"))
    first, second = world.orders(stay)

    def change(action: str, row: OrderRow, **new: Any) -> RowChange:
        return RowChange(action, row.order_id, row.version, {}, new)

    delta = Delta(
        (
            change("update", first, note="餐后"),
            change("update", first, dose="2"),
            change("update", second),
            change("delete", second),
        )
    )
    assert len(world.nurse.apply_orders(stay, delta).applied) == 2
    (left,) = world.orders(stay)
    assert (left.note, left.quantity, left.version) == ("餐后", Decimal(2), 2)
    gone = world.nurse.apply_orders(stay, Delta((change("delete", left), change("delete", left))))
    assert gone.conflicts[0].row_id == left.order_id


@pytest.mark.req("R2.3")
def test_numbers_go_on_after_the_highest_and_never_run_out(world: World, stay: StayId) -> None:
    world.enter(stay, draft(), draft("100003", group_no=9998), draft("100004"), draft("100005"))
    assert sorted(row.group_no for row in world.orders(stay)) == [1, 2, 9998, 9999]


@pytest.mark.req("R2.3")
def test_a_number_is_free_again_with_the_delta_that_empties_it(world: World, stay: StayId) -> None:
    world.enter(stay, draft(), draft("100003"))
    last = world.orders(stay)[1]
    emptied = RowChange("delete", last.order_id, last.version, {}, {})
    world.nurse.apply_orders(stay, Delta((emptied, insert(1, draft("100004")))))
    assert [(row.item_code, row.group_no) for row in world.orders(stay)] == [(ASPIRIN, 1), ("100004", 2)]


@pytest.mark.req("R2.3")
def test_the_same_delta_twice_is_stored_once(world: World, stay: StayId) -> None:
    delta, key = Delta((insert(1, draft()),)), new_key()
    assert bound(world.nurse, key).apply_orders(stay, delta) == bound(world.nurse, key).apply_orders(stay, delta)
    assert len(world.orders(stay)) == 1


@pytest.mark.req("R2.V")
def test_orders_are_entered_for_patients_in_the_ward_only(world: World) -> None:
    waiting = world.waiting()
    with pytest.raises(WrongWardState):
        world.enter(waiting, draft())
    gone = world.patient()
    world.nurse.declare_discharge(gone)
    with pytest.raises(WrongWardState):
        world.enter(gone, draft())


@pytest.mark.req("R2.5", "R2.K")
@pytest.mark.parametrize(
    ("values", "times"),
    [
        ({"frequency": Q8H, "start_at": on(1, 10)}, 3),
        ({"frequency": TID, "start_at": on(1, 23)}, 1),
        ({"frequency": BID, "start_at": on(1, 15)}, 2),
        ({"frequency": Q8H, "start_at": on(1, 10), "stop_at": on(1, 20)}, 1),
        ({"frequency": ONCE, "kind": TEMP}, 1),
        ({"frequency": PRN}, 0),
    ],
)
def test_first_day_times_are_proposed_from_the_clock_times(world: World, values: dict[str, Any], times: int) -> None:
    assert world.nurse.first_day_times(draft(**({"start_at": on(1, 10)} | values))) == times


@pytest.mark.req("R2.V")
def test_first_day_times_need_frequency_and_start(world: World) -> None:
    with pytest.raises(TimesMissing):
        world.nurse.first_day_times(draft(frequency=99))
    with pytest.raises(StartMissing):
        world.nurse.first_day_times(draft(start_at=None))
    with pytest.raises(InvalidInput):
        world.nurse.first_day_times(draft(start_at=clock.now().replace(tzinfo=None)))


@pytest.mark.req("R2.V")
def test_each_drug_has_its_allowed_routes(world: World, stay: StayId) -> None:
    assert problems(world, stay, draft(INSULIN, dose=Decimal(6), dose_unit="u", usage=IM)) == [
        ("new-1", "usage", "ward.usage_not_for_item")
    ]
    assert not world.enter(stay, draft(INSULIN, dose=Decimal(6), dose_unit="u", usage=DRIP)).problems


@pytest.mark.req("R2.2")
def test_a_stay_admission_never_told_of_has_no_orders(world: World) -> None:
    with pytest.raises(WardStayNotFound):
        world.nurse.order_sheet(StayId(new_id()))
