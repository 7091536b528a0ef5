"""A grid whose columns fit: their words, what was seen in their cells, and the view, until their user drags one.

Widths are kept per user under the grid's name.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QAbstractItemModel, QSettings, Qt, QTimer
from PySide6.QtGui import QFont, QFontMetrics, QGuiApplication, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QTableView, QWidget

from shared.qt import recent
from shared.qt.column_widths import fitted
from shared.qt.table import Column, RowModel


class FittedView(QTableView):
    """See the module."""

    def __init__(self, columns: Iterable[Column], name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns, self._name = tuple(columns), name
        self._fits = False
        self._needs: dict[int, int] = {}
        """Pixels that cells need which were seen to be too narrow."""
        self._make_room = QTimer(self, singleShot=True, interval=0)
        self._make_room.timeout.connect(self._widen)
        self.horizontalHeader().sectionResized.connect(self._keep_width)

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self._needs = {}
        self.restore_widths()

    def rows(self) -> RowModel:
        """The model."""
        model = self.model()
        assert isinstance(model, RowModel)
        return model

    def restore_widths(self) -> None:
        """Set the widths this user left the grid with; call it again after a change of user."""
        stored = QSettings().value(recent.key("widths", self._name), "")
        kept = dict(part.split(":") for part in str(stored).split(",") if ":" in part)
        self._fits = not kept
        widths = self._fitted()
        self._set_widths([int(kept.get(column.attribute, width)) for column, width in zip(self._columns, widths, strict=True)])

    def show_column(self, attribute: str, shown: bool) -> None:
        """Show or hide a column; a hidden one leaves its room to the others."""
        number = self.rows().column_of(attribute)
        if self.isColumnHidden(number) is shown:
            self.setColumnHidden(number, not shown)
            self.restore_widths()
        if shown:
            # Widths a user kept while it was hidden have none of it.
            self.setColumnWidth(number, max(self.columnWidth(number), self._columns[number].width))

    def _fitted(self) -> list[int]:
        self.ensurePolished()
        bold = QFont(self.font())
        bold.setBold(True)
        # A hidden column takes no room.
        shown = [number for number in range(len(self._columns)) if not self.isColumnHidden(number)]
        heads = [self.horizontalHeader().sectionSizeHint(number) for number in shown]
        room = self.viewport().width() if self.isVisible() else None
        needs = [self._needs.get(number, 0) for number in shown]
        found = fitted([self._columns[number] for number in shown], heads, QFontMetrics(bold).horizontalAdvance, room, needs)
        widths = dict(zip(shown, found, strict=True))
        return [widths.get(number, column.width) for number, column in enumerate(self._columns)]

    def need(self, column: int, width: int) -> None:
        """A cell of a column was seen that has fewer pixels than this."""
        if width > self._needs.get(column, 0):
            self._needs[column] = width
            # Not while the cell is being painted.
            self._make_room.start()

    def _widen(self) -> None:
        """Give the room that cells were seen to need."""
        widths = [self.columnWidth(number) for number in range(len(self._columns))]
        self._set_widths(self._fitted() if self._fits else [max(w, self._needs.get(n, 0)) for n, w in enumerate(widths)])
        self.viewport().update()

    def _set_widths(self, widths: list[int]) -> None:
        self.horizontalHeader().blockSignals(True)
        # The last column takes what is left, not less than it needs.
        room = sum(width for number, width in enumerate(widths) if not self.isColumnHidden(number)) <= self.viewport().width()
        self.horizontalHeader().setStretchLastSection(room)
        for number, width in enumerate(widths):
            self.setColumnWidth(number, width)
        self.horizontalHeader().blockSignals(False)
        self.updateGeometries()

    def _keep_width(self, number: int, _old: int, _new: int) -> None:
        # Only a drag is the user's wish; the last column stretches by itself.
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton and number < len(self._columns) - 1:
            self.save_widths()

    def save_widths(self) -> None:
        """Keep the present widths for this user."""
        self._fits = False
        parts = (f"{column.attribute}:{self.columnWidth(number)}" for number, column in enumerate(self._columns[:-1]))
        QSettings().setValue(recent.key("widths", self._name), ",".join(parts))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._fits:
            self._set_widths(self._fitted())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits and event.size().width() != event.oldSize().width():
            self._set_widths(self._fitted())
