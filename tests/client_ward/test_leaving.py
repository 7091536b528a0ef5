"""出院/转科: what stops is listed before it stops; interim, transfer, recall (R2.12, R2.13, R2.14)."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from client_ward.leaving.presenter import Departure
from shared.contracts.admission.types import StayState
from shared.contracts.ward.types import OrderState
from shared.identifiers import StayId
from tests.client_ward.stage import House, Stage
from tests.scenarios.people import JOURNEY_ORDERS, on


def open_leaving(stage: Stage, stay_id: StayId, departure: Departure) -> Any:
    page = stage.station.leaving
    stage.station.desk.open_stay(stage.stay(stay_id))
    stage.shell.open_page(page)
    stage.settle()
    page.choices[departure].setChecked(True)
    return page


def treated(house: House) -> StayId:
    stay_id = house.is_treated(0, "W01-001", "3000")
    house.nurse.runs(stay_id)
    house.hospital.deliver()
    return stay_id


@pytest.mark.req("R2.12")
def test_discharge_lists_what_stops_and_stops_it(house: House, stage: Any) -> None:
    stay_id = treated(house)
    nurse = stage()
    page = open_leaving(nurse, stay_id, Departure.DISCHARGE)
    assert page.orders.rows().rowCount() == 7
    nurse.page_key("F6")
    words = nurse.answers(yes=False)
    assert "确定为 W01-001 张秀英 办理出院？" in words
    assert words.count("·") == 7
    assert nurse.stay(stay_id).state is StayState.IN_WARD
    nurse.page_key("F6")
    nurse.answers()
    nurse.until(lambda: nurse.stay(stay_id).state is StayState.DISCHARGING)
    nurse.settle()
    assert nurse.question() is None, "what was listed is not asked twice"
    states = {row.state for row in house.nurse.sheet(stay_id) if row.kind == 0}
    assert states == {OrderState.STOPPED} or states == {OrderState.STOPPED, OrderState.WITHDRAWING}
    assert page.obstacle() == "病人目前为“办理出院”，不能办理出院"


@pytest.mark.req("R2.12", "R2.13")
def test_what_the_last_run_can_not_do_is_asked_before(house: House, stage: Any) -> None:
    stay_id = house.is_treated(0, "W01-001", "3000")
    house.hospital.station("pharmacy", "pharmacist").flag_short("200050", True)
    house.hospital.at(on(1, 17))
    house.hospital.deliver()
    nurse = stage()
    open_leaving(nurse, stay_id, Departure.DISCHARGE)
    nurse.page_key("F6")
    nurse.answers()
    nurse.until(nurse.question)
    words = nurse.answers(yes=False)
    assert "有 2 条医嘱不能执行" in words
    assert "· 注射用头孢呋辛钠：药房缺药：注射用头孢呋辛钠，请更换" in words
    nurse.settle()
    assert nurse.stay(stay_id).state is StayState.IN_WARD
    nurse.page_key("F6")
    nurse.answers()
    nurse.until(nurse.question)
    nurse.answers()
    nurse.until(lambda: nurse.stay(stay_id).state is StayState.DISCHARGING)


@pytest.mark.req("R2.12")
def test_unconfirmed_orders_stand_in_the_way(house: House, stage: Any) -> None:
    stay_id = house.lies(0, "W01-001")
    house.nurse.enters(stay_id, JOURNEY_ORDERS[:1], on(1, 10))
    nurse = stage()
    page = open_leaving(nurse, stay_id, Departure.DISCHARGE)
    assert page.obstacle() == "还有 1 条未校对的医嘱，请先校对或删除"
    assert not page.submit.isEnabled()


@pytest.mark.req("R2.12")
def test_interim_settlement_stops_nothing(house: House, stage: Any) -> None:
    stay_id = treated(house)
    house.hospital.at(on(2, 9))
    nurse = stage()
    page = open_leaving(nurse, stay_id, Departure.INTERIM)
    field = page.cutoff.widget("cutoff")
    field.setText("2026-03-02")
    nurse.press(Qt.Key.Key_Return, on=field)
    nurse.answers()
    nurse.until(lambda: page.cutoff.error("cutoff"))
    assert field.text() == "2026-03-02", "what was typed stays"
    nurse.settle()
    field.setText("2026-03-03")
    nurse.press(Qt.Key.Key_Return, on=field)
    assert "2026-03-03 以前的费用" in nurse.answers()
    nurse.until(lambda: nurse.stay(stay_id).state is StayState.INTERIM)
    assert OrderState.STOPPED not in {row.state for row in house.nurse.sheet(stay_id)}


@pytest.mark.req("R2.14")
def test_transfer_needs_a_ward_and_hands_the_patient_over(house: House, stage: Any) -> None:
    stay_id = treated(house)
    nurse = stage()
    page = open_leaving(nurse, stay_id, Departure.TRANSFER)
    nurse.page_key("F6")
    assert page.target.error("target_ward") == "请填写“转入病区”"
    field = page.target.widget("target_ward")
    nurse.press(Qt.Key.Key_F2, on=field)
    nurse.types("W03", on=field.popup.line)
    nurse.press(Qt.Key.Key_Return, on=field.popup.line)
    nurse.page_key("F6")
    assert "转到 神经内科" in nurse.answers()
    nurse.until(lambda: nurse.stay(stay_id).state is StayState.TRANSFERRING)
    house.hospital.deliver()
    other = stage("headnurse")
    other.station.desk.choose_ward("W03")
    other.until(other.station.board.presenter.waiting)
    assert other.station.board.presenter.waiting()[0].stay_id == stay_id


@pytest.mark.req("R2.12")
def test_recall_before_settlement_needs_the_cashier_s_server(house: House, stage: Any) -> None:
    stay_id = treated(house)
    house.nurse.declares_discharge(stay_id)
    house.hospital.deliver()
    nurse = stage()
    page = open_leaving(nurse, stay_id, Departure.RECALL)
    house.hospital.running["ward"].neighbours.unreachable.add("admission")
    nurse.page_key("F6")
    nurse.answers()
    nurse.until(nurse.shell.toasts)
    assert nurse.shell.toasts() == ["收费处服务器暂不可达，此操作需要收费处确认，请稍后再试"]
    house.hospital.running["ward"].neighbours.unreachable.clear()
    nurse.settle()
    page.choices[Departure.RECALL].setChecked(True)
    nurse.page_key("F6")
    nurse.answers()
    nurse.until(lambda: nurse.stay(stay_id).state is StayState.IN_WARD)


def test_f3_loads_the_patient_on_every_page_about_one(house: House, stage: Any) -> None:
    for number, bed in ((0, "W01-001"), (2, "W01-002")):
        house.nurse.runs(house.is_treated(number, bed, "500.00"))
    house.hospital.deliver()
    nurse = stage()
    for page in (nurse.station.account, nurse.station.leaving):
        nurse.shell.open_page(page)
        for name in ("张秀英", "李建国"):
            nurse.page_key("F3")
            nurse.types(name, page.popup.line)
            nurse.press(Qt.Key.Key_Return, on=page.popup.line)
            nurse.settle()
            assert name in nurse.shell.patient_banner.text()
            assert page.shown if page is nurse.station.account else page.presenter.orders, (page.title, name)
