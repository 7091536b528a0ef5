"""The whole station against server processes over TLS: log-in, board, another person's change arriving by itself."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from client_ward.app import builder
from client_ward.beds.window import BoardPage
from shared import clock
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.types import AdmissionRequest
from shared.contracts.ward.contract import WardContract
from shared.contracts.ward.types import Reception
from shared.qt.app import StationProgram
from tests.client_ward.stage import person
from tests.live.processes import HospitalOfProcesses
from tests.passwords import PASSWORD

pytestmark = pytest.mark.live


@pytest.fixture
def processes(directory: Path) -> Iterator[HospitalOfProcesses]:
    made = HospitalOfProcesses(directory / "hospital", ("messages", "catalog", "admission", "ward"), tls=True)
    made.start()
    yield made
    made.stop()


@pytest.fixture
def station(processes: HospitalOfProcesses, directory: Path) -> Iterator[StationProgram[WardContract]]:
    # A fresh server can't log anybody in before its catalogue has come.
    processes.client(WardContract, "nurse1")
    made = StationProgram("护士工作站", WardContract, (processes.address("ward"),), processes.tls, builder(directory / "drafts"))
    yield made
    if made.shell is not None:
        made.shell.close()
    made.close()


def test_a_nurse_logs_in_and_sees_what_happens(
    processes: HospitalOfProcesses, station: StationProgram[WardContract], qtbot: Any
) -> None:
    station.log_in()
    qtbot.waitUntil(lambda: station.login is not None and station.login.submit.isEnabled())
    login = station.login
    assert login is not None
    login.name.setText("nurse1")
    login.password.setText(PASSWORD)
    login.submit.click()
    qtbot.waitUntil(lambda: station.shell is not None, timeout=10000)
    assert station.shell is not None
    board = station.shell.pages[0]
    assert isinstance(board, BoardPage)
    qtbot.waitUntil(lambda: len(board.presenter.cards()) == 70, timeout=10000)
    assert station.shell.statusbar.isVisible()
    cashier = processes.client(AdmissionContract, "cashier1").api
    number = cashier.register_patient(person(0)).patient_no
    stay_id = cashier.admit(number, AdmissionRequest("W01", clock.now())).stay_id
    qtbot.waitUntil(lambda: bool(board.presenter.waiting()), timeout=15000)
    processes.client(WardContract, "nurse2").api.receive(stay_id, "W01", Reception("W01-009", "张医生", "无"))
    qtbot.waitUntil(lambda: any(card.stay is not None for card in board.presenter.cards()), timeout=15000)
    assert QApplication.activeModalWidget() is None
