"""A faithful stimulator without a coil: trains by the plan, in real time or accelerated, with faults on demand.

Its time is that of `shared.clock.monotonic` multiplied by `speed`; a late timer makes it look later, never run slower. The coil
warms with the square of the output and cools by itself; too hot, the machine stops with a fault as real ones do.
"""

from __future__ import annotations

import enum
import math
from bisect import bisect_right

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QObject, Qt, QTimer

from client_tms.stimulator.interface import ACTIVE, Delivered, Stimulator, StimulatorError, StimulatorState
from shared import stimulation as arithmetic
from shared.clock import monotonic
from shared.contracts.tms.types import Stimulation

_TICK_MS = 20
_ROOM_CELSIUS, _LIMIT_CELSIUS = 24.0, 41.0
_WARMING = 0.02
"""Kelvin per pulse at full output."""
_COOLING_S = 300.0


class Fault(enum.Enum):
    """Faults that can be provoked."""

    COIL_HOT = "coil hot"
    COIL_LOOSE = "coil loose"
    CHARGER = "charger"


_NOT_NOW = str(QT_TRANSLATE_NOOP("simulator", "刺激器状态不符"))
_BEYOND = "输出 {percent}% 超出范围"
_FAULTS = {
    Fault.COIL_HOT: str(QT_TRANSLATE_NOOP("simulator", "线圈过热")),
    Fault.COIL_LOOSE: str(QT_TRANSLATE_NOOP("simulator", "线圈未连接")),
    Fault.CHARGER: str(QT_TRANSLATE_NOOP("simulator", "充电电路故障")),
}
"""As records keep them; screens translate."""


class Simulator(Stimulator):
    """See the module. `speed` is how many seconds of a session pass in one second."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self._state = StimulatorState.IDLE
        self._stimulation: Stimulation | None = None
        self._output = 0
        self._before_s = 0.0
        self._running_since = 0.0
        self._told = 0
        self._ran = False
        self._fault: Fault | None = None
        self._celsius, self._celsius_at, self._warmed_by = _ROOM_CELSIUS, monotonic(), 0
        self._owner = QObject()
        self._timer = QTimer(self._owner, interval=_TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)

    @property
    def name(self) -> str:
        return QCoreApplication.translate("simulator", "模拟刺激器")

    @property
    def state(self) -> StimulatorState:
        return self._state

    @property
    def position_s(self) -> float:
        if self._state is not StimulatorState.RUNNING:
            return self._before_s
        return min(self._before_s + (monotonic() - self._running_since) * self.speed, self._end_s)

    @property
    def delivered(self) -> Delivered:
        return Delivered() if self._stimulation is None else self._given(self.position_s)

    @property
    def coil_celsius(self) -> int | None:
        self._measure()
        return round(self._celsius)

    @property
    def fault_text(self) -> str:
        return "" if self._fault is None else _FAULTS[self._fault]

    # -- commands

    def arm(self, stimulation: Stimulation, output_percent: int) -> None:
        self._expect(StimulatorState.IDLE)
        if not 0 < output_percent <= 100:
            raise StimulatorError(_BEYOND.format(percent=output_percent))
        totals = arithmetic.totals(stimulation)
        self._stimulation, self._output = stimulation, output_percent
        self._trains, self._end_s = totals.trains, float(totals.end_s)
        self._train_s = float(arithmetic.train_seconds(stimulation))
        self._cycle_s = self._train_s + float(stimulation.pause_s)
        self._onsets = [float(onset) for onset in arithmetic.pulse_times(stimulation)]
        self._before_s, self._told, self._warmed_by, self._ran = 0.0, 0, 0, False
        self._state = StimulatorState.ARMED

    def start(self) -> None:
        self._expect(StimulatorState.ARMED)
        self._run()

    def pause(self) -> None:
        self._expect(StimulatorState.RUNNING)
        self._halt(StimulatorState.PAUSED)

    def resume(self) -> None:
        self._expect(StimulatorState.PAUSED)
        self._run()

    def stop(self) -> None:
        if self._state in ACTIVE:
            self._halt(StimulatorState.IDLE)

    def emergency_stop(self) -> None:
        self.stop()

    def reset(self) -> None:
        self._expect(StimulatorState.FAULT)
        self._fault, self._state = None, StimulatorState.IDLE

    def close(self) -> None:
        self.stop()
        self._timer.stop()

    def provoke(self, fault: Fault) -> None:
        """Let the machine fail now, in whatever it does."""
        self._halt(StimulatorState.FAULT)
        self._fault = fault
        if self.listener is not None:
            self.listener.fault(self.fault_text, self.delivered)

    # -- the course of a session

    def _expect(self, state: StimulatorState) -> None:
        if self._state is not state:
            raise StimulatorError(self.fault_text or _NOT_NOW)

    def _run(self) -> None:
        self._running_since, self._ran = monotonic(), True
        self._state = StimulatorState.RUNNING
        self._timer.start()

    def _halt(self, state: StimulatorState) -> None:
        self._before_s = self.position_s
        self._state = state
        self._timer.stop()

    def _given(self, position_s: float) -> Delivered:
        """What has been given once the session stands at `position_s`."""
        if not self._ran:
            return Delivered()
        each = len(self._onsets)
        if position_s >= self._end_s:
            return Delivered(self._trains, each * self._trains)
        whole, within = divmod(position_s, self._cycle_s)
        if within >= self._train_s:
            return Delivered(int(whole) + 1, each * (int(whole) + 1))
        return Delivered(int(whole), each * int(whole) + bisect_right(self._onsets, within))

    def _look(self) -> None:
        """Tell what happened since the last look."""
        position = self.position_s
        delivered = self._given(position)
        self._measure()
        while self._told < delivered.trains and self._state is StimulatorState.RUNNING:
            self._told += 1
            self._tell_train(Delivered(self._told, self._told * len(self._onsets)))
        if self._state is not StimulatorState.RUNNING:
            return
        if self._celsius > _LIMIT_CELSIUS:
            self.provoke(Fault.COIL_HOT)
        elif position >= self._end_s:
            self._halt(StimulatorState.IDLE)
            if self.listener is not None:
                self.listener.completed(delivered)

    def _tell_train(self, delivered: Delivered) -> None:
        if self.listener is not None:
            self.listener.train_done(delivered)

    def _measure(self) -> None:
        now = monotonic()
        elapsed_s, self._celsius_at = (now - self._celsius_at) * self.speed, now
        pulses = self.delivered.pulses
        warmed, self._warmed_by = max(0, pulses - self._warmed_by), pulses
        cooled = _ROOM_CELSIUS + (self._celsius - _ROOM_CELSIUS) * math.exp(-elapsed_s / _COOLING_S)
        self._celsius = cooled + warmed * _WARMING * (self._output / 100) ** 2
