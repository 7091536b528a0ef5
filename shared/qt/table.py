"""Models of grids: one over a `ClientDataSet` that is edited, one over rows that are only shown.

    columns = (
        status_column(),
        Column(self.tr("医嘱内容"), "item_name", 230),
        Column(self.tr("剂量"), "dose", 70, editor=NumberEditor(4, 0)),
        Column(self.tr("状态"), "state", 70),           # a value list of the contracts: its word in its colour
    )
    model = DataSetModel(ClientDataSet(OrderRow, "order_id", writable=…), columns)
    view = TableView(columns, name="ward.orders"); view.setModel(model)

A cell whose entry can't be read keeps the typed text in red until it is corrected; `has_bad_entries` keeps it from being saved.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QFont

from shared.contracts.common import DataPacket
from shared.dataset import NEW, ClientDataSet, RowStatus
from shared.errors import InvalidInput
from shared.qt import formats
from shared.qt.editors import Editor
from shared.qt.language import language, sentence, term
from shared.qt.tint import ROW_TINTS, Tint, tint_of

_Index = QModelIndex | QPersistentModelIndex
_Align = Literal["left", "right", "center", "auto"]
_SIDES = {"left": Qt.AlignmentFlag.AlignLeft, "right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}


@dataclass(frozen=True)
class Column:
    """A column of a grid. `show` writes a value; `text` and `tint` may look at the whole row instead.

    `align` auto puts numbers to the right. `editable` says for a row whether the editor may be opened.
    """

    title: str
    attribute: str
    width: int = 90
    align: _Align = "auto"
    show: Callable[[Any], str] = formats.plain
    editor: Editor | None = None
    text: Callable[[Any], str] | None = None
    tint: Callable[[Any], Tint | None] | None = None
    bold: Callable[[Any], bool] | None = None
    editable: Callable[[Any], bool] = field(default=lambda _row: True)
    words: tuple[str, ...] = ()
    """What it may say: where there is room, the longest of them is not cut, in whatever language."""
    elastic: bool = False
    """Text that may be cut where room is short; all of it is in the tooltip. Any other column is as wide as what it shows."""
    kept: Callable[[Any], str] | None = None
    """The end of an elastic column's text that is never cut: the strength of a drug."""

    def shown(self, row: Any) -> str:
        """The text of this column's cell."""
        return self.text(row) if self.text is not None else self.show(getattr(row, self.attribute, None))


def status_column(width: int = 72) -> Column:
    """The column that says what the user did to a row and what became of it."""
    return Column(
        "",
        "status",
        width,
        "center",
        text=lambda row: row_word(row.status),
        tint=lambda row: ROW_TINTS.get(row.status),
        words=tuple(row_word(status) for status in RowStatus),
    )


def row_word(status: RowStatus) -> str:
    """新, 改, 删, 冲突, 有误; nothing for an unchanged row."""
    words = {
        RowStatus.NEW: term("新"),
        RowStatus.EDITED: QCoreApplication.translate("table", "改"),
        RowStatus.DELETED: QCoreApplication.translate("table", "删"),
        RowStatus.CONFLICT: QCoreApplication.translate("table", "冲突"),
        RowStatus.PROBLEM: QCoreApplication.translate("table", "有误"),
    }
    return words.get(status, "")


class RowModel(QAbstractTableModel):
    """Rows to look at: any objects with the columns as attributes.

    `key` names the attribute that identifies a row: the cursor stays on its row when fresh rows are shown.
    """

    def __init__(self, columns: Iterable[Column], parent: QObject | None = None, *, key: str = "") -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._key = key
        self._rows: tuple[Any, ...] = ()

    def show_rows(self, rows: Iterable[Any]) -> None:
        """Show `rows` instead of what is there."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    def show_packet(self, packet: DataPacket[Any]) -> None:
        """Show the rows of a packet."""
        self.show_rows(packet.rows)

    def row(self, number: int) -> Any:
        """The row object at `number`."""
        return self._rows[number]

    def key_of(self, number: int) -> object:
        """What identifies the row at `number`; None without a key."""
        return getattr(self.row(number), self._key) if self._key else None

    def row_of(self, key: object) -> int:
        """Where the row with `key` is, -1 when it is not there."""
        return next((number for number in range(self.rowCount()) if self.key_of(number) == key), -1)

    def column_of(self, attribute: str) -> int:
        """Number of the column that shows `attribute`. Raises ValueError."""
        return [column.attribute for column in self.columns].index(attribute)

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(self.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(self.columns[section], None)
        return None

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row, column = self.row(index.row()), self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return column.shown(row)
        value = getattr(row, column.attribute, None)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment(column, value)
        if role in {Qt.ItemDataRole.ForegroundRole, Qt.ItemDataRole.FontRole}:
            return self._style(row, column, role)
        return value if role == Qt.ItemDataRole.EditRole else None

    def _alignment(self, column: Column, value: Any) -> Qt.AlignmentFlag:
        if column.align != "auto":
            return _SIDES[column.align] | Qt.AlignmentFlag.AlignVCenter
        number = isinstance(value, Decimal | int | float) and tint_of(value) is None and column.text is None
        right = (column.editor is not None and column.editor.right_aligned) or (number and column.show(value)[-1:].isdigit())
        return (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft) | Qt.AlignmentFlag.AlignVCenter

    def _style(self, row: Any, column: Column, role: int) -> Any:
        tint = column.tint(row) if column.tint is not None else tint_of(getattr(row, column.attribute, None))
        if role == Qt.ItemDataRole.ForegroundRole:
            return None if tint is None else tint.text
        if tint is None and not (column.bold is not None and column.bold(row)):
            return None
        font = QFont()
        font.setBold(True)
        return font


class DataSetModel(RowModel):
    """Rows to edit. Follows its data set: call the data set's own methods to refresh, apply a result or reconcile."""

    def __init__(self, dataset: ClientDataSet[Any], columns: Iterable[Column], parent: QObject | None = None) -> None:
        super().__init__(columns, parent)
        self.dataset = dataset
        self._shown_ids: tuple[str, ...] = dataset.ids
        self._bad: dict[tuple[str, str], tuple[str, str]] = {}
        self.read_only = False
        dataset.subscribe(self._follow)

    @property
    def has_bad_entries(self) -> bool:
        """Whether a cell holds text that could not be read."""
        return bool(self._bad)

    def row(self, number: int) -> Any:
        return self.dataset.view(self._shown_ids[number])

    def key_of(self, number: int) -> object:
        return self._shown_ids[number]

    def row_id(self, number: int) -> str:
        """Id of the row at `number`."""
        return self._shown_ids[number]

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(self._shown_ids)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsEditable if self.is_editable(index) else flags

    def is_editable(self, index: _Index) -> bool:
        """Whether an editor may be opened here."""
        if not index.isValid() or self.read_only:
            return False
        column = self.columns[index.column()]
        if column.editor is None:
            return False
        row = self.row(index.row())
        return row.status is not RowStatus.DELETED and column.editable(row)

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole:
            return False
        return self.set_values(index, {self.columns[index.column()].attribute: value})

    def set_values(self, index: _Index, values: Mapping[str, Any]) -> bool:
        """Change several columns of a row at once; a value its column does not take stays as a bad entry."""
        row_id, attribute = self._shown_ids[index.row()], self.columns[index.column()].attribute
        # Forgotten first: the data set tells its listeners within the call.
        self._bad.pop((row_id, attribute), None)
        try:
            self.dataset.edit_row(row_id, values)
        except InvalidInput as error:
            self.keep_bad_entry(index, formats.plain(values[attribute]), sentence(error))
            return False
        self._repaint(index.row())
        return True

    def keep_bad_entry(self, index: _Index, text: str, problem: str) -> None:
        """Show `text`, which could not be read, with the sentence why."""
        self._bad[(self._shown_ids[index.row()], self.columns[index.column()].attribute)] = (text, problem)
        self._repaint(index.row())

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row_id, column = self._shown_ids[index.row()], self.columns[index.column()]
        bad = self._bad.get((row_id, column.attribute))
        if bad is not None and role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole}:
            return bad[0] if role == Qt.ItemDataRole.DisplayRole else bad[1]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._explanation(row_id, column.attribute)
        if role == Qt.ItemDataRole.BackgroundRole:
            return self._ground(row_id, column.attribute)
        if role == Qt.ItemDataRole.FontRole and self.dataset.status(row_id) is RowStatus.DELETED:
            font = QFont()
            font.setStrikeOut(True)
            return font
        return super().data(index, role)

    def _ground(self, row_id: str, attribute: str) -> QBrush | None:
        if (row_id, attribute) in self._bad or any(problem.column == attribute for problem in self.dataset.problems(row_id)):
            return QBrush(Tint.BAD.ground)
        status = self.dataset.status(row_id)
        if status is RowStatus.CONFLICT:
            return QBrush(Tint.WAIT.ground)
        changed = status in {RowStatus.EDITED, RowStatus.PROBLEM} and attribute in self.dataset.changed_columns(row_id)
        return QBrush(Tint.READY.ground) if changed else None

    def _explanation(self, row_id: str, attribute: str) -> str | None:
        problems = [
            problem for problem in self.dataset.problems(row_id) if problem.column in {attribute, ""} or attribute == "status"
        ]
        sentences = [problem.error.sentence(language()) for problem in problems]
        conflict = self.dataset.conflict(row_id)
        if conflict is not None:
            gone = conflict.theirs is None
            other = "" if gone else formats.plain((conflict.theirs or {}).get(attribute))
            sentences.append(
                self.tr("此行已被他人删除") if gone else self.tr("此行已被他人修改；对方的值：{value}").format(value=other)
            )
        return "\n".join(sentences) or None

    def _repaint(self, row: int) -> None:
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.columns) - 1))

    def _follow(self) -> None:
        """Show what the data set holds now, without closing an editor in a row that is still there."""
        ids, shown = self.dataset.ids, self._shown_ids
        self._bad = {cell: entry for cell, entry in self._bad.items() if cell[0] in self.dataset}
        renamed = _only_renamed(shown, ids)
        if not renamed and not set(ids) & set(shown):
            self.beginResetModel()
            self._shown_ids = ids
            self.endResetModel()
            return
        if not renamed:
            self._remove_rows(set(ids))
            self._move_rows(ids)
            self._insert_rows(ids)
        self._shown_ids = ids
        if ids:
            self.dataChanged.emit(self.index(0, 0), self.index(len(ids) - 1, len(self.columns) - 1))

    def _remove_rows(self, kept: set[str]) -> None:
        for row in reversed(range(len(self._shown_ids))):
            if self._shown_ids[row] not in kept:
                self.beginRemoveRows(QModelIndex(), row, row)
                self._shown_ids = (*self._shown_ids[:row], *self._shown_ids[row + 1 :])
                self.endRemoveRows()

    def _move_rows(self, ids: tuple[str, ...]) -> None:
        present = set(self._shown_ids)
        ordered = tuple(row_id for row_id in ids if row_id in present)
        if ordered == self._shown_ids:
            return
        self.layoutAboutToBeChanged.emit()
        places = {row_id: row for row, row_id in enumerate(ordered)}
        before = self.persistentIndexList()
        after = [self.index(places[self._shown_ids[index.row()]], index.column()) for index in before]
        self._shown_ids = ordered
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _insert_rows(self, ids: tuple[str, ...]) -> None:
        present = set(self._shown_ids)
        row = 0
        while row < len(ids):
            last = row
            while last < len(ids) and ids[last] not in present:
                last += 1
            if last > row:
                self.beginInsertRows(QModelIndex(), row, last - 1)
                self._shown_ids = (*self._shown_ids[:row], *ids[row:last], *self._shown_ids[row:])
                self.endInsertRows()
            row = last + 1


def _only_renamed(shown: tuple[str, ...], ids: tuple[str, ...]) -> bool:
    """Whether every row stands where it stood, except that new rows got the server's ids."""
    if len(shown) != len(ids):
        return False
    return all(old == new or (old.startswith(NEW) and not new.startswith(NEW)) for old, new in zip(shown, ids, strict=True))
