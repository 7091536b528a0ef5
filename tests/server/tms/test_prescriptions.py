"""Prescriptions of our own form: checked, confirmed, approved by a second person, stopped (W10, domain rules §3.3)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from shared.contracts.tms.errors import (
    ChecklistIncomplete,
    CountMismatch,
    NeedsApproval,
    NothingToApprove,
    OutputTooHigh,
    OwnPrescription,
    PartUnknown,
    PatientMissing,
    PauseShort,
    PrescriptionChanged,
    PrescriptionStopped,
    PrescriptionUnknown,
    ProtocolUnknown,
    RequestUnknown,
    TmsPatientUnknown,
    TrainLong,
)
from shared.contracts.tms.events import ExecutionNoticed
from shared.contracts.tms.types import FindingLevel, NoticeKind, Protocol
from shared.errors import InvalidInput, MissingRight
from shared.identifiers import OrderId
from shared.rpc import bound
from tests.server.tms.world import FAILED, World, rtms

STRONG = rtms(120)
"""10 Hz at 120 % in trains of 4 s: inside table 4, beyond the reduced one."""


@pytest.mark.req("W10")
def test_every_standard_prescription_can_be_prescribed(world: World) -> None:
    protocols: tuple[Protocol, ...] = world.doctor.protocols()
    assert len(protocols) == 11
    _, patient = world.in_patient()
    for protocol in protocols:
        draft = world.draft(protocol.stimulation, patient_id=patient.id, part_id=protocol.part_id, protocol_id=protocol.id)
        answers = tuple(finding.error.code for finding in world.doctor.check_prescription(draft).findings)
        made = bound(world.doctor, answers=answers).prescribe(draft)
        assert (made.stimulation, made.part_name, made.protocol_name) == (protocol.stimulation, protocol.part_name, protocol.name)
        assert made.needs_approval == (protocol.code == "HF10_M1_PAIN")


def test_the_registry(world: World) -> None:
    parts = {part.name: part for part in world.operator.parts()}
    assert (parts["左背外侧前额叶"].x, parts["左背外侧前额叶"].y) == (-0.42, 0.55)
    assert {protocol.part_name for protocol in world.operator.protocols()} <= set(parts)
    assert len(world.operator.questions()) == 8


def test_a_draft_is_checked_before_it_has_a_patient(world: World) -> None:
    check = world.doctor.check_prescription(world.draft(STRONG))
    assert (check.totals.pulses, check.output_percent, check.level) == (400, None, FindingLevel.WARNING)
    assert [finding.error.code for finding in check.findings] == ["tms.train_long"]
    _, patient = world.in_patient()
    world.measure(patient.id, 90)
    strong = world.doctor.check_prescription(world.draft(replace(STRONG, pulses=1), patient_id=patient.id))
    assert strong.output_percent == 108
    assert [(finding.level, finding.error.code) for finding in strong.findings] == [
        (FindingLevel.FORBIDDEN, "tms.output_too_high"),
        (FindingLevel.FORBIDDEN, "tms.count_mismatch"),
        (FindingLevel.WARNING, "tms.train_long"),
    ]


def test_our_own_form_refuses_totals_that_do_not_agree(world: World) -> None:
    _, patient = world.in_patient()
    with pytest.raises(CountMismatch):
        world.prescribe(patient, rtms(pulses=401))


def test_warnings_are_confirmed_by_the_prescriber(world: World) -> None:
    _, patient = world.in_patient()
    draft = world.draft(rtms(120, pause="4"), patient_id=patient.id)
    with pytest.raises(TrainLong) as question:
        world.doctor.prescribe(draft)
    assert question.value.kind == "needs_confirmation"
    with pytest.raises(PauseShort):
        bound(world.doctor, answers=("tms.train_long",)).prescribe(draft)
    made = bound(world.doctor, answers=("tms.train_long", "tms.pause_short")).prescribe(draft)
    assert not made.needs_approval
    assert [finding.error.code for finding in made.findings] == ["tms.train_long", "tms.pause_short"]


@pytest.mark.req("W10")
def test_beyond_the_limits_a_second_person_approves_with_a_reason(world: World) -> None:
    _, patient = world.in_patient()
    world.measure(patient.id)
    made = world.prescribe(patient, checklist=world.checklist("seizure_history"))
    assert made.needs_approval
    assert [finding.error.code for finding in made.findings] == ["tms.contraindicated"]
    with pytest.raises(NeedsApproval):
        world.session(made)
    with pytest.raises(OwnPrescription):
        world.doctor.approve(made.id, made.version, "获益大于风险")
    with pytest.raises(MissingRight):
        world.operator.approve(made.id, made.version, "获益大于风险")
    with pytest.raises(InvalidInput):
        world.second.approve(made.id, made.version, " ")
    with pytest.raises(PrescriptionChanged):
        world.second.approve(made.id, made.version + 1, "获益大于风险")
    approved = world.second.approve(made.id, made.version, "获益大于风险")
    assert (approved.approved_by, approved.needs_approval) == ("韩医师", False)
    with pytest.raises(NothingToApprove):
        world.second.approve(made.id, approved.version, "再批")
    assert world.complete(world.session(approved)).charge == "charged"


def test_output_above_the_machine_s_is_refused_where_the_threshold_is_known(world: World) -> None:
    _, patient = world.in_patient()
    world.measure(patient.id, 84)
    with pytest.raises(OutputTooHigh):
        bound(world.doctor, answers=("tms.train_long",)).prescribe(world.draft(STRONG, patient_id=patient.id))


def test_what_a_draft_must_name(world: World) -> None:
    _, patient = world.in_patient()
    for values, refusal in (
        ({}, PatientMissing),
        ({"patient_id": patient.id, "order_id": OrderId("x")}, PatientMissing),
        ({"order_id": OrderId("x")}, RequestUnknown),
        ({"patient_id": 10**12}, TmsPatientUnknown),
        ({"patient_id": patient.id, "part_id": 99}, PartUnknown),
        ({"patient_id": patient.id, "protocol_id": 99}, ProtocolUnknown),
        ({"patient_id": patient.id, "checklist": world.checklist()[:-1]}, ChecklistIncomplete),
    ):
        with pytest.raises(refusal):
            world.doctor.prescribe(world.draft(**values))


def test_a_stopped_prescription_has_no_further_sessions(world: World) -> None:
    _, patient = world.in_patient()
    world.measure(patient.id)
    made = world.prescribe(patient)
    waiting, running = world.session(made), world.session(made)
    world.start(running)
    with pytest.raises(PrescriptionChanged):
        world.doctor.stop_prescription(made.id, made.version + 1, "头痛")
    stopped = world.doctor.stop_prescription(made.id, made.version, "头痛")
    assert stopped.stopped_at is not None
    with pytest.raises(PrescriptionStopped):
        world.doctor.stop_prescription(made.id, stopped.version, "头痛")
    with pytest.raises(PrescriptionStopped):
        world.session(stopped)
    gone = world.now(waiting)
    assert (gone.status, gone.reason) == (FAILED, "头痛")
    assert [fact.kind for fact in world.facts(ExecutionNoticed) if fact.execution_id == waiting.id][-1] is NoticeKind.CANCELLED
    with pytest.raises(PrescriptionStopped):
        world.operator.retry(waiting.id)
    assert world.update(running, FAILED).status is FAILED


def test_an_unknown_prescription(world: World) -> None:
    with pytest.raises(PrescriptionUnknown):
        world.second.approve(10**9, 1, "获益大于风险")
    with pytest.raises(PrescriptionUnknown):
        world.doctor.stop_prescription(10**9, 1, "头痛")
