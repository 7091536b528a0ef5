"""Columns of the check."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from client_admission.widgets import money_column, number_column
from shared import clock
from shared.contracts.admission.types import ChargeRow, Mismatch, OrderCheckRow
from shared.contracts.common import LineKind, LineState
from shared.qt import formats
from shared.qt.catalogue import Catalogue
from shared.qt.language import term, word, words_of
from shared.qt.table import Column
from shared.qt.tint import Tint

translate = QCoreApplication.translate


def order_columns() -> tuple[Column, ...]:
    """An order beside what was charged for it; what differs comes first and in words."""
    return (
        Column(
            translate("check", "差异"),
            "differs",
            76,
            tint=lambda _: Tint.BAD,
            words=words_of(Mismatch),
        ),
        Column(translate("check", "类型"), "ordered_as", 62, text=_kind_text, words=words_of(LineKind)),
        Column(term("医嘱内容"), "item_name", 140, elastic=True),
        Column(translate("check", "用法用量"), "usage", 116, text=_usage_text),
        Column(translate("check", "起止"), "start_at", 106, text=_period_text),
        Column(translate("check", "天数"), "charged_days", 46, "right", show=str),
        number_column(translate("check", "已收"), "charged_quantity", 50),
        money_column(term("金额"), "charged_amount", 76),
    )


def charge_columns(catalogue: Catalogue) -> tuple[Column, ...]:
    """A charge line with its state; reversals in red."""
    return (
        Column(translate("check", "日期"), "service_date", 60),
        Column(term("项目"), "item_name", 150, text=_item_text, tint=_kind_tint, elastic=True, kept=lambda line: str(line.spec)),
        Column(term("数量"), "quantity", 60, "right", text=_quantity_text),
        Column(term("单价"), "price", 68, "right", formats.price),
        money_column(term("金额"), "amount", 76, tint=_kind_tint),
        Column(translate("check", "来源"), "kind", 46, words=words_of(LineKind)),
        Column(term("状态"), "state", 96, text=_state_text, words=words_of(LineState)),
        Column(term("病区"), "ward", 100, text=lambda row: catalogue.ward_name(row.ward), elastic=True),
    )


def charge_text(line: ChargeRow) -> str:
    """A line in one sentence, above the reversal's fields."""
    amount = f"{formats.price(line.price)} × {formats.quantity(line.quantity)} {line.unit} = {formats.money(line.amount)}"
    return f"{formats.full_day(line.service_date)}　{_item_text(line)}　{word(line.kind)}\n{amount}"


def _item_text(line: ChargeRow) -> str:
    return f"{line.item_name}  {line.spec}".rstrip()


def _kind_tint(line: ChargeRow) -> Tint | None:
    return Tint.BAD if line.kind is LineKind.REVERSAL else None


def _kind_text(order: OrderCheckRow) -> str:
    """长期 1: the number is the order's group."""
    return f"{word(order.ordered_as)} {order.group_no}"


def _usage_text(order: OrderCheckRow) -> str:
    return "  ".join(part for part in (order.dose_text, order.usage, order.frequency) if part)


def _period_text(order: OrderCheckRow) -> str:
    """03-02 –, 03-02 – 03-05: days are what is charged."""
    last = "" if order.stop_at is None else formats.day(clock.local(order.stop_at).date())
    return f"{formats.day(clock.local(order.start_at).date())} – {last}".rstrip()


def _quantity_text(line: ChargeRow) -> str:
    return f"{formats.quantity(line.quantity)} {line.unit}"


def _state_text(line: ChargeRow) -> str:
    """A settled line is confirmed, too: the later word counts."""
    return word(line.state) if line.settlement_id is None else term("已结算")
