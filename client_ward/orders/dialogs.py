"""Dialogs of the order sheet: what will be confirmed, when an order stops, what is reversed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from client_ward.orders.columns import item_text, spec_of
from client_ward.orders.presenter import StopTime
from shared.contracts.ward.types import GroupReversal, OrderKind, OrderRow
from shared.identifiers import StayId
from shared.qt import formats, hospital_time
from shared.qt.build import button, horizontal, label
from shared.qt.dialogs import Dialog
from shared.qt.form import Field, Form
from shared.qt.language import term, words_of
from shared.qt.table import Column, RowModel
from shared.qt.table_view import TableView


class ConfirmDialog(Dialog):
    """The orders as they will be confirmed: read them against the doctor's sheet, then Enter."""

    def __init__(self, parent: QWidget, who: str, orders: Sequence[OrderRow], on_confirm: Callable[[], object]) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("校对医嘱"))
        self.resize(980, 540)
        self._on_confirm = on_confirm
        columns = (
            Column(self.tr("类型"), "kind", 60, words=words_of(OrderKind)),
            Column(term("组"), "group_no", 46),
            Column(term("医嘱内容"), "item_name", 250, text=item_text, elastic=True, kept=spec_of),
            Column(term("剂量"), "dose", 96, "right", text=lambda row: f"{formats.quantity(row.dose)} {row.dose_unit}"),
            Column(term("用法"), "usage_name", 96),
            Column(term("频次"), "frequency_name", 66),
            Column(self.tr("开始时间"), "start_at", 110),
            Column(term("医生"), "doctor", 80),
            Column(self.tr("录入"), "entered_by", 80),
        )
        self.table = TableView(columns, "ward.confirm", standing=True)
        model = RowModel(columns, self)
        model.show_rows(orders)
        self.table.setModel(model)
        self.confirm = button(self.tr("校对 {count} 条 (Enter)").format(count=len(orders)), self._confirm, primary=True)
        self.confirm.setDefault(True)
        leave = button(term("取消"), self.reject)
        self.fill(label(who, "dialogTitle"), self.table, horizontal(1, leave, self.confirm))
        self.confirm.setFocus()

    def _confirm(self) -> None:
        self.accept()
        self._on_confirm()


def stop_form() -> Form[StopTime]:
    """When to stop; now unless something else is typed."""
    form = Form(StopTime, (Field("stop_at", QCoreApplication.translate("OrderDialogs", "停止时间")),))
    form.load(StopTime(hospital_time.now().replace(second=0, microsecond=0)))
    return form


def reversal_form(stay_id: StayId, group_no: int, kind: OrderKind) -> Form[GroupReversal]:
    """Which administrations of a group are taken back, and why."""
    form = Form(
        GroupReversal,
        (
            Field("service_date", term("费用日期")),
            Field("administrations", QCoreApplication.translate("OrderDialogs", "冲正次数")),
            Field("reason", term("原因"), required=True),
        ),
    )
    known: dict[str, Any] = {
        "stay_id": stay_id,
        "group_no": group_no,
        "kind": kind,
        "service_date": hospital_time.today(),
        "administrations": 1,
        "reason": "",
    }
    form.load(known)
    return form
