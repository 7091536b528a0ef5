"""A console's record of a session: filed late or by somebody else, it ends what it is of, and is charged once (W6, W9)."""

from __future__ import annotations

from dataclasses import replace

import msgspec
import pytest

from shared.contracts.tms.errors import OwnedByOther
from shared.contracts.tms.events import ExecutionNoticed
from shared.contracts.tms.types import Device, DeviceGiven, DeviceStatus, Execution, Heartbeat, NoticeKind, SessionLog
from shared.errors import InvalidInput
from shared.identifiers import StayId, new_id
from tests.server.tms.world import A_WHILE, COMPLETED, EXECUTING, FAILED, World, on


def stimulator(world: World) -> Device:
    made: Device = world.doctor.register_device(DeviceGiven(new_id()))
    return made


def ran_offline(world: World) -> tuple[StayId, Execution]:
    stay, made = world.ready()
    return stay, world.received(made)


@pytest.mark.req("W6")
def test_a_session_run_without_a_server_is_filed_later(world: World) -> None:
    stay, made = ran_offline(world)
    device = world.post().execution.device
    assert device is not None
    world.at(1, 14)
    filed = world.file(world.log(made, began=on(1, 10, 30), device_id=device.id, output_percent=45))
    assert (filed.id, filed.status, filed.console, filed.pulses_done, filed.late) == (made.id, COMPLETED, "1号台", 400, False)
    assert (filed.started_at, filed.ended_at, filed.output_percent) == (on(1, 10, 30), on(1, 10, 35), 45)
    assert filed.device == device
    assert len(world.sessions_charged(stay)) == 1


def test_a_log_ends_the_running_session_of_its_console(world: World) -> None:
    stay, made = world.ready()
    world.start(made)
    filed = world.file(world.log(made, FAILED, pulses=120, reason="紧急停止"))
    assert (filed.id, filed.status, filed.pulses_done, filed.trains_done, filed.reason) == (made.id, FAILED, 120, 3, "紧急停止")
    assert world.sessions_charged(stay) == []


def test_the_same_run_counts_once_however_often_its_log_comes(world: World) -> None:
    stay, made = ran_offline(world)
    log = world.log(made)
    first = world.file(log)
    assert world.file(log) == first
    assert world.file(replace(log, entries=(*log.entries, log.entries[-1]))) == first
    assert len(world.operator.treatment_record(made.id).entries) == 3
    assert len(world.sessions_charged(stay)) == 1


@pytest.mark.req("W6")
def test_a_log_after_another_console_owned_the_attempt_is_an_attempt_of_its_own(world: World) -> None:
    stay, made = ran_offline(world)
    log = world.log(made, console="2号台")
    world.update(made, EXECUTING)
    late = world.file(log)
    assert late.id != made.id
    assert (late.late, late.attempt, late.status, late.charge, late.console) == (True, 2, COMPLETED, "charged", "2号台")
    assert late.session_number == made.session_number
    assert world.file(log).id == late.id
    assert world.now(made).console == "1号台"
    assert world.update(made, COMPLETED).charge == "charged"
    assert len(world.sessions_charged(stay)) == 2
    assert world.operator.treatment_record(late.id).entries == log.entries


@pytest.mark.req("W6")
def test_a_log_after_the_session_was_cancelled_is_kept_and_charged(world: World) -> None:
    stay, made = ran_offline(world)
    log = world.log(made)
    world.operator.cancel(made.id, made.version, "患者拒绝")
    late = world.file(log)
    assert (late.late, late.charge) == (True, "charged")
    assert world.now(made).status is FAILED
    assert len(world.sessions_charged(stay)) == 1
    other = world.session(made.prescription)
    world.received(other)
    failed_log = world.log(other, FAILED, pulses=40)
    world.operator.cancel(other.id, world.now(other).version, "患者拒绝")
    assert (world.file(failed_log).late, len(world.sessions_charged(stay))) == (True, 1)


def test_a_log_of_an_earlier_attempt_does_not_end_the_present_one(world: World) -> None:
    _, made = world.ready()
    world.start(made)
    log = world.log(made, FAILED, pulses=40, began=on(1, 10))
    world.at(1, 11)
    world.update(made, FAILED, reason="线圈过热")
    world.operator.retry(made.id)
    late = world.file(log)
    assert (late.late, late.attempt) == (True, 3)
    assert world.now(made).attempt == 2


def test_what_is_no_log(world: World) -> None:
    _, made = ran_offline(world)
    good = world.log(made)
    entry = good.entries[0]
    for wrong in (
        {"console": " "},
        {"status": EXECUTING},
        {"entries": ()},
        {"entries": (type(entry)(entry.at, "started", 0, -1),)},
    ):
        with pytest.raises(InvalidInput):
            world.file(replace(good, **wrong))  # type: ignore[arg-type]
    assert world.now(made) == made


def test_a_log_without_counts_says_the_plan_was_given(world: World) -> None:
    _, made = ran_offline(world)
    assert world.file(world.log(made, pulses=0)).pulses_done == 400


# -- whose record


def test_a_record_ends_a_run_of_somebody_else_only_when_the_console_is_silent(world: World) -> None:
    stay, made = world.ready()
    world.start(made)
    with pytest.raises(OwnedByOther):
        world.file(world.log(made), world.other)
    assert world.now(made).status is EXECUTING
    world.machine_passes(A_WHILE)
    filed = world.file(world.log(made), world.other)
    assert (filed.id, filed.status, filed.late, len(world.sessions_charged(stay))) == (made.id, COMPLETED, False, 1)


@pytest.mark.req("W6")
def test_the_next_shift_s_log_in_ends_the_run_that_its_machine_recorded(world: World) -> None:
    device = stimulator(world)
    stay, made = world.ready()
    world.received(made)
    world.update(made, EXECUTING, device_id=device.id)
    world.other.heartbeat(Heartbeat(device.id, "1号台", DeviceStatus.ONLINE))
    filed = world.file(world.log(made, device_id=device.id), world.other)
    assert (filed.id, filed.status, filed.late) == (made.id, COMPLETED, False)
    assert world.operator.changes_of(made.id).rows[-1].by == "冯操作"
    world.update(made, COMPLETED, device_id=device.id)
    assert len(world.sessions_charged(stay)) == 1


@pytest.mark.req("W6")
def test_a_console_that_was_started_anew_does_not_keep_its_old_session_running(world: World) -> None:
    device, elsewhere = stimulator(world), stimulator(world)
    for machine, console in ((device, "1号台"), (elsewhere, "2号台")):
        _, made = world.ready()
        world.received(made)
        running = world.update(made, EXECUTING, device_id=machine.id)
        world.machine_passes(A_WHILE)
        world.operator.heartbeat(Heartbeat(machine.id, "1号台", DeviceStatus.RUNNING))
        with pytest.raises(OwnedByOther):
            world.other.cancel(made.id, running.version, "工作站失联")
        # Started anew it drives an idle machine; or the machine serves another console by now.
        status = DeviceStatus.ONLINE if console == "1号台" else DeviceStatus.RUNNING
        world.operator.heartbeat(Heartbeat(machine.id, console, status))
        assert world.other.cancel(made.id, running.version, "工作站失联").status is FAILED


# -- which attempt


@pytest.mark.req("W6")
def test_the_record_of_an_earlier_attempt_does_not_end_the_run_of_a_later_one(world: World) -> None:
    stay, made = world.ready()
    world.start(made)
    first = world.log(made)
    world.cancel_silent(made)
    again = world.other.retry(made.id)
    world.received(again)
    world.update(made, EXECUTING, attempt=2)
    late = world.file(first)
    assert (late.late, late.id != made.id) == (True, True)
    now = world.update(made, EXECUTING, attempt=2, pulses_done=80)
    assert (now.status, now.pulses_done, now.pulses_before) == (EXECUTING, 80, 400)
    world.update(made, COMPLETED, attempt=2)
    assert len(world.sessions_charged(stay)) == 2


@pytest.mark.req("W3")
def test_pulses_of_a_cancelled_run_that_its_record_tells_of_are_the_patient_s_dose(world: World) -> None:
    _, made = world.ready()
    world.start(made)
    world.update(made, EXECUTING, pulses_done=40, trains_done=1)
    log = world.log(made, FAILED, pulses=360)
    world.cancel_silent(made)
    filed = world.file(log)
    assert (filed.id, filed.status, filed.pulses_done, filed.trains_done) == (made.id, FAILED, 360, 9)
    assert world.operator.retry(made.id).pulses_before == 360


@pytest.mark.req("W3")
def test_a_record_that_comes_after_the_next_attempt_began_to_wait_counts_what_is_new_and_tells_the_consoles(world: World) -> None:
    _, made = world.ready()
    world.start(made)
    world.update(made, EXECUTING, pulses_done=40, trains_done=1)
    log = world.log(made, FAILED, pulses=360)
    world.cancel_silent(made)
    assert world.operator.retry(made.id).pulses_before == 40
    late = world.file(log)
    assert (late.late, late.pulses_done, world.now(made).pulses_before) == (True, 360, 360)
    told = [fact for fact in world.facts(ExecutionNoticed) if fact.execution_id == made.id]
    assert told[-1].kind is NoticeKind.UPDATED


@pytest.mark.req("W3")
def test_a_record_never_counts_less_than_the_console_told_before_it_died(world: World) -> None:
    _, made = world.ready()
    world.start(made)
    world.update(made, EXECUTING, pulses_done=350, trains_done=8)
    filed = world.file(world.log(made, FAILED, pulses=0))
    assert (filed.pulses_done, filed.trains_done) == (350, 8)
    assert world.operator.retry(made.id).pulses_before == 350


@pytest.mark.req("W3")
def test_a_record_that_counts_more_than_the_word_adds_to_the_dose(world: World) -> None:
    _, made = world.ready()
    world.start(made)
    world.cancel_silent(made)
    late = world.update(made, COMPLETED, attempt=1, trains_done=2, pulses_done=80)
    assert world.now(made).pulses_before == 80
    filed = world.file(world.log(made))
    assert (filed.id, filed.pulses_done, world.now(made).pulses_before) == (late.id, 400, 400)


@pytest.mark.req("W3")
def test_a_second_run_of_one_attempt_at_one_console_is_a_dose_of_its_own(world: World) -> None:
    stay, made = ran_offline(world)
    assert world.file(world.log(made, FAILED, pulses=200, began=on(1, 9))).id == made.id
    late = world.file(world.log(made, pulses=320, began=on(1, 9, 30)))
    assert (late.late, late.pulses_done, world.now(made).pulses_before) == (True, 320, 320)
    assert world.operator.retry(made.id).pulses_before == 520
    assert len(world.sessions_charged(stay)) == 1


@pytest.mark.req("W3")
def test_pulses_that_a_longer_record_adds_are_a_dose_too(world: World) -> None:
    stay, made = world.ready()
    world.start(made)
    log = world.log(made, FAILED, pulses=120)

    def longer(pulses: int, by: int) -> SessionLog:
        last = msgspec.structs.replace(log.entries[-1], what="discharged_by_hand", pulses_done=pulses, note="x" * by)
        return replace(log, entries=(*log.entries, last))

    assert world.file(log).pulses_done == 120
    assert world.file(longer(200, 1)).pulses_done == 200
    assert world.operator.retry(made.id).pulses_before == 200
    world.file(longer(240, 2))
    assert (world.now(made).pulses_before, world.now(made).pulses_done) == (240, 0)
    assert world.sessions_charged(stay) == []


@pytest.mark.req("W3")
def test_a_longer_record_of_a_late_attempt_adds_to_both(world: World) -> None:
    _, made = world.ready()
    world.start(made)
    log = world.log(made, pulses=320)
    world.cancel_silent(made)
    late = world.file(log)
    more = msgspec.structs.replace(log.entries[-1], pulses_done=400)
    assert world.file(replace(log, entries=(*log.entries, more))).pulses_done == 400
    assert (late.pulses_done, world.now(made).pulses_before) == (320, 400)


@pytest.mark.req("W6")
def test_a_record_from_before_the_run_does_not_end_it(world: World) -> None:
    stay, made = ran_offline(world)
    early = world.log(made, began=on(1, 9))
    world.at(1, 11)
    world.update(made, EXECUTING, attempt=1)
    assert world.file(early).late
    assert world.now(made).status is EXECUTING
    done = world.file(world.log(made, began=on(1, 11)))
    assert (done.id, done.status, len(world.sessions_charged(stay))) == (made.id, COMPLETED, 2)


# -- what it says


@pytest.mark.parametrize("character", ["\x00", "\ue123", "\U0001fae9"])
def test_no_character_of_a_fault_keeps_a_record_or_a_heartbeat_out(world: World, character: str) -> None:
    _, made = world.ready()
    world.start(made)
    filed = world.file(world.log(made, FAILED, reason=f"线圈{character}过热\n停机"))
    assert (filed.status, filed.reason) == (FAILED, "线圈\N{REPLACEMENT CHARACTER}过热 停机")
    device = stimulator(world)
    assert world.operator.heartbeat(Heartbeat(device.id, "1号台", DeviceStatus.FAULT, fault=character)).status is DeviceStatus.FAULT
