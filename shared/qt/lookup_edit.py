"""The field and the popup of a look-up (F2): type code, Chinese or initials, arrows, Enter."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QLineEdit, QTableView, QWidget

from shared.qt import formats, recent
from shared.qt.build import label, vertical
from shared.qt.language import term
from shared.qt.lookup import Hits, LookupEntry, LookupIndex
from shared.qt.tint import Tint

_Index = QModelIndex | QPersistentModelIndex
_CODE, _NAME, _SPEC, _UNIT, _PRICE, _BESIDE, _NOTE = range(7)
_ROWS_SHOWN = 10


class _Hits(QAbstractTableModel):
    def __init__(self, index: LookupIndex, parent: QObject) -> None:
        super().__init__(parent)
        self._index = index
        self.entries: list[LookupEntry | None] = []
        """None is the line below which hits are only similar."""

    def show(self, hits: Hits) -> None:
        self.beginResetModel()
        sure, similar = hits.entries[: hits.sure], hits.entries[hits.sure :]
        self.entries = [*sure, None, *similar] if similar else [*sure]
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(self.entries)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else 7

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return (term("编码"), term("名称"), self.tr("规格"), term("单位"), term("单价"), self._index.beside_title, "")[section]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(section)
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return super().flags(index) if self.entries[index.row()] is not None else Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        entry, column = self.entries[index.row()], index.column()
        if entry is None:
            return self._line(role)
        match role:
            case Qt.ItemDataRole.DisplayRole:
                price = "" if entry.price is None else formats.money(entry.price)
                amount = formats.quantity(self._index.amount_of(entry.code))
                return (entry.code, entry.name, entry.spec, entry.unit, price, amount, entry.unavailable)[column]
            case Qt.ItemDataRole.TextAlignmentRole:
                return _alignment(column)
            case Qt.ItemDataRole.ForegroundRole if entry.unavailable:
                return Tint.BAD.text if column == _NOTE else QColor("#5d6a79")
            case Qt.ItemDataRole.FontRole if entry.unavailable:
                font = QFont()
                font.setStrikeOut(column != _NOTE)
                font.setBold(column == _NOTE)
                return font
        return None

    def _line(self, role: int) -> Any:
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self.tr("以下仅为相近，请用 ↓ 选择")
            case Qt.ItemDataRole.TextAlignmentRole:
                return Qt.AlignmentFlag.AlignCenter
            case Qt.ItemDataRole.SizeHintRole:
                # It stands across all columns and makes none of them wider.
                return QSize(0, 0)
            case Qt.ItemDataRole.BackgroundRole:
                return Tint.NEUTRAL.ground
            case Qt.ItemDataRole.ForegroundRole:
                return Tint.NEUTRAL.text
        return None


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column in {_PRICE, _BESIDE} else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


class LookupPopup(QFrame):
    """Search line and hits, under the cell it serves. Emits `chosen` once; Esc closes it and gives back what was typed."""

    chosen = Signal(object)
    """LookupEntry."""
    closed = Signal(str)
    """Without a choice; what was typed."""

    def __init__(self, index: LookupIndex, recent_name: str, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("popup")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._index, self._recent_name = index, recent_name
        self._recent = recent.choices(recent_name) if recent_name else []
        self._answered = False
        self.line = QLineEdit(self, placeholderText=self.tr("编码 / 名称 / 拼音首字母"), maxLength=50)
        self.table = QTableView(self)
        self._hits = _Hits(index, self)
        self._none = label(self.tr("没有找到"), "muted")
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._build()
        self.line.textChanged.connect(self.search)
        self.line.installEventFilter(self)
        self.table.clicked.connect(lambda index: self._choose(index.row()))
        self.setFocusProxy(self.line)

    def _build(self) -> None:
        self.setLayout(vertical(self.line, self.table, self._none, spacing=6, margins=(7, 7, 7, 7)))
        self.line.setMinimumHeight(34)
        self._none.hide()
        table = self.table
        table.setModel(self._hits)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(28)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        # The name gives way: strengths and prices are never cut.
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        table.setColumnHidden(_BESIDE, self._index.beside is None)
        if all(entry.price is None for entry in self._index.entries[:50]):
            for column in (_SPEC, _UNIT, _PRICE, _NOTE):
                table.setColumnHidden(column, True)

    def sizeHint(self) -> QSize:
        return QSize(400 if self.table.isColumnHidden(_PRICE) else 620, 44 + 34 + 28 * _ROWS_SHOWN + 12)

    def open_under(self, anchor: QWidget, text: str = "") -> None:
        """Show below `anchor` (above where there is no room) with `text` typed."""
        self.resize(self.sizeHint())
        below = anchor.mapToGlobal(QPoint(0, anchor.height() + 2))
        room = anchor.screen().availableGeometry()
        x = max(room.left(), min(below.x(), room.right() - self.width()))
        fits = below.y() + self.height() <= room.bottom()
        y = below.y() if fits else anchor.mapToGlobal(QPoint(0, 0)).y() - self.height() - 2
        self.move(x, max(room.top(), y))
        self.show()
        self.line.setFocus()
        self.line.setText(text)
        self.search(text)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.line.setFocus()

    def search(self, text: str) -> None:
        """Show what `text` finds and mark the best hit. If it can't be chosen, or is only similar, nothing is marked: Enter never
        takes what nobody typed."""
        hits = self._index.search(text, 50, self._recent)
        self._hits.show(hits)
        self.table.clearSpans()
        if hits.sure < len(hits.entries):
            self.table.setSpan(hits.sure, 0, 1, self._hits.columnCount())
        self._none.setVisible(not hits.entries)
        self.table.setVisible(bool(hits.entries))
        if hits.sure and not hits.entries[0].unavailable:
            self.table.selectRow(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line and event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return self._key(event.key())
        return super().eventFilter(watched, event)

    def _key(self, key: int) -> bool:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _ROWS_SHOWN, Qt.Key.Key_PageUp: -_ROWS_SHOWN}
        if key in steps:
            self._move(steps[Qt.Key(key)])
            return True
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._choose(self.table.currentIndex().row())
            return True
        if key == Qt.Key.Key_Escape:
            self._give_back()
            return True
        return False

    def _move(self, by: int) -> None:
        entries, at = self._hits.entries, self.table.currentIndex().row()
        if entries:
            to = max(0, min(at + by, len(entries) - 1))
            if entries[to] is None:
                # The first of all, or over the line in the direction of the arrow.
                to = to + 1 if by > 0 or to == 0 else to - 1
            self.table.selectRow(to)

    def _choose(self, row: int) -> None:
        entry = self._hits.entries[row] if 0 <= row < len(self._hits.entries) else None
        if entry is None or entry.unavailable or self._answered:
            return
        self._answered = True
        recent.remember(self._recent_name, entry.code)
        self.close()
        self.chosen.emit(entry)

    def _give_back(self) -> None:
        typed = self.line.text()
        self.close()
        self.closed.emit(typed)


class LookupEdit(QLineEdit):
    """A field whose value is chosen from an index: F2, or typing, opens the popup under it."""

    chosen_changed = Signal()

    def __init__(self, index: LookupIndex, recent_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, readOnly=True, placeholderText=self.tr("F2 检索"))
        self._index, self._recent_name = index, recent_name
        self._entry: LookupEntry | None = None
        self.popup: LookupPopup | None = None

    def chosen(self) -> LookupEntry | None:
        """The choice."""
        return self._entry

    def show_entry(self, entry: LookupEntry | None) -> None:
        """Show a choice."""
        self._entry = entry
        self.setText("" if entry is None else entry.name)

    def open_popup(self, text: str = "") -> None:
        """Open the search with `text` typed."""
        self.popup = LookupPopup(self._index, self._recent_name, self)
        self.popup.chosen.connect(self._take)
        self.popup.open_under(self, text)

    def _take(self, entry: LookupEntry) -> None:
        self.show_entry(entry)
        self.chosen_changed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        text = event.text()
        modified = event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier)
        if event.key() == Qt.Key.Key_F2:
            self.open_popup()
        elif event.key() in {Qt.Key.Key_Delete, Qt.Key.Key_Backspace}:
            self.show_entry(None)
            self.chosen_changed.emit()
        elif text.strip() and text.isprintable() and not modified:
            self.open_popup(text)
        else:
            super().keyPressEvent(event)
