"""Sessions created: from known records or inline data, once for each reference (W1, W4)."""

from __future__ import annotations

import pytest

from server.tms import models
from shared.contracts.tms.errors import (
    DeviceUnknown,
    ExecutorUnknown,
    HospitalUnknown,
    NotThisPatient,
    PatientMissing,
    PrescriptionMissing,
    PrescriptionStopped,
    PrescriptionUnknown,
    ReferenceReused,
    TmsPatientUnknown,
)
from shared.contracts.tms.events import ExecutionNoticed
from shared.contracts.tms.types import (
    DeviceGiven,
    DeviceStatus,
    Execution,
    ExecutionStatus,
    FeedFilter,
    HospitalGiven,
    NewExecution,
    NoticeKind,
    PatientGiven,
    PrescriptionGiven,
    Why,
)
from shared.errors import InvalidInput, Refused
from shared.identifiers import new_id
from tests.server.tms.world import COMPLETED, DISPATCHED, EXECUTING, FAILED, LI, SEED, World, rtms


def noticed(world: World, execution: Execution) -> list[NoticeKind]:
    return [fact.kind for fact in world.facts(ExecutionNoticed) if fact.execution_id == execution.id]


# -- creating


@pytest.mark.req("W2")
def test_the_source_s_example_is_stored_as_given_with_its_notes(world: World) -> None:
    notice = world.post(DISPATCHED, device=DeviceGiven("TMS2025002"))
    made = notice.execution
    assert (notice.kind, made.status, made.attempt, made.sends) == (NoticeKind.CREATED, DISPATCHED, 1, 1)
    assert made.prescription.stimulation == SEED
    assert [finding.error.code for finding in made.prescription.findings] == [
        "tms.count_mismatch",
        "tms.threshold_missing",
        "tms.id_card_implausible",
        "tms.sex_contradicts_id_card",
    ]
    assert not made.prescription.needs_approval
    assert made.device is not None
    assert (made.device.sn, made.device.status) == ("TMS2025002", DeviceStatus.OFFLINE)
    assert made.executor is not None
    assert made.executor.username == "his_api"
    assert made.hospital.name == "示范医院"
    assert made.prescription.patient.name == "李四"
    assert noticed(world, made) == [NoticeKind.CREATED]


def test_inline_records_are_found_again(world: World) -> None:
    prescription = PrescriptionGiven(new_id(), SEED, "运动皮层")
    first = world.post(prescription=prescription).execution
    again = world.post(prescription=prescription, patient=PatientGiven(world.li.external_id, "李四", code="A7")).execution
    assert again.id > first.id
    assert again.prescription.id == first.prescription.id
    assert again.session_number == 2
    assert again.prescription.patient.id == first.prescription.patient.id
    assert (again.prescription.patient.code, again.prescription.patient.id_card) == ("A7", LI.id_card)
    assert again.device is not None
    assert first.device is not None
    assert again.device.id == first.device.id


def test_another_content_under_a_known_id_is_another_prescription(world: World) -> None:
    number = new_id()
    first = world.post(prescription=PrescriptionGiven(number, SEED, "运动皮层")).execution
    changed = world.post(prescription=PrescriptionGiven(number, rtms(70), "运动皮层")).execution
    assert changed.prescription.id != first.prescription.id
    assert changed.prescription.stimulation == rtms(70)
    before = world.now(first)
    assert before.prescription.stimulation == SEED
    assert before.prescription.stopped_at is not None
    assert (before.status, before.reason) == (FAILED, Why.SUPERSEDED)
    assert noticed(world, first) == [NoticeKind.CREATED, NoticeKind.CANCELLED]
    assert (
        world.post(prescription=PrescriptionGiven(number, rtms(70), "运动皮层")).execution.prescription.id
        == changed.prescription.id
    )


def test_a_stopped_prescription_of_another_system_is_replaced_by_what_it_sends_next(world: World) -> None:
    number = new_id()
    made = world.post(prescription=PrescriptionGiven(number, SEED, "运动皮层")).execution.prescription
    world.doctor.stop_prescription(made.id, made.version, "头痛")
    with pytest.raises(PrescriptionStopped):
        world.post(prescription=PrescriptionGiven(number, SEED, "运动皮层"))
    assert world.post(prescription=PrescriptionGiven(number, rtms(70), "运动皮层")).execution.prescription.id != made.id


def test_another_patient_under_a_known_prescription_is_refused(world: World) -> None:
    prescription = PrescriptionGiven(new_id(), SEED, "运动皮层")
    made = world.post(prescription=prescription).execution
    with pytest.raises(NotThisPatient):
        world.post(prescription=prescription, patient=PatientGiven(new_id(), "王五"))
    other = world.doctor.register_patient(PatientGiven(new_id(), "王五"))
    with pytest.raises(NotThisPatient):
        world.post(prescription=None, prescription_id=made.prescription.id, patient=None, patient_id=other.id)


def test_known_records_by_their_numbers(world: World) -> None:
    made = world.post().execution
    assert made.device is not None
    assert made.executor is not None
    again = world.post(
        prescription=None,
        patient=None,
        device=None,
        prescription_id=made.prescription.id,
        patient_id=made.prescription.patient.id,
        device_id=made.device.id,
        executor_id=made.executor.user_id,
        hospital_id=1,
    ).execution
    assert (again.prescription.id, again.device, again.executor) == (made.prescription.id, made.device, made.executor)


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"prescription": None, "prescription_id": 10**12}, PrescriptionUnknown),
        ({"prescription": None}, PrescriptionMissing),
        ({"patient": None}, PatientMissing),
        ({"patient": None, "patient_id": 10**12}, TmsPatientUnknown),
        ({"device": None, "device_id": 10**12}, DeviceUnknown),
        ({"hospital_id": 10**12}, HospitalUnknown),
        ({"executor_id": 10**12}, ExecutorUnknown),
        ({"prescription": PrescriptionGiven("x", SEED, "运动皮层", sessions=0)}, InvalidInput),
        ({"prescription": PrescriptionGiven(" ", SEED, "运动皮层")}, InvalidInput),
        ({"patient": PatientGiven("", "李四")}, InvalidInput),
        ({"device": DeviceGiven(" ")}, InvalidInput),
    ],
)
def test_what_is_not_there_is_refused_and_nothing_is_stored(
    world: World, values: dict[str, object], refusal: type[Refused]
) -> None:
    before = len(world.rows(models.execution)), len(world.rows(models.prescription))
    with pytest.raises(refusal):
        world.post(**values)
    assert (len(world.rows(models.execution)), len(world.rows(models.prescription))) == before


@pytest.mark.req("W6")
def test_a_reference_makes_a_repeated_post_the_same_execution(world: World) -> None:
    reference, prescription = new_id(), PrescriptionGiven(new_id(), SEED, "运动皮层")
    first = world.post(prescription=prescription, client_reference=reference)
    again = world.post(prescription=prescription, client_reference=reference)
    assert (again.number, again.execution.id) == (first.number, first.execution.id)
    with pytest.raises(ReferenceReused):
        world.post(DISPATCHED, prescription=prescription, client_reference=reference)
    other = NewExecution(prescription_id=first.execution.prescription.id, client_reference=reference)
    assert world.operator.create_execution(other).execution.id != first.execution.id


@pytest.mark.parametrize("status", list(ExecutionStatus))
def test_a_status_given_is_stored_as_given(world: World, status: ExecutionStatus) -> None:
    made = world.post(status).execution
    assert made.status is status
    assert (made.started_at is not None) == (status in {EXECUTING, COMPLETED})
    assert (made.ended_at is not None) == (status in {COMPLETED, FAILED})
    assert made.charge == ("unassigned" if status is COMPLETED else "")
    assert [row.new for row in world.operator.changes_of(made.id).rows] == [status]


def test_sessions_for_several_hospitals(world: World) -> None:
    name = f"第二医院{new_id()}"
    second = world.doctor.register_hospital(HospitalGiven(name, "学院路", "010"))
    assert world.doctor.register_hospital(HospitalGiven(name, "学院路1号")).id == second.id
    assert {each.id: each for each in world.operator.hospitals()}[second.id].address == "学院路1号"
    made = world.post(hospital_id=second.id).execution
    assert (made.hospital.name, made.prescription.hospital_id, made.prescription.patient.hospital_id) == (
        name,
        second.id,
        second.id,
    )
    assert {row.id for row in world.operator.queue(FeedFilter(hospitals=(second.id,))).rows} == {made.id}
