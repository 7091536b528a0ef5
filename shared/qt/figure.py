"""A caption over a value."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtWidgets import QWidget

from shared.money import ZERO
from shared.qt import formats
from shared.qt.build import Size, label, paint, vertical
from shared.qt.tint import Tint


class Figure(QWidget):
    """See the module."""

    def __init__(self, caption: str, size: Size = 22) -> None:
        super().__init__()
        self._size: Size = size
        self._value = label("", selectable=True)
        self._note = paint(label("", "muted"), size=12)
        self.setLayout(vertical(paint(label(caption, "muted"), size=13), self._value, self._note, 1, spacing=1))
        self.show_text("")

    def show_money(self, amount: Decimal | None, note: str = "") -> None:
        """Yuan; negative in red."""
        self.show_text(formats.money(amount), note, Tint.BAD if amount is not None and amount < ZERO else None)

    def show_text(self, text: str, note: str = "", tint: Tint | None = None) -> None:
        """Any text, with a smaller line below."""
        self._value.setText(text)
        self._note.setText(note)
        self._note.setVisible(bool(note))
        paint(self._value, tint, size=self._size, bold=True)

    def text(self) -> str:
        """What it shows."""
        return self._value.text()
