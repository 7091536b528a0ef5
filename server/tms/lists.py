"""Lists of sessions and patients, and the record of one session for paper (W9)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import ColumnElement, and_, or_, select

from server.kernel.text import begins_a_number, number_in
from server.kernel.unit_of_work import Work
from server.tms import access, models, queries, rules, states
from server.tms.joined import CourseRow, KnownPatientRow, SessionRow
from shared import clock
from shared.contracts.common import DataPacket, packet
from shared.contracts.tms.types import (
    ExecutionRow,
    ExecutionStatus,
    FeedFilter,
    LogEntry,
    PatientHistory,
    TmsPatient,
    TreatmentRecord,
)
from shared.errors import InvalidInput, Problem

_execution, _device, _patient = models.execution, models.device, models.patient
_LONGEST: Final = timedelta(days=366)
_MOST_FOUND: Final = 50
_EARLIEST: Final = date(1970, 1, 1)
_LATEST: Final = date(9000, 1, 1)
"""Beyond these a day has no bounds in every time zone."""
_entries = msgspec.json.Decoder(tuple[LogEntry, ...])
_OPEN = [int(status) for status in (*sorted(states.WAITING), ExecutionStatus.EXECUTING)]


def conditions(wanted: FeedFilter) -> list[ColumnElement[Any]]:
    """A client's filter (W5): any of each kind, all kinds together; a session for no device in particular has none of its types."""
    chosen = (
        (_execution.c.hospital_id, wanted.hospitals),
        (_device.c.device_type, wanted.device_types),
        (_execution.c.device_id, wanted.devices),
        (_execution.c.status, [int(status) for status in wanted.statuses]),
    )
    found: list[ColumnElement[Any]] = [column.in_(values) for column, values in chosen if values]
    return [*found, access.of_wards(wanted.wards)] if wanted.wards else found


def queue(work: Work, wanted: FeedFilter) -> DataPacket[ExecutionRow]:
    """What is not over, oldest first, and what ended today."""
    start, end = clock.day_bounds(clock.local(work.now).date(), clock.local(work.now).date())
    today = and_(_execution.c.ended_at >= start, _execution.c.ended_at < end)
    found = queries.execution_rows(work, *conditions(wanted), or_(_execution.c.status.in_(_OPEN), today))
    return _packet(work, found)


def executions(work: Work, wanted: FeedFilter, first: date, last: date) -> DataPacket[ExecutionRow]:
    """Sessions created on these days, latest first."""
    if first < _EARLIEST or last > _LATEST:
        raise InvalidInput(name="first", problem=Problem.OUTSIDE, limit=f"{_EARLIEST}–{_LATEST}")
    if not timedelta(0) <= last - first <= _LONGEST:
        raise InvalidInput(name="last", problem=Problem.OUTSIDE, limit=f"{first}–{first + _LONGEST}")
    start, end = clock.day_bounds(first, last)
    created = (_execution.c.created_at >= start, _execution.c.created_at < end)
    return _packet(work, queries.execution_rows(work, *conditions(wanted), *created, newest_first=True))


def _packet(work: Work, found: list[SessionRow]) -> DataPacket[ExecutionRow]:
    for patient_id in sorted({row["patient_id"] for row in found}):
        work.reads(f"tms patient {patient_id}")
    return packet(ExecutionRow, tuple(execution_line(row) for row in found))


def execution_line(row: SessionRow) -> ExecutionRow:
    """One line of a list from a row of EXECUTIONS."""
    totals = rules.totals(queries.stimulation_of(row, "prescription_"))
    own = queries.as_stored(row, "execution_", _AS_STORED)
    return ExecutionRow(
        **own,
        id=row["execution_id"],
        status=ExecutionStatus(row["execution_status"]),
        patient_no=row["patient_his_id"],
        patient_name=row["patient_name"],
        ward=row["stay_ward"],
        bed=row["stay_bed"],
        part_name=row["prescription_part_name"],
        protocol=row["protocol_name"] or "",
        pulses=totals.pulses,
        duration_s=totals.end_s,
        device_sn=row["device_sn"] or "",
        sessions=row["prescription_sessions"],
        stay_state=queries.stay_state_of(row),
    )


_AS_STORED: Final = (
    "version",
    "attempt",
    "prescription_id",
    "patient_id",
    "device_id",
    "console",
    "created_at",
    "received_at",
    "started_at",
    "ended_at",
    "trains_done",
    "pulses_done",
    "session_number",
    "pulses_before",
    "reason",
    "undelivered",
    "late",
)


# -- patients


def find_patients(work: Work, text: str) -> tuple[TmsPatient, ...]:
    """By part of the name, by patient number or by the other system's number; the latest first."""
    wanted = text.strip()
    if not wanted:
        return ()
    named = _patient.c.his_id == number_in(wanted) if begins_a_number(wanted) else _patient.c.name.contains(wanted, autoescape=True)
    matches = or_(named, _patient.c.code == wanted, _patient.c.external_id == wanted)
    query = queries.PATIENTS.where(matches, *access.visible(work)).order_by(_patient.c.id.desc()).limit(_MOST_FOUND)
    found = tuple(queries.patient_of(work, row) for row in work.rows(query, KnownPatientRow))
    work.reads(f"search, {len(found)} patients")
    return found


def history(work: Work, patient_id: int) -> PatientHistory:
    """Courses and sessions of a patient, latest first."""
    row = queries.patient_row(work, patient_id)
    work.reads(f"tms patient {patient_id}")
    table = models.prescription
    courses = work.rows(queries.PRESCRIPTIONS.where(table.c.patient_id == patient_id).order_by(table.c.id.desc()), CourseRow)
    sessions = queries.execution_rows(work, _execution.c.patient_id == patient_id, newest_first=True)
    return PatientHistory(
        patient=queries.patient_of(work, row),
        prescriptions=tuple(queries.prescription_of(work, course) for course in courses),
        executions=tuple(execution_line(session) for session in sessions),
    )


def treatment_record(work: Work, execution_id: int) -> TreatmentRecord:
    """治疗记录单."""
    row = queries.execution_row(work, execution_id)
    work.reads(f"tms patient {row['patient_id']}")
    table = models.session_log
    stored = work.db.execute(
        select(table.c.entries).where(table.c.execution_id == execution_id).order_by(table.c.filed_at.desc()).limit(1)
    ).scalar_one_or_none()
    operator = row["execution_operator"]
    return TreatmentRecord(
        hospital=queries.hospital_of(work, row).name,
        execution=queries.execution_of(work, row),
        changes=tuple(queries.change_rows(work, execution_id)),
        entries=_entries.decode(stored) if stored else (),
        operator=work.catalog.staff_name(operator) if operator else "",
        printed_at=work.now,
    )
