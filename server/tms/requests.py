"""治疗申请: a ward's order of an item that the treatment room performs waits here for a prescription (S0, §2.3)."""

from __future__ import annotations

from typing import Final

from sqlalchemy import RowMapping, func, or_, select

from server.kernel.unit_of_work import Work
from server.tms import models, replicas, statements
from shared.contracts.common import DataPacket, packet
from shared.contracts.tms.errors import RequestUnknown
from shared.contracts.tms.events import TreatmentChanged
from shared.contracts.tms.types import ExecutionStatus, TreatmentRequestRow
from shared.contracts.ward.events import OrderConfirmed
from shared.identifiers import OrderId, StayId

OURS: Final = "tms"
_request, _stay, _rx, _execution = replicas.request, replicas.stay, models.prescription, models.execution


def open_requests(work: Work) -> DataPacket[TreatmentRequestRow]:
    """Requests of the caller's wards, oldest first."""
    latest = select(func.max(_rx.c.id)).where(_rx.c.order_id == _request.c.order_id).correlate(_request).scalar_subquery()
    wards = work.caller.wards
    query = (
        select(_request, _stay.c.patient_no, _stay.c.name, _stay.c.ward, _stay.c.bed, latest.label("prescription_id"))
        .join_from(_request, _stay, _stay.c.stay_id == _request.c.stay_id)
        .where(_request.c.closed_at.is_(None), or_(_request.c.stop_at.is_(None), _request.c.stop_at > work.now))
        .order_by(_request.c.start_at, _request.c.order_id)
    )
    if wards:
        query = query.where(_stay.c.ward.in_(sorted(wards)))
    rows = tuple(_row(row) for row in work.rows(query))
    work.reads(f"treatment requests, {len(rows)}")
    return packet(TreatmentRequestRow, rows)


def _row(row: RowMapping) -> TreatmentRequestRow:
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
    if work.row(select(_request.c.order_id).where(_request.c.order_id == order.order_id)) is None:
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
    work.touch("requests", "")


def taken(work: Work, order_id: str) -> RowMapping:
    """An open request with its patient number. Raises RequestUnknown, WardNotAllowed."""
    query = select(_request, _stay.c.patient_no, _stay.c.ward).join_from(_request, _stay, _stay.c.stay_id == _request.c.stay_id)
    row = work.row(query.where(_request.c.order_id == order_id))
    if row is None or is_over(work, row):
        raise RequestUnknown
    work.caller.require_ward(row["ward"])
    return row


def stored(work: Work, order_id: str | None) -> RowMapping | None:
    """A request by its order, open or not."""
    return None if order_id is None else work.row(select(_request).where(_request.c.order_id == order_id))


def is_over(work: Work, request: RowMapping) -> bool:
    """Whether nothing more is wanted: closed, or the order has stopped."""
    return request["closed_at"] is not None or is_stopped(work, request)


def is_stopped(work: Work, request: RowMapping) -> bool:
    """Whether the ward's order has stopped."""
    return request["stop_at"] is not None and request["stop_at"] <= work.now


def close(work: Work, stay_id: str) -> None:
    """The patient leaves: what waits is not wanted any more."""
    work.change(_request, _request.c.stay_id == stay_id, _request.c.closed_at.is_(None), closed_at=work.now)
    work.touch("requests", "")


def tell_ward(work: Work, order_id: str | None) -> None:
    """How far the order is, told after each change of its course."""
    request = stored(work, order_id)
    if request is None:
        return
    work.change(_request, _request.c.order_id == order_id, version=_request.c.version + 1)
    version: int = work.db.execute(select(_request.c.version).where(_request.c.order_id == order_id)).scalar_one()
    courses = select(_rx.c.id, _rx.c.sessions).where(_rx.c.order_id == order_id, _rx.c.stopped_at.is_(None)).order_by(_rx.c.id)
    planned = sum(course["sessions"] for course in work.rows(courses))
    session = select(_execution.c.status).join(_rx, _rx.c.id == _execution.c.prescription_id).where(_rx.c.order_id == order_id)
    statuses = list(work.db.execute(session.order_by(_execution.c.id)).scalars())
    done = sum(status == ExecutionStatus.COMPLETED for status in statuses)
    if planned and done >= planned and request["closed_at"] is None:
        work.change(_request, _request.c.order_id == order_id, closed_at=work.now)
    latest = ExecutionStatus(statuses[-1]) if statuses else None
    fact = TreatmentChanged(
        StayId(request["stay_id"]), OrderId(request["order_id"]), version, planned, done, latest, work.now if statuses else None
    )
    work.publish(request["stay_id"], fact)
    work.touch("requests", "")
