"""治疗申请: a ward's order of an item that the treatment room performs waits here for a prescription (S0, §2.3)."""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import func, or_, select

from server.kernel.unit_of_work import Work
from server.tms import locks, models, replicas, statements
from shared.contracts.admission.types import OPEN_STATES, StayState
from shared.contracts.common import DataPacket, packet
from shared.contracts.tms.errors import RequestUnknown
from shared.contracts.tms.events import TreatmentChanged
from shared.contracts.tms.kinds import Kind
from shared.contracts.tms.types import ExecutionStatus, TreatmentRequestRow
from shared.contracts.ward.events import OrderConfirmed
from shared.identifiers import OrderId, StayId

OURS: Final = "tms"
_request, _stay, _rx, _execution = replicas.request, replicas.stay, models.prescription, models.execution


class _AskedRow(replicas.RequestRow):
    """A request with its patient's stay."""

    patient_no: int
    ward: str
    state: int


class _ShownRow(replicas.RequestRow):
    """A request with its patient and the latest course."""

    patient_no: int
    name: str
    ward: str
    bed: str | None
    prescription_id: int | None


def requests(work: Work) -> DataPacket[TreatmentRequestRow]:
    """Requests of the caller's wards, oldest first."""
    latest = select(func.max(_rx.c.id)).where(_rx.c.order_id == _request.c.order_id).correlate(_request).scalar_subquery()
    query = (
        select(_request, _stay.c.patient_no, _stay.c.name, _stay.c.ward, _stay.c.bed, latest.label("prescription_id"))
        .join_from(_request, _stay, _stay.c.stay_id == _request.c.stay_id)
        .where(
            *work.caller.only(_stay.c.ward),
            _request.c.closed_at.is_(None),
            or_(_request.c.stop_at.is_(None), _request.c.stop_at > work.now),
        )
        .order_by(_request.c.start_at, _request.c.order_id)
    )
    rows = tuple(_row(row) for row in work.rows(query, _ShownRow))
    work.reads(f"treatment requests, {len(rows)}")
    return packet(TreatmentRequestRow, rows)


def _row(row: _ShownRow) -> TreatmentRequestRow:
    return TreatmentRequestRow(
        order_id=OrderId(row["order_id"]),
        stay_id=StayId(row["stay_id"]),
        patient_no=row["patient_no"],
        patient_name=row["name"],
        ward=row["ward"],
        bed=row["bed"],
        item_code=row["item_code"],
        item_name=row["item_name"],
        ordered=row["ordered"],
        start_at=row["start_at"],
        stop_at=row["stop_at"],
        prescription_id=row["prescription_id"],
    )


def arrive(work: Work, order: OrderConfirmed) -> None:
    """Keep a confirmed order of ours.

    An item that the catalogue here does not know yet raises KeyError: the event is parked and comes again, so no order is lost to
    a catalogue that arrives later than the order.
    """
    if work.catalog.items[order.item_code].performed_by != OURS:
        return
    if not work.has(_request, _request.c.order_id == order.order_id):
        work.add(
            _request,
            order_id=order.order_id,
            stay_id=order.stay_id,
            version=0,
            item_code=order.item_code,
            item_name=order.item_name,
            ordered=f"{order.dose_text} {order.frequency}".strip(),
            start_at=order.start_at,
            stop_at=order.stop_at,
            closed_at=None,
        )
    statements.follow(work, order.stay_id)
    work.touch(Kind.REQUESTS, "")


def taken(work: Work, order_id: str) -> _AskedRow:
    """A request that may get a course, with its patient number. Raises RequestUnknown, WardNotAllowed."""
    about_stay = (_stay.c.patient_no, _stay.c.ward, _stay.c.state)
    query = select(_request, *about_stay).join_from(_request, _stay, _stay.c.stay_id == _request.c.stay_id)
    row = work.row(query.where(_request.c.order_id == order_id), _AskedRow)
    if row is None or is_stopped(work, row) or (row["closed_at"] is not None and not _may_go_on(work, row)):
        raise RequestUnknown
    work.caller.require_ward(row["ward"])
    return row


class Course(NamedTuple):
    """A prescription of a request."""

    sessions: int
    done: int
    stopped: bool

    @property
    def planned(self) -> int:
        """Sessions that count as planned: of a stopped course only those that were given."""
        return self.done if self.stopped else self.sessions


def _courses(work: Work, order_id: str) -> list[Course]:
    """Courses of a request, oldest first."""
    completed = (_execution.c.prescription_id == _rx.c.id, _execution.c.status == int(ExecutionStatus.COMPLETED))
    done = select(func.count()).select_from(_execution).where(*completed).correlate(_rx).scalar_subquery().label("done")
    query = select(_rx.c.sessions, _rx.c.stopped_at, done).where(_rx.c.order_id == order_id).order_by(_rx.c.id)
    return [Course(sessions, given, stopped_at is not None) for sessions, stopped_at, given in work.db.execute(query)]


def _may_go_on(work: Work, request: _AskedRow) -> bool:
    """Whether a closed request still lacks sessions of a course that was stopped early, and the patient stays."""
    stay = StayState(request["state"])
    short = any(course.stopped and course.done < course.sessions for course in _courses(work, request["order_id"]))
    return short and stay in OPEN_STATES and stay is not StayState.DISCHARGING


def reopen(work: Work, order_id: str | None) -> None:
    """A course is prescribed again for a request that an earlier one had closed."""
    work.change(_request, _request.c.order_id == order_id, closed_at=None)


def stored(work: Work, order_id: str | None) -> replicas.RequestRow | None:
    """A request by its order, open or not."""
    if order_id is None:
        return None
    return work.row(select(_request).where(_request.c.order_id == order_id), replicas.RequestRow)


def is_stopped(work: Work, request: replicas.RequestRow) -> bool:
    """Whether the ward's order has stopped."""
    return request["stop_at"] is not None and request["stop_at"] <= work.now


def close(work: Work, stay_id: str) -> None:
    """The patient leaves: what waits is not wanted any more."""
    work.change(_request, _request.c.stay_id == stay_id, _request.c.closed_at.is_(None), closed_at=work.now)
    work.touch(Kind.REQUESTS, "")


def tell_ward(work: Work, order_id: str | None) -> None:
    """How far the order is, told at the end of what changed its course."""
    if order_id is not None:
        work.at_the_end(locks.REQUESTS, order_id, lambda: _tell_ward(work, order_id))


def _tell_ward(work: Work, order_id: str) -> None:
    request = stored(work, order_id)
    if request is None:
        return
    work.change(_request, _request.c.order_id == order_id, version=_request.c.version + 1)
    version: int = work.db.execute(select(_request.c.version).where(_request.c.order_id == order_id)).scalar_one()
    courses = _courses(work, request["order_id"])
    planned, done = sum(course.planned for course in courses), sum(course.done for course in courses)
    session = select(_execution.c.status).join(_rx, _rx.c.id == _execution.c.prescription_id).where(_rx.c.order_id == order_id)
    statuses = list(work.db.execute(session.order_by(_execution.c.id)).scalars())
    fulfilled = planned > 0 and done >= planned and not courses[-1].stopped
    if fulfilled and request["closed_at"] is None:
        work.change(_request, _request.c.order_id == order_id, closed_at=work.now)
    latest = ExecutionStatus(statuses[-1]) if statuses else None
    fact = TreatmentChanged(
        StayId(request["stay_id"]), OrderId(request["order_id"]), version, planned, done, latest, work.now if statuses else None
    )
    work.publish(request["stay_id"], fact)
    work.touch(Kind.REQUESTS, "")
