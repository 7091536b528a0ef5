"""Hospitals, patients and devices as the treatment room knows them (W8, W11). Wire ids are integers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

from msgspec import Meta

from shared.contracts.admission.types import Sex, StayState
from shared.contracts.common import Text20, Text50, Text200
from shared.enums import Code
from shared.identifiers import StayId

WireId = Annotated[int, Meta(ge=1, le=2**53 - 1)]
"""JavaScript keeps integers exact up to 2^53 − 1."""


@dataclass(frozen=True, slots=True)
class Hospital:
    """A hospital whose consoles this server serves; the first is our own."""

    id: int
    name: str
    address: str | None
    contact: str | None


@dataclass(frozen=True, slots=True)
class HospitalGiven:
    """A hospital as an administrator enters one; found again by its name."""

    name: Annotated[str, Meta(min_length=1, max_length=100)]
    address: Text200 | None = None
    contact: Text50 | None = None


@dataclass(frozen=True, slots=True)
class TmsPatient:
    """A patient of the treatment room. `his_id` is the hospital's patient number, None for somebody from elsewhere."""

    id: int
    hospital_id: int
    name: str
    sex: Sex | None
    birthday: date | None
    id_card: str | None
    code: str | None
    """The other system's own number."""
    his_id: int | None
    stay_id: StayId | None
    ward: str | None
    access_ward: str | None
    """Whose patient this is for callers with wards: `ward`, or the last one of somebody who has left. None only for somebody who
    never had a stay; everybody sees them."""
    bed: str | None
    stay_state: StayState | None
    """State of the stay in Chinese, empty for somebody without one."""
    threshold_percent: int | None
    """Resting motor threshold, % of the machine's output, as last measured."""
    threshold_at: datetime | None
    ward_name: str = ""
    """`ward` for people; papers and banners show it."""


@dataclass(frozen=True, slots=True)
class PatientGiven:
    """A patient as another system sends one; found again by (hospital, external id)."""

    external_id: Text50
    name: Text50
    id_card: Text20 | None = None
    sex: Sex | None = None
    birthday: date | None = None
    his_id: int | None = None
    code: Text50 | None = None


class DeviceStatus(Code):
    """设备状态. The wire says online and offline."""

    OFFLINE = 0, "离线", "offline"
    ONLINE = 1, "在线", "online"
    ARMED = 2, "已就绪", "armed"
    RUNNING = 3, "治疗中", "running"
    FAULT = 4, "故障", "fault"


@dataclass(frozen=True, slots=True)
class Device:
    """A stimulator. Offline when no heartbeat came for `HEARTBEAT_LIMIT_S`."""

    id: int
    hospital_id: int
    device_type: str
    sn: str
    name: str
    status: DeviceStatus
    last_heartbeat: datetime | None
    console: str
    """Which console drives it."""
    coil_celsius: int | None
    version: int


HEARTBEAT_EVERY_S = 10
HEARTBEAT_LIMIT_S = 30


@dataclass(frozen=True, slots=True)
class DeviceGiven:
    """A device as an administrator or another system names it; found again by its serial number."""

    sn: Text50
    device_type: Text50 = "TMS设备"
    name: Text50 = ""


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """What a console tells of its machine every `HEARTBEAT_EVERY_S` seconds."""

    device_id: WireId
    console: Text50
    status: DeviceStatus
    coil_celsius: int | None = None
    fault: Text200 = ""
