"""Log-in, and log-in again over a screen that stays as it is."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QWidget

from shared.contracts.common import Session
from shared.errors import BusinessError, InternalError
from shared.qt.build import button, horizontal, label, vertical
from shared.qt.dialogs import BugDialog, Dialog
from shared.qt.language import LANGUAGES, language, sentence, term
from shared.qt.worker import LinkState, Worker


class LoginDialog(Dialog):
    """Name and password, over a `heading`. With `again`, only the password of the person whose session ended; others can't take
    over the screen."""

    logged_in = Signal(object)
    """Session."""
    language_wanted = Signal(str)

    def __init__(
        self,
        worker: Worker[Any],
        station: str,
        again: Session | None = None,
        parent: QWidget | None = None,
        heading: str = "",
    ) -> None:
        super().__init__(station, parent)
        self._worker = worker
        self._again = again
        self.name = QLineEdit(maxLength=30, placeholderText=self.tr("用户名"))
        self.password = QLineEdit(maxLength=200, placeholderText=self.tr("密码"), echoMode=QLineEdit.EchoMode.Password)
        self.error, self._caps, self._state = label("", "fieldError", wrap=True), label("", "hint"), label("", "muted", wrap=True)
        self._hospital = label("", "muted")
        self.submit = button(self.tr("登录"), self._log_in, primary=True)
        self.submit.setDefault(True)
        self.leave = button(self.tr("退出") if parent is None else term("取消"), self.go)
        self.tongues = [self._tongue(code, name) for code, name in LANGUAGES.items()] if parent is None else []
        self._build(heading or station)
        for line in (self.name, self.password):
            line.installEventFilter(self)
            line.textEdited.connect(lambda _text: self._mark(""))
        worker.state_changed.connect(self._show_state)
        self._show_state(worker.state)

    def go(self) -> None:
        """Leave without logging in."""
        self.reject()

    def _tongue(self, code: str, name: str) -> QPushButton:
        made = button(name, lambda: self.language_wanted.emit(code))
        made.setEnabled(code != language())
        return made

    def _build(self, heading: str) -> None:
        self.setFixedWidth(400)
        if self._again is not None:
            self.name.setText(self._again.user_name)
            self.name.setReadOnly(True)
            self.name.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.error.setMinimumHeight(18)
        self.fill(
            vertical(label(heading, "loginTitle"), self._hospital, spacing=2),
            vertical(label(self.tr("用户名"), "fieldLabel"), self.name, spacing=4),
            vertical(label(self.tr("密码"), "fieldLabel"), self.password, self._caps, self.error, spacing=4),
            self._state,
            horizontal(*self.tongues, 1, self.leave, self.submit),
            spacing=12,
        )
        (self.name if self._again is None else self.password).setFocus()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if watched is self.password:
                self._watch_caps(event)
            if watched is self.name and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
                self.password.setFocus()
                return True
        return super().eventFilter(watched, event)

    def _watch_caps(self, event: QKeyEvent) -> None:
        """No toolkit tells the state of Caps Lock everywhere; a capital without Shift does."""
        text = event.text()
        if text.isalpha() and text.isascii():
            shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._caps.setText(self.tr("大写锁定已打开") if text.isupper() != shift else "")

    def _show_state(self, state: LinkState) -> None:
        info, reason = self._worker.info, self._worker.offline_because
        self._hospital.setText("" if info is None else info.hospital)
        self._hospital.setVisible(info is not None)
        offline = term("离线") if reason is None else sentence(reason)
        self._state.setText({LinkState.CONNECTING: self.tr("正在连接服务器…"), LinkState.OFFLINE: offline}.get(state, ""))
        self._state.setVisible(state is not LinkState.ONLINE)
        self.submit.setEnabled(state is LinkState.ONLINE)

    def _log_in(self) -> None:
        name = self.name.text().strip() if self._again is None else self._worker.login_name(self._again)
        if not name or not self.password.text():
            self._mark(self.tr("请输入用户名和密码"))
            (self.password if name else self.name).setFocus()
            return
        self.submit.setEnabled(False)
        self._worker.log_in(name, self.password.text(), owner=self).done(self._welcome).failed(self._refused)

    def _welcome(self, session: Session) -> None:
        self.accept()
        self.logged_in.emit(session)

    def _refused(self, error: BusinessError) -> None:
        self.submit.setEnabled(self._worker.state is LinkState.ONLINE)
        if isinstance(error, InternalError):
            BugDialog(self, error).open()
            return
        self._mark(sentence(error))
        self.password.setFocus()
        self.password.selectAll()

    def _mark(self, text: str) -> None:
        self.error.setText(text)
        self.password.setProperty("wrong", bool(text))
        self.password.style().polish(self.password)


class LockDialog(LoginDialog):
    """The same person's password over a covered window. It is not left but by logging in, or by logging out."""

    log_out_wanted = Signal()

    def __init__(self, worker: Worker[Any], station: str, owner: Session, parent: QWidget) -> None:
        super().__init__(worker, station, owner, parent, self.tr("已锁定，请输入密码"))
        self.leave.setText(self.tr("注销"))

    def go(self) -> None:
        self.log_out_wanted.emit()

    def reject(self) -> None:
        """Esc shows nothing of what is covered."""
