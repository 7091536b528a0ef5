"""Ctrl+F in a grid: marks the next row that contains the text; Enter goes on, Shift+Enter back, Esc closes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit, QTableView

from shared.qt.build import horizontal, label
from shared.qt.table import RowModel

_WIDTH, _HEIGHT = 340, 44


class FindBar(QFrame):
    """Stands over the upper right corner of its grid while it is used."""

    def __init__(self, view: QTableView) -> None:
        super().__init__(view)
        self.setObjectName("find")
        self._view = view
        self.line = QLineEdit(self, placeholderText=self.tr("查找"), maxLength=50)
        self._count = label("", "muted")
        self.setLayout(horizontal(self.line, self._count, margins=(8, 6, 10, 6)))
        self.line.textChanged.connect(lambda _text: self._go(0))
        self.hide()

    def open(self) -> None:
        """Show and take the keyboard."""
        self.place()
        self.show()
        self.raise_()
        self.line.setFocus()
        self.line.selectAll()

    def place(self) -> None:
        """Stay in the corner."""
        top = self._view.horizontalHeader().height() + 4
        self.setGeometry(self._view.width() - _WIDTH - 16, top, _WIDTH, _HEIGHT)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._go(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
            self._view.setFocus()
        else:
            super().keyPressEvent(event)

    def _hits(self) -> list[int]:
        text = self.line.text().strip().casefold()
        model = self._view.model()
        assert isinstance(model, RowModel)
        numbers = range(model.rowCount())
        return [n for n in numbers if text and any(text in column.shown(model.row(n)).casefold() for column in model.columns)]

    def _go(self, by: int) -> None:
        hits = self._hits()
        if not hits:
            self._count.setText(self.tr("没有找到") if self.line.text().strip() else "")
            return
        current = self._view.currentIndex().row()
        if by < 0:
            target = next((hit for hit in reversed(hits) if hit < current), hits[-1])
        else:
            target = next((hit for hit in hits if hit >= current + by), hits[0])
        self._view.selectRow(target)
        self._count.setText(f"{hits.index(target) + 1}/{len(hits)}")
