"""The console's word of its machine, every `HEARTBEAT_EVERY_S` and whenever the machine's state changes (W8)."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from client_tms.room import Room
from shared.contracts.tms.types import HEARTBEAT_EVERY_S, Device, DeviceStatus, Heartbeat
from shared.text import storable

_LONGEST_FAULT = 200


class HeartbeatSender(QObject):
    """Sends while this station has a device; a beat that nobody answers is not repeated, the next one follows soon."""

    beaten = Signal()

    def __init__(self, room: Room, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._room = room
        self._last: DeviceStatus | None = None
        self._timer = QTimer(self, interval=HEARTBEAT_EVERY_S * 1000)
        self._timer.timeout.connect(self.beat)
        room.device_changed.connect(self.follow)

    def start(self) -> None:
        """Begin."""
        self._timer.start()
        self.beat()

    def stop(self) -> None:
        """No more beats: the device goes offline by itself."""
        self._timer.stop()

    def follow(self) -> None:
        """Beat at once when the machine's state is another than last told."""
        if self._timer.isActive() and self._room.device_status is not self._last:
            self.beat()

    def beat(self) -> None:
        """Tell the server how the machine is."""
        device = self._room.device
        if device is None or not self._room.station.may("tms.feed"):
            return
        machine = self._room.stimulator
        self._last = self._room.device_status
        # A driver's words may be anything; a beat that is refused for them would show a faulty machine as offline.
        fault = storable(machine.fault_text, _LONGEST_FAULT)
        beat = Heartbeat(device.id, self._room.console, self._last, machine.coil_celsius, fault)
        self._room.station.worker.command(lambda api: api.heartbeat(beat), owner=self).done(self._answered)

    def _answered(self, device: Device) -> None:
        self._room.heard(device)
        self.beaten.emit()
