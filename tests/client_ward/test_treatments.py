"""治疗进度: what the station shows of orders that the treatment room performs (W9, W11)."""

from __future__ import annotations

import itertools
from datetime import datetime
from typing import Any

import pytest

from client_ward.beds.cards import card_text
from client_ward.words import treatment_text, treatment_tint
from shared import clock
from shared.contracts import events
from shared.contracts.events import Event
from shared.contracts.tms.events import TreatmentChanged
from shared.contracts.tms.types import ExecutionStatus
from shared.contracts.ward.types import OrderKind, OrderState, Treatment
from shared.identifiers import OrderId, StayId, new_id
from shared.qt.tint import Tint
from tests.client_ward.order_entry import LONG, rows, shown
from tests.client_ward.stage import House, Stage
from tests.client_ward.test_board import card
from tests.scenarios.people import ONCE, PO, QD, TREATMENT, Order, on

TMS, NAME = "300020", "重复经颅磁刺激治疗"
ASPIRIN = Order("100001", "100", "mg", PO, QD, 0)
PENDING, DISPATCHED, EXECUTING, COMPLETED, FAILED = ExecutionStatus
_versions = itertools.count(1)


def has_order(house: House, number: int, bed: str, kind: OrderKind = LONG) -> tuple[StayId, OrderId]:
    """A patient with a confirmed order of sessions and one of tablets."""
    stay_id = house.lies(number, bed)
    frequency = QD if kind is LONG else ONCE
    house.nurse.enters(stay_id, (Order(TMS, "1", "次", TREATMENT, frequency, 0, kind), ASPIRIN), on(1, 10))
    house.other_nurse.confirms(stay_id)
    house.hospital.deliver()
    return stay_id, next(row.order_id for row in house.nurse.sheet(stay_id) if row.item_code == TMS)


def treats(house: House, stay_id: StayId, order_id: OrderId, done: int, status: ExecutionStatus, sessions: int = 20) -> None:
    """The treatment room tells how far it is."""
    version = next(_versions)
    fact = TreatmentChanged(stay_id, order_id, version, sessions, done, status, clock.now())
    told = Event(new_id(), "tms", 1, version, fact.event_type, stay_id, clock.now(), events.encode(fact))
    house.hospital.center.append("tms", (told,))
    house.hospital.deliver()


def column_is_shown(nurse: Stage, kind: OrderKind = LONG) -> bool:
    """Whether the grid has a column of progress, with room for its words."""
    view = nurse.station.orders.views[kind]
    number = view.rows().column_of("treatment")
    return not view.isColumnHidden(number) and view.columnWidth(number) > 90


@pytest.mark.req("W9")
def test_progress_appears_in_the_sheet_and_on_the_board_by_itself(house: House, stage: Any) -> None:
    stay_id, order_id = has_order(house, 0, "W01-001")
    nurse = stage(feed=True)
    nurse.opens(stay_id)
    assert not column_is_shown(nurse)
    assert "治疗中" not in card_text(card(nurse, "W01-001"))
    at = next(at for at, row in enumerate(rows(nurse)) if row.item_code == TMS)
    treats(house, stay_id, order_id, 3, EXECUTING)
    nurse.until(lambda: column_is_shown(nurse))
    assert shown(nurse, at, "treatment") == "3/20 执行中"
    assert shown(nurse, 1 - at, "treatment") == ""
    assert not column_is_shown(nurse, OrderKind.TEMPORARY)
    nurse.until(lambda: "治疗中" in card_text(card(nurse, "W01-001")))
    nurse.until(lambda: "治疗中" in nurse.shell.patient_banner.text())
    treats(house, stay_id, order_id, 4, COMPLETED)
    nurse.until(lambda: shown(nurse, at, "treatment") == "4/20")
    nurse.until(lambda: "治疗中" not in nurse.shell.patient_banner.text())
    assert rows(nurse)[at].state is OrderState.CONFIRMED


@pytest.mark.req("W9")
def test_a_temporary_order_is_shown_done(house: House, stage: Any) -> None:
    stay_id, order_id = has_order(house, 0, "W01-001", OrderKind.TEMPORARY)
    treats(house, stay_id, order_id, 1, COMPLETED, sessions=1)
    nurse = stage()
    nurse.opens(stay_id)
    nurse.station.orders.tabs.setCurrentIndex(1)
    assert column_is_shown(nurse, OrderKind.TEMPORARY)
    assert [shown(nurse, 0, name) for name in ("state", "treatment")] == ["已完成", "1/1 完成"]
    assert shown(nurse, 0, "last_perform") != ""


def test_another_patient_s_sheet_gets_the_room_back(house: House, stage: Any) -> None:
    treated, order_id = has_order(house, 0, "W01-001")
    treats(house, treated, order_id, 1, DISPATCHED)
    plain = house.is_treated(1, "W01-002")
    nurse = stage()
    nurse.opens(plain)
    view = nurse.station.orders.views[LONG]
    wide = [view.columnWidth(number) for number in range(view.model().columnCount()) if not view.isColumnHidden(number)]
    nurse.opens(treated)
    assert column_is_shown(nurse)
    assert view.horizontalScrollBar().maximum() == 0, "the others make room"
    nurse.opens(plain)
    assert not column_is_shown(nurse)
    again = [view.columnWidth(number) for number in range(view.model().columnCount()) if not view.isColumnHidden(number)]
    assert again == wide


def test_a_column_kept_hidden_comes_back_with_its_width(house: House, stage: Any) -> None:
    stay_id, order_id = has_order(house, 0, "W01-001")
    nurse = stage()
    nurse.opens(stay_id)
    nurse.station.orders.views[LONG].save_widths()
    treats(house, stay_id, order_id, 1, DISPATCHED)
    nurse.station.orders.presenter.load()
    nurse.until(lambda: column_is_shown(nurse))


@pytest.mark.req("W11")
def test_the_run_says_who_charges_it(house: House, stage: Any) -> None:
    stay_id, order_id = has_order(house, 0, "W01-001")
    treats(house, stay_id, order_id, 1, EXECUTING)
    nurse = stage()
    nurse.shell.open_page(nurse.station.run)
    nurse.settle()
    model = nurse.station.run.orders.rows()
    told = {str(model.index(row, 1).data()): str(model.index(row, 3).data()) for row in range(model.rowCount())}
    assert told == {NAME: "由TMS治疗室执行后计费", "阿司匹林肠溶片": "送药房"}
    assert nurse.station.run.totals() == "1 位病人，将执行 1 条，其中 1 条送药房；0 条需处理"


@pytest.mark.parametrize(
    ("done", "sessions", "status", "words", "tint"),
    [
        (0, 0, None, "未开处方", None),
        (0, 20, None, "0/20", None),
        (0, 20, PENDING, "0/20 待下发", None),
        (3, 20, DISPATCHED, "3/20 已下发", Tint.READY),
        (3, 20, EXECUTING, "3/20 执行中", Tint.OK),
        (4, 20, COMPLETED, "4/20", None),
        (4, 20, FAILED, "4/20 异常", Tint.BAD),
        (20, 20, COMPLETED, "20/20 完成", None),
    ],
)
def test_words_of_a_treatment(done: int, sessions: int, status: ExecutionStatus | None, words: str, tint: Tint | None) -> None:
    told_at: datetime | None = on(1, 10) if status is not None else None
    treatment = Treatment(sessions, done, status, told_at)
    assert (treatment_text(treatment), treatment_tint(treatment)) == (words, tint)
    assert (treatment_text(None), treatment_tint(None)) == ("", None)
