"""The line that finds: it searches while somebody types, a moment after the last letter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit

from shared.text import visible

_PAUSE_MS = 200


class SearchLine(QLineEdit):
    """`on_search` is called with the cleaned text when typing pauses, and at once for Enter (`entered` tells that too)."""

    entered = Signal()
    """Enter, after the search."""
    downwards = Signal()
    """The down arrow: to what was found."""

    def __init__(self, hint: str, on_search: Callable[[str], object], *, width: int = 0) -> None:
        super().__init__(placeholderText=hint, maxLength=50, clearButtonEnabled=True)
        if width:
            self.setFixedWidth(width)
        self._on_search = on_search
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.search)
        self.textChanged.connect(lambda _text: self._pause.start())
        self.returnPressed.connect(self._enter)

    def search(self) -> None:
        """Search for what stands there now."""
        self._pause.stop()
        self._on_search(self.typed())

    def typed(self) -> str:
        """What is searched for."""
        return visible(self.text())

    def take_focus(self) -> None:
        """F3: put the cursor here; what was typed for somebody else is gone."""
        self.setFocus()
        self.clear()

    def _enter(self) -> None:
        self.search()
        self.entered.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down:
            self.downwards.emit()
        else:
            super().keyPressEvent(event)
