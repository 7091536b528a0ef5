"""An in-process hospital per module; every test finds its ward empty."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from shared.identifiers import StayId
from tests.in_process import InProcessHospital, hospital
from tests.server.ward.world import World


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessHospital]:
    with hospital(tmp_path_factory.mktemp("hospital"), "ward") as made:
        yield made


@pytest.fixture
def world(running: InProcessHospital) -> World:
    return World(running)


@pytest.fixture
def stay(world: World) -> StayId:
    """张秀英 in bed W01-001 since D1 10:00."""
    return world.patient()
