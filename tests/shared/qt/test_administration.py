"""人员账号 at the administrator's station: open, change, close, a new password (T8)."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from shared.contracts.catalog.types import StaffChange
from shared.errors import SessionExpired, WrongLogin
from shared.qt.administration.app import build
from shared.qt.administration.staff import StaffPage
from shared.qt.build import texts_in
from shared.qt.dialogs import QuestionDialog
from shared.qt.shell import MainShell
from shared.qt.worker import Worker
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital
from tests.passwords import PASSWORD
from tests.stations import StationClient

pytestmark = pytest.mark.req("T8")
NEW = "a new long password"


class Administrator:
    """Somebody at the administrator's station, in the only page there is."""

    def __init__(self, hospital: InProcessHospital, worker: Worker[Any], qtbot: Any) -> None:
        self.hospital, self.worker, self.qtbot = hospital, worker, qtbot
        self.shell = MainShell("系统管理", worker)
        qtbot.addWidget(self.shell)
        self.page: StaffPage = build(self.shell)
        worker.start()
        session = worker.session
        assert session is not None
        self.shell.enter(session)
        self.shell.show()
        self.settle()

    def settle(self) -> None:
        self.qtbot.waitUntil(lambda: not self.worker._waiting)

    def chooses(self, login: str) -> None:
        row = next(at for at, each in enumerate(self.page.shown) if each.login == login)
        self.page.list.setCurrentIndex(self.page.list.model().index(row, 0))

    def submits(self, **typed: str) -> Any:
        """Type into the form in front and hand it in; the form, while it stays."""
        front = self.page.front
        assert front is not None
        for name, text in typed.items():
            field = front.form.widget(name)
            if name == "role":
                self.qtbot.keyClick(field, Qt.Key.Key_F2)
                field.popup.line.setText(text)
                self.qtbot.keyClick(field.popup.line, Qt.Key.Key_Return)
            else:
                field.setText(text)
        front.submit()
        self.settle()
        return self.page.front

    def row(self, login: str) -> list[str]:
        """What the list says of an account."""
        model = self.page.list.rows()
        at = next(row for row, each in enumerate(self.page.shown) if each.login == login)
        return [str(model.index(at, column).data() or "") for column in range(model.columnCount())]

    def logs_in(self, login: str, password: str) -> None:
        self.hospital.reload_catalog()
        self.hospital.proxy("ward", "", lambda: "").log_in(login, password)


@pytest.fixture
def hospital(directory: Path) -> Any:
    with open_hospital(directory, "ward") as made:
        yield made


@pytest.fixture
def administrator(hospital: InProcessHospital, make_worker: Callable[[StationClient], Worker[Any]], qtbot: Any) -> Administrator:
    line = StationClient(hospital, "catalog")
    line.log_in("admin")
    return Administrator(hospital, make_worker(line), qtbot)


def test_an_account_is_opened_with_what_is_typed_and_refused_where_it_is_wrong(administrator: Administrator) -> None:
    administrator.page.new_key.press()
    form = administrator.submits(login="Nurse9", name="新护士", role="护士", wards="W01 W99", email="n9@his.example", password=NEW)
    assert "没有病区 W99" in " ".join(texts_in(form))
    assert administrator.submits(wards="W01 W02", mobile="13900000009", password="short") is not None
    assert administrator.submits(password=NEW) is None
    assert administrator.shell.toasts() == ["已为 新护士 开户"]
    assert administrator.row("nurse9") == ["nurse9", "新护士", "护士", "W01 W02", "n9@his.example", "13900000009", "启用"]
    administrator.logs_in("nurse9", NEW)


def test_an_account_is_changed_and_two_people_do_not_overwrite_each_other(administrator: Administrator) -> None:
    administrator.chooses("nurse1")
    administrator.page.change_key.press()
    assert administrator.submits(name="李梅", wards="all", mobile="13800000001") is None
    assert administrator.row("nurse1") == [
        *("nurse1", "李梅", "护士", "全部病区"),
        *("nurse1@hospital.example", "13800000001", "启用"),
    ]
    administrator.chooses("nurse1")
    administrator.page.change_key.press()
    api = administrator.hospital.station("catalog", "admin")
    account = next(each for each in api.staff() if each.login == "nurse1")
    api.change_staff(account.user_id, account.version, StaffChange("李丽", "head_nurse", ("W01",)))
    form = administrator.submits(name="李美")
    assert "账号已被他人修改" in " ".join(texts_in(form))
    assert administrator.row("nurse1")[:3] == ["nurse1", "李丽", "护士长"]


def test_a_closed_account_is_out_at_once_and_may_be_opened_again(administrator: Administrator) -> None:
    ward = administrator.hospital.station("ward", "nurse1")
    administrator.chooses("nurse1")
    administrator.page.close_key.press()
    question = next(each for each in QApplication.topLevelWidgets() if isinstance(each, QuestionDialog) and each.isVisible())
    question.yes.click()
    administrator.settle()
    assert administrator.row("nurse1")[-1] == "停用"
    administrator.hospital.reload_catalog()
    with pytest.raises(SessionExpired):
        ward.wards()
    administrator.chooses("nurse1")
    administrator.page.close_key.press()
    administrator.settle()
    assert administrator.row("nurse1")[-1] == "启用"
    administrator.logs_in("nurse1", PASSWORD)


def test_a_new_password_for_somebody_who_forgot(administrator: Administrator) -> None:
    administrator.chooses("nurse1")
    administrator.page.password_key.press()
    assert administrator.submits(password="short") is not None
    assert administrator.submits(password=NEW) is None
    assert "李护士 的密码已更换" in administrator.shell.toasts()
    administrator.logs_in("nurse1", NEW)
    with pytest.raises(WrongLogin):
        administrator.logs_in("nurse1", PASSWORD)


def test_the_last_administrator_stays_one(administrator: Administrator) -> None:
    administrator.chooses("admin")
    administrator.page.change_key.press()
    form = administrator.submits(role="护士长")
    assert "最后一个系统管理员" in " ".join(texts_in(form))
    assert administrator.row("admin")[2] == "系统管理员"


def test_nobody_else_sees_accounts(hospital: InProcessHospital, make_worker: Any, qtbot: Any) -> None:
    line = StationClient(hospital, "catalog")
    line.log_in("nurse1")
    nurse = Administrator(hospital, make_worker(line), qtbot)
    assert nurse.page.shown == ()
    assert all("权限" in key.why_not for key in nurse.page.keys)
    assert "staff" not in line.calls
