"""What other systems get by REST, as `/docs` describes it. The values themselves are made by `wire`."""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

from server.gateway.tms.requests import Wire

D = TypeVar("D")


class PrescriptionInfo(Wire):
    """处方信息."""

    id: int
    pres_type: int
    status: int
    pres_strength: int
    pres_freq: str
    last_time: str
    pause_time: int | float
    repeat_count: int
    total_count: int
    total_time: int | float
    pres_part_id: int | None
    pres_part_name: str
    standard_pres_id: int | None
    standard_pres_name: str | None
    tbs_type: int | None
    inner_count: int | None
    inter_freq: str | None
    inter_count: int | None
    periods: int
    created_at: str


class PatientInfo(Wire):
    """患者信息."""

    id: int
    name: str
    id_card: str | None
    gender: str | None
    birthday: str | None
    his_id: int | None
    code: str | None


class DeviceInfo(Wire):
    """设备信息; every value null without a device."""

    device_id: int | None
    device_type: str | None
    sn: str | None
    status: Literal["online", "offline"] | None
    last_heartbeat: str | None


class ExecutorInfo(Wire):
    """执行人信息."""

    user_id: int | None
    username: str | None
    email: str | None
    mobile: str | None


class HospitalInfo(Wire):
    """医院信息."""

    hospital_id: int
    name: str
    address: str | None
    contact: str | None


class ProgressInfo(Wire):
    """How far the attempt is."""

    attempt: int
    version: int
    received_at: str | None
    client_info: str | None
    console: str | None
    started_at: str | None
    ended_at: str | None
    trains_done: int
    pulses_done: int
    output_percent: int | None
    session_number: int
    reason: str | None
    undelivered: bool
    late: bool


class ExecutionRecord(Wire):
    """处方执行记录 in the shape of the feed."""

    execution_id: int
    execution_status: int
    prescription_info: PrescriptionInfo
    patient_info: PatientInfo
    device_info: DeviceInfo
    executor_info: ExecutorInfo
    hospital_info: HospitalInfo
    created_at: str
    progress_info: ProgressInfo


class ExecutionLine(Wire):
    """One line of a list."""

    execution_id: int
    execution_status: int
    attempt: int
    prescription_id: int
    patient_id: int
    his_id: int | None
    patient_name: str
    ward: str | None
    bed: str | None
    pres_part_name: str
    standard_pres_name: str | None
    total_count: int
    total_time: int | float
    device_id: int | None
    sn: str | None
    created_at: str
    received_at: str | None
    started_at: str | None
    ended_at: str | None
    trains_done: int
    pulses_done: int
    session_number: int
    sessions: int
    reason: str | None
    undelivered: bool
    late: bool


class ExecutionPage(Wire):
    """A page of a list and how many there are in all."""

    rows: list[ExecutionLine]
    total: int


class SessionInfo(Wire):
    """A log-in. The token goes into the header `Authorization: Bearer …`."""

    token: str
    user_id: str
    user_name: str
    role: str
    rights: list[str]
    wards: list[str]
    hospital: str


class TicketInfo(Wire):
    """Opens one WebSocket by `path`, once, until `expires_at`."""

    ticket: str
    expires_at: str
    path: str


class Done(Wire, Generic[D]):
    """An answer."""

    success: Literal[True]
    message: str
    data: D


class ErrorAnswer(Wire):
    """A refusal: a sentence for people, a code for programs, the field it concerns."""

    success: Literal[False]
    message: str
    code: str
    field: str | None


class Health(Wire):
    """Whether the gateway and those behind it work."""

    status: Literal["ok", "degraded"]
    tms: bool
    message_center: bool
    clients: int
