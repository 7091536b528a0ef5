"""Prescriptions of other systems are confirmed before our consoles start them (W10, domain rules §3.3)."""

from __future__ import annotations

import pytest

from shared.contracts.tms.errors import (
    ChecklistIncomplete,
    NeedsApproval,
    NothingToConfirm,
    OwnPrescription,
    PrescriptionChanged,
    PrescriptionStopped,
    TrainLong,
    Unconfirmed,
)
from shared.contracts.tms.types import Execution, FindingLevel, PrescriptionGiven, Stimulation, Why
from shared.errors import InvalidInput, MissingRight
from shared.identifiers import new_id
from shared.rpc import bound
from tests.server.tms.world import DISPATCHED, EXECUTING, World, rtms, theta

pytestmark = pytest.mark.req("W10")
WARNED = rtms(120)
"""10 Hz at 120 % in trains of 4 s: inside table 4, beyond the reduced one."""
BEYOND = (rtms(80, trains=2001), rtms(80, "100", "100", trains=11), rtms(80, trains=1000, periods=1000))
"""More trains than 2,000, more pulses than 100,000, far more of both."""


def posted(world: World, stimulation: Stimulation) -> Execution:
    return world.received(world.post(prescription=PrescriptionGiven(new_id(), stimulation, "运动皮层")).execution)


def test_a_received_prescription_is_confirmed_question_by_question(world: World) -> None:
    made = posted(world, WARNED)
    given = made.prescription
    with pytest.raises(ChecklistIncomplete):
        world.operator.confirm_received(given.id, given.version, world.checklist()[1:])
    with pytest.raises(TrainLong):
        world.operator.confirm_received(given.id, given.version, world.checklist())
    with pytest.raises(PrescriptionChanged):
        bound(world.operator, answers=(TrainLong.code,)).confirm_received(given.id, given.version + 1, world.checklist())
    confirmed = bound(world.operator, answers=(TrainLong.code,)).confirm_received(given.id, given.version, world.checklist())
    assert (confirmed.confirmed_by, confirmed.needs_approval, confirmed.checklist) == ("郭操作", False, world.checklist())
    assert {finding.error.code for finding in given.findings} == {finding.error.code for finding in confirmed.findings}
    assert world.update(made, EXECUTING, attempt=1).status is EXECUTING
    assert world.operator.changes_of(made.id).rows[-1].notes == ()


def test_clients_that_can_t_ask_start_it_and_the_history_says_so(world: World) -> None:
    made = posted(world, WARNED)
    assert world.update(made, EXECUTING).status is EXECUTING
    assert world.operator.changes_of(made.id).rows[-1].notes == (Why.UNCONFIRMED,)
    begun = world.post(EXECUTING, device=None, patient=None, patient_id=world.in_patient()[1].id).execution
    assert world.operator.changes_of(begun.id).rows[-1].notes == (Why.UNCONFIRMED,)


@pytest.mark.parametrize("attempt", [None, 1])
def test_strong_theta_bursts_are_started_by_nobody_before_they_are_confirmed(world: World, attempt: int | None) -> None:
    made = posted(world, theta(121))
    with pytest.raises(Unconfirmed):
        world.update(made, EXECUTING, attempt=attempt)
    assert world.now(made).status is DISPATCHED
    given = made.prescription
    bound(world.operator, answers=("tms.theta_burst_strong",)).confirm_received(given.id, given.version, world.checklist())
    assert world.update(made, EXECUTING, attempt=attempt).status is EXECUTING


def test_a_contraindication_needs_a_second_person_whatever_was_approved_before(world: World) -> None:
    made = posted(world, rtms(120, "20", "2", "26"))
    given = made.prescription
    approved = world.doctor.approve(given.id, given.version, "获益大于风险")
    kept = world.operator.confirm_received(given.id, approved.version, world.checklist())
    assert (kept.needs_approval, kept.approved_by) == (False, "沈医师")
    asked = world.operator.confirm_received(given.id, kept.version, world.checklist("cochlear_implant"))
    assert (asked.needs_approval, asked.approved_by) == (True, None)
    assert [each.error.code for each in asked.findings if each.level is FindingLevel.OVERRIDE].count("tms.contraindicated") == 1
    for attempt in (None, 1):
        with pytest.raises(NeedsApproval):
            world.update(made, EXECUTING, attempt=attempt)
    world.second.approve(given.id, asked.version, "已评估")
    assert world.update(made, EXECUTING, attempt=1).status is EXECUTING


def test_whoever_found_a_contraindication_is_not_the_second_person(world: World) -> None:
    given = posted(world, rtms()).prescription
    found = world.doctor.confirm_received(given.id, given.version, world.checklist("head_metal"))
    assert found.needs_approval
    with pytest.raises(OwnPrescription):
        world.doctor.approve(given.id, found.version, "获益大于风险")
    assert not world.second.approve(given.id, found.version, "获益大于风险").needs_approval


def test_another_answer_does_not_make_up_for_the_second_person(world: World) -> None:
    given = posted(world, rtms()).prescription
    found = world.operator.confirm_received(given.id, given.version, world.checklist("head_metal"))
    again = world.operator.confirm_received(given.id, found.version, world.checklist())
    assert again.needs_approval
    assert not world.second.approve(given.id, again.version, "误答，已复核").needs_approval


def test_what_can_t_be_confirmed(world: World) -> None:
    own = world.prescribe(world.in_patient()[1])
    with pytest.raises(NothingToConfirm):
        world.operator.confirm_received(own.id, own.version, world.checklist())
    given = posted(world, rtms()).prescription
    with pytest.raises(MissingRight):
        world.his.confirm_received(given.id, given.version, world.checklist())
    stopped = world.doctor.stop_prescription(given.id, given.version, "头痛")
    with pytest.raises(PrescriptionStopped):
        world.operator.confirm_received(given.id, stopped.version, world.checklist())


@pytest.mark.parametrize("stimulation", BEYOND, ids=["trains", "pulses", "both"])
def test_what_no_session_lasts_is_refused_whoever_sends_it(world: World, stimulation: Stimulation) -> None:
    with pytest.raises(InvalidInput):
        posted(world, stimulation)
    with pytest.raises(InvalidInput):
        world.prescribe(world.in_patient()[1], stimulation)
