"""Who sits at the station: lock, a colleague for a moment, one's own password and language, leaving.

F1   every key              F11  lock; after a while without input the station does it itself
F10  a colleague logs in over the open page, does what only she may (a second nurse confirms), and gives the station back
Alt+0 all of it as a menu, with password, language and log-out
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from msgspec import Meta
from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QDialog, QMenu, QWidget

from shared.contracts.common import Session
from shared.errors import BusinessError, OutcomeUnknown
from shared.qt.dialogs import confirm
from shared.qt.editors import PasswordEditor
from shared.qt.form import Field, Form
from shared.qt.form_dialog import FormDialog
from shared.qt.idle import IdleWatch
from shared.qt.keys_dialog import KeysDialog
from shared.qt.language import LANGUAGES, language, sentence
from shared.qt.login import LockDialog, LoginDialog
from shared.qt.shell import MainShell
from shared.qt.tint import Tint
from shared.qt.worker import LinkState

_LENT_MINUTES = 2.0
"""A colleague who walked away without giving the station back."""
_Typed = Annotated[str, Meta(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class _NewPassword:
    present: _Typed
    new: _Typed
    again: _Typed


class Seat(QObject):
    """The person at one window. Made when somebody has logged in."""

    left = Signal()
    """Logged out: who comes next logs in."""
    language_wanted = Signal(str)
    """Before `left`: which language the next log-in and its window have."""

    def __init__(self, shell: MainShell, lock_after: float = 0.0) -> None:
        super().__init__(shell)
        self._shell, self._worker = shell, shell.worker
        self._owner: Session | None = None
        """Whose station it is while a colleague has it."""
        self._lock: LockDialog | None = None
        self._hidden: list[QDialog] = []
        self._lock_after = lock_after
        self.idle = IdleWatch(self)
        self.idle.idle.connect(self._nobody_there)
        self.idle.wait(lock_after)
        shell.statusbar.who.clicked.connect(self.open_menu)
        for key, action in (("F1", self.show_keys), ("F10", self.change), ("F11", self.lock), ("Alt+0", self.open_menu)):
            QShortcut(QKeySequence(key), shell, action)

    @property
    def locked(self) -> bool:
        """Whether the password is wanted before anything is seen."""
        return self._lock is not None

    @property
    def lent_to(self) -> str:
        """The colleague who has the station for a moment; empty for nobody."""
        return self._shell.station.user_name if self._owner is not None else ""

    def open_menu(self) -> None:
        """Everything about the person at the station."""
        menu = QMenu(self._shell)
        back = self.tr("交还 {name} (F10)").format(name=self._owner.user_name) if self._owner else self.tr("换同事操作 (F10)")
        menu.addAction(back, self.change)
        menu.addAction(self.tr("锁定 (F11)"), self.lock)
        menu.addAction(self.tr("修改密码…"), self.change_password)
        tongues = menu.addMenu("语言 / Language")
        for code, name in LANGUAGES.items():
            entry = tongues.addAction(name, functools.partial(self._choose, code))
            entry.setCheckable(True)
            entry.setChecked(code == language())
        menu.addAction(self.tr("全部按键 (F1)"), self.show_keys)
        menu.addSeparator()
        menu.addAction(self.tr("注销"), self.log_out)
        button = self._shell.statusbar.who
        menu.popup(button.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def show_keys(self) -> None:
        """All keys, of the open page and of every page."""
        KeysDialog(self._shell, self._shell.page).open()

    # -- lock

    def lock(self) -> None:
        """Cover the window until the same person types the password."""
        if self._lock is not None or self._refused(self._shell.why_stay() or self._offline()):
            return
        if self._owner is not None:
            self._give_back(self.lock)
            return
        popup = QApplication.activePopupWidget()
        if popup is not None:
            popup.close()
        open_now = (each for each in QApplication.topLevelWidgets() if isinstance(each, QDialog) and each.isVisible())
        self._hidden = list(open_now)
        for dialog in self._hidden:
            dialog.hide()
        self._shell.cover(self.tr("已锁定：{name}").format(name=self._shell.station.user_name))
        self._lock = LockDialog(self._worker, self._shell.title, self._shell.station.session, self._shell)
        self._lock.logged_in.connect(self._unlock)
        self._lock.log_out_wanted.connect(self.log_out)
        self._lock.open()

    def _unlock(self, session: Session) -> None:
        self._lock = None
        self._shell.cover("")
        for dialog in self._hidden:
            dialog.show()
        self._hidden = []
        self._shell.go_on(session)

    def _nobody_there(self) -> None:
        if self._owner is not None:
            self._give_back()
        elif not (self._lock or self._shell.why_stay() or self._offline()):
            self.lock()

    # -- a colleague for a moment

    def change(self) -> None:
        """Let a colleague log in over the open page, or give the station back."""
        if self._owner is not None:
            if not self._refused(self._obstacle()):
                self._give_back()
            return
        if self._refused(self._obstacle() or self._offline()):
            return
        owner = self._shell.station.session
        dialog = LoginDialog(self._worker, self._shell.title, parent=self._shell, heading=self.tr("同事登录，办完按 F10 交还"))
        dialog.logged_in.connect(lambda guest: self._lend(owner, guest))
        dialog.open()

    def _lend(self, owner: Session, guest: Session) -> None:
        self._owner = owner
        missing = set(owner.rights) - set(guest.rights)
        if missing or guest.user_id == owner.user_id:
            # The pages were opened for what their owner may do; somebody of another trade has other pages.
            self._give_back()
            if missing:
                self._shell.toast(self.tr("{name} 的岗位不同，请注销后另行登录").format(name=guest.user_name), Tint.BAD)
            return
        self.idle.wait(_LENT_MINUTES)
        text = self.tr("{guest} 正在操作 {owner} 的工作站，按 F10 交还")
        self._shell.seat_banner.show_text(text.format(guest=guest.user_name, owner=owner.user_name))
        self._shell.show_person()

    def _give_back(self, then: Callable[[], object] = lambda: None) -> None:
        owner, self._owner = self._owner, None
        assert owner is not None, "the station is lent"
        self.idle.wait(self._lock_after)

        def returned(_outcome: object) -> None:
            self._shell.seat_banner.show_text("")
            self._shell.show_person()
            then()

        self._worker.log_out(owner).done(returned).failed(returned)

    # -- password, language, leaving

    def change_password(self) -> None:
        """Ask for the present and the new password."""
        labels = {"present": self.tr("原密码"), "new": self.tr("新密码（至少 8 位）"), "again": self.tr("再输一次新密码")}
        form = Form(_NewPassword, tuple(Field(name, text, PasswordEditor()) for name, text in labels.items()))
        dialog = FormDialog(self._shell, self.tr("修改密码"), form, lambda typed: self._change_password(dialog, typed))
        dialog.open()

    def _change_password(self, dialog: FormDialog[_NewPassword], typed: _NewPassword) -> None:
        if typed.new != typed.again:
            dialog.show_error("again", self.tr("两次输入的新密码不同"))
            return

        def done(_answer: None) -> None:
            dialog.accept()
            self._shell.toast(self.tr("密码已修改"))

        def failed(error: BusinessError) -> None:
            dialog.show_working(False)
            unknown = self.tr("服务器没有应答：密码可能已经修改，下次登录请先试新密码")
            dialog.show_error(error.field, unknown if isinstance(error, OutcomeUnknown) else sentence(error))

        dialog.show_working(True)
        sent = self._worker.command(lambda api: api.change_password(typed.present, typed.new), dialog)
        sent.done(done).failed(failed)

    def _choose(self, code: str) -> None:
        if code != language():
            question = self.tr("换语言需要重新登录。现在注销？")
            confirm(self._shell, question, yes=self.tr("注销")).done(lambda _: self.log_out(code))

    def log_out(self, next_language: str = "") -> None:
        """Leave the station to whoever comes next."""
        if self._refused(self._obstacle()):
            return
        unsent = sum(page.unsent() for page in self._shell.pages)
        if not unsent:
            self._leave(next_language)
            return
        text = self.tr("还有 {count} 项没有保存。医嘱草稿留在本机，其他输入会丢失。").format(count=unsent)
        over: QWidget = self._lock or self._shell
        confirm(over, text, yes=self.tr("仍然注销"), danger=True).done(lambda _: self._leave(next_language))

    def _leave(self, next_language: str) -> None:
        if self._owner is not None:
            self._give_back(lambda: self._leave(next_language))
            return

        def leave(_outcome: object) -> None:
            if next_language:
                self.language_wanted.emit(next_language)
            self.left.emit()

        self._worker.log_out().done(leave).failed(leave)

    # -- why not now

    def _refused(self, why_not: str) -> bool:
        if why_not:
            self._shell.toast(why_not, Tint.WAIT)
        return bool(why_not)

    def _obstacle(self) -> str:
        return self._shell.why_stay() or (self.tr("上一操作尚未完成，请稍候") if self._shell.station.busy else "")

    def _offline(self) -> str:
        offline = self._worker.state is not LinkState.ONLINE
        return self.tr("离线时核对不了密码，请等连接恢复") if offline else ""
