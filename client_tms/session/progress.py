"""How far a running session is, every few seconds: on the disk, so that a console that dies in a long train has counted its pulses,
and to the server, so that others see it."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from client_tms.room import Room
from client_tms.session.attempt import Attempt
from client_tms.session.start import SessionView
from client_tms.stimulator.interface import Delivered
from shared.errors import BusinessError, Conflict, Refused
from shared.qt.language import sentence

PROGRESS_EVERY_S = 5
_MOST_NOTED = 15_000
"""Twenty hours of pulses. A server takes 20,000 entries for a log: these, `stimulation.MOST_TRAINS` trains, and what people do."""


class ProgressTeller(QObject):
    """Tells while an attempt runs. An answer that comes after its attempt is over says nothing about the next one."""

    def __init__(self, room: Room, view: SessionView, parent: QObject) -> None:
        super().__init__(parent)
        self._room, self._view = room, view
        self._attempt: Attempt | None = None
        self._noted, self._left = Delivered(), 0
        self._timer = QTimer(self, interval=round(PROGRESS_EVERY_S * 1000))
        self._timer.timeout.connect(self._tell)

    def begin(self, attempt: Attempt) -> None:
        """The machine runs."""
        self._attempt = attempt
        self._noted, self._left = Delivered(), _MOST_NOTED
        self._timer.start()

    def end(self) -> None:
        """It stands."""
        self._attempt = None
        self._timer.stop()

    def _tell(self) -> None:
        attempt = self._attempt
        if attempt is not None:
            delivered = self._room.stimulator.delivered
            self._note(attempt, delivered)
            update = attempt.progress(delivered)
            told = self._room.station.worker.command(lambda api: api.update_status(update), owner=self)
            told.failed(partial(self._refused, attempt))

    def _note(self, attempt: Attempt, delivered: Delivered) -> None:
        """A machine that stands adds nothing, however long its pause is."""
        if delivered != self._noted and self._left > 0:
            self._noted, self._left = delivered, self._left - 1
            attempt.recorder.note("progress", delivered)

    def _refused(self, attempt: Attempt, error: BusinessError) -> None:
        """A session that was started offline may turn out to run elsewhere: whoever stands here decides."""
        if attempt is self._attempt and isinstance(error, Refused | Conflict):
            text = QCoreApplication.translate("SessionController", "服务器：{words}。本机治疗仍在进行，请确认后决定是否停止")
            self._view.warn(text.format(words=sentence(error)))
