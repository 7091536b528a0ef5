"""Sessions acknowledged, run, cancelled and tried again (W2–W4, W6)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared import clock
from shared.contracts.tms.errors import (
    CourseComplete,
    DeviceUnknown,
    ExecutionChanged,
    ExecutionUnknown,
    LateRecord,
    NeedsApproval,
    OutputTooHigh,
    OwnedByOther,
    ThresholdMissing,
    TransitionImpossible,
)
from shared.contracts.tms.events import ExecutionNoticed
from shared.contracts.tms.types import (
    DeviceGiven,
    DeviceStatus,
    Execution,
    ExecutionStatus,
    Heartbeat,
    NoticeKind,
    PrescriptionGiven,
    StatusUpdate,
)
from shared.errors import InvalidInput, MissingRight, Refused
from shared.identifiers import new_id
from shared.rpc import bound
from tests.server.tms.world import COMPLETED, DISPATCHED, EXECUTING, FAILED, PENDING, World, noted, on, rtms


def noticed(world: World, execution: Execution) -> list[NoticeKind]:
    return [fact.kind for fact in world.facts(ExecutionNoticed) if fact.execution_id == execution.id]


# -- creating


@pytest.mark.req("W2")
# -- acknowledging


@pytest.mark.req("W2")
def test_an_acknowledgement_lifts_0_to_1_is_stored_once_and_never_lowers(world: World) -> None:
    made = world.post().execution
    world.at(1, 10, 5)
    first = world.operator.acknowledge(made.id, "WPF客户端-v1.0.0", clock.now())
    assert (first.status, first.received_at, first.client_info) == (DISPATCHED, on(1, 10, 5), "WPF客户端-v1.0.0")
    world.at(1, 10, 6)
    assert world.other.acknowledge(made.id, "Web客户端-v1.0.0", clock.now()) == first
    running = world.update(made, EXECUTING)
    assert world.other.acknowledge(made.id, "Web客户端-v1.0.0", clock.now()) == running
    assert noticed(world, made) == [NoticeKind.CREATED, NoticeKind.UPDATED, NoticeKind.UPDATED]


@pytest.mark.req("W2")
def test_what_was_created_as_dispatched_can_still_be_acknowledged(world: World) -> None:
    made = world.post(DISPATCHED).execution
    seen = world.changes()
    received = world.received(made)
    assert (received.status, received.received_at, received.version) == (DISPATCHED, on(1, 10), made.version)
    assert ("execution", str(made.id)) in seen()
    assert noticed(world, made) == [NoticeKind.CREATED]


def test_a_console_s_wrong_clock_does_not_date_anything(world: World) -> None:
    made = world.post().execution
    assert world.operator.acknowledge(made.id, "x", on(1, 9)).received_at == on(1, 10)
    running = world.update(made, EXECUTING, at=on(9, 9))
    assert running.started_at == on(1, 10)
    world.at(1, 10, 30)
    assert world.update(made, COMPLETED, at=on(1, 8)).ended_at == on(1, 10)


def test_an_unknown_execution(world: World) -> None:
    for call in (
        lambda: world.operator.acknowledge(10**9, "x", clock.now()),
        lambda: world.operator.execution(10**9),
        lambda: world.operator.changes_of(10**9),
        lambda: world.operator.retry(10**9),
        lambda: world.operator.update_status(StatusUpdate(10**9, EXECUTING, "1号台", clock.now())),
    ):
        with pytest.raises(ExecutionUnknown):
            call()


# -- running


@pytest.mark.req("W3", "W4")
def test_a_session_is_run_and_every_step_is_kept(world: World) -> None:
    _, made = world.ready()
    world.received(made)
    device = world.doctor.register_device(DeviceGiven(new_id()))
    world.at(1, 10, 10)
    running = world.update(made, EXECUTING, device_id=device.id)
    assert (running.status, running.console, running.started_at, running.output_percent) == (EXECUTING, "1号台", on(1, 10, 10), 40)
    assert running.device is not None
    assert running.device.id == device.id
    halfway = world.update(made, EXECUTING, trains_done=5, pulses_done=200)
    assert (halfway.trains_done, halfway.pulses_done, halfway.version) == (5, 200, running.version)
    back = world.update(made, EXECUTING, trains_done=4, pulses_done=160)
    assert (back.trains_done, back.pulses_done) == (5, 200)
    world.at(1, 10, 15)
    done = world.update(made, COMPLETED, trains_done=10, pulses_done=400)
    assert (done.status, done.trains_done, done.pulses_done, done.ended_at) == (COMPLETED, 10, 400, on(1, 10, 15))
    assert done.prescription.sessions_done == 1
    rows = world.operator.changes_of(made.id).rows
    assert [(row.old, row.new, row.by, row.console) for row in rows] == [
        (None, PENDING, "郭操作", ""),
        (PENDING, DISPATCHED, "郭操作", "TMS工作站"),
        (DISPATCHED, EXECUTING, "郭操作", "1号台"),
        (EXECUTING, COMPLETED, "郭操作", "1号台"),
    ]
    assert noticed(world, made) == [NoticeKind.CREATED, NoticeKind.UPDATED, NoticeKind.UPDATED, NoticeKind.COMPLETED]


def test_who_never_counted_gave_the_whole_plan(world: World) -> None:
    _, made = world.ready()
    done = world.complete(made)
    assert (done.trains_done, done.pulses_done) == (10, 400)


@pytest.mark.req("W3")
def test_the_first_to_start_owns_the_attempt(world: World) -> None:
    _, made = world.ready()
    world.start(made)
    for status in (EXECUTING, COMPLETED, FAILED):
        with pytest.raises(OwnedByOther) as refusal:
            world.update(made, status, "2号台", world.other)
        assert refusal.value.sentence() == "已由1号台执行"
    assert world.now(made).status is EXECUTING
    done = world.update(made, COMPLETED)
    with pytest.raises(OwnedByOther):
        world.update(made, COMPLETED, "2号台")
    assert world.update(made, COMPLETED) == done


@pytest.mark.req("W3")
@pytest.mark.parametrize(
    ("before", "status"), [((), EXECUTING), ((), COMPLETED), ((DISPATCHED,), COMPLETED), ((DISPATCHED, EXECUTING), PENDING)]
)
def test_steps_the_table_does_not_have_are_refused_whole(
    world: World, before: tuple[ExecutionStatus, ...], status: ExecutionStatus
) -> None:
    _, made = world.ready()
    for each in before:
        world.update(made, each)
    now = world.now(made)
    with pytest.raises(TransitionImpossible):
        world.update(made, status, trains_done=3)
    assert world.now(made) == now


def test_a_repeat_of_a_step_changes_nothing(world: World) -> None:
    _, made = world.ready()
    received = world.update(made, DISPATCHED)
    assert received.received_at is not None
    assert world.update(made, DISPATCHED, "2号台") == received
    failed = world.update(made, FAILED, reason="患者不适")
    assert world.update(made, FAILED, reason="再报") == failed


@pytest.mark.parametrize("values", [{"console": " "}, {"console": "\x00"}, {"trains_done": 10**9}, {"pulses_done": 2**62}], ids=str)
def test_what_is_no_status_is_refused(world: World, values: dict[str, object]) -> None:
    _, made = world.ready()
    world.start(made)
    with pytest.raises(Refused):
        world.update(made, EXECUTING, **values)  # type: ignore[arg-type]
    with pytest.raises(DeviceUnknown):
        world.update(made, EXECUTING, device_id=10**9)


# -- safety is asked again at the start


@pytest.mark.req("W10")
def test_without_a_threshold_our_own_prescription_is_not_started(world: World) -> None:
    _, patient = world.in_patient()
    made = world.session(world.prescribe(patient))
    world.received(made)
    with pytest.raises(ThresholdMissing):
        world.update(made, EXECUTING)
    world.measure(patient.id)
    assert world.update(made, EXECUTING).status is EXECUTING


@pytest.mark.req("W10")
def test_a_threshold_that_has_risen_stops_the_start(world: World) -> None:
    _, patient = world.in_patient()
    made = world.session(world.prescribe(patient, rtms(110)))
    world.measure(patient.id, 95)
    world.received(made)
    with pytest.raises(OutputTooHigh):
        world.update(made, EXECUTING)
    assert world.now(made).status is DISPATCHED


def test_a_received_prescription_beyond_the_limits_waits_for_approval(world: World) -> None:
    prescription = PrescriptionGiven(new_id(), rtms(120, "20", "2", "26"), "运动皮层")
    made = world.post(prescription=prescription).execution
    assert made.prescription.needs_approval
    world.received(made)
    with pytest.raises(NeedsApproval):
        world.update(made, EXECUTING)
    with pytest.raises(NeedsApproval):
        world.post(EXECUTING, prescription=prescription)
    approved = world.doctor.approve(made.prescription.id, made.prescription.version, "获益大于风险")
    assert (approved.approved_by, approved.approval_reason, approved.needs_approval) == ("沈医师", "获益大于风险", False)
    assert noticed(world, made)[-1] is NoticeKind.UPDATED
    assert world.update(made, EXECUTING).status is EXECUTING


# -- courses


def test_more_sessions_than_planned_are_asked_for(world: World) -> None:
    _, patient = world.in_patient()
    prescription = world.prescribe(patient, sessions=2)
    assert [world.session(prescription).session_number for _ in range(2)] == [1, 2]
    with pytest.raises(CourseComplete) as question:
        world.session(prescription)
    assert question.value.kind == "needs_confirmation"
    extra = world.session(prescription, answers=("tms.course_complete",))
    assert extra.session_number == 3


# -- cancelling and trying again


@pytest.mark.req("W4")
def test_a_session_that_has_not_begun_is_cancelled(world: World) -> None:
    _, made = world.ready()
    received = world.received(made)
    with pytest.raises(InvalidInput):
        world.operator.cancel(made.id, received.version, " ")
    with pytest.raises(ExecutionChanged):
        world.operator.cancel(made.id, made.version, "患者拒绝")
    gone = world.operator.cancel(made.id, received.version, "患者拒绝")
    assert (gone.status, gone.reason, gone.charge) == (FAILED, "患者拒绝", "")
    assert noticed(world, made)[-1] is NoticeKind.CANCELLED
    with pytest.raises(TransitionImpossible):
        world.operator.cancel(made.id, gone.version, "患者拒绝")


def test_a_running_session_is_cancelled_only_when_its_machine_is_silent(world: World) -> None:
    device = world.doctor.register_device(DeviceGiven(new_id()))
    _, patient = world.in_patient()
    world.measure(patient.id)
    made = world.session(world.prescribe(patient), device_id=device.id)
    world.operator.heartbeat(Heartbeat(device.id, "1号台", DeviceStatus.RUNNING))
    running = world.start(made)
    with pytest.raises(OwnedByOther):
        world.other.cancel(made.id, running.version, "工作站失联")
    world.machine_passes(timedelta(seconds=31))
    assert world.other.cancel(made.id, running.version, "工作站失联").status is FAILED


@pytest.mark.req("W3")
def test_a_failed_session_is_tried_again_as_a_new_attempt(world: World) -> None:
    _, made = world.ready()
    world.start(made)
    failed = world.update(made, FAILED, reason="线圈过热", trains_done=3, pulses_done=120)
    assert (failed.status, failed.pulses_done, failed.charge) == (FAILED, 120, "")
    again = world.operator.retry(made.id)
    assert (again.id, again.attempt, again.status, again.console, again.pulses_done) == (made.id, 2, PENDING, "", 0)
    assert again.received_at is None
    note = noted(world.operator.changes_of(made.id).rows[-1])
    assert "3串 120脉冲" in note
    assert "线圈过热" in note
    assert noticed(world, made)[-1] is NoticeKind.CREATED
    assert world.complete(again, "2号台").status is COMPLETED
    with pytest.raises(TransitionImpossible):
        world.operator.retry(made.id)


def test_a_status_of_0_is_a_retry_too(world: World) -> None:
    _, made = world.ready()
    world.update(made, FAILED)
    assert world.update(made, PENDING).attempt == 2


# -- rights


def test_an_interface_may_not_run_sessions(world: World) -> None:
    made = world.post().execution
    with pytest.raises(MissingRight):
        world.his.acknowledge(made.id, "x", clock.now())
    with pytest.raises(MissingRight):
        world.operator.prescribe(world.draft(patient_id=1))


def test_the_record_for_paper(world: World) -> None:
    _, made = world.ready()
    done = world.complete(made)
    world.file(world.log(made))
    record = world.operator.treatment_record(made.id)
    assert (record.hospital, record.operator, record.execution) == ("示范医院", "郭操作", done)
    assert [entry.what for entry in record.entries] == ["started", "completed"]
    assert [row.new for row in record.changes] == [PENDING, DISPATCHED, EXECUTING, COMPLETED]
    unrun = world.operator.treatment_record(world.ready()[1].id)
    assert (unrun.operator, unrun.entries) == ("", ())


@pytest.mark.req("W9")
def test_trying_again_is_one_more_session_of_the_course(world: World) -> None:
    _, patient = world.in_patient()
    world.measure(patient.id)
    course = world.prescribe(patient, sessions=1)
    first = world.session(course)
    world.operator.cancel(first.id, first.version, "患者未到")
    second = world.session(course)
    with pytest.raises(CourseComplete):
        world.operator.retry(first.id)
    again = bound(world.operator, answers=(CourseComplete.code,)).retry(first.id)
    assert again.status is PENDING
    # Over the wire nobody can be asked.
    world.operator.cancel(first.id, again.version, "患者未到")
    assert world.update(second, FAILED).status is FAILED
    assert [world.update(each, PENDING).status for each in (second, first)] == [PENDING, PENDING]


@pytest.mark.req("W6")
def test_a_record_filed_late_is_not_tried_again_beside_its_session(world: World) -> None:
    _, made = world.ready()
    world.start(made)
    log = world.log(made, FAILED, pulses=40)
    world.cancel_silent(made)
    world.operator.retry(made.id)
    late = world.file(log)
    with pytest.raises(LateRecord):
        world.operator.retry(late.id)
    assert world.now(late).status is FAILED
