"""Real widgets without a screen on an in-process treatment room."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from client_tms.stimulator.simulator import Simulator
from shared.documents.prepare_fonts import prepare_fonts
from shared.qt import app, demo
from tests.client_tms.station import Console
from tests.in_process import InProcessHospital, hospital
from tests.server.tms.world import World


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


@pytest.fixture
def running(tmp_path: Path) -> Iterator[InProcessHospital]:
    with hospital(tmp_path / "hospital", "tms") as made:
        yield made


@pytest.fixture
def world(running: InProcessHospital) -> World:
    def passes(_by: timedelta) -> None:
        raise AssertionError("a console's machine time passes by itself")

    return World(running, passes)


@pytest.fixture
def open_console(world: World, qtbot: Any, tmp_path: Path) -> Iterator[Callable[..., Console]]:
    """Open a console; its logs stay in one folder for all consoles of a name."""
    opened: list[Console] = []

    def make(login: str = "tms1", name: str = "1号控制台", **options: Any) -> Console:
        machine = options.pop("machine", None) or Simulator(options.pop("speed", 400.0))
        opened.append(Console(world, login, qtbot, tmp_path / name, machine, name, **options))
        return opened[-1]

    yield make
    for each in opened:
        each.close()
