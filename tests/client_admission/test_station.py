"""The station as a whole: log-in, changes as they happen, mixed-up patients, English, start."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from client_admission.app import build
from client_admission.desk_page import Place
from shared.contracts.admission.kinds import Kind
from shared.contracts.admission.types import PatientDetails, Sex
from shared.errors import BusinessError, LoginRequired
from shared.identifiers import StayId
from shared.qt.feed import ChangeFeed
from shared.qt.i18n.__main__ import untranslated
from shared.qt.login import LoginDialog
from shared.qt.shell import MainShell
from shared.qt.worker import LinkState, Worker
from tests.client_admission.station import Cashier as AtDesk
from tests.in_process import InProcessHospital
from tests.passwords import PASSWORD
from tests.scenarios.people import Cashier
from tests.server.admission.ward_facts import OtherDepartments
from tests.stations import StationClient


@pytest.mark.req("R1.37")
def test_nothing_works_without_an_own_account(
    hospital: InProcessHospital, make_worker: Callable[[StationClient], Worker], qtbot
) -> None:
    worker = make_worker(StationClient(hospital, "admission"))
    refused: list[BusinessError] = []
    worker.query(lambda api: api.desk()).failed(refused.append)
    qtbot.waitUntil(lambda: bool(refused))
    assert isinstance(refused[0], LoginRequired)
    dialog = LoginDialog(worker, "出入院收费处")
    dialog.show()
    for typed in ("wrong password", PASSWORD):
        dialog.name.setText("cashier1")
        dialog.password.setText(typed)
        dialog.submit.click()
        qtbot.waitUntil(lambda: worker.session is not None or bool(dialog.error.text()))
        if typed != PASSWORD:
            assert dialog.error.text() == "用户名或密码不正确"
            dialog.error.setText("")
    assert worker.session is not None
    assert worker.session.user_name == "王收费"


@pytest.fixture
def followed(hospital: InProcessHospital, make_worker: Callable[[StationClient], Worker], qtbot) -> AtDesk:
    """A station whose change feed runs."""
    line = StationClient(hospital, "admission")
    line.log_in("cashier1")
    feed = ChangeFeed(Worker(StationClient(hospital, "admission")), wait_s=0.5)
    shell = MainShell("出入院收费处", make_worker(line), feed)
    qtbot.addWidget(shell)
    build(shell)
    shell.enter(line.session)
    shell.resize(1366, 768)
    shell.show()
    qtbot.waitUntil(lambda: feed._cursor >= 0)
    yield AtDesk(shell, qtbot)
    shell.close()


def test_what_others_do_appears_by_itself(followed: AtDesk, waiting: StayId, colleague: Cashier, others: OtherDepartments) -> None:
    home = followed.page(Place.HOME)
    followed.until(lambda: followed.column(home.waiting, "name") == ["张秀英"])
    colleague.takes_deposit(waiting, "100.00")
    followed.until(lambda: home.taken.text() == "100.00")
    page = followed.open(100001, Place.DEPOSITS)
    followed.type(page.form.widget("amount"), "50")
    colleague.takes_deposit(waiting, "200.00")
    followed.until(lambda: page.usable.text() == "300.00")
    assert page.form.widget("amount").text() == "50"
    others.receive(waiting)
    followed.until(lambda: "W01-001" in followed.shell.patient_banner.text())


def test_changes_of_other_patients_cost_nothing(at_desk: AtDesk, stay: StayId, client: StationClient) -> None:
    at_desk.open(100001, Place.ACCOUNT)
    before = len(client.calls)
    station = at_desk.shell.station
    with at_desk.qtbot.waitSignal(station.news):
        station.note(Kind.ACCOUNT, "of somebody else")
        station.note(Kind.PATIENT, "100009")
    at_desk.rest()
    assert len(client.calls) == before
    with at_desk.qtbot.waitSignal(station.news):
        station.note(Kind.ACCOUNT, stay)
    at_desk.rest()
    assert "account" in client.calls[before:]


def test_two_patients_are_never_mixed_up(at_desk: AtDesk, stay: StayId, colleague: Cashier) -> None:
    colleague.takes_deposit(stay, "100.00")
    other = colleague.registers(PatientDetails(name="李建国", sex=Sex.MALE))
    page = at_desk.open(100001, Place.DEPOSITS)
    at_desk.type(page.form.widget("amount"), "77")
    at_desk.counter.open(other)
    assert at_desk.counter.opened is None
    assert at_desk.column(page.deposits, "receipt_no") == []
    assert not at_desk.shell.patient_banner.isVisible()
    at_desk.counter.open(100001)
    at_desk.counter.open(other)
    at_desk.rest()
    assert at_desk.counter.opened.patient.details.name == "李建国"
    assert page.form.widget("amount").text() == ""


def test_a_page_is_left_with_escape_and_f3_finds_the_search(at_desk: AtDesk, stay: StayId) -> None:
    page = at_desk.open(100001, Place.CHECK)
    at_desk.press(page, "F4")
    assert at_desk.shell.page is at_desk.page(Place.ACCOUNT)
    at_desk.qtbot.keyClick(at_desk.shell, Qt.Key.Key_Escape)
    assert at_desk.shell.page is page
    at_desk.press(page, "F3")
    assert at_desk.shell.page is at_desk.page(Place.PATIENTS)


def test_a_server_that_is_gone_loses_nothing(at_desk: AtDesk, waiting: StayId, client: StationClient, colleague: Cashier) -> None:
    page = at_desk.open(100001, Place.DEPOSITS)
    at_desk.type(page.form.widget("amount"), "500")
    client.down = True
    at_desk.press(page, "F6")
    at_desk.until(at_desk.shell.offline_banner.isVisible)
    assert page.form.widget("amount").text() == "500"
    client.down = False
    at_desk.until(lambda: not at_desk.shell.offline_banner.isVisible())
    at_desk.press(page, "F6")
    assert "500.00" in at_desk.paper()
    assert len(colleague.api.account(waiting).deposits) == 1


def test_the_catalogue_comes_when_the_line_is_back(
    hospital: InProcessHospital, make_worker: Callable[[StationClient], Worker], qtbot
) -> None:
    line = StationClient(hospital, "admission")
    line.log_in("cashier1")
    worker = make_worker(line)
    line.down = True
    shell = MainShell("出入院收费处", worker)
    qtbot.addWidget(shell)
    counter = build(shell)
    shell.enter(line.session)
    shell.show()
    qtbot.waitUntil(lambda: worker.state is LinkState.OFFLINE)
    assert counter.station.catalogue.version == 0
    line.down = False
    qtbot.waitUntil(lambda: counter.station.catalogue.ward_name("W01") != "W01", timeout=10000)


def test_a_patient_asked_for_offline_opens_when_the_line_is_back(at_desk: AtDesk, waiting: StayId, client: StationClient) -> None:
    client.down = True
    at_desk.counter.open(100001)
    at_desk.until(lambda: at_desk.shell.worker.state is LinkState.OFFLINE)
    assert at_desk.counter.opened is None
    client.down = False
    at_desk.until(lambda: at_desk.counter.opened is not None)
    assert at_desk.counter.opened.stay.stay_id == waiting


def test_english_is_complete() -> None:
    assert untranslated("client_admission") == []


def test_english_reaches_pages_banners_and_refusals(
    make_station: Callable[..., AtDesk], english_texts: Callable[[], None], stay: StayId
) -> None:
    english_texts()
    station = make_station("cashier1")
    assert [page.title for page in station.shell.pages][:3] == ["Home", "Patients", "Admission"]
    titles = ["Take deposit", "Void", "Reprint receipt", "Find patient", "Account"]
    assert [action.title for action in station.page(Place.DEPOSITS).keys] == titles
    assert station.why_not(station.go(Place.DEPOSITS), "F6") == "Press F3 and choose a patient first"
    page = station.open(100001, Place.ADMIT)
    assert station.why_not(page, "F8") == "The patient is “in ward”: cancelling the admission is not possible"
    assert re.search(r"female +\d+ y +No. 100001", station.shell.patient_banner.text())


def test_the_program_starts_without_paper_machinery() -> None:
    heavy = {"reportlab.pdfgen.canvas", "pypdfium2", "sqlalchemy", "shared.documents.paper"}
    code = f"import sys, client_admission.app; sys.exit(str({heavy} & set(sys.modules) or ''))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.strip()) == (1, "")
