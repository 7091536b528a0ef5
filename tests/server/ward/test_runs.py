"""The run of one patient: R2.4–R2.7, R2.9, F1–F17 as the ward's server makes them."""

from __future__ import annotations

import threading
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest

from shared.contracts.admission.types import StayState
from shared.contracts.common import LineKind, LineState, PlannedLine
from shared.contracts.ward.errors import WrongWardState
from shared.contracts.ward.events import LinesPlanned
from shared.contracts.ward.types import OrderState
from shared.identifiers import StayId, new_key
from shared.rpc import bound
from tests.in_process import InProcessHospital
from tests.server.ward.world import (
    ASPIRIN,
    BED_1,
    BED_2,
    BID,
    BLOOD,
    BLOOD_COUNT,
    CEFUROXIME,
    DRESSING,
    DRIP_FEE,
    DRIP_SET,
    ECG,
    HYPODERMIC,
    INSULIN,
    MEAL,
    NURSING_1,
    NURSING_2,
    PRN,
    Q3D,
    QD,
    QOD,
    SALINE,
    SOS,
    TEMP,
    TID,
    TMS,
    World,
    by_day,
    day,
    draft,
    infusion,
    on,
    once,
    reasons,
)

JOURNEY = ("700002", "900003", "800001", "A10001")


def journey(world: World, stay: StayId) -> None:
    """The orders of D1 10:00 in domain rules §2.3."""
    world.order(
        stay,
        *infusion(1),
        draft(ASPIRIN, group_no=2),
        *(by_day(item) for item in JOURNEY),
        once(BLOOD_COUNT, usage=BLOOD),
        once(ECG),
    )


@pytest.mark.req("R2.5", "R2.6", "R2.9")
def test_the_journey_of_three_days(world: World, stay: StayId) -> None:
    journey(world, stay)
    totals = []
    for number in (1, 2, 3):
        result = world.run(stay, number)
        assert result.not_sent == ()
        assert result.to_pharmacy == 3
        world.pharmacy_answers(stay)
        totals.append(world.total(stay))
    assert totals == [Decimal("231.80"), Decimal("418.40"), Decimal("605.00")]
    world.reverse(stay, 3)
    world.pharmacy_answers(stay)
    assert world.total(stay) == Decimal("586.30")
    world.at(4, 9, 30)
    bound(world.nurse, answers=("ward.orders_running",)).declare_discharge(stay)
    assert world.total(stay) == Decimal("586.30")
    assert world.statement_covers()
    assert not [row for row in world.record(stay) if row.state is LineState.PENDING]


@pytest.mark.req("R2.6")
def test_herbal_drugs_go_to_the_pharmacy_too(world: World, stay: StayId) -> None:
    world.order(stay, draft("200901", dose=Decimal(6), dose_unit="g", usage=19))
    assert world.run(stay).to_pharmacy == 1
    (line,) = world.planned()
    assert (line.item_code, line.is_drug, line.price) == ("200901", True, None)
    (row,) = world.record(stay)
    assert (row.state, world.total(stay)) == (LineState.PENDING, 0)


@pytest.mark.req("R2.6")
def test_drugs_go_to_the_pharmacy_under_one_request_and_the_rest_is_money_at_once(world: World, stay: StayId) -> None:
    rows = world.order(stay, *infusion(), by_day(BED_2), once(ECG))
    result = world.run(stay)
    assert (result.to_pharmacy, result.charged, result.patient.bed) == (2, 4, "W01-001")
    (told,) = world.facts(LinesPlanned)
    assert (told.request_id, told.ward, told.bed, told.patient_no, told.patient_name) == (
        result.request_id,
        "W01",
        "W01-001",
        100001,
        "张秀英",
    )
    lines = {line.item_code: line for line in told.lines}

    def facts(line: PlannedLine) -> tuple[Any, ...]:
        return line.kind, line.ordered_as, line.quantity, line.price, line.administrations, line.request_id, line.order_id

    long, temporary, add_on = LineKind.LONG_TERM, LineKind.TEMPORARY, LineKind.ADD_ON
    assert facts(lines[SALINE]) == (long, long, 3, None, 3, result.request_id, rows[0].order_id)
    assert facts(lines[DRIP_FEE]) == (add_on, long, 3, Decimal("8.00"), 3, None, None)
    assert facts(lines[BED_2]) == (long, long, 1, Decimal("60.00"), 1, None, rows[2].order_id)
    assert facts(lines[ECG]) == (temporary, temporary, 1, Decimal("20.00"), 1, None, rows[3].order_id)
    assert (lines[SALINE].dose_text, lines[SALINE].usage, lines[SALINE].frequency) == ("100ml", "静脉滴注", "q8h")
    assert {line.source for line in told.lines} == {"ward"}
    assert {line.service_date for line in told.lines} == {day(1)}
    states = {row.item_code: (row.state, row.amount) for row in world.record(stay)}
    assert states[SALINE] == (LineState.PENDING, None)
    assert states[DRIP_SET] == (LineState.CONFIRMED, Decimal("6.30"))


@pytest.mark.req("R2.5")
@pytest.mark.parametrize(
    ("frequency", "given"),
    [(QD, [1, 1, 1, 1]), (BID, [2, 2, 2, 2]), (QOD, [1, 0, 1, 0]), (Q3D, [1, 0, 0, 1])],
)
def test_the_worked_table(world: World, stay: StayId, frequency: int, given: list[int]) -> None:
    world.order(stay, draft(frequency=frequency))
    made = []
    for number in (1, 2, 3, 4):
        result = world.run(stay, number)
        made.append(sum(line.administrations for line in world.planned() if line.service_date == day(number)))
        if not made[-1]:
            assert reasons(result.not_sent) == {"阿司匹林肠溶片": "ward.run.not_due"}
    assert made == given


@pytest.mark.req("R2.5")
def test_f1_only_confirmed_orders_that_have_begun_run(world: World, stay: StayId) -> None:
    world.enter(stay, draft())
    world.order(world.patient("W01-002", patient_no=100002), draft())
    assert reasons(world.run(stay).not_sent) == {"阿司匹林肠溶片": "ward.run.not_confirmed"}
    assert world.planned() == []
    world.confirm(stay)
    world.order(stay, draft("100003", start_at=on(1, 12)))
    preview = world.nurse.preview_run(stay)
    assert [(order.item_name, order.administrations, order.quantity, order.to_pharmacy) for order in preview.orders] == [
        ("阿司匹林肠溶片", 1, Decimal(1), True),
        ("阿托伐他汀钙片", 0, Decimal(0), True),
    ]
    assert reasons(preview.orders) == {"阿托伐他汀钙片": "ward.run.not_started"}
    assert world.planned() == []
    assert world.run(stay).to_pharmacy == 1


@pytest.mark.req("R2.5")
def test_f11_a_second_run_makes_nothing(world: World, stay: StayId) -> None:
    journey(world, stay)
    world.run(stay)
    before = world.planned()
    again = world.run(stay)
    assert (again.request_id, again.to_pharmacy, again.charged) == (None, 0, 0)
    assert set(reasons(again.not_sent).values()) == {"ward.run.already"}
    assert len(again.not_sent) == 7
    assert world.run(stay, 2, 8, 50).charged == 0
    assert world.planned() == before
    assert world.run(stay, 2, 9, 0).charged == 6


@pytest.mark.req("R2.5")
def test_the_same_press_twice_is_one_run(world: World, stay: StayId) -> None:
    world.order(stay, draft())
    key = new_key()
    first = bound(world.nurse, key).execute_patient(stay)
    assert bound(world.nurse, key).execute_patient(stay) == first
    assert len(world.planned()) == 1


@pytest.mark.req("R2.5")
def test_runs_at_once_from_two_servers_make_every_line_once(world: World, stay: StayId, running: InProcessHospital) -> None:
    journey(world, stay)
    first_server = running.running["ward"]
    second_server = running.another_server("ward")
    apis = []
    for server in (first_server, second_server) * 3:
        running.running["ward"] = server
        apis.append(running.station("ward", "nurse1"))
    running.running["ward"] = first_server
    world.at(1, 10, 30)
    results: list[Any] = []
    threads = [threading.Thread(target=lambda api=api: results.append(api.execute_patient(stay))) for api in apis]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second_server.engine.dispose()
    assert sorted(result.charged for result in results) == [0] * 5 + [10]
    lines = world.planned()
    assert max(Counter((line.order_id, line.service_date) for line in lines if line.order_id).values()) == 1
    assert len(lines) == 13


@pytest.mark.req("R2.5")
def test_a_temporary_order_runs_once(world: World, stay: StayId) -> None:
    world.order(stay, once(ECG), once(ASPIRIN, dose_unit="片", usage=1, frequency=TID))
    result = world.run(stay)
    assert (result.charged, result.to_pharmacy) == (1, 1)
    assert world.charged(stay, ASPIRIN) == [3]
    assert [row.state for row in world.orders(stay)] == [OrderState.DONE] * 2
    later = world.run(stay, 2)
    assert (later.charged, later.not_sent) == (0, ())


@pytest.mark.req("R2.7")
def test_a_drug_that_became_short_is_reported_and_its_group_stays(world: World, stay: StayId) -> None:
    world.order(stay, *infusion(), draft())
    world.short(CEFUROXIME)
    result = world.run(stay)
    assert reasons(result.not_sent) == {"0.9%氯化钠注射液": "ward.item_short", "注射用头孢呋辛钠": "ward.item_short"}
    assert {order.reason and order.reason.sentence("zh") for order in result.not_sent} == {"药房缺药：注射用头孢呋辛钠，请更换"}
    assert [line.item_code for line in world.planned()] == [ASPIRIN]
    world.short(CEFUROXIME, False)
    assert world.run(stay).to_pharmacy == 2


@pytest.mark.req("R2.5")
def test_without_a_price_nothing_of_the_group_is_made(world: World, stay: StayId) -> None:
    world.order(stay, *infusion(), by_day(BED_2))
    with world.without_price(DRIP_SET, BED_2):
        result = world.run(stay)
    assert set(reasons(result.not_sent).values()) == {"ward.price_missing"}
    reason = result.not_sent[0].reason
    assert reason is not None
    assert "一次性输液器" in reason.sentence("zh")
    assert world.planned() == []
    assert all(row.last_perform is None for row in world.orders(stay))
    assert world.run(stay).to_pharmacy == 2


@pytest.mark.req("R2.5")
def test_f13_and_f17_are_not_the_daily_runs_business(world: World, stay: StayId) -> None:
    world.order(stay, draft(frequency=PRN), once("100003", dose_unit="片", usage=1, frequency=SOS), once(TMS))
    result = world.run(stay)
    assert reasons(result.not_sent) == {
        "阿司匹林肠溶片": "ward.run.on_demand",
        "阿托伐他汀钙片": "ward.run.on_demand",
        "重复经颅磁刺激治疗": "ward.run.tms",
    }
    assert world.planned() == []
    lapsed = world.run(stay, 1, 22, 1)
    assert "阿托伐他汀钙片" not in reasons(lapsed.not_sent)


@pytest.mark.req("R2.5")
def test_f6_no_administration_on_the_first_day_moves_the_order_on_without_a_line(world: World, stay: StayId) -> None:
    world.order(stay, *infusion(first_day_times=0))
    result = world.run(stay)
    assert (result.to_pharmacy, result.charged, result.not_sent) == (0, 0, ())
    assert [row.last_perform for row in world.orders(stay)] == [on(2, 9)] * 2
    assert world.run(stay, 2).to_pharmacy == 2
    assert world.charged(stay, DRIP_FEE) == [3]


@pytest.mark.req("R2.5")
def test_f7_missed_days_are_caught_up_by_the_day_and_reported_for_drugs(world: World, stay: StayId) -> None:
    world.order(stay, draft(frequency=TID), by_day(BED_2))
    world.run(stay, 1)
    result = world.run(stay, 4)
    assert world.charged(stay, BED_2) == [1, 1, 1, 1]
    assert [line.service_date for line in world.planned() if line.item_code == BED_2] == [*map(day, (1, 2, 3, 4))]
    assert world.charged(stay, ASPIRIN) == [3, 3]
    assert [(order.item_name, order.missed) for order in result.missed] == [("阿司匹林肠溶片", 6)]


@pytest.mark.req("R2.5", "R2.U")
def test_one_vial_of_insulin_lasts_while_its_injections_are_charged(world: World, stay: StayId) -> None:
    world.order(stay, draft(INSULIN, dose=Decimal(40), dose_unit="u", usage=HYPODERMIC, frequency=TID))
    vials = []
    for number in range(1, 8):
        world.run(stay, number)
        vials.append(
            sum(line.quantity for line in world.planned() if line.item_code == INSULIN and line.service_date == day(number))
        )
        world.pharmacy_answers(stay)
    # 0.3 of a vial a day: a new one on D1, D4 (0.1 left of the first) and D7 (0.2 left of the second).
    assert vials == [1, 0, 0, 1, 0, 0, 1]
    assert sum(world.charged(stay, "300004")) == 21


@pytest.mark.req("R2.5")
def test_doses_of_a_refused_vial_do_not_count_as_given(world: World, stay: StayId) -> None:
    world.order(stay, draft(INSULIN, dose=Decimal(40), dose_unit="u", usage=HYPODERMIC, frequency=TID))
    world.run(stay, 1)
    world.pharmacy_answers(stay, LineState.REFUSED, "无货")
    world.run(stay, 2)
    assert world.charged(stay, INSULIN) == [1, 1]


@pytest.mark.req("R2.5")
def test_f16_bed_and_nursing_are_charged_once_a_day_also_when_they_change(world: World, stay: StayId) -> None:
    nursing, _ = world.order(stay, by_day(NURSING_2), by_day(MEAL))
    world.run(stay, 1)
    world.at(1, 15)
    world.nurse.stop_order(nursing.order_id, nursing.version, on(1, 15))
    world.order(stay, by_day(NURSING_1))
    assert reasons(world.run(stay, 1, 16).not_sent)["Ⅰ级护理"] == "ward.run.already"
    world.run(stay, 2)
    assert (world.charged(stay, NURSING_2), world.charged(stay, NURSING_1)) == ([1], [1])
    assert world.stay(stay).nursing_item == "Ⅰ级护理"


@pytest.mark.req("R2.5")
def test_f16_two_bed_orders_of_one_morning_are_charged_once(world: World, stay: StayId) -> None:
    world.order(stay, by_day(BED_2, stop_at=on(2, 12)))
    world.run(stay, 1)
    world.at(2, 9)
    world.order(stay, by_day(BED_1, start_at=on(2, 12)))
    world.run(stay, 2, 14)
    assert world.charged(stay, BED_2) == [1, 1]
    assert world.charged(stay, BED_1) == []
    world.run(stay, 3)
    assert world.charged(stay, BED_1) == [1]


@pytest.mark.req("R2.5")
def test_treatments_several_times_a_day_are_charged_as_often(world: World, stay: StayId) -> None:
    world.order(stay, draft(DRESSING, dose_unit="次", usage=17, frequency=BID))
    world.run(stay)
    (line,) = world.planned()
    assert (line.quantity, line.administrations, line.is_drug) == (2, 2, False)


@pytest.mark.req("R2.5")
def test_only_patients_in_care_are_run(world: World, stay: StayId) -> None:
    waiting = world.waiting()
    with pytest.raises(WrongWardState):
        world.nurse.execute_patient(waiting)
    with pytest.raises(WrongWardState):
        world.nurse.preview_run(waiting)
    world.order(stay, once(ECG, start_at=on(1, 12)))
    world.at(1, 12)
    world.nurse.declare_interim(stay, day(2))
    assert world.stay(stay).state is StayState.INTERIM
    assert world.run(stay).charged == 1
    assert world.orders(stay)[0].kind is TEMP
