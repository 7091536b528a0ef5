"""Behaviour of the stock page and the catalogue without widgets, on the pharmacy's real entrance."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from client_pharmacy.stock.presenter import Choice, Receipt, StockPresenter
from shared.contracts.pharmacy.errors import BatchExpired
from shared.errors import MissingRight
from shared.qt.station import Station
from tests.client_pharmacy.screen import Screen
from tests.client_pharmacy.station import DirectWorker, InProcessClient
from tests.passwords import PASSWORD
from tests.server.pharmacy.world import ASPIRIN, CEFUROXIME, D1, FAR, SALINE, WARD_1, World, number


@pytest.fixture
def stock(station: Station, screen: Screen) -> StockPresenter:
    return StockPresenter(station, screen)


@pytest.mark.req("R3.1")
def test_stock_is_searched_and_chosen(world: World, stock: StockPresenter, screen: Screen) -> None:
    world.receive(ASPIRIN, 400)
    world.receive(CEFUROXIME, 5, "SOON", D1.date() + timedelta(days=60))
    world.chief.flag_short(SALINE, True)
    stock.reload()
    assert len(screen.stock) == 68
    for choice, expected in ((Choice.SHORT, [SALINE]), (Choice.NEAR_EXPIRY, [CEFUROXIME])):
        stock.choose(choice)
        assert [row.drug_code for row in screen.stock] == expected
    stock.choose(Choice.LOW)
    assert ASPIRIN not in [row.drug_code for row in screen.stock]
    stock.choose(Choice.ALL)
    stock.search(" 阿司匹林 ")
    assert [row.drug_code for row in screen.stock] == [ASPIRIN]


@pytest.mark.req("R3.1")
def test_a_drug_opens_with_batches_and_its_movements_newest_first(world: World, stock: StockPresenter, screen: Screen) -> None:
    world.receive(ASPIRIN, 10)
    world.dispense(world.request((ASPIRIN, 3)))
    stock.reload()
    stock.open(screen.stock[0])
    assert screen.details[0] is None
    details = screen.details[-1]
    assert details is not None
    assert [row.quantity for row in details.batches] == [7]
    assert [row.quantity for row in details.movements] == [-3, 10]
    world.receive(ASPIRIN, 5)
    stock.reload()
    assert screen.chosen == 0
    assert screen.details[-1] is not None
    assert [row.quantity for row in screen.details[-1].batches] == [12]


@pytest.mark.req("R2.7")
def test_the_short_flag_is_set_and_taken_back(stock: StockPresenter, screen: Screen) -> None:
    stock.flag()
    assert screen.flagged == []
    stock.reload()
    stock.open(screen.stock[0])
    stock.flag()
    stock.flag()
    assert [row.short for row in screen.flagged] == [True, False]


@pytest.mark.req("R3.1")
def test_a_batch_comes_in_or_is_refused(world: World, stock: StockPresenter, screen: Screen) -> None:
    receipt = Receipt(ASPIRIN, "B7", FAR, number(5), "入库")
    stock.receive(receipt)
    assert screen.received == [receipt]
    assert world.held(ASPIRIN) == {"B7": number(5)}
    stock.receive(Receipt(ASPIRIN, "B8", date(2020, 1, 1), number(5), "入库"))
    assert [type(error) for error in screen.errors] == [BatchExpired]


def test_somebody_without_the_right_is_told(world: World, screen: Screen) -> None:
    client = InProcessClient(world.hospital)
    client.log_in("dispenser1", PASSWORD)
    station: Station = Station(DirectWorker(client), screen)
    assert (station.may("pharmacy.dispense"), station.may("pharmacy.shortage")) == (True, False)
    presenter = StockPresenter(station, screen)
    presenter.reload()
    presenter.open(screen.stock[0])
    presenter.flag()
    assert [type(error) for error in screen.errors] == [MissingRight]


# -- the catalogue


def test_the_catalogue_holds_drugs_only_and_is_fetched_once(station: Station) -> None:
    assert station.catalogue.ward_name(WARD_1) == "内一科(心血管呼吸内科)"
    assert station.catalogue.ward_name("?") == "?"
    assert station.catalogue.items.by_code(ASPIRIN) is not None
    assert station.catalogue.items.by_code("700002") is None
    heard: list[Any] = []
    station.catalogue_changed.connect(lambda: heard.append(1))
    station.load_catalogue()
    assert heard == []
