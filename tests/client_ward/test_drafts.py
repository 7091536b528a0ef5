"""Typed orders outlive crashes, lost servers and lost answers, and are never entered twice (T2)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from shared.dataset import RowStatus
from shared.qt.worker import LinkState
from tests.client_ward.order_entry import LONG, pick, rows, save, type_cell
from tests.client_ward.stage import House


@pytest.mark.req("T2")
def test_typed_orders_outlive_a_crash_of_the_station(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    nurse.page_key("Ctrl+N")
    pick(nurse, "100001")
    type_cell(nurse, "50")
    again = stage()
    assert again.shell.topbar.bell.unseen == 1
    card = again.station.board.presenter.cards()[0]
    assert card.drafts
    again.opens(stay_id)
    [row] = rows(again)
    assert (row.item_name, row.dose, row.status) == ("阿司匹林肠溶片", Decimal(50), RowStatus.NEW)
    save(again)
    assert len(house.nurse.sheet(stay_id)) == 1
    assert again.station.orders.presenter.waiting_drafts() == frozenset()


@pytest.mark.req("T2", "T4")
def test_typing_goes_on_offline_and_is_stored_when_the_server_is_back(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    nurse.client.down = True
    nurse.page_key("Ctrl+N")
    pick(nurse, "100001")
    type_cell(nurse, "50")
    nurse.page_key("Ctrl+S")
    nurse.until(lambda: nurse.worker.state is LinkState.OFFLINE)
    nurse.until(lambda: "未发送 1 项" in nurse.shell.offline_banner.text())
    assert house.nurse.sheet(stay_id) == ()
    nurse.client.down = False
    nurse.until(lambda: len(house.nurse.sheet(stay_id)) == 1)
    nurse.until(lambda: nurse.station.orders.unsent() == 0)


@pytest.mark.req("T2")
def test_an_order_whose_answer_was_lost_is_never_entered_twice(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    nurse.page_key("Ctrl+N")
    pick(nurse, "100001")
    type_cell(nurse, "50")
    nurse.client.lose_answers = 1
    nurse.page_key("Ctrl+S")
    nurse.until(nurse.question)
    nurse.answers(yes=False)
    dataset = nurse.station.orders.presenter.entries[LONG].dataset
    nurse.until(lambda: nurse.worker.state is LinkState.ONLINE)
    nurse.settle()
    dataset.edit(dataset.ids[0], "note", "饭后")
    save(nurse)
    nurse.until(lambda: not nurse.station.desk.station.busy)
    [stored] = house.nurse.sheet(stay_id)
    assert stored.note == "饭后"


@pytest.mark.req("T2")
def test_a_crash_between_sending_and_answer_repeats_nothing(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    nurse.page_key("Ctrl+N")
    pick(nurse, "100001")
    type_cell(nurse, "50")
    nurse.client.lose_answers = 1
    nurse.page_key("Ctrl+S")
    nurse.until(nurse.question)
    again = stage()
    again.opens(stay_id)
    again.until(lambda: not again.station.orders.unsent())
    again.settle()
    assert len(house.nurse.sheet(stay_id)) == 1
    assert len(rows(again)) == 1


@pytest.mark.req("T2")
def test_whatever_was_saved_offline_is_sent_when_the_server_is_back(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    nurse.client.down = True
    for drug in ("100001", "100002"):
        nurse.page_key("Ctrl+N")
        pick(nurse, drug)
        type_cell(nurse, "50")
        nurse.page_key("Ctrl+S")
        nurse.settle()
    assert house.nurse.sheet(stay_id) == ()
    nurse.client.down = False
    nurse.until(lambda: len(house.nurse.sheet(stay_id)) == 2)
    nurse.until(lambda: nurse.station.orders.unsent() == 0)
