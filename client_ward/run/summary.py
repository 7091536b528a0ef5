"""What a run did, and what was not sent and why."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from client_ward.run.presenter import RunSummary
from client_ward.words import reason_of
from shared.qt.build import button, horizontal, label
from shared.qt.dialogs import Dialog
from shared.qt.language import sentence, term
from shared.qt.table import Column, RowModel
from shared.qt.table_view import TableView
from shared.qt.tint import Tint


@dataclass(frozen=True, slots=True)
class _Line:
    bed: str
    name: str
    what: str
    why: str
    tint: Tint


class SummaryDialog(Dialog):
    """Numbers on top, what needs somebody below; after an interruption it offers to go on."""

    def __init__(self, parent: QWidget, summary: RunSummary, on_go_on: Callable[[], object]) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("执行结果"))
        self._on_go_on = on_go_on
        head = self.tr("{patients} 位病人，已执行 {orders} 条，其中 {drugs} 条送药房；连同附加记费用 {charged} 条")
        self.head = head.format(
            patients=summary.patients, orders=summary.orders, drugs=summary.to_pharmacy, charged=summary.charged
        )
        self.lines = self._lines(summary)
        self.resize(760, 420 if self.lines else 190)
        close = button(term("关闭"), self.accept, primary=not summary.unfinished)
        self.go_on = button(self.tr("继续执行"), self._go_on, primary=summary.unfinished)
        self.go_on.setVisible(summary.unfinished)
        (self.go_on if summary.unfinished else close).setDefault(True)
        self.fill(label(self.head, "dialogTitle"), *self._table(), horizontal(1, close, self.go_on))

    def _lines(self, summary: RunSummary) -> list[_Line]:
        lines = [
            _Line(stay.patient.bed or "", stay.patient.name, self.tr("未执行"), sentence(error), Tint.BAD)
            for stay, error in summary.failed
        ]
        left = self.tr("已取消，未开始")
        lines += [_Line(stay.patient.bed or "", stay.patient.name, self.tr("未执行"), left, Tint.WAIT) for stay in summary.left]
        lines += [_Line(one.bed, one.name, one.order.item_name, reason_of(one.order), Tint.BAD) for one in summary.not_sent]
        return lines

    def _table(self) -> tuple[QWidget, ...]:
        if not self.lines:
            return (label(self.tr("没有遗留的医嘱"), "muted"),)
        columns = (
            Column(term("床号"), "bed", 92),
            Column(term("姓名"), "name", 90),
            Column(self.tr("医嘱"), "what", 230),
            Column(self.tr("未执行原因"), "why", 260, tint=lambda line: line.tint),
        )
        view, model = TableView(columns, "ward.run.summary", standing=True), RowModel(columns, self)
        model.show_rows(self.lines)
        view.setModel(model)
        return (label(self.tr("以下未执行，请处理："), "fieldLabel"), view)

    def _go_on(self) -> None:
        self.accept()
        self._on_go_on()
