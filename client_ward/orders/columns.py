"""Columns of the order sheet: long-term and temporary orders, and what their usage adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QCoreApplication

from shared.contracts.ward.types import OrderKind, OrderState
from shared.dataset import RowStatus
from shared.qt import formats
from shared.qt.editors import Editor, IntegerEditor, LookupEditor, MomentEditor, NumberEditor, TextEditor
from shared.qt.lookup import LookupEntry, LookupIndex
from shared.qt.table import Column, status_column

_NOTHING = LookupIndex(())
_MOST_TIMES = 24


@dataclass
class OrderEditors:
    """Look-ups of the entry row; their indexes are filled when the catalogue arrives."""

    item_values: Callable[[LookupEntry], Mapping[str, Any]]
    item: LookupEditor = field(init=False)
    usage: LookupEditor = field(init=False)
    frequency: LookupEditor = field(init=False)
    doctor: LookupEditor = field(init=False)

    def __post_init__(self) -> None:
        self.item = LookupEditor(_NOTHING, "items", lambda entry: entry.code, self.item_values)
        self.usage = LookupEditor(_NOTHING, "usages", _number, lambda entry: {"usage_name": entry.name})
        self.frequency = LookupEditor(_NOTHING, "frequencies", _number, lambda entry: {"frequency_name": entry.code})
        self.doctor = LookupEditor(_NOTHING, "doctors", lambda entry: entry.name)


def _number(entry: LookupEntry) -> Any:
    return entry.value.id


def order_columns(
    kind: OrderKind, editors: OrderEditors, bracket: Callable[[Any], str], first_day: Callable[[Any], str]
) -> tuple[Column, ...]:
    """Columns of a list of orders. `bracket` draws the group's bracket, `first_day` writes 首次次数 with the proposal."""

    def entered(title: str, attribute: str, width: int, editor: Editor, text: Callable[[Any], str] | None = None) -> Column:
        return Column(title, attribute, width, editor=editor, text=text, editable=may_be_typed_over)

    tr = QCoreApplication.translate
    long_term = kind is OrderKind.LONG_TERM
    stop = (
        entered(tr("OrderColumns", "首日"), "first_day_times", 48, IntegerEditor(0, _MOST_TIMES), first_day),
        entered(tr("OrderColumns", "停止时间"), "stop_at", 112, MomentEditor()),
    )
    ran = (Column(tr("OrderColumns", "执行时间"), "last_perform", 112),)
    return (
        status_column(56),
        Column(tr("OrderColumns", "组"), "group_no", 62, "center", text=bracket),
        Column(tr("OrderColumns", "状态"), "state", 84, text=_state_text),
        entered(tr("OrderColumns", "医嘱内容"), "item_code", 222, editors.item, _item_text),
        entered(tr("OrderColumns", "剂量"), "dose", 60, NumberEditor(4, 0, 99999)),
        entered(tr("OrderColumns", "单位"), "dose_unit", 52, TextEditor(10)),
        entered(tr("OrderColumns", "用法"), "usage", 92, editors.usage, lambda row: row.usage_name or ""),
        entered(tr("OrderColumns", "频次"), "frequency", 58, editors.frequency, lambda row: row.frequency_name or ""),
        entered(tr("OrderColumns", "开始时间"), "start_at", 112, MomentEditor()),
        *(stop if long_term else ran),
        entered(tr("OrderColumns", "医生"), "doctor", 72, editors.doctor, lambda row: row.doctor or ""),
        Column(tr("OrderColumns", "录入"), "entered_by", 74),
        Column(tr("OrderColumns", "校对"), "confirmed_by", 74),
        entered(tr("OrderColumns", "备注"), "note", 70, TextEditor(200)),
    )


def add_on_columns() -> tuple[Column, ...]:
    """Columns of 附加治疗."""
    tr = QCoreApplication.translate
    return (
        Column(tr("OrderColumns", "编码"), "item_code", 84),
        Column(tr("OrderColumns", "附加项目"), "item_name", 320),
        Column(tr("OrderColumns", "每次数量"), "quantity", 90),
        Column(tr("OrderColumns", "单位"), "unit", 70),
    )


def may_be_typed_over(row: Any) -> bool:
    """Orders may be changed until they are confirmed; afterwards a long-term one can only be stopped."""
    return row.status is RowStatus.NEW or row.state in {None, OrderState.NEW}


def _state_text(row: Any) -> str:
    return QCoreApplication.translate("OrderColumns", "未保存") if row.state is None else formats.plain(row.state)


def _item_text(row: Any) -> str:
    return "  ".join(part for part in (row.item_name or row.item_code, row.spec) if part)
