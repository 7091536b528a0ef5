"""The grid of all stations and its keys.

Enter next editable cell (after the last: a new row, where the grid takes new rows) · Shift+Enter back · F2 look-up or edit · typing
edits · Esc leaves the editor and keeps the text · Delete empties the cell · Ctrl+Z undoes · Ctrl+Delete deletes the row · Ctrl+C
copies as a table · Ctrl+F finds · Ctrl+P prints what is shown · Ctrl+E writes it to a file. Column widths are kept per user under
`name`; before a user drags one they fit the view.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Iterable
from typing import Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelectionModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QWidget

from shared.qt import tint
from shared.qt.delegate import CellDelegate
from shared.qt.editors import ChoiceEditor, LookupEditor
from shared.qt.find_bar import FindBar
from shared.qt.fitted_view import FittedView
from shared.qt.lookup import LookupEntry
from shared.qt.lookup_edit import LookupPopup
from shared.qt.table import Column, DataSetModel

_ENTER = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class TableView(FittedView):
    """A grid over a `RowModel` or `DataSetModel`. `standing` makes it readable from a step away (16 px).

    `new_row` gives the values of a fresh row; without it, Enter on the last cell stays there.
    """

    row_activated = Signal(object)
    """Enter or double click on a row that can't be edited: the row object."""
    row_chosen = Signal(object)
    """The current row changed: the row object, None when there is none."""
    print_wanted = Signal()
    export_wanted = Signal()

    def __init__(
        self,
        columns: Iterable[Column],
        name: str,
        empty_text: str = "",
        *,
        standing: bool = False,
        new_row: Callable[[], dict[str, Any]] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(columns, name, parent)
        self._empty_text, self._new_row = empty_text, new_row
        self.popup: LookupPopup | None = None
        self._place: tuple[object, int, int] = (None, -1, 0)
        self._find = FindBar(self)
        self.setProperty("standing", standing)
        delegate = CellDelegate(self)
        delegate.short.connect(self.need)
        self.setItemDelegate(delegate)
        self._dress(34 if standing else 30)
        self.doubleClicked.connect(self._on_double_click)

    def _dress(self, row_height: int) -> None:
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.AnyKeyPressed)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(row_height)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setStretchLastSection(True)
        header.setMinimumSectionSize(24)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        if model is not None:
            self.selectionModel().currentRowChanged.connect(lambda *_: self.row_chosen.emit(self.current_row()))
            model.modelAboutToBeReset.connect(self._remember_place)
            model.modelReset.connect(self._find_place)

    # -- reading

    def show_rows(self, rows: Iterable[Any], chosen: int | None) -> None:
        """Show `rows`, the picture where it was, the cursor on row `chosen` or nowhere."""
        scrolled = self.verticalScrollBar().value()
        self.rows().show_rows(rows)
        self.verticalScrollBar().setValue(scrolled)
        if chosen is not None:
            self.setCurrentIndex(self.model().index(chosen, 0))

    def refill(self, rows: Iterable[Any]) -> None:
        """Show fresh rows; the cursor stays on its row, or in its place where rows have no key."""
        at = self.currentIndex().row()
        self.rows().show_rows(rows)
        count = self.model().rowCount()
        if count and not self.currentIndex().isValid():
            self.go_to(min(max(at, 0), count - 1))

    def current_row(self) -> Any:
        """The row under the cursor, None when there is none."""
        index = self.currentIndex()
        return self.rows().row(index.row()) if index.isValid() else None

    def selected_rows(self) -> list[Any]:
        """The marked rows, top to bottom."""
        numbers = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        return [self.rows().row(number) for number in numbers]

    def go_to(self, row: int, attribute: str | None = None) -> None:
        """Put the cursor on a row, on the column of `attribute` or the first that can be edited."""
        columns = [column.attribute for column in self._columns]
        column = columns.index(attribute) if attribute in columns else next(iter(self._editable(row)), 0)
        self.setCurrentIndex(self.model().index(row, column))

    def _remember_place(self) -> None:
        row = self.currentIndex().row()
        self._place = (
            self.rows().key_of(row) if row >= 0 else None,
            self.currentIndex().column(),
            self.verticalScrollBar().value(),
        )

    def _find_place(self) -> None:
        """After fresh rows came, the cursor stands on the row it stood on, wherever that is now."""
        key, column, scrolled = self._place
        row = self.rows().row_of(key) if key is not None else -1
        if row >= 0:
            self.setCurrentIndex(self.model().index(row, column))
        self.verticalScrollBar().setValue(scrolled)
        self.viewport().update()

    # -- keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, modifiers = event.key(), event.modifiers()
        control = bool(modifiers & Qt.KeyboardModifier.ControlModifier)
        if key in _ENTER:
            self.step(back=bool(modifiers & Qt.KeyboardModifier.ShiftModifier), from_enter=True)
        elif key == Qt.Key.Key_F2:
            self.open_editor("")
        elif key == Qt.Key.Key_Delete and not control:
            self.clear_cell()
        elif control and self._control_key(key):
            event.accept()
        elif self._takes_key_itself(event):
            self.open_editor(event.text())
        else:
            super().keyPressEvent(event)

    def _control_key(self, key: int) -> bool:
        model = self.model()
        actions: dict[int, Callable[[], object]] = {
            Qt.Key.Key_C: self.copy,
            Qt.Key.Key_F: self._find.open,
            Qt.Key.Key_P: self.print_wanted.emit,
            Qt.Key.Key_E: self.export_wanted.emit,
        }
        if isinstance(model, DataSetModel) and not model.read_only:
            actions[Qt.Key.Key_Z] = self.undo
            actions[Qt.Key.Key_Delete] = self.delete_row
        action = actions.get(key)
        if action is not None:
            action()
        return action is not None

    def undo(self) -> None:
        """Take back the last edit and go there."""
        model = self.model()
        if isinstance(model, DataSetModel):
            column = max(self.currentIndex().column(), 0)
            row_id = model.dataset.undo()
            if row_id is not None and row_id in model.dataset:
                self.setCurrentIndex(model.index(model.dataset.position(row_id), column))

    def clear_cell(self) -> None:
        """Empty the current cell, where it may be typed over."""
        model, index = self.model(), self.currentIndex()
        if isinstance(model, DataSetModel) and model.is_editable(index):
            editor = self._columns[index.column()].editor
            assert editor is not None, "what may be typed over has an editor"
            model.set_values(index, editor.cleared(self._columns[index.column()].attribute))

    def delete_row(self) -> None:
        """Mark the current row to be deleted; Ctrl+Z brings it back."""
        model, index = self.model(), self.currentIndex()
        if isinstance(model, DataSetModel) and index.isValid():
            model.dataset.delete(model.row_id(index.row()))
            last = model.rowCount() - 1
            if last >= 0:
                self.setCurrentIndex(model.index(min(index.row(), last), index.column()))

    def shown_lines(self, rows: Iterable[Any]) -> list[list[str]]:
        """The titles of the visible columns, then what they show of `rows`."""
        visible = [column for number, column in enumerate(self._columns) if not self.isColumnHidden(number)]
        return [[column.title for column in visible], *([column.shown(row) for column in visible] for row in rows)]

    def copy(self) -> None:
        """Put the marked rows on the clipboard, as text with tabs and as a table for spreadsheets."""
        lines = self.shown_lines(self.selected_rows())
        data = QMimeData()
        data.setText("\n".join("\t".join(line) for line in lines))
        cells = ("".join(f"<td>{html.escape(text)}</td>" for text in line) for line in lines)
        data.setHtml("<table>" + "".join(f"<tr>{line}</tr>" for line in cells) + "</table>")
        QGuiApplication.clipboard().setMimeData(data)

    # -- moving and editing

    def _editable(self, row: int) -> list[int]:
        model = self.model()
        if not isinstance(model, DataSetModel) or not 0 <= row < model.rowCount():
            return []
        return [number for number in range(len(self._columns)) if model.is_editable(model.index(row, number))]

    def step(self, *, back: bool = False, from_enter: bool = False) -> None:
        """Go to the next (or previous) cell that can be edited, over row ends."""
        model, at = self.model(), self.currentIndex()
        rows = range(at.row(), -1, -1) if back else range(at.row(), model.rowCount())
        for row in rows:
            columns = self._editable(row)
            if row == at.row():
                columns = [column for column in columns if (column < at.column() if back else column > at.column())]
            if columns:
                self.selectionModel().setCurrentIndex(
                    model.index(row, columns[-1] if back else columns[0]),
                    QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
                )
                return
        if back or not from_enter:
            return
        if self._new_row is not None and isinstance(model, DataSetModel) and not model.read_only:
            self.add_row()
        elif at.isValid():
            self.row_activated.emit(self.current_row())

    def add_row(self) -> None:
        """Append a fresh row and go to its first cell."""
        model = self.model()
        if isinstance(model, DataSetModel):
            row_id = model.dataset.append(self._new_row() if self._new_row is not None else {})
            self.go_to(model.dataset.position(row_id))
            self.scrollToBottom()

    def open_editor(self, text: str) -> None:
        """Edit the current cell: a look-up opens its popup under it."""
        index = self.currentIndex()
        model = self.model()
        if not isinstance(model, DataSetModel) or not index.isValid() or not model.is_editable(index):
            return
        editor = self._columns[index.column()].editor
        if isinstance(editor, LookupEditor):
            self._open_lookup(editor, QPersistentModelIndex(index), text)
            return
        self.edit(index)
        if text and isinstance(editor, ChoiceEditor):
            editor.type_text(self.indexWidget(index), text)

    def _takes_key_itself(self, event: QKeyEvent) -> bool:
        """Whether the key begins a look-up or chooses by number; plain lines get it from Qt."""
        column = self.currentIndex().column()
        typed = event.text().strip()
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        return (
            plain
            and bool(typed)
            and typed.isprintable()
            and column >= 0
            and isinstance(self._columns[column].editor, LookupEditor | ChoiceEditor)
        )

    def _open_lookup(self, editor: LookupEditor, index: QPersistentModelIndex, text: str) -> None:
        anchor = QWidget(self.viewport())
        anchor.setGeometry(self.visualRect(self.currentIndex()))
        self.popup = LookupPopup(editor.index, editor.recent, anchor)
        self.popup.destroyed.connect(anchor.deleteLater)
        self.popup.chosen.connect(lambda entry: self._take_choice(editor, index, entry))
        self.popup.open_under(anchor, text)

    def _take_choice(self, editor: LookupEditor, index: QPersistentModelIndex, entry: LookupEntry) -> None:
        model = self.model()
        if isinstance(model, DataSetModel) and index.isValid():
            column = model.columns[index.column()].attribute
            model.set_values(index, {column: editor.value_of(entry), **editor.fill(entry)})
            self.step()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """After Enter in an editor the cursor goes on."""
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        if hint in {QAbstractItemDelegate.EndEditHint.EditNextItem, QAbstractItemDelegate.EndEditHint.EditPreviousItem}:
            back = hint is QAbstractItemDelegate.EndEditHint.EditPreviousItem
            self.step(back=back, from_enter=True)

    def _on_double_click(self, index: QModelIndex) -> None:
        if not self.model().flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.row_activated.emit(self.rows().row(index.row()))
        elif isinstance(self._columns[index.column()].editor, LookupEditor):
            self.open_editor("")

    # -- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        model = self.model()
        if self._empty_text and not model.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(tint.MUTED))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty_text)
            painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._find.place()
