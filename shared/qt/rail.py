"""The left edge of the shell: a button per page (Alt+1 … 9)."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFontMetrics, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from shared.qt import theme
from shared.qt.build import frame
from shared.qt.room import ScrollRoom

_WIDTH, _MARGIN, _PX = 82, 18, 13
"""Pixels: of the rail at least, beside the longest word of a title, and of the letters."""


class Rail(ScrollRoom):
    """As wide as the longest word; in words alone where pictures have no room, and scrolled where words have none."""

    def __init__(self) -> None:
        self._buttons = QVBoxLayout()
        self._buttons.setContentsMargins(0, 6, 0, 6)
        self._buttons.setSpacing(0)
        self._buttons.addStretch(1)
        inside: QFrame = frame("rail", self._buttons)
        super().__init__(inside, across=False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(_WIDTH)
        self._group = QButtonGroup(self)

    def add(self, title: str, icon: str, on_click: Callable[[], object]) -> None:
        """A button below the others; the first nine say their key."""
        made = QToolButton()
        made.setCheckable(True)
        made.setText(title.replace(" ", "\n"))
        made.setIcon(theme.icon(icon, "#42546a"))
        made.setIconSize(QSize(24, 24))
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        made.clicked.connect(on_click)
        self._group.addButton(made)
        number = len(self._group.buttons())
        self._buttons.insertWidget(number - 1, made)
        if number <= 9:
            made.setToolTip(f"Alt+{number}")
        words = QFontMetrics(theme.font(_PX, bold=True)).size(0, made.text()).width()
        self.setFixedWidth(max(self.width(), words + _MARGIN))
        self._arrange()

    def mark(self, number: int) -> None:
        """Say which page is open, in sight."""
        button = self._group.buttons()[number]
        button.setChecked(True)
        self.ensureWidgetVisible(button)

    def buttons(self) -> list[QWidget]:
        """Top to bottom."""
        return [*self._group.buttons()]

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        style = Qt.ToolButtonStyle.ToolButtonTextUnderIcon
        for wanted in (style, Qt.ToolButtonStyle.ToolButtonTextOnly):
            for button in self._group.buttons():
                assert isinstance(button, QToolButton)
                button.setToolButtonStyle(wanted)
            if sum(button.sizeHint().height() for button in self._group.buttons()) + 12 <= self.height():
                return
