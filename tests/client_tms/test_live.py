"""The station as it is started, against real server processes; the emergency stop while its server is stopped."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client_tms import app
from client_tms.app import TreatmentStation
from client_tms.dialogs import StartDialog
from client_tms.session.course import Check, Phase
from client_tms.session.journal import JournalStore
from client_tms.stimulator.interface import StimulatorState
from client_tms.stimulator.simulator import Simulator
from shared.contracts.tms.contract import TmsContract
from shared.contracts.tms.types import (
    ChecklistAnswer,
    DeviceGiven,
    Execution,
    ExecutionStatus,
    NewExecution,
    PatientGiven,
    PrescriptionDraft,
    ThresholdGiven,
    Why,
)
from shared.errors import OutcomeUnknown
from shared.feed import FeedOptions
from shared.qt.app import StationProgram
from tests.client_tms.station import dialog
from tests.live.processes import HospitalOfProcesses, running_hospital
from tests.passwords import PASSWORD
from tests.server.tms.world import rtms

pytestmark = pytest.mark.live


@dataclass
class Started:
    """A station and what was built in its window."""

    machine: Simulator
    logs: Path
    feed: FeedOptions | None = None
    built: list[TreatmentStation] = field(default_factory=list)

    def build(self, shell: Any) -> TreatmentStation:
        self.built.append(app.build(shell, self.machine, JournalStore(self.logs), self.feed, "1号控制台"))
        return self.built[0]


@pytest.fixture
def hospital(tmp_path: Path) -> Iterator[HospitalOfProcesses]:
    with running_hospital(tmp_path / "h", "messages", "catalog", "tms") as made:
        yield made


@pytest.fixture
def with_gateway(tmp_path: Path) -> Iterator[HospitalOfProcesses]:
    with running_hospital(tmp_path / "h", "messages", "catalog", "tms", "gateway") as made:
        yield made


@pytest.fixture
def started(dressed: Any, tmp_path: Path) -> Started:
    return Started(Simulator(1.0), tmp_path / "logs")


@pytest.fixture
def station(hospital: HospitalOfProcesses, started: Started) -> Iterator[StationProgram[TmsContract]]:
    made: StationProgram[TmsContract] = StationProgram("TMS治疗室", TmsContract, (hospital.address("tms"),), None, started.build)
    yield made
    for each in started.built:
        each.close()
    made.close()


@pytest.fixture
def station_at_gateway(with_gateway: HospitalOfProcesses, started: Started) -> Iterator[StationProgram[TmsContract]]:
    address = with_gateway.address("gateway")
    url = f"ws://{address.host}:{address.port}/ws/prescriptionexecution"
    started.feed = FeedOptions(url, "1号控制台", first_backoff_s=0.05)
    made: StationProgram[TmsContract] = StationProgram(
        "TMS治疗室", TmsContract, (with_gateway.address("tms"),), None, started.build
    )
    yield made
    for each in started.built:
        each.close()
    made.close()


def log_in(station: StationProgram[TmsContract], qtbot: Any, password: str = PASSWORD) -> None:
    login = station.login
    assert login is not None
    qtbot.waitUntil(login.submit.isEnabled, timeout=10_000)
    login.name.setText("tms1")
    login.password.setText(password)
    login.submit.click()


def prescribed(hospital: HospitalOfProcesses) -> Execution:
    """A patient from elsewhere with a session that waits."""
    doctor = hospital.client(TmsContract, "tmsdoc1").api
    patient = doctor.register_patient(PatientGiven("WY-1", "李四", code="1001"))
    doctor.record_threshold(ThresholdGiven(patient.id, 50))
    answers = tuple(ChecklistAnswer(question.code, False) for question in doctor.questions())
    draft = PrescriptionDraft(rtms(), 1, patient_id=patient.id, checklist=answers)
    prescription = doctor.prescribe(draft)
    made: Execution = doctor.create_execution(NewExecution(prescription_id=prescription.id)).execution
    return made


@pytest.mark.req("W9")
def test_the_emergency_stop_while_the_server_is_stopped(
    hospital: HospitalOfProcesses, station: StationProgram[TmsContract], started: Started, qtbot: Any
) -> None:
    execution = prescribed(hospital)
    station.log_in()
    log_in(station, qtbot, "wrong password")
    qtbot.waitUntil(lambda: station.login is not None and station.login.submit.isEnabled(), timeout=10_000)
    assert not started.built
    log_in(station, qtbot)
    qtbot.waitUntil(lambda: bool(started.built), timeout=10_000)
    treatment = started.built[0]
    shell = treatment.shell
    qtbot.addWidget(shell)
    device = hospital.client(TmsContract, "tmsdoc1").api.register_device(DeviceGiven("S1"))
    treatment.room.choose_device(device)
    page, session = treatment.console, treatment.console.session
    qtbot.waitUntil(lambda: session.phase is Phase.ARRIVED, timeout=10_000)
    page.step_key.press()
    qtbot.waitUntil(lambda: session.phase is Phase.IDENTIFY, timeout=10_000)
    page.step_key.press()
    for check in Check:
        page.checks.boxes[check].setChecked(True)
    page.step_key.press()
    page.go_key.press()
    qtbot.waitUntil(lambda: session.phase is Phase.RUNNING, timeout=10_000)
    qtbot.waitUntil(lambda: started.machine.delivered.pulses > 3, timeout=10_000)
    process = hospital.servers["tms"].process
    process.send_signal(signal.SIGSTOP)
    try:
        asked: list[object] = []
        treatment.room.station.query(lambda api: api.devices()).failed(asked.append)
        # A window that is none of the console's own has the focus.
        question = StartDialog(shell, OutcomeUnknown(), "李四")
        question.open()
        QTest.keyClick(question.again, Qt.Key.Key_Space)
        assert started.machine.state is StimulatorState.IDLE
        assert page.centre.state.text() == "已急停"
        assert treatment.filer.unsent == 1
        question.reject()
    finally:
        process.send_signal(signal.SIGCONT)
    qtbot.waitUntil(lambda: not treatment.filer.unsent, timeout=40_000)
    done = hospital.client(TmsContract, "tmsdoc1").api.execution(execution.id)
    assert (done.status, done.reason) == (ExecutionStatus.FAILED, Why.EMERGENCY_STOP)
    assert done.pulses_done == session.delivered.pulses
    assert dialog(StartDialog) is None


@pytest.mark.req("W9")
def test_arrival_and_acknowledgement_over_the_real_gateway(
    with_gateway: HospitalOfProcesses, station_at_gateway: StationProgram[TmsContract], started: Started, qtbot: Any
) -> None:
    # Servers that listen may still wait for the catalogue and refuse to log anybody in.
    with_gateway.client(TmsContract, "tmsdoc1")
    station = station_at_gateway
    station.log_in()
    log_in(station, qtbot)
    qtbot.waitUntil(lambda: bool(started.built), timeout=10_000)
    treatment = started.built[0]
    qtbot.addWidget(treatment.shell)
    qtbot.waitUntil(lambda: treatment.live.is_open, timeout=10_000)
    # Without its change feed the console hears of arrivals by the gateway alone.
    station.feed.close()
    with qtbot.waitSignal(treatment.live.news, timeout=10_000):
        execution = prescribed(with_gateway)
    session = treatment.console.session
    qtbot.waitUntil(lambda: session.phase is Phase.ARRIVED, timeout=10_000)
    with qtbot.waitSignal(treatment.live.confirmed, timeout=10_000) as answered:
        treatment.console.step_key.press()
    assert answered.args == [execution.id, True]
    qtbot.waitUntil(lambda: session.phase is Phase.IDENTIFY, timeout=10_000)
    done = with_gateway.client(TmsContract, "tms2").api.execution(execution.id)
    assert (done.status, done.client_info) == (ExecutionStatus.DISPATCHED, "1号控制台")
