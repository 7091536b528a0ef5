"""An in-process hospital per module; every test finds its pharmacy empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.in_process import InProcessHospital, hospital
from tests.server.pharmacy.world import World


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessHospital]:
    with hospital(tmp_path_factory.mktemp("hospital"), "pharmacy") as made:
        yield made


@pytest.fixture
def world(running: InProcessHospital) -> World:
    return World(running)
