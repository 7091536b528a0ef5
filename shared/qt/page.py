"""A screen of a station and the keys it understands.

    class OrdersPage(Page):
        icon = "mdi6.clipboard-text-outline"

        def __init__(self, shell):
            super().__init__(shell)
            self.title = self.tr("医嘱")
            self.confirm_key = self.add_key("F5", self.tr("校对"), self._confirm, "mdi6.check-decagram-outline")
            self.confirm_key.allow(because="")   # or the sentence why not: in the tooltip, and told when the key is pressed

        def activated(self): …                   # shown: load what is missing
        def refresh(self, changes): …            # others changed something; a hidden page hears of it when it is shown
        def back(self): …                        # Esc, when nothing on the page wants it

Texts are set in `__init__`, never at class or module level: translations are loaded later than modules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from shared.contracts.common import Change
from shared.qt.tint import Tint

if TYPE_CHECKING:
    from shared.qt.shell import MainShell


class KeyAction(QObject):
    """A key of a page, with the button that shows it in the top bar."""

    changed = Signal()

    def __init__(self, page: Page, key: str, title: str, on_press: Callable[[], object], icon: str) -> None:
        super().__init__(page)
        self.key, self.title, self.icon = key, title, icon
        self.why_not = ""
        self._page, self._on_press = page, on_press
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
            self._page.shell.toast(self.why_not, Tint.WAIT)
            return
        commit_open_editor()
        self._on_press()


class Page(QWidget):
    """Base of all screens; see the module."""

    title = ""
    icon = "mdi6.circle-outline"
    shows_patient = True
    """Whether the patient banner stands above this page."""

    hint_changed = Signal()

    def __init__(self, shell: MainShell) -> None:
        super().__init__()
        self.setObjectName("page")
        self.shell = shell
        self.keys: list[KeyAction] = []

    def add_key(self, key: str, title: str, on_press: Callable[[], object], icon: str = "") -> KeyAction:
        """Give the page a key with a button in the top bar, in the order of these calls."""
        action = KeyAction(self, key, title, on_press, icon)
        self.keys.append(action)
        return action

    def hint(self) -> str:
        """What Enter, F2 and Esc do here now; emit `hint_changed` when it changes."""
        return self.tr("Enter 下一格   F2 检索   Ctrl+F 查找   Esc 返回")

    def activated(self) -> None:
        """The page was opened."""

    def refresh(self, changes: frozenset[Change]) -> None:
        """Others changed something; kind `*` means anything."""

    def back(self) -> None:
        """Esc: one step back, never losing typed text."""

    def unsent(self) -> int:
        """How many of this page's changes have not reached a server."""
        return 0


def commit_open_editor() -> None:
    """Hand in the text of a cell that is being edited."""
    widget = QApplication.focusWidget()
    above = widget.parentWidget() if widget is not None else None
    view = above.parentWidget() if above is not None else None
    if isinstance(view, QAbstractItemView) and above is view.viewport():
        view.setFocus()
