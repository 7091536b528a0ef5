"""A hospital, its people, and stations that are closed when a test ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.client_ward.stage import House, Stage, raise_stage
from tests.in_process import hospital as open_hospital
from tests.shared.qt.conftest import dressed, station_settings

__all__ = ["dressed", "station_settings"]


@pytest.fixture
def house(directory: Path) -> Iterator[House]:
    with open_hospital(directory / "hospital", "admission", "ward", "pharmacy") as made:
        yield House(made)


@pytest.fixture
def stage(house: House, qtbot: Any, directory: Path) -> Iterator[Callable[..., Stage]]:
    """Raise a station for somebody; call it after the patients are there."""
    raised: list[Stage] = []

    def make(login: str = "nurse1", **options: Any) -> Stage:
        raised.append(raise_stage(qtbot, house.hospital, directory / "drafts", login, **options))
        return raised[-1]

    yield make
    for one in raised:
        if one.shell.feed is not None:
            one.shell.feed.close()
        one.worker.close()
