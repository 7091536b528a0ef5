"""Reads of requests straight to values: the inbox and one request with its lines (R3.G)."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from sqlalchemy import ColumnElement, Select, case, func, select

from server.kernel.database import Amount
from server.kernel.unit_of_work import Work
from server.pharmacy import models, replicas, rules, stock_queries
from server.pharmacy.models import LineRow, line, movement
from server.pharmacy.models import request as _request
from server.pharmacy.states import OPEN_REQUESTS
from shared.contracts.common import DataPacket, LineKind, PatientBrief, packet
from shared.contracts.pharmacy.errors import DrugPriceMissing, RequestNotFound, ReturnTooMuch, ReturnWithoutIssue, StockShort
from shared.contracts.pharmacy.types import PickRow, Request, RequestLineRow, RequestLineState, RequestRow, RequestState
from shared.identifiers import RequestId, StayId

_NOTHING = Decimal(0)


PATIENT_NAME = func.coalesce(replicas.stay.c.name, _request.c.patient_name).label("patient_name")
"""The name as admission has corrected it; the request's own until admission's word is here."""


class HeadRow(models.RequestRow):
    """A request with what admission and the ward told of the stay."""

    visit_no: int | None
    sex: int | None
    birth_date: date | None
    stay_ward: str | None
    stay_bed: str | None
    allergy: str | None


class _Picked(TypedDict):
    """What is to be picked of a drug."""

    drug_code: str
    drug_name: str
    spec: str
    unit: str
    quantity: Decimal
    patients: int


def with_patient(*columns: ColumnElement[Any]) -> Select[Any]:
    """Select `columns` of requests together with what admission and the ward told of the stay."""
    stay, told = replicas.stay, replicas.allergy
    known = (stay.c.visit_no, stay.c.sex, stay.c.birth_date, stay.c.ward.label("stay_ward"), stay.c.bed.label("stay_bed"))
    joined = _request.outerjoin(stay, stay.c.stay_id == _request.c.stay_id).outerjoin(told, told.c.stay_id == _request.c.stay_id)
    asked = (column for column in _request.c if column.name != PATIENT_NAME.name)
    return select(*asked, PATIENT_NAME, *known, told.c.allergy, *columns).select_from(joined)


def current_bed(row: HeadRow) -> str | None:
    """Where the patient lies now, while still on the ward that asked; else the bed of the request."""
    on_ward = row["stay_ward"] == row["ward"] and row["stay_bed"]
    return row["stay_bed"] if on_ward else row["bed"]


def patient_brief(work: Work, row: HeadRow) -> PatientBrief:
    """The patient of a request; without admission's word yet, visit and birth date are missing."""
    return PatientBrief(
        patient_no=row["patient_no"],
        visit_no=row["visit_no"] or 0,
        name=row["patient_name"],
        sex=row["sex"] or 0,
        birth_date=row["birth_date"],
        ward=row["ward"],
        bed=current_bed(row),
        ward_name=work.catalog.ward_name(row["ward"]),
    )


# -- the inbox


def inbox(work: Work, ward: str | None) -> DataPacket[RequestRow]:
    """Requests with something left to do, by ward and time."""
    work.reads(f"inbox {ward or 'all wards'}")
    open_ones = _request.c.state.in_(OPEN_REQUESTS)
    query = with_patient().where(open_ones, *_of_ward(work, ward))
    counts = _counts(work)
    rows = work.rows(query.order_by(_request.c.ward, _request.c.requested_at, _request.c.request_id), HeadRow)
    return packet(RequestRow, tuple(_request_row(work, row, counts[row["request_id"]]) for row in rows))


def _counts(work: Work) -> dict[str, tuple[int, int, int]]:
    """Lines, waiting lines and waiting returns of every open request."""
    waiting = line.c.state == RequestLineState.WAITING
    query = (
        select(
            line.c.request_id,
            func.count(),
            func.sum(case((waiting, 1), else_=0)),
            func.sum(case((waiting & (line.c.quantity < _NOTHING), 1), else_=0)),
        )
        .select_from(line.join(_request, _request.c.request_id == line.c.request_id))
        .where(_request.c.state.in_(OPEN_REQUESTS))
        .group_by(line.c.request_id)
    )
    return {request_id: (lines, int(open_ones), int(returns)) for request_id, lines, open_ones, returns in work.db.execute(query)}


def _request_row(work: Work, row: HeadRow, counts: tuple[int, int, int]) -> RequestRow:
    lines, waiting, returns = counts
    return RequestRow(
        request_id=RequestId(row["request_id"]),
        ward=row["ward"],
        ward_name=work.catalog.ward_name(row["ward"]),
        bed=current_bed(row),
        patient_no=row["patient_no"],
        patient_name=row["patient_name"],
        requested_at=row["requested_at"],
        state=RequestState(row["state"]),
        lines=lines,
        waiting=waiting,
        returns=returns,
    )


def ward_sum(work: Work, ward: str | None) -> DataPacket[PickRow]:
    """Quantities to pick for a ward by drug, in the order of codes."""
    conditions = [line.c.state == RequestLineState.WAITING, line.c.quantity > _NOTHING, *_of_ward(work, ward)]
    query = (
        select(
            line.c.drug_code,
            func.max(line.c.drug_name).label("drug_name"),
            func.max(line.c.spec).label("spec"),
            func.max(line.c.unit).label("unit"),
            func.sum(line.c.quantity, type_=Amount()).label("quantity"),
            func.count(_request.c.stay_id.distinct()).label("patients"),
        )
        .select_from(line.join(_request, _request.c.request_id == line.c.request_id))
        .where(*conditions)
        .group_by(line.c.drug_code)
        .order_by(line.c.drug_code)
    )
    rows = work.rows(query, _Picked)
    stock = stock_queries.usable(work)
    return packet(PickRow, tuple(_pick_row(work, row, stock.get(row["drug_code"], _NOTHING)) for row in rows))


def _of_ward(work: Work, ward: str | None) -> list[ColumnElement[bool]]:
    """Requests of one ward, or of all wards the caller may work for."""
    conditions: list[ColumnElement[bool]] = [] if ward is None else [_request.c.ward == ward]
    return [*conditions, *work.caller.only(_request.c.ward)]


def _pick_row(work: Work, row: _Picked, stock: Decimal) -> PickRow:
    return PickRow(
        drug_code=row["drug_code"],
        drug_name=row["drug_name"],
        spec=row["spec"],
        unit=row["unit"],
        quantity=row["quantity"],
        stock=stock,
        patients=row["patients"],
        high_alert=_high_alert(work, row["drug_code"]),
    )


def _high_alert(work: Work, drug_code: str) -> bool:
    facts = work.catalog.drug_facts.get(drug_code)
    return facts is not None and facts.high_alert


# -- one request


def request_row(work: Work, request_id: str) -> HeadRow:
    """The stored request. Raises RequestNotFound, WardNotAllowed."""
    row = work.row(with_patient().where(_request.c.request_id == request_id), HeadRow)
    if row is None:
        raise RequestNotFound
    work.caller.require_ward(row["ward"])
    return row


def line_rows(work: Work, request_id: str) -> list[LineRow]:
    """The stored lines of a request in the order they are shown: section, group, age."""
    rows = work.rows(select(line).where(line.c.request_id == request_id), LineRow)
    return sorted(
        rows,
        key=lambda row: (rules.section(row["ordered_as"], row["quantity"]), row["ordered_as"], row["group_no"], row["line_id"]),
    )


def request(work: Work, request_id: str) -> Request:
    """A request with its lines."""
    head = request_row(work, request_id)
    work.reads(head["stay_id"])
    rows = line_rows(work, request_id)
    usable = stock_queries.usable(work, {row["drug_code"] for row in rows})
    named = originals(work, rows)
    return Request(
        request_id=RequestId(request_id),
        stay_id=StayId(head["stay_id"]),
        patient=patient_brief(work, head),
        requested_at=head["requested_at"],
        state=RequestState(head["state"]),
        version=head["version"],
        lines=packet(RequestLineRow, tuple(_line_row(work, row, usable, named) for row in rows)),
        allergy=head["allergy"] or "",
    )


def originals(work: Work, asked: Sequence[LineRow]) -> dict[str, LineRow]:
    """The lines that those among `asked` that are returns name, by id."""
    wanted = {row["reverses"] for row in asked if row["reverses"]}
    if not wanted:
        return {}
    rows = work.rows(select(line).where(line.c.line_id.in_(sorted(wanted))), LineRow)
    return {row["line_id"]: row for row in rows}


def _line_row(work: Work, row: LineRow, usable: dict[str, Decimal], named: dict[str, LineRow]) -> RequestLineRow:
    stock = usable.get(row["drug_code"], _NOTHING)
    return RequestLineRow(
        line_id=row["line_id"],
        request_id=row["request_id"],
        ordered_as=LineKind(row["ordered_as"]),
        group_no=row["group_no"],
        drug_code=row["drug_code"],
        drug_name=row["drug_name"],
        spec=row["spec"],
        unit=row["unit"],
        quantity=row["quantity"],
        dose_text=row["dose_text"],
        usage=row["usage"],
        frequency=row["frequency"],
        administrations=row["administrations"],
        service_date=row["service_date"],
        state=RequestLineState(row["state"]),
        reason=row["reason"],
        stock=stock,
        obstacle=_obstacle(work, row, stock, named.get(row["reverses"] or "")),
        high_alert=_high_alert(work, row["drug_code"]),
        reverses=row["reverses"],
    )


def _obstacle(work: Work, row: LineRow, stock: Decimal, original: LineRow | None) -> str:
    """The code of the refusal this line would meet now; empty when it can be done or is done."""
    if row["state"] != RequestLineState.WAITING:
        return ""
    if row["quantity"] < 0:
        if original is None or not was_issued(original, row["drug_code"]):
            return ReturnWithoutIssue.code
        too_much = original["returned"] - row["quantity"] > original["quantity"]
        return ReturnTooMuch.code if too_much else ""
    if work.catalog.price(row["drug_code"], work.now) is None:
        return DrugPriceMissing.code
    return StockShort.code if row["quantity"] > stock else ""


def was_issued(original: LineRow, drug_code: str) -> bool:
    """Whether a return of this drug may name `original`."""
    return original["state"] == RequestLineState.DISPENSED and original["drug_code"] == drug_code


def batches_out(work: Work, issued: Collection[str]) -> dict[str, list[rules.Shelf]]:
    """What is still out of each batch of dispensed lines, in the order it was issued."""
    original = func.coalesce(line.c.reverses, line.c.line_id).label("original")
    query = (
        select(original, movement.c.batch_no, func.sum(movement.c.quantity, type_=Amount()))
        .join_from(line, movement, movement.c.line_id == line.c.line_id)
        .where(line.c.line_id.in_(sorted(issued)) | line.c.reverses.in_(sorted(issued)))
        .group_by(original, movement.c.batch_no)
        .order_by(func.min(movement.c.movement_id))
    )
    out: dict[str, list[rules.Shelf]] = {each: [] for each in issued}
    for each, batch_no, moved in work.db.execute(query):
        out[each].append(rules.Shelf(batch_no, -moved))
    return out
