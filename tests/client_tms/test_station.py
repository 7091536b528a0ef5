"""The TMS station: log-in against its own server, and a queue that says it is empty."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from client_tms import app
from shared.contracts.tms.contract import TmsContract
from shared.qt.app import Station
from tests.in_process import PASSWORD
from tests.live.processes import HospitalOfProcesses, running_hospital

pytestmark = pytest.mark.live


@pytest.fixture
def hospital(tmp_path: Path) -> Iterator[HospitalOfProcesses]:
    with running_hospital(tmp_path / "h", "messages", "catalog", "tms") as made:
        yield made


@pytest.fixture
def station(hospital: HospitalOfProcesses) -> Iterator[Station[TmsContract]]:
    made: Station[TmsContract] = Station("TMS治疗室", TmsContract, (hospital.address("tms"),), None, app.build)
    yield made
    made.close()


def _try(station: Station[TmsContract], qtbot: Any, password: str) -> None:
    login = station.login
    assert login is not None
    qtbot.waitUntil(login.submit.isEnabled, timeout=10_000)
    login.name.setText("doctor1")
    login.password.setText(password)
    login.submit.click()


def test_who_logs_in_sees_an_empty_queue(hospital: HospitalOfProcesses, station: Station[TmsContract], qtbot: Any) -> None:
    hospital.client(TmsContract, "doctor1")
    station.log_in()
    _try(station, qtbot, "wrong password")
    qtbot.waitUntil(lambda: station.login is not None and station.login.submit.isEnabled(), timeout=10_000)
    assert station.shell is None
    _try(station, qtbot, PASSWORD)
    qtbot.waitUntil(lambda: station.shell is not None, timeout=10_000)
    assert station.shell is not None
    qtbot.addWidget(station.shell)
    page: Any = station.shell.pages[0]
    assert "暂无待执行的处方" in page.empty.text()
