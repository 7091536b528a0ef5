"""Fixtures every test may use."""

from __future__ import annotations

import logging
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared import clock
from tests.in_process import use_databases
from tests.postgres import Cluster, bin_dir, running_cluster
from tests.sqlserver.collect import StatementCollector

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


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
