"""Tables of the treatment room: registry, prescriptions, sessions, what consoles were told; `charge_models` has the charges.

Sources: source 000, domain rules §3. Ids that other systems see are whole numbers that only grow, taken from `tms_counter`.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypedDict

from sqlalchemy import CheckConstraint, Index, String, Unicode, UnicodeText, UniqueConstraint

from server.kernel.database import Packed
from server.kernel.rows import Long, Uid, Units, unique_where
from server.tms.metadata import table
from shared.contracts.tms.types import Because, Note
from shared.identifiers import OrderId, StayId

Said = Annotated[Because, Packed(Because)]


class StimulationRow(TypedDict):
    """The fields of `Stimulation`, under their names there."""

    kind: int
    threshold_percent: int
    frequency_hz: Units
    train_s: Units
    pause_s: Units
    trains: int
    pulses: int
    duration_s: Units
    tbs_type: int | None
    burst_pulses: int | None
    burst_hz: Units | None
    bursts_per_train: int | None
    periods: int


class CounterRow(TypedDict):
    """The last number given, per kind. Its row is locked until the commit, so numbers follow the order of commits."""

    name: Annotated[str, String(20)]
    value: Long


counter = table("tms_counter", CounterRow, key="name")


# -- registry


class HospitalRow(TypedDict):
    """Number 1 is our own; the catalogue knows its name."""

    id: Long
    name: Annotated[str, Unicode(100)]
    address: Annotated[str, Unicode(200)] | None
    contact: Annotated[str, Unicode(50)] | None


hospital = table("tms_hospital", HospitalRow, UniqueConstraint("name"), key="id")


class DeviceRow(TypedDict):
    """`heard_at` is machine time, which decides on offline; `last_heartbeat` is the hospital's. `silent`: told as offline."""

    id: Long
    version: int
    hospital_id: Long
    device_type: Annotated[str, Unicode(50)]
    sn: Annotated[str, Unicode(50)]
    name: Annotated[str, Unicode(50)]
    status: int
    last_heartbeat: datetime | None
    heard_at: datetime | None
    console: Annotated[str, Unicode(50)]
    coil_celsius: int | None
    fault: Annotated[str, Unicode(200)]
    silent: bool


device = table("tms_device", DeviceRow, UniqueConstraint("hospital_id", "sn"), key="id")


class PartRow(TypedDict):
    id: Long
    name: Annotated[str, Unicode(50)]
    x: Units
    y: Units


part = table("tms_part", PartRow, UniqueConstraint("name"), key="id")


class ProtocolRow(StimulationRow):
    id: Long
    code: Annotated[str, Unicode(50)]
    name: Annotated[str, Unicode(50)]
    part_id: Long
    note: Annotated[str, Unicode(400)]


protocol = table("tms_protocol", ProtocolRow, UniqueConstraint("code"), key="id")


class SafetyLimitRow(TypedDict):
    """Longest single train: table 4 of Rossi 2009, and Chen 1997 less a quarter (§3.3)."""

    frequency_hz: Units
    percent: int
    longest_s: Units
    reduced_s: Units | None


safety_limit = table("tms_safety_limit", SafetyLimitRow, key=("frequency_hz", "percent"))


class QuestionRow(TypedDict):
    """Contraindications to ask for."""

    code: Annotated[str, Unicode(50)]
    position: int
    zh: Annotated[str, Unicode(100)]
    en: Annotated[str, Unicode(200)]


question = table("tms_question", QuestionRow, key="code")


class ExecutorRow(TypedDict):
    """The number under which a member of staff appears on the wire."""

    id: Long
    staff_id: Annotated[str, Unicode(40)]


executor = table("tms_executor", ExecutorRow, UniqueConstraint("staff_id"), key="id")


# -- patients and what is prescribed for them


class PatientRow(TypedDict):
    """Everybody who is or was in the hospital has a row, and whom other systems named. `his_id`: the patient number."""

    id: Long
    hospital_id: Long
    external_id: Annotated[str, Unicode(50)] | None
    name: Annotated[str, Unicode(50)]
    sex: int | None
    birthday: date | None
    id_card: Annotated[str, Unicode(20)] | None
    code: Annotated[str, Unicode(50)] | None
    his_id: int | None
    threshold_percent: int | None
    threshold_at: datetime | None


patient = table(
    "tms_patient",
    PatientRow,
    unique_where("uq_tms_patient_external_id", "external_id IS NOT NULL", "hospital_id", "external_id"),
    unique_where("uq_tms_patient_his_id", "his_id IS NOT NULL", "his_id"),
    Index("ix_tms_patient_code", "code"),
    Index("ix_tms_patient_external_id", "external_id"),
    key="id",
)


class ThresholdRow(TypedDict):
    id: Long
    patient_id: Long
    stay_id: Uid[StayId] | None
    percent: int
    device_id: Long | None
    measured_at: datetime
    measured_by: Annotated[str, Unicode(40)]
    note: Annotated[str, Unicode(200)]


threshold = table("tms_threshold", ThresholdRow, Index("ix_tms_threshold_patient_id", "patient_id"), key="id")


class PrescriptionRow(StimulationRow):
    """What was prescribed never changes: other content under the same external id is another prescription. `confirmed_by`: who
    asked a received one's patient for contraindications and answered its warnings.
    """

    id: Long
    version: int
    hospital_id: Long
    external_id: Annotated[str, Unicode(50)] | None
    patient_id: Long
    part_id: Long | None
    part_name: Annotated[str, Unicode(50)]
    protocol_id: Long | None
    sessions: int
    order_id: Uid[OrderId] | None
    checklist: Annotated[str, UnicodeText()]
    findings: Annotated[str, UnicodeText()]
    needs_approval: bool
    approved_by: Annotated[str, Unicode(40)] | None
    approved_at: datetime | None
    approval_reason: Said
    own: bool
    created_by: Annotated[str, Unicode(40)]
    created_at: datetime
    confirmed_by: Annotated[str, Unicode(40)] | None
    confirmed_at: datetime | None
    stopped_at: datetime | None
    stop_reason: Said
    note: Annotated[str, Unicode(200)]


prescription = table(
    "tms_prescription",
    PrescriptionRow,
    unique_where("uq_tms_prescription_external_id", "external_id IS NOT NULL", "hospital_id", "external_id"),
    Index("ix_tms_prescription_patient_id", "patient_id"),
    Index("ix_tms_prescription_order_id", "order_id"),
    key="id",
)


# -- sessions


class ExecutionRow(TypedDict):
    """`attempt_at`: when this attempt began to wait. `content`: digest of what asked for it. `notice`: its last CREATED.
    `told_at` is machine time, of that telling; `heard_at` too, of the console's last word of the run. `operator` started it.
    `run_of`, `run_attempt`: the attempt that a late one tells of, once for each console. `pulses_before`: what earlier
    attempts gave.
    """

    id: Long
    version: int
    status: int
    attempt: int
    attempt_at: datetime
    prescription_id: Long
    patient_id: Long
    hospital_id: Long
    device_id: Long | None
    executor_id: Long | None
    created_by: Annotated[str, Unicode(40)]
    created_at: datetime
    client_reference: Annotated[str, Unicode(50)] | None
    content: Annotated[str, String(64)]
    received_at: datetime | None
    client_info: Annotated[str, Unicode(200)]
    console: Annotated[str, Unicode(50)]
    operator: Annotated[str, Unicode(40)]
    started_at: datetime | None
    ended_at: datetime | None
    trains_done: int
    pulses_done: int
    pulses_before: int
    output_percent: int | None
    reason: Said
    notice: Long
    sends: int
    told_at: datetime
    heard_at: datetime | None
    undelivered: bool
    late: bool
    run_of: Long | None
    run_attempt: int | None
    charge: Annotated[str, String(20)]
    session_number: int


execution = table(
    "tms_execution",
    ExecutionRow,
    unique_where("uq_tms_execution_client_reference", "client_reference IS NOT NULL", "created_by", "client_reference"),
    unique_where("uq_tms_execution_run", "run_attempt IS NOT NULL", "run_of", "console", "run_attempt"),
    CheckConstraint("status >= 0 AND status <= 4", name="status"),
    Index("ix_tms_execution_status", "status", "told_at"),
    Index("ix_tms_execution_prescription_id", "prescription_id", "status"),
    Index("ix_tms_execution_patient_id", "patient_id", "status"),
    Index("ix_tms_execution_created_at", "created_at"),
    Index("ix_tms_execution_ended_at", "ended_at"),
    key="id",
)


class ChangeRow(TypedDict):
    """Who brought a session from state to state, when and where, and what its attempt had given then; only grows."""

    execution_id: Long
    version: int
    at: datetime
    by: Annotated[str, Unicode(40)]
    console: Annotated[str, Unicode(50)]
    device_id: Long | None
    old: int | None
    new: int
    pulses_done: int
    notes: Annotated[tuple[Note, ...], Packed(tuple[Note, ...])]


change = table("tms_change", ChangeRow, key=("execution_id", "version"))


class SessionLogRow(TypedDict):
    """A console's record, filed for one execution and kept under it or under a late attempt of its own. Console and first moment
    tell runs apart, so a run counts once however often its record comes.
    """

    filed_for: Long
    attempt: int
    console: Annotated[str, Unicode(50)]
    began_at: datetime
    execution_id: Long
    entries: Annotated[str, UnicodeText()]
    filed_at: datetime
    filed_by: Annotated[str, Unicode(40)]


session_log = table(
    "tms_session_log",
    SessionLogRow,
    Index("ix_tms_session_log_execution_id", "execution_id"),
    key=("filed_for", "console", "began_at"),
)


# -- what consoles are told


class NoticeRow(TypedDict):
    number: Long
    kind: int
    execution_id: Long
    at: datetime
    told_at: datetime


notice = table("tms_notice", NoticeRow, Index("ix_tms_notice_told_at", "told_at"), key="number")


class PositionRow(TypedDict):
    """How far a known client of the feed has got."""

    client: Annotated[str, Unicode(50)]
    number: Long
    noted_at: datetime


position = table("tms_position", PositionRow, key="client")


class TicketRow(TypedDict):
    ticket_hash: Annotated[str, String(64)]
    user_id: Annotated[str, Unicode(40)]
    expires_at: datetime
    used_at: datetime | None


ticket = table("tms_ticket", TicketRow, key="ticket_hash")
