"""执行: preview, the run patient by patient, what an interruption leaves and what is never done twice (R2.5, R2.6, R2.7)."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QMenu

from client_ward.beds.cards import card_text
from shared.contracts.common import LineState
from shared.contracts.pharmacy.types import Refusal
from shared.identifiers import StayId
from shared.qt.build import texts_in
from shared.qt.worker import LinkState
from tests.client_ward.stage import House, Stage
from tests.scenarios.people import JOURNEY_ORDERS, on


def open_run(stage: Stage) -> Any:
    stage.shell.open_page(stage.station.run)
    stage.settle()
    return stage.station.run


def lines(house: House, stay_id: StayId) -> int:
    return len(house.nurse.api.treatment_record(stay_id, None, None).rows)


def order_texts(page: Any) -> list[tuple[str, str]]:
    model = page.orders.rows()
    return [(str(model.index(row, 1).data()), str(model.index(row, 3).data())) for row in range(model.rowCount())]


@pytest.mark.req("R2.5")
@pytest.mark.req("R2.6")
def test_the_preview_says_what_goes_where_and_what_not_and_why(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    house.nurse.enters(stay_id, JOURNEY_ORDERS[:3], on(1, 10))
    house.other_nurse.confirms(stay_id)
    house.nurse.enters(stay_id, JOURNEY_ORDERS[3:4], on(1, 10))
    page = open_run(stage())
    assert page.totals() == "1 位病人，将执行 3 条，其中 3 条送药房；1 条需处理"
    assert order_texts(page) == [
        ("0.9%氯化钠注射液", "送药房"),
        ("注射用头孢呋辛钠", "送药房"),
        ("阿司匹林肠溶片", "送药房"),
        ("床位费(双人间)", "未校对"),
    ]


@pytest.mark.req("R2.5")
def test_f6_runs_the_whole_ward_and_a_second_run_makes_nothing(house: House, stage: Any) -> None:
    stays = [house.is_treated(number, f"W01-00{number + 1}") for number in range(3)]
    nurse = stage()
    page = open_run(nurse)
    assert page.totals() == "3 位病人，将执行 27 条，其中 9 条送药房；0 条需处理"
    nurse.page_key("F6")
    nurse.until(lambda: page.summary_dialog)
    assert page.summary_dialog.head == "3 位病人，已执行 27 条，其中 9 条送药房；连同附加记费用 30 条"
    assert page.summary_dialog.lines == []
    page.summary_dialog.accept()
    made = [lines(house, stay_id) for stay_id in stays]
    assert made == [13, 13, 13]
    nurse.settle()
    nurse.page_key("F6")
    assert nurse.shell.toasts() == ["没有需要执行的医嘱"]
    assert [lines(house, stay_id) for stay_id in stays] == made


@pytest.mark.req("R2.5")
def test_one_patient_is_run_alone(house: House, stage: Any) -> None:
    first, second = house.is_treated(0, "W01-001"), house.is_treated(1, "W01-002")
    nurse = stage()
    nurse.station.desk.open_stay(nurse.stay(second))
    page = open_run(nurse)
    page.scope.setCurrentIndex(1)
    nurse.settle()
    nurse.page_key("F6")
    nurse.until(lambda: page.summary_dialog)
    assert (lines(house, first), lines(house, second)) == (0, 13)


def test_cancel_leaves_whole_patients_done_and_go_on_does_the_rest(house: House, stage: Any) -> None:
    stays = [house.is_treated(number, f"W01-00{number + 1}") for number in range(3)]
    nurse = stage()
    page = open_run(nurse)
    steps: list[tuple[int, int, str]] = []
    nurse.page_key("F6")
    page.batch.stepped.connect(lambda *step: (steps.append(step), page.batch.cancel()))
    nurse.until(lambda: page.summary_dialog)
    done = [lines(house, stay_id) for stay_id in stays]
    assert set(done) == {0, 13}, "a patient is run whole or not at all"
    assert steps[0] == (2, 3, "王芳")
    assert [line.why for line in page.summary_dialog.lines] == ["已取消，未开始"] * done.count(0)
    page.summary_dialog.go_on.click()
    nurse.until(lambda: page.summary_dialog is not None and page.summary_dialog.lines == [])
    assert [lines(house, stay_id) for stay_id in stays] == [13, 13, 13]


def test_an_interrupted_run_goes_on_with_its_keys_and_repeats_nothing(house: House, stage: Any) -> None:
    stays = [house.is_treated(number, f"W01-00{number + 1}") for number in range(2)]
    nurse = stage()
    page = open_run(nurse)
    keys = []
    execute = page.presenter.execute

    def recorded(api: Any, stay: Any) -> Any:
        keys.append((stay.stay_id, api._press.key))
        return execute(api, stay)

    page.presenter.execute = recorded
    nurse.client.lose_answers = 1
    nurse.page_key("F6")
    nurse.until(lambda: page.summary_dialog)
    assert any("不会重复执行" in line.why for line in page.summary_dialog.lines)
    nurse.until(lambda: nurse.worker.state is LinkState.ONLINE)
    page.summary_dialog.go_on.click()
    nurse.until(lambda: page.summary_dialog is not None and page.summary_dialog.lines == [])
    assert [lines(house, stay_id) for stay_id in stays] == [13, 13]
    assert page.summary_dialog.head == "2 位病人，已执行 18 条，其中 6 条送药房；连同附加记费用 20 条"
    repeated = [key for stay_id, key in keys if stay_id == stays[0]]
    assert len(repeated) == 2
    assert len(set(repeated)) == 1


@pytest.mark.req("R2.7")
def test_a_short_drug_is_not_requested_and_stands_in_the_summary(house: House, stage: Any) -> None:
    stay_id = house.is_treated(0, "W01-001")
    house.hospital.station("pharmacy", "pharmacist").flag_short("100001", True)
    house.hospital.deliver()
    nurse = stage()
    page = open_run(nurse)
    nurse.page_key("F6")
    nurse.until(lambda: page.summary_dialog)
    assert [(line.bed, line.what) for line in page.summary_dialog.lines] == [("W01-001", "阿司匹林肠溶片")]
    assert "缺药" in page.summary_dialog.lines[0].why
    record = house.nurse.api.treatment_record(stay_id, None, None).rows
    assert "100001" not in {row.item_code for row in record}
    assert sum(row.state is LineState.PENDING for row in record) == 2


@pytest.mark.req("R2.7")
def test_a_nurse_is_told_of_a_drug_that_runs_short_and_offered_to_stop_its_order(house: House, stage: Any) -> None:
    stay_id = house.is_treated(0, "W01-001")
    house.nurse.runs(stay_id)
    house.hospital.deliver()
    nurse = stage(feed=True)
    bell = nurse.shell.topbar.bell
    house.hospital.station("pharmacy", "pharmacist").flag_short("100001", True)
    house.hospital.deliver()
    nurse.until(lambda: bell.unseen)
    assert [text for text, _ in bell._notices] == ["W01-001 张秀英：阿司匹林肠溶片 缺药，可在执行页停止"]
    house.hospital.at(on(2, 10))
    page = open_run(nurse)
    nurse.page_key("F7")
    nurse.until(lambda: nurse.station.orders.front is not None)
    assert nurse.shell.page is nurse.station.orders
    dialog = nurse.station.orders.front
    assert "阿司匹林肠溶片" in " ".join(texts_in(dialog))
    dialog.submit()
    nurse.until(lambda: "医嘱已停止" in nurse.shell.toasts())
    nurse.shell.open_page(page)
    nurse.until(lambda: not nurse.station.desk.short)
    assert "所选病人没有缺药的医嘱" in {action.why_not for action in page.keys}


@pytest.mark.req("R2.5", "R2.8")
def test_a_nurse_on_another_page_hears_of_refused_doses_and_sends_them_again(house: House, stage: Any) -> None:
    stay_id = house.is_treated(0, "W01-001")
    house.nurse.runs(stay_id)
    house.hospital.deliver()
    nurse = stage(feed=True)
    nurse.opens(stay_id)
    (request,) = house.pharmacist.requests()
    waiting = tuple(line.line_id for line in house.pharmacist.api.request(request.request_id).lines.rows)
    house.pharmacist.api.refuse(request.request_id, Refusal(waiting, "无货"))
    house.hospital.deliver()
    nurse.until(lambda: nurse.shell.topbar.bell.unseen == 1)
    nurse.shell.topbar.bell.click()
    [menu] = nurse.shell.topbar.bell.findChildren(QMenu)
    assert [entry.text() for entry in menu.actions()] == ["W01-001 张秀英：药房拒发 3 条，可在执行页再次送药房"]
    menu.actions()[0].trigger()
    menu.close()
    assert nurse.shell.page is nurse.station.run
    card = next(card for card in nurse.station.board.presenter.cards() if card.stay is not None)
    assert "拒发 3" in card_text(card)
    page = open_run(nurse)
    nurse.until(page.presenter.to_run)
    assert [where for _, where in order_texts(page)].count("药房未发，再次送药房") == 3
    nurse.page_key("F6")
    nurse.until(lambda: page.summary_dialog)
    assert page.summary_dialog.head == "1 位病人，已执行 3 条，其中 3 条送药房；连同附加记费用 2 条"
    nurse.until(lambda: nurse.stay(stay_id).refused_lines == 0)


def test_f6_twice_is_one_run(house: House, stage: Any) -> None:
    house.is_treated(0, "W01-001")
    nurse = stage()
    page = open_run(nurse)
    nurse.client.calls.clear()
    nurse.page_key("F6")
    nurse.page_key("F6")
    nurse.until(lambda: page.summary_dialog)
    nurse.settle()
    assert nurse.client.calls.count("execute_patient") == 1


@pytest.mark.req("R2.5")
def test_the_next_morning_the_preview_is_the_next_mornings(house: House, stage: Any) -> None:
    house.is_treated(0, "W01-001")
    nurse = stage(feed=True)
    page = open_run(nurse)
    nurse.page_key("F6")
    nurse.until(lambda: page.summary_dialog)
    page.summary_dialog.accept()
    nurse.until(lambda: not page.presenter.loading and not page.presenter.to_run())
    nurse.shell.open_page(nurse.station.orders)
    house.hospital.at(on(2, 10, 30))
    nurse.client.api.hello()
    open_run(nurse)
    nurse.until(page.presenter.to_run)
