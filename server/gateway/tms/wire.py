"""Executions as the documented JSON (source 000; meanings: domain rules §3.1). Pure: values in, plain values out.

Every key of the source's example is always there, in its order, null where nothing is known. Where the example leaves a type open:
frequencies and train lengths are strings ("8.0"), other numbers are numbers, `tbsType` is 1 (iTBS) or 2 (cTBS),
`prescriptionInfo.status` is 0 in use or 1 stopped, and a device is online unless its heartbeat is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import BeforeValidator

from server.gateway.wire import Instant, Json, Number, Sometime, Told, Words, instant, of, said
from shared import clock, sentences
from shared.contracts.admission.types import Sex
from shared.contracts.tms.types import Because, DeviceStatus, Execution, Notice, NoticeKind, PrescriptionKind, line_of

PREFIX = "PRESCRIPTION_EXECUTION_"
_KEPT_FRONT, _KEPT_BACK = 3, 2


def decimal_text(value: Decimal | None) -> str | None:
    """8 → "8.0", 2.50 → "2.5"."""
    if value is None:
        return None
    text = format(value.normalize(), "f")
    return text if "." in text else f"{text}.0"


def masked_identity(id_card: str | None) -> str | None:
    """The first three (province and city) and the last two characters stay: 110*************34."""
    if id_card is None:
        return None
    hidden = len(id_card) - _KEPT_FRONT - _KEPT_BACK
    if hidden <= 0:
        return "*" * len(id_card)
    return id_card[:_KEPT_FRONT] + "*" * hidden + id_card[-_KEPT_BACK:]


@dataclass(frozen=True, slots=True)
class Dialect:
    """How this client is told: `masked` hides identity numbers; `within` reads interFreq as the rate inside a burst (§3.1)."""

    masked: bool = False
    within: bool = False
    queue: bool = False
    """With `queueInfo`, the row of our own consoles' queue."""


class _Nothing:
    """Has every attribute, and each is None."""

    def __getattr__(self, name: str) -> None:
        if name.startswith("_"):
            raise AttributeError(name)


def _gender(sex: Sex | None) -> str | None:
    return None if sex is None else sex.zh


def _day(value: date | None) -> str | None:
    """1992-05-15T00:00:00.000+08:00."""
    return instant(clock.at(value)) if value else None


def _stopped(at: datetime | None) -> int:
    return 0 if at is None else 1


def _presence(status: DeviceStatus | None) -> str | None:
    return None if status is None else "offline" if status is DeviceStatus.OFFLINE else "online"


def _reason(why: Because) -> str | None:
    return sentences.said(why, "zh") or None


def _or_nothing(value: object) -> object:
    return _Nothing() if value is None else value


_Rate = Annotated[str, BeforeValidator(decimal_text)]
_OrNulls = BeforeValidator(_or_nothing)
_Reason = Annotated[str | None, BeforeValidator(_reason)]


class PrescriptionInfo(Told):
    """处方信息."""

    id: int
    pres_type: int = of("stimulation", "kind")
    status: Annotated[int, BeforeValidator(_stopped)] = of("stopped_at")
    pres_strength: int = of("stimulation", "threshold_percent")
    pres_freq: _Rate = of("stimulation", "frequency_hz")
    last_time: _Rate = of("stimulation", "train_s")
    pause_time: Number = of("stimulation", "pause_s")
    repeat_count: int = of("stimulation", "trains")
    total_count: int = of("stimulation", "pulses")
    total_time: Number = of("stimulation", "duration_s")
    pres_part_id: int | None = of("part_id")
    pres_part_name: str = of("part_name")
    standard_pres_id: int | None = of("protocol_id")
    standard_pres_name: str | None = of("protocol_name")
    tbs_type: int | None = of("stimulation", "tbs_type")
    inner_count: int | None = of("stimulation", "burst_pulses")
    inter_freq: Annotated[str | None, BeforeValidator(decimal_text)] = of("stimulation", "burst_hz")
    inter_count: int | None = of("stimulation", "bursts_per_train")
    periods: int = of("stimulation", "periods")
    created_at: Instant


class PatientInfo(Told):
    """患者信息."""

    id: int
    name: str
    id_card: str | None
    gender: Annotated[str | None, BeforeValidator(_gender)] = of("sex")
    birthday: Annotated[str | None, BeforeValidator(_day)]
    his_id: int | None
    code: str | None


class DeviceInfo(Told):
    """设备信息; every value null without a device."""

    device_id: int | None = of("id")
    device_type: str | None
    sn: str | None
    status: Annotated[Literal["online", "offline"] | None, BeforeValidator(_presence)]
    last_heartbeat: Sometime


class ExecutorInfo(Told):
    """执行人信息."""

    user_id: int | None
    username: str | None
    email: str | None
    mobile: str | None


class HospitalInfo(Told):
    """医院信息."""

    hospital_id: int = of("id")
    name: str
    address: str | None
    contact: str | None


class ProgressInfo(Told):
    """How far the attempt is; what the documented messages lack."""

    attempt: int
    version: int
    received_at: Sometime
    client_info: Words
    console: Words
    started_at: Sometime
    ended_at: Sometime
    trains_done: int
    pulses_done: int
    output_percent: int | None
    session_number: int
    reason: _Reason
    undelivered: bool
    late: bool


class ExecutionParts(Told):
    """The body of a message without its head."""

    execution_id: int = of("id")
    execution_status: int = of("status")
    prescription_info: PrescriptionInfo = of("prescription")
    patient_info: PatientInfo = of("prescription", "patient")
    device_info: Annotated[DeviceInfo, _OrNulls] = of("device")
    executor_info: Annotated[ExecutorInfo, _OrNulls] = of("executor")
    hospital_info: HospitalInfo = of("hospital")


class ExecutionRecord(ExecutionParts):
    """处方执行记录 in the shape of the feed."""

    created_at: Instant
    progress_info: ProgressInfo


class ExecutionLine(Told):
    """One line of a list."""

    execution_id: int = of("id")
    execution_status: int = of("status")
    attempt: int
    prescription_id: int
    patient_id: int
    his_id: int | None = of("patient_no")
    patient_name: str
    ward: str | None
    bed: str | None
    pres_part_name: str = of("part_name")
    standard_pres_name: Words = of("protocol")
    total_count: int = of("pulses")
    total_time: Number = of("duration_s")
    device_id: int | None
    sn: Words = of("device_sn")
    created_at: Instant
    received_at: Sometime
    started_at: Sometime
    ended_at: Sometime
    trains_done: int
    pulses_done: int
    session_number: int
    sessions: int
    reason: _Reason
    undelivered: bool
    late: bool


class ExecutionPage(Told):
    """A page of a list and how many there are in all."""

    rows: list[ExecutionLine]
    total: int


class TicketInfo(Told):
    """Opens one WebSocket by `path`, once, until `expires_at`."""

    ticket: str
    expires_at: Instant
    path: str


def execution_json(execution: Execution, dialect: Dialect) -> Json:
    """The body of a message without its head."""
    told = said(ExecutionParts, execution)
    patient, prescription = told["patientInfo"], told["prescriptionInfo"]
    if dialect.masked:
        patient["idCard"] = masked_identity(patient["idCard"])
    if dialect.within and prescription["presType"] == PrescriptionKind.TBS and prescription["interFreq"] is not None:
        prescription["presFreq"], prescription["interFreq"] = prescription["interFreq"], prescription["presFreq"]
    return told


def notice_json(notice: Notice, dialect: Dialect) -> Json:
    """The message of a notice. CREATED is the source's to the letter; the extension messages add `progressInfo`."""
    message: Json = {"messageType": PREFIX + notice.kind.name, "timestamp": instant(notice.at)}
    message |= execution_json(notice.execution, dialect)
    if notice.kind is not NoticeKind.CREATED:
        message["progressInfo"] = said(ProgressInfo, notice.execution)
    if dialect.queue:
        message["queueInfo"] = line_of(notice.execution)
    return message


def record_json(execution: Execution, dialect: Dialect) -> Json:
    """`data` of the REST answers."""
    extension = {"createdAt": instant(execution.created_at), "progressInfo": said(ProgressInfo, execution)}
    return execution_json(execution, dialect) | extension
