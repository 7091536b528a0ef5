"""The grid: keys, states, problems, copying, finding, widths (requirements R2.K, T4)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from shared.contracts.common import AppliedRow, ApplyResult, RowProblem, packet
from shared.contracts.ward.errors import DoseTooHigh
from shared.contracts.ward.types import OrderKind, OrderRow, OrderState
from shared.dataset import RowStatus
from shared.qt import recent
from shared.qt.editors import IntegerEditor
from shared.qt.print_table import print_table
from shared.qt.table import Column, DataSetModel, RowModel
from shared.qt.table_view import TableView
from shared.qt.tint import Tint
from tests.shared.documents import readback
from tests.shared.qt import sample

KIND, ITEM, DOSE, UNIT, NOTE = 2, 3, 4, 5, 10


@pytest.fixture
def model() -> DataSetModel:
    return DataSetModel(sample.orders(range(5)), sample.columns())


@pytest.fixture
def view(model: DataSetModel, qtbot: Any) -> TableView:
    made = TableView(model.columns, "orders", "没有医嘱", new_row=lambda: {"kind": OrderKind.TEMPORARY})
    made.setModel(model)
    qtbot.addWidget(made)
    made.resize(1200, 500)
    made.show()
    qtbot.waitExposed(made)
    made.setFocus()
    return made


def at(view: TableView) -> tuple[int, int]:
    return view.currentIndex().row(), view.currentIndex().column()


@pytest.mark.req("R2.K")
def test_type_enter_type_enter_fills_a_row(view: TableView, model: DataSetModel, qtbot: Any) -> None:
    view.go_to(1, "dose")
    qtbot.keyClicks(view, "2")
    cell = view.viewport().findChild(QLineEdit)
    qtbot.keyClicks(cell, ".5")
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    assert model.dataset.value("o1", "dose") == Decimal("2.5")
    assert at(view) == (1, UNIT)


@pytest.mark.req("R2.K")
def test_enter_walks_over_the_cells_that_can_be_edited_and_shift_enter_back(view: TableView, qtbot: Any) -> None:
    view.go_to(0)
    walked = [at(view)]
    for _ in range(8):
        qtbot.keyClick(view, Qt.Key.Key_Return)
        walked.append(at(view))
    assert walked == [(0, 2), (0, 3), (0, 4), (0, 5), (0, 8), (0, 9), (0, 10), (1, 2), (1, 3)]
    qtbot.keyClick(view, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Enter, Qt.KeyboardModifier.ShiftModifier)
    assert at(view) == (0, 10)


@pytest.mark.req("R2.K")
def test_enter_on_the_last_field_opens_a_new_row(view: TableView, model: DataSetModel, qtbot: Any) -> None:
    view.go_to(4, "note")
    qtbot.keyClick(view, Qt.Key.Key_Return)
    assert model.rowCount() == 6
    assert at(view) == (5, KIND)
    assert model.index(5, 0).data() == "新"
    qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert model.rowCount() == 5


@pytest.mark.req("R2.K")
def test_f2_and_typing_open_the_look_up_and_the_code_fills_the_item_in(view: TableView, model: DataSetModel, qtbot: Any) -> None:
    view.go_to(2, "item_code")
    qtbot.keyClicks(view, "a")
    popup = view.popup
    assert popup is not None
    assert popup.line.text() == "a"
    qtbot.keyClicks(popup.line, "mx")
    qtbot.keyClick(popup.line, Qt.Key.Key_Return)
    row = model.row(2)
    assert (row.item_code, row.item_name, row.spec) == ("100021", "阿莫西林胶囊", "0.25g")
    assert model.dataset.status("o2") is RowStatus.EDITED
    assert at(view) == (2, DOSE)
    assert set(model.dataset.pending().changes[0].new) <= {"item_code", "dose_unit"}
    view.go_to(2, "item_code")
    qtbot.keyClick(view, Qt.Key.Key_F2)
    assert view.popup is not popup


def test_escape_keeps_the_text_and_undo_takes_it_back(view: TableView, model: DataSetModel, qtbot: Any) -> None:
    view.go_to(0, "note")
    qtbot.keyClicks(view, "x")
    cell = view.viewport().findChild(QLineEdit)
    qtbot.keyClicks(cell, "yz")
    qtbot.keyClick(cell, Qt.Key.Key_Escape)
    assert model.dataset.value("o0", "note") == "xyz"
    assert at(view) == (0, NOTE)
    qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert model.dataset.value("o0", "note") == ""


def test_what_cannot_be_read_stays_in_red_until_it_is_corrected(view: TableView, model: DataSetModel, qtbot: Any) -> None:
    view.go_to(0, "dose")
    qtbot.keyClicks(view, "1")
    cell = view.viewport().findChild(QLineEdit)
    qtbot.keyClicks(cell, "x")
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    index = model.index(0, DOSE)
    assert model.has_bad_entries
    assert (index.data(), index.data(Qt.ItemDataRole.ToolTipRole)) == ("1x", "请输入数字")
    assert index.data(Qt.ItemDataRole.BackgroundRole).color() == Tint.BAD.ground
    assert not model.dataset.dirty
    model.setData(index, Decimal(2))
    assert not model.has_bad_entries


def test_a_value_its_column_refuses_is_a_bad_entry_too(model: DataSetModel) -> None:
    assert not model.setData(model.index(0, KIND), 99)
    assert model.has_bad_entries


def test_choices_by_number(view: TableView, model: DataSetModel, qtbot: Any) -> None:
    view.go_to(0, "kind")
    view.open_editor("")
    box = view.viewport().findChild(QComboBox)
    assert box.currentText() == "长期"
    box.setCurrentIndex(1)
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert model.dataset.value("o0", "kind") is OrderKind.TEMPORARY


def test_states_are_words_in_colours(model: DataSetModel) -> None:
    state = model.index(0, 1)
    assert state.data() == OrderState(0).zh
    assert state.data(Qt.ItemDataRole.ForegroundRole) == Tint.INFO.text
    assert state.data(Qt.ItemDataRole.FontRole).bold()


def test_numbers_stand_to_the_right(model: DataSetModel) -> None:
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    assert model.index(0, DOSE).data(Qt.ItemDataRole.TextAlignmentRole) == right
    assert model.headerData(DOSE, Qt.Orientation.Horizontal, Qt.ItemDataRole.TextAlignmentRole) == right
    assert model.index(0, UNIT).data(Qt.ItemDataRole.TextAlignmentRole) != right


@pytest.mark.req("T4")
def test_problems_and_conflicts_show_in_the_row(model: DataSetModel) -> None:
    dataset = model.dataset
    dataset.edit("o1", "dose", Decimal(90))
    dataset.edit("o2", "note", "mine")
    error = DoseTooHigh(limit=Decimal(2), unit="片").data()
    dataset.apply_result(ApplyResult(problems=(RowProblem("o1", "dose", error),)), dataset.pending())
    dataset.refresh(
        packet(OrderRow, tuple(sample.order(n, version=2, note="theirs") if n == 2 else sample.order(n) for n in range(5)))
    )
    cell = model.index(1, DOSE)
    assert "剂量超出允许范围" in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert cell.data(Qt.ItemDataRole.BackgroundRole).color() == Tint.BAD.ground
    assert model.index(1, 0).data() == "有误"
    assert model.index(2, 0).data() == "冲突"
    assert "theirs" in model.index(2, NOTE).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(2, UNIT).data(Qt.ItemDataRole.BackgroundRole).color() == Tint.WAIT.ground
    dataset.refresh(packet(OrderRow, tuple(sample.order(n) for n in (0, 1))))
    assert "删除" in model.index(2, NOTE).data(Qt.ItemDataRole.ToolTipRole)


def test_ctrl_delete_strikes_a_row_which_can_then_not_be_edited(view: TableView, model: DataSetModel, qtbot: Any) -> None:
    view.go_to(3, "dose")
    qtbot.keyClick(view, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert model.index(3, DOSE).data(Qt.ItemDataRole.FontRole).strikeOut()
    assert not model.is_editable(model.index(3, DOSE))
    qtbot.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert model.is_editable(model.index(3, DOSE))


def test_changed_cells_are_tinted(model: DataSetModel) -> None:
    model.dataset.edit("o0", "dose", Decimal(9))
    assert model.index(0, DOSE).data(Qt.ItemDataRole.BackgroundRole).color() == Tint.READY.ground
    assert model.index(0, UNIT).data(Qt.ItemDataRole.BackgroundRole) is None


def test_copy_as_a_table(view: TableView, qtbot: Any) -> None:
    view.selectRow(1)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    data = QGuiApplication.clipboard().mimeData()
    head, line = data.text().split("\n")
    assert head.split("\t")[DOSE] == "剂量"
    assert line.split("\t")[1] == "已校对"
    assert data.html().count("<tr>") == 2


def test_find(view: TableView, model: DataSetModel, qtbot: Any) -> None:
    name = model.row(3).item_name
    qtbot.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    bar = view._find
    bar.line.setText(name[:3])
    assert at(view)[0] == 3
    assert bar._count.text().endswith("/1")
    bar.line.setText("周医生")
    qtbot.keyClick(bar.line, Qt.Key.Key_Return)
    bar.line.setText("没有的")
    assert bar._count.text() == "没有找到"
    qtbot.keyClick(bar.line, Qt.Key.Key_Escape)
    assert not bar.isVisible()


def test_finding_goes_round_in_both_directions(view: TableView, qtbot: Any) -> None:
    view.go_to(0)
    qtbot.keyClick(view, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    line = view._find.line
    line.setText("医生")
    rows = []
    for modifier in [Qt.KeyboardModifier.NoModifier] * 5 + [Qt.KeyboardModifier.ShiftModifier]:
        qtbot.keyClick(line, Qt.Key.Key_Return, modifier)
        rows.append(at(view)[0])
    assert rows == [1, 2, 3, 4, 0, 4]


def test_column_widths_are_kept_per_user(view: TableView, model: DataSetModel, qtbot: Any) -> None:
    view.setColumnWidth(ITEM, 333)
    view.save_widths()

    def fresh() -> TableView:
        other = TableView(model.columns, "orders")
        qtbot.addWidget(other)
        other.setModel(model)
        return other

    assert fresh().columnWidth(ITEM) == 333
    recent.set_user("u2")
    assert fresh().columnWidth(ITEM) == 250


def test_an_empty_grid_says_what_to_do(qtbot: Any) -> None:
    model = DataSetModel(sample.orders([]), sample.columns())
    views = [TableView(model.columns, "orders", text) for text in ("没有医嘱，按 Ctrl+N 新开", "")]
    pictures = []
    for view in views:
        qtbot.addWidget(view)
        view.setModel(model)
        view.resize(600, 300)
        pictures.append(view.grab().toImage())
    assert pictures[0] != pictures[1]


def test_rows_to_look_at(qtbot: Any) -> None:
    columns = (Column("医嘱", "item_name", 200), Column("数量", "quantity"), Column("不可见", "nothing"))
    model = RowModel(columns)
    view = TableView(columns, "rows", standing=True)
    qtbot.addWidget(view)
    view.setModel(model)
    model.show_packet(packet(OrderRow, (sample.order(1), sample.order(2))))
    view.go_to(1)
    with qtbot.waitSignal(view.row_activated) as activated:
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert activated.args == [sample.order(2)]
    assert view.selected_rows() == [sample.order(2)]
    assert [model.index(0, column).data() for column in range(3)] == [sample.order(1).item_name, "1", ""]
    assert model.column_of("quantity") == 1
    view.open_editor("x")
    assert view.popup is None


def test_a_read_only_data_set_takes_no_keys(view: TableView, model: DataSetModel, qtbot: Any) -> None:
    model.read_only = True
    view.setCurrentIndex(model.index(4, NOTE))
    qtbot.keyClick(view, Qt.Key.Key_Return)
    qtbot.keyClick(view, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    assert model.rowCount() == 5
    assert not model.dataset.dirty


def test_columns_decide_per_row_what_can_be_edited() -> None:
    column = Column("首次", "first_day_times", editor=IntegerEditor(0, 9), editable=lambda row: row.kind is OrderKind.LONG_TERM)
    model = DataSetModel(sample.orders(range(2)), (column,))
    assert [model.is_editable(model.index(row, 0)) for row in range(2)] == [True, False]


def test_print_what_is_shown(view: TableView, qtbot: Any) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    with qtbot.waitSignal(view.print_wanted):
        qtbot.keyClick(view, Qt.Key.Key_P, Qt.KeyboardModifier.ControlModifier)
    preview = print_table(parent, view, "医嘱单")
    (page,) = preview.pages.sizes
    assert page.width > page.height
    printed = readback.text(preview._pdf)
    assert "阿司匹林肠溶片" in printed, "what is searched is found: no radicals in place of characters"
    assert not [each for each in printed if "\u2e80" <= each <= "\u2fdf"]
    preview.close()


# -- fresh rows while somebody types


def typing(view: TableView, qtbot: Any, row: int) -> QLineEdit:
    view.go_to(row, "note")
    qtbot.keyClicks(view, "a")
    cell = view.viewport().findChild(QLineEdit)
    qtbot.keyClicks(cell, "b")
    return cell


@pytest.mark.req("T4")
@pytest.mark.parametrize(
    "fresh",
    [(0, 1, 2, 3, 4), (1, 2, 3), (7, 8, 2, 9), (4, 3, 2, 1, 0), (9, 4, 2, 8, 0, 1, 3)],
    ids=["same", "fewer", "others", "turned", "mixed"],
)
def test_fresh_rows_never_take_the_cell_somebody_types_in(
    view: TableView, model: DataSetModel, qtbot: Any, fresh: tuple[int, ...]
) -> None:
    cell = typing(view, qtbot, 2)
    rows = tuple(sample.order(n, version=2 if n != 2 else 1, doctor="新医生") for n in fresh)
    model.dataset.refresh(packet(OrderRow, rows))
    assert [model.row(row).order_id for row in range(model.rowCount())] == [f"o{n}" for n in fresh]
    assert view.currentIndex().row() == fresh.index(2)
    assert cell.isVisible()
    qtbot.keyClicks(cell, "c")
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    assert model.dataset.value("o2", "note") == "abc"
    assert model.dataset.value(f"o{fresh[0]}", "doctor") == "新医生"


@pytest.mark.req("T4")
def test_a_new_row_keeps_its_editor_when_the_server_gives_it_an_id(view: TableView, model: DataSetModel, qtbot: Any) -> None:
    row_id = model.dataset.append({"item_code": "100021"})
    sent = model.dataset.pending()
    cell = typing(view, qtbot, 5)
    model.dataset.apply_result(ApplyResult((AppliedRow(row_id, "o99", 1),)), sent)
    qtbot.keyClick(cell, Qt.Key.Key_Return)
    assert model.dataset.value("o99", "note") == "ab"


def test_the_cursor_stays_on_its_row_when_a_list_is_shown_anew(qtbot: Any) -> None:
    columns = (Column("医嘱", "item_name", 200), Column("数量", "quantity"))
    model = RowModel(columns, key="order_id")
    view = TableView(columns, "rows")
    qtbot.addWidget(view)
    view.setModel(model)
    model.show_rows(sample.order(n) for n in range(5))
    view.setCurrentIndex(model.index(3, 1))
    model.show_rows(sample.order(n) for n in (9, 3, 1))
    assert at(view) == (1, 1)
    model.show_rows([sample.order(7)])
    assert view.current_row() is None


def test_a_double_click_opens_look_ups_and_activates_what_cannot_be_edited(
    view: TableView, model: DataSetModel, qtbot: Any
) -> None:
    view.setCurrentIndex(model.index(1, ITEM))
    view.doubleClicked.emit(model.index(1, ITEM))
    assert view.popup is not None
    with qtbot.waitSignal(view.row_activated) as activated:
        view.doubleClicked.emit(model.index(1, 1))
    assert activated.args[0].order_id == "o1"


@pytest.mark.req("R2.K")
def test_a_choice_by_its_number_without_looking(view: TableView, model: DataSetModel, qtbot: Any) -> None:
    view.go_to(0, "kind")
    qtbot.keyClicks(view, "2")
    qtbot.keyClick(view.viewport().findChild(QComboBox), Qt.Key.Key_Return)
    assert model.dataset.value("o0", "kind") is OrderKind.TEMPORARY
    assert at(view) == (0, ITEM)
