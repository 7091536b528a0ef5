"""The way out when a machine does not say that it is discharged: people are told to pull the plug, and say when they have.

Their word is asked for twice and is never what Enter, Space or Esc does; the latter two stop the machine meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Qt
from PySide6.QtWidgets import QPushButton, QWidget

from client_tms.session.controller import SessionController
from shared.qt.build import button, horizontal, label
from shared.qt.dialogs import Dialog, confirm
from shared.qt.language import term

KEY = "F12"


def unplugged_button(on_click: Callable[[], object]) -> QPushButton:
    """For the mouse and for `KEY`; the cursor never gets there."""
    text = QCoreApplication.translate("Unplugging", "电源已拔，线圈已移开")
    made = button(f"{KEY}  {text}", on_click, danger=True)
    made.setShortcut(KEY)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made


class PlugNotice(Dialog):
    """What to do now, and the word that it was done."""

    def __init__(self, parent: QWidget, on_unplugged: Callable[[], object]) -> None:
        super().__init__("", parent)
        title = self.tr("刺激器未确认急停")
        self.setWindowTitle(title)
        self.setMinimumWidth(520)
        self.unplugged = unplugged_button(on_unplugged)
        self.leave = button(term("关闭"), self.accept, primary=True)
        self.leave.setDefault(True)
        self.fill(
            label(title, "dialogTitle"),
            label(self.tr("刺激器可能仍在充电或放电。请立即查看机器，拔掉电源，并移开线圈！"), "question", wrap=True),
            label(self.tr("拔掉电源并移开线圈之后请在此确认，控制台才能用于其他工作。"), "hint", wrap=True),
            horizontal(self.unplugged, 1, self.leave, spacing=10),
            spacing=16,
        )


class Unplugging(QObject):
    """See the module; call `follow` whenever the session may stand differently."""

    def __init__(self, session: SessionController, page: QWidget) -> None:
        super().__init__(page)
        self._session, self._page = session, page
        self._unsure = False
        self._notice: PlugNotice | None = None

    def follow(self) -> None:
        """Tell when the machine turns out to be charged, also when it answers again after somebody said that it is not."""
        before, self._unsure = self._unsure, self._session.unsure
        if self._unsure and not before:
            self.tell()

    def tell(self) -> None:
        """One such notice is enough, however often the keys are pressed."""
        if self._notice is None:
            self._notice = PlugNotice(self._page, self.ask)
            self._notice.finished.connect(lambda _result: setattr(self, "_notice", None))
            self._notice.open()

    def ask(self) -> None:
        """Once more, before the word counts."""
        question = self.tr("您已亲眼看到刺激器的电源插头拔下，线圈离开患者？\n您的姓名和时间会记入记录。")
        confirm(self._notice or self._page, question, yes=self.tr("已拔下，已移开"), danger=True).done(lambda _: self._confirmed())

    def _confirmed(self) -> None:
        self._session.discharged_by_hand()
        if self._notice is not None and not self._session.unsure:
            self._notice.accept()
