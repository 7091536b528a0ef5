"""The status bar: what the keys do here now, who is logged in, which server and how fast."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QToolButton

from shared.qt.build import horizontal, label, paint
from shared.qt.language import term
from shared.qt.room import ShortLabel
from shared.qt.tint import Tint
from shared.qt.worker import LinkState

_SLOW_MS = 300
_BUSY_AFTER_MS = 300


class StatusBar(QFrame):
    """Lower edge of the shell."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("status")
        self._hint = ShortLabel()
        self._busy, self._link = label(), label()
        self.who = QToolButton()
        """Who is logged in; pressed, what is about the person."""
        self.who.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.who.setToolTip(self.tr("锁定、换人、密码、语言、注销（Alt+0）"))
        self.who.hide()
        whole = horizontal(self._hint, self._busy, self.who, self._link, spacing=18, margins=(12, 0, 12, 0))
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.setFixedHeight(30)
        self._state, self._latency_ms, self._server = LinkState.CONNECTING, 0.0, ""
        self._late = QTimer(self, singleShot=True, interval=_BUSY_AFTER_MS)
        self._late.timeout.connect(lambda: self._busy.setText(self.tr("● 正在处理…")))
        self.show_state(LinkState.CONNECTING)

    def show_hint(self, text: str) -> None:
        """What Enter, F2, Esc do here now."""
        self._hint.setText(text)

    def show_user(self, text: str) -> None:
        """Who is logged in."""
        self.who.setText(text)
        self.who.setVisible(bool(text))

    def show_server(self, text: str) -> None:
        """Which server."""
        self._server = text
        self._draw()

    def show_state(self, state: LinkState) -> None:
        """How the connection stands."""
        self._state = state
        self._draw()

    def show_latency(self, ms: float) -> None:
        """Round trip of the connection."""
        self._latency_ms = ms
        self._draw()

    def show_busy(self, busy: bool) -> None:
        """A call that takes over 300 ms is shown."""
        if busy:
            self._late.start()
        else:
            self._late.stop()
            self._busy.setText("")

    def texts(self) -> list[str]:
        """What it says, left to right."""
        parts = (self._hint, self._busy, self.who, self._link)
        return [part.text() for part in parts]

    def _draw(self) -> None:
        words = {
            LinkState.CONNECTING: (self.tr("正在连接"), Tint.NEUTRAL),
            LinkState.ONLINE: (self.tr("已连接"), Tint.OK),
            LinkState.OFFLINE: (term("离线"), Tint.WAIT),
        }
        word, tint = words[self._state]
        if self._state is LinkState.ONLINE:
            tint = Tint.OK if self._latency_ms < _SLOW_MS else Tint.WAIT
        latency = f"{self._latency_ms:.0f} ms" if self._state is LinkState.ONLINE and self._latency_ms else ""
        self._link.setText(" ".join(part for part in ("●", word, self._server, latency) if part))
        paint(self._link, tint, bold=True)
