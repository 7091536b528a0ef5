"""The windows with real widgets, worker threads and feed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

from client_pharmacy import app
from shared.contracts.pharmacy.types import RequestLineState
from shared.errors import OutcomeUnknown
from shared.qt.dialogs import NoticeDialog, QuestionDialog
from shared.qt.form_dialog import FormDialog
from shared.qt.i18n.__main__ import untranslated
from shared.qt.preview import PreviewDialog
from shared.qt.shell import MainShell
from shared.qt.tint import Tint
from shared.qt.worker import LinkState, Worker
from tests.client_pharmacy.station import InProcessClient, Station, dialog
from tests.passwords import PASSWORD
from tests.server.pharmacy.world import ASPIRIN, CEFUROXIME, SALINE, WARD_1, WARD_2, World, number

Open = Callable[..., Station]
GROUP_7 = {"group_no": 7}
FIRST_COLUMN = 0


def texts(view: Any, row: int) -> list[str]:
    return [column.shown(view.rows().row(row)) for column in view.rows().columns]


def count(view: Any) -> int:
    number_of_rows: int = view.rows().rowCount()
    return number_of_rows


@pytest.mark.req("R3.G")
def test_the_home_page_shows_wards_patients_lines_and_sum(world: World, open_station: Open) -> None:
    world.receive(ASPIRIN, 10)
    request = world.request((ASPIRIN, 3), ("200059", "0.06"), (SALINE, 3, GROUP_7), (CEFUROXIME, 3, GROUP_7))
    world.admitted(request.stay_id)
    world.request((ASPIRIN, 1), ward=WARD_2)
    station = open_station()
    page = station.requests
    station.until(lambda: count(page.lines) == 4 and count(page.sums) == 4)
    assert [texts(page.wards, row)[:2] for row in range(3)] == [
        ["全部病区", "2"],
        ["内一科(心血管呼吸内科)", "1"],
        ["内二科(消化内分泌科)", "1"],
    ]
    assert texts(page.requests, 0)[1:4] == ["W01-012", "张秀英", "4"]
    shown = [texts(page.lines, row) for row in range(4)]
    assert [line[0] for line in shown] == ["☑", "☐", "☐", "☐"]
    assert shown[1][2].endswith("★ 胰岛素注射液")
    assert shown[2][2].startswith("┌")
    assert [line[-1] for line in shown] == ["待发", "库存不足", "库存不足", "库存不足"]
    assert "张秀英" in station.shell.patient_banner.text()
    assert "第2次" in station.shell.patient_banner.text()
    assert texts(page.sums, 0)[:4] == [ASPIRIN, "阿司匹林肠溶片", "100mg", "4 片"]
    assert texts(page.sums, 1)[-1] == "缺 3"


def test_a_patient_admission_has_not_told_of_is_named_without_guesses(world: World, open_station: Open) -> None:
    world.request((ASPIRIN, 3))
    station = open_station()
    station.until(lambda: count(station.requests.lines) == 1)
    banner = station.shell.patient_banner.text()
    assert "张秀英" in banner
    assert "女" not in banner
    assert "第0次" not in banner


@pytest.mark.req("S1")
def test_the_allergy_stands_in_red_beside_the_name(world: World, open_station: Open) -> None:
    request = world.request((ASPIRIN, 3))
    station = open_station()
    banner = station.shell.patient_banner
    station.until(lambda: "张秀英" in banner.text())
    assert "过敏" not in banner.text()
    world.received(request.stay_id, "青霉素")
    station.until(lambda: "过敏：青霉素" in banner.text())
    chip = next(part for part in banner.findChildren(QLabel) if part.text() == "过敏：青霉素")
    assert Tint.BAD.value[0] in chip.styleSheet()
    world.admitted(request.stay_id)
    station.requests.presenter.reload()
    station.until(lambda: "第2次" in banner.text())
    assert "过敏：青霉素" in banner.text()


@pytest.mark.req("R3.2")
def test_f6_dispenses_and_goes_on_and_f9_shows_the_slip(world: World, open_station: Open, qtbot: Any) -> None:
    world.receive(ASPIRIN, 10)
    world.request((ASPIRIN, 3))
    world.request((ASPIRIN, 4), name="李玥")
    station = open_station()
    page = station.requests
    station.until(lambda: count(page.lines) == 1)
    assert page.slip_key.why_not
    qtbot.keyClick(page.lines, Qt.Key.Key_F6)
    station.until(lambda: "李玥" in station.shell.patient_banner.text() and count(page.requests) == 1)
    assert station.shell.toasts()[-1] == "张秀英  已发 1 项"
    assert world.held(ASPIRIN) == {"B1": number(7)}
    qtbot.keyClick(page.lines, Qt.Key.Key_F9)
    station.until(lambda: dialog(PreviewDialog) is not None)
    dialog(PreviewDialog).reject()


@pytest.mark.req("R3.2")
def test_space_and_click_tick_with_the_group(world: World, open_station: Open, qtbot: Any) -> None:
    for drug in (ASPIRIN, SALINE, CEFUROXIME):
        world.receive(drug, 10)
    request = world.request((ASPIRIN, 3), (SALINE, 3, GROUP_7), (CEFUROXIME, 3, GROUP_7))
    station = open_station()
    page = station.requests
    station.until(lambda: count(page.lines) == 3)
    page.lines.go_to(1)
    qtbot.keyClick(page.lines, Qt.Key.Key_Space)
    assert [texts(page.lines, row)[0] for row in range(3)] == ["☑", "☐", "☐"]
    assert page.lines.currentIndex().row() == 1
    cell = page.lines.visualRect(page.lines.model().index(2, FIRST_COLUMN)).center()
    qtbot.mouseClick(page.lines.viewport(), Qt.MouseButton.LeftButton, pos=cell)
    assert [texts(page.lines, row)[0] for row in range(3)] == ["☑", "☑", "☑"]
    page.lines.go_to(0)
    qtbot.keyClick(page.lines, Qt.Key.Key_Return)
    qtbot.keyClick(page.lines, Qt.Key.Key_F6)
    station.until(lambda: len(station.shell.toasts()) == 1)
    states = [row.state for row in world.api.request(request.request_id).lines.rows]
    assert states == [RequestLineState.WAITING] + [RequestLineState.DISPENSED] * 2


@pytest.mark.req("R3.P")
def test_a_new_request_rings_on_every_page(world: World, open_station: Open, monkeypatch: pytest.MonkeyPatch, qtbot: Any) -> None:
    beeps: list[int] = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(1))
    station = open_station()
    station.until(lambda: count(station.requests.wards) == 1)
    station.shell.open_page(station.stock)
    world.request((ASPIRIN, 3), ward=WARD_2, name="李玥")
    station.until(lambda: station.shell.topbar.bell.unseen == 1)
    assert beeps == [1]
    assert station.shell.toasts() == ["新请领 1 张：内二科(消化内分泌科)"]
    station.shell.topbar.bell.click()
    menu = QApplication.activePopupWidget()
    menu.actions()[0].trigger()
    menu.close()
    station.until(lambda: "李玥" in station.shell.patient_banner.text())
    assert station.shell.page is station.requests


@pytest.mark.req("R3.2")
def test_f7_refuses_the_group_with_a_reason(world: World, open_station: Open, qtbot: Any) -> None:
    world.request((SALINE, 3, GROUP_7), (CEFUROXIME, 3, GROUP_7))
    station = open_station()
    page = station.requests
    station.until(lambda: count(page.lines) == 2)
    page.lines.go_to(1)
    qtbot.keyClick(page.lines, Qt.Key.Key_F7)
    asked = dialog(FormDialog)
    asked.yes.click()
    assert asked.form.error("reason") == "请填写“原因（病区会看到）”"
    asked.form.widget("reason").setEditText("缺货，预计明日到")
    asked.yes.click()
    station.until(lambda: len(station.shell.toasts()) == 1)
    assert station.shell.toasts() == ["张秀英  已拒发 2 项，病区会看到原因"]
    assert dialog(FormDialog) is None
    assert [answer.reason for answer in world.answered()] == ["缺货，预计明日到"] * 2


def test_the_dialog_keeps_the_reason_when_the_server_says_no(world: World, open_station: Open, qtbot: Any) -> None:
    world.receive(ASPIRIN, 10)
    request = world.request((ASPIRIN, 3))
    station = open_station()
    page = station.requests
    station.until(lambda: count(page.lines) == 1)
    page.lines.go_to(0)
    page.refuse_key.press()
    asked = dialog(FormDialog)
    world.dispense(request)
    asked.form.widget("reason").setEditText("暂缺")
    asked.yes.click()
    station.until(lambda: "赵药师" in asked.problem.text())
    assert asked.form.widget("reason").currentText() == "暂缺"
    assert asked.yes.isEnabled()
    asked.reject()


@pytest.mark.req("R3.2")
def test_a_whole_ward_is_dispensed_with_a_summary_of_what_was_not(world: World, open_station: Open, qtbot: Any) -> None:
    world.receive(ASPIRIN, 10)
    world.request((ASPIRIN, 3), (SALINE, 1))
    world.request((ASPIRIN, 2), name="李玥")
    world.request((SALINE, 2), name="王五")
    station = open_station()
    page = station.requests
    station.until(lambda: count(page.requests) == 3)
    page.ward_key.press()
    dialog(QuestionDialog).yes.click()
    station.until(lambda: dialog(NoticeDialog) is not None)
    notice = dialog(NoticeDialog)
    said = "\n".join(child.text() for child in notice.findChildren(QLabel))
    assert "已为 2 位患者发药 2 项" in said
    assert "王五：没有可发的药品" in said
    notice.close()
    assert world.held(ASPIRIN) == {"B1": number(5)}
    station.until(lambda: count(page.requests) == 2)


@pytest.mark.req("R3.4")
def test_the_ward_slip_asks_for_ward_and_day(world: World, open_station: Open, qtbot: Any) -> None:
    world.receive(ASPIRIN, 10)
    world.dispense(world.request((ASPIRIN, 3)))
    station = open_station()
    qtbot.keyClick(station.requests.lines, Qt.Key.Key_F9, Qt.KeyboardModifier.ShiftModifier)
    asked = dialog(FormDialog)
    asked.form.widget("day").setText("32-13")
    asked.submit()
    assert asked.form.error("day")
    asked.form.widget("day").setText("2026-03-01")
    asked.form.widget("ward").setCurrentIndex(0)
    asked.submit()
    station.until(lambda: dialog(PreviewDialog) is not None)
    dialog(PreviewDialog).reject()


def test_a_lost_answer_is_asked_about(world: World, open_station: Open, qtbot: Any) -> None:
    world.receive(ASPIRIN, 10)
    world.request((ASPIRIN, 3))
    station = open_station()
    station.until(lambda: count(station.requests.lines) == 1)
    station.client.lost_answers = [OutcomeUnknown()]
    station.requests.dispense_key.press()
    station.until(lambda: dialog(QuestionDialog) is not None)
    assert world.held(ASPIRIN) == {"B1": number(7)}
    station.until(lambda: station.worker.state.value == "online")
    dialog(QuestionDialog).yes.click()
    station.until(lambda: "张秀英  已发 1 项" in station.shell.toasts())
    assert world.held(ASPIRIN) == {"B1": number(7)}


def test_find_a_patient_and_escape_shows_all_again(world: World, open_station: Open, qtbot: Any) -> None:
    world.request((ASPIRIN, 3))
    world.request((ASPIRIN, 3), name="李玥")
    station = open_station()
    page = station.requests
    station.until(lambda: count(page.requests) == 2)
    qtbot.keyClick(page.lines, Qt.Key.Key_F3)
    assert page.search.hasFocus()
    page.search.setText("李")
    assert count(page.requests) == 1
    qtbot.keyClick(page.search, Qt.Key.Key_Escape)
    assert count(page.requests) == 2
    assert page.search.text() == ""


def test_what_a_colleague_does_is_seen_at_once(world: World, open_station: Open) -> None:
    world.receive(ASPIRIN, 10)
    request = world.request((ASPIRIN, 3))
    station = open_station()
    page = station.requests
    station.until(lambda: count(page.lines) == 1)
    world.dispense(request)
    station.until(lambda: texts(page.lines, 0)[-1] == "已发" and count(page.requests) == 0)


# -- stock


@pytest.mark.req("R3.1")
def test_the_stock_page_finds_opens_and_flags(world: World, open_station: Open, qtbot: Any) -> None:
    world.receive(CEFUROXIME, 5, "SOON", date(2026, 4, 1))
    station = open_station()
    page = station.stock
    station.shell.open_page(page)
    station.until(lambda: count(page.drugs) == 68)
    qtbot.keyClick(page.drugs, Qt.Key.Key_F3)
    qtbot.keyClicks(page.search, "tbfx")
    station.until(lambda: count(page.drugs) == 1 and count(page.batches) == 1)
    shown = [CEFUROXIME, "注射用头孢呋辛钠", "0.75g", "5 支", "", "100", "2026-04-01", "5.80", "待领药"]
    assert texts(page.drugs, 0) == shown
    assert texts(page.batches, 0) == ["SOON", "2026-04-01", "31", "5"]
    page.flag_key.press()
    dialog(QuestionDialog).yes.click()
    station.until(lambda: texts(page.drugs, 0)[-1].startswith("缺药"))
    assert "已标记缺药" in station.shell.toasts()[-1]


@pytest.mark.req("R3.1")
def test_a_batch_is_received_and_a_wrong_one_stands_at_its_field(world: World, open_station: Open, qtbot: Any) -> None:
    station = open_station()
    page = station.stock
    station.shell.open_page(page)
    page.receive_key.press()
    asked = dialog(FormDialog)
    asked.form.load(
        {"drug_code": ASPIRIN, "batch_no": "B1", "expires_on": date(2020, 1, 1), "quantity": number(5), "cause": "入库"}
    )
    asked.submit()
    station.until(lambda: asked.form.error("expires_on") == "批号 B1 已过有效期")
    asked.form.widget("expires_on").setText("2027-12-31")
    asked.submit()
    station.until(lambda: dialog(FormDialog) is None)
    assert station.shell.toasts() == ["阿司匹林肠溶片 已入库 5 片"]
    assert world.held(ASPIRIN) == {"B1": number(5)}


def test_keys_one_may_not_use_say_why(world: World, open_station: Open) -> None:
    station = open_station("dispenser1")
    station.shell.open_page(station.stock)
    assert station.stock.flag_key.why_not == "您没有此操作的权限"
    assert station.stock.receive_key.why_not == "您没有此操作的权限"
    assert station.requests.dispense_key.why_not == ""


# -- records


@pytest.mark.req("R3.5")
def test_records_are_searched_summed_and_their_slips_shown(world: World, open_station: Open, qtbot: Any) -> None:
    world.receive(ASPIRIN, 10)
    issued = world.request((ASPIRIN, 4))
    world.dispense(issued)
    world.dispense(world.return_of(issued, 0, 1))
    station = open_station()
    page = station.records
    station.until(lambda: count(station.requests.wards) == 1)
    station.shell.open_page(page)
    station.until(lambda: count(page.list) == 2)
    assert page.summary.text() == "2 条   合计 1.50 元"
    assert texts(page.list, 0)[6:9] == ["-1 片", "0.50", "-0.50"]
    page.ward.setCurrentIndex(page.ward.findData(WARD_2))
    page.load()
    station.until(lambda: count(page.list) == 0)
    page.ward.setCurrentIndex(0)
    page.load()
    station.until(lambda: count(page.list) == 2)
    page.text.setText("没有")
    station.until(lambda: count(page.list) == 0)
    page.back()
    station.until(lambda: count(page.list) == 2)
    page.period.first.setText("32-13")
    page.load()
    assert page.problem.text()
    qtbot.keyClick(page.list, Qt.Key.Key_Return)
    station.until(lambda: dialog(PreviewDialog) is not None)
    dialog(PreviewDialog).reject()


@pytest.mark.req("R3.5")
def test_what_others_dispense_comes_into_the_open_list(world: World, open_station: Open) -> None:
    world.receive(ASPIRIN, 10)
    station = open_station()
    station.shell.open_page(station.records)
    station.until(lambda: station.records.summary.text() == "0 条   合计 0.00 元")
    world.dispense(world.request((ASPIRIN, 4)))
    station.until(lambda: station.records.summary.text() == "1 条   合计 2.00 元")


def test_the_ward_filter_lists_the_hospitals_wards(world: World, open_station: Open) -> None:
    station = open_station()
    wards = [station.records.ward.itemData(at) for at in range(station.records.ward.count())]
    assert wards[:3] == [None, WARD_1, WARD_2]
    assert len(wards) == 9


def test_the_catalogue_comes_when_the_line_is_back_whatever_page_is_open(world: World, qtbot: Any, closed_later: list[Any]) -> None:
    client = InProcessClient(world.hospital)
    worker: Worker[Any] = Worker(client)
    closed_later.append(worker)
    with qtbot.waitSignal(worker.state_changed):
        worker.start()
    session = client.log_in("pharmacist", PASSWORD)
    client.closed.set()
    shell = MainShell("中心药房", worker)
    qtbot.addWidget(shell)
    app.build(shell)
    shell.enter(session)
    shell.open_page(shell.pages[1])
    qtbot.waitUntil(lambda: worker.state is LinkState.OFFLINE)
    assert shell.station.catalogue.version == 0
    client.closed.clear()
    qtbot.waitUntil(lambda: shell.station.catalogue.items.by_code(ASPIRIN) is not None, timeout=10000)


def test_every_text_has_an_english_one() -> None:
    assert untranslated("client_pharmacy") == []
