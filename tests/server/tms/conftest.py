"""An in-process hospital per module; the machine's clock moves on when a test says so."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from shared import clock
from tests.in_process import InProcessHospital, hospital
from tests.server.tms.world import World


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessHospital]:
    with hospital(tmp_path_factory.mktemp("hospital"), "tms") as made:
        yield made


@pytest.fixture
def world(running: InProcessHospital, monkeypatch: pytest.MonkeyPatch) -> World:
    machine = clock.utc_now
    ahead = timedelta()

    def passes(by: timedelta) -> None:
        nonlocal ahead
        ahead += by

    monkeypatch.setattr(clock, "utc_now", lambda: machine() + ahead)
    return World(running, passes)
