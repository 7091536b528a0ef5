"""Real widgets without a screen on an in-process pharmacy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from shared.contracts.common import ItemKind
from shared.documents.prepare_fonts import prepare_fonts
from shared.qt import app, demo
from shared.qt.station import Station
from tests.client_pharmacy.screen import Screen
from tests.client_pharmacy.station import DirectWorker, InProcessClient
from tests.client_pharmacy.station import Station as Window
from tests.in_process import InProcessHospital, hospital
from tests.passwords import PASSWORD
from tests.server.pharmacy.world import World


@pytest.fixture(scope="session")
def dressed(qapp: QApplication) -> QApplication:
    prepare_fonts()
    app.dress(qapp, "his-test")
    return qapp


@pytest.fixture(autouse=True)
def station_settings(dressed: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv("HIS_LANGUAGE", raising=False)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path))
    QSettings().clear()
    yield
    demo.set_demo(False)


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessHospital]:
    with hospital(tmp_path_factory.mktemp("hospital"), "pharmacy") as made:
        yield made


@pytest.fixture
def world(running: InProcessHospital) -> World:
    return World(running)


@pytest.fixture
def closed_later() -> Iterator[list[Any]]:
    """Workers that a test makes itself."""
    made: list[Any] = []
    yield made
    for each in made:
        each.close()


@pytest.fixture
def open_station(world: World, qtbot: Any) -> Iterator[Callable[[str], Window]]:
    opened: list[Window] = []

    def make(login: str = "pharmacist") -> Window:
        opened.append(Window(world, login, qtbot))
        return opened[-1]

    yield make
    for each in opened:
        each.close()


@pytest.fixture
def screen() -> Screen:
    return Screen()


@pytest.fixture
def client(world: World) -> InProcessClient:
    made = InProcessClient(world.hospital)
    made.log_in("pharmacist", PASSWORD)
    return made


@pytest.fixture
def station(client: InProcessClient, screen: Screen) -> Station[Any]:
    made: Station[Any] = Station(DirectWorker(client), screen)
    made.open_catalogue(screen.report, lambda item: item.kind is not ItemKind.SERVICE)
    return made
