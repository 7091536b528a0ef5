"""Opens a column's editor in a cell and brings the value back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from shared.qt.column_widths import CELL_PADDING_PX
from shared.qt.editors import Editor, LookupEditor
from shared.qt.table import DataSetModel, RowModel
from shared.qt.tint import INK

_Index = QModelIndex | QPersistentModelIndex
_LOADED = "loaded"
_LONGEST = 24
"""Letters of a figure, a name, a frequency; what is longer is prose."""
_HEAD_PX = 60
"""Pixels of a name that stand before its strength at least."""


class CellDelegate(QStyledItemDelegate):
    """Enter and Shift+Enter store and move; Esc stores and stays: typed text is never lost, Ctrl+Z takes it back.

    Figures, strengths and frequencies are never cut: a cell that has no room for them asks for it when it is seen.
    """

    short = Signal(int, int)
    """A column, and the pixels that a cell of it needs."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """A state keeps its colour in a marked row."""
        super().initStyleOption(option, index)
        self._keep_whole(option, index)
        ink = index.data(Qt.ItemDataRole.ForegroundRole) or QColor(INK)
        palette = option.palette
        palette.setColor(QPalette.ColorRole.HighlightedText, ink)
        option.palette = palette

    def _keep_whole(self, option: QStyleOptionViewItem, index: _Index) -> None:
        model = index.model()
        assert isinstance(model, RowModel)
        column, text = model.columns[index.column()], option.text
        kept = "" if column.kept is None else column.kept(model.row(index.row()))
        if column.words or (not kept and (column.elastic or len(text) > _LONGEST)):
            return
        needed = option.fontMetrics.horizontalAdvance(kept or text) + CELL_PADDING_PX
        if kept and text.endswith(kept):
            head = text.removesuffix(kept)
            room = option.rect.width() - needed
            option.text = option.fontMetrics.elidedText(head, Qt.TextElideMode.ElideRight, room) + kept
            needed += min(_HEAD_PX, option.fontMetrics.horizontalAdvance(head))
        if needed > option.rect.width():
            self.short.emit(index.column(), needed)

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: _Index) -> QWidget:
        editor = _editor(index)
        # A look-up has a popup instead; see TableView.open_editor.
        return None if editor is None or isinstance(editor, LookupEditor) else editor.widget(parent)  # type: ignore[return-value]

    def updateEditorGeometry(self, widget: QWidget, option: QStyleOptionViewItem, index: _Index) -> None:
        """As wide as what is typed, over the next cell where its own is too narrow."""
        super().updateEditorGeometry(widget, option, index)
        if isinstance(widget, QLineEdit):
            _widen(widget)
            widget.textChanged.connect(lambda _text: _widen(widget))

    def setEditorData(self, widget: QWidget, index: _Index) -> None:
        editor = _editor(index)
        # Qt calls again whenever the row changes below the editor: that must not take what somebody is typing.
        if editor is not None and not widget.property(_LOADED):
            widget.setProperty(_LOADED, True)
            editor.load(widget, index.data(Qt.ItemDataRole.EditRole))
            if isinstance(widget, QLineEdit):
                widget.selectAll()

    def setModelData(self, widget: QWidget, model: QAbstractItemModel, index: _Index) -> None:
        editor = _editor(index)
        if editor is None or not isinstance(model, DataSetModel):
            return
        try:
            value: Any = editor.read(widget)
        except ValueError as error:
            model.keep_bad_entry(index, editor.text(widget), str(error))
        else:
            model.setData(index, value)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            hint = _hint(event)
            if hint is not None:
                self.commitData.emit(watched)
                self.closeEditor.emit(watched, hint)
                return True
        return super().eventFilter(watched, event)


def _widen(line: QLineEdit) -> None:
    above = line.parentWidget()
    assert above is not None, "an editor stands in a viewport"
    width = max(line.width(), line.fontMetrics().horizontalAdvance(line.text()) + CELL_PADDING_PX)
    line.setGeometry(max(0, min(line.x(), above.width() - width)), line.y(), min(width, above.width()), line.height())


def _hint(event: QKeyEvent) -> Any:
    hints = QStyledItemDelegate.EndEditHint
    if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab}:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        return hints.EditPreviousItem if back else hints.EditNextItem
    if event.key() == Qt.Key.Key_Backtab:
        return hints.EditPreviousItem
    return hints.NoHint if event.key() == Qt.Key.Key_Escape else None


def _editor(index: _Index) -> Editor | None:
    model = index.model()
    return model.columns[index.column()].editor if isinstance(model, DataSetModel) else None
