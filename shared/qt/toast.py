"""Messages that need no click: at the lower edge of a window, gone after seconds. Errors stay longer and can be clicked away."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from shared.qt.build import horizontal, label, paint
from shared.qt.tint import Tint

_MARKS = {Tint.OK: "✓", Tint.BAD: "✕", Tint.WAIT: "!", Tint.INFO: "i"}
_GAP, _BOTTOM = 8, 46
_MAX_WIDTH = 760
_BESIDE = 46
"""Pixels of a toast that are neither words nor mark."""
_MOST = 3


class Toasts(QObject):
    """The toasts of one window, newest at the bottom; they cover nothing that is `in_sight` on purpose."""

    def __init__(self, window: QWidget, in_sight: Callable[[], QWidget | None] = lambda: None) -> None:
        super().__init__(window)
        self._window, self._in_sight = window, in_sight
        self._shown: list[_Toast] = []
        self._silent = False
        window.installEventFilter(self)

    def show(self, text: str, tint: Tint = Tint.OK) -> None:
        """Show a sentence; one that is there already only stays longer."""
        if self._silent:
            return
        for toast in self._shown:
            if toast.text == text:
                toast.stay()
                return
        while len(self._shown) >= _MOST:
            self._remove(self._shown[0])
        toast = _Toast(self._window, text, tint)
        toast.timer.timeout.connect(lambda: self._remove(toast))
        toast.on_click = lambda: self._remove(toast)
        self._shown.append(toast)
        self.place()

    def silence(self, silent: bool) -> None:
        """Show nothing as long as the window is covered: a sentence may name a patient."""
        self._silent = silent
        while silent and self._shown:
            self._remove(self._shown[0])

    def texts(self) -> list[str]:
        """The sentences that are shown now."""
        return [toast.text for toast in self._shown]

    def _remove(self, toast: _Toast) -> None:
        if toast in self._shown:
            self._shown.remove(toast)
            toast.timer.stop()
            toast.hide()
            toast.deleteLater()
            self.place()

    def place(self) -> None:
        """Where they belong in the window as it is now."""
        bottom, kept = self._window.height() - _BOTTOM, self._in_sight()
        free = self._window.width() if kept is None else kept.mapTo(self._window, QPoint(0, 0)).x()
        for toast in reversed(self._shown):
            toast.fit(free - 2 * _GAP)
            bottom -= toast.height() + _GAP
            left = (self._window.width() - toast.width()) // 2
            toast.move(QPoint(min(left, free - _GAP - toast.width()), bottom))
            toast.show()
            toast.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            # What is in the window has its new place after the window.
            QTimer.singleShot(0, self.place)
        return super().eventFilter(watched, event)


class _Toast(QFrame):
    def __init__(self, window: QWidget, text: str, tint: Tint) -> None:
        super().__init__(window)
        self.setObjectName("toast")
        self.text = text
        self.setProperty("tint", tint.name)
        self._words: QLabel = paint(label(text), tint)
        self._mark: QLabel = paint(label(_MARKS.get(tint, "")), tint)
        self.setLayout(horizontal(self._mark, self._words, spacing=10, margins=(16, 9, 18, 9)))
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.timer = QTimer(self, singleShot=True)
        # Time to read: a moment to notice and a second per eight characters, twice that for bad news.
        self._ms = min(12000, (1500 + 125 * len(text)) * (1 if tint is Tint.OK else 2))
        self.on_click = self.hide
        self.stay()

    def fit(self, room: int) -> None:
        """Take as much as the sentence needs of a width of `room` pixels, in several lines where that is little."""
        self._words.setWordWrap(False)
        needed = self._words.sizeHint().width()
        most = min(_MAX_WIDTH, room - _BESIDE - self._mark.sizeHint().width())
        self._words.setWordWrap(needed > most)
        self._words.setFixedWidth(min(needed, most))
        self.adjustSize()

    def stay(self) -> None:
        """Begin the time anew."""
        self.timer.start(self._ms)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.on_click()
