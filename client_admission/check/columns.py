"""Columns of the check."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from client_admission.counter import Catalogue
from client_admission.widgets import money_column, number_column
from shared.contracts.admission.types import ChargeRow
from shared.contracts.common import LineKind
from shared.qt import formats
from shared.qt.language import language, word
from shared.qt.table import Column
from shared.qt.tint import Tint

translate = QCoreApplication.translate


def order_columns() -> tuple[Column, ...]:
    """An order beside what was charged for it; what differs comes first and in words."""
    return (
        Column(translate("check", "差异"), "differs", 80, text=lambda row: _difference(row.differs), tint=lambda _: Tint.BAD),
        Column(translate("check", "组"), "group_no", 34, "right", show=str),
        Column(translate("check", "类型"), "ordered_as", 48),
        Column(translate("check", "医嘱内容"), "item_name", 168),
        Column(translate("check", "剂量"), "dose_text", 70),
        Column(translate("check", "用法"), "usage", 84),
        Column(translate("check", "频次"), "frequency", 54),
        Column(translate("check", "开始"), "start_at", 96),
        Column(translate("check", "停止"), "stop_at", 96),
        Column(translate("check", "天数"), "charged_days", 44, "right", show=str),
        number_column(translate("check", "已收数量"), "charged_quantity", 72),
        money_column(translate("check", "已收金额"), "charged_amount", 88),
    )


def _difference(text: str) -> str:
    """The server names three differences, in Chinese."""
    if language() == "zh":
        return text
    return {
        "待药房确认": "pharmacy pending",
        "未收费": "not charged",
        "天数多于医嘱": "more days than ordered",
    }.get(text, text)


def charge_columns(catalogue: Catalogue) -> tuple[Column, ...]:
    """A charge line with its state; reversals in red."""
    return (
        Column(translate("check", "日期"), "service_date", 56),
        Column(translate("check", "项目"), "item_name", 196, text=_item_text, tint=_kind_tint),
        number_column(translate("check", "数量"), "quantity", 48),
        Column(translate("check", "单位"), "unit", 42),
        money_column(translate("check", "单价"), "price", 64),
        money_column(translate("check", "金额"), "amount", 72, tint=_kind_tint),
        Column(translate("check", "来源"), "kind", 48),
        Column(translate("check", "状态"), "state", 82),
        Column(translate("check", "结算"), "settlement_id", 56, text=_settled_text),
        Column(translate("check", "病区"), "ward", 120, text=lambda row: catalogue.ward_name(row.ward)),
    )


def charge_text(line: ChargeRow) -> str:
    """A line in one sentence, above the reversal's fields."""
    amount = f"{formats.money(line.price)} × {formats.quantity(line.quantity)} {line.unit} = {formats.money(line.amount)}"
    return f"{formats.full_day(line.service_date)}　{_item_text(line)}　{word(line.kind)}\n{amount}"


def _item_text(line: ChargeRow) -> str:
    return f"{line.item_name}  {line.spec}".rstrip()


def _kind_tint(line: ChargeRow) -> Tint | None:
    return Tint.BAD if line.kind is LineKind.REVERSAL else None


def _settled_text(line: ChargeRow) -> str:
    return "" if line.settlement_id is None else translate("check", "已结算")
