"""A small order sheet in a shell: what the widget tests work with, and what `pictures` draws to look at."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from shared import clock
from shared.account_light import AccountLight
from shared.contracts.common import packet
from shared.contracts.ward.types import OrderKind, OrderRow, OrderState
from shared.dataset import ClientDataSet
from shared.qt.banner import BannerPatient
from shared.qt.build import horizontal
from shared.qt.editors import ChoiceEditor, LookupEditor, MomentEditor, NumberEditor, TextEditor
from shared.qt.lookup import LookupIndex, items_index, names_index
from shared.qt.page import Page
from shared.qt.shell import MainShell
from shared.qt.table import Column, DataSetModel, status_column
from shared.qt.table_view import TableView
from tests import catalog_data

WRITABLE = ("kind", "item_code", "dose", "dose_unit", "usage", "frequency", "start_at", "doctor", "note")
PATIENT = BannerPatient(
    "12",
    "张䶮",
    "女",
    "67岁",
    "住院号 10024   第2次",
    "医疗保险",
    "一级护理",
    "青霉素",
    AccountLight.RED,
    Decimal("-1280.5"),
    "10:42",
    "住院",
)


def order(number: int, **changed: Any) -> OrderRow:
    """A plausible order."""
    choice = list(catalog_data.items().values())
    item = choice[number * 7 % len(choice)]
    states = list(OrderState)
    values: dict[str, Any] = {
        "order_id": f"o{number}",
        "version": 1,
        "kind": OrderKind(number % 2),
        "group_no": number + 1,
        "state": states[number % len(states)],
        "item_code": item.code,
        "item_name": item.name,
        "spec": item.spec,
        "dose": Decimal(number % 4 + 1) * Decimal("0.5"),
        "dose_unit": item.unit,
        "quantity": Decimal(1),
        "unit": item.unit,
        "usage": 1,
        "usage_name": ("口服", "静滴", "肌注")[number % 3],
        "frequency": 1,
        "frequency_name": ("qd", "bid", "tid", "q6h")[number % 4],
        "start_at": clock.at(clock.today(), 8) - timedelta(hours=number * 5),
        "stop_at": None,
        "first_day_times": None,
        "doctor": ("王医生", "李医生", "周医生")[number % 3],
        "entered_by": "陈静",
        "confirmed_by": None,
        "last_perform": None,
        "note": "",
    }
    return OrderRow(**{**values, **changed})


def orders(numbers: Iterable[int] = range(20)) -> ClientDataSet[OrderRow]:
    dataset = ClientDataSet(OrderRow, "order_id", writable=WRITABLE)
    dataset.load(packet(OrderRow, tuple(order(number) for number in numbers)))
    return dataset


def items() -> LookupIndex:
    return items_index(catalog_data.items().values(), short=list(itertools.islice(catalog_data.items(), 3, None, 9)))


def columns(index: LookupIndex | None = None) -> tuple[Column, ...]:
    item = LookupEditor(
        index or items(),
        "items",
        value_of=lambda entry: entry.code,
        fill=lambda entry: {"item_name": entry.name, "spec": entry.spec, "dose_unit": entry.unit},
    )
    return (
        status_column(),
        Column("状态", "state", 88),
        Column("类型", "kind", 56, editor=ChoiceEditor(OrderKind)),
        Column("医嘱内容", "item_code", 250, editor=item, text=lambda row: f"{row.item_name or ''}  {row.spec or ''}"),
        Column("剂量", "dose", 70, editor=NumberEditor(4, Decimal("0.0001"), 9999)),
        Column("单位", "dose_unit", 60, editor=TextEditor(10)),
        Column("途径", "usage_name", 70),
        Column("频次", "frequency_name", 60),
        Column("开始时间", "start_at", 116, editor=MomentEditor()),
        Column(
            "开单医生",
            "doctor",
            90,
            editor=LookupEditor(names_index([("d1", "王医生"), ("d2", "李医生")]), value_of=lambda e: e.name),
        ),
        Column("备注", "note", 120, editor=TextEditor(200)),
    )


class OrdersPage(Page):
    """The order sheet."""

    icon = "mdi6.clipboard-text-outline"
    shows = frozenset({"order", "bed"})

    def __init__(self, shell: MainShell, title: str = "医嘱") -> None:
        super().__init__(shell)
        self.title = title
        self.pressed: list[str] = []
        self.refreshed: list[Any] = []
        self.backs = 0
        self.dataset = orders()
        self.model = DataSetModel(self.dataset, columns())
        self.view = TableView(
            self.model.columns, "sample.orders", "没有医嘱，按 Ctrl+N 新开", new_row=lambda: {"kind": OrderKind.TEMPORARY}
        )
        self.view.setModel(self.model)
        self.setLayout(horizontal(self.view, margins=(10, 10, 10, 10)))
        self.setFocusProxy(self.view)
        for key, text, icon in (
            ("Ctrl+N", "新开", "mdi6.plus"),
            ("F5", "校对", "mdi6.check-decagram-outline"),
            ("F6", "执行", "mdi6.needle"),
            ("F7", "停止", "mdi6.stop-circle-outline"),
            ("F8", "冲正", "mdi6.undo-variant"),
            ("F9", "打印", "mdi6.printer-outline"),
            ("Ctrl+S", "保存", "mdi6.content-save-outline"),
        ):
            self.add_key(key, text, lambda key=key: self.pressed.append(key), icon)

    def refresh(self, changes: Any) -> None:
        self.refreshed.append(changes)

    def back(self) -> None:
        self.backs += 1

    def unsent(self) -> int:
        return len(self.dataset.pending().changes)
