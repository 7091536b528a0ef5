"""Stations whose PC is a day and three minutes fast: orders, admissions, papers, bills and ages are right all the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from client_admission.app import build as build_desk
from client_admission.desk_page import Place
from client_ward.app import builder
from shared import clock
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.types import AdmissionRequest, PatientDetails, Sex
from shared.contracts.ward.contract import WardContract
from shared.contracts.ward.types import Reception
from shared.qt import hospital_time
from shared.qt.app import StationProgram
from shared.qt.preview import PreviewDialog
from tests.client_admission.station import Cashier
from tests.client_ward.order_entry import pick, rows, save, type_cell
from tests.client_ward.stage import AtStation
from tests.live.processes import HospitalOfProcesses, running_hospital
from tests.passwords import PASSWORD
from tests.shared.documents.readback import text
from tests.shared.qt.conftest import dressed, station_settings

__all__ = ["dressed", "station_settings"]
pytestmark = pytest.mark.live

NOW = clock.at(date(2026, 3, 10), 23, 40)
PCS = NOW + timedelta(days=1, minutes=3)
PERSON = PatientDetails("张秀英", Sex.FEMALE, date(1950, 3, 11))
"""75 today, 76 by the PC."""
MOMENTS = timedelta(minutes=5)


@pytest.fixture
def hospital(directory: Path) -> Iterator[HospitalOfProcesses]:
    with running_hospital(directory / "hospital", "messages", "catalog", "admission", "ward", moment=NOW) as made:
        for contract, login in ((AdmissionContract, "cashier1"), (WardContract, "nurse1")):
            # The catalogue has arrived where somebody can log in.
            made.client(contract, login)
        clock.set_control_file(directory / "pc", PCS)
        # The stations live in this process: it has another clock than the servers from here on.
        clock.use_control_file(directory / "pc")
        yield made


@pytest.fixture
def log_in(hospital: HospitalOfProcesses, qtbot: Any) -> Iterator[Callable[..., StationProgram[Any]]]:
    opened: list[StationProgram[Any]] = []

    def make(title: str, contract: type[Any], build: Callable[..., Any], login: str) -> StationProgram[Any]:
        station = StationProgram(title, contract, (hospital.address(contract.department),), None, build)
        opened.append(station)
        station.log_in()
        qtbot.waitUntil(lambda: station.login is not None and station.login.submit.isEnabled())
        assert station.login is not None
        station.login.name.setText(login)
        station.login.password.setText(PASSWORD)
        station.login.submit.click()
        qtbot.waitUntil(lambda: station.shell is not None)
        return station

    yield make
    for station in opened:
        station.close()
        if station.shell is not None:
            station.shell.deleteLater()


def test_the_desk_admits_at_hospital_time(
    hospital: HospitalOfProcesses, log_in: Callable[..., StationProgram[Any]], qtbot: Any
) -> None:
    number = hospital.client(AdmissionContract, "cashier2").api.register_patient(PERSON).patient_no
    station = log_in("出入院收费处", AdmissionContract, build_desk, "cashier1")
    desk = Cashier(station.shell, qtbot)
    desk.until(lambda: desk.counter.station.catalogue.version > 0)
    assert abs(hospital_time.now() - NOW) < MOMENTS
    page = desk.open(number, Place.ADMIT)
    assert "75" in desk.shell.patient_banner.text()
    assert "76" not in desk.shell.patient_banner.text()
    desk.pick(page.form.widget("ward"), "W02")
    desk.press(page, "F6")
    desk.until(lambda: desk.counter.opened is not None and desk.counter.opened.stay is not None)
    assert desk.counter.opened is not None
    assert desk.counter.opened.stay is not None
    assert abs(desk.counter.opened.stay.admitted_at - NOW) < MOMENTS


def test_the_ward_orders_and_prints_at_hospital_time(
    hospital: HospitalOfProcesses, log_in: Callable[..., StationProgram[Any]], directory: Path, qtbot: Any
) -> None:
    desk = hospital.client(AdmissionContract, "cashier2").api
    stay_id = desk.admit(desk.register_patient(PERSON).patient_no, AdmissionRequest("W01", NOW)).stay_id
    ward = hospital.client(WardContract, "nurse2").api
    qtbot.waitUntil(lambda: any(stay.stay_id == stay_id for stay in ward.board("W01").waiting))
    ward.receive(stay_id, "W01", Reception("W01-009", "张医生", "无"))
    made: list[Any] = []
    build = builder(directory / "drafts")
    program = log_in("护士工作站", WardContract, lambda shell: made.append(build(shell)), "nurse1")
    nurse = AtStation(qtbot, program.worker, program.shell, made[0])
    nurse.until(lambda: nurse.station.desk.board is not None and nurse.station.desk.board.stays)
    nurse.until(lambda: nurse.station.desk.items.by_code("100001") is not None)
    nurse.opens(stay_id)
    assert "75" in nurse.shell.patient_banner.text()
    nurse.page_key("Ctrl+N")
    pick(nurse, "100001")
    type_cell(nurse, "50")
    save(nurse)
    nurse.until(lambda: len(rows(nurse)) == 1 and rows(nurse)[0].version > 0)
    [order] = ward.order_sheet(stay_id).orders.rows
    assert abs(order.start_at - NOW) < MOMENTS
    nurse.shell.open_page(nurse.station.bills)
    nurse.until(lambda: len(nurse.station.bills.shown) == 1)
    assert nurse.station.bills.day.day in {NOW.date(), NOW.date() - timedelta(days=1)}
    nurse.page_key("F9")
    preview = nurse.station.bills.findChild(PreviewDialog)
    paper = text(preview._pdf)
    assert "2026-03-10 23:4" in paper
    assert "2026-03-11" not in paper
    assert "2026-03-12" not in paper
    preview.reject()
