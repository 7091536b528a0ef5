"""The window: keys as buttons, pages, banners, bell, and the one place where errors are shown."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit

from shared.account_light import AccountLight
from shared.contracts.common import Change
from shared.contracts.ward.errors import BedTaken, OrderChanged
from shared.errors import DatabaseBusy, InternalError, InvalidInput, Problem, SessionExpired, StorageFull
from shared.qt.banner import nursing_tint
from shared.qt.demo import DemoFrame
from shared.qt.dialogs import BugDialog, Cancelled
from shared.qt.feed import ChangeFeed
from shared.qt.login import LoginDialog
from shared.qt.shell import MainShell
from shared.qt.tint import Tint
from shared.qt.worker import LinkState, Worker
from tests.shared.qt.fake_client import SESSION, FakeClient, server_info
from tests.shared.qt.sample import PATIENT, OrdersPage

CONTROL = Qt.KeyboardModifier.ControlModifier


class FormStub:
    """A form that knows one field."""

    def __init__(self, field: str) -> None:
        self.field, self.shown = field, ""

    def show_error(self, name: str | None, sentence: str) -> bool:
        if name != self.field:
            return False
        self.shown = sentence
        return True


@pytest.fixture
def shell(worker: Worker, qtbot: Any) -> MainShell:
    made = MainShell("护士工作站", worker)
    qtbot.addWidget(made)
    for title in ("医嘱", "执行"):
        made.add_page(OrdersPage(made, title))
    made.enter(SESSION, "内科一病区")
    made.show()
    qtbot.waitExposed(made)
    return made


def dialog(kind: type[QDialog]) -> Any:
    return next((widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()), None)


def test_the_keys_of_the_page_are_buttons(shell: MainShell, qtbot: Any) -> None:
    labels = [button.text() for button in shell.topbar.buttons()]
    assert labels[:3] == ["Ctrl+N 新开", "F5 校对", "F6 执行"]
    shell.topbar.buttons()[1].click()
    qtbot.keyClick(shell.page.view, Qt.Key.Key_F6)
    assert shell.page.pressed == ["F5", "F6"]


def test_a_key_that_is_not_allowed_says_why(shell: MainShell, qtbot: Any) -> None:
    stop = shell.page.keys[3]
    stop.allow("只有已校对的长期医嘱可以停止")
    button = shell.topbar.buttons()[3]
    assert not button.isEnabled()
    assert button.toolTip() == "只有已校对的长期医嘱可以停止"
    qtbot.keyClick(shell.page.view, Qt.Key.Key_F7)
    assert shell.page.pressed == []
    assert shell.toasts() == ["只有已校对的长期医嘱可以停止"]
    stop.allow()
    qtbot.keyClick(shell.page.view, Qt.Key.Key_F7)
    assert shell.page.pressed == ["F7"]


def test_a_key_hands_in_the_open_cell_first(shell: MainShell, qtbot: Any) -> None:
    view = shell.page.view
    view.go_to(0, "note")
    qtbot.keyClicks(view, "a")
    cell = view.viewport().findChild(QLineEdit)
    qtbot.keyClicks(cell, "bc")
    qtbot.keyClick(cell, Qt.Key.Key_S, CONTROL)
    assert shell.page.pressed == ["Ctrl+S"]
    assert shell.page.dataset.value("o0", "note") == "abc"


def test_pages_by_alt_and_number_with_keys_of_their_own(shell: MainShell, qtbot: Any) -> None:
    first = shell.page
    with qtbot.waitSignal(shell.page_changed):
        qtbot.keyClick(shell, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert shell.page is shell.pages[1]
    qtbot.keyClick(shell.page.view, Qt.Key.Key_F5)
    assert (first.pressed, shell.page.pressed) == ([], ["F5"])
    assert shell.statusbar.texts()[0] == shell.page.hint()


def test_escape_goes_one_step_back(shell: MainShell, qtbot: Any) -> None:
    qtbot.keyClick(shell.page.view, Qt.Key.Key_Escape)
    assert shell.page.backs == 1


def test_who_where_and_how_fast(shell: MainShell, qtbot: Any) -> None:
    _, _, user, link = shell.statusbar.texts()
    assert user == "陈静"
    assert "已连接" in link
    shell.statusbar.show_latency(12.4)
    assert shell.statusbar.texts()[-1].endswith("12 ms")
    assert shell.windowTitle() == "护士工作站 — 示范医院"


def test_only_a_call_that_takes_long_is_shown(shell: MainShell, qtbot: Any) -> None:
    shell.statusbar.show_busy(True)
    assert shell.statusbar.texts()[1] == ""
    qtbot.waitUntil(lambda: shell.statusbar.texts()[1] == "● 正在处理…")
    shell.statusbar.show_busy(False)
    assert shell.statusbar.texts()[1] == ""


def test_the_patient_banner_is_complete(shell: MainShell) -> None:
    shell.show_patient(PATIENT)
    text = shell.patient_banner.text()
    for part in (
        "12",
        "张䶮",
        "女",
        "67岁",
        "10024",
        "第2次",
        "医疗保险",
        "一级护理",
        "过敏：青霉素",
        "欠费 -1,280.50",
        "截至 10:42",
    ):
        assert part in text
    shell.show_patient(replace(PATIENT, account=AccountLight.GREEN, allergy="无", note="未同步"))
    assert "账户正常" in shell.patient_banner.text()
    assert "未同步" in shell.patient_banner.text()
    shell.show_patient(None)
    assert not shell.patient_banner.isVisible()


def test_a_page_of_many_patients_shows_no_banner(shell: MainShell) -> None:
    shell.show_patient(PATIENT)
    shell.pages[1].shows_patient = False
    shell.open_page(shell.pages[1])
    assert not shell.patient_banner.isVisible()
    shell.open_page(shell.pages[0])
    assert shell.patient_banner.isVisible()


@pytest.mark.parametrize(
    ("level", "tint"),
    [("特级护理", Tint.SPECIAL), ("一级护理", Tint.BAD), ("Ⅱ级护理", Tint.INFO), ("三级护理", Tint.OK), ("", Tint.NEUTRAL)],
)
def test_nursing_levels_have_colours(level: str, tint: Tint) -> None:
    assert nursing_tint(level) is tint


@pytest.mark.req("T2")
def test_offline_is_a_banner_with_the_unsent_changes(shell: MainShell, worker: Worker, client: FakeClient, qtbot: Any) -> None:
    assert not shell.offline_banner.isVisible()
    shell.page.dataset.edit("o1", "note", "x")
    client.down = True
    with qtbot.waitSignal(worker.state_changed):
        worker.check()
    assert shell.offline_banner.isVisible()
    text = shell.offline_banner.text()
    assert text.startswith("离线")
    assert "127.0.0.1:18861" in text
    assert "未发送 1 项" in text
    shell.page.dataset.edit("o2", "note", "x")
    shell.unsent_changed()
    assert "未发送 2 项" in shell.offline_banner.text()
    with qtbot.waitSignal(worker.state_changed):
        client.down = False
    assert worker.state is LinkState.ONLINE
    assert not shell.offline_banner.isVisible()
    assert shell.page.dataset.dirty


def test_a_message_center_that_is_away_is_told(worker: Worker, client: FakeClient, qtbot: Any) -> None:
    client.info = server_info(center=False)
    shell = MainShell("护士工作站", worker)
    qtbot.addWidget(shell)
    shell.enter(SESSION)
    assert shell.warning_banner.text().startswith("消息中心不可达，3 条待发")


def test_a_demo_database_frames_the_window_and_its_dialogs(shell: MainShell, qtbot: Any) -> None:
    assert shell.findChild(DemoFrame) is None
    shell.enter(replace(SESSION, demo=True))
    frame = shell.findChild(DemoFrame)
    shell.resize(1400, 800)
    assert frame.size() == shell.size()
    assert frame.testAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    image = shell.grab().toImage()
    assert image.pixelColor(1, image.height() // 2).name() == "#c62828"
    bug = BugDialog(shell, InternalError(reference="X"))
    qtbot.addWidget(bug)
    assert bug.findChild(DemoFrame) is not None


# -- what others change


def test_changes_are_gathered_for_the_open_page_and_kept_for_the_others(worker: Worker, make_worker: Any, qtbot: Any) -> None:
    server = FakeClient()
    feed = ChangeFeed(make_worker(server), wait_s=0.3)
    shell = MainShell("护士工作站", worker, feed)
    qtbot.addWidget(shell)
    first, second = OrdersPage(shell), OrdersPage(shell, "执行")
    shell.add_page(first)
    shell.add_page(second)
    shell.enter(SESSION)
    qtbot.waitUntil(lambda: server.calls.count("changes") >= 2 and len(first.refreshed) >= 2)
    first.refreshed.clear()
    shell.open_page(second)
    shell.open_page(first)
    second.refreshed.clear()
    server.tell(Change("order", "s1"), Change("order", "s1"), Change("bed", "N1"))
    qtbot.waitUntil(lambda: bool(first.refreshed))
    assert first.refreshed == [frozenset({Change("order", "s1"), Change("bed", "N1")})]
    assert second.refreshed == []
    shell.open_page(second)
    assert second.refreshed == [frozenset({Change("order", "s1"), Change("bed", "N1")})]
    feed.close()


def test_the_bell_counts_until_it_is_opened(shell: MainShell, qtbot: Any) -> None:
    opened: list[str] = []
    shell.notify("药房：阿莫西林缺药", lambda: opened.append("short"))
    shell.notify("新医嘱 12床")
    assert shell.topbar.bell.unseen == 2
    shell.topbar.bell.click()
    assert shell.topbar.bell.unseen == 0
    menu = QApplication.activePopupWidget()
    assert [action.text() for action in menu.actions()] == ["新医嘱 12床", "药房：阿莫西林缺药"]
    menu.actions()[1].trigger()
    assert opened == ["short"]
    menu.close()


# -- errors


def test_a_refusal_stands_at_its_field(shell: MainShell) -> None:
    form = FormStub("bed")
    shell.report(BedTaken(bed="12"), form)
    assert form.shown == "床位 12 刚被占用，请选择其他床位"
    assert shell.toasts() == []


def test_invalid_input_names_its_field(shell: MainShell) -> None:
    form = FormStub("id_card")
    shell.report(InvalidInput(name="id_card", problem=Problem.WRONG), form)
    assert form.shown == "“身份证号”无效"


def test_without_its_field_it_is_a_toast(shell: MainShell) -> None:
    shell.report(BedTaken(bed="12"), FormStub("name"))
    shell.report(OrderChanged())
    shell.report(DatabaseBusy())
    assert shell.toasts() == ["床位 12 刚被占用，请选择其他床位", OrderChanged.zh, DatabaseBusy.zh]
    shell.report(DatabaseBusy())
    assert len(shell.toasts()) == 3
    shell.report(StorageFull())
    assert shell.toasts()[0] == OrderChanged.zh


def test_a_toast_goes_by_a_click(shell: MainShell, qtbot: Any) -> None:
    shell.toast("已保存")
    qtbot.mouseClick(shell._toasts._shown[0], Qt.MouseButton.LeftButton)
    assert shell.toasts() == []


def test_a_bug_shows_its_number_which_one_key_copies(shell: MainShell, qtbot: Any) -> None:
    shell.report(InternalError(reference="9F3A77C1"))
    bug = dialog(BugDialog)
    assert bug.reference == "9F3A77C1"
    qtbot.keyClick(bug, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == "9F3A77C1"
    bug.close()


def test_a_cancelled_question_needs_no_words(shell: MainShell) -> None:
    shell.report(Cancelled())
    assert shell.toasts() == []


def test_a_lost_session_asks_the_same_person_over_the_unchanged_screen(shell: MainShell, worker: Worker, qtbot: Any) -> None:
    worker.log_in("nurse1", "right")
    shell.page.dataset.edit("o1", "note", "typed")
    worker.command(lambda api: api.refuse(SessionExpired())).failed(shell.report)
    qtbot.waitUntil(lambda: dialog(LoginDialog) is not None)
    login = dialog(LoginDialog)
    assert login.name.text() == "陈静"
    assert login.name.isReadOnly()
    assert shell.toasts() == []
    again: list[object] = []
    worker.command(lambda api: api.refuse(SessionExpired())).failed(lambda error: again.append(shell.report(error)))
    qtbot.waitUntil(lambda: bool(again))
    assert sum(isinstance(widget, LoginDialog) for widget in QApplication.topLevelWidgets()) == 1
    login.password.setText("right")
    with qtbot.waitSignal(login.logged_in):
        login.submit.click()
    assert shell.page.dataset.value("o1", "note") == "typed"
    qtbot.waitUntil(lambda: any(Change("*", "") in news for news in shell.page.refreshed))
    assert dialog(LoginDialog) is None


def test_closing_the_window_lets_go_of_the_server(shell: MainShell, worker: Worker) -> None:
    shell.close()
    assert not worker._thread.is_alive()
