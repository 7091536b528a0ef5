"""A machine that is told to charge and does not answer counts as charged: it is stopped, watched, and people are told to look."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from client_tms.console.unplugging import PlugNotice
from client_tms.session.course import Check, Phase
from client_tms.stimulator.guard import GuardedStimulator
from client_tms.stimulator.interface import StimulatorError, StimulatorState
from client_tms.stimulator.simulator import Simulator
from shared.contracts.tms.types import DeviceStatus, Stimulation
from tests.client_tms.station import Console, dialog
from tests.server.tms.world import World, rtms

IDLE, ARMED, RUNNING, PAUSED, FAULT = StimulatorState


class Mute(Simulator):
    """A machine that charges and then says nothing, until its cable is in again. `deaf`: it does not hear the stop either."""

    silent = False

    def __init__(self, error: Exception, *, deaf: bool) -> None:
        super().__init__(1.0)
        self._error, self.deaf = error, deaf

    def arm(self, stimulation: Stimulation, output_percent: int) -> None:
        super().arm(stimulation, output_percent)
        self.silent = self.deaf
        raise self._error

    @property
    def state(self) -> StimulatorState:
        if self.silent:
            raise OSError("no answer on the cable")
        return super().state

    def emergency_stop(self) -> None:
        if self.silent:
            raise OSError("no answer on the cable")
        super().emergency_stop()


def charging(world: World, open_console: Any, machine: Simulator) -> Console:
    """A console on which F5 was pressed to charge."""
    console: Console = open_console(machine=machine)
    world.ready()
    console.acknowledge()
    console.identify()
    for check in Check:
        console.page.checks.boxes[check].setChecked(True)
    console.press("F5")
    return console


def test_what_was_told_to_charge_and_is_silent_counts_as_charged(qapp: Any) -> None:
    guard = GuardedStimulator(Mute(OSError("no answer on the cable"), deaf=True))
    assert guard.state is IDLE
    with pytest.raises(StimulatorError):
        guard.arm(rtms(), 50)
    assert guard.state is ARMED
    assert not guard.discharged


@pytest.mark.req("W9")
@pytest.mark.parametrize("error", [OSError("no answer on the cable"), StimulatorError("time-out")])
def test_a_silent_machine_is_watched_and_people_are_told(world: World, open_console: Any, error: Exception) -> None:
    machine = Mute(error, deaf=True)
    console = charging(world, open_console, machine)
    notice = dialog(PlugNotice)
    assert notice.windowTitle() == "刺激器未确认急停"
    assert any("查看机器" in each.text() for each in notice.findChildren(QLabel))
    assert any("充电没有得到确认" in text and "请查看机器" in text for text in console.shell.toasts())
    assert console.session.phase is Phase.UNSURE
    assert console.page.red.isEnabled()
    assert "可能已充电" in console.page.centre.instruction.text()
    for key in (console.page.go_key, console.page.halt_key, console.page.cancel_key, console.page.step_key):
        assert key.why_not
    console.until(lambda: world.operator.devices()[0].status is DeviceStatus.ARMED)
    notice.accept()
    machine.silent = False
    console.strike(Qt.Key.Key_Space)
    assert machine.state is IDLE
    console.phase(Phase.SAFETY)
    assert not console.page.red.isEnabled()
    assert not console.station.filer.unsent


def test_a_machine_that_hears_the_stop_is_discharged(world: World, open_console: Any) -> None:
    machine = Mute(OSError("no answer on the cable"), deaf=False)
    console = charging(world, open_console, machine)
    assert machine.state is IDLE
    assert dialog(PlugNotice) is None
    assert any("刺激器没有应答。刺激器已确认未充电" in text for text in console.shell.toasts())
    assert console.session.phase is Phase.SAFETY
    assert not console.page.red.isEnabled()


def test_a_machine_that_was_switched_off_is_let_go(world: World, open_console: Any) -> None:
    """Nobody tells that it answers again; the page looks every second."""
    machine = Mute(OSError("no answer on the cable"), deaf=True)
    console = charging(world, open_console, machine)
    dialog(PlugNotice).accept()
    machine.silent = False
    Simulator.stop(machine)
    console.page._second.timeout.emit()
    assert console.page._phase is Phase.SAFETY
    assert not console.page.red.isEnabled()


@pytest.mark.req("W9")
def test_a_charged_machine_that_does_not_confirm_its_stop_is_not_started(world: World, open_console: Any) -> None:
    class Deaf(Simulator):
        def emergency_stop(self) -> None:
            raise OSError("no answer on the cable")

    console: Console = open_console(machine=Deaf(1.0))
    world.ready()
    console.ready()
    console.strike(Qt.Key.Key_Space)
    assert console.session.phase is Phase.UNSURE
    assert console.page.go_key.why_not
    console.session.start()
    assert console.session.phase is Phase.UNSURE
    dialog(PlugNotice).accept()
    Simulator.stop(console.machine)  # type: ignore[arg-type]
