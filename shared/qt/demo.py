"""A demo database frames every window in red with 演示: nobody mistakes it for the real one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QWidget

from shared.qt import theme

_RED = QColor("#c62828")
_WIDTH = 4
_state = {"demo": False}


def set_demo(on: bool) -> None:
    """Whether the connected database is a demo; windows made from now on are framed."""
    _state["demo"] = on


def is_demo() -> bool:
    """Whether the connected database is a demo."""
    return _state["demo"]


def frame_if_demo(window: QWidget) -> None:
    """Frame `window` when the database is a demo."""
    if is_demo() and window.findChild(DemoFrame) is None:
        DemoFrame(window)


class DemoFrame(QWidget):
    """A red border with a tag, over everything and in nobody's way."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        window.installEventFilter(self)
        self.setGeometry(window.rect())
        self.raise_()
        self.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.ChildAdded} and isinstance(watched, QWidget):
            self.setGeometry(watched.rect())
            self.raise_()
        return super().eventFilter(watched, event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(QPen(_RED, 2 * _WIDTH))
        painter.drawRect(self.rect())
        painter.setFont(theme.font(theme.SMALL_PX, bold=True))
        text = self.tr("演示")
        width = painter.fontMetrics().horizontalAdvance(text) + 20
        # A station's lower edge is full of words, a dialog's buttons stand right.
        if isinstance(self.parentWidget(), QDialog):
            tag = QRect((self.width() - width) // 2, self.height() - 20, width, 20)
        else:
            tag = QRect(round((self.width() - width) * 0.75), 0, width, 16)
        painter.fillRect(tag, _RED)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(tag, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()
