"""The emergency keys: Space or Esc stop a charged machine, whatever has the focus, over dialogs, look-ups and menus too.

An event filter of the whole application, there only while the machine is charged. It calls `stop` in the thread of the windows
before anything else sees the key; no server, file or network is between the key and the machine. The rest of the same press is
swallowed, so that it does not push the button under the cursor. Input methods are switched off meanwhile: they would eat the keys.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodQueryEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from shared.clock import monotonic

KEYS = frozenset({Qt.Key.Key_Space, Qt.Key.Key_Escape})
_PRESS = frozenset({QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress})
_SAME_PRESS_S = 1.0


class EmergencyKeys(QObject):
    """`engaged` says whether the machine is charged; call `follow` whenever that may have changed."""

    def __init__(self, engaged: Callable[[], bool], stop: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engaged, self._stop = engaged, stop
        self._watching = False
        self._pressed: int | None = None
        self._pressed_at = 0.0

    def follow(self) -> None:
        """Watch the keys while the machine is charged, and until the press that stopped it is over."""
        wanted = self._engaged() or self._pressed is not None
        if wanted == self._watching:
            return
        self._watching = wanted
        app = QApplication.instance()
        assert app is not None
        if wanted:
            app.installEventFilter(self)
        else:
            app.removeEventFilter(self)
        QGuiApplication.inputMethod().update(Qt.InputMethodQuery.ImEnabled)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind in _PRESS:
            return self._on_press(cast(QKeyEvent, event))
        if kind == QEvent.Type.KeyRelease:
            return self._on_release(cast(QKeyEvent, event))
        if kind == QEvent.Type.InputMethodQuery and self._engaged():
            query = cast(QInputMethodQueryEvent, event)
            if query.queries() & Qt.InputMethodQuery.ImEnabled:
                query.setValue(Qt.InputMethodQuery.ImEnabled, False)
                query.accept()
                return True
        return False

    def _on_press(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key not in KEYS:
            return False
        if self._engaged():
            self._pressed, self._pressed_at = key, monotonic()
            self._stop()
            event.accept()
            return True
        if key == self._pressed and (event.isAutoRepeat() or monotonic() - self._pressed_at < _SAME_PRESS_S):
            event.accept()
            return True
        self._over()
        return False

    def _on_release(self, event: QKeyEvent) -> bool:
        if event.key() != self._pressed:
            return False
        if not event.isAutoRepeat():
            self._over()
        return True

    def _over(self) -> None:
        self._pressed = None
        self.follow()
