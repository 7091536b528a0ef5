"""Hospitals and their stimulators: who they are, and whether their consoles still answer (W8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import Select, false, select

from server.kernel.rows import pick
from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.tms import counters, models, queries
from server.tms.joined import DeviceRow, HospitalRow
from server.tms.seed_data import OWN_HOSPITAL
from shared import clock
from shared.contracts.tms.errors import DeviceUnknown, HospitalUnknown
from shared.contracts.tms.kinds import Kind
from shared.contracts.tms.types import HEARTBEAT_LIMIT_S, Device, DeviceGiven, DeviceStatus, Heartbeat, Hospital, HospitalGiven
from shared.errors import InvalidInput, Problem
from shared.text import storable

_device, _hospital = models.device, models.hospital
_DEVICES: Final[Select[tuple[object, ...]]] = select(*[column.label(f"device_{column.key}") for column in _device.c])
_HOSPITALS: Final[Select[tuple[object, ...]]] = select(*[column.label(f"hospital_{column.key}") for column in _hospital.c])
_LIMIT: Final = timedelta(seconds=HEARTBEAT_LIMIT_S)
_HOTTEST: Final = 200
_LONGEST_FAULT: Final = 200


# -- hospitals


def hospitals(work: Work) -> tuple[Hospital, ...]:
    """Our own first."""
    return tuple(queries.hospital_of(work, row) for row in work.rows(_HOSPITALS.order_by(_hospital.c.id), HospitalRow))


def register_hospital(work: Work, given: HospitalGiven) -> Hospital:
    """A new hospital, or address and contact of a known one."""
    name = clean(given.name, "name")
    values = {
        "address": clean(given.address or "", "address") or None,
        "contact": clean(given.contact or "", "contact") or None,
    }
    known = work.db.execute(select(_hospital.c.id).where(_hospital.c.name == name)).scalar_one_or_none()
    number: int = counters.take(work, "hospital") if known is None else known
    if known is None:
        work.add(_hospital, id=number, name=name, **values)
    else:
        work.change(_hospital, _hospital.c.id == number, **values)
    work.audit(f"hospital {number}", after={"name": name, **values})
    return queries.hospital_of(work, work.rows(_HOSPITALS.where(_hospital.c.id == number), HospitalRow)[0])


def check_hospital(work: Work, hospital_id: int) -> int:
    """The number of a known hospital. Raises HospitalUnknown."""
    if not work.has(_hospital, _hospital.c.id == hospital_id):
        raise HospitalUnknown(id=hospital_id)
    return hospital_id


# -- devices


def devices(work: Work) -> tuple[Device, ...]:
    """Every device with its state as of now."""
    return tuple(queries.device_of(row["device_id"], row) for row in work.rows(_DEVICES.order_by(_device.c.id), DeviceRow))


def device(work: Work, device_id: int) -> Device:
    """One device. Raises DeviceUnknown."""
    row = work.row(_DEVICES.where(_device.c.id == device_id), DeviceRow)
    if row is None:
        raise DeviceUnknown(id=device_id)
    return queries.device_of(device_id, row)


def check_device(work: Work, device_id: int) -> int:
    """The number of a known device. Raises DeviceUnknown."""
    if not work.has(_device, _device.c.id == device_id):
        raise DeviceUnknown(id=device_id)
    return device_id


def register_device(work: Work, given: DeviceGiven) -> Device:
    """A device of our own hospital."""
    return device(work, upsert(work, OWN_HOSPITAL, given))


def upsert(work: Work, hospital_id: int, given: DeviceGiven) -> int:
    """The number of the device with this serial number in the hospital; a new one is offline until its console speaks."""
    sn = clean(given.sn, "sn")
    if not sn:
        raise InvalidInput(name="sn", problem=Problem.EMPTY)
    kind, name = clean(given.device_type, "device_type"), clean(given.name, "name")
    known = work.row(select(_device).where(_device.c.hospital_id == hospital_id, _device.c.sn == sn), models.DeviceRow)
    if known is None:
        number = counters.take(work, "device")
        work.add(
            _device,
            id=number,
            version=1,
            hospital_id=hospital_id,
            device_type=kind,
            sn=sn,
            name=name,
            status=int(DeviceStatus.OFFLINE),
            last_heartbeat=None,
            heard_at=None,
            console="",
            coil_celsius=None,
            fault="",
            silent=True,
        )
        work.audit(f"device {number}", after={"sn": sn, "type": kind, "name": name})
        work.touch(Kind.DEVICES, "")
        return number
    values = {"device_type": kind, "name": name or known["name"]}
    if values != pick(known, values):
        work.change(_device, _device.c.id == known["id"], version=_device.c.version + 1, **values)
        work.touch(Kind.DEVICES, "")
    return known["id"]


def heartbeat(work: Work, beat: Heartbeat) -> Device:
    """Store what the console tells of its machine; windows are woken only when there is something new to see."""
    if beat.coil_celsius is not None and not -_HOTTEST <= beat.coil_celsius <= _HOTTEST:
        raise InvalidInput(name="coil_celsius", problem=Problem.OUTSIDE, limit=f"±{_HOTTEST}")
    known = work.row(select(_device).where(_device.c.id == beat.device_id), models.DeviceRow)
    if known is None:
        raise DeviceUnknown(id=beat.device_id)
    seen = {
        "status": int(beat.status),
        "console": clean(beat.console, "console"),
        "coil_celsius": beat.coil_celsius,
        "fault": storable(beat.fault, _LONGEST_FAULT),
        "silent": False,
    }
    values = {**seen, "last_heartbeat": work.now, "heard_at": clock.utc_now()}
    work.change(_device, _device.c.id == beat.device_id, version=_device.c.version + 1, **values)
    if seen != pick(known, seen):
        work.touch(Kind.DEVICES, "")
    return device(work, beat.device_id)


def note_silent(work: Work) -> int:
    """Tell windows of devices whose heartbeat stopped; answers how many."""
    stopped = (_device.c.silent == false(), _device.c.heard_at < clock.utc_now() - _LIMIT)
    silent = work.change(_device, *stopped, silent=True)
    if silent:
        work.touch(Kind.DEVICES, "")
    return silent
