"""Opens a column's editor in a cell and brings the value back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPalette
from PySide6.QtWidgets import QLineEdit, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from shared.qt.editors import Editor, LookupEditor
from shared.qt.table import DataSetModel
from shared.qt.tint import INK

_Index = QModelIndex | QPersistentModelIndex
_LOADED = "loaded"


class CellDelegate(QStyledItemDelegate):
    """Enter and Shift+Enter store and move; Esc stores and stays: typed text is never lost, Ctrl+Z takes it back."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        """A state keeps its colour in a marked row."""
        super().initStyleOption(option, index)
        ink = index.data(Qt.ItemDataRole.ForegroundRole) or QColor(INK)
        palette = option.palette
        palette.setColor(QPalette.ColorRole.HighlightedText, ink)
        option.palette = palette

    def createEditor(self, parent: QWidget, _option: QStyleOptionViewItem, index: _Index) -> QWidget:
        editor = _editor(index)
        # A look-up has a popup instead; see TableView.open_editor.
        return None if editor is None or isinstance(editor, LookupEditor) else editor.widget(parent)  # type: ignore[return-value]

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
