"""Reads of what went over the counter: slips by press and by ward (R3.4), and the searchable records (R3.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Select, or_, select

from server.kernel.text import number_in
from server.kernel.unit_of_work import Work
from server.pharmacy import queries, rules
from server.pharmacy.models import dispense, line, movement, request
from server.pharmacy.states import ISSUED
from shared import clock
from shared.contracts.common import DataPacket, LineKind, packet
from shared.contracts.pharmacy.errors import DispenseNotFound
from shared.contracts.pharmacy.types import DispensedQuery, DispensedRow, DispensingSlip, SlipLine, SlipPatient
from shared.identifiers import LineId
from shared.money import change_amount

_LINE_COLUMNS = (
    line.c.line_id,
    line.c.ordered_as,
    line.c.group_no,
    line.c.drug_code,
    line.c.drug_name,
    line.c.spec,
    line.c.unit,
    line.c.quantity,
    line.c.dose_text,
    line.c.usage,
    line.c.frequency,
    line.c.administrations,
    line.c.price,
    line.c.reverses,
    line.c.dispense_id,
    dispense.c.slip_no,
    dispense.c.dispensed_at,
    dispense.c.dispensed_by,
)


class IssuedRow(queries.HeadRow):
    """A line that went over the counter, with its request and press."""

    line_id: LineId
    ordered_as: int
    group_no: int
    drug_code: str
    drug_name: str
    spec: str
    unit: str
    quantity: Decimal
    dose_text: str
    usage: str
    frequency: str
    administrations: int
    price: Decimal
    reverses: LineId | None
    dispense_id: str
    slip_no: str
    dispensed_at: datetime
    dispensed_by: str


def _issued(*conditions: ColumnElement[bool]) -> Select[Any]:
    """Issued and returned lines that meet `conditions`, with request, patient and press."""
    query = queries.with_patient(*_LINE_COLUMNS)
    query = query.join(line, line.c.request_id == request.c.request_id).join(dispense, dispense.c.dispense_id == line.c.dispense_id)
    return query.where(line.c.state.in_(ISSUED), *conditions)


def _batches(work: Work, lines: Select[Any]) -> dict[str, tuple[str, ...]]:
    """Batch numbers by line, for the lines a query gives."""
    ids = lines.with_only_columns(line.c.line_id)
    found: dict[str, list[str]] = defaultdict(list)
    query = select(movement.c.line_id, movement.c.batch_no).where(movement.c.line_id.in_(ids))
    for line_id, batch_no in work.db.execute(query.order_by(movement.c.movement_id)):
        found[line_id].append(batch_no)
    return {line_id: tuple(batches) for line_id, batches in found.items()}


# -- slips


def slip(work: Work, dispense_id: str) -> DispensingSlip:
    """The slip of one press."""
    query = _issued(line.c.dispense_id == dispense_id)
    rows = work.rows(query, IssuedRow)
    if not rows:
        raise DispenseNotFound
    work.caller.require_ward(rows[0]["ward"])
    return _slip(work, rows[0]["ward"], rows[0]["slip_no"], rows, _batches(work, query))


def ward_slip(work: Work, ward: str, service_date: date) -> DispensingSlip:
    """Everything that was issued to a ward, and taken back from it, for one service date."""
    work.caller.require_ward(ward)
    query = _issued(request.c.ward == ward, line.c.service_date == service_date)
    return _slip(work, ward, f"{ward}-{service_date:%Y%m%d}", work.rows(query, IssuedRow), _batches(work, query))


def _slip(work: Work, ward: str, slip_no: str, rows: Sequence[IssuedRow], batches: dict[str, tuple[str, ...]]) -> DispensingSlip:
    last = max((row["dispensed_at"] for row in rows), default=work.now)
    return DispensingSlip(
        hospital=work.catalog.hospital,
        ward=ward,
        ward_name=work.catalog.ward_name(ward),
        slip_no=slip_no,
        patients=tuple(_patients(work, rows, batches)),
        by_drug=_by_drug(rows),
        dispensed_at=last,
        dispensed_by="、".join(dict.fromkeys(row["dispensed_by"] for row in sorted(rows, key=_when))),
    )


def _when(row: IssuedRow) -> tuple[datetime, str]:
    return row["dispensed_at"], row["line_id"]


def _bed_order(row: IssuedRow) -> tuple[Any, ...]:
    bed = queries.current_bed(row) or ""
    section = rules.section(row["ordered_as"], row["quantity"])
    return bed, row["patient_no"], row["request_id"], section, row["ordered_as"], row["group_no"], row["line_id"]


def _patients(work: Work, rows: Iterable[IssuedRow], batches: dict[str, tuple[str, ...]]) -> Iterable[SlipPatient]:
    for _, part in groupby(sorted(rows, key=_bed_order), key=lambda row: row["request_id"]):
        members = list(part)
        head = members[0]
        work.reads(head["stay_id"])
        lines = tuple(_slip_line(work, row, batches.get(row["line_id"], ())) for row in members)
        yield SlipPatient(queries.patient_brief(work, head), head["request_id"], lines, head["allergy"] or "")


def _slip_line(work: Work, row: IssuedRow, batches: tuple[str, ...]) -> SlipLine:
    facts = work.catalog.drug_facts.get(row["drug_code"])
    return SlipLine(
        ordered_as=LineKind(row["ordered_as"]),
        drug_code=row["drug_code"],
        drug_name=row["drug_name"],
        spec=row["spec"],
        unit=row["unit"],
        dose_text=row["dose_text"],
        usage=row["usage"],
        frequency=row["frequency"],
        administrations=row["administrations"],
        quantity=row["quantity"],
        batches=batches,
        high_alert=facts is not None and facts.high_alert,
        group_no=row["group_no"],
    )


def _by_drug(rows: Iterable[IssuedRow]) -> tuple[tuple[str, str, str, str, Decimal], ...]:
    """Sums for picking by drug; what came back is a row of its own, it is not picked."""
    sums: dict[tuple[str, bool], Decimal] = defaultdict(Decimal)
    names: dict[str, tuple[str, str, str]] = {}
    for row in rows:
        sums[row["drug_code"], row["quantity"] < 0] += row["quantity"]
        names[row["drug_code"]] = (row["drug_name"], row["spec"], row["unit"])
    return tuple((code, *names[code], quantity) for (code, _), quantity in sorted(sums.items()))


# -- records


def dispensed(work: Work, query: DispensedQuery) -> DataPacket[DispensedRow]:
    """Dispensing records, newest first."""
    begin, end = clock.day_bounds(query.first, query.last)
    conditions = (*_filters(query), *work.caller.only(request.c.ward))
    found = _issued(dispense.c.dispensed_at >= begin, dispense.c.dispensed_at < end, *conditions)
    page = found.order_by(dispense.c.dispensed_at.desc(), line.c.line_id.desc()).limit(query.limit)
    rows, batches = work.rows(page, IssuedRow), _batches(work, page)
    before = _issued_before(work, [row["reverses"] for row in rows if row["reverses"] is not None])
    for stay_id in dict.fromkeys(row["stay_id"] for row in rows):
        work.reads(stay_id)
    return packet(DispensedRow, tuple(_dispensed_row(row, batches.get(row["line_id"], ()), before) for row in rows))


def _issued_before(work: Work, originals: Sequence[LineId]) -> dict[LineId, Decimal]:
    """By returning line: what was left of the issued one before it, which decides what the return is worth (`change_amount`)."""
    if not originals:
        return {}
    columns = (line.c.line_id, line.c.reverses, line.c.quantity)
    query = select(*columns).join(dispense, dispense.c.dispense_id == line.c.dispense_id)
    same = or_(line.c.line_id.in_(originals), line.c.reverses.in_(originals))
    left: dict[LineId, Decimal] = {}
    before: dict[LineId, Decimal] = {}
    for line_id, reverses, quantity in work.db.execute(query.where(same).order_by(dispense.c.dispensed_at, line.c.line_id)):
        before[line_id] = left.get(reverses or line_id, Decimal(0))
        left[reverses or line_id] = before[line_id] + quantity
    return before


def _filters(query: DispensedQuery) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if query.ward:
        conditions.append(request.c.ward == query.ward)
    if query.drug_code:
        conditions.append(line.c.drug_code == query.drug_code)
    text = query.text.strip()
    if text:
        by_number = request.c.patient_no == number_in(text)
        names = (queries.PATIENT_NAME.element, line.c.drug_name)
        starts = (line.c.drug_code, dispense.c.slip_no)
        matches = [column.contains(text, autoescape=True) for column in names]
        matches += [column.startswith(text, autoescape=True) for column in starts]
        conditions.append(or_(by_number, *matches))
    return conditions


def _dispensed_row(row: IssuedRow, batches: tuple[str, ...], before: dict[LineId, Decimal]) -> DispensedRow:
    return DispensedRow(
        line_id=row["line_id"],
        dispense_id=row["dispense_id"],
        dispensed_at=row["dispensed_at"],
        ward=row["ward"],
        patient_no=row["patient_no"],
        patient_name=row["patient_name"],
        drug_code=row["drug_code"],
        drug_name=row["drug_name"],
        spec=row["spec"],
        unit=row["unit"],
        quantity=row["quantity"],
        price=row["price"],
        amount=change_amount(before.get(row["line_id"], Decimal(0)), row["quantity"], row["price"]),
        batches="、".join(batches),
        dispensed_by=row["dispensed_by"],
    )
