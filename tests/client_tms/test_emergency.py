"""Space, Esc and the red button stop the machine first: whatever has the focus, with dialogs open, with a server that hangs."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodQueryEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QPushButton

from client_tms.dialogs import ReasonDialog, StartDialog
from client_tms.session.course import Check, Phase
from client_tms.stimulator.interface import StimulatorState
from client_tms.stimulator.simulator import Simulator
from shared.contracts.tms.types import ExecutionStatus
from shared.qt.dialogs import NoticeDialog
from tests.client_tms.station import Console, dialog
from tests.server.tms.world import World

SPACE, ESCAPE = Qt.Key.Key_Space, Qt.Key.Key_Escape


class Stubborn(Simulator):
    """A machine whose driver fails at the worst moment."""

    def emergency_stop(self) -> None:
        raise OSError("no answer on the cable")


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
    assert (done.status, done.reason) == (ExecutionStatus.FAILED, "急停")
    assert world.operator.treatment_record(done.id).entries[-1].what == "emergency_stop"


def test_a_key_discharges_an_armed_machine_and_logs_nothing(world: World, open_console: Any) -> None:
    console: Console = open_console()
    world.ready()
    console.ready()
    console.strike(SPACE)
    assert console.machine.state is StimulatorState.IDLE
    assert not console.station.filer.waiting()
    console.phase(Phase.SAFETY)


def test_the_red_button(world: World, open_console: Any) -> None:
    console = running(world, open_console)
    QTest.mouseClick(console.page.red, Qt.MouseButton.LeftButton)
    assert console.machine.state is StimulatorState.IDLE
    assert not console.page.red.isEnabled()


def test_over_a_modal_dialog_with_the_cursor_in_its_field(world: World, open_console: Any) -> None:
    console = running(world, open_console)
    open_dialog = ReasonDialog(console.shell, "?", "ok", ())
    open_dialog.open()
    field = open_dialog.reason.lineEdit()
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
    notice = dialog(NoticeDialog)
    assert "刺激器未确认急停" in notice.windowTitle()
    assert console.session.engaged
    assert world.now(console.execution).status is ExecutionStatus.EXECUTING or console.filed().reason == "急停"
    Simulator.stop(machine)
    console.session.changed.emit()
    notice.accept()
