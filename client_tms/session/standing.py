"""Where the session at this console stands, from what the machine says, what the server said last, and how it ended here."""

from __future__ import annotations

from PySide6.QtCore import QObject

from client_tms.room import Room
from client_tms.session import obstacles
from client_tms.session.attempt import Armed
from client_tms.session.course import Ending, Phase
from client_tms.stimulator.interface import ACTIVE, Delivered, StimulatorState
from shared.contracts.tms.types import Execution, ExecutionStatus, Stimulation

_CHARGED = {
    StimulatorState.ARMED: Phase.ARMED,
    StimulatorState.RUNNING: Phase.RUNNING,
    StimulatorState.PAUSED: Phase.PAUSED,
}


class Standing(QObject):
    """To be looked at; `controller.SessionController` makes it go on."""

    def __init__(self, room: Room, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.room, self.stimulator = room, room.stimulator
        self.execution: Execution | None = None
        self.ending: Ending | None = None
        self._identified = False
        self._armed: Armed | None = None
        self._starting = False

    @property
    def phase(self) -> Phase:
        """Where the session stands: the machine's own state first."""
        if self._starting:
            return Phase.STARTING
        if self.ending is not None and not self.ending.confirmed:
            return Phase.OVER
        state = self.stimulator.state
        if state in ACTIVE and self._armed is None:
            return Phase.UNSURE
        return _CHARGED[state] if state in ACTIVE else self._phase_at_rest()

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
    def unsure(self) -> bool:
        """Whether the machine may be charged beyond what the console commands: only a stop, or the plug, is left."""
        unconfirmed = self.ending is not None and not self.ending.confirmed
        return self.phase is Phase.UNSURE or (unconfirmed and self.engaged)

    @property
    def _charged(self) -> Armed | None:
        """What the machine is, or for this session was, charged with."""
        return self._armed if self.engaged or self.ending is not None else None

    @property
    def output_percent(self) -> int | None:
        """Output of the open session: what the machine is charged with, else what threshold and prescription come to."""
        if self._charged is not None:
            return self._charged.output
        return None if self.execution is None else obstacles.output_of(self.execution.prescription)

    @property
    def stimulation(self) -> Stimulation | None:
        """Pulse trains of the open session: what the machine is charged with, else what is prescribed."""
        if self._charged is not None:
            return self._charged.course.stimulation
        return None if self.execution is None else self.execution.prescription.stimulation

    @property
    def delivered(self) -> Delivered:
        """What the open session has had: from the machine while it is ours, else as the server knows it."""
        if self.ending is not None:
            return self.ending.delivered
        if self._armed is not None and self.engaged:
            return self.stimulator.delivered
        execution = self.execution
        return Delivered() if execution is None else Delivered(execution.trains_done, execution.pulses_done)
