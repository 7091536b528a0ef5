"""Real widgets without a screen, the station's own look, settings in a folder of the test."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication

from shared.documents.prepare_fonts import prepare_fonts
from shared.qt import app, demo, recent
from shared.qt.worker import LinkState, Worker
from tests.shared.qt.fake_client import SESSION, FakeClient

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


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
    recent.set_user("u1")
    yield
    demo.set_demo(False)


@pytest.fixture
def client() -> FakeClient:
    return FakeClient(session=SESSION)


@pytest.fixture
def make_worker() -> Iterator[Callable[[FakeClient], Worker]]:
    made: list[Worker] = []

    def make(client: FakeClient) -> Worker:
        made.append(Worker(client))
        return made[-1]

    yield make
    for worker in made:
        worker.close()
        assert not worker._thread.is_alive()


@pytest.fixture
def worker(client: FakeClient, make_worker, qtbot) -> Worker:
    made = make_worker(client)
    with qtbot.waitSignal(made.state_changed):
        made.start()
    assert made.state is LinkState.ONLINE
    return made
