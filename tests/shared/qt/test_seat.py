"""Who sits at a station: lock, a colleague for a moment, password, language, leaving, all keys."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import shiboken6
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QMenu, QWidget

from client_ward.app import I18N
from shared.contracts.ward.contract import WardContract
from shared.qt import app as qt_app
from shared.qt import language
from shared.qt.app import StationProgram
from shared.qt.build import texts_in
from shared.qt.dialogs import NoticeDialog, QuestionDialog
from shared.qt.form_dialog import FormDialog
from shared.qt.keys_dialog import KeysDialog
from shared.qt.login import LockDialog, LoginDialog
from shared.qt.seat import Seat
from shared.qt.shell import MainShell
from shared.qt.worker import LinkState, Worker
from shared.rpc.wire import Address
from tests.shared.qt.fake_client import SECOND_NURSE, SESSION, FakeClient
from tests.shared.qt.sample import OrdersPage

pytestmark = pytest.mark.req("T8")


class Sheet(OrdersPage):
    """An order sheet that says when nobody may leave."""

    held = ""

    def why_stay(self) -> str:
        return self.held


class Place:
    """A shell with somebody at it."""

    def __init__(self, worker: Worker[Any], qtbot: Any) -> None:
        self.worker, self.qtbot = worker, qtbot
        self.shell = MainShell("护士工作站", worker)
        qtbot.addWidget(self.shell)
        self.sheet = Sheet(self.shell)
        self.shell.add_page(self.sheet)
        self.seat = Seat(self.shell)
        self.left: list[str] = []
        self.seat.language_wanted.connect(self.left.append)
        self.seat.left.connect(lambda: self.left.append("left"))
        worker.log_in("nurse1", "right")
        qtbot.waitUntil(lambda: not worker._waiting)
        self.shell.enter(SESSION, "内科一病区")
        self.shell.show()
        qtbot.waitExposed(self.shell)

    def press(self, key: Qt.Key) -> None:
        self.shell.activateWindow()
        self.until(self.shell.isActiveWindow)
        self.qtbot.keyClick(self.sheet.view, key)

    def dialog(self, kind: type[QWidget]) -> Any:
        found = [each for each in QApplication.topLevelWidgets() if isinstance(each, kind) and each.isVisible()]
        assert len(found) == 1, found
        return found[0]

    def until(self, condition: Callable[[], object]) -> None:
        self.qtbot.waitUntil(lambda: bool(condition()))

    def lend(self, name: str = "nurse2") -> None:
        self.press(Qt.Key.Key_F10)
        login = self.dialog(LoginDialog)
        login.name.setText(name)
        login.password.setText("right")
        with self.qtbot.waitSignal(login.logged_in):
            login.submit.click()


@pytest.fixture
def place(worker: Worker[Any], qtbot: Any) -> Iterator[Place]:
    yield Place(worker, qtbot)
    for each in QApplication.topLevelWidgets():
        if isinstance(each, LoginDialog | FormDialog | QuestionDialog | KeysDialog | QMenu):
            each.close()
            each.deleteLater()


# -- every key


def test_f1_shows_the_keys_of_the_page_and_of_every_page(place: Place) -> None:
    place.sheet.keys[3].allow("只有已校对的长期医嘱可以停止")
    place.press(Qt.Key.Key_F1)
    shown = texts_in(place.dialog(KeysDialog))
    assert shown[:3] == ["医嘱", "Ctrl+N", "新开"]
    assert "停止（只有已校对的长期医嘱可以停止）" in shown
    assert {"F1", "F2", "F10", "F11", "Ctrl+F", "Alt+1…9"} <= set(shown)


# -- lock


def test_locked_nothing_is_seen_until_the_same_person_types_the_password(place: Place) -> None:
    notice = NoticeDialog(place.shell, "执行结果", "王芳：缺药")
    notice.open()
    place.sheet.dataset.edit("o1", "note", "typed")
    place.seat.lock()
    assert not notice.isVisible()
    assert not place.sheet.isVisible()
    place.shell.toast("王芳：药已到")
    assert place.shell.toasts() == []
    lock = place.dialog(LockDialog)
    assert (lock.name.text(), lock.name.isReadOnly()) == ("陈静", True)
    place.qtbot.keyClick(lock, Qt.Key.Key_Escape)
    assert lock.isVisible()
    lock.password.setText("wrong")
    lock.submit.click()
    place.until(lock.error.text)
    assert place.seat.locked
    lock.password.setText("right")
    with place.qtbot.waitSignal(lock.logged_in):
        lock.submit.click()
    assert place.sheet.isVisible()
    assert notice.isVisible()
    assert place.sheet.dataset.value("o1", "note") == "typed"
    assert not place.seat.locked
    notice.close()


def test_a_station_locks_itself_when_nobody_touches_it(place: Place) -> None:
    window = place.shell.windowHandle()
    assert isinstance(window, QWindow)
    place.seat.idle._follow(window)
    place.seat.idle.wait(10)
    timer = place.seat.idle._timer
    assert timer.interval() == 600_000
    started: list[int] = []
    timer.setInterval(700_000)
    QApplication.sendEvent(window, QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Shift, Qt.KeyboardModifier.NoModifier))
    started.append(timer.remainingTime())
    assert started[0] > 690_000, "a key begins the wait anew"
    place.seat.idle.idle.emit()
    assert place.seat.locked
    place.seat.idle.idle.emit()
    assert isinstance(place.dialog(LockDialog), LockDialog)


def test_it_is_not_locked_while_a_page_holds_the_person(place: Place) -> None:
    place.sheet.held = "治疗未结束，请先停止"
    place.seat.idle.idle.emit()
    assert not place.seat.locked
    place.press(Qt.Key.Key_F11)
    assert place.shell.toasts() == ["治疗未结束，请先停止"]
    place.press(Qt.Key.Key_F10)
    place.seat.log_out()
    assert not any(isinstance(each, LoginDialog) for each in QApplication.topLevelWidgets())
    assert not place.left
    assert not place.shell.close()
    place.sheet.held = ""


def test_it_is_not_locked_offline_since_no_password_could_open_it(place: Place, client: FakeClient) -> None:
    client.down = True
    place.worker.check()
    place.until(lambda: place.worker.state is LinkState.OFFLINE)
    place.seat.idle.idle.emit()
    place.press(Qt.Key.Key_F11)
    assert not place.seat.locked
    assert place.shell.toasts() == ["离线时核对不了密码，请等连接恢复"]


def test_somebody_else_may_log_the_owner_out_of_a_locked_station(place: Place) -> None:
    place.seat.lock()
    place.sheet.dataset.edit("o1", "note", "typed")
    place.dialog(LockDialog).leave.click()
    question = place.dialog(QuestionDialog)
    assert "还有 1 项没有保存" in "".join(texts_in(question))
    question.yes.click()
    place.until(lambda: place.left)
    assert place.left == ["left"]


# -- a colleague for a moment


def test_a_second_nurse_works_at_the_station_and_gives_it_back(place: Place, client: FakeClient) -> None:
    place.sheet.dataset.edit("o1", "note", "typed")
    place.lend()
    assert place.worker.session == SECOND_NURSE
    assert place.shell.station.user_name == "李红"
    assert place.shell.seat_banner.text() == "李红 正在操作 陈静 的工作站，按 F10 交还"
    assert "李红" in place.shell.statusbar.texts()
    assert place.sheet.dataset.value("o1", "note") == "typed"
    place.press(Qt.Key.Key_F10)
    place.until(lambda: place.worker.session == SESSION)
    place.until(lambda: not place.shell.seat_banner.text())
    assert client.calls.count("log_out") == 1
    assert "陈静" in place.shell.statusbar.texts()
    assert place.worker.login_name(SESSION) == "nurse1"


def test_a_colleague_who_walked_away_gives_it_back_all_the_same(place: Place) -> None:
    place.lend()
    assert place.seat.idle._timer.interval() == 120_000
    place.seat.idle.idle.emit()
    place.until(lambda: place.worker.session == SESSION)
    assert not place.seat.locked


def test_a_lent_station_that_is_locked_asks_its_owner(place: Place) -> None:
    place.lend()
    place.press(Qt.Key.Key_F11)
    place.until(lambda: place.seat.locked)
    assert place.dialog(LockDialog).name.text() == "陈静"


def test_somebody_of_another_trade_logs_in_by_herself(place: Place) -> None:
    place.lend("cashier1")
    place.until(lambda: place.worker.session == SESSION)
    assert place.shell.toasts() == ["王收费 的岗位不同，请注销后另行登录"]
    assert not place.seat.lent_to


def test_a_station_is_given_back_offline_too(place: Place, client: FakeClient) -> None:
    place.lend()
    client.down = True
    place.worker.check()
    place.until(lambda: place.worker.state is LinkState.OFFLINE)
    place.press(Qt.Key.Key_F10)
    place.until(lambda: place.worker.session == SESSION)


# -- password


def _type(dialog: Any, *words: str) -> None:
    for line, text in zip(dialog.form.findChildren(QLineEdit), words, strict=True):
        line.setText(text)
    dialog.submit()


def test_the_password_is_changed_by_who_knows_the_present_one(place: Place, client: FakeClient) -> None:
    place.seat.change_password()
    dialog = place.dialog(FormDialog)
    assert {line.echoMode() for line in dialog.findChildren(QLineEdit)} == {QLineEdit.EchoMode.Password}
    _type(dialog, "right", "a new long one", "a new long two")
    assert "两次输入的新密码不同" in _errors(dialog)
    _type(dialog, "wrong", "a new long one", "a new long one")
    place.until(lambda: "原密码不正确，没有修改" in _errors(dialog))
    client.lose_next = 1
    _type(dialog, "right", "a new long one", "a new long one")
    place.until(lambda: any("下次登录请先试新密码" in text for text in _errors(dialog)))
    place.until(lambda: place.worker.state is LinkState.ONLINE)
    _type(dialog, "right", "a new long one", "a new long one")
    place.until(lambda: place.shell.toasts() == ["密码已修改"])


def _errors(dialog: QWidget) -> list[str]:
    return [each.text() for each in dialog.findChildren(QLabel) if each.objectName() == "fieldError" and each.text()]


# -- leaving, and the next person's language


def test_the_menu_has_it_all(place: Place) -> None:
    place.shell.statusbar.who.click()
    menu = place.dialog(QMenu)
    assert [entry.text() for entry in menu.actions() if not entry.isSeparator()] == [
        "换同事操作 (F10)",
        "锁定 (F11)",
        "修改密码…",
        "语言 / Language",
        "全部按键 (F1)",
        "注销",
    ]
    tongues = menu.actions()[3].menu()
    english = next(entry for entry in tongues.actions() if entry.text() == "English")
    english.trigger()
    place.dialog(QuestionDialog).yes.click()
    place.until(lambda: place.left)
    assert place.left == ["en", "left"]


def test_log_out_log_in_in_another_language(monkeypatch: pytest.MonkeyPatch, qtbot: Any) -> None:
    clients: list[FakeClient] = []

    def make(*_args: Any, **_options: Any) -> FakeClient:
        clients.append(FakeClient())
        return clients[-1]

    monkeypatch.setattr(qt_app, "Client", make)
    monkeypatch.setenv("HIS_LANGUAGE", "zh")
    built: list[MainShell] = []

    def build(shell: MainShell) -> None:
        shell.add_page(OrdersPage(shell))
        built.append(shell)

    place = StationProgram("护士工作站", WardContract, (Address("127.0.0.1", 1),), None, build, translations=(I18N,))
    try:
        place.log_in()
        _log_in(place, qtbot)
        first, first_worker = place.shell, place.worker
        assert first is not None
        assert place.seat is not None
        place.seat.log_out()
        qtbot.waitUntil(lambda: place.login is not None)
        assert not first_worker._thread.is_alive()
        qtbot.waitUntil(lambda: not shiboken6.isValid(first))
        assert clients[0].calls[-1] == "log_out"
        assert place.login is not None
        english = next(each for each in place.login.tongues if each.text() == "English")
        english.click()
        assert "HIS_LANGUAGE" not in os.environ
        qtbot.waitUntil(lambda: place.login is not None and place.login.leave.text() == "Quit")
        _log_in(place, qtbot)
        assert len(built) == 2
        assert place.shell is built[1]
        assert place.shell.title == "Ward station"
        assert QSettings().value("language") == "en"
    finally:
        language.choose("zh")
        place._translate("zh")
        place.close()


def _log_in(place: StationProgram[Any], qtbot: Any) -> None:
    login = place.login
    assert login is not None
    qtbot.waitUntil(login.submit.isEnabled)
    login.name.setText("nurse1")
    login.password.setText("right")
    login.submit.click()
    qtbot.waitUntil(lambda: place.shell is not None)
