"""What the console asks of a machine (W9). Drivers are found by the entry point group `inpatient_his.stimulators`.

Everything is called on the thread of the windows and returns at once; a driver that talks to its machine on a thread of its own
hands its events over to that thread. A stimulator says what it *delivered*: the record states that, never what was planned.
"""

from __future__ import annotations

import enum
from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Protocol

from shared.contracts.tms.types import Stimulation


class StimulatorState(enum.Enum):
    """Where a machine is. ARMED: charged, the next start gives pulses."""

    IDLE = "idle"
    ARMED = "armed"
    RUNNING = "running"
    PAUSED = "paused"
    FAULT = "fault"


ACTIVE = frozenset({StimulatorState.ARMED, StimulatorState.RUNNING, StimulatorState.PAUSED})
"""States in which the emergency stop must work."""


@dataclass(frozen=True, slots=True)
class Delivered:
    """Whole trains, and all pulses including those of a train that was broken off."""

    trains: int = 0
    pulses: int = 0


class StimulatorError(Exception):
    """The machine does not do what it was asked; the text is the machine's, for the operator."""


class StimulatorListener(Protocol):
    """Who hears of what the machine does by itself."""

    def train_done(self, delivered: Delivered) -> None:
        """A train is over."""

    def completed(self, delivered: Delivered) -> None:
        """The whole session was given."""

    def fault(self, text: str, delivered: Delivered) -> None:
        """The machine stopped because of a fault."""


class Stimulator(ABC):
    """A machine. Commands that do not fit its state raise StimulatorError, the emergency stop always works."""

    listener: StimulatorListener | None = None

    @property
    @abstractmethod
    def name(self) -> str:
        """What the operator knows the machine by."""

    @property
    @abstractmethod
    def state(self) -> StimulatorState:
        """Where the machine is now."""

    @property
    @abstractmethod
    def delivered(self) -> Delivered:
        """What was given since the last `arm`."""

    @property
    @abstractmethod
    def position_s(self) -> float:
        """Seconds of the session that have run, pauses left out."""

    @property
    @abstractmethod
    def coil_celsius(self) -> int | None:
        """Temperature of the coil, None where the machine does not tell."""

    @property
    @abstractmethod
    def fault_text(self) -> str:
        """What is wrong, in the machine's words; empty unless FAULT."""

    @abstractmethod
    def arm(self, stimulation: Stimulation, output_percent: int) -> None:
        """IDLE → ARMED with these parameters at this output (% of the machine's maximum)."""

    @abstractmethod
    def start(self) -> None:
        """ARMED → RUNNING."""

    @abstractmethod
    def pause(self) -> None:
        """RUNNING → PAUSED at once, within a train too."""

    @abstractmethod
    def resume(self) -> None:
        """PAUSED → RUNNING where it stopped."""

    @abstractmethod
    def stop(self) -> None:
        """ARMED, RUNNING or PAUSED → IDLE, discharged."""

    @abstractmethod
    def emergency_stop(self) -> None:
        """Discharge now, from any state. Afterwards `state` tells whether the machine confirmed it."""

    @abstractmethod
    def reset(self) -> None:
        """FAULT → IDLE, if the machine agrees."""

    @abstractmethod
    def close(self) -> None:
        """Let go of the machine, stopping it first."""
