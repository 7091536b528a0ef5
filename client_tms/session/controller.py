"""The course of one session at this console, without widgets: select → acknowledged → identified → safe → armed → started → over.

It runs here, beside the machine: from the start on no server is needed. What happens goes to a log on the disk as it happens, and
from there to the server when the session is over. Stopping comes first and asks nobody; everything else follows it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from client_tms.room import Room
from client_tms.session import obstacles
from client_tms.session.attempt import Attempt, begin
from client_tms.session.course import ENGAGED, Check, Ending, Phase, StartChoice
from client_tms.session.filing import LogFiler
from client_tms.session.journal import LogNotWritable
from client_tms.stimulator.interface import ACTIVE, Delivered, StimulatorError, StimulatorState
from shared.contracts.tms.types import Execution, ExecutionStatus
from shared.errors import BusinessError, Conflict, OutcomeUnknown, Refused, Unavailable
from shared.identifiers import new_key
from shared.qt.language import sentence
from shared.qt.reply import Reply

PROGRESS_EVERY_S = 5
_LOOK_MS = 100
_log = logging.getLogger(__name__)


class SessionView(Protocol):
    """Who decides and hears."""

    def report(self, error: BusinessError) -> None:
        """Tell an error."""

    def warn(self, text: str) -> None:
        """Tell something that lasts until it is read."""

    def choose_start(self, error: BusinessError) -> Reply[StartChoice]:
        """No server confirms the start: again, offline with its risk named, or not."""

    def ask_reason(self) -> Reply[str]:
        """Why the session was stopped; the machine stands already."""


class SessionController(QObject):
    """See the module."""

    changed = Signal()
    """The phase, or what may be done in it."""
    moved = Signal()
    """The machine went on: position, pulses."""
    ended = Signal(object)
    """Ending."""

    def __init__(self, room: Room, filer: LogFiler, view: SessionView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.room, self.filer, self._view = room, filer, view
        self.stimulator = room.stimulator
        self.stimulator.listener = self
        self.execution: Execution | None = None
        self.ending: Ending | None = None
        self.ticked: set[Check] = set()
        self.offline = False
        self._identified = False
        self._attempt: Attempt | None = None
        self._starting = False
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self.moved)
        self._progress = QTimer(self, interval=PROGRESS_EVERY_S * 1000)
        self._progress.timeout.connect(self._tell_progress)

    # -- where it stands

    @property
    def phase(self) -> Phase:
        """Where the session stands: the machine's own state first."""
        if self._starting:
            return Phase.STARTING
        match self.stimulator.state:
            case StimulatorState.ARMED:
                return Phase.ARMED
            case StimulatorState.RUNNING:
                return Phase.RUNNING
            case StimulatorState.PAUSED:
                return Phase.PAUSED
        return self._phase_at_rest()

    def _phase_at_rest(self) -> Phase:
        execution = self.execution
        if execution is None:
            return Phase.NOTHING
        if self.ending is not None or execution.status in {ExecutionStatus.COMPLETED, ExecutionStatus.FAILED}:
            return Phase.OVER
        if execution.status is ExecutionStatus.EXECUTING:
            return Phase.ELSEWHERE
        if execution.received_at is None:
            return Phase.ARRIVED
        return Phase.SAFETY if self._identified else Phase.IDENTIFY

    @property
    def engaged(self) -> bool:
        """Whether the emergency keys stop: the machine is charged."""
        return self._starting or self.stimulator.state in ACTIVE

    @property
    def output_percent(self) -> int | None:
        """Output for the open session."""
        return None if self.execution is None else obstacles.output_of(self.execution.prescription)

    @property
    def delivered(self) -> Delivered:
        """What the open session has had: from the machine while it is ours, else as the server knows it."""
        if self.ending is not None:
            return self.ending.delivered
        if self.phase in ENGAGED:
            return self.stimulator.delivered
        execution = self.execution
        return Delivered() if execution is None else Delivered(execution.trains_done, execution.pulses_done)

    def why_not_arm(self) -> str:
        """What keeps the machine from being armed; empty when nothing does."""
        if self.execution is None or self.phase is not Phase.SAFETY:
            return QCoreApplication.translate("SessionController", "请先接收并核对患者")
        return obstacles.to_arm(self.room, self.execution.prescription, self.ticked)

    # -- before the machine

    def open(self, execution: Execution | None) -> None:
        """Another session, or the latest word of this one. While the machine is charged only the latter."""
        same = execution is not None and self.execution is not None and execution.id == self.execution.id
        if not same and (self._attempt is not None or self.phase in ENGAGED):
            return
        again = same and execution is not None and self.execution is not None and execution.attempt != self.execution.attempt
        self.execution = execution
        if not same or (again and self.phase not in ENGAGED):
            self.ending, self.offline, self._identified, self.ticked = None, False, False, set()
        self._disarm_if_lost()
        self.changed.emit()

    def _disarm_if_lost(self) -> None:
        """Cancelled, or started elsewhere, while it was armed here."""
        execution = self.execution
        if execution is None or self._starting or self.stimulator.state is not StimulatorState.ARMED:
            return
        if execution.status not in {ExecutionStatus.PENDING, ExecutionStatus.DISPATCHED}:
            self.stimulator.stop()
            self._view.warn(QCoreApplication.translate("SessionController", "处方执行已被取消或由他处执行，刺激器已解除"))

    def identify(self, typed: str = "") -> bool:
        """The patient is the right one: by their number as typed or scanned, or by the operator's word. False when it differs."""
        execution = self.execution
        if execution is None or self.phase is not Phase.IDENTIFY:
            return False
        patient = execution.prescription.patient
        numbers = {str(number).casefold() for number in (patient.his_id, patient.code) if number}
        # A wristband says number and stay: 100001-1.
        if typed and not {typed.strip().casefold(), typed.strip().partition("-")[0]} & numbers:
            return False
        self._identified = True
        self.changed.emit()
        return True

    def tick(self, check: Check, done: bool) -> None:
        """A check before the session."""
        (self.ticked.add if done else self.ticked.discard)(check)
        self.changed.emit()

    def arm(self) -> None:
        """Charge the machine."""
        execution, output = self.execution, self.output_percent
        if execution is None or output is None or self.why_not_arm():
            return
        self._command(lambda: self.stimulator.arm(execution.prescription.stimulation, output))

    def disarm(self) -> None:
        """Discharge an armed machine; nothing was given."""
        if self.phase is Phase.ARMED:
            self._command(self.stimulator.stop)

    # -- the start

    def start(self) -> None:
        """Ask the server for the attempt; its word starts the machine."""
        execution, device, output = self.execution, self.room.device, self.output_percent
        if execution is None or device is None or output is None or self.phase is not Phase.ARMED:
            return
        try:
            self._attempt = begin(self.room, self.filer.store, execution.id, device.id, output, self._log_trouble)
        except LogNotWritable as error:
            self._view.report(error)
            return
        self._ask_server(self._attempt)

    def _ask_server(self, attempt: Attempt) -> None:
        self._starting = True
        self.changed.emit()
        asked = self.room.worker.command(lambda api: api.update_status(attempt.update), owner=self)
        asked.done(partial(self._granted, attempt)).failed(partial(self._not_granted, attempt))

    def _granted(self, attempt: Attempt, execution: Execution) -> None:
        if attempt is self._attempt:
            self.execution = execution
            self._begin(attempt)

    def _not_granted(self, attempt: Attempt, error: BusinessError) -> None:
        if attempt is not self._attempt:
            return
        attempt.unknown = attempt.unknown or isinstance(error, OutcomeUnknown)
        if isinstance(error, Unavailable):
            asked = self._view.choose_start(error)
            asked.done(partial(self._chosen, attempt)).failed(lambda _: self._chosen(attempt, StartChoice.GIVE_UP))
        else:
            self._give_up(attempt)
            self._view.report(error)

    def _chosen(self, attempt: Attempt, choice: StartChoice) -> None:
        if attempt is not self._attempt:
            return
        match choice:
            case StartChoice.AGAIN:
                self._ask_server(attempt)
            case StartChoice.OFFLINE:
                attempt.offline = self.offline = True
                self._begin(attempt)
            case StartChoice.GIVE_UP:
                self._give_up(attempt)

    def _give_up(self, attempt: Attempt) -> None:
        """Nothing was given. The server hears of it where it may believe that something was."""
        self.stimulator.stop()
        self._attempt, self._starting = None, False
        if attempt.unknown:
            attempt.recorder.note("stopped", Delivered())
            attempt.recorder.end(ExecutionStatus.FAILED, QCoreApplication.translate("SessionController", "未开始"))
            self.filer.file()
        else:
            attempt.recorder.discard()
        self.changed.emit()

    def _begin(self, attempt: Attempt) -> None:
        self._starting = False
        try:
            self.stimulator.start()
        except StimulatorError as error:
            self._end(ExecutionStatus.FAILED, str(error), "fault")
            return
        offline = QCoreApplication.translate("SessionController", "离线开始，服务器未确认")
        attempt.recorder.note("started", Delivered(), offline if attempt.offline else "")
        self._look.start()
        self._progress.start()
        self.changed.emit()

    # -- at the machine

    def pause(self) -> None:
        """Pause at once."""
        if self.phase is Phase.RUNNING and self._command(self.stimulator.pause):
            self._note("paused")

    def resume(self) -> None:
        """Go on where it stopped."""
        if self.phase is Phase.PAUSED and self._command(self.stimulator.resume):
            self._note("resumed")

    def stop(self) -> None:
        """End a paused session for good; the reason is asked once the machine stands."""
        if self.phase is not Phase.PAUSED:
            return
        self._command(self.stimulator.stop)
        attempt, default = self._attempt, QCoreApplication.translate("SessionController", "操作者停止")
        self.ending = Ending(ExecutionStatus.FAILED, default, self.stimulator.delivered)
        self._note("stopped")
        self._rest()
        asked = self._view.ask_reason()

        def over(reason: str) -> None:
            if attempt is self._attempt:
                self._end(ExecutionStatus.FAILED, reason)

        asked.done(over).failed(lambda _: over(default))

    def emergency_stop(self) -> None:
        """The machine first; log, server and words afterwards."""
        try:
            self.stimulator.emergency_stop()
        except Exception:  # noqa: BLE001 — the operator must be told to pull the plug
            _log.exception("the machine did not take the emergency stop")
        confirmed = self.stimulator.state not in ACTIVE
        self._starting = False
        reason = QCoreApplication.translate("SessionController", "急停")
        if self._attempt is not None:
            self._end(ExecutionStatus.FAILED, reason, "emergency_stop", emergency=True, confirmed=confirmed)
        else:
            self._rest()
            self.ended.emit(Ending(ExecutionStatus.FAILED, reason, Delivered(), emergency=True, confirmed=confirmed))
        self.changed.emit()

    # -- what the machine tells (StimulatorListener)

    def train_done(self, delivered: Delivered) -> None:
        """A train is over."""
        self._note("train", delivered)

    def completed(self, delivered: Delivered) -> None:
        """All of it was given."""
        self._end(ExecutionStatus.COMPLETED, "", "completed", delivered)

    def fault(self, text: str, delivered: Delivered) -> None:
        """The machine stopped by itself."""
        self._starting = False
        if self._attempt is not None:
            self._end(ExecutionStatus.FAILED, text, "fault", delivered)
        self.changed.emit()

    # -- log and server

    def _command(self, do: Callable[[], object]) -> bool:
        try:
            do()
        except StimulatorError as error:
            self._view.warn(str(error))
            return False
        finally:
            self.changed.emit()
        return True

    def _note(self, what: str, delivered: Delivered | None = None) -> None:
        if self._attempt is not None:
            self._attempt.recorder.note(what, delivered or self.stimulator.delivered)

    def _rest(self) -> None:
        self._look.stop()
        self._progress.stop()
        self.changed.emit()

    def _end(
        self,
        status: ExecutionStatus,
        reason: str,
        what: str = "",
        delivered: Delivered | None = None,
        *,
        emergency: bool = False,
        confirmed: bool = True,
    ) -> None:
        attempt, self._attempt = self._attempt, None
        delivered = delivered or self.stimulator.delivered
        self.ending = Ending(status, reason, delivered, emergency, confirmed)
        if attempt is not None:
            if what:
                attempt.recorder.note(what, delivered, reason)
            attempt.recorder.end(status, reason)
        self._rest()
        self.ended.emit(self.ending)
        self.filer.file()

    def _tell_progress(self) -> None:
        """So that others see how far it is; the log has all of it anyway."""
        attempt, delivered = self._attempt, self.stimulator.delivered
        if attempt is None:
            return
        update, key = attempt.progress(delivered, self.room), new_key()
        self.room.worker.command(lambda api: api.update_status(update), owner=self).failed(self._progress_refused)

    def _progress_refused(self, error: BusinessError) -> None:
        """A session that was started offline may turn out to run elsewhere: whoever stands here decides."""
        if isinstance(error, Refused | Conflict) and self.phase in {Phase.RUNNING, Phase.PAUSED}:
            text = QCoreApplication.translate("SessionController", "服务器：{words}。本机治疗仍在进行，请确认后决定是否停止")
            self._view.warn(text.format(words=sentence(error)))

    def _log_trouble(self) -> None:
        self._view.warn(QCoreApplication.translate("SessionController", "治疗日志写入失败，治疗继续；请手工记录"))
