"""费用 and 一日清单: account as of a time, treatment record with the pharmacy's answers, papers (R2.8, R2.10, R2.11, R2.15)."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt

from shared.contracts.admission.types import SettlementMode
from shared.contracts.common import LineKind, LineState
from shared.qt.preview import PreviewDialog
from shared.qt.worker import LinkState
from tests.client_ward.stage import House, Stage
from tests.scenarios.people import day, on
from tests.shared.documents.readback import text


def record(stage: Stage) -> list[Any]:
    return list(stage.station.account.shown)


def account_text(stage: Stage) -> str:
    page = stage.station.account
    return " ".join(part.text() for part in (page.deposits, page.charges, page.balance, page.as_of, page.warning))


def ran(house: House, number: int, bed: str, deposit: str) -> Any:
    stay_id = house.is_treated(number, bed, deposit)
    house.nurse.runs(stay_id)
    house.hospital.deliver()
    return stay_id


@pytest.mark.req("R2.8")
def test_the_pharmacy_s_answer_arrives_in_the_record(house: House, stage: Any) -> None:
    stay_id = ran(house, 0, "W01-001", "3000")
    nurse = stage(feed=True)
    nurse.station.desk.open_stay(nurse.stay(stay_id))
    nurse.shell.open_page(nurse.station.account)
    nurse.until(lambda: len(record(nurse)) == 13)
    assert sum(row.state is LineState.PENDING for row in record(nurse)) == 3
    house.pharmacist.dispenses_everything()
    house.hospital.deliver()
    nurse.until(lambda: all(row.state is LineState.CONFIRMED for row in record(nurse)))
    model = nurse.station.account.list.rows()
    drugs = [row for row in range(model.rowCount()) if str(model.index(row, model.column_of("answered_at")).data())]
    assert len(drugs) == 3
    assert str(model.index(drugs[0], model.column_of("state")).data()) == "已执行"


@pytest.mark.req("R2.11")
def test_charges_beyond_the_deposits_are_told_in_words_and_as_of_a_time(house: House, stage: Any) -> None:
    poor, rich = ran(house, 0, "W01-001", "10"), house.lies(1, "W01-002", "3000")
    nurse = stage()
    nurse.station.board.beds.setCurrentIndex(nurse.station.board.beds.cards.index(0))
    nurse.page_key("F4")
    assert nurse.shell.page is nurse.station.account
    nurse.settle()
    assert nurse.station.desk.stay.stay_id == poor
    assert account_text(nurse) == ("10.00 205.50 -195.50 截至 2026-03-02 10:00 费用超过预交金，欠 195.50 元，请通知交款")
    assert "欠费 -195.50" in nurse.shell.patient_banner.text()
    nurse.station.desk.open_stay(nurse.stay(rich))
    nurse.station.account.load()
    nurse.settle()
    assert "欠" not in account_text(nurse)


@pytest.mark.req("R2.11")
def test_the_ward_prints_the_call_for_a_deposit_with_the_desk_s_sum(house: House, stage: Any) -> None:
    poor = ran(house, 0, "W01-001", "10")
    nurse = stage()
    nurse.shell.open_page(nurse.station.account)
    nurse.page_key("F9")
    assert nurse.shell.toasts() == ["请先打开一位病人（F3）"]
    nurse.station.desk.open_stay(nurse.stay(poor))
    nurse.settle()
    nurse.page_key("F9")
    page = nurse.station.account
    nurse.until(lambda: page.findChild(PreviewDialog) is not None)
    preview = page.findChild(PreviewDialog)
    paper = text(preview._pdf)
    asked = house.cashier.api.payment_notice(poor)
    assert asked.amount_to_pay > 0
    assert "交款通知单" in paper
    assert f"{asked.amount_to_pay:,.2f}" in paper
    assert "签发人 李护士" in paper
    preview.reject()
    house.hospital.running["ward"].neighbours.unreachable.add("admission")
    nurse.page_key("F9")
    nurse.until(lambda: any("暂时无法连接" in toast for toast in nurse.shell.toasts()))
    assert nurse.worker.state is LinkState.ONLINE, "the station's own line is not lost"


@pytest.mark.req("R2.15")
def test_the_lines_of_each_settlement_are_told_apart(house: House, stage: Any) -> None:
    stay_id = ran(house, 0, "W01-001", "3000")
    house.pharmacist.dispenses_everything()
    house.hospital.deliver()
    house.hospital.at(on(2, 10, 30))
    house.nurse.api.declare_interim(stay_id, day(2))
    house.hospital.deliver()
    house.cashier.checks(stay_id)
    house.cashier.settles(stay_id, SettlementMode.INTERIM)
    house.hospital.deliver()
    house.nurse.runs(stay_id)
    house.hospital.deliver()
    nurse = stage()
    nurse.station.desk.open_stay(nurse.stay(stay_id))
    nurse.shell.open_page(nurse.station.account)
    nurse.settle()
    assert {(row.service_date, row.segment) for row in record(nurse)} == {(day(1), 1), (day(2), 2)}


@pytest.mark.req("R2.10")
def test_daily_bills_of_the_ward_for_any_day_and_their_paper(house: House, stage: Any) -> None:
    ran(house, 0, "W01-001", "3000")
    house.lies(1, "W01-002", "500")
    house.hospital.at(on(2, 9))
    nurse = stage()
    page = nurse.station.bills
    nurse.shell.open_page(page)
    nurse.settle()
    assert page.day.line.text() == "2026-03-03", "the day the station was opened on"
    assert [bill.day_total for bill in page.shown] == [0, 0]
    nurse.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier, on=page.day.line)
    nurse.types("03-02", on=page.day.line)
    nurse.press(Qt.Key.Key_Return, on=page.day.line)
    nurse.settle()
    assert [(bill.patient.name, str(bill.day_total)) for bill in page.shown] == [("张秀英", "205.50"), ("王芳", "0.00")]
    nurse.page_key("F9")
    preview = page.findChild(PreviewDialog)
    assert len(preview.pages.sizes) == 1, "nobody is handed a sheet without charges"
    preview.reject()
    assert page.lines.rows().rowCount() > 5


@pytest.mark.req("R2.10")
def test_the_bills_are_those_of_whoever_is_open(house: House, stage: Any) -> None:
    first, second = house.lies(0, "W01-001", "3000"), house.lies(1, "W01-002", "500")
    nurse = stage()
    page = nurse.station.bills
    nurse.shell.open_page(page)
    nurse.settle()
    page.list.go_to(1)
    page.load()
    nurse.settle()
    assert page.current().patient.name == "王芳", "fresh bills leave the cursor where it was"
    nurse.station.desk.open_stay(nurse.stay(first))
    page.scope.setCurrentIndex(1)
    assert page.shown == (), "the ward's bills are not the patient's"
    nurse.settle()
    assert [bill.patient.name for bill in page.shown] == ["张秀英"]
    nurse.station.desk.open_stay(nurse.stay(second))
    nurse.settle()
    assert [bill.patient.name for bill in page.shown] == ["王芳"]
    nurse.station.desk.open_stay(None)
    assert page.shown == ()


@pytest.mark.req("R2.10")
def test_without_the_cashier_s_server_bills_are_marked_incomplete(house: House, stage: Any) -> None:
    stay_id = ran(house, 0, "W01-001", "3000")
    house.hospital.running["ward"].neighbours.unreachable.add("admission")
    nurse = stage()
    nurse.station.desk.open_stay(nurse.stay(stay_id))
    page = nurse.station.bills
    page.scope.setCurrentIndex(1)
    nurse.shell.open_page(page)
    nurse.settle()
    assert [bill.complete for bill in page.shown] == [False]
    assert page.incomplete.text() == "收费处不可达：1 份清单未含收费处项目，打印件会注明"
    assert page._strip.isVisible()


def test_a_day_that_is_none_is_told_beside_the_field(house: House, stage: Any) -> None:
    nurse = stage()
    page = nurse.station.bills
    nurse.shell.open_page(page)
    nurse.settle()
    page.day.line.setText("13-45")
    nurse.press(Qt.Key.Key_Return, on=page.day.line)
    assert page.day.problem.text() == "请输入日期，如 11-21 或 2026-11-21"


@pytest.mark.req("R2.9")
def test_what_is_fully_reversed_says_so(house: House, stage: Any) -> None:
    stay_id = house.is_treated(0, "W01-001", "500.00")
    house.nurse.runs(stay_id)
    house.hospital.deliver()
    house.pharmacist.dispenses_everything()
    house.hospital.deliver()
    lines = house.nurse.api.treatment_record(stay_id, None, None).rows
    line = next(line for line in lines if line.kind is LineKind.LONG_TERM and line.state is LineState.CONFIRMED)
    house.nurse.reverses(stay_id, line.group_no, 1, line.administrations)
    nurse = stage()
    nurse.opens(stay_id)
    nurse.shell.open_page(nurse.station.account)
    nurse.settle()
    table = nurse.station.account.list.rows()
    states = {}
    for at in range(table.rowCount()):
        states[table.row(at).line_id] = table.index(at, table.column_of("state")).data()
    rows = {row.line_id: row for row in nurse.station.account.shown}
    whole = [row for row in rows.values() if row.kind is not LineKind.REVERSAL and row.reversed_quantity == row.quantity]
    assert whole
    for row in rows.values():
        assert (states[row.line_id] == "已全部冲正") == (row in whole), row
