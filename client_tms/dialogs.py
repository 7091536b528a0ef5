"""What the pages ask: whether to start without a server, the reason of a decision, and the motor threshold."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QLabel, QLineEdit, QWidget

from client_tms.reasons import shown
from client_tms.session.course import StartChoice
from shared.errors import BusinessError
from shared.qt import formats
from shared.qt.build import button, horizontal, label, vertical
from shared.qt.dialogs import Cancelled, Dialog
from shared.qt.language import sentence, term
from shared.qt.reply import Reply

_LONGEST_REASON = 200
_WIDE = 600


class StartDialog(Dialog):
    """No server confirms the start. The offline start names its risk and is never what Enter does."""

    def __init__(self, parent: QWidget, error: BusinessError, patient: str) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("服务器无应答"))
        self.setMinimumWidth(_WIDE + 48)
        self.reply: Reply[StartChoice] = Reply(parent)
        risk = self.tr(
            "没有服务器确认由本机执行 {patient} 的处方。\n"
            "离线开始的风险：另一台控制台可能正在或已经执行同一处方，患者会被重复刺激；处方也可能刚被取消或修改。\n"
            "只有在您确认患者今天未做过该治疗、处方未变时，才离线开始。治疗日志会保存在本机，恢复后补传。"
        )
        self.again = button(term("重试"), lambda: self._choose(StartChoice.AGAIN), primary=True)
        self.offline = button(self.tr("我已确认，离线开始"), lambda: self._choose(StartChoice.OFFLINE), danger=True)
        self.leave = button(self.tr("放弃"), self.reject)
        self.rejected.connect(lambda: self.reply.settle(None, Cancelled()))
        self.fill(
            label(self.tr("服务器没有确认，治疗尚未开始"), "dialogTitle"),
            _whole(label(risk.format(patient=patient), "question", wrap=True)),
            label(self.tr("刺激器已充电：空格或 Esc 急停。（{words}）").format(words=sentence(error)), "hint", wrap=True),
            horizontal(self.offline, 1, self.leave, self.again, spacing=10),
            spacing=16,
        )
        self.again.setAutoDefault(True)
        self.again.setFocus()

    def _choose(self, choice: StartChoice) -> None:
        self.accept()
        self.reply.settle(choice, None)


class ReasonDialog(Dialog):
    """A reason: one of the usual ones, or the operator's own words. The reply has a usual one as records keep it, in Chinese."""

    def __init__(self, parent: QWidget, title: str, yes: str, reasons: tuple[str, ...], facts: str = "") -> None:
        super().__init__("", parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(440)
        self.reply: Reply[str] = Reply(parent)
        self.reason = QComboBox(editable=True, insertPolicy=QComboBox.InsertPolicy.NoInsert)
        for usual in reasons:
            self.reason.addItem(shown(usual), usual)
        self.reason.setCurrentIndex(-1)
        edit = self.reason.lineEdit()
        assert edit is not None
        edit.setMaxLength(_LONGEST_REASON)
        edit.setPlaceholderText(self.tr("原因（记入治疗记录）"))
        edit.returnPressed.connect(self._decide)
        self.problem = label("", "fieldError")
        self.yes = button(yes, self._decide, primary=True)
        self.rejected.connect(lambda: self.reply.settle(None, Cancelled()))
        self.fill(
            label(title, "dialogTitle"),
            label(facts, wrap=True) if facts else None,
            vertical(self.reason, self.problem, spacing=4),
            horizontal(1, button(term("取消"), self.reject), self.yes, spacing=10),
        )
        self.reason.setFocus()

    def _decide(self) -> None:
        typed = formats.clean(self.reason.currentText())
        usual = self.reason.findText(typed, Qt.MatchFlag.MatchFixedString | Qt.MatchFlag.MatchCaseSensitive)
        reason = typed if usual < 0 else str(self.reason.itemData(usual))
        if not reason:
            self.problem.setText(self.tr("请填写原因"))
            return
        self.accept()
        self.reply.settle(reason, None)


class ThresholdDialog(Dialog):
    """运动阈值测定: resting motor threshold in % of the machine's output."""

    decided = Signal(int, str)
    """Percent, note."""

    def __init__(self, parent: QWidget, patient: str, known: int | None) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("运动阈值测定"))
        self.setMinimumWidth(420)
        self.percent = QLineEdit("" if known is None else str(known), maxLength=3)
        self.percent.setMaximumWidth(90)
        self.note = QLineEdit(maxLength=_LONGEST_REASON, placeholderText=self.tr("方法、靶肌等（可不填）"))
        self.problem = label("", "fieldError")
        self.yes = button(self.tr("记录"), self._decide, primary=True)
        self.percent.returnPressed.connect(self.note.setFocus)
        self.note.returnPressed.connect(self._decide)
        self.fill(
            label(self.tr("{patient} 的静息运动阈值").format(patient=patient), "dialogTitle"),
            horizontal(label(self.tr("机器输出"), "fieldLabel"), self.percent, label("%"), 1),
            self.problem,
            self.note,
            horizontal(1, button(term("取消"), self.reject), self.yes, spacing=10),
        )
        self.percent.setFocus()
        self.percent.selectAll()

    def _decide(self) -> None:
        try:
            percent = formats.read_number(self.percent.text())
        except ValueError as error:
            self.report(str(error))
            return
        if percent is None or percent != int(percent) or not 1 <= percent <= 100:
            self.report(self.tr("请输入 1 到 100 的整数"))
            return
        self.yes.setEnabled(False)
        self.decided.emit(int(percent), formats.clean(self.note.text()))

    def report(self, text: str) -> None:
        """What is wrong; the typed text stays."""
        self.problem.setText(text)
        self.yes.setEnabled(True)
        self.percent.setFocus()


def _whole(text: QLabel) -> QLabel:
    """A long text that no layout may cut: what it says decides about a patient."""
    text.setFixedWidth(_WIDE)
    text.setMinimumHeight(text.heightForWidth(_WIDE))
    return text
