"""Whatever happens to a patient, the bill is the bookkeeper's (R1.12, R2.5, R2.9, R2.12–R2.14; T12)."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.histories.history import PRICES, History, People
from tests.in_process import hospital as open_hospital
from tests.scenarios.people import on, prepare

TOGETHER = 10
"""Patients of one hospital, one after the other."""
OFTEN, SELDOM = 300, 5_000


def live_through(directory: Path, first: int) -> None:
    """Ten patients' histories, each compared with the bookkeeper at its end; then the hospital's books."""
    with open_hospital(directory, "admission", "ward", "pharmacy") as made:
        prepare(made)
        for item, price in PRICES.items():
            made.station("catalog", "admin").set_price(item, price, on(1, 8, 30))
        made.reload_catalog()
        people, begins = People(made), on(1, 9)
        for number in range(first, first + TOGETHER):
            history = History(people, number, begins)
            history.live()
            charged = people.cashier.total(history.stay)
            story = f"history {number}\n" + "\n".join(history.said)
            assert charged == history.owed(), f"{charged} charged, {history.owed()} right\n{story}"
            assert history.settle() == charged, story
            begins = history.now + timedelta(hours=1)
        made.settle_down()
        assert made.problems() == []
        assert people.cashier.api.differences() == ()


@pytest.mark.req("R1.12", "R2.5", "R2.9", "R2.12", "R2.14", "T12")
@pytest.mark.parametrize("first", range(0, OFTEN, TOGETHER))
def test_the_bill_is_the_bookkeepers(directory: Path, first: int) -> None:
    live_through(directory, first)


@pytest.mark.slow
@pytest.mark.parametrize("first", range(OFTEN, SELDOM, TOGETHER))
def test_the_bill_is_the_bookkeepers_for_long(directory: Path, first: int) -> None:
    live_through(directory, first)
