"""A machine that does not confirm its stop is left by a person's word that its plug is out, and by nothing less."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from client_tms.console.unplugging import PlugNotice
from client_tms.session.course import Check, Phase
from client_tms.stimulator.guard import GuardedStimulator
from client_tms.stimulator.interface import Delivered, StimulatorState
from client_tms.stimulator.simulator import Simulator
from shared.contracts.tms.types import DeviceStatus, DischargedByHand, Execution, Why
from shared.qt.dialogs import QuestionDialog
from tests.client_tms.station import Console, dialog
from tests.client_tms.test_charging import Mute, charging
from tests.client_tms.test_emergency import Stubborn
from tests.client_tms.test_journal import full_from_now
from tests.server.tms.world import World

SILENCE = OSError("no answer on the cable")
ARMED, RUNNING = StimulatorState.ARMED, StimulatorState.RUNNING


def mute(world: World, open_console: Any) -> tuple[Console, Mute]:
    """A console whose machine was told to charge and says nothing since."""
    machine = Mute(SILENCE, deaf=True)
    console = charging(world, open_console, machine)
    assert console.session.phase is Phase.UNSURE
    return console, machine


def silent_after_a_stop(world: World, open_console: Any) -> tuple[Console, Stubborn, Execution]:
    """A console whose machine ran, lost its cable, and was stopped without a word."""
    machine = Stubborn(20.0)
    console: Console = open_console(machine=machine)
    _, execution = world.ready()
    console.ready()
    console.start()
    console.until(lambda: console.session.delivered.pulses >= 40)
    machine.unplugged = True
    machine._timer.stop()
    console.strike(Qt.Key.Key_Space)
    assert console.session.unsure
    return console, machine, execution


def say_it_is_unplugged() -> None:
    """The key in the notice, then yes to the question."""
    dialog(PlugNotice).unplugged.click()
    dialog(QuestionDialog).yes.click()


def active(console: Console, window: QWidget) -> None:
    """Keys of windows that are not active do nothing."""
    window.activateWindow()
    console.until(window.isActiveWindow)


def answers_again(console: Console, machine: Mute) -> None:
    """The cable is in again; the page looks every second."""
    machine.silent = False
    console.page._second.timeout.emit()


@pytest.mark.req("W9")
def test_the_operator_obeys_and_the_console_is_free(world: World, open_console: Any, caplog: pytest.LogCaptureFixture) -> None:
    console, _ = mute(world, open_console)
    with caplog.at_level(logging.WARNING):
        say_it_is_unplugged()
    assert dialog(PlugNotice) is None
    assert console.session.phase is Phase.SAFETY
    assert not console.session.engaged
    assert not console.page.red.isEnabled()
    assert console.page.centre.unplugged.isHidden()
    session = console.worker.session
    assert session is not None
    assert any(session.user_id in text and "plug" in text for text in caplog.messages)
    console.until(lambda: world.operator.devices()[0].status is DeviceStatus.FAULT)
    assert not console.station.filer.unsent
    console.shell.close()
    assert not console.shell.isVisible()


def test_nothing_is_charged_before_the_machine_answers_again(world: World, open_console: Any) -> None:
    console, machine = mute(world, open_console)
    say_it_is_unplugged()
    for check in Check:
        console.page.checks.boxes[check].setChecked(True)
    assert "刺激器没有应答" in console.page.step_key.why_not
    console.session.arm()
    assert console.session.phase is Phase.SAFETY
    Simulator.stop(machine)
    answers_again(console, machine)
    assert console.page.step_key.why_not == ""


@pytest.mark.req("W9")
def test_other_patients_and_pages_can_be_opened_again(world: World, open_console: Any) -> None:
    console, _ = mute(world, open_console)
    _, another = world.ready()
    console.rest()
    console.page.presenter.open(another.id)
    assert console.execution.id != another.id
    say_it_is_unplugged()
    console.page.presenter.open(another.id)
    console.until(lambda: console.session.execution is not None and console.execution.id == another.id)
    console.shell.open_page(console.station.devices)
    assert console.shell.page is console.station.devices


@pytest.mark.req("W9")
def test_it_counts_only_once_it_is_said_twice(world: World, open_console: Any) -> None:
    console, _ = mute(world, open_console)
    dialog(PlugNotice).unplugged.click()
    asked = dialog(QuestionDialog)
    QTest.keyClick(asked.focusWidget(), Qt.Key.Key_Return)
    assert dialog(QuestionDialog) is None
    assert console.session.phase is Phase.UNSURE
    assert dialog(PlugNotice) is not None


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Space, Qt.Key.Key_Escape])
def test_the_usual_keys_do_not_say_it(world: World, open_console: Any, key: Qt.Key) -> None:
    console, _ = mute(world, open_console)
    console.strike(key, dialog(PlugNotice))
    assert dialog(QuestionDialog) is None
    assert console.session.phase is Phase.UNSURE
    if dialog(PlugNotice) is not None:
        dialog(PlugNotice).leave.click()
    console.strike(key, console.page)
    assert dialog(QuestionDialog) is None
    assert console.session.phase is Phase.UNSURE


def test_its_key_asks_in_the_notice_and_on_the_page(world: World, open_console: Any) -> None:
    console, _ = mute(world, open_console)
    notice = dialog(PlugNotice)
    active(console, notice)
    QTest.keyClick(notice, Qt.Key.Key_F12)
    console.until(lambda: dialog(QuestionDialog))
    dialog(QuestionDialog).no.click()
    notice.leave.click()
    assert console.page.centre.unplugged.isVisible()
    active(console, console.shell)
    QTest.keyClick(console.shell, Qt.Key.Key_F12)
    console.until(lambda: dialog(QuestionDialog))
    dialog(QuestionDialog).yes.click()
    assert console.session.phase is Phase.SAFETY


@pytest.mark.req("W9")
def test_a_machine_that_answers_that_it_is_charged_is_believed_first(world: World, open_console: Any) -> None:
    """The driver only failed to stop: the power is still on, whatever anybody says."""
    console: Console = open_console(machine=Stubborn(1.0))
    world.ready()
    console.ready()
    console.start()
    console.strike(Qt.Key.Key_Space)
    say_it_is_unplugged()
    assert any("电源没有断开" in text for text in console.shell.toasts())
    assert console.session.unsure
    assert dialog(PlugNotice) is not None
    console.filed()
    assert "discharged_by_hand" not in whats(world, console.execution)
    Simulator.stop(console.machine)  # type: ignore[arg-type]
    dialog(PlugNotice).leave.click()


@pytest.mark.req("W9")
def test_a_machine_that_answers_again_and_is_charged_is_watched_at_once(world: World, open_console: Any) -> None:
    console, machine = mute(world, open_console)
    say_it_is_unplugged()
    console.shell.open_page(console.station.devices)
    answers_again(console, machine)
    assert console.session.phase is Phase.UNSURE
    assert console.page.red.isEnabled()
    assert dialog(PlugNotice) is not None
    assert console.shell.page is console.page
    console.strike(Qt.Key.Key_Space)
    assert machine.state is StimulatorState.IDLE
    assert console.session.phase is Phase.SAFETY
    dialog(PlugNotice).leave.click()


def test_what_runs_on_under_another_patient_is_not_theirs(world: World, open_console: Any) -> None:
    console, machine, _ = silent_after_a_stop(world, open_console)
    say_it_is_unplugged()
    console.filed()
    _, another = world.ready()
    console.page.presenter.open(another.id)
    console.phase(Phase.ARRIVED)
    console.until(console.page.presenter.unacknowledged)
    machine.unplugged = False
    console.page._second.timeout.emit()
    assert console.session.phase is Phase.UNSURE
    assert console.session.delivered == Delivered()
    for key in (console.page.go_key, console.page.halt_key, console.page.step_key):
        assert key.why_not
    Simulator.stop(machine)
    dialog(PlugNotice).leave.click()


def whats(world: World, execution: Execution) -> list[str]:
    """What the server's record of a session tells."""
    return [entry.what for entry in world.operator.treatment_record(execution.id).entries]


@pytest.mark.req("W9")
@pytest.mark.parametrize("filed_before", [True, False])
def test_the_word_is_in_the_record_of_the_session(world: World, open_console: Any, *, filed_before: bool) -> None:
    """Whether the server had the record before it was given or not."""
    console, _, execution = silent_after_a_stop(world, open_console)
    if filed_before:
        assert console.filed().reason is Why.EMERGENCY_STOP
        assert whats(world, execution)[-1] == "emergency_stop"
    say_it_is_unplugged()
    assert "已急停" in console.page.centre.state.text()
    assert "拔掉电源" not in console.page.centre.instruction.text()
    console.filed()
    assert whats(world, execution)[-2:] == ["emergency_stop", "discharged_by_hand"]
    entries = world.operator.treatment_record(execution.id).entries
    assert entries[-1].note == DischargedByHand(console.station.room.station.user_name)
    assert entries[-1].pulses_done >= 40
    assert world.now(execution).pulses_done == entries[-1].pulses_done
    console.until(lambda: not console.page.cancel_key.why_not)


def test_a_word_given_twice_is_there_twice(world: World, open_console: Any) -> None:
    console, machine, execution = silent_after_a_stop(world, open_console)
    say_it_is_unplugged()
    machine.unplugged = False
    console.page._second.timeout.emit()
    assert console.session.unsure
    machine.unplugged = True
    say_it_is_unplugged()
    console.filed()
    assert whats(world, execution)[-2:] == ["discharged_by_hand"] * 2


def test_the_word_waits_for_a_full_disk(world: World, open_console: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The log's end could not be written; the word goes before it, once."""
    monkeypatch.setattr("client_tms.session.filing._AGAIN_MS", 10)
    machine = Stubborn(20.0)
    console: Console = open_console(machine=machine)
    _, execution = world.ready()
    console.ready()
    console.start()
    assert console.session._attempt is not None
    recorder, room = console.session._attempt.recorder, []
    console.station.disk.do(lambda: room.append(full_from_now(recorder._journal)))
    machine.unplugged = True
    machine._timer.stop()
    console.strike(Qt.Key.Key_Space)
    console.until(lambda: any("日志写入失败" in text for text in console.shell.toasts()))
    say_it_is_unplugged()
    room[0]()
    console.filed()
    assert whats(world, execution)[-2:] == ["emergency_stop", "discharged_by_hand"]
    assert list((tmp_path / "1号控制台").glob("*.session")) == []


def test_the_guard_believes_the_machine_before_the_person(qapp: Any) -> None:
    machine = Stubborn(1.0)
    guard = GuardedStimulator(machine)
    guard._state = RUNNING
    machine.unplugged = True
    assert guard.state is RUNNING
    assert guard.presume_discharged()
    assert guard.state is StimulatorState.FAULT
    assert guard.fault_text == "刺激器没有应答"
    machine.unplugged, machine._state = False, ARMED
    assert guard.state is ARMED
    assert not guard.presume_discharged()
    assert guard.state is ARMED
    machine.unplugged = True
    assert guard.state is ARMED
