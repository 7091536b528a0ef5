"""A cashier's station over the in-process hospital: real widgets and presenters, the department's real entrance and database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings, QTranslator
from PySide6.QtWidgets import QApplication

from client_admission import app as station_app
from shared import clock
from shared.documents.prepare_fonts import prepare_fonts
from shared.identifiers import StayId
from shared.qt import app, demo, language, recent
from shared.qt.shell import MainShell
from shared.qt.worker import Worker
from tests.client_admission.station import Cashier as AtDesk
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital
from tests.scenarios.people import D1, Cashier, day
from tests.server.admission.ward_facts import OtherDepartments
from tests.stations import StationClient


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    prepare_fonts()
    app.dress(qapp, "his-test")
    return qapp


@pytest.fixture(autouse=True)
def station_settings(dressed: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("HIS_LANGUAGE", raising=False)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "settings"))
    QSettings().clear()
    recent.set_user("u1")
    yield
    demo.set_demo(False)


@pytest.fixture
def hospital(directory: Path) -> Iterator[InProcessHospital]:
    """Monday 2026-03-02, 09:00; cashier1 has a hundred numbers of each series."""
    with open_hospital(directory / "hospital", "admission") as made:
        made.at(clock.at(D1, 9))
        supervisor = made.station("admission", "supervisor")
        for series, prefix in (("receipt", "A"), ("deposit", "Y")):
            supervisor.draw_receipt_range(series, "cashier1", f"{prefix}0001", f"{prefix}0100")
        yield made


@pytest.fixture
def others(hospital: InProcessHospital) -> OtherDepartments:
    return OtherDepartments(hospital)


@pytest.fixture
def colleague(hospital: InProcessHospital) -> Cashier:
    """cashier1 at another window: what happens behind the station's back."""
    return Cashier(hospital)


@pytest.fixture
def waiting(colleague: Cashier) -> StayId:
    """张秀英 (100001) waits for her ward."""
    return colleague.admits(colleague.registers())


@pytest.fixture
def stay(waiting: StayId, others: OtherDepartments) -> StayId:
    """张秀英 in the ward since 09:00, with two days' charges: 床位 60.00 and 60.00, 血常规 20.00."""
    others.receive(waiting)
    planned = (("700002", day(1)), ("400001", day(1)), ("700002", day(2)))
    others.plan(waiting, *(others.line(waiting, item, "1", on) for item, on in planned))
    return waiting


@pytest.fixture
def declared(stay: StayId, others: OtherDepartments) -> StayId:
    """张秀英 goes home: 140.00 to settle."""
    others.declare_discharge(stay)
    return stay


@pytest.fixture
def checked(declared: StayId, colleague: Cashier) -> StayId:
    """… and her charges are checked."""
    colleague.checks(declared)
    return declared


@pytest.fixture
def make_worker(qtbot) -> Iterator[Callable[[StationClient], Worker]]:
    made: list[Worker] = []

    def make(client: StationClient) -> Worker:
        worker = Worker(client)
        made.append(worker)
        with qtbot.waitSignal(worker.state_changed):
            worker.start()
        return worker

    yield make
    for worker in made:
        worker.close()


@pytest.fixture
def make_station(hospital: InProcessHospital, make_worker, qtbot) -> Callable[..., AtDesk]:
    """The whole station of somebody logged in, at the size of a small screen, and that person."""

    def make(login: str, client: StationClient | None = None) -> AtDesk:
        line = client or StationClient(hospital, "admission")
        line.log_in(login)
        worker = make_worker(line)
        shell = MainShell("出入院收费处", worker)
        qtbot.addWidget(shell)
        counter = station_app.build(shell)
        shell.enter(line.session)
        shell.resize(1366, 768)
        shell.show()
        qtbot.waitUntil(lambda: counter.station.catalogue.version > 0)
        return AtDesk(shell, qtbot)

    return make


@pytest.fixture
def english_texts(dressed: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[], None]]:
    """Makes stations that are built from then on English."""
    before = set(dressed.findChildren(QTranslator))

    def install() -> None:
        monkeypatch.setenv("HIS_LANGUAGE", "en")
        language.install_translators(dressed, (app.I18N, Path(station_app.__file__).parent / "i18n"))

    yield install
    for translator in set(dressed.findChildren(QTranslator)) - before:
        dressed.removeTranslator(translator)


@pytest.fixture
def client(hospital: InProcessHospital) -> StationClient:
    """The line of cashier1's station."""
    return StationClient(hospital, "admission")


@pytest.fixture
def at_desk(make_station, client: StationClient) -> AtDesk:
    """cashier1 at the station."""
    return make_station("cashier1", client)
