"""入库: one batch that comes in."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from client_pharmacy.stock.presenter import Receipt
from shared.qt.build import button, horizontal, label
from shared.qt.dialogs import Dialog
from shared.qt.editors import LookupEditor, NumberEditor
from shared.qt.form import Field, Form
from shared.qt.language import term
from shared.qt.lookup import LookupEntry, LookupIndex


class ReceiveDialog(Dialog):
    """Drug, batch, expiry, quantity. Stays open until the server has taken the batch, so that nothing typed is lost."""

    def __init__(self, parent: QWidget, drugs: LookupIndex, on_submit: Callable[[Receipt], object]) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("药品入库"))
        self.setMinimumWidth(520)
        self._on_submit = on_submit
        fields = (
            Field("drug_code", term("药品"), LookupEditor(drugs, "pharmacy.receive", value_of=_code), required=True),
            Field("batch_no", term("批号")),
            Field("expires_on", self.tr("有效期至")),
            Field("quantity", term("数量"), NumberEditor(4)),
            Field("cause", self.tr("来源")),
        )
        self.form: Form[Receipt] = Form(Receipt, fields)
        self.form.load({"cause": self.tr("入库")})
        self.form.submitted.connect(self.submit)
        self.fill(
            label(self.tr("药品入库"), "dialogTitle"),
            self.form,
            horizontal(1, button(term("取消"), self.reject), button(self.tr("入库"), self.submit, primary=True), spacing=10),
        )
        self.form.start()

    def submit(self) -> None:
        """Hand the typed batch in."""
        receipt = self.form.read()
        if receipt is not None:
            self._on_submit(receipt)


def _code(entry: LookupEntry) -> str:
    return entry.code
