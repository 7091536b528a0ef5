"""A key of a page, with the button that shows it in the top bar."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget


class KeyAction(QObject):
    """`on_refused` is told the sentence why the key does nothing now, when it is pressed all the same."""

    changed = Signal()

    def __init__(
        self,
        page: QWidget,
        key: str,
        title: str,
        on_press: Callable[[], object],
        on_refused: Callable[[str], object],
        icon: str = "",
    ) -> None:
        super().__init__(page)
        self.key, self.title, self.icon = key, title, icon
        self.why_not = ""
        self._on_press, self._on_refused = on_press, on_refused
        # Qt gives a shortcut only to a page that is visible.
        QShortcut(QKeySequence(key), page).activated.connect(self.press)

    def allow(self, because: str = "") -> None:
        """Allow the key, or give the sentence why it does nothing now."""
        if because != self.why_not:
            self.why_not = because
            self.changed.emit()

    def press(self) -> None:
        """Do it. An open cell editor hands in its text first."""
        if self.why_not:
            self._on_refused(self.why_not)
            return
        commit_open_editor()
        self._on_press()


def commit_open_editor() -> None:
    """Hand in the text of a cell that is being edited."""
    widget = QApplication.focusWidget()
    above = widget.parentWidget() if widget is not None else None
    view = above.parentWidget() if above is not None else None
    if isinstance(view, QAbstractItemView) and above is view.viewport():
        view.setFocus()
