"""The catalogue's server dies in the middle of a price change: the change is done once, and every department learns of it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from shared.identifiers import new_key
from shared.rpc import bound
from tests.live.processes import running_hospital
from tests.live.stations import LiveHospital
from tests.scenarios.people import on, wait_until

pytestmark = pytest.mark.live
_ITEM, _PRICE = "300020", Decimal("105.00")
_POINTS = ("after_commit", "before_commit", "before_relay", "after_publish")


def _changes_once(directory: Path, point: str) -> None:
    names = ("messages", "catalog", "admission")
    with running_hospital(directory, *names, moment=on(1, 8), kill_at=f"catalog:{point}:1") as processes:
        hospital = LiveHospital(processes)
        administrator = hospital.station("catalog", "admin")
        cashier = hospital.station("admission", "cashier1")
        before = cashier.items(-1).version
        key = new_key()
        version = bound(administrator, key).set_price(_ITEM, _PRICE, None)
        assert bound(administrator, key).set_price(_ITEM, _PRICE, None) == version

        def arrived() -> bool:
            hospital.revive()
            catalogue = cashier.items(before)
            return catalogue is not None and next(item.price for item in catalogue.items if item.code == _ITEM) == _PRICE

        wait_until(arrived)
        # One version more, and one price more in force.
        assert cashier.items(-1).version == before + 2
        assert hospital.deaths == 1, "the kill point was never reached"


def test_a_price_changes_once_though_the_answer_was_lost(tmp_path: Path) -> None:
    _changes_once(tmp_path / "h", _POINTS[0])


@pytest.mark.slow
@pytest.mark.parametrize("point", _POINTS[1:])
def test_a_price_changes_once_wherever_the_power_is_cut(tmp_path: Path, point: str) -> None:
    _changes_once(tmp_path / "h", point)
