"""Behaviour of the devices page: what stands where, which of them is ours, and a new one (W8)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from client_tms.devices.heartbeat import HeartbeatSender
from client_tms.room import Room
from shared.contracts.tms.types import Device, DeviceGiven
from shared.errors import BusinessError
from shared.qt.page import ReportView


class DevicesView(ReportView, Protocol):
    """What the presenter shows on."""

    def show_devices(self, devices: Sequence[Device], own: int | None) -> None:
        """Every device; `own` is this station's."""

    def show_registered(self, device: Device) -> None:
        """A device was registered."""


class DevicesPresenter:
    """See the module."""

    def __init__(self, room: Room, heartbeat: HeartbeatSender, view: DevicesView) -> None:
        self.room, self._heartbeat, self._view = room, heartbeat, view

    def reload(self) -> None:
        """Look at the devices again."""
        self.room.station.query(lambda api: api.devices()).done(self._take).failed(self._view.report)

    def _take(self, devices: Sequence[Device]) -> None:
        own = self.room.chosen_device
        mine = next((device for device in devices if device.id == own), None)
        if mine is not None:
            self.room.show_device(mine)
        self._view.show_devices(devices, own)

    def choose(self, device: Device) -> None:
        """F5: this station drives that machine from now on."""
        self.room.choose_device(device)
        self._heartbeat.beat()
        self.reload()

    def register(self, given: DeviceGiven, failed: Callable[[BusinessError], object]) -> None:
        """Ctrl+N; `failed` is told instead of the page."""

        def done(device: Device) -> None:
            self._view.show_registered(device)
            self.reload()

        self.room.station.press(("device", given), lambda api: api.register_device(given)).done(done).failed(failed)
