"""Space, Esc and the red button stop the machine first: whatever has the focus, with dialogs open, with a server that hangs."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodQueryEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QMenu, QPushButton, QWidget

from client_tms.console.unplugging import PlugNotice
from client_tms.dialogs import StartDialog, reason_for
from client_tms.session.course import Check, Phase
from client_tms.stimulator.interface import Delivered, StimulatorState
from client_tms.stimulator.simulator import Simulator
from shared.contracts.tms.types import ExecutionStatus, Why
from tests.client_tms.station import Console, dialog
from tests.server.tms.world import World

SPACE, ESCAPE = Qt.Key.Key_Space, Qt.Key.Key_Escape


class Stubborn(Simulator):
    """A machine whose driver fails at the worst moment, with whatever is asked of it once its cable is out."""

    unplugged = False

    def emergency_stop(self) -> None:
        raise OSError("no answer on the cable")

    @property
    def state(self) -> StimulatorState:
        if self.unplugged:
            raise OSError("no answer on the cable")
        return super().state

    @property
    def delivered(self) -> Delivered:
        if self.unplugged:
            raise OSError("no answer on the cable")
        return super().delivered

    def pause(self) -> None:
        if self.unplugged:
            raise OSError("no answer on the cable")
        super().pause()


def running(world: World, open_console: Any, **options: Any) -> Console:
    console: Console = open_console(speed=1.0, **options)
    world.ready()
    console.ready()
    console.start()
    return console


@pytest.mark.req("W9")
@pytest.mark.parametrize("key", [SPACE, ESCAPE])
def test_a_key_stops_a_running_machine(world: World, open_console: Any, key: Qt.Key) -> None:
    console = running(world, open_console)
    console.strike(key)
    assert console.machine.state is StimulatorState.IDLE
    assert console.page.centre.state.text() == "已急停"
    done = console.filed()
    assert (done.status, done.reason) == (ExecutionStatus.FAILED, Why.EMERGENCY_STOP)
    assert world.operator.treatment_record(done.id).entries[-1].what == "emergency_stop"


def test_a_key_discharges_an_armed_machine_and_logs_nothing(world: World, open_console: Any) -> None:
    console: Console = open_console()
    world.ready()
    console.ready()
    console.strike(SPACE)
    assert console.machine.state is StimulatorState.IDLE
    assert not console.station.filer.unsent
    console.phase(Phase.SAFETY)


def test_the_red_button(world: World, open_console: Any) -> None:
    console = running(world, open_console)
    QTest.mouseClick(console.page.red, Qt.MouseButton.LeftButton)
    assert console.machine.state is StimulatorState.IDLE
    assert not console.page.red.isEnabled()


def test_over_a_modal_dialog_with_the_cursor_in_its_field(world: World, open_console: Any) -> None:
    console = running(world, open_console)
    open_dialog = reason_for(console.shell, "?", "ok", (), print)
    open_dialog.open()
    field = open_dialog.form.widget("reason")
    assert field is not None
    QTest.keyClick(field, SPACE)
    assert console.machine.state is StimulatorState.IDLE
    assert field.text() == ""
    assert open_dialog.isVisible()
    QTest.keyClicks(field, "a b")
    assert field.text() == "a b"
    open_dialog.reject()


def test_over_a_menu(world: World, open_console: Any) -> None:
    console = running(world, open_console)
    menu = QMenu(console.shell)
    menu.addAction("?")
    menu.popup(console.shell.pos())
    QTest.keyClick(menu, ESCAPE)
    assert console.machine.state is StimulatorState.IDLE
    menu.close()


def test_in_a_field_with_an_input_method(world: World, open_console: Any) -> None:
    """A composing input method would eat both keys; it is off while the machine is charged."""
    console = running(world, open_console)
    field = QLineEdit(console.shell)
    query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QApplication.sendEvent(field, query)
    assert query.value(Qt.InputMethodQuery.ImEnabled) is False
    console.strike(SPACE, field)
    query = QInputMethodQueryEvent(Qt.InputMethodQuery.ImEnabled)
    QApplication.sendEvent(field, query)
    assert query.value(Qt.InputMethodQuery.ImEnabled) is True


def test_the_same_press_pushes_no_button(world: World, open_console: Any) -> None:
    console = running(world, open_console)
    pushed: list[bool] = []
    button = QPushButton("?", console.shell)
    button.clicked.connect(lambda: pushed.append(True))
    for kind, again in ((QEvent.Type.KeyPress, False), (QEvent.Type.KeyPress, True), (QEvent.Type.KeyRelease, False)):
        event = QKeyEvent(kind, SPACE, Qt.KeyboardModifier.NoModifier, " ", again)
        QApplication.sendEvent(button, event)
    assert console.machine.state is StimulatorState.IDLE
    assert pushed == []
    QTest.keyClick(button, SPACE)
    assert pushed == [True]


def test_elsewhere_the_keys_mean_the_usual(world: World, open_console: Any) -> None:
    console: Console = open_console()
    world.ready()
    console.acknowledge()
    console.identify()
    box = console.page.checks.boxes[Check.METAL]
    QTest.keyClick(box, SPACE)
    assert box.isChecked()
    assert Check.METAL in console.session.ticked


def test_while_the_server_hangs(world: World, open_console: Any) -> None:
    """A call that never comes back holds the connection's thread; the stop asks nobody."""
    console: Console = open_console(speed=1.0)
    _, execution = world.ready()
    console.ready()
    hanging = threading.Event()
    console.worker.query(lambda api: hanging.wait(20))
    console.press("F6")
    assert console.session.phase is Phase.STARTING
    console.until(lambda: console.session._attempt is not None and console.session._attempt.asked)
    console.strike(SPACE)
    assert console.machine.state is StimulatorState.IDLE
    hanging.set()
    assert console.filed().status is ExecutionStatus.FAILED
    assert world.now(execution).pulses_done == 0
    assert console.machine.state is StimulatorState.IDLE


def test_with_the_question_of_an_offline_start_open(world: World, open_console: Any) -> None:
    console: Console = open_console()
    world.ready()
    console.ready()
    console.lose_server()
    console.press("F6")
    console.until(lambda: dialog(StartDialog))
    console.strike(ESCAPE, dialog(StartDialog).again)
    assert console.machine.state is StimulatorState.IDLE
    console.until(lambda: dialog(StartDialog) is None)
    assert console.session.phase is Phase.OVER


def test_a_machine_that_does_not_confirm_is_told_at_once_and_stays_watched(world: World, open_console: Any) -> None:
    machine = Stubborn(1.0)
    console: Console = open_console(machine=machine)
    world.ready()
    console.ready()
    console.start()
    console.strike(SPACE)
    notice = dialog(PlugNotice)
    assert "刺激器未确认急停" in notice.windowTitle()
    assert console.session.engaged
    assert console.filed().reason is Why.EMERGENCY_STOP
    console.strike(SPACE)
    assert dialog(PlugNotice) is notice
    Simulator.stop(machine)
    console.session.changed.emit()
    notice.accept()


@pytest.mark.req("W9")
def test_a_machine_that_says_nothing_at_all_is_not_confirmed(world: World, open_console: Any) -> None:
    """Every question to the driver fails; the stop is told as not confirmed, recorded and filed."""
    machine = Stubborn(20.0)
    console: Console = open_console(machine=machine)
    world.ready()
    console.ready()
    console.start()
    console.until(lambda: console.session.delivered.pulses >= 40)
    machine.unplugged = True
    # Nothing comes over the cable by itself either.
    machine._timer.stop()
    console.press("F7")
    assert any("刺激器没有应答" in text for text in console.shell.toasts())
    console.strike(ESCAPE)
    assert "刺激器未确认急停" in dialog(PlugNotice).windowTitle()
    assert "拔掉电源" in console.page.centre.instruction.text()
    assert console.session.engaged
    done = console.filed()
    assert (done.status, done.reason) == (ExecutionStatus.FAILED, Why.EMERGENCY_STOP)
    assert done.pulses_done >= 40
    machine.unplugged = False
    Simulator.stop(machine)
    dialog(PlugNotice).accept()


def test_after_a_stop_that_was_not_confirmed_nothing_is_called_complete(world: World, open_console: Any) -> None:
    machine = Stubborn(100.0)
    console: Console = open_console(machine=machine)
    world.ready()
    console.ready()
    console.start()
    console.strike(SPACE)
    console.until(lambda: machine._state is StimulatorState.IDLE)
    console.until(lambda: any("急停未生效" in text and "400" in text for text in console.shell.toasts()))
    assert console.session.ending is not None
    assert console.session.ending.status is ExecutionStatus.FAILED
    assert not any("治疗完成" in text for text in console.shell.toasts())
    assert console.page.centre.state.text() == "已急停"
    assert console.filed().status is ExecutionStatus.FAILED
    assert not console.session.engaged
    dialog(PlugNotice).accept()


@pytest.mark.req("W9")
def test_with_a_disk_that_hangs(world: World, open_console: Any) -> None:
    """The writer of the log is stuck; the stop, its words and the next look at the screen do not wait for it."""
    console = running(world, open_console)
    stuck = threading.Event()
    console.station.disk.do(lambda: stuck.wait(20))
    console.strike(SPACE)
    assert console.machine.state is StimulatorState.IDLE
    assert console.page.centre.state.text() == "已急停"
    assert console.page.unsent() == 1
    stuck.set()
    done = console.filed()
    assert world.operator.treatment_record(done.id).entries[-1].what == "emergency_stop"


def test_nothing_starts_before_its_log_is_on_the_disk(world: World, open_console: Any) -> None:
    console: Console = open_console(speed=1.0)
    _, execution = world.ready()
    console.ready()
    stuck = threading.Event()
    console.station.disk.do(lambda: stuck.wait(20))
    console.press("F6")
    assert console.session.phase is Phase.STARTING
    console.rest()
    assert world.now(execution).status is ExecutionStatus.DISPATCHED
    assert console.machine.state is StimulatorState.ARMED
    stuck.set()
    console.phase(Phase.RUNNING)


def test_stopped_before_its_log_was_on_the_disk_nothing_is_left(world: World, open_console: Any, tmp_path: Path) -> None:
    console: Console = open_console(speed=1.0)
    _, execution = world.ready()
    console.ready()
    stuck = threading.Event()
    console.station.disk.do(lambda: stuck.wait(20))
    console.press("F6")
    console.strike(SPACE)
    console.phase(Phase.SAFETY)
    stuck.set()
    done: list[object] = []
    console.station.disk.do(lambda: None).done(done.append)
    console.until(lambda: bool(done))
    console.rest()
    assert list((tmp_path / "1号控制台").iterdir()) == []
    assert world.now(execution).status is ExecutionStatus.DISPATCHED
    assert console.machine.state is StimulatorState.IDLE


def test_without_a_disk_nothing_starts(world: World, open_console: Any, tmp_path: Path) -> None:
    console: Console = open_console(speed=1.0)
    _, execution = world.ready()
    console.ready()
    console.rest()
    (tmp_path / "1号控制台").rmdir()
    console.press("F6")
    console.until(lambda: any("不能开始治疗" in text for text in console.shell.toasts()))
    console.phase(Phase.ARMED)
    assert world.now(execution).status is ExecutionStatus.DISPATCHED
    (tmp_path / "1号控制台").mkdir()
    console.press("F6")
    console.phase(Phase.RUNNING)


@pytest.mark.req("W9")
def test_the_mouse_stops_over_a_modal_dialog(world: World, open_console: Any) -> None:
    """The page is locked, its red button too: each dialog brings one."""
    console = running(world, open_console)
    question = reason_for(console.shell, "?", "ok", (), print)
    question.open()
    console.qtbot.waitExposed(question)
    click(console.shell, console.page.red)
    assert console.session.phase is Phase.RUNNING
    bar = stop_bar(question)
    assert bar is not None
    assert bar.isVisible()
    assert bar.geometry().bottom() <= question.form.geometry().top()
    click(question, bar)
    assert console.session.engaged is False
    assert question.isVisible()
    assert not bar.isVisible()
    question.reject()


def stop_bar(dialog: QDialog) -> QWidget | None:
    """The red button inside a dialog."""
    layout = dialog.layout()
    assert layout is not None
    return layout.menuBar()


def click(window: QWidget, button: QWidget) -> None:
    """A click of the mouse as the window system brings it, which a modal dialog keeps from other windows."""
    handle = window.windowHandle()
    assert handle is not None
    at = button.mapTo(window, button.rect().center())
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, at)


def test_a_dialog_from_before_gets_its_button_when_the_machine_is_charged(world: World, open_console: Any) -> None:
    console: Console = open_console()
    world.ready()
    console.acknowledge()
    console.identify()
    for check in Check:
        console.page.checks.boxes[check].setChecked(True)
    question = reason_for(console.shell, "?", "ok", (), print)
    question.open()
    assert stop_bar(question) is None
    console.session.arm()
    bar = stop_bar(question)
    assert bar is not None
    QTest.mouseClick(bar, Qt.MouseButton.LeftButton)
    assert console.machine.state is StimulatorState.IDLE
    question.reject()
