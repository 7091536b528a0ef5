"""The simulator keeps to the plan, whatever its timer does; drivers from elsewhere are found."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from client_tms.stimulator import drivers, simulator
from client_tms.stimulator.interface import Delivered, StimulatorError, StimulatorState
from client_tms.stimulator.simulator import Fault, Simulator
from tests.server.tms.world import rtms, theta

IDLE, ARMED, RUNNING, PAUSED, FAULT = StimulatorState


class Ears:
    """What the machine told."""

    def __init__(self) -> None:
        self.trains: list[Delivered] = []
        self.ended: list[Delivered] = []
        self.faults: list[tuple[str, Delivered]] = []

    def train_done(self, delivered: Delivered) -> None:
        self.trains.append(delivered)

    def completed(self, delivered: Delivered) -> None:
        self.ended.append(delivered)

    def fault(self, text: str, delivered: Delivered) -> None:
        self.faults.append((text, delivered))


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The machine's clock, in the test's hand."""
    now = [1000.0]
    monkeypatch.setattr(simulator, "monotonic", lambda: now[0])
    return now


@pytest.fixture
def machine(qapp: Any, watch: list[float]) -> Simulator:
    made = Simulator()
    made.listener = Ears()
    return made


def look(machine: Simulator) -> Ears:
    """The timer fires."""
    machine._look()
    assert isinstance(machine.listener, Ears)
    return machine.listener


def test_trains_by_the_plan(machine: Simulator, watch: list[float]) -> None:
    machine.arm(rtms(trains=3), 50)
    assert machine.delivered == Delivered(0, 0)
    machine.start()
    for seconds, wanted in (
        (0.0, (0, 1)),
        (0.05, (0, 1)),
        (0.1, (0, 2)),
        (3.95, (0, 40)),
        (4, (1, 40)),
        (29.9, (1, 40)),
        (30, (1, 41)),
    ):
        watch[0] = 1000.0 + seconds
        assert machine.delivered == Delivered(*wanted), seconds
    watch[0] = 1000.0 + 34
    assert look(machine).trains == [Delivered(1, 40), Delivered(2, 80)]
    watch[0] = 1000.0 + 64
    assert look(machine).ended == [Delivered(3, 120)]
    assert (machine.state, machine.position_s) == (IDLE, 64.0)


def test_a_late_timer_loses_nothing(machine: Simulator, watch: list[float]) -> None:
    machine.arm(rtms(trains=3), 50)
    machine.start()
    watch[0] += 500
    ears = look(machine)
    assert [each.trains for each in ears.trains] == [1, 2, 3]
    assert ears.ended == [Delivered(3, 120)]


def test_a_pause_stops_within_a_train_and_time_stands(machine: Simulator, watch: list[float]) -> None:
    machine.arm(theta(trains=2), 40)
    machine.start()
    watch[0] += 1.01
    machine.pause()
    assert (machine.state, machine.delivered) == (PAUSED, Delivered(0, 16))
    watch[0] += 60
    assert machine.delivered == Delivered(0, 16)
    machine.resume()
    watch[0] += 0.05
    assert machine.delivered == Delivered(0, 18)
    machine.stop()
    assert (machine.state, machine.delivered) == (IDLE, Delivered(0, 18))


def test_speed_is_seconds_in_a_second(qapp: Any, watch: list[float]) -> None:
    machine = Simulator(60.0)
    machine.arm(rtms(trains=3), 50)
    machine.start()
    watch[0] += 0.5
    assert machine.position_s == 30.0


def test_commands_out_of_place(machine: Simulator) -> None:
    for command in (machine.start, machine.pause, machine.resume, machine.reset):
        with pytest.raises(StimulatorError):
            command()
    with pytest.raises(StimulatorError):
        machine.arm(rtms(), 101)
    machine.arm(rtms(), 50)
    with pytest.raises(StimulatorError):
        machine.arm(rtms(), 50)
    machine.emergency_stop()
    assert machine.state is IDLE
    machine.emergency_stop()


def test_a_provoked_fault_stops_and_wants_a_reset(machine: Simulator, watch: list[float]) -> None:
    machine.arm(rtms(), 50)
    machine.start()
    watch[0] += 2
    machine.provoke(Fault.CHARGER)
    assert look(machine).faults == [("充电电路故障", Delivered(0, 21))]
    assert machine.state is FAULT
    with pytest.raises(StimulatorError, match="充电电路故障"):
        machine.arm(rtms(), 50)
    machine.reset()
    assert (machine.state, machine.fault_text) == (IDLE, "")


def test_the_coil_warms_cools_and_stops_the_machine(machine: Simulator, watch: list[float]) -> None:
    machine.arm(rtms(hz="20", train="50", pause="1", trains=30), 100)
    machine.start()
    while machine.state is RUNNING:
        watch[0] += 1
        look(machine)
    assert machine.state is FAULT
    assert look(machine).faults[0][0] == "线圈过热"
    hot = machine.coil_celsius or 0
    assert hot > 40
    watch[0] += 1800
    assert machine.coil_celsius == 24


def test_parameters_decide_the_pulses_of_a_train(machine: Simulator, watch: list[float]) -> None:
    machine.arm(rtms(hz="1", train="1200", pause="0", trains=1), 60)
    machine.start()
    watch[0] += 599.5
    assert machine.delivered == Delivered(0, 600)
    watch[0] += 600.5
    assert machine.delivered == Delivered(1, 1200)
    assert Decimal(1200) == rtms(hz="1", train="1200", pause="0", trains=1).duration_s


def test_drivers_are_found_by_entry_point(qapp: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "coil_driver-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: coil-driver\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[{drivers.GROUP}]\nmagpro = coil_driver:connect\n")
    (tmp_path / "coil_driver.py").write_text("def connect(where):\n    return ('machine at', where)\n")
    monkeypatch.syspath_prepend(tmp_path)
    assert drivers.available() == ("simulator", "magpro")
    made: object = drivers.make("magpro:COM3")
    assert made == ("machine at", "COM3")
    assert isinstance(drivers.make("simulator", 60.0), Simulator)
    with pytest.raises(KeyError):
        drivers.make("unknown")
