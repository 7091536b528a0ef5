"""Whose run it is: console, user, device, attempt; one run at a time for a patient and a machine; nothing is lost (W3, W6)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from server.tms import models
from shared import clock
from shared.contracts.tms.errors import (
    DeviceInUse,
    ExecutionChanged,
    OutputDiffers,
    OwnedByOther,
    PatientInTreatment,
    TransitionImpossible,
)
from shared.contracts.tms.types import (
    Device,
    DeviceGiven,
    DeviceStatus,
    ExecutionStatus,
    FeedFilter,
    Heartbeat,
    LogEntry,
    NewExecution,
    PrescriptionGiven,
)
from shared.errors import InvalidInput, MissingRight, Refused
from shared.identifiers import new_id
from tests.server.tms.world import COMPLETED, DISPATCHED, EXECUTING, FAILED, PENDING, SEED, World, noted, on


def stimulator(world: World) -> Device:
    made: Device = world.doctor.register_device(DeviceGiven(new_id()))
    return made


# -- whose word counts


@pytest.mark.req("W3")
def test_a_start_said_again_after_the_session_was_tried_elsewhere_is_refused(world: World) -> None:
    _, made = world.ready()
    world.received(made)
    world.update(made, EXECUTING, attempt=1)
    world.cancel_silent(made)
    again = world.other.retry(made.id)
    world.received(again)
    with pytest.raises(ExecutionChanged):
        world.update(made, EXECUTING, attempt=1)
    world.update(made, EXECUTING, "2号台", world.other, attempt=2)
    with pytest.raises(OwnedByOther):
        world.update(made, EXECUTING, attempt=1)
    now = world.now(made)
    assert (now.console, now.attempt, now.status) == ("2号台", 2, EXECUTING)
    for status in (FAILED, PENDING):
        with pytest.raises((OwnedByOther, ExecutionChanged)):
            world.update(made, status, attempt=1)
    with pytest.raises(ExecutionChanged):
        world.update(made, EXECUTING, "2号台", world.other, attempt=3)
    assert world.now(made) == now


@pytest.mark.req("W3")
def test_the_same_console_s_name_is_not_enough(world: World) -> None:
    device, other = stimulator(world), stimulator(world)
    _, made = world.ready()
    world.received(made)
    world.update(made, EXECUTING, device_id=device.id)
    for status in (EXECUTING, COMPLETED, FAILED):
        with pytest.raises(OwnedByOther):
            world.update(made, status, "1号台", world.other)
        with pytest.raises(OwnedByOther):
            world.update(made, status, device_id=other.id)
    assert world.now(made).status is EXECUTING
    done = world.update(made, COMPLETED, device_id=device.id)
    with pytest.raises(OwnedByOther):
        world.update(made, COMPLETED, "1号台", world.other)
    assert world.update(made, COMPLETED) == done


# -- one at a time


@pytest.mark.req("W3")
def test_a_patient_is_treated_once_at_a_time(world: World) -> None:
    _, made = world.ready()
    second = world.session(made.prescription)
    world.start(made)
    with pytest.raises(PatientInTreatment) as refusal:
        world.start(second, "2号台")
    assert refusal.value.sentence() == "该患者正在1号台治疗"
    with pytest.raises(PatientInTreatment):
        world.session(made.prescription, status=EXECUTING)
    world.update(made, COMPLETED)
    assert world.update(second, EXECUTING, "2号台").status is EXECUTING


@pytest.mark.req("W3")
def test_a_device_runs_one_session_at_a_time(world: World) -> None:
    device = stimulator(world)
    _, first = world.ready()
    _, second = world.ready()
    for each in (first, second):
        world.received(each)
    world.update(first, EXECUTING, device_id=device.id)
    with pytest.raises(DeviceInUse) as refusal:
        world.update(second, EXECUTING, "2号台", device_id=device.id)
    assert refusal.value.sentence("en") == f"Device {device.sn} is running a treatment of 1号台 now"
    with pytest.raises(DeviceInUse):
        world.session(second.prescription, status=EXECUTING, device_id=device.id)
    assert world.update(second, EXECUTING, "2号台").status is EXECUTING


def test_another_device_than_the_assigned_one_must_be_named_and_is_noted(world: World) -> None:
    assigned, taken = stimulator(world), stimulator(world)
    _, made = world.ready()
    made = world.session(made.prescription, device_id=assigned.id)
    world.received(made)
    started = world.update(made, EXECUTING, device_id=taken.id)
    assert started.device is not None
    assert started.device.id == taken.id
    assert noted(world.operator.changes_of(made.id).rows[-1]) == f"改用设备 {taken.sn}（原定 {assigned.sn}）"
    world.update(made, COMPLETED)
    other = world.session(made.prescription, device_id=assigned.id)
    world.received(other)
    same = world.update(other, EXECUTING)
    assert same.device is not None
    assert same.device.id == assigned.id
    assert world.operator.changes_of(other.id).rows[-1].notes == ()


@pytest.mark.req("W10")
def test_an_output_other_than_prescribed_is_refused(world: World) -> None:
    _, made = world.ready()
    world.received(made)
    with pytest.raises(OutputDiffers) as refusal:
        world.update(made, EXECUTING, output_percent=41)
    assert refusal.value.details == {"given": 41, "output": 40}
    assert world.now(made).status is DISPATCHED
    assert world.update(made, EXECUTING, output_percent=40).output_percent == 40
    elsewhere = world.received(world.post().execution)
    assert world.update(elsewhere, EXECUTING, output_percent=33).output_percent == 33, "no threshold is known here"


# -- cancelling what runs


@pytest.mark.req("W6")
def test_a_run_without_a_device_is_not_cancelled_while_its_console_speaks(world: World) -> None:
    _, made = world.ready()
    running = world.start(made)
    for _ in range(2):
        with pytest.raises(OwnedByOther):
            world.other.cancel(made.id, running.version, "工作站失联")
        world.machine_passes(timedelta(seconds=20))
        world.update(made, EXECUTING, pulses_done=40)
    world.machine_passes(timedelta(seconds=31))
    device = stimulator(world)
    world.operator.heartbeat(Heartbeat(device.id, "1号台", DeviceStatus.RUNNING))
    with pytest.raises(OwnedByOther):
        world.other.cancel(made.id, running.version, "工作站失联")
    world.operator.heartbeat(Heartbeat(device.id, "1号台", DeviceStatus.ONLINE))
    assert world.other.cancel(made.id, running.version, "工作站失联").status is FAILED


@pytest.mark.req("W6")
@pytest.mark.parametrize("attempt", [None, 1])
def test_a_completion_after_a_cancellation_is_kept_and_charged_once(world: World, attempt: int | None) -> None:
    stay, made = world.ready()
    world.start(made)
    world.cancel_silent(made)
    kept = world.update(made, COMPLETED, attempt=attempt, trains_done=10, pulses_done=400)
    assert (kept.late, kept.id != made.id, kept.status, kept.charge, kept.pulses_done) == (True, True, COMPLETED, "charged", 400)
    assert world.update(made, COMPLETED, attempt=attempt) == kept
    assert world.file(world.log(made)) == kept
    assert world.file(world.log(made)) == kept
    assert world.now(made).status is FAILED
    assert len(world.sessions_charged(stay)) == 1
    assert len(world.operator.treatment_record(kept.id).entries) == 2


def test_the_record_may_come_before_the_word(world: World) -> None:
    stay, made = world.ready()
    world.start(made)
    world.cancel_silent(made)
    kept = world.file(world.log(made))
    assert world.update(made, COMPLETED, attempt=1) == kept
    assert len(world.sessions_charged(stay)) == 1


def test_a_completion_of_a_cancelled_attempt_comes_while_the_next_one_runs(world: World) -> None:
    stay, made = world.ready()
    world.start(made)
    world.cancel_silent(made)
    again = world.other.retry(made.id)
    world.received(again)
    world.update(made, EXECUTING, "2号台", world.other, attempt=2)
    kept = world.update(made, COMPLETED, attempt=1)
    assert (kept.late, kept.pulses_done, kept.console) == (True, 400, "1号台")
    assert (world.now(made).status, world.now(made).pulses_before) == (EXECUTING, 400)
    world.update(made, COMPLETED, "2号台", world.other, attempt=2)
    assert len(world.sessions_charged(stay)) == 2


def test_only_whoever_ran_it_says_what_a_cancelled_run_gave(world: World) -> None:
    stay, made = world.ready()
    world.start(made)
    world.cancel_silent(made)
    for console, api in (("2号台", world.operator), ("1号台", world.other)):
        with pytest.raises(TransitionImpossible):
            world.update(made, COMPLETED, console, api)
    assert len(world.sessions_charged(stay)) == 0
    _, ended = world.ready()
    world.start(ended)
    world.update(ended, FAILED, reason="线圈过热")
    with pytest.raises(TransitionImpossible):
        world.update(ended, COMPLETED)


# -- what earlier attempts gave


@pytest.mark.req("W3")
def test_the_next_attempt_knows_what_earlier_ones_gave(world: World) -> None:
    _, made = world.ready()
    for pulses in (120, 80):
        world.start(world.now(made))
        world.update(made, FAILED, reason="患者不适", trains_done=pulses // 40, pulses_done=pulses)
        world.operator.retry(made.id)
    assert world.now(made).pulses_before == 200
    (row,) = [each for each in world.operator.queue(FeedFilter()).rows if each.id == made.id]
    assert row.pulses_before == 200


def test_what_is_told_after_a_cancellation_counts_once_for_the_next_attempt(world: World) -> None:
    _, made = world.ready()
    world.start(made)
    world.update(made, EXECUTING, pulses_done=120)
    world.cancel_silent(made)
    world.update(made, COMPLETED, attempt=1, pulses_done=400)
    again = world.operator.retry(made.id)
    assert again.pulses_before == 400


# -- rights, and dates at the edges


@pytest.mark.parametrize("status", [EXECUTING, COMPLETED, FAILED])
def test_an_interface_creates_only_what_has_not_begun(world: World, status: ExecutionStatus) -> None:
    before = len(world.rows(models.execution))
    new = NewExecution(prescription=PrescriptionGiven(new_id(), SEED, "运动皮层"), patient=world.li, status=status)
    with pytest.raises(MissingRight):
        world.his.create_execution(new)
    assert len(world.rows(models.execution)) == before


@pytest.mark.parametrize("edge", [datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)])
def test_times_at_the_edges_of_the_calendar(world: World, edge: datetime) -> None:
    _, made = world.ready()
    received = world.operator.acknowledge(made.id, "x", edge)
    assert received.received_at == on(1, 10)
    assert world.update(made, EXECUTING, at=edge).started_at == on(1, 10)
    with pytest.raises(InvalidInput):
        world.file(world.log(made, entries=(LogEntry(edge, "started", 0, 0),)))
    assert world.update(made, COMPLETED, at=edge).ended_at == on(1, 10)
    for day in (edge.date(), clock.today()):
        with pytest.raises(Refused):
            world.operator.executions(FeedFilter(), *sorted((day, edge.date())))
