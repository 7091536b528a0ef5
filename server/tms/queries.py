"""Patients, prescriptions and sessions straight to the values of the contract: one statement each.

The widest statement joins all that a session shows; every column carries the name of its table, as in `patient_name`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import ColumnElement, FromClause, Label, Select, Table, and_, bindparam, func, select

from server.kernel.unit_of_work import SYSTEM, Work
from server.tms import access, models, replicas, rules
from server.tms.joined import CourseRow, DeviceColumns, HospitalRow, KnownPatientRow, SessionRow
from server.tms.seed_data import OWN_HOSPITAL
from shared import clock
from shared.contracts.admission.types import Sex, StayState
from shared.contracts.common import DataPacket, packet
from shared.contracts.tms.errors import ExecutionUnknown, PrescriptionUnknown, TmsPatientUnknown
from shared.contracts.tms.types import (
    HEARTBEAT_LIMIT_S,
    ChangeRow,
    ChecklistAnswer,
    Device,
    DeviceStatus,
    Execution,
    ExecutionStatus,
    Executor,
    Finding,
    Hospital,
    Prescription,
    PrescriptionKind,
    Stimulation,
    TbsType,
    TmsPatient,
)
from shared.identifiers import OrderId, StayId

_patient, _stay, _rx = models.patient, replicas.stay, models.prescription
_execution, _device, _hospital, _executor = models.execution, models.device, models.hospital, models.executor
_checklist = msgspec.json.Decoder(tuple[ChecklistAnswer, ...])
_findings = msgspec.json.Decoder(tuple[Finding, ...])
_Known = TypeVar("_Known", bound=KnownPatientRow)
_SILENT_AFTER: Final = timedelta(seconds=HEARTBEAT_LIMIT_S)


def _columns(prefix: str, table: Table) -> list[Label[Any]]:
    return [column.label(f"{prefix}_{column.key}") for column in table.c]


def with_open_stay(table: FromClause) -> FromClause:
    """A join on patients, with the stay each of them has now."""
    return table.outerjoin(_stay, and_(_stay.c.patient_no == _patient.c.his_id, _stay.c.left_at.is_(None)))


_other = _execution.alias("other")
_done = (
    select(func.count())
    .where(_other.c.prescription_id == _rx.c.id, _other.c.status == int(ExecutionStatus.COMPLETED))
    .correlate(_rx)
    .scalar_subquery()
)
_ABOUT_PATIENT = [*_columns("patient", _patient), *_columns("stay", _stay), access.WARD.label("access_ward")]
_ABOUT_PRESCRIPTION = [
    *_ABOUT_PATIENT,
    *_columns("prescription", _rx),
    models.protocol.c.name.label("protocol_name"),
    _done.label("sessions_done"),
]
PATIENTS: Final = select(*_ABOUT_PATIENT).select_from(with_open_stay(_patient))
PRESCRIPTIONS: Final = select(*_ABOUT_PRESCRIPTION).select_from(
    with_open_stay(
        _rx.join(_patient, _patient.c.id == _rx.c.patient_id).outerjoin(models.protocol, models.protocol.c.id == _rx.c.protocol_id)
    )
)
EXECUTIONS: Final[Select[Any]] = select(
    *_columns("execution", _execution),
    *_ABOUT_PRESCRIPTION,
    *_columns("hospital", _hospital),
    *_columns("device", _device),
    *_columns("executor", _executor),
).select_from(
    with_open_stay(
        _execution.join(_rx, _rx.c.id == _execution.c.prescription_id)
        .join(_patient, _patient.c.id == _execution.c.patient_id)
        .join(_hospital, _hospital.c.id == _execution.c.hospital_id)
        .outerjoin(models.protocol, models.protocol.c.id == _rx.c.protocol_id)
        .outerjoin(_device, _device.c.id == _execution.c.device_id)
        .outerjoin(_executor, _executor.c.id == _execution.c.executor_id)
    )
)
_PATIENT: Final = PATIENTS.where(_patient.c.id == bindparam("wanted"))
_PRESCRIPTION: Final = PRESCRIPTIONS.where(_rx.c.id == bindparam("wanted"))
_EXECUTION: Final = EXECUTIONS.where(_execution.c.id == bindparam("wanted"))


# -- rows: for commands and values alike; the caller must be allowed to see the patient


def patient_row(work: Work, patient_id: int) -> KnownPatientRow:
    """A patient with the open stay. Raises TmsPatientUnknown, WardNotAllowed."""
    return _only(work, _PATIENT, KnownPatientRow, patient_id, TmsPatientUnknown)


def prescription_row(work: Work, prescription_id: int) -> CourseRow:
    """A prescription with its patient. Raises PrescriptionUnknown, WardNotAllowed."""
    return _only(work, _PRESCRIPTION, CourseRow, prescription_id, PrescriptionUnknown)


def execution_row(work: Work, execution_id: int) -> SessionRow:
    """A session with all that belongs to it. Raises ExecutionUnknown, WardNotAllowed."""
    return _only(work, _EXECUTION, SessionRow, execution_id, ExecutionUnknown)


def _only(work: Work, query: Select[Any], of: type[_Known], number: int, unknown: type[Exception]) -> _Known:
    row = work.row(query, of, wanted=number)
    if row is None:
        raise unknown(id=number)  # type: ignore[call-arg]
    access.require(work, row)
    return row


def execution_rows(work: Work, *conditions: ColumnElement[Any], newest_first: bool = False) -> list[SessionRow]:
    """Sessions of the caller's patients, in the order in which they were created."""
    order = _execution.c.id.desc() if newest_first else _execution.c.id
    return work.rows(EXECUTIONS.where(*conditions, *access.visible(work)).order_by(order), SessionRow)


# -- values


def patient_of(work: Work, row: KnownPatientRow) -> TmsPatient:
    """The patient in a row that has the open stay."""
    stay_id = row["stay_stay_id"]
    return TmsPatient(
        id=row["patient_id"],
        hospital_id=row["patient_hospital_id"],
        name=row["patient_name"],
        sex=None if row["patient_sex"] is None else Sex(row["patient_sex"]),
        birthday=row["patient_birthday"],
        id_card=row["patient_id_card"],
        code=row["patient_code"],
        his_id=row["patient_his_id"],
        stay_id=StayId(stay_id) if stay_id else None,
        ward=row["stay_ward"],
        bed=row["stay_bed"],
        stay_state=stay_state_of(row),
        threshold_percent=row["patient_threshold_percent"],
        threshold_at=row["patient_threshold_at"],
        ward_name=work.catalog.ward_name(row["stay_ward"]) if row["stay_ward"] else "",
        access_ward=row["access_ward"],
    )


def stay_state_of(row: KnownPatientRow) -> StayState | None:
    """State of the open stay in Chinese, empty without one."""
    return None if row["stay_state"] is None else StayState(row["stay_state"])


def stimulation_of(row: Mapping[str, Any], prefix: str = "") -> Stimulation:
    """The parameters in a row, whose columns may carry the name of their table."""
    kind, pattern = row[f"{prefix}kind"], row[f"{prefix}tbs_type"]
    names = [name for name in Stimulation.__dataclass_fields__ if name not in {"kind", "tbs_type"}]
    return Stimulation(
        kind=PrescriptionKind(kind),
        tbs_type=None if pattern is None else TbsType(pattern),
        **as_stored(row, prefix, names),
    )


def as_stored(row: Mapping[str, Any], prefix: str, names: Iterable[str]) -> dict[str, Any]:
    """Columns of one of the joined tables under their names there."""
    return {name: row[f"{prefix}{name}"] for name in names}


def stimulation_values(stimulation: Stimulation) -> dict[str, Any]:
    """The parameters as columns."""
    values = {name: getattr(stimulation, name) for name in Stimulation.__dataclass_fields__}
    pattern = stimulation.tbs_type
    return {**values, "kind": int(stimulation.kind), "tbs_type": None if pattern is None else int(pattern)}


def prescription_of(work: Work, row: CourseRow) -> Prescription:
    """The prescription in a row of PRESCRIPTIONS or EXECUTIONS."""
    stimulation = stimulation_of(row, "prescription_")
    order_id, approved_by = row["prescription_order_id"], row["prescription_approved_by"]
    confirmed_by = row["prescription_confirmed_by"]
    return Prescription(
        id=row["prescription_id"],
        version=row["prescription_version"],
        hospital_id=row["prescription_hospital_id"],
        patient=patient_of(work, row),
        stimulation=stimulation,
        totals=rules.totals(stimulation),
        part_id=row["prescription_part_id"],
        part_name=row["prescription_part_name"],
        protocol_id=row["prescription_protocol_id"],
        protocol_name=row["protocol_name"],
        sessions=row["prescription_sessions"],
        sessions_done=row["sessions_done"],
        order_id=OrderId(order_id) if order_id else None,
        checklist=_checklist.decode(row["prescription_checklist"]),
        findings=_findings.decode(row["prescription_findings"]),
        needs_approval=row["prescription_needs_approval"],
        approved_by=work.catalog.staff_name(approved_by) if approved_by else None,
        approval_reason=row["prescription_approval_reason"],
        own=row["prescription_own"],
        created_by=work.catalog.staff_name(row["prescription_created_by"]),
        created_at=row["prescription_created_at"],
        stopped_at=row["prescription_stopped_at"],
        note=row["prescription_note"],
        confirmed_by=work.catalog.staff_name(confirmed_by) if confirmed_by else None,
    )


def contraindicated(row: CourseRow) -> bool:
    """Whether a contraindication was found when the patient was asked."""
    return any(answer.yes for answer in _checklist.decode(row["prescription_checklist"]))


def device_of(number: int, row: DeviceColumns) -> Device:
    """The device in a row, with its state as of now."""
    return Device(
        id=number,
        hospital_id=row["device_hospital_id"],
        device_type=row["device_device_type"],
        sn=row["device_sn"],
        name=row["device_name"],
        status=device_status(row),
        last_heartbeat=row["device_last_heartbeat"],
        console=row["device_console"],
        coil_celsius=row["device_coil_celsius"],
        version=row["device_version"],
    )


def device_status(row: DeviceColumns) -> DeviceStatus:
    """What the console told last, or offline when it has been silent for too long."""
    heard = row["device_heard_at"]
    if heard is None or clock.utc_now() - heard > _SILENT_AFTER:
        return DeviceStatus.OFFLINE
    return DeviceStatus(row["device_status"])


def hospital_of(work: Work, row: HospitalRow) -> Hospital:
    """The hospital in a row; the catalogue knows the name of our own."""
    number = row["hospital_id"]
    name = work.catalog.hospital if number == OWN_HOSPITAL else ""
    return Hospital(number, name or row["hospital_name"], row["hospital_address"], row["hospital_contact"])


def executor_of(work: Work, row: SessionRow) -> Executor | None:
    """Who is to run a session: number and log-in name. Mail and telephone are not replicated from the catalogue."""
    if row["executor_id"] is None:
        return None
    account = work.catalog.staff_by_id.get(row["executor_staff_id"])
    return Executor(row["executor_id"], account.login if account else row["executor_staff_id"], None, None)


def execution_of(work: Work, row: SessionRow) -> Execution:
    """A session from a row of EXECUTIONS."""
    return Execution(
        id=row["execution_id"],
        version=row["execution_version"],
        status=ExecutionStatus(row["execution_status"]),
        attempt=row["execution_attempt"],
        prescription=prescription_of(work, row),
        device=device_of(row["device_id"], row) if row["device_id"] is not None else None,
        executor=executor_of(work, row),
        hospital=hospital_of(work, row),
        **as_stored(row, "execution_", _AS_STORED),
    )


_AS_STORED: Final = (
    "created_at",
    "received_at",
    "client_info",
    "console",
    "started_at",
    "ended_at",
    "trains_done",
    "pulses_done",
    "output_percent",
    "reason",
    "sends",
    "undelivered",
    "late",
    "charge",
    "session_number",
    "pulses_before",
)


# -- reads of the contract


def execution(work: Work, execution_id: int) -> Execution:
    """One session."""
    row = execution_row(work, execution_id)
    work.reads(f"tms patient {row['patient_id']}")
    return execution_of(work, row)


def stored_execution(work: Work, execution_id: int) -> Execution:
    """A session as it is now, at the end of a command on it."""
    return execution_of(work, execution_row(work, execution_id))


def prescription(work: Work, prescription_id: int) -> Prescription:
    """A prescription as it is now, at the end of a command on it."""
    return prescription_of(work, prescription_row(work, prescription_id))


def patient(work: Work, patient_id: int) -> TmsPatient:
    """A patient as they are now, at the end of a command."""
    return patient_of(work, patient_row(work, patient_id))


def changes_of(work: Work, execution_id: int) -> DataPacket[ChangeRow]:
    """The history of a session, oldest first."""
    row = execution_row(work, execution_id)
    work.reads(f"tms patient {row['patient_id']}")
    return packet(ChangeRow, tuple(change_rows(work, execution_id)))


def change_rows(work: Work, execution_id: int) -> Iterable[ChangeRow]:
    """Every change of a session, oldest first."""
    table = models.change
    for row in work.rows(select(table).where(table.c.execution_id == execution_id).order_by(table.c.version), models.ChangeRow):
        yield ChangeRow(
            at=row["at"],
            by="" if row["by"] == SYSTEM.user_id else work.catalog.staff_name(row["by"]),
            console=row["console"],
            old=None if row["old"] is None else ExecutionStatus(row["old"]),
            new=ExecutionStatus(row["new"]),
            notes=row["notes"],
        )
