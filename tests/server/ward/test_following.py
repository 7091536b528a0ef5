"""A ward works on while admission is away, and gives in when admission says no."""

from __future__ import annotations

import pytest

from shared.contracts.admission.errors import WrongState
from shared.contracts.admission.types import StayAction, StayState
from shared.contracts.ward.events import ClosingStatement, PatientLeft
from shared.contracts.ward.types import BedState, Reception
from shared.identifiers import StayId
from tests.server.ward.world import World, day, draft, on


@pytest.mark.req("R2.2")
def test_only_a_newer_word_counts(world: World, stay: StayId) -> None:
    world.stay_changed(stay, StayState.IN_WARD, version=9, name="张秀瑛")
    world.stay_changed(stay, StayState.DISCHARGED, version=8)
    shown = world.stay(stay)
    assert (shown.patient.name, shown.state, shown.patient.bed) == ("张秀瑛", StayState.IN_WARD, "W01-001")


@pytest.mark.req("R2.1")
def test_a_waiting_patient_admission_sends_elsewhere_waits_there(world: World) -> None:
    stay = world.waiting("W01")
    world.stay_changed(stay, StayState.WAITING, ward="W02")
    assert world.nurse.board("W01").waiting == ()
    assert [each.stay_id for each in world.stranger.board("W02").waiting] == [stay]
    world.stay_changed(stay, StayState.CANCELLED, ward="W02")
    assert world.stranger.board("W02").waiting == ()


@pytest.mark.req("R2.1")
def test_a_reception_admission_cancelled_meanwhile_is_undone(world: World) -> None:
    stay = world.waiting()
    world.nurse.receive(stay, "W01", Reception("W01-001", "张医生"))
    world.stay_changed(stay, StayState.CANCELLED)
    assert world.stay(stay).state is StayState.IN_WARD
    world.refuse(stay, StayState.IN_WARD, StayState.CANCELLED)
    shown = world.stay(stay)
    assert (shown.state, shown.synced, shown.patient.bed) == (StayState.CANCELLED, True, None)
    assert shown.problem == WrongState(state=StayState.CANCELLED, action=StayAction.RECEIVE).data()
    assert next(bed.state for bed in world.nurse.board("W01").beds if bed.bed == "W01-001") is BedState.TO_CLEAN
    assert len(world.facts(PatientLeft)) == 1


@pytest.mark.req("R2.12", "R1.8")
@pytest.mark.parametrize("declared", [StayState.DISCHARGING, StayState.INTERIM])
def test_a_refused_declaration_is_undone_and_its_statement_withdrawn(world: World, stay: StayId, declared: StayState) -> None:
    if declared is StayState.DISCHARGING:
        world.nurse.declare_discharge(stay)
    else:
        world.nurse.declare_interim(stay, day(2))
    world.refuse(stay, declared, StayState.IN_WARD)
    shown = world.stay(stay)
    assert (shown.state, shown.synced) == (StayState.IN_WARD, True)
    action = StayAction.DISCHARGE if declared is StayState.DISCHARGING else StayAction.INTERIM
    assert shown.problem == WrongState(state=StayState.IN_WARD, action=action).data()
    assert (world.statement().version, world.statement().withdrawn) == (2, True)
    world.nurse.declare_discharge(stay)
    assert world.stay(stay).problem is None
    assert (world.statement().version, world.statement().withdrawn) == (3, False)


@pytest.mark.req("R2.14")
def test_a_refused_transfer_leaves_the_patient_here(world: World, stay: StayId) -> None:
    world.nurse.declare_transfer(stay, "W02")
    world.refuse(stay, StayState.TRANSFERRING, StayState.IN_WARD)
    assert world.stay(stay).state is StayState.IN_WARD
    assert world.stranger.board("W02").waiting == ()


@pytest.mark.req("R2.12", "R2.14")
def test_everything_declared_while_admission_is_away_is_answered_in_order(world: World) -> None:
    stay = world.waiting()
    world.nurse.receive(stay, "W01", Reception("W01-001", "张医生"))
    world.nurse.declare_transfer(stay, "W02")
    world.stranger.receive(stay, "W02", Reception("W02-001", "王医生"))
    world.stranger.declare_discharge(stay)
    answered = [
        (StayState.IN_WARD, "W01"),
        (StayState.IN_WARD, "W01"),
        (StayState.TRANSFERRING, "W01"),
        (StayState.IN_WARD, "W02"),
    ]
    for state, ward in answered:
        world.stay_changed(stay, state, ward=ward)
        assert (world.stay(stay).state, world.stay(stay).synced) == (StayState.DISCHARGING, False)
    world.stay_changed(stay, StayState.DISCHARGING, ward="W02")
    assert world.stay(stay).synced
    assert world.stay(stay).patient.bed == "W02-001"


@pytest.mark.req("R2.12")
def test_a_recall_admission_knows_of_and_the_ward_does_not_is_followed(world: World, stay: StayId) -> None:
    world.nurse.declare_discharge(stay)
    world.stay_changed(stay, StayState.DISCHARGING)
    world.stay_changed(stay, StayState.IN_WARD)
    assert world.stay(stay).state is StayState.IN_WARD
    assert [fact.withdrawn for fact in world.facts(ClosingStatement)] == [False, True]


@pytest.mark.req("R2.12", "R1.8")
def test_a_voided_last_settlement_brings_the_patient_back_without_a_bed(world: World, stay: StayId) -> None:
    world.nurse.declare_discharge(stay)
    for state in (StayState.DISCHARGING, StayState.DISCHARGED, StayState.DISCHARGING):
        world.stay_changed(stay, state)
    shown = world.stay(stay)
    assert (shown.state, shown.patient.bed) == (StayState.DISCHARGING, None)
    assert [each.stay_id for each in world.nurse.board("W01").stays] == [stay]
    assert len(world.facts(PatientLeft)) == 1


@pytest.mark.req("R2.2")
def test_a_stay_first_heard_of_in_care_can_be_given_a_bed(world: World) -> None:
    stay = StayId("0" * 32)
    world.stay_changed(stay, StayState.IN_WARD)
    assert world.nurse.change_bed(stay, "W01-005").patient.bed == "W01-005"
    world.order(stay, draft())
    assert world.run(stay).to_pharmacy == 1


@pytest.mark.req("R2.11")
def test_the_account_may_come_before_the_stay_is_known(world: World) -> None:
    stay = StayId("1" * 32)
    world.account_changed(stay, "100.00", "20.00")
    world.stay_changed(stay, StayState.WAITING)
    assert world.stay(stay).balance_as_of == on(1, 10)
    assert world.nurse.account(stay).owing is False
    assert world.parked() == 0
