"""Devices: registered, alive by their heartbeat, offline when it stops (W8)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from shared.contracts.tms.errors import DeviceUnknown
from shared.contracts.tms.types import HEARTBEAT_LIMIT_S, Device, DeviceGiven, DeviceStatus, Heartbeat
from shared.errors import InvalidInput, MissingRight
from shared.identifiers import new_id
from tests.server.tms.world import World, on


def registered(world: World, **values: str) -> Device:
    made: Device = world.doctor.register_device(DeviceGiven(new_id(), **values))
    return made


def seen(world: World, device: Device) -> Device:
    return next(each for each in world.operator.devices() if each.id == device.id)


@pytest.mark.req("W8")
def test_a_device_is_registered_once_by_its_serial_number(world: World) -> None:
    made = registered(world, name="一号机")
    assert (made.status, made.last_heartbeat, made.hospital_id) == (DeviceStatus.OFFLINE, None, 1)
    renamed = world.doctor.register_device(DeviceGiven(made.sn, "TMS设备", "治疗室一号机"))
    assert (renamed.id, renamed.name, renamed.version) == (made.id, "治疗室一号机", made.version + 1)
    assert world.doctor.register_device(DeviceGiven(made.sn)) == renamed
    with pytest.raises(MissingRight):
        world.operator.register_device(DeviceGiven("x"))


@pytest.mark.req("W8")
def test_a_heartbeat_makes_it_online_and_silence_offline(world: World) -> None:
    made = registered(world)
    beat = world.operator.heartbeat(Heartbeat(made.id, "1号台", DeviceStatus.ARMED, 31))
    assert (beat.status, beat.console, beat.coil_celsius, beat.last_heartbeat) == (DeviceStatus.ARMED, "1号台", 31, on(1, 10))
    world.machine_passes(timedelta(seconds=HEARTBEAT_LIMIT_S - 1))
    assert seen(world, made).status is DeviceStatus.ARMED
    world.machine_passes(timedelta(seconds=2))
    assert seen(world, made).status is DeviceStatus.OFFLINE
    world.operator.heartbeat(Heartbeat(made.id, "1号台", DeviceStatus.ONLINE))
    assert seen(world, made).status is DeviceStatus.ONLINE


@pytest.mark.req("W8")
def test_windows_are_woken_by_what_is_new_and_by_silence_once(world: World) -> None:
    made = registered(world)
    first = world.changes()
    world.operator.heartbeat(Heartbeat(made.id, "1号台", DeviceStatus.ONLINE, 30))
    assert first() == {("devices", "")}
    same = world.changes()
    world.operator.heartbeat(Heartbeat(made.id, "1号台", DeviceStatus.ONLINE, 30))
    assert same() == set()
    assert world.run_job("silent devices") == 0
    world.machine_passes(timedelta(seconds=HEARTBEAT_LIMIT_S + 1))
    silent = world.changes()
    assert world.run_job("silent devices") >= 1
    assert silent() == {("devices", "")}
    assert world.run_job("silent devices") == 0


def test_what_is_no_heartbeat(world: World) -> None:
    with pytest.raises(DeviceUnknown):
        world.operator.heartbeat(Heartbeat(10**9, "1号台", DeviceStatus.ONLINE))
    made = registered(world)
    with pytest.raises(InvalidInput):
        world.operator.heartbeat(Heartbeat(made.id, "1号台", DeviceStatus.ONLINE, 2**40))
