"""Typing orders at the station as a nurse does, and reading what stands in the sheet."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt

from shared.contracts.ward.types import OrderKind
from tests.client_ward.stage import AtStation

LONG = OrderKind.LONG_TERM


def pick(stage: AtStation, typed: str) -> None:
    """Type into a look-up cell and take the first hit."""
    view = stage.station.orders.view
    stage.types(typed[0], on=view)
    stage.types(typed[1:], on=view.popup.line)
    stage.press(Qt.Key.Key_Return, on=view.popup.line)


def type_cell(stage: AtStation, text: str) -> None:
    """Type into a plain cell and go on with Enter."""
    view = stage.station.orders.view
    stage.types(text[0], on=view)
    editor = view.viewport().focusWidget() or view.findChild(type(view.focusWidget()))
    stage.types(text[1:], on=editor)
    stage.press(Qt.Key.Key_Return, on=editor)


def column(stage: AtStation) -> str:
    """The column the cursor is on."""
    view = stage.station.orders.view
    return view.rows().columns[view.currentIndex().column()].attribute


def rows(stage: AtStation, kind: OrderKind = LONG) -> list[Any]:
    dataset = stage.station.orders.presenter.entries[kind].dataset
    return [dataset.view(row_id) for row_id in dataset.ids]


def shown(stage: AtStation, row: int, attribute: str) -> str:
    """The text of a cell."""
    model = stage.station.orders.view.rows()
    return str(model.index(row, model.column_of(attribute)).data())


def save(stage: AtStation) -> None:
    stage.page_key("Ctrl+S")
    stage.settle()
    stage.settle()
