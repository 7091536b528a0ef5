"""Choosing days: one, or the first and the last of a period."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QLineEdit, QWidget

from shared.qt import formats, hospital_time
from shared.qt.build import button, horizontal, label

_WIDTH = 112


def _day_line(on_enter: SignalInstance) -> QLineEdit:
    line = QLineEdit(maxLength=10)
    line.setFixedWidth(_WIDTH)
    line.returnPressed.connect(on_enter)
    return line


class PeriodChooser(QWidget):
    """From a day to a day, today at first. Enter in either is `chosen`."""

    chosen = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.first, self.last = _day_line(self.chosen), _day_line(self.chosen)
        self.setLayout(horizontal(label(title), self.first, label(self.tr("至")), self.last))
        self.show_days(hospital_time.today(), hospital_time.today())

    def show_days(self, first: date, last: date) -> None:
        """Put a period into the fields."""
        self.first.setText(formats.full_day(first))
        self.last.setText(formats.full_day(last))

    def days(self) -> tuple[date, date]:
        """The period that stands there: an empty first day is today, an empty last one the first; the later of both is the last.
        Raises ValueError with the sentence for the reader."""
        first = formats.read_day(self.first.text()) or hospital_time.today()
        last = formats.read_day(self.last.text()) or first
        return first, max(first, last)


class DayChooser(QWidget):
    """One day, with arrows to the day before and after; `chosen` tells it."""

    chosen = Signal(object)
    """date."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._day = hospital_time.today()
        self.line = QLineEdit(maxLength=10)
        self.line.setFixedWidth(_WIDTH)
        self.line.returnPressed.connect(self._read)
        self.problem = label("", "fieldError")
        self.earlier, self.later = button("◀", lambda: self._step(-1)), button("▶", lambda: self._step(1))
        for arrow in (self.earlier, self.later):
            arrow.setProperty("small", True)
        self.setLayout(horizontal(label(title, "fieldLabel"), self.earlier, self.line, self.later, self.problem))
        self.show_day(self._day)

    @property
    def day(self) -> date:
        """The day that was chosen last."""
        return self._day

    def show_day(self, day: date) -> None:
        """Put a day into the field."""
        self._day = day
        self.problem.setText("")
        self.line.setText(formats.full_day(day))

    def _step(self, days: int) -> None:
        self.show_day(self._day + timedelta(days=days))
        self.chosen.emit(self._day)

    def _read(self) -> None:
        try:
            day = formats.read_day(self.line.text())
        except ValueError as error:
            self.problem.setText(str(error))
            return
        self.show_day(day or hospital_time.today())
        self.chosen.emit(self._day)
