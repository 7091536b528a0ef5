"""The machine runs at what it was charged with: what changes meanwhile discharges it, and only the server's own word starts it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from client_tms.dialogs import StartDialog
from client_tms.session.course import Check, Phase
from client_tms.stimulator.interface import StimulatorState
from shared.contracts.tms.types import Execution, ExecutionStatus, SessionLog, Why
from shared.qt.dialogs import QuestionDialog
from tests.client_tms.station import Console, dialog
from tests.server.tms.world import World, rtms

COMPLETED, FAILED, EXECUTING = ExecutionStatus.COMPLETED, ExecutionStatus.FAILED, ExecutionStatus.EXECUTING


def charged(world: World, open_console: Any, **options: Any) -> tuple[Console, Execution]:
    console: Console = open_console(**options)
    _, execution = world.ready()
    console.ready()
    return console, execution


@pytest.mark.req("W9")
def test_another_threshold_discharges(world: World, open_console: Any) -> None:
    console, execution = charged(world, open_console)
    world.measure(execution.prescription.patient.id, 60)
    console.phase(Phase.SAFETY)
    assert console.machine.state is StimulatorState.IDLE
    assert any("运动阈值或输出已改变，刺激器已解除" in text for text in console.shell.toasts())
    assert not console.session.ticked
    console.arm()
    console.start()
    assert console.client.updates[-1].output_percent == 48
    console.phase(Phase.OVER)
    assert console.filed().output_percent == 48


@pytest.mark.req("W9")
def test_a_stopped_prescription_discharges(world: World, open_console: Any) -> None:
    console, execution = charged(world, open_console)
    prescription = world.now(execution).prescription
    world.doctor.stop_prescription(prescription.id, prescription.version, "更改方案")
    console.until(lambda: console.machine.state is StimulatorState.IDLE)
    assert any("刺激器已解除" in text for text in console.shell.toasts())


@pytest.mark.parametrize("changed", ["stimulation", "approval", "part"])
def test_another_prescription_discharges(world: World, open_console: Any, changed: str) -> None:
    console, execution = charged(world, open_console)
    console.rest()
    now = world.now(execution)
    changes: dict[str, dict[str, Any]] = {
        "stimulation": {"stimulation": rtms(trains=11)},
        "approval": {"needs_approval": True},
        "part": {"part_id": 2, "part_name": "右侧前额叶"},
    }
    console.session.open(replace(now, prescription=replace(now.prescription, **changes[changed])))
    assert console.session.phase is Phase.SAFETY
    assert console.machine.state is StimulatorState.IDLE


def test_what_changes_on_the_way_to_the_server_keeps_the_machine_from_starting(world: World, open_console: Any) -> None:
    """The threshold is corrected after the last look of the console: the server grants, and its answer tells of it."""
    console, execution = charged(world, open_console)
    console.rest()
    console.deaf()
    prescription = world.now(execution).prescription
    patient = replace(prescription.patient, threshold_percent=60)
    running: dict[str, Any] = {"status": EXECUTING, "console": "1号控制台", "prescription": replace(prescription, patient=patient)}
    console.client.instead = replace(world.now(execution), **running)
    console.press("F6")
    console.until(lambda: any("运动阈值或输出已改变，治疗没有开始" in text for text in console.shell.toasts()))
    assert console.machine.state is StimulatorState.IDLE
    console.until(lambda: world.now(execution).status is FAILED)
    assert world.now(execution).reason is Why.NOT_STARTED
    assert console.client.updates[0].output_percent == 40


@pytest.mark.parametrize(
    "answer", [{"console": "2号控制台"}, {"attempt": 2}, {"status": COMPLETED}, {"status": ExecutionStatus.DISPATCHED}]
)
def test_only_this_attempt_of_this_console_starts_the_machine(world: World, open_console: Any, answer: dict[str, Any]) -> None:
    console, execution = charged(world, open_console)
    console.rest()
    running: dict[str, Any] = {"status": EXECUTING, "console": "1号控制台"}
    console.client.instead = replace(world.now(execution), **(running | answer))
    console.press("F6")
    console.until(lambda: any("服务器没有确认由本机执行" in text for text in console.shell.toasts()))
    assert console.machine.state is StimulatorState.IDLE
    assert not console.station.filer.unsent


@pytest.mark.req("W9")
def test_every_word_names_its_attempt(world: World, open_console: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("client_tms.session.progress.PROGRESS_EVERY_S", 0.05)
    console: Console = open_console(speed=1.0)
    _, execution = world.ready()
    world.update(execution, FAILED, "1号台", reason="x")
    world.operator.retry(execution.id)
    console.ready()
    console.start()
    console.until(lambda: len(console.client.updates) > 2)
    assert {update.attempt for update in console.client.updates} == {2}
    filed: list[SessionLog] = []
    console.client.before_filing = filed.append
    console.session.emergency_stop()
    assert console.filed().attempt == 2
    assert [log.attempt for log in filed] == [2]


def given_elsewhere(world: World) -> tuple[Execution, Callable[[], object]]:
    """The second attempt at a session; the first ran at a console that was cancelled for its silence, and files later."""
    _, execution = world.ready()
    world.start(execution, "9号控制台")
    log = world.log(execution, FAILED, "9号控制台", 120, reason="急停", attempt=1)
    world.update(execution, FAILED, "9号控制台", reason="x")
    world.operator.retry(execution.id)
    return world.now(execution), lambda: world.file(replace(log, console="8号控制台"))


@pytest.mark.req("W9")
def test_what_was_given_elsewhere_meanwhile_discharges(world: World, open_console: Any) -> None:
    console: Console = open_console()
    execution, files = given_elsewhere(world)
    console.ready()
    files()
    console.phase(Phase.SAFETY)
    assert world.now(execution).pulses_before == 120
    assert console.machine.state is StimulatorState.IDLE
    assert any("已在他处给出 120 个脉冲，刺激器已解除" in text for text in console.shell.toasts())
    for check in Check:
        console.page.checks.boxes[check].setChecked(True)
    console.press("F5")
    dialog(QuestionDialog).yes.click()
    console.phase(Phase.ARMED)


def test_what_was_given_elsewhere_on_the_way_to_the_server_keeps_the_machine_from_starting(world: World, open_console: Any) -> None:
    console, execution = charged(world, open_console)
    console.rest()
    console.deaf()
    running: dict[str, Any] = {"status": EXECUTING, "console": "1号控制台", "pulses_before": 80}
    console.client.instead = replace(world.now(execution), **running)
    console.press("F6")
    console.until(lambda: any("已在他处给出 80 个脉冲，治疗没有开始" in text for text in console.shell.toasts()))
    assert console.machine.state is StimulatorState.IDLE
    assert console.filed().reason is Why.NOT_STARTED


def test_what_was_given_elsewhere_under_the_question_is_asked_again(world: World, open_console: Any) -> None:
    console: Console = open_console()
    world.ready()
    console.acknowledge()
    console.identify()
    for check in Check:
        console.page.checks.boxes[check].setChecked(True)
    console.rest()
    console.session.open(replace(console.execution, pulses_before=80))
    console.press("F5")
    first = dialog(QuestionDialog)
    console.session.open(replace(console.execution, pulses_before=200))
    first.yes.click()
    assert console.machine.state is StimulatorState.IDLE
    again = dialog(QuestionDialog)
    assert any("200 个脉冲" in each.text() for each in again.findChildren(type(console.page.alert)))
    again.yes.click()
    console.phase(Phase.ARMED)


def test_a_late_word_about_the_attempt_before_warns_nobody(
    world: World, open_console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client_tms.session.progress.PROGRESS_EVERY_S", 0.05)
    console, execution = charged(world, open_console, speed=1.0)
    console.start()
    console.rest()
    gate = threading.Event()
    console.worker.query(lambda api: gate.wait(20))
    told_before = console.worker._waiting
    console.until(lambda: console.worker._waiting > told_before)
    console.session.emergency_stop()
    world.update(execution, FAILED, "1号控制台", reason="x")
    told = list(console.shell.toasts())
    gate.set()
    console.filed()
    assert not [text for text in console.shell.toasts() if text not in told and "仍在进行" in text]


def test_after_a_lost_answer_the_server_judges_afresh(world: World, open_console: Any) -> None:
    """The answer was lost, the session was ended by others meanwhile: once more is asked, and refused."""
    console, execution = charged(world, open_console)
    console.client.lose_statuses = 1
    console.press("F6")
    console.until(lambda: dialog(StartDialog))
    world.update(execution, FAILED, "1号控制台", reason="转科")
    console.until(lambda: console.worker.state.value == "online")
    dialog(StartDialog).again.click()
    console.until(lambda: console.machine.state is StimulatorState.IDLE)
    console.rest()
    assert not console.station.filer.unsent
    assert world.now(execution).reason == "转科"


@pytest.mark.req("W9")
def test_a_repeat_says_what_the_patient_had_and_asks(world: World, open_console: Any) -> None:
    console: Console = open_console()
    _, execution = world.ready()
    world.start(execution)
    world.update(execution, FAILED, reason="头痛", trains_done=3, pulses_done=120)
    console.until(lambda: console.page.queue.model().rowCount() == 1)
    console.page.presenter.open(execution.id)
    console.phase(Phase.OVER)
    console.press("F8")
    asked = dialog(QuestionDialog)
    assert any("已接受 120 个脉冲" in each.text() for each in asked.findChildren(type(console.page.alert)))
    asked.yes.click()
    console.acknowledge()
    console.identify()
    assert "此前的尝试已给 120 个脉冲" in console.page.centre._facts.text()
    for check in Check:
        console.page.checks.boxes[check].setChecked(True)
    console.press("F5")
    asked = dialog(QuestionDialog)
    assert console.machine.state is StimulatorState.IDLE
    assert any("120 个脉冲" in each.text() and "400 个" in each.text() for each in asked.findChildren(type(console.page.alert)))
    asked.no.click()
    assert console.session.phase is Phase.SAFETY
    console.press("F5")
    dialog(QuestionDialog).yes.click()
    console.phase(Phase.ARMED)
