"""Fixtures every test may use."""

from __future__ import annotations

import gc
import logging
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from shared import clock
from shared.qt.collector import GuiCollector
from tests.in_process import use_databases
from tests.patience import PATIENCE_S
from tests.postgres import Cluster, bin_dir, running_cluster
from tests.sqlserver.collect import StatementCollector

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
pytest_plugins = ("tests.watchdog",)


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application, with the collector of a station: no Qt object dies on a thread of a test."""
    GuiCollector(qapp)
    return qapp


class PatientBot(QtBot):
    """Waits for what is meant, however busy the machine is; what a test asks for is the least it gets."""

    def waitUntil(self, callback: Callable[[], Any], *, timeout: int = 0) -> None:
        super().waitUntil(callback, timeout=max(timeout, round(1000 * PATIENCE_S)))

    def waitSignal(self, signal: Any, *, timeout: int = 0, **options: Any) -> Any:
        return super().waitSignal(signal, timeout=max(timeout, round(1000 * PATIENCE_S)), **options)


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """Hands and eyes of a test with windows."""
    return PatientBot(request)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Windows end with their test: a collector left to itself counts their few Python objects, not Qt's megabytes behind them."""
    result = yield
    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.collect()
    return result


@pytest.fixture(autouse=True)
def _clean_slate() -> Iterator[None]:
    """No test inherits another's hospital time or log."""
    yield
    clock.use_control_file(None)
    log = logging.getLogger("his")
    log.handlers.clear()
    log.propagate = True


@pytest.fixture(scope="session", autouse=True)
def _statements() -> Iterator[None]:
    """With HIS_COLLECT_SQL, keep every statement of the run for `tests.sqlserver.check`."""
    target = os.environ.get("HIS_COLLECT_SQL")
    if not target:
        yield
        return
    collector = StatementCollector(Path(target))
    yield
    collector.write()


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    """An empty folder for a hospital."""
    return tmp_path


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    """A PostgreSQL cluster for this session."""
    if bin_dir() is None:
        pytest.skip("no PostgreSQL server binaries on this machine (Debian package postgresql)")
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture(scope="session", autouse=True)
def _databases(request: pytest.FixtureRequest) -> None:
    """`make test-full` runs every in-process hospital on PostgreSQL."""
    if os.environ.get("HIS_TEST_DATABASE") == "postgresql":
        use_databases(request.getfixturevalue("postgres").new_database)
