"""What the treatment room does about its neighbours' facts: stays come and go, wards order treatments and stop them."""

from __future__ import annotations

from sqlalchemy import ColumnElement, select

from server.charging import stays
from server.kernel.unit_of_work import Work
from server.tms import models, patients, prescriptions, queries, replicas, requests, statements, transitions
from server.tms.joined import CourseRow
from shared.contracts.admission.events import StayChanged
from shared.contracts.admission.types import OPEN_STATES, StayState
from shared.contracts.tms.kinds import Kind
from shared.contracts.tms.types import ExecutionStatus, Why
from shared.contracts.ward.events import OrderStopped

_stay, _request = replicas.stay, replicas.request


def follow_stay(work: Work, fact: StayChanged) -> None:
    """Take over a stay as admission knows it; an older word that comes late is ignored."""
    known = work.row(select(_stay).where(_stay.c.stay_id == fact.stay_id), replicas.StayRow)
    if known is not None and fact.version <= known["version"]:
        return
    patients.meet(work, fact)
    if known is None:
        # The end of an earlier stay may be parked; a patient is in the hospital once.
        earlier = (_stay.c.patient_no == fact.patient_no, _stay.c.left_at.is_(None), _stay.c.admitted_at <= fact.admitted_at)
        work.change(_stay, *earlier, left_at=work.now)
    left_at = None if fact.state in OPEN_STATES else (known and known["left_at"]) or work.now
    stays.follow(work, _stay, fact, left_at=left_at)
    if fact.state in {StayState.DISCHARGING, StayState.DISCHARGED, StayState.CANCELLED}:
        _leave(work, fact)
    statements.follow_source(work, fact.stay_id)
    _show(work, fact, None if known is None else known["ward"])


def _leave(work: Work, fact: StayChanged) -> None:
    """Requests close and what no console has is cancelled; what a console has blocks settlement until it is over.

    A patient who lies here again by now keeps the sessions of today: the word about an earlier stay came late.
    """
    elsewhere = (_stay.c.patient_no == fact.patient_no, _stay.c.stay_id != fact.stay_id, _stay.c.left_at.is_(None))
    if not work.has(_stay, *elsewhere):
        pending = [int(ExecutionStatus.PENDING)]
        transitions.cancel_waiting(work, Why.PATIENT_LEFT, models.patient.c.his_id == fact.patient_no, statuses=pending)
    requests.close(work, fact.stay_id)


def _show(work: Work, fact: StayChanged, ward_before: str | None) -> None:
    """Wake the windows that show the patient, if anything waits for them."""
    if work.has(_request, _request.c.stay_id == fact.stay_id, _request.c.closed_at.is_(None)):
        work.touch(Kind.REQUESTS, "")
    execution, patient = models.execution, models.patient
    sessions = execution.join(patient, patient.c.id == execution.c.patient_id)
    if ward_before is not None and work.has(sessions, patient.c.his_id == fact.patient_no):
        work.touch(Kind.QUEUE, "")


def follow_stop(work: Work, fact: OrderStopped) -> None:
    """The ward's order has a stop time. Once it is past, nothing more of it is run."""
    if requests.stored(work, fact.order_id) is None:
        return
    if fact.stop_at <= work.now:
        _end_courses(work, models.prescription.c.order_id == fact.order_id)
    work.change(_request, _request.c.order_id == fact.order_id, stop_at=fact.stop_at)
    work.touch(Kind.REQUESTS, "")


def end_stopped(work: Work) -> int:
    """Stop the prescriptions of orders whose stop time has come; answers how many."""
    stopped = select(_request.c.order_id).where(_request.c.stop_at <= work.now)
    return _end_courses(work, models.prescription.c.order_id.in_(stopped))


def _end_courses(work: Work, which: ColumnElement[bool]) -> int:
    table = models.prescription
    rows = work.rows(queries.PRESCRIPTIONS.where(table.c.stopped_at.is_(None), which).order_by(table.c.id), CourseRow)
    for row in rows:
        prescriptions.end(work, row, row["prescription_version"], Why.ORDER_STOPPED)
    return len(rows)
