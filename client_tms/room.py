"""What the pages of the station share: the connection, who operates it, hospital time, this console and its machine."""

from __future__ import annotations

import platform
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from PySide6.QtCore import QObject, QSettings, Signal

from client_tms.stimulator.guard import GuardedStimulator
from client_tms.stimulator.interface import Stimulator, StimulatorState
from shared import clock
from shared.contracts.tms.contract import TmsContract
from shared.contracts.tms.types import Device, DeviceStatus
from shared.qt import formats
from shared.qt.worker import Worker
from shared.text import storable

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

    def __init__(self, worker: Worker[TmsContract], stimulator: Stimulator, console: str = "") -> None:
        super().__init__()
        self.worker, self.stimulator = worker, GuardedStimulator(stimulator)
        # As servers store it: the console knows its own attempt by this name.
        self.console = storable(formats.clean(console or platform.node()), _LONGEST_NAME) or "TMS"
        self.device: Device | None = None
        self._ahead = timedelta(0)
        self._heard: float | None = None

    # -- who

    @property
    def user_name(self) -> str:
        """Who is logged in, as papers name them."""
        session = self.worker.session
        return "" if session is None else session.user_name

    @property
    def user_id(self) -> str:
        """Who is logged in, as logs name them."""
        session = self.worker.session
        return "" if session is None else session.user_id

    def may(self, right: str) -> bool:
        """Whether the person logged in holds `right`."""
        session = self.worker.session
        return session is not None and right in session.rights

    @property
    def database_id(self) -> str:
        """Which server's database this station works on."""
        info = self.worker.info
        return "" if info is None else info.database_id

    # -- when

    def set_time(self, hospital_time: datetime) -> None:
        """The server's word for what time it is; a station's own clock may be wrong, and hospital time may be a demo's."""
        self._ahead = hospital_time - clock.utc_now()

    def now(self) -> datetime:
        """Hospital time; goes on while the server is away."""
        return clock.local(clock.utc_now() + self._ahead)

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
        """Ask for hospital time and for the device that was chosen."""
        self.worker.query(_look, owner=self).done(self._loaded)

    def _loaded(self, found: Any) -> None:
        hospital_time, devices = found
        self.set_time(hospital_time)
        device = next((each for each in devices if each.id == self.chosen_device), None)
        if device is not None:
            self.show_device(device)

    def device_now(self) -> Device | None:
        """Our device with the state that the machine has at this moment."""
        return None if self.device is None else replace(self.device, status=self.device_status)


def _look(api: TmsContract) -> tuple[datetime, tuple[Device, ...]]:
    return api.hello().hospital_time, api.devices()
