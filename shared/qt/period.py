"""Choosing days: one, or the first and the last of a period."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from shared.qt import hospital_time
from shared.qt.build import button, horizontal, label
from shared.qt.day_line import DayLine

_WIDTH = 112


def _day_line(on_enter: SignalInstance) -> DayLine:
    line = DayLine()
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
        for line in (self.first, self.last):
            line.show_day(hospital_time.today())

    def days(self) -> tuple[date, date]:
        """The period that stands there: an empty first day is today, an empty last one the first; the later of both is the last.
        Raises ValueError with the sentence for the reader."""
        first = self.first.read() or hospital_time.today()
        last = self.last.read() or first
        return first, max(first, last)


class DayChooser(QWidget):
    """One day, with arrows to the day before and after; `chosen` tells it."""

    chosen = Signal(object)
    """date."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.line = DayLine()
        self.line.setFixedWidth(_WIDTH)
        self.line.returnPressed.connect(self._read)
        self.problem = label("", "fieldError")
        self.earlier, self.later = button("◀", lambda: self._step(-1)), button("▶", lambda: self._step(1))
        for arrow in (self.earlier, self.later):
            arrow.setProperty("small", True)
        self.setLayout(horizontal(label(title, "fieldLabel"), self.earlier, self.line, self.later, self.problem))
        self._day: date | None = None
        """The day that was chosen last, None for today."""
        self.show_day(self.day)

    @property
    def day(self) -> date:
        """The day that was chosen last; today, when it is asked for, while none was. The field says the same."""
        self.line.keep_today()
        return self._day or hospital_time.today()

    def show_day(self, day: date) -> None:
        """Put a day into the field."""
        self._day = None if day == hospital_time.today() else day
        self.problem.setText("")
        self.line.show_day(day)

    def _step(self, days: int) -> None:
        self._choose(self.day + timedelta(days=days))

    def _read(self) -> None:
        try:
            self._choose(self.line.read() or hospital_time.today())
        except ValueError as error:
            self.problem.setText(str(error))

    def _choose(self, day: date) -> None:
        self.show_day(day)
        self.chosen.emit(day)
