"""Nobody touched keyboard or mouse for a while."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QWindow

_INPUT = frozenset(
    {QEvent.Type.KeyPress, QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.Wheel, QEvent.Type.TouchBegin}
)


class IdleWatch(QObject):
    """Counts from the last input of whatever window of ours has the keyboard; without minutes it never tells."""

    idle = Signal()
    """Told again after as long, if still nothing happened."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.idle)
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        # Windows get what the system sends, and little else: a filter on the application would see every event of every widget.
        app.focusWindowChanged.connect(self._follow)
        self._follow(QGuiApplication.focusWindow())

    def wait(self, minutes: float) -> None:
        """Tell after so many minutes, 0 for never."""
        self._timer.stop()
        if minutes:
            self._timer.start(round(minutes * 60_000))

    def _follow(self, window: QWindow | None) -> None:
        if window is not None:
            # Installed twice it counts once.
            window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() in _INPUT and self._timer.isActive():
            self._timer.start()
        return False
