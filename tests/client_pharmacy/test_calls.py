"""One press costs one command and at most one look: the change it makes comes back by the feed and asks nothing again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt

from shared.contracts.common import Change
from shared.contracts.operation import operations_of
from shared.contracts.pharmacy.contract import PharmacyContract
from tests.client_pharmacy.station import Station
from tests.server.pharmacy.world import ASPIRIN, World

OPERATIONS = operations_of(PharmacyContract)


def test_dispensing(world: World, open_station: Callable[..., Station], qtbot: Any) -> None:
    world.receive(ASPIRIN, 10)
    for name in ("王芳", "李玥"):
        world.request((ASPIRIN, 3), name=name)
    station = open_station()
    page = station.requests
    station.until(lambda: page.lines.rows().rowCount() == 1)
    heard: list[Change] = []
    station.shell.station.news.connect(heard.extend)
    # What a feed that begins tells first is out of the way when something told after it has come.
    station.until(lambda: station.feed._cursor >= 0)
    station.shell.station.note("nothing", "")
    station.until(lambda: bool(heard))
    station.until(lambda: station.worker._waiting == 0)
    station.client.calls.clear()
    qtbot.keyClick(page.lines, Qt.Key.Key_F6)
    station.until(lambda: any(change.own for change in heard))
    station.until(lambda: station.worker._waiting == 0)
    assert [name for name in station.client.calls if OPERATIONS[name].takes_key] == ["dispense"]
    looks = [name for name in station.client.calls if not OPERATIONS[name].takes_key]
    assert len(looks) == len(set(looks)), "one look, which asks each thing once"
