"""Beds and patients: R2.1, R2.2, R2.11, R2.14, R2.B."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

import pytest

from shared.contracts.admission.types import Payer, Sex, StayState
from shared.contracts.ward.errors import (
    BedExists,
    BedNotFound,
    BedTaken,
    DoctorMissing,
    WardStayNotFound,
    WardUnknown,
    WrongWardState,
)
from shared.contracts.ward.events import BedChanged, PatientLeft, PatientReceived
from shared.contracts.ward.types import BedState, LineReversal, Reception
from shared.errors import InvalidInput, MissingRight, WardNotAllowed
from shared.identifiers import LineId, StayId, new_id, new_key
from shared.rpc import bound
from tests.in_process import InProcessHospital
from tests.server.ward.world import NURSING_2, World, by_day, draft, on


def bed_state(world: World, bed: str, ward: str = "W01") -> BedState:
    return next(each.state for each in world.head.board(ward).beds if each.bed == bed)


@pytest.mark.req("R2.1")
def test_a_waiting_patient_is_received_into_a_bed(world: World) -> None:
    stay = world.waiting()
    board = world.nurse.board("W01")
    assert [each.stay_id for each in board.waiting] == [stay]
    assert (board.ward_name, len(board.beds), board.stays) == ("内一科(心血管呼吸内科)", 70, ())

    received = world.nurse.receive(stay, "W01", Reception("W01-007", " 张医生 ", "青霉素"))

    assert (received.state, received.patient.bed, received.doctor, received.allergy) == (
        StayState.IN_WARD,
        "W01-007",
        "张医生",
        "青霉素",
    )
    assert received.patient.ward == "W01"
    assert received.patient.ward_name == "内一科(心血管呼吸内科)"
    assert (received.sex, received.patient.birth_date, received.payer) == (Sex.FEMALE, date(1959, 3, 2), Payer.MEDICAL)
    assert world.facts(PatientReceived) == [PatientReceived(stay, "W01", "W01-007", "张医生", on(1, 10), "青霉素")]
    board = world.nurse.board("W01")
    assert board.waiting == ()
    assert [each.stay_id for each in board.stays] == [stay]
    assert next(bed for bed in board.beds if bed.bed == "W01-007").stay_id == stay


@pytest.mark.req("R2.1")
def test_reception_works_while_admission_is_away(world: World) -> None:
    stay = world.waiting()
    world.nurse.receive(stay, "W01", Reception("W01-001", "张医生"))
    assert not world.stay(stay).synced
    world.stay_changed(stay, StayState.WAITING)
    assert world.stay(stay).state is StayState.IN_WARD, "an older word of admission does not undo what the ward did"
    world.stay_changed(stay, StayState.IN_WARD, bed="W01-001")
    assert world.stay(stay).synced


@pytest.mark.req("R2.1")
@pytest.mark.parametrize(
    ("reception", "error"),
    [
        (Reception("W01-001", "  "), DoctorMissing),
        (Reception("W01-999", "张医生"), BedNotFound),
        (Reception("W02-001", "张医生"), BedNotFound),
        (Reception("W01-001", "张\x00医生"), InvalidInput),
    ],
)
def test_reception_refusals(world: World, reception: Reception, error: type[Exception]) -> None:
    stay = world.waiting()
    with pytest.raises(error):
        world.nurse.receive(stay, "W01", reception)
    assert world.stay(stay).state is StayState.WAITING
    assert bed_state(world, "W01-001") is BedState.FREE


@pytest.mark.req("R2.1")
def test_a_patient_is_received_once_and_where_admission_sent_them(world: World) -> None:
    elsewhere = world.waiting("W02")
    with pytest.raises(WardStayNotFound):
        world.nurse.receive(elsewhere, "W01", Reception("W01-001", "张医生"))
    with pytest.raises(WardStayNotFound):
        world.nurse.receive(StayId(new_id()), "W01", Reception("W01-001", "张医生"))
    stay = world.patient()
    with pytest.raises(WrongWardState):
        world.nurse.receive(stay, "W01", Reception("W01-002", "张医生"))


@pytest.mark.req("R2.1")
def test_the_same_reception_twice_is_one(world: World) -> None:
    stay, key = world.waiting(), new_key()
    first = bound(world.nurse, key).receive(stay, "W01", Reception("W01-001", "张医生"))
    assert bound(world.nurse, key).receive(stay, "W01", Reception("W01-001", "张医生")) == first
    assert len(world.facts(PatientReceived)) == 1


@pytest.mark.req("R2.1")
def test_two_patients_never_share_a_bed(world: World) -> None:
    world.patient("W01-001")
    second = world.waiting()
    with pytest.raises(BedTaken):
        world.nurse.receive(second, "W01", Reception("W01-001", "张医生"))
    assert world.stay(second).patient.bed is None


@pytest.mark.req("R2.1")
def test_of_nurses_who_want_one_bed_at_once_one_gets_it(world: World, running: InProcessHospital) -> None:
    second_server = running.another_server("ward")
    first_server = running.running["ward"]
    apis = []
    for server in (first_server, second_server) * 3:
        running.running["ward"] = server
        apis.append(running.station("ward", "nurse1"))
    running.running["ward"] = first_server
    stays = [world.waiting(patient_no=100001 + number) for number in range(6)]
    results: list[object] = []

    def receive(number: int) -> None:
        try:
            results.append(apis[number].receive(stays[number], "W01", Reception("W01-001", "张医生")).stay_id)
        except BedTaken:
            results.append(BedTaken)

    threads = [threading.Thread(target=receive, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    second_server.engine.dispose()
    assert results.count(BedTaken) == 5
    (winner,) = [result for result in results if result is not BedTaken]
    assert next(bed.stay_id for bed in world.nurse.board("W01").beds if bed.bed == "W01-001") == winner
    assert len(world.facts(PatientReceived)) == 1


@pytest.mark.req("R2.14", "R2.B")
def test_change_of_bed(world: World, stay: StayId) -> None:
    assert world.nurse.change_bed(stay, "W01-009").patient.bed == "W01-009"
    assert world.facts(BedChanged) == [BedChanged(stay, "W01", "W01-009")]
    assert (bed_state(world, "W01-001"), bed_state(world, "W01-009")) == (BedState.TO_CLEAN, BedState.OCCUPIED)
    world.nurse.change_bed(stay, "W01-009")
    assert len(world.facts(BedChanged)) == 1
    world.patient("W01-010", patient_no=100002)
    with pytest.raises(BedTaken):
        world.nurse.change_bed(stay, "W01-010")
    assert bed_state(world, "W01-009") is BedState.OCCUPIED
    with pytest.raises(WrongWardState):
        world.nurse.change_bed(world.waiting(), "W01-011")


@pytest.mark.req("R2.B")
def test_a_bed_is_cleaned_before_it_is_free(world: World, stay: StayId) -> None:
    world.nurse.change_bed(stay, "W01-002")
    other = world.waiting()
    with pytest.raises(BedTaken):
        world.nurse.receive(other, "W01", Reception("W01-001", "张医生"))
    assert world.nurse.bed_cleaned("W01", "W01-001").state is BedState.FREE
    assert world.nurse.bed_cleaned("W01", "W01-001").state is BedState.FREE
    with pytest.raises(BedTaken):
        world.nurse.bed_cleaned("W01", "W01-002")
    with pytest.raises(BedNotFound):
        world.nurse.bed_cleaned("W01", "W01-999")
    world.nurse.receive(other, "W01", Reception("W01-001", "张医生"))


@pytest.mark.req("R2.1", "R2.14")
def test_a_bed_spelled_otherwise_is_the_same_bed(world: World) -> None:
    world.head.add_bed("W01", "加1")
    for spelled in ("加１", "w01-001", "Ｗ01-001"):
        with pytest.raises(BedExists):
            world.head.add_bed("W01", spelled)
    first, second = world.waiting(), world.waiting()
    assert world.nurse.receive(first, "W01", Reception("w01-001", "张医生", "无")).patient.bed == "W01-001"
    with pytest.raises(BedTaken):
        world.nurse.receive(second, "W01", Reception("W01-001", "张医生", "无"))
    assert world.nurse.change_bed(first, "w01-001").patient.bed == "W01-001"


@pytest.mark.req("R2.1", "R2.B")
def test_beds_can_be_added(world: World) -> None:
    assert world.head.add_bed("W01", " 加1 ").bed == "加1"
    stay = world.waiting()
    world.nurse.receive(stay, "W01", Reception("加1", "张医生"))
    assert len(world.nurse.board("W01").beds) == 71
    for bed in ("加1", "W01-033"):
        with pytest.raises(BedExists):
            world.head.add_bed("W01", bed)
    with pytest.raises(InvalidInput):
        world.head.add_bed("W01", " ")
    with pytest.raises(WardUnknown):
        world.head.add_bed("W99", "加1")
    with pytest.raises(MissingRight):
        world.nurse.add_bed("W01", "加2")


@pytest.mark.req("R2.14")
def test_a_transferred_patient_leaves_the_old_bed_when_the_new_ward_receives(world: World, stay: StayId) -> None:
    world.nurse.declare_transfer(stay, "W02")
    assert [each.stay_id for each in world.stranger.board("W02").waiting] == [stay]
    assert bed_state(world, "W01-001") is BedState.OCCUPIED
    assert [each.stay_id for each in world.nurse.board("W01").stays] == [stay]

    world.stranger.receive(stay, "W02", Reception("W02-003", "王医生"))

    assert bed_state(world, "W01-001") is BedState.TO_CLEAN
    assert world.nurse.board("W01").stays == ()
    assert world.stranger.board("W02").waiting == ()
    assert (world.stay(stay).patient.ward, world.stay(stay).patient.bed) == ("W02", "W02-003")
    told = [type(fact) for fact in world.facts(PatientLeft) + world.facts(PatientReceived)]  # type: ignore[operator]
    assert told == [PatientLeft, PatientReceived, PatientReceived]
    assert not world.stay(stay).synced
    world.stay_changed(stay, StayState.TRANSFERRING, target_ward="W02")
    world.stay_changed(stay, StayState.IN_WARD, ward="W02")
    assert world.stay(stay).synced


@pytest.mark.req("R2.14")
def test_the_bed_of_a_discharged_patient_waits_to_be_cleaned(world: World, stay: StayId) -> None:
    world.nurse.declare_discharge(stay)
    world.stay_changed(stay, StayState.DISCHARGING)
    assert bed_state(world, "W01-001") is BedState.OCCUPIED
    world.at(1, 16)
    world.stay_changed(stay, StayState.DISCHARGED)
    assert bed_state(world, "W01-001") is BedState.TO_CLEAN
    assert world.facts(PatientLeft) == [PatientLeft(stay, "W01", "W01-001", on(1, 16))]
    assert world.nurse.board("W01").stays == ()


@pytest.mark.req("R2.2", "R2.11")
def test_the_board_shows_what_a_nurse_must_know(world: World, stay: StayId) -> None:
    assert world.nurse.account(stay) is None
    assert world.stay(stay).balance is None
    world.order(stay, draft(), by_day(NURSING_2))
    world.enter(stay, draft("100003"))
    world.run(stay)
    world.account_changed(stay, "500.00", "586.30")

    (shown,) = world.nurse.board("W01").stays

    assert (shown.nursing_item, shown.new_orders, shown.pending_lines) == ("Ⅱ级护理", 1, 1)
    assert (shown.balance, shown.balance_as_of) == (Decimal("-86.30"), on(1, 10))
    glance = world.nurse.account(stay)
    assert (glance.deposits, glance.unsettled, glance.balance, glance.owing) == (
        Decimal("500.00"),
        Decimal("586.30"),
        Decimal("-86.30"),
        True,
    )
    world.account_changed(stay, "500.00", "100.00", version=2)
    world.account_changed(stay, "500.00", "90.00", version=1)
    assert world.nurse.account(stay).balance == Decimal("400.00")
    assert not world.nurse.account(stay).owing


@pytest.mark.req("R2.2", "T8")
def test_rights_end_at_the_ward(world: World, stay: StayId) -> None:
    assert world.stranger.wards() == (("W02", "内二科(消化内分泌科)"),)
    assert len(world.head.wards()) == 8
    stranger = world.stranger
    for refused in (
        lambda: stranger.board("W01"),
        lambda: stranger.stay(stay),
        lambda: stranger.account(stay),
        lambda: stranger.order_sheet(stay),
        lambda: stranger.treatment_record(stay, None, None),
        lambda: stranger.preview_run(stay),
        lambda: stranger.execute_patient(stay),
        lambda: stranger.change_bed(stay, "W01-002"),
        lambda: stranger.bed_cleaned("W01", "W01-001"),
        lambda: stranger.receive(stay, "W01", Reception("W01-002", "张医生")),
        lambda: stranger.declare_discharge(stay),
        lambda: stranger.recall(stay),
        lambda: stranger.daily_bills("W01", on(1).date()),
        lambda: world.enter(stay, draft(), nurse=stranger),
    ):
        with pytest.raises(WardNotAllowed):
            refused()
    with pytest.raises(WardStayNotFound):
        world.head.stay(StayId(new_id()))
    with pytest.raises(MissingRight):
        world.nurse.reverse_line(LineReversal(LineId(new_id()), Decimal(1), "错误"))
