"""A cashier's station over the in-process hospital: real widgets and presenters, the department's real entrance and database."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from client_admission import app as station_app
from shared.documents.prepare_fonts import prepare_fonts
from shared.qt import app, demo, recent
from shared.qt.shell import MainShell
from shared.qt.worker import Worker
from tests.client_admission.desk import Desk
from tests.in_process import InProcessHospital
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
def hospital(tmp_path: Path) -> Iterator[InProcessHospital]:
    made = InProcessHospital(tmp_path / "hospital", ("admission",))
    yield made
    made.close()


@pytest.fixture
def desk(hospital: InProcessHospital) -> Desk:
    made = Desk(hospital)
    made.draw_numbers()
    return made


@pytest.fixture
def client(desk: Desk) -> StationClient:
    """The line of cashier1's station; its first calls are answered before the test begins."""
    made = StationClient(desk.hospital, "admission")
    made.log_in("cashier1")
    return made


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
def worker(client: StationClient, make_worker) -> Worker:
    return make_worker(client)


@pytest.fixture
def shell(worker: Worker, qtbot) -> MainShell:
    """The whole station of cashier1, logged in, at the size of a small screen."""
    made = MainShell("出入院收费处", worker)
    qtbot.addWidget(made)
    counter = station_app.build(made)
    made.enter(worker.session)
    demo.set_demo(False)
    made.resize(1366, 768)
    made.show()
    qtbot.waitUntil(lambda: counter.catalogue.version > 0)
    return made
