"""A driver that may fail at any call, made safe to ask: nothing it raises comes between the operator and the emergency stop.

What a driver does not answer is unknown. A machine that was charged when it fell silent, or that was told to charge, counts as
charged, one that was not as faulty, and so does one that a person says they unplugged; counts and position stay as last heard. A
command that a driver breaks off raises StimulatorError like one it refuses.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QT_TRANSLATE_NOOP

from client_tms.stimulator.interface import ACTIVE, Delivered, Stimulator, StimulatorError, StimulatorState
from shared.contracts.tms.types import Stimulation

T = TypeVar("T")
SILENT = str(QT_TRANSLATE_NOOP("simulator", "刺激器没有应答"))
_log = logging.getLogger(__name__)


class GuardedStimulator(Stimulator):
    """See the module. Hears the driver's events and hands them on to its own listener."""

    def __init__(self, driver: Stimulator) -> None:
        self._driver = driver
        self._state, self._delivered, self._position_s, self._name = StimulatorState.IDLE, Delivered(), 0.0, ""
        self._silent: set[str] = set()
        driver.listener = self

    @property
    def name(self) -> str:
        self._name = self._ask("name", lambda: self._driver.name, self._name)
        return self._name

    @property
    def state(self) -> StimulatorState:
        unknown = self._state if self._state in ACTIVE else StimulatorState.FAULT
        self._state = self._ask("state", lambda: self._driver.state, unknown)
        return self._state

    @property
    def discharged(self) -> bool:
        """Whether the machine itself says that it is not charged; a machine that says nothing has not."""
        answer: StimulatorState | None = self._ask("state", lambda: self._driver.state, None)
        return answer is not None and answer not in ACTIVE

    def presume_discharged(self) -> bool:
        """Somebody pulled the plug: while the machine says nothing it counts as faulty, no longer as charged. What it says counts
        at once; False when it says that it is charged."""
        self._state = StimulatorState.FAULT
        return self.state not in ACTIVE

    @property
    def delivered(self) -> Delivered:
        self._delivered = self._ask("delivered", lambda: self._driver.delivered, self._delivered)
        return self._delivered

    @property
    def position_s(self) -> float:
        self._position_s = self._ask("position_s", lambda: self._driver.position_s, self._position_s)
        return self._position_s

    @property
    def coil_celsius(self) -> int | None:
        return self._ask("coil_celsius", lambda: self._driver.coil_celsius, None)

    @property
    def fault_text(self) -> str:
        text = self._ask("fault_text", lambda: self._driver.fault_text, SILENT)
        return text or (SILENT if "state" in self._silent and self._state is StimulatorState.FAULT else "")

    # -- commands

    def arm(self, stimulation: Stimulation, output_percent: int) -> None:
        # Before the driver is told: the machine may charge though its answer is lost.
        self._state, self._delivered, self._position_s = StimulatorState.ARMED, Delivered(), 0.0
        self._tell(lambda: self._driver.arm(stimulation, output_percent))

    def start(self) -> None:
        self._tell(self._driver.start)

    def pause(self) -> None:
        self._tell(self._driver.pause)

    def resume(self) -> None:
        self._tell(self._driver.resume)

    def stop(self) -> None:
        self._tell(self._driver.stop)

    def emergency_stop(self) -> None:
        """Never raises; `discharged` tells what became of it."""
        self._ask("emergency_stop", self._driver.emergency_stop, None)

    def reset(self) -> None:
        self._tell(self._driver.reset)

    def close(self) -> None:
        """Never raises: the station is being left."""
        self._ask("close", self._driver.close, None)

    # -- what the driver tells (StimulatorListener)

    def train_done(self, delivered: Delivered) -> None:
        """A train is over."""
        self._delivered = delivered
        if self.listener is not None:
            self.listener.train_done(delivered)

    def completed(self, delivered: Delivered) -> None:
        """The whole session was given."""
        self._delivered = delivered
        if self.listener is not None:
            self.listener.completed(delivered)

    def fault(self, text: str, delivered: Delivered) -> None:
        """The machine stopped because of a fault."""
        self._delivered = delivered
        if self.listener is not None:
            self.listener.fault(text, delivered)

    # -- asking

    def _ask(self, what: str, call: Callable[[], T], unknown: T) -> T:
        try:
            answer = call()
        except Exception:  # noqa: BLE001 — a driver from elsewhere may raise anything, see the module
            # Asked several times a second: the log has the first of a silence.
            if what not in self._silent:
                self._silent.add(what)
                _log.exception("the machine does not answer: %s", what)
            return unknown
        self._silent.discard(what)
        return answer

    def _tell(self, command: Callable[[], None]) -> None:
        try:
            command()
        except StimulatorError:
            raise
        except Exception as error:
            _log.exception("the machine did not take a command")
            raise StimulatorError(SILENT) from error
