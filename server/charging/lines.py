"""Charge lines as their source makes them, tells them, takes them back and hears that they are settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import fields
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, TypedDict

from sqlalchemy import Table, Unicode, bindparam, func, or_, select, update

from server.kernel.rows import Uid, Units
from server.kernel.unit_of_work import Work
from shared import clock
from shared.contracts.admission.events import LinesSettled
from shared.contracts.charging import LinesPlanned
from shared.contracts.common import Item, LineKind, LineState, PlannedLine, Quantity
from shared.identifiers import LineId, OrderId, StayId, new_id
from shared.money import change_amount, line_amount

_NAMES: Final = tuple(field.name for field in fields(PlannedLine))


class LineRow(TypedDict):
    """What every table of charge lines has."""

    line_id: Uid[LineId]
    ward: Annotated[str, Unicode(10)]
    kind: int
    order_id: Uid[OrderId] | None
    item_code: Annotated[str, Unicode(6)]
    item_name: Annotated[str, Unicode(60)]
    spec: Annotated[str, Unicode(40)]
    unit: Annotated[str, Unicode(10)]
    income_type: int
    quantity: Units
    service_date: date
    created_at: datetime
    reverses: Uid[LineId] | None


class Charged(TypedDict):
    """What a source knows of a stay that it charges."""

    stay_id: StayId
    ward: str
    bed: str | None
    patient_no: int
    name: str


def of_item(item: Item) -> dict[str, Any]:
    """What a line says of its item."""
    return {
        "item_code": item.code,
        "item_name": item.name,
        "spec": item.spec,
        "unit": item.unit,
        "income_type": item.income_type,
    }


def taking_back(work: Work, original: LineRow, quantity: Quantity, reason: str) -> dict[str, Any]:
    """What a line says that takes `quantity` of `original` back; the original itself is never edited (§2.6)."""
    return {
        "line_id": new_id(),
        "kind": int(LineKind.REVERSAL),
        "quantity": -quantity,
        "service_date": clock.local(work.now).date(),
        "created_at": work.now,
        "reverses": original["line_id"],
        "reason": reason,
    }


def amount_of(work: Work, line: Table, stay_id: str, reverses: str | None, quantity: Quantity, price: Decimal) -> Decimal:
    """What a line of the stay is charged, or gives back of the line it reverses, after all that came back of that one before."""
    if reverses is None:
        return line_amount(quantity, price)
    return change_amount(still_charged(work, line, stay_id, {reverses})[reverses], quantity, price)


def still_charged(work: Work, line: Table, stay_id: str, originals: Collection[str]) -> defaultdict[str, Decimal]:
    """How much of each of these lines of the stay is charged, after all that came back of it."""
    original = func.coalesce(line.c.reverses, line.c.line_id)
    these = or_(line.c.line_id.in_(originals), line.c.reverses.in_(originals))
    sums = select(original, func.sum(line.c.quantity)).group_by(original)
    rows = work.db.execute(sums.where(line.c.stay_id == stay_id, these, line.c.state == int(LineState.CONFIRMED)))
    return defaultdict(Decimal, ((line_id, quantity) for line_id, quantity in rows))


def planned(row: Mapping[str, Any]) -> PlannedLine:
    """The line that a row is. What else a row has is not told."""
    values = {name: row[name] for name in _NAMES if name in row}
    values["kind"], values["ordered_as"] = LineKind(values["kind"]), LineKind(values["ordered_as"])
    return PlannedLine(**values)


def tell(work: Work, fact: type[LinesPlanned], stay: Charged, request_id: str, lines: Iterable[PlannedLine]) -> None:
    """Tell the lines of one press in one event."""
    where = (stay["ward"], stay["bed"], stay["patient_no"], stay["name"])
    work.publish(stay["stay_id"], fact(stay["stay_id"], *where, request_id, tuple(lines)))


def settled(work: Work, line: Table, fact: LinesSettled) -> None:
    """Mark our lines among those of a settlement, or take the mark away when it was voided (R2.15)."""
    stage = None if fact.undone else fact.segment
    mark = update(line).where(line.c.line_id == bindparam("settled")).values(settled_segment=bindparam("stage"))
    if fact.lines:
        work.db.execute(mark, [{"settled": line_id, "stage": stage} for line_id in fact.lines])
