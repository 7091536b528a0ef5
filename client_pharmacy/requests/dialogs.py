"""What the requests page asks: why lines are refused, and for which ward and day a slip is wanted."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from client_pharmacy.counter import Counter
from shared.contracts.pharmacy.types import RequestLineRow
from shared.errors import BusinessError
from shared.qt import formats
from shared.qt.build import button, horizontal, label, vertical
from shared.qt.dialogs import Dialog
from shared.qt.language import sentence, term

_LONGEST_REASON = 200


class RefuseDialog(Dialog):
    """The lines that go back, and a reason: one of the usual ones, or the pharmacist's own words."""

    decided = Signal(str)

    def __init__(self, parent: QWidget, lines: Sequence[RequestLineRow]) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("拒发"))
        self.setMinimumWidth(480)
        self.reason = QComboBox(editable=True)
        self.reason.addItems(
            [self.tr("暂时缺货"), self.tr("剂量请核对"), self.tr("用法请核对"), self.tr("与其他医嘱重复"), self.tr("退药已拆封")]
        )
        self.reason.setCurrentIndex(-1)
        edit = self.reason.lineEdit()
        assert edit is not None
        edit.setMaxLength(_LONGEST_REASON)
        edit.setPlaceholderText(self.tr("原因（病区会看到）"))
        self.problem = label("", "fieldError", wrap=True)
        self.yes = button(self.tr("拒发"), self._decide, danger=True)
        self.yes.setDefault(True)
        names = [f"{line.drug_name}  {formats.quantity(line.quantity)} {line.unit}" for line in lines]
        self.fill(
            label(self.tr("拒发 {count} 项").format(count=len(names)), "dialogTitle"),
            label("\n".join(names), wrap=True),
            vertical(label(term("原因"), "fieldLabel"), self.reason, self.problem, spacing=4),
            horizontal(1, button(term("取消"), self.reject), self.yes, spacing=10),
        )
        self.reason.setFocus()

    def _decide(self) -> None:
        reason = formats.clean(self.reason.currentText())
        if not reason:
            self.problem.setText(self.tr("请填写原因，病区会看到"))
            self.reason.setFocus()
            return
        self.yes.setEnabled(False)
        self.decided.emit(reason)

    def report(self, error: BusinessError) -> None:
        """The server said no: the typed reason stays."""
        self.problem.setText(sentence(error))
        self.yes.setEnabled(True)


class DayDialog(Dialog):
    """A ward and a service date."""

    decided = Signal(str, object)
    """Ward code, date."""

    def __init__(self, parent: QWidget, counter: Counter, ward: str | None) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("病区发药单"))
        self.setMinimumWidth(400)
        self._wards = counter.catalogue.wards
        self.ward = QComboBox()
        self.ward.addItems([f"{each.code}  {each.name}" for each in self._wards])
        self.ward.setCurrentIndex(next((at for at, each in enumerate(self._wards) if each.code == ward), 0))
        self.day = QLineEdit(formats.full_day(counter.today()), maxLength=10)
        self.problem = label("", "fieldError", wrap=True)
        self._today = counter.today()
        show = button(self.tr("预览"), self._decide, primary=True)
        show.setDefault(True)
        self.fill(
            label(self.tr("病区发药单"), "dialogTitle"),
            vertical(label(term("病区"), "fieldLabel"), self.ward, spacing=4),
            vertical(label(self.tr("用药日期"), "fieldLabel"), self.day, self.problem, spacing=4),
            horizontal(1, button(term("取消"), self.reject), show, spacing=10),
        )

    def _decide(self) -> None:
        try:
            day = formats.read_day(self.day.text(), self._today)
        except ValueError as error:
            self.problem.setText(str(error))
            return
        if day is not None and self.ward.currentIndex() >= 0:
            self.decided.emit(self._wards[self.ward.currentIndex()].code, day)
            self.accept()
