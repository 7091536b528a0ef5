"""What the joins of `queries` give: every column carries the name of its table. Only what is read by name is listed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TypedDict

from shared.contracts.tms.types import Because
from shared.identifiers import OrderId, StayId


class KnownPatientRow(TypedDict):
    """A patient with the stay they have now, if any."""

    patient_id: int
    patient_hospital_id: int
    patient_name: str
    patient_sex: int | None
    patient_birthday: date | None
    patient_id_card: str | None
    patient_code: str | None
    patient_his_id: int | None
    patient_threshold_percent: int | None
    patient_threshold_at: datetime | None
    stay_stay_id: StayId | None
    stay_state: int | None
    stay_ward: str | None
    stay_bed: str | None
    access_ward: str | None


class CourseRow(KnownPatientRow):
    """A prescription with its patient."""

    prescription_id: int
    prescription_version: int
    prescription_hospital_id: int
    prescription_part_id: int | None
    prescription_part_name: str
    prescription_protocol_id: int | None
    prescription_sessions: int
    prescription_order_id: OrderId | None
    prescription_checklist: str
    prescription_findings: str
    prescription_needs_approval: bool
    prescription_approved_by: str | None
    prescription_approval_reason: Because
    prescription_own: bool
    prescription_created_by: str
    prescription_created_at: datetime
    prescription_confirmed_by: str | None
    prescription_confirmed_at: datetime | None
    prescription_stopped_at: datetime | None
    prescription_note: str
    protocol_name: str | None
    sessions_done: int


class HospitalRow(TypedDict):
    """A hospital."""

    hospital_id: int
    hospital_name: str
    hospital_address: str | None
    hospital_contact: str | None


class DeviceColumns(TypedDict):
    """A device besides its number; without one there is none of them."""

    device_version: int
    device_hospital_id: int
    device_device_type: str
    device_sn: str
    device_name: str
    device_status: int
    device_last_heartbeat: datetime | None
    device_heard_at: datetime | None
    device_console: str
    device_coil_celsius: int | None


class DeviceRow(DeviceColumns):
    """A device."""

    device_id: int


class SessionRow(CourseRow, HospitalRow, DeviceColumns):
    """A session with all that belongs to it."""

    execution_id: int
    execution_version: int
    execution_status: int
    execution_attempt: int
    execution_attempt_at: datetime
    execution_hospital_id: int
    execution_content: str
    execution_received_at: datetime | None
    execution_console: str
    execution_operator: str
    execution_started_at: datetime | None
    execution_ended_at: datetime | None
    execution_trains_done: int
    execution_pulses_done: int
    execution_output_percent: int | None
    execution_reason: Because
    execution_notice: int
    execution_heard_at: datetime | None
    execution_late: bool
    execution_session_number: int
    device_id: int | None
    executor_id: int | None
    executor_staff_id: str
