"""Windows in the room of the screen they open on: what is larger is scrolled inside, nothing stands where nobody can see it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QScrollArea, QSizePolicy, QWidget

_AROUND = 24
TITLE_BAR = 40
"""Pixels that a window manager may put above a window."""


class ScrollRoom(QScrollArea):
    """Room for a widget that may be larger: it is as large as its content wishes, may be made small, and follows the cursor.

    `across` is for what may also be too wide; else the room is never narrower than its content.
    """

    def __init__(self, inside: QWidget, *, across: bool = True) -> None:
        super().__init__(widgetResizable=True)
        self.setObjectName("plain")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidget(inside)
        self._inside, self._across = inside, across
        if not across:
            self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._follow)

    def _follow(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or not self.isVisible() or not self._inside.isAncestorOf(now):
            return
        # Of what is larger than the room, no part is better than another.
        if now.size().boundedTo(self.viewport().size()) == now.size():
            middle = now.mapTo(self._inside, now.rect().center())
            # Some more than itself: its sentence when something is wrong stands below it.
            self.ensureVisible(middle.x(), middle.y(), now.width() // 2 + _AROUND, now.height() // 2 + _AROUND)

    def sizeHint(self) -> QSize:
        return self._inside.sizeHint()

    def minimumSizeHint(self) -> QSize:
        bar = self.verticalScrollBar().sizeHint().width()
        return QSize(120 if self._across else self._inside.minimumSizeHint().width() + bar, 0)


class ShortLabel(QLabel):
    """A line that gives way: what has no room is cut with an ellipsis, and the tooltip has all of it."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(text)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, self.width())
        self.style().drawItemText(
            painter, self.rect(), Qt.AlignmentFlag.AlignVCenter, self.palette(), self.isEnabled(), shown, self.foregroundRole()
        )
        painter.end()
