"""The course of one session at this console, without widgets: select → acknowledged → identified → safe → armed → started → over.

It runs here, beside the machine: from the start on no server is needed. What happens goes to a log on the disk as it happens, and
from there to the server when the session is over. Stopping comes first and asks nobody; everything else follows it.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from client_tms import reasons
from client_tms.room import Room
from client_tms.session import obstacles
from client_tms.session.arming import Arming
from client_tms.session.attempt import Armed, Attempt, new_attempt
from client_tms.session.course import Check, Ending, Phase
from client_tms.session.filing import LogFiler
from client_tms.session.identity import is_number_of
from client_tms.session.progress import ProgressTeller
from client_tms.session.standing import Standing
from client_tms.session.start import SessionView, Start
from client_tms.stimulator.interface import Delivered, StimulatorError, StimulatorState
from shared.contracts.tms.types import Because, DischargedByHand, Execution, ExecutionStatus, Note, Why

_LOOK_MS = 100
_log = logging.getLogger(__name__)


class SessionController(Standing):
    """See the module."""

    changed = Signal()
    """The phase, or what may be done in it."""
    moved = Signal()
    """The machine went on: position, pulses."""
    ended = Signal(object)
    """Ending."""

    def __init__(self, room: Room, filer: LogFiler, view: SessionView, parent: QObject | None = None) -> None:
        super().__init__(room, parent)
        self.filer, self._view = filer, view
        self.stimulator.listener = self
        self.ticked: set[Check] = set()
        self.offline = False
        self._known_attempt = 0
        self._arming = Arming(room, view, self)
        self._attempt: Attempt | None = None
        self._ended: Attempt | None = None
        """What `ending` ended."""
        self._start: Start | None = None
        self._look = QTimer(self, interval=_LOOK_MS)
        self._look.timeout.connect(self.moved)
        self._progress = ProgressTeller(room, view, self)

    # -- before the machine

    def why_not_arm(self) -> str:
        """What keeps the machine from being armed; empty when nothing does."""
        if self.execution is None or self.phase is not Phase.SAFETY:
            return QCoreApplication.translate("SessionController", "请先接收并核对患者")
        return obstacles.to_arm(self.room, self.execution.prescription, self.ticked)

    def open(self, execution: Execution | None) -> None:
        """Another session, or the latest word of this one. While the machine is charged only the latter."""
        same = execution is not None and self.execution is not None and execution.id == self.execution.id
        if not same and (self._attempt is not None or self.engaged):
            return
        self.execution, attempt = execution, 0 if execution is None else execution.attempt
        if not same or (attempt != self._known_attempt and not self.engaged):
            self._known_attempt = attempt
            self.ending, self._ended, self._armed = None, None, None
            self.offline, self._identified, self.ticked = False, False, set()
        self._disarm_if_lost()
        self.changed.emit()

    def _disarm_if_lost(self) -> None:
        """What was charged is no longer to be run: cancelled, started elsewhere, or not what is prescribed now."""
        if self._starting or self.stimulator.state is not StimulatorState.ARMED:
            return
        why = self.why_not_run()
        if why and self._command(self.stimulator.stop):
            self.ticked = set()
            self._view.warn(QCoreApplication.translate("SessionController", "{why}，刺激器已解除").format(why=why))

    def why_not_run(self) -> str:
        """Why the latest word of the server forbids running what was charged."""
        armed, execution = self._armed, self.execution
        if armed is None or execution is None:
            return ""
        if armed.taken_away(execution, self.room.console):
            return QCoreApplication.translate("SessionController", "处方执行已被取消或由他处执行")
        return armed.outdated(execution)

    def identify(self, typed: str = "") -> bool:
        """The patient is the right one: by their number as typed or scanned, or by the operator's word. False when it differs."""
        execution = self.execution
        if execution is None or self.phase is not Phase.IDENTIFY:
            return False
        if typed and not is_number_of(execution.prescription.patient, typed):
            return False
        self._identified = True
        self.changed.emit()
        return True

    def tick(self, check: Check, done: bool) -> None:
        """A check before the session."""
        (self.ticked.add if done else self.ticked.discard)(check)
        self.changed.emit()

    def arm(self) -> None:
        """Charge the machine, asking first where a part was given already."""
        self._arming.go()

    def armed(self, armed: Armed) -> None:
        """The machine is charged."""
        self._armed = armed
        self.changed.emit()

    def not_armed(self, error: StimulatorError, *, discharged: bool) -> None:
        """The machine did not say that it is charged; it may be all the same, unless it says that it is not."""
        self._armed, words = None, reasons.of_machine(str(error))
        if discharged:
            text = QCoreApplication.translate("SessionController", "未能充电：{words}。刺激器已确认未充电")
        else:
            text = QCoreApplication.translate("SessionController", "充电没有得到确认：{words}。刺激器可能已充电，请查看机器")
            self.ended.emit(Ending(ExecutionStatus.FAILED, str(error), Delivered(), emergency=True, confirmed=False))
        self._view.warn(text.format(words=words))
        self.changed.emit()

    def disarm(self) -> None:
        """Discharge an armed machine; nothing was given."""
        if self.phase is Phase.ARMED:
            self._command(self.stimulator.stop)

    # -- the start

    def start(self) -> None:
        """Put the log on the disk, then ask the server for the attempt; its word starts the machine."""
        armed = self._armed
        if armed is None or self.phase is not Phase.ARMED:
            return
        attempt = new_attempt(self.room, self.filer.disk, armed, self._log_trouble)
        self._attempt, self._starting = attempt, True
        self.changed.emit()
        self._start = Start(self.room, self.filer, self._view, self, attempt, armed)
        self._start.go()

    def is_current(self, attempt: Attempt) -> bool:
        """Whether this start still waits for a word."""
        return attempt is self._attempt

    def learn(self, execution: Execution) -> None:
        """The server's latest word of the session that is being started."""
        self.execution = execution

    def withdraw(self) -> None:
        """The log could not be begun: nobody was asked."""
        self._attempt, self._starting = None, False
        self.changed.emit()

    def give_up(self, attempt: Attempt) -> None:
        """Nothing was given. The server hears of it where it may believe that something was."""
        self._attempt, self._starting = None, False
        self._command(self.stimulator.stop)
        if attempt.unknown:
            attempt.recorder.note("stopped", Delivered())
            self.filer.finish(partial(attempt.recorder.end, ExecutionStatus.FAILED, Why.NOT_STARTED))
        else:
            attempt.recorder.discard()
        self.changed.emit()

    def begin(self, attempt: Attempt) -> None:
        """Start the machine: the server, or the person at it, said so."""
        self._starting, self.offline = False, attempt.offline
        try:
            self.stimulator.start()
        except StimulatorError as error:
            # Whatever became of the command: it must not give pulses that nobody watches.
            self.stimulator.emergency_stop()
            confirmed = self.stimulator.discharged
            self._end(ExecutionStatus.FAILED, str(error), "fault", emergency=not confirmed, confirmed=confirmed)
            return
        attempt.recorder.note("started", Delivered(), Why.STARTED_OFFLINE if attempt.offline else "")
        self._look.start()
        self._progress.begin(attempt)
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
        if self.phase is not Phase.PAUSED or not self._command(self.stimulator.stop):
            return
        attempt, default = self._attempt, Why.STOPPED_BY_OPERATOR
        self.ending = Ending(ExecutionStatus.FAILED, default, self.stimulator.delivered)
        self._note("stopped")
        self._rest()
        asked = self._view.ask_reason()

        def over(reason: Because) -> None:
            if attempt is self._attempt:
                self._end(ExecutionStatus.FAILED, reason)

        asked.done(over).failed(lambda _: over(default))

    def emergency_stop(self) -> None:
        """The machine first; log, server and words afterwards. What the machine does not confirm has not happened."""
        self.stimulator.emergency_stop()
        confirmed = self.stimulator.discharged
        self._starting = False
        if self._attempt is not None and self._attempt.asked:
            reason = Why.EMERGENCY_STOP
            self._end(ExecutionStatus.FAILED, reason, "emergency_stop", emergency=True, confirmed=confirmed)
        else:
            self._stopped_without_attempt(confirmed)
        self.changed.emit()

    def _stopped_without_attempt(self, confirmed: bool) -> None:
        """Charged and not started, or stopped once more after a stop that was not confirmed."""
        self._discard_attempt()
        self._rest()
        if self.ending is not None:
            ending = self.ending = replace(self.ending, emergency=True, confirmed=confirmed)
        else:
            self._armed = None
            ending = Ending(ExecutionStatus.FAILED, Why.EMERGENCY_STOP, Delivered(), emergency=True, confirmed=confirmed)
        self.ended.emit(ending)

    def _discard_attempt(self) -> None:
        """The server was not asked yet: there is nothing to tell."""
        attempt, self._attempt = self._attempt, None
        if attempt is not None:
            attempt.recorder.discard()

    # -- what the machine tells (StimulatorListener)

    def train_done(self, delivered: Delivered) -> None:
        """A train is over."""
        self._note("train", delivered)

    def completed(self, delivered: Delivered) -> None:
        """All of it was given."""
        if self._attempt is not None and self.ending is None:
            self._end(ExecutionStatus.COMPLETED, "", "completed", delivered)
        else:
            self._went_on(delivered)

    def fault(self, text: str, delivered: Delivered) -> None:
        """The machine stopped by itself."""
        self._starting = False
        if self._attempt is None or not self._attempt.asked:
            self._discard_attempt()
            self._went_on(delivered)
        elif self.ending is None:
            self._end(ExecutionStatus.FAILED, text, "fault", delivered)
        else:
            # The operator stopped it and is asked why: that answer ends the log.
            self._note("fault", delivered, text)
        self.changed.emit()

    def _went_on(self, delivered: Delivered) -> None:
        """The machine ended by itself after a stop that it had not confirmed: its record is closed, people must know."""
        ending = self.ending
        if ending is None or ending.confirmed:
            return
        self.ending = replace(ending, confirmed=True)
        if delivered.pulses > ending.delivered.pulses:
            text = QCoreApplication.translate(
                "SessionController", "急停未生效：刺激器共给出 {given} 个脉冲，记录为 {kept} 个，请手工补记"
            )
            self._view.warn(text.format(given=delivered.pulses, kept=ending.delivered.pulses))
        self.changed.emit()

    # -- what a person tells of a machine that says nothing

    def discharged_by_hand(self) -> None:
        """Somebody pulled the plug and took the coil away. Their word counts until the machine has one of its own."""
        if not self.unsure:
            return
        if not self.stimulator.presume_discharged():
            text = QCoreApplication.translate("SessionController", "刺激器仍有应答，并报告已充电：电源没有断开，请再次查看机器")
            self._view.warn(text)
            return
        _log.warning("user %s: the stimulator does not answer; its plug is out, the coil is away", self.room.station.user_id)
        if self._ended is not None:
            note = DischargedByHand(self.room.station.user_name)
            self.filer.finish(self._ended.recorder.supplement("discharged_by_hand", self.stimulator.delivered, note))
        text = QCoreApplication.translate("SessionController", "已记录：{user} 确认电源已拔，线圈已移开。刺激器恢复应答前不能治疗")
        self._view.warn(text.format(user=self.room.station.user_name))
        self.changed.emit()

    # -- log and server

    def _command(self, do: Callable[[], object]) -> bool:
        try:
            do()
        except StimulatorError as error:
            self._view.warn(reasons.of_machine(str(error)))
            return False
        finally:
            self.changed.emit()
        return True

    def _note(self, what: str, delivered: Delivered | None = None, note: Note = "") -> None:
        if self._attempt is not None:
            self._attempt.recorder.note(what, delivered or self.stimulator.delivered, note)

    def _rest(self) -> None:
        self._look.stop()
        self._progress.end()
        self.changed.emit()

    def _end(
        self,
        status: ExecutionStatus,
        reason: Because,
        what: str = "",
        delivered: Delivered | None = None,
        *,
        emergency: bool = False,
        confirmed: bool = True,
    ) -> None:
        attempt, self._attempt = self._attempt, None
        self._ended = attempt
        delivered = delivered or self.stimulator.delivered
        self.ending = Ending(status, reason, delivered, emergency, confirmed)
        if attempt is not None:
            if what:
                attempt.recorder.note(what, delivered, reason)
            self.filer.finish(partial(attempt.recorder.end, status, reason))
        self._rest()
        self.ended.emit(self.ending)

    def _log_trouble(self) -> None:
        self._view.warn(QCoreApplication.translate("SessionController", "治疗日志写入失败，治疗继续；请手工记录"))
