"""Requests from wards, prescriptions, and the sessions (executions) that are run from them (W1–W3, W9, W10)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.contracts.admission.types import StayState
from shared.contracts.common import Text20, Text50, Text200
from shared.contracts.tms.types.history import Because, Note
from shared.contracts.tms.types.registry import Device, DeviceGiven, Hospital, PatientGiven, TmsPatient, WireId
from shared.contracts.tms.types.stimulation import Finding, Stimulation, Totals
from shared.enums import Code
from shared.identifiers import OrderId, StayId
from shared.sentences import Language

MOST_PULSES = 10_000_000
"""More than any machine gives in one session: a larger count is a mistake."""
Aware = Annotated[datetime, Meta(tz=True)]


class ExecutionStatus(Code):
    """执行状态 of the source. Transitions 0→1,4; 1→2,4; 2→3,4; 4→0 as a new attempt; 3 is final (§3.2)."""

    PENDING = 0, "待下发", "pending"
    DISPATCHED = 1, "已下发", "dispatched"
    EXECUTING = 2, "执行中", "executing"
    COMPLETED = 3, "完成", "completed"
    FAILED = 4, "异常", "failed"


class TreatmentRequestRow(msgspec.Struct, frozen=True, array_like=True):
    """A ward's order of an item that the treatment room performs; it waits for a prescription."""

    order_id: OrderId
    stay_id: StayId
    patient_no: int
    patient_name: str
    ward: str
    bed: str | None
    item_code: str
    item_name: str
    ordered: str
    """Quantity and frequency as ordered: 1次 qd."""
    start_at: datetime
    stop_at: datetime | None
    prescription_id: int | None


class ChecklistAnswer(msgspec.Struct, frozen=True, array_like=True):
    """Answer to one contraindication question (§3.3): `yes` is a contraindication."""

    question: Text50
    yes: bool
    note: Text200 = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A contraindication to ask for before a course."""

    code: str
    zh: str
    en: str

    def sentence(self, language: Language) -> str:
        """The question as it is asked."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True, slots=True)
class PrescriptionDraft:
    """A prescription as our own form sends it. Exactly one of `patient_id` and `order_id` names the patient."""

    stimulation: Stimulation
    part_id: WireId
    patient_id: WireId | None = None
    order_id: OrderId | None = None
    """A ward's request; its patient is taken."""
    protocol_id: WireId | None = None
    sessions: Annotated[int, Meta(ge=1, le=200)] = 1
    """Planned sessions of the course."""
    checklist: tuple[ChecklistAnswer, ...] = ()
    note: Text200 = ""


@dataclass(frozen=True, slots=True)
class Prescription:
    """处方 with the state of its course."""

    id: int
    version: int
    hospital_id: int
    patient: TmsPatient
    stimulation: Stimulation
    totals: Totals
    part_id: int | None
    part_name: str
    protocol_id: int | None
    protocol_name: str | None
    sessions: int
    sessions_done: int
    order_id: OrderId | None
    checklist: tuple[ChecklistAnswer, ...]
    findings: tuple[Finding, ...]
    needs_approval: bool
    """A finding asks for a second person who has not approved yet; no session can be created before."""
    approved_by: str | None
    approval_reason: Because
    own: bool
    """Entered in our own form; False when another system sent it."""
    created_by: str
    created_at: datetime
    stopped_at: datetime | None
    note: str
    confirmed_by: str | None = None
    """Who asked for contraindications and answered the warnings of a received one; our consoles start none before."""

    @property
    def unconfirmed(self) -> bool:
        """Whether another system sent it and nobody here has asked for contraindications yet (§3.3)."""
        return not self.own and self.confirmed_by is None


@dataclass(frozen=True, slots=True)
class Executor:
    """执行人, as the wire shows one. `user_id` is a number there; ours are numbered on first use."""

    user_id: int
    username: str
    email: str | None
    mobile: str | None


@dataclass(frozen=True, slots=True)
class Execution:
    """处方执行记录: one session, or one attempt at it."""

    id: int
    version: int
    status: ExecutionStatus
    attempt: int
    prescription: Prescription
    device: Device | None
    executor: Executor | None
    hospital: Hospital
    created_at: datetime
    received_at: datetime | None
    """When a console acknowledged it."""
    client_info: str
    console: str
    """The console that owns the attempt since EXECUTING; empty before."""
    started_at: datetime | None
    ended_at: datetime | None
    trains_done: int
    pulses_done: int
    output_percent: int | None
    """Output that the console set: threshold × percent."""
    reason: Because
    sends: int
    undelivered: bool
    """Sent five times and acknowledged by nobody."""
    late: bool
    """Its log came after somebody else owned the attempt: kept, never lost."""
    charge: str
    """Empty, charged, unassigned, unpriced (no price yet: charged once there is one), or reversed."""
    session_number: int
    """Which session of the course this is."""
    pulses_before: int = 0
    """What earlier attempts at this session gave: somebody must decide whether the whole plan is given once more."""


class ExecutionRow(msgspec.Struct, frozen=True, array_like=True):
    """One line of history or of a queue."""

    id: int
    version: int
    status: ExecutionStatus
    attempt: int
    prescription_id: int
    patient_id: int
    patient_no: int | None
    patient_name: str
    ward: str | None
    bed: str | None
    part_name: str
    protocol: str
    pulses: int
    duration_s: Decimal
    device_id: int | None
    device_sn: str
    console: str
    created_at: datetime
    received_at: datetime | None
    started_at: datetime | None
    ended_at: datetime | None
    trains_done: int
    pulses_done: int
    session_number: int
    sessions: int
    reason: Because
    undelivered: bool
    late: bool
    stay_state: StayState | None
    """State of the stay in Chinese: a patient who leaves is seen in the queue."""
    pulses_before: int = 0
    """What earlier attempts at this session gave."""


@dataclass(frozen=True, slots=True)
class PrescriptionGiven:
    """A prescription as another system sends one; stored as given, what does not agree becomes a note."""

    external_id: Text50
    stimulation: Stimulation
    part_name: Text50
    sessions: int = 1


@dataclass(frozen=True, slots=True)
class NewExecution:
    """POST /prescription-execution. Each of patient, prescription, device: an id of ours or inline data, found again by
    (hospital, external id). `client_reference` makes a repeated POST the same execution."""

    prescription_id: WireId | None = None
    prescription: PrescriptionGiven | None = None
    patient_id: WireId | None = None
    patient: PatientGiven | None = None
    device_id: WireId | None = None
    device: DeviceGiven | None = None
    hospital_id: WireId | None = None
    executor_id: WireId | None = None
    status: ExecutionStatus = ExecutionStatus.PENDING
    client_reference: Text50 = ""


@dataclass(frozen=True, slots=True)
class StatusUpdate:
    """PRESCRIPTION_STATUS_UPDATE: validated, all or nothing. `at` is when it happened at the console."""

    execution_id: WireId
    status: ExecutionStatus
    console: Text50
    at: Aware
    device_id: WireId | None = None
    reason: Because = ""
    trains_done: Annotated[int, Meta(ge=0)] | None = None
    pulses_done: Annotated[int, Meta(ge=0)] | None = None
    output_percent: Annotated[int, Meta(ge=0, le=100)] | None = None
    attempt: Annotated[int, Meta(ge=1)] | None = None
    """Which attempt is meant; a word about an earlier one is refused. None from clients of the wire, which know none."""


class LogEntry(msgspec.Struct, frozen=True, array_like=True):
    """Something that happened at the machine during a session."""

    at: Aware
    what: Text20
    """armed, started, train, paused, resumed, stopped, emergency_stop, completed, fault."""
    trains_done: int
    pulses_done: int
    note: Note = ""


@dataclass(frozen=True, slots=True)
class SessionLog:
    """The console's own record of a session, kept on its disk until the server has it."""

    execution_id: WireId
    attempt: Annotated[int, Meta(ge=1)]
    """Which of the execution's attempts was run: an earlier one's record says nothing about the one that runs now."""
    console: Text50
    device_id: WireId | None
    output_percent: Annotated[int, Meta(ge=0, le=100)]
    status: ExecutionStatus
    """COMPLETED or FAILED."""
    entries: tuple[LogEntry, ...]
    reason: Because = ""


@dataclass(frozen=True, slots=True)
class ThresholdGiven:
    """运动阈值测定: resting motor threshold in % of the machine's output."""

    patient_id: WireId
    percent: Annotated[int, Meta(ge=1, le=100)]
    device_id: WireId | None = None
    note: Text200 = ""


class ChangeRow(msgspec.Struct, frozen=True, array_like=True):
    """A change of an execution: who, when, where."""

    at: datetime
    by: str
    """Empty: the system itself."""
    console: str
    old: ExecutionStatus | None
    new: ExecutionStatus
    notes: tuple[Note, ...]


@dataclass(frozen=True, slots=True)
class PatientHistory:
    """Courses and sessions of a patient, latest first."""

    patient: TmsPatient
    prescriptions: tuple[Prescription, ...]
    executions: tuple[ExecutionRow, ...]


@dataclass(frozen=True, slots=True)
class TreatmentRecord:
    """治疗记录单 of one session, for paper."""

    hospital: str
    execution: Execution
    changes: tuple[ChangeRow, ...]
    entries: tuple[LogEntry, ...]
    operator: str
    printed_at: datetime
