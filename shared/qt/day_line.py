"""A field for a day. Today, put there because nobody typed anything, is today when it is used, not when the field was made."""

from __future__ import annotations

from datetime import date

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from shared.qt import formats, hospital_time


class DayLine(QLineEdit):
    """See the module; `read` it rather than its text."""

    def __init__(self, parent: QWidget | None = None, hint: str = "") -> None:
        super().__init__(parent, maxLength=10, placeholderText=hint)
        self._today: date | None = None
        """The day that stands there as today."""

    def show_day(self, day: date | None) -> None:
        """Put a day there; if it is today, today it stays until somebody types."""
        self._today = day if day == hospital_time.today() else None
        self.setText(formats.full_day(day))

    def read(self) -> date | None:
        """The day that stands there, None when there is none. Raises ValueError with the sentence for the reader."""
        self.keep_today()
        return formats.read_day(self.text())

    def keep_today(self) -> None:
        """What stands there as today is today."""
        if self._today is not None and self.text() == formats.full_day(self._today) and not self.isModified():
            self.show_day(hospital_time.today())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.keep_today()
