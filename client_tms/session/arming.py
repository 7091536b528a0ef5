"""From the last check to a charged machine: what was given already is confirmed first, and a lost answer counts as charged."""

from __future__ import annotations

from typing import Protocol

from client_tms.room import Room
from client_tms.session import obstacles
from client_tms.session.attempt import Armed, armed_with
from client_tms.session.start import SessionView
from client_tms.stimulator.interface import StimulatorError
from shared.contracts.tms.types import Execution


class Armable(Protocol):
    """Whose machine it is."""

    execution: Execution | None
    """The open session, as the server had it last."""

    def why_not_arm(self) -> str:
        """What keeps the machine from being armed; empty when nothing does."""

    def armed(self, armed: Armed) -> None:
        """The machine is charged."""

    def not_armed(self, error: StimulatorError, *, discharged: bool) -> None:
        """It did not say so. `discharged`: it says that it is not, after an emergency stop."""


class Arming:
    """Charges the machine for the open session."""

    def __init__(self, room: Room, view: SessionView, of: Armable) -> None:
        self._room, self._view, self._of = room, view, of

    def go(self) -> None:
        """Charge; for somebody who had a part of it already only when that is confirmed, with the pulses as they are by then."""
        seen = self._of.execution
        if seen is None or self._of.why_not_arm():
            return
        if not seen.pulses_before:
            self._charge(seen)
            return

        def confirmed(_: None) -> None:
            now = self._of.execution
            if now is None or (now.id, now.attempt) != (seen.id, seen.attempt):
                return
            if now.pulses_before == seen.pulses_before:
                self._charge(now)
            else:
                self.go()

        self._view.confirm_partly_given(seen.pulses_before, seen.prescription.totals.pulses).done(confirmed)

    def _charge(self, execution: Execution) -> None:
        output, device = obstacles.output_of(execution.prescription), self._room.device
        if output is None or device is None or self._of.why_not_arm():
            return
        armed, stimulator = armed_with(execution, output, device.id), self._room.stimulator
        try:
            stimulator.arm(armed.course.stimulation, armed.output)
        except StimulatorError as error:
            # Whatever became of the command: nobody may sit under a coil that is charged and that nobody watches.
            stimulator.emergency_stop()
            self._of.not_armed(error, discharged=stimulator.discharged)
        else:
            self._of.armed(armed)
