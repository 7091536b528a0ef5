"""The top bar: station and place, the open page's keys as buttons, the bell with its badge."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFrame, QMenu, QSizePolicy, QToolButton, QWidget

from shared.qt import theme
from shared.qt.build import horizontal, label
from shared.qt.key_action import KeyAction

_HEIGHT, _GAP = 50, 2
_MOST_NOTICES = 30


class KeyButton(QToolButton):
    """`F5 校对`; its tooltip says why it does nothing."""

    def __init__(self, action: KeyAction, parent: QWidget) -> None:
        super().__init__(parent)
        self._action = action
        self.setText(f"{action.key} {action.title}")
        self.setIconSize(QSize(18, 18))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if action.icon:
            self.setIcon(theme.icon(action.icon))
        self.clicked.connect(action.press)
        action.changed.connect(self._draw)
        self._draw()

        self.wide = self.show_picture(True)
        """Pixels it takes with its picture."""

    def show_picture(self, shown: bool) -> int:
        """With its picture or in words alone; how wide that is."""
        style = Qt.ToolButtonStyle
        self.setToolButtonStyle(style.ToolButtonTextBesideIcon if shown else style.ToolButtonTextOnly)
        return self.sizeHint().width()

    def _draw(self) -> None:
        self.setEnabled(not self._action.why_not)
        self.setToolTip(self._action.why_not or self.text())


class Keys(QWidget):
    """The buttons of the keys side by side: without their pictures where room is short; what has none yet is behind the last."""

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[KeyButton] = []
        self.more = QToolButton(self)
        self.more.setText("»")
        self.more.setToolTip(self.tr("更多按键"))
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.clicked.connect(self._open)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)

    def show_keys(self, actions: Iterable[KeyAction]) -> None:
        """Buttons for these instead of those that are there."""
        for button in self.buttons:
            button.hide()
            button.deleteLater()
        self.buttons = [KeyButton(action, self) for action in actions]
        self.updateGeometry()
        self._place()

    def sizeHint(self) -> QSize:
        return QSize(sum(button.wide + _GAP for button in self.buttons), _HEIGHT)

    def minimumSizeHint(self) -> QSize:
        return QSize(self.more.sizeHint().width(), _HEIGHT)

    def resizeEvent(self, _event: QResizeEvent) -> None:
        self._place()

    def _place(self) -> None:
        pictures = self.sizeHint().width() <= self.width()
        widths = [button.show_picture(pictures) + _GAP for button in self.buttons]
        room = self.width() if sum(widths) <= self.width() else self.width() - self.more.sizeHint().width()
        x = 0
        for button, width in zip(self.buttons, widths, strict=True):
            height = button.sizeHint().height()
            button.setGeometry(x, (self.height() - height) // 2, width - _GAP, height)
            x += width
            button.setVisible(x <= room)
        self.more.setVisible(x > room)
        self.more.move(self.width() - self.more.sizeHint().width(), (self.height() - self.more.sizeHint().height()) // 2)

    def _open(self) -> None:
        menu = QMenu(self)
        for button in self.buttons:
            if button.isHidden():
                entry = menu.addAction(button.text(), button.click)
                entry.setEnabled(button.isEnabled())
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))


class Bell(QToolButton):
    """What happened meanwhile; the badge counts what was not looked at."""

    def __init__(self) -> None:
        super().__init__()
        self._notices: list[tuple[str, Callable[[], object] | None]] = []
        self._unseen = 0
        self.setIconSize(QSize(30, 26))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(self.tr("通知"))
        self.clicked.connect(self._open)
        self._draw()

    @property
    def unseen(self) -> int:
        """Number in the badge."""
        return self._unseen

    def add(self, text: str, on_open: Callable[[], object] | None) -> None:
        """A notice; `on_open` goes to what it is about."""
        self._notices = [(text, on_open), *self._notices][:_MOST_NOTICES]
        self._unseen += 1
        self._draw()

    def _open(self) -> None:
        menu = QMenu(self)
        for text, on_open in self._notices:
            entry = menu.addAction(text)
            if on_open is not None:
                entry.triggered.connect(lambda _checked, go=on_open: go())
        if not self._notices:
            menu.addAction(self.tr("没有通知")).setEnabled(False)
        self._unseen = 0
        self._draw()
        menu.popup(self.mapToGlobal(QPoint(0, self.height())))

    def _draw(self) -> None:
        self.setIcon(_bell_icon(self._unseen))


class TopBar(QFrame):
    """Upper edge of the shell."""

    def __init__(self, station: str) -> None:
        super().__init__()
        self.setObjectName("topbar")
        self.setFixedHeight(_HEIGHT)
        self._place = label("", "place")
        self._keys = Keys()
        self.bell = Bell()
        divider = QFrame()
        divider.setObjectName("divider")
        divider.setFixedSize(1, 26)
        self.setLayout(
            horizontal(label(station, "station"), self._place, divider, self._keys, 1, self.bell, spacing=10, margins=(14, 0, 8, 0))
        )

    def show_place(self, place: str) -> None:
        """Ward or counter."""
        self._place.setText(place)

    def show_keys(self, actions: Iterable[KeyAction]) -> None:
        """Buttons for the keys of the page that was opened."""
        self._keys.show_keys(actions)

    def buttons(self) -> list[KeyButton]:
        """The key buttons, left to right."""
        return self._keys.buttons


def _bell_icon(count: int) -> QIcon:
    pixmap = QPixmap(60, 52)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    theme.icon("mdi6.bell-outline", "#42546a").paint(painter, QRect(0, 3, 22, 22))
    if count:
        text = str(count) if count < 100 else "99+"
        painter.setFont(theme.font(10, bold=True))
        width = max(14, painter.fontMetrics().horizontalAdvance(text) + 6)
        badge = QRect(30 - width, 0, width, 14)
        painter.setBrush(QColor("#c62828"))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.drawRoundedRect(badge, 7, 7)
        painter.setPen(Qt.GlobalColor.white)
        painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return QIcon(pixmap)
