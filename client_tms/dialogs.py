"""What the pages ask: whether to start without a server, the reason of a decision, and the motor threshold."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QLabel, QWidget

from client_tms.reasons import shown
from client_tms.session.course import StartChoice
from shared.contracts.tms.types import Because, Device, ThresholdGiven, TmsPatient, Why
from shared.errors import BusinessError
from shared.qt.build import button, horizontal, label
from shared.qt.dialogs import Cancelled, Dialog
from shared.qt.editors import TextEditor
from shared.qt.form import Field, Form
from shared.qt.form_dialog import FormDialog, Reason, reason_dialog
from shared.qt.language import sentence, term
from shared.qt.reply import Reply

_WIDE = 600

translate = QCoreApplication.translate


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


def reason_for(
    parent: QWidget, title: str, yes: str, usual: Sequence[Why], on_reason: Callable[[Because], object], about: str = ""
) -> FormDialog[Reason]:
    """Ask why: a `usual` reason, or the operator's own words. `on_reason` gets a usual one as its code."""
    stored = {shown(each): each for each in usual}

    def given(said: str) -> None:
        on_reason(stored.get(said, said))

    field = translate("dialogs", "原因（记入治疗记录）")
    return reason_dialog(parent, title, field, given, yes=yes, about=about, usual=tuple(stored), danger=False)


def threshold_dialog(
    parent: QWidget, patient: TmsPatient, device: Device | None, on_given: Callable[[ThresholdGiven], object]
) -> FormDialog[ThresholdGiven]:
    """运动阈值测定: resting motor threshold in % of the output of `device`."""
    note = TextEditor(200, translate("dialogs", "方法、靶肌等（可不填）"))
    form = Form(ThresholdGiven, (Field("percent", translate("dialogs", "机器输出 %")), Field("note", term("备注"), note)))
    device_id = None if device is None else device.id
    form.load({"patient_id": patient.id, "device_id": device_id, "percent": patient.threshold_percent})
    title = translate("dialogs", "{patient} 的静息运动阈值").format(patient=patient.name)
    return FormDialog(parent, title, form, on_given, translate("dialogs", "记录"))


def _whole(text: QLabel) -> QLabel:
    """A long text that no layout may cut: what it says decides about a patient."""
    text.setFixedWidth(_WIDE)
    text.setMinimumHeight(text.heightForWidth(_WIDE))
    return text
