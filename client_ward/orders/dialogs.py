"""Dialogs of the order sheet: what will be confirmed, when an order stops, what is reversed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from client_ward.orders.columns import item_text, spec_of
from client_ward.orders.presenter import StopTime, bracket
from shared.contracts.ward.types import GroupReversal, OrderKind, OrderRow, WardStay
from shared.identifiers import StayId
from shared.qt import formats, hospital_time
from shared.qt.banner import show_allergy
from shared.qt.build import button, horizontal, label
from shared.qt.dialogs import Dialog
from shared.qt.form import Field, Form
from shared.qt.language import term, words_of
from shared.qt.table import Column, RowModel
from shared.qt.table_view import TableView
from shared.qt.tint import Tint


class _Confirmable(TableView):
    turned = Signal()
    """Space."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            self.turned.emit()
        else:
            super().keyPressEvent(event)


class ConfirmDialog(Dialog):
    """The orders as they will be confirmed: read them against the doctor's sheet, then Enter. Space leaves a group out, or takes it
    in again; those that the reader entered are out from the beginning: another nurse confirms them."""

    def __init__(
        self,
        parent: QWidget,
        stay: WardStay,
        orders: Sequence[OrderRow],
        reader: str,
        on_confirm: Callable[[list[OrderRow]], object],
    ) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("校对医嘱"))
        self.resize(980, 540)
        self._orders, self._on_confirm = orders, on_confirm
        own = [row for row in orders if row.entered_by == reader]
        self._out = {_group(row) for row in own}
        columns = self._columns()
        self.table = _Confirmable(columns, "ward.confirm", standing=True)
        model = RowModel(columns, self)
        model.show_rows(orders)
        self.table.setModel(model)
        self.table.row_activated.connect(lambda _row: self._confirm())
        self.table.turned.connect(self._turn)
        self.allergy, self.told = label("", "chip"), label("", "hint", wrap=True)
        show_allergy(self.allergy, stay.allergy)
        if own:
            text = self.tr("{count} 条由您本人录入，须由另一位护士校对，已不在其内")
            self.told.setText(text.format(count=sum(_group(row) in self._out for row in orders)))
        self.confirm = button("", self._confirm, primary=True)
        self.confirm.setDefault(True)
        leave = button(term("取消"), self.reject)
        who = label(f"{stay.patient.bed or ''}  {stay.patient.name}", "dialogTitle")
        keys = label(self.tr("空格 不校对此组 / 恢复"), "muted")
        self.fill(horizontal(who, self.allergy, 1), self.told, self.table, horizontal(keys, 1, leave, self.confirm))
        self.told.setVisible(bool(own))
        self.table.setCurrentIndex(model.index(0, 0))
        self.table.setFocus()
        self._count()

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("校对"), "order_id", 84, text=self._mark, tint=lambda row: None if self._is_in(row) else Tint.WAIT),
            Column(self.tr("类型"), "kind", 60, words=words_of(OrderKind)),
            Column(term("组"), "group_no", 52, "center", text=self._bracket),
            Column(term("医嘱内容"), "item_name", 250, text=item_text, elastic=True, kept=spec_of),
            Column(term("剂量"), "dose", 96, "right", text=lambda row: f"{formats.quantity(row.dose)} {row.dose_unit}"),
            Column(term("用法"), "usage_name", 96),
            Column(term("频次"), "frequency_name", 66),
            Column(self.tr("开始时间"), "start_at", 110),
            Column(term("医生"), "doctor", 80),
            Column(self.tr("录入"), "entered_by", 80),
        )

    def _is_in(self, row: OrderRow) -> bool:
        return _group(row) not in self._out

    def _mark(self, row: OrderRow) -> str:
        return "✓" if self._is_in(row) else self.tr("不校对")

    def _bracket(self, row: OrderRow) -> str:
        groups = [_group(one) for one in self._orders]
        at = next(number for number, one in enumerate(self._orders) if one.order_id == row.order_id)
        return f"{row.group_no} {bracket(groups, at)}".strip()

    def _turn(self) -> None:
        self._out ^= {_group(self.table.current_row())}
        self.table.viewport().update()
        self._count()

    def _count(self) -> None:
        chosen = sum(map(self._is_in, self._orders))
        self.confirm.setText(self.tr("校对 {count} 条 (Enter)").format(count=chosen))
        self.confirm.setEnabled(chosen > 0)

    def _confirm(self) -> None:
        chosen = [row for row in self._orders if self._is_in(row)]
        if chosen:
            self.accept()
            self._on_confirm(chosen)


def _group(row: OrderRow) -> tuple[OrderKind, int]:
    return row.kind, row.group_no


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
