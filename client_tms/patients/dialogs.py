"""What the patients page asks: who somebody from elsewhere is, and which hospital number somebody has."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from shared.contracts.tms.types import PatientGiven
from shared.errors import BusinessError
from shared.qt import formats
from shared.qt.build import button, horizontal, label, vertical
from shared.qt.dialogs import Dialog
from shared.qt.form import Field, Form
from shared.qt.language import sentence, term
from shared.qt.shell import field_of


class PatientDialog(Dialog):
    """Somebody from elsewhere, known by another house's number."""

    decided = Signal(object)
    """PatientGiven."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("登记外来患者"))
        self.setMinimumWidth(460)
        fields = (
            Field("external_id", self.tr("外来编号"), required=True),
            Field("name", term("姓名"), required=True),
            Field("sex", self.tr("性别")),
            Field("birthday", self.tr("出生日期")),
            Field("id_card", self.tr("身份证号")),
        )
        self.form: Form[PatientGiven] = Form(PatientGiven, fields)
        self.form.clear()
        self.form.submitted.connect(self._decide)
        self.problem = label("", "fieldError", wrap=True)
        self.yes = button(self.tr("登记"), self._decide, primary=True)
        buttons = horizontal(1, button(term("取消"), self.reject), self.yes, spacing=10)
        self.fill(label(self.windowTitle(), "dialogTitle"), self.form, self.problem, buttons)
        self.form.start()

    def _decide(self) -> None:
        given = self.form.read()
        if given is not None:
            self.decided.emit(given)

    def report(self, error: BusinessError) -> None:
        """The server said no: what was typed stays."""
        if not self.form.show_error(field_of(error), sentence(error)):
            self.problem.setText(sentence(error))


class LinkDialog(Dialog):
    """The hospital's number of a patient from elsewhere (hisId)."""

    decided = Signal(int)

    def __init__(self, parent: QWidget, name: str) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("关联住院号"))
        self.setMinimumWidth(400)
        self.number = QLineEdit(maxLength=9)
        self.number.returnPressed.connect(self._decide)
        self.problem = label("", "fieldError", wrap=True)
        yes = button(self.tr("关联"), self._decide, primary=True)
        self.fill(
            label(self.tr("{name} 的住院号").format(name=name), "dialogTitle"),
            vertical(self.number, self.problem, spacing=4),
            horizontal(1, button(term("取消"), self.reject), yes, spacing=10),
        )
        self.number.setFocus()

    def _decide(self) -> None:
        text = formats.clean(self.number.text())
        if text.isascii() and text.isdigit():
            self.decided.emit(int(text))
        else:
            self.problem.setText(self.tr("请输入住院号（数字）"))

    def report(self, error: BusinessError) -> None:
        """The server said no."""
        self.problem.setText(sentence(error))
