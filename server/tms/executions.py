"""处方执行记录 as they are created: from known records or with inline data of another system, once per client reference (W1)."""

from __future__ import annotations

import hashlib
from typing import Any, Final

import msgspec
from sqlalchemy import bindparam, select

from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.tms import (
    counters,
    courses,
    devices,
    models,
    notices,
    patients,
    prescriptions,
    queries,
    received,
    rules,
    starts,
    states,
    transitions,
)
from server.tms.joined import CourseRow, KnownPatientRow
from server.tms.seed_data import OWN_HOSPITAL
from shared import clock
from shared.contracts.tms.errors import (
    ExecutorUnknown,
    NotThisPatient,
    PatientMissing,
    PrescriptionMissing,
    ReferenceReused,
)
from shared.contracts.tms.types import ExecutionStatus as Status
from shared.contracts.tms.types import NewExecution, Note, Notice, NoticeKind

_execution, _executor = models.execution, models.executor
_EXECUTOR_OF: Final = select(_executor.c.id).where(_executor.c.staff_id == bindparam("staff"))


def create_execution(work: Work, new: NewExecution) -> Notice:
    """创建处方执行记录. That something was given is only said by who may run sessions: it is charged."""
    if new.status not in states.WAITING:
        work.caller.require("tms.run")
    content = _digest(new)
    reference = clean(new.client_reference, "client_reference") or None
    if reference is not None and (first := _created_before(work, reference, content)) is not None:
        return first
    row, hospital_id = _prescription(work, new)
    prescriptions.check_may_have_session(work, row)
    device_id = _device(work, hospital_id, new)
    unchecked: Note = ""
    if new.status is Status.EXECUTING:
        unchecked = starts.check_safe(row)
        starts.check_free(work, row["patient_id"], device_id)
    elif new.status is Status.COMPLETED:
        unchecked = starts.unasked(row, work.now)
    number = add(
        work,
        row,
        new.status,
        hospital_id=hospital_id,
        session_number=courses.arranged(work, row) + 1,
        device_id=device_id,
        executor_id=_executor_number(work, new.executor_id),
        client_reference=reference,
        content=content,
        notes=(unchecked,),
        **_already(work, row, new.status),
    )
    if new.status is Status.COMPLETED:
        transitions.charge(work, queries.execution_row(work, number), work.now)
    transitions.settle_effects(work, row)
    notice = notices.tell_created(work, number)
    return Notice(notice, NoticeKind.CREATED, work.now, queries.stored_execution(work, number))


def add(work: Work, prescription: CourseRow, status: Status, *, notes: tuple[Note, ...], **values: Any) -> int:
    """A new session of a prescription, with the first step of its history; answers its number."""
    number = counters.take(work, "execution")
    given: dict[str, Any] = {
        **transitions.NOTHING_YET,
        "attempt": 1,
        "client_reference": None,
        "late": False,
        "pulses_before": 0,
        "run_of": None,
        "run_attempt": None,
        **values,
    }
    work.add(
        _execution,
        id=number,
        version=1,
        status=int(status),
        attempt_at=work.now,
        prescription_id=prescription["prescription_id"],
        patient_id=prescription["patient_id"],
        created_by=work.caller.user_id,
        created_at=work.now,
        notice=0,
        told_at=clock.utc_now(),
        charge="",
        **given,
    )
    transitions.record(
        work,
        number,
        1,
        None,
        status,
        console=given["console"],
        device_id=given["device_id"],
        pulses_done=given["pulses_done"],
        notes=notes,
    )
    return number


# -- what is asked for


def _digest(new: NewExecution) -> str:
    return hashlib.sha256(msgspec.msgpack.encode(new)).hexdigest()


def _created_before(work: Work, reference: str, content: str) -> Notice | None:
    """The answer to the first request with this reference. References belong to whoever sends them."""
    mine = (_execution.c.created_by == work.caller.user_id, _execution.c.client_reference == reference)
    known = work.row(select(_execution).where(*mine), models.ExecutionRow)
    if known is None:
        return None
    if known["content"] != content:
        raise ReferenceReused(reference=reference)
    return Notice(known["notice"], NoticeKind.CREATED, known["created_at"], queries.stored_execution(work, known["id"]))


def _prescription(work: Work, new: NewExecution) -> tuple[CourseRow, int]:
    """The prescription meant, found or stored, and the hospital it is for."""
    hospital_id = None if new.hospital_id is None else devices.check_hospital(work, new.hospital_id)
    if new.prescription_id is not None:
        row = queries.prescription_row(work, new.prescription_id)
        if new.patient is not None or new.patient_id not in {None, row["patient_id"]}:
            _check_same(row, _patient(work, new, hospital_id or row["prescription_hospital_id"]))
        return row, hospital_id or row["prescription_hospital_id"]
    hospital_id = hospital_id or OWN_HOSPITAL
    patient = _patient(work, new, hospital_id)
    if new.prescription is None:
        raise PrescriptionMissing
    number = received.receive(work, hospital_id, patient, new.prescription)
    return queries.prescription_row(work, number), hospital_id


def _patient(work: Work, new: NewExecution, hospital_id: int) -> KnownPatientRow:
    if new.patient_id is not None:
        return queries.patient_row(work, new.patient_id)
    if new.patient is None:
        raise PatientMissing
    return queries.patient_row(work, patients.upsert(work, hospital_id, new.patient))


def _check_same(prescription: CourseRow, patient: KnownPatientRow) -> None:
    if prescription["patient_id"] != patient["patient_id"]:
        raise NotThisPatient(id=prescription["prescription_id"])


def _device(work: Work, hospital_id: int, new: NewExecution) -> int | None:
    """The device meant, None for whichever is free. One that is offline is no obstacle: the session waits for its console."""
    if new.device_id is not None:
        return devices.check_device(work, new.device_id)
    return None if new.device is None else devices.upsert(work, hospital_id, new.device)


def _executor_number(work: Work, executor_id: int | None) -> int | None:
    """Who is to run it: the member of staff named by number, else the one who asks; people are numbered on first use."""
    if executor_id is not None:
        if not work.has(_executor, _executor.c.id == executor_id):
            raise ExecutorUnknown(id=executor_id)
        return executor_id
    staff_id = work.caller.user_id
    if work.catalog.staff(staff_id) is None:
        return None
    known: int | None = work.db.execute(_EXECUTOR_OF, {"staff": staff_id}).scalar_one_or_none()
    if known is None:
        known = counters.take(work, "executor")
        work.add(_executor, id=known, staff_id=staff_id)
    return known


def _already(work: Work, prescription: CourseRow, status: Status) -> dict[str, Any]:
    """What is known of a session that another system says has begun or is over."""
    values: dict[str, Any] = {}
    if status not in states.WAITING:
        values["ended_at"] = None if status is Status.EXECUTING else work.now
    if status in {Status.EXECUTING, Status.COMPLETED}:
        values |= {"console": work.caller.name[:50], "operator": work.caller.user_id, "started_at": work.now}
    if status is Status.EXECUTING:
        values["heard_at"] = clock.utc_now()
    if status is Status.COMPLETED:
        totals = rules.totals(queries.stimulation_of(prescription, "prescription_"))
        values |= {"trains_done": totals.trains, "pulses_done": totals.pulses}
    return values
