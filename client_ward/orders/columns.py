"""Columns of the order sheet: long-term and temporary orders, and what their usage adds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from PySide6.QtCore import QObject

from client_ward.words import treatment_text, treatment_tint
from shared.contracts.ward.types import OrderKind, OrderState
from shared.dataset import RowStatus
from shared.qt import formats
from shared.qt.catalogue import Catalogue
from shared.qt.editors import Editor, IntegerEditor, LookupEditor, MomentEditor, NumberEditor, TextEditor
from shared.qt.language import language, term, words_of
from shared.qt.lookup import LookupEntry, LookupIndex
from shared.qt.table import Column, status_column

_MOST_TIMES = 24
TREATMENT = "treatment"
"""The column of how far the treatment room is."""
_NO_ITEM = {"item_code": "", "item_name": "", "spec": "", "unit": ""}
_TREATMENT_WIDTH = {"zh": 116, "en": 150}
"""Pixels of a count with its word: unlike words alone it is never cut."""


class OrderColumns(QObject):
    """Makes the columns. `items` is what may be ordered now; it and the catalogue fill by themselves.

    `item_values` gives what follows from the choice of an item, `bracket` draws a group's bracket, `first_day` writes 首次次数.
    """

    def __init__(
        self,
        items: LookupIndex,
        catalogue: Catalogue,
        item_values: Callable[[LookupEntry], Mapping[str, Any]],
        bracket: Callable[[OrderKind, Any], str],
        first_day: Callable[[Any], str],
    ) -> None:
        super().__init__()
        self._bracket, self._first_day = bracket, first_day
        self.item = LookupEditor(items, "items", lambda entry: entry.code, item_values, _NO_ITEM)
        self.usage = LookupEditor(
            catalogue.usages, "usages", _number, lambda entry: {"usage_name": entry.name}, {"usage": 0, "usage_name": ""}
        )
        self.frequency = LookupEditor(
            catalogue.frequencies,
            "frequencies",
            _number,
            lambda entry: {"frequency_name": entry.code},
            {"frequency": 0, "frequency_name": ""},
        )
        self.doctor = LookupEditor(catalogue.doctors, "doctors", lambda entry: entry.name, empty={"doctor": ""})

    def orders(self, kind: OrderKind) -> tuple[Column, ...]:
        """Columns of a list of orders."""
        long_term = kind is OrderKind.LONG_TERM
        stop = (
            _entered(self.tr("首日"), "first_day_times", 48, IntegerEditor(0, _MOST_TIMES), self._first_day),
            _entered(self.tr("停止时间"), "stop_at", 112, MomentEditor()),
        )
        return (
            status_column(56),
            Column(term("组"), "group_no", 62, "center", text=lambda row: self._bracket(kind, row)),
            Column(term("状态"), "state", 84, text=self._state_text, words=(*words_of(OrderState), self.tr("未保存"))),
            _entered(term("医嘱内容"), "item_code", 222, self.item, item_text, elastic=True, kept=spec_of),
            _entered(term("剂量"), "dose", 60, NumberEditor(4, 0, 99999)),
            _entered(term("单位"), "dose_unit", 52, TextEditor(10)),
            _entered(term("用法"), "usage", 92, self.usage, lambda row: row.usage_name or ""),
            _entered(term("频次"), "frequency", 58, self.frequency, lambda row: row.frequency_name or ""),
            _entered(self.tr("开始时间"), "start_at", 112, MomentEditor()),
            *(stop if long_term else (Column(self.tr("执行时间"), "last_perform", 112),)),
            self._treatment(),
            _entered(term("医生"), "doctor", 72, self.doctor, lambda row: row.doctor or ""),
            Column(self.tr("录入"), "entered_by", 74),
            Column(self.tr("校对"), "confirmed_by", 74),
            _entered(self.tr("备注"), "note", 70, TextEditor(200), elastic=True),
        )

    def _treatment(self) -> Column:
        return Column(
            self.tr("治疗进度"),
            TREATMENT,
            _TREATMENT_WIDTH[language()],
            text=lambda row: treatment_text(row.treatment),
            tint=lambda row: treatment_tint(row.treatment),
        )

    def add_ons(self) -> tuple[Column, ...]:
        """Columns of 附加治疗."""
        return (
            Column(term("编码"), "item_code", 84),
            Column(self.tr("附加项目"), "item_name", 320, elastic=True),
            Column(self.tr("每次数量"), "quantity", 90),
            Column(term("单位"), "unit", 70),
        )

    def _state_text(self, row: Any) -> str:
        return self.tr("未保存") if row.state is None else formats.plain(row.state)


def _entered(
    title: str, attribute: str, width: int, editor: Editor, text: Callable[[Any], str] | None = None, **more: Any
) -> Column:
    return Column(title, attribute, width, editor=editor, text=text, editable=may_be_typed_over, **more)


def _number(entry: LookupEntry) -> Any:
    return entry.value.id


def may_be_typed_over(row: Any) -> bool:
    """Orders may be changed until they are confirmed; afterwards a long-term one can only be stopped."""
    return row.status is RowStatus.NEW or row.state in {None, OrderState.NEW}


def spec_of(row: Any) -> str:
    """The strength of what is ordered."""
    return row.spec or ""


def item_text(row: Any) -> str:
    """What is ordered, with its strength."""
    return "  ".join(part for part in (row.item_name or row.item_code, row.spec) if part)
