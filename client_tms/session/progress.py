"""How far a running session is, told to the server every few seconds so that others see it; the log has all of it anyway."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from client_tms.room import Room
from client_tms.session.attempt import Attempt
from client_tms.session.start import SessionView
from shared.errors import BusinessError, Conflict, Refused
from shared.qt.language import sentence

PROGRESS_EVERY_S = 5


class ProgressTeller(QObject):
    """Tells while an attempt runs. An answer that comes after its attempt is over says nothing about the next one."""

    def __init__(self, room: Room, view: SessionView, parent: QObject) -> None:
        super().__init__(parent)
        self._room, self._view = room, view
        self._attempt: Attempt | None = None
        self._timer = QTimer(self, interval=round(PROGRESS_EVERY_S * 1000))
        self._timer.timeout.connect(self._tell)

    def begin(self, attempt: Attempt) -> None:
        """The machine runs."""
        self._attempt = attempt
        self._timer.start()

    def end(self) -> None:
        """It stands."""
        self._attempt = None
        self._timer.stop()

    def _tell(self) -> None:
        attempt = self._attempt
        if attempt is not None:
            update = attempt.progress(self._room.stimulator.delivered, self._room)
            told = self._room.worker.command(lambda api: api.update_status(update), owner=self)
            told.failed(partial(self._refused, attempt))

    def _refused(self, attempt: Attempt, error: BusinessError) -> None:
        """A session that was started offline may turn out to run elsewhere: whoever stands here decides."""
        if attempt is self._attempt and isinstance(error, Refused | Conflict):
            text = QCoreApplication.translate("SessionController", "服务器：{words}。本机治疗仍在进行，请确认后决定是否停止")
            self._view.warn(text.format(words=sentence(error)))
