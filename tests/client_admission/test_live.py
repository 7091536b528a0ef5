"""The station as it is installed: real server processes, TLS, the log-in dialog, the change feed."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from client_admission.app import build
from client_admission.desk_page import Place
from shared.contracts.admission.contract import AdmissionContract
from shared.qt.app import StationProgram
from shared.qt.worker import LinkState
from tests.client_admission.station import Cashier as AtDesk
from tests.live.processes import running_hospital
from tests.passwords import PASSWORD


@pytest.mark.live
@pytest.mark.req("R1.37")
def test_a_cashier_logs_in_and_admits_a_patient(directory: Path, qtbot) -> None:
    with running_hospital(directory / "live", "messages", "catalog", "admission", tls=True) as hospital:
        # The catalogue has reached the desk once somebody can log in.
        hospital.client(AdmissionContract, "supervisor")
        station = StationProgram("出入院收费处", AdmissionContract, (hospital.address("admission"),), hospital.tls, build)
        try:
            station.log_in()
            qtbot.waitUntil(lambda: station.worker.state is LinkState.ONLINE, timeout=10000)
            assert station.shell is None
            qtbot.keyClicks(station.login.name, "cashier1")
            qtbot.keyClicks(station.login.password, PASSWORD)
            qtbot.keyClick(station.login.password, Qt.Key.Key_Return)
            qtbot.waitUntil(lambda: station.shell is not None, timeout=10000)
            _admit(AtDesk(station.shell, qtbot))
        finally:
            station.close()
            if station.shell is not None:
                station.shell.deleteLater()


def _admit(at_desk: AtDesk) -> None:
    at_desk.until(lambda: at_desk.counter.station.catalogue.version > 0)
    page = at_desk.go(Place.PATIENTS)
    at_desk.press(page, "Ctrl+N")
    at_desk.type(page.form.widget("name"), "张秀英")
    at_desk.type(page.form.widget("id_card"), "11010519491231002X")
    at_desk.press(page, "Ctrl+S")
    at_desk.until(lambda: at_desk.counter.opened is not None)
    admit = at_desk.go(Place.ADMIT)
    at_desk.pick(admit.form.widget("ward"), "W02")
    at_desk.press(admit, "F6")
    home = at_desk.go(Place.HOME)
    at_desk.until(lambda: at_desk.column(home.waiting, "name") == ["张秀英"])
