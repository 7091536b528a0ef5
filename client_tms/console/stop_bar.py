"""The red button inside every modal dialog: it locks the page with the console's own, and the mouse must still stop the machine.

An event filter of the whole application, there only while the machine is charged, beside `session.emergency` for the keys.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QPushButton

from client_tms.console.side import red_button
from shared.qt.dialogs import Dialog

_HEIGHT = 44


class StopBars(QObject):
    """`engaged` says whether the machine is charged; call `follow` whenever that may have changed."""

    def __init__(self, engaged: Callable[[], bool], stop: Callable[[], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engaged, self._stop = engaged, stop
        self._watching = False
        self._bars: dict[QDialog, QPushButton] = {}

    def follow(self) -> None:
        """Put the bar into the dialogs that are open, and into those to come, while the machine is charged."""
        if self._engaged() == self._watching:
            return
        self._watching = not self._watching
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        if self._watching:
            app.installEventFilter(self)
            for widget in app.topLevelWidgets():
                if isinstance(widget, QDialog) and widget.isVisible():
                    self._add(widget)
        else:
            app.removeEventFilter(self)
            for bar in self._bars.values():
                bar.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QDialog):
            self._add(watched)
        return False

    def _add(self, dialog: QDialog) -> None:
        layout = dialog.layout()
        if not dialog.isModal() or layout is None:
            return
        if dialog not in self._bars:
            bar = self._bars[dialog] = red_button(self.tr("急停（空格 / Esc）"))
            bar.setMinimumHeight(_HEIGHT)
            bar.clicked.connect(self._stop)
            # Above everything the dialog has, whatever its layout is.
            layout.setMenuBar(bar)
            dialog.destroyed.connect(lambda _dialog=None, key=dialog: self._bars.pop(key, None))
        self._bars[dialog].show()
        dialog.adjustSize()
        if isinstance(dialog, Dialog):
            dialog.fit()
