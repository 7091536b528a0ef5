"""人员账号: who may log in where (T8). Ctrl+N opens an account, Enter changes one, F7 closes it, F9 gives it a new password."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from msgspec import Meta

from shared.contracts.catalog.contract import CatalogContract
from shared.contracts.catalog.kinds import Kind
from shared.contracts.catalog.types import NewStaff, RoleName, Staff, StaffChange
from shared.contracts.common import EVERY_WARD
from shared.qt.dialogs import confirm
from shared.qt.editors import LookupEditor, PasswordEditor
from shared.qt.form import Field, Form
from shared.qt.form_dialog import FormDialog
from shared.qt.language import language, term
from shared.qt.list_page import ListPage
from shared.qt.lookup import LookupIndex, names_index
from shared.qt.page import Window
from shared.qt.table import Column
from shared.qt.tint import Tint

RIGHT = "catalog.staff"


@dataclass(frozen=True, slots=True)
class _Typed:
    """An account as it is typed: wards as codes with blanks between them."""

    login: Annotated[str, Meta(min_length=2, max_length=30)]
    name: Annotated[str, Meta(min_length=1, max_length=30)]
    role: Annotated[str, Meta(min_length=1, max_length=50)]
    wards: Annotated[str, Meta(max_length=200)] = ""
    email: Annotated[str, Meta(max_length=100)] = ""
    mobile: Annotated[str, Meta(max_length=20)] = ""
    password: Annotated[str, Meta(max_length=200)] = ""

    def change(self, active: bool) -> StaffChange:
        """What the server is asked for."""
        return StaffChange(self.name, self.role, tuple(self.wards.split()), self.email, self.mobile, active)


@dataclass(frozen=True, slots=True)
class _Password:
    password: Annotated[str, Meta(min_length=1, max_length=200)]


class StaffPage(ListPage[CatalogContract, Staff]):
    """See the module."""

    icon = "mdi6.account-key-outline"
    grid_name = "administration.staff"
    key = "user_id"
    shows = frozenset({Kind.CATALOG})

    def __init__(self, shell: Window) -> None:
        super().__init__(shell)
        self._roles: dict[str, str] = {}
        self._index = LookupIndex(())
        self.build(self.tr("人员账号"), self.tr("没有账号"))
        self.new_key = self.add_key("Ctrl+N", self.tr("开户"), self._ask_new, "mdi6.account-plus-outline")
        self.change_key = self.add_key("F6", self.tr("修改"), self._ask_change, "mdi6.account-edit-outline")
        self.close_key = self.add_key("F7", self.tr("停用 / 启用"), self._ask_close, "mdi6.account-off-outline")
        self.password_key = self.add_key("F9", self.tr("新密码"), self._ask_password, "mdi6.form-textbox-password")
        self._allow_keys()

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("登录名"), "login", 130),
            Column(term("姓名"), "name", 110, bold=lambda _row: True),
            Column(self.tr("岗位"), "role", 120, show=lambda role: self._roles.get(role, role)),
            Column(term("病区"), "wards", 150, show=self._wards, elastic=True),
            Column(self.tr("电子邮箱"), "email", 190, elastic=True),
            Column(self.tr("手机"), "mobile", 120),
            Column(term("状态"), "active", 70, show=self._state, tint=lambda row: Tint.OK if row.active else Tint.NEUTRAL),
        )

    def _wards(self, wards: tuple[str, ...]) -> str:
        return term("全部病区") if EVERY_WARD in wards else " ".join(wards)

    def _state(self, active: bool) -> str:
        return self.tr("启用") if active else self.tr("停用")

    def query(self) -> Callable[[CatalogContract], Sequence[Staff]]:
        return lambda api: sorted(api.staff(), key=lambda row: (not row.active, row.login))

    def load(self) -> None:
        if self.station.may(RIGHT):
            self.station.query(lambda api: api.roles(), self).done(self._take_roles).failed(self.report)
            super().load()

    def _take_roles(self, roles: Sequence[RoleName]) -> None:
        self._roles = {role.name: role.zh if language() == "zh" else role.en for role in roles}
        self._index.adopt(names_index(self._roles.items()))
        self.list.viewport().update()

    def hint(self) -> str:
        return self.tr("Ctrl+N 开户   F6 或 Enter 修改   F7 停用 / 启用   F9 新密码   Ctrl+F 查找")

    def look_at(self, row: Staff | None) -> None:
        if self.keys:
            self._allow_keys(row)

    def _allow_keys(self, row: Staff | None = None) -> None:
        refused = self.station.not_allowed(RIGHT)
        self.new_key.allow(refused)
        for key in (self.change_key, self.close_key, self.password_key):
            key.allow(refused or ("" if row is not None else self.tr("请先选择账号")))

    # -- open and change

    def _form(self, *names: str) -> Form[_Typed]:
        role = LookupEditor(self._index, value_of=lambda entry: entry.value)
        fields = {
            "login": Field("login", self.tr("登录名")),
            "name": Field("name", term("姓名")),
            "role": Field("role", self.tr("岗位"), role),
            "wards": Field("wards", self.tr("病区代码，空格隔开；全部病区写 all")),
            "email": Field("email", self.tr("电子邮箱")),
            "mobile": Field("mobile", self.tr("手机")),
            "password": Field("password", self.tr("初始密码（至少 8 位）"), PasswordEditor(), required=True),
        }
        return Form(_Typed, tuple(fields[name] for name in names))

    def _ask_new(self) -> None:
        form = self._form("login", "name", "role", "wards", "email", "mobile", "password")
        self.open_form(FormDialog(self, self.tr("开户"), form, self._add))

    def _add(self, typed: _Typed) -> None:
        change = typed.change(True)
        account = NewStaff(typed.login, change.name, change.role, change.wards, change.email, change.mobile)
        sent = self.station.press(("staff", account), lambda api: api.add_staff(account, typed.password))
        sent.done(lambda made: self._done(self.tr("已为 {name} 开户").format(name=made.name))).failed(self.report)

    def open_row(self, row: Staff) -> None:
        if not self.change_key.why_not:
            form = self._form("name", "role", "wards", "email", "mobile")
            form.load(_Typed(row.login, row.name, row.role, " ".join(row.wards), row.email, row.mobile))
            title = self.tr("修改账号 {login}").format(login=row.login)
            self.open_form(FormDialog(self, title, form, lambda typed: self._change(row, typed.change(row.active))))

    def _ask_change(self) -> None:
        row = self.current()
        if row is not None:
            self.open_row(row)

    def _change(self, row: Staff, change: StaffChange) -> None:
        what = ("change", row.user_id, row.version, change)
        sent = self.station.press(what, lambda api: api.change_staff(row.user_id, row.version, change))
        sent.done(lambda made: self._done(self.tr("已修改 {name} 的账号").format(name=made.name))).failed(self.report)

    def _ask_close(self) -> None:
        row = self.current()
        if row is None:
            return
        change = replace(_change_of(row), active=not row.active)
        if not row.active:
            self._change(row, change)
            return
        question = self.tr("停用 {name} 的账号？其登录立即失效。").format(name=row.name)
        confirm(self, question, yes=self.tr("停用"), danger=True).done(lambda _: self._change(row, change))

    def _ask_password(self) -> None:
        row = self.current()
        if row is not None:
            form = Form(_Password, (Field("password", self.tr("新密码（至少 8 位）"), PasswordEditor()),))
            title = self.tr("{name} 的新密码").format(name=row.name)
            self.open_form(FormDialog(self, title, form, lambda typed: self._set_password(row, typed.password)))

    def _set_password(self, row: Staff, password: str) -> None:
        sent = self.station.press(("password", row.user_id, password), lambda api: api.set_password(row.user_id, password))
        sent.done(lambda made: self._done(self.tr("{name} 的密码已更换").format(name=made.name))).failed(self.report)

    def _done(self, text: str) -> None:
        self.finished(text)
        self.load()


def _change_of(row: Staff) -> StaffChange:
    """The account as it is."""
    return StaffChange(row.name, row.role, row.wards, row.email, row.mobile, row.active)
