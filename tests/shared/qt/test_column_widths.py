"""Columns fit their words and their view before a user drags them (ui.md: 1366 × 768 and up)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QStyleOptionViewItem

from shared.contracts.common import packet
from shared.dataset import ClientDataSet
from shared.qt.column_widths import CELL_PADDING_PX, fitted
from shared.qt.editors import NumberEditor
from shared.qt.table import Column, DataSetModel, RowModel
from shared.qt.table_view import TableView


class DoseRow(msgspec.Struct, frozen=True):
    row_id: str
    version: int = 1
    dose: Decimal | None = None
    frequency: str = "tid"


NAME = Column("药品", "name", 200, elastic=True)
STATE = Column("状态", "state", 80, words=("done", "waiting for the pharmacy"))
AMOUNT = Column("金额", "amount", 90, "right")
NOTHING = (0, 0, 0)


def ten(text: str) -> int:
    """Every character is ten pixels wide."""
    return 10 * len(text)


def test_a_title_and_the_longest_word_have_room() -> None:
    assert fitted((NAME, STATE, AMOUNT), (40, 40, 120), ten, None, NOTHING) == [200, 262, 120]
    assert fitted((NAME, STATE, AMOUNT), (40, 40, 120), ten, 900, NOTHING) == [200, 262, 120]


@pytest.mark.parametrize("room", [500, 440, 400, 340, 290])
def test_a_narrow_view_is_fitted_and_numbers_are_not_cut(room: int) -> None:
    name, state, amount = fitted((NAME, STATE, AMOUNT), (40, 40, 40), ten, room, NOTHING)
    assert room - 3 <= name + state + amount <= room
    assert amount == 90
    assert name >= 90
    assert state >= 72


def test_text_is_cut_little_before_words_are() -> None:
    name, state, _ = fitted((NAME, STATE, AMOUNT), (40, 40, 40), ten, 330, NOTHING)
    assert 236 <= name + state <= 240
    assert name >= 150
    assert state >= 80


def test_what_can_not_be_cut_is_scrolled() -> None:
    assert fitted((AMOUNT, AMOUNT), (40, 40), ten, 100, (0, 0)) == [90, 90]


def test_a_grid_fits_when_its_view_narrows_until_somebody_drags(qtbot: Any) -> None:
    view = TableView((NAME, STATE, AMOUNT), "narrow")
    qtbot.addWidget(view)
    view.setModel(RowModel((NAME, STATE, AMOUNT), view))
    view.resize(700, 200)
    view.show()
    wide = view.columnWidth(0)
    view.resize(420, 200)
    assert view.columnWidth(0) < wide
    assert view.horizontalScrollBar().maximum() == 0
    view.setColumnWidth(0, 300)
    view.save_widths()
    view.resize(380, 200)
    assert view.columnWidth(0) == 300


@dataclass(frozen=True)
class Drug:
    name: str = "注射用头孢曲松钠"
    spec: str = "0.5g×10支"
    dose: Decimal = Decimal("0.125")
    frequency: str = "每日三次"

    @property
    def text(self) -> str:
        return f"{self.name}  {self.spec}"


DRUG = Column("药品", "text", 260, elastic=True, kept=lambda row: row.spec)
DOSE = Column("剂量", "dose", 40)
FREQUENCY = Column("频次", "frequency", 40)


@pytest.fixture
def drugs(qtbot: Any) -> TableView:
    columns = (DRUG, FREQUENCY, DOSE)
    view = TableView(columns, "drugs", standing=True)
    qtbot.addWidget(view)
    view.setModel(RowModel(columns, view))
    view.resize(260, 200)
    view.show()
    return view


def shown(view: TableView, row: int, column: int) -> str:
    """What is painted in a cell."""
    option = QStyleOptionViewItem()
    view.initViewItemOption(option)
    index = view.model().index(row, column)
    option.rect = view.visualRect(index)
    view.itemDelegate().initStyleOption(option, index)
    room = option.rect.width() - CELL_PADDING_PX + 2
    return option.fontMetrics.elidedText(option.text, Qt.TextElideMode.ElideRight, room)


@pytest.mark.parametrize("dose", ["0.125", "90000", "12345.6789"])
def test_figures_and_frequencies_are_whole_whatever_the_view(drugs: TableView, qtbot: Any, dose: str) -> None:
    drugs.rows().show_rows((Drug(), Drug(dose=Decimal(dose))))
    for width in (260, 700):
        drugs.resize(width, 200)
        qtbot.waitUntil(lambda: shown(drugs, 1, 2) == dose and shown(drugs, 0, 1) == "每日三次")
    # A user who dragged it narrow is no less dangerous to a dose.
    drugs.setColumnWidth(2, 30)
    drugs.save_widths()
    drugs.rows().show_rows((Drug(), Drug(dose=Decimal(dose))))
    drugs.viewport().update()
    qtbot.waitUntil(lambda: shown(drugs, 1, 2) == dose)


def test_the_name_is_cut_before_its_strength(drugs: TableView, qtbot: Any) -> None:
    drugs.rows().show_rows((Drug(),))
    qtbot.waitUntil(lambda: shown(drugs, 0, 0).endswith("…0.5g×10支"))
    drugs.resize(900, 200)
    qtbot.waitUntil(lambda: shown(drugs, 0, 0) == "注射用头孢曲松钠  0.5g×10支")


def test_what_is_typed_is_seen_whole_while_it_is_typed(qtbot: Any) -> None:
    columns = (Column("剂量", "dose", 44, editor=NumberEditor(4, 0)), Column("频次", "frequency", 90))
    view = TableView(columns, "typed", standing=True)
    qtbot.addWidget(view)
    dataset = ClientDataSet(DoseRow, "row_id")
    dataset.refresh(packet(DoseRow, (DoseRow("1"),)))
    view.setModel(DataSetModel(dataset, columns, view))
    view.resize(160, 200)
    view.show()
    view.go_to(0, "dose")
    view.open_editor("")
    editor = next(one for one in view.viewport().findChildren(QLineEdit) if one.isVisible())
    qtbot.keyClicks(editor, "12345.6789")
    assert editor.width() >= editor.fontMetrics().horizontalAdvance("12345.6789") + 12
    assert view.viewport().rect().contains(editor.geometry())
