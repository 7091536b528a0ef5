"""What the pages of the station share besides the station itself: this console and its machine."""

from __future__ import annotations

import platform
from collections.abc import Iterable
from dataclasses import replace

from PySide6.QtCore import QObject, QSettings, Signal

from client_tms.stimulator.guard import GuardedStimulator
from client_tms.stimulator.interface import Stimulator, StimulatorState
from shared import clock
from shared.contracts.tms.contract import TmsContract
from shared.contracts.tms.types import Device, DeviceStatus
from shared.qt.station import Station
from shared.text import storable, visible

_DEVICE = "tms/device"
_LONGEST_NAME = 50
_STATUS = {
    StimulatorState.IDLE: DeviceStatus.ONLINE,
    StimulatorState.ARMED: DeviceStatus.ARMED,
    StimulatorState.RUNNING: DeviceStatus.RUNNING,
    StimulatorState.PAUSED: DeviceStatus.RUNNING,
    StimulatorState.FAULT: DeviceStatus.FAULT,
}


class Room(QObject):
    """See the module. `console` names this station to the server and to other consoles."""

    device_changed = Signal()

    def __init__(self, station: Station[TmsContract], stimulator: Stimulator, console: str = "") -> None:
        super().__init__()
        self.station, self.stimulator = station, GuardedStimulator(stimulator)
        # As servers store it: the console knows its own attempt by this name.
        self.console = storable(visible(console or platform.node()), _LONGEST_NAME) or "TMS"
        self.device: Device | None = None
        self._heard: float | None = None

    # -- the machine

    @property
    def device_status(self) -> DeviceStatus:
        """What a heartbeat says of the machine."""
        return _STATUS[self.stimulator.state]

    @property
    def chosen_device(self) -> int | None:
        """Number of the device chosen for this station, also before the server was asked for it."""
        stored = QSettings().value(_DEVICE)
        return int(str(stored)) if stored else None

    def choose_device(self, device: Device) -> None:
        """This station drives `device` from now on, also after a restart."""
        QSettings().setValue(_DEVICE, device.id)
        self.show_device(device)

    def show_device(self, device: Device) -> None:
        """The server's latest word of our device."""
        self.device = device
        self.device_changed.emit()

    def heard(self, device: Device) -> None:
        """The server answered a heartbeat."""
        self._heard = clock.monotonic()
        self.show_device(device)

    @property
    def beat_age_s(self) -> int | None:
        """Seconds since the server last answered a heartbeat; None before the first."""
        return None if self._heard is None else int(clock.monotonic() - self._heard)

    def load(self) -> None:
        """Ask for the device that was chosen."""
        self.station.query(lambda api: api.devices(), owner=self).done(self._loaded)

    def _loaded(self, devices: Iterable[Device]) -> None:
        device = next((each for each in devices if each.id == self.chosen_device), None)
        if device is not None:
            self.show_device(device)

    def device_now(self) -> Device | None:
        """Our device with the state that the machine has at this moment."""
        return None if self.device is None else replace(self.device, status=self.device_status)
