"""Reads of orders and of what became of them: the order sheet (R2.3) and the treatment record (R2.8, R2.9, R2.15)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Row, and_, bindparam, false, func, or_, select

from server.kernel.rows import pick
from server.kernel.unit_of_work import Work
from server.ward import models, queries, replicas, treatments
from server.ward.execution_rules import BY_TMS, confirmed_state
from server.ward.models import LineRow, OrderAddOnRow, PlannableRow
from server.ward.queries import KnownStayRow
from shared.contracts.admission.types import StayState
from shared.contracts.common import DataPacket, LineKind, LineState, packet
from shared.contracts.ward.types import (
    AddOnRow,
    OrderKind,
    OrderRow,
    OrderSheet,
    OrderState,
    ReversalCause,
    Treatment,
    TreatmentRow,
)
from shared.identifiers import LineId, OrderId

_order, _add_on, _line = models.order, models.order_add_on, models.line
_ORDERS: Final = (
    select(_order)
    .where(_order.c.stay_id == bindparam("stay_id"))
    .order_by(_order.c.kind, _order.c.group_no, _order.c.start_at, _order.c.order_id)
)
_ROW_COLUMNS: Final = (
    "order_id",
    "version",
    "kind",
    "group_no",
    "item_code",
    "dose",
    "dose_unit",
    "quantity",
    "usage",
    "frequency",
    "start_at",
    "stop_at",
    "first_day_times",
    "doctor",
    "entered_by",
    "confirmed_by",
    "confirmed_at",
    "last_perform",
    "withdrawing",
    "note",
)
_ITEM_CODE: Final = _ROW_COLUMNS.index("item_code")
_short: Final = replicas.shortage
_PLANNED: Final = _ORDERS.with_only_columns(
    *(_order.c[name] for name in PlannableRow.__annotations__), _short.c.drug_code.label("short")
).join_from(_order, _short, _short.c.drug_code == _order.c.item_code, isouter=True)
_SHOWN: Final = _ORDERS.with_only_columns(*(_order.c[name] for name in _ROW_COLUMNS))
_KINDS: Final = {int(kind): kind for kind in OrderKind}
_ADD_ONS: Final = (
    select(_add_on, _short.c.drug_code.label("short"))
    .join_from(_add_on, _short, _short.c.drug_code == _add_on.c.item_code, isouter=True)
    .where(_add_on.c.stay_id == bindparam("stay_id"))
    .order_by(_add_on.c.kind, _add_on.c.group_no, _add_on.c.item_code)
)


class OrderToPlanRow(PlannableRow):
    """`short` is not None where the pharmacy flagged the drug short."""

    short: str | None


class _AddOn(OrderAddOnRow):
    short: str | None


def as_seen(rows: Iterable[models.OrderRow]) -> ColumnElement[bool]:
    """These orders, as far as nobody has changed them: the guard of a statement that changes them all."""
    seen: dict[int, list[str]] = defaultdict(list)
    for row in rows:
        seen[row["version"]].append(row["order_id"])
    order = models.order.c
    return or_(false(), *(and_(order.version == version, order.order_id.in_(ids)) for version, ids in seen.items()))


def orders(work: Work, stay_id: str) -> list[models.OrderRow]:
    """Every order of a stay, groups together."""
    return work.rows(_ORDERS, models.OrderRow, stay_id=stay_id)


def orders_to_plan(work: Work, stay_id: str) -> list[OrderToPlanRow]:
    """As `orders`, with the columns a run plans by."""
    return work.rows(_PLANNED, OrderToPlanRow, stay_id=stay_id)


class StandingOrder(NamedTuple):
    """What the entry of an order asks of another one of its stay."""

    order_id: str
    kind: int
    group_no: int
    item_code: str
    usage: int
    frequency: int
    start_at: datetime
    stop_at: datetime | None
    confirmed_by: str | None


_mine: Final = _order.c.stay_id == bindparam("stay_id")
_others: Final = _order.c.order_id.not_in(bindparam("without", expanding=True))
_WHOLE: Final = select(_order).where(_mine, _order.c.order_id.in_(bindparam("order_ids", expanding=True)))
_STANDING: Final = (
    select(*(_order.c[name] for name in StandingOrder._fields))
    .where(
        _mine,
        _others,
        or_(
            _order.c.group_no.in_(bindparam("numbers", expanding=True)),
            _order.c.item_code.in_(bindparam("items", expanding=True)),
        ),
    )
    .order_by(_order.c.start_at, _order.c.order_id)
)
_HIGHEST: Final = select(_order.c.kind, func.max(_order.c.group_no)).where(_mine).group_by(_order.c.kind)
_HIGHEST_OF_OTHERS: Final = _HIGHEST.where(_others)
_NUMBERS: Final = select(_order.c.group_no).where(_mine, _others, _order.c.kind == bindparam("of_kind")).distinct()


def whole_orders(work: Work, stay_id: str, order_ids: Iterable[str]) -> dict[str, models.OrderRow]:
    """These orders of a stay with every column, by id."""
    found = work.rows(_WHOLE, models.OrderRow, stay_id=stay_id, order_ids=list(order_ids))
    return {row["order_id"]: row for row in found}


def standing_orders(
    work: Work, stay_id: str, numbers: Iterable[int], items: Iterable[str], without: Iterable[str]
) -> dict[str, StandingOrder]:
    """A stay's orders of these groups of either kind and of these items, except some, by id."""
    wanted = {"stay_id": stay_id, "numbers": list(numbers), "items": list(items), "without": list(without)}
    return {row[0]: StandingOrder._make(row) for row in work.db.execute(_STANDING, wanted).all()}


def highest_numbers(work: Work, stay_id: str, without: Iterable[str]) -> dict[int, int]:
    """The highest 执行序号 of a stay's orders by kind, except of some."""
    # Most often nothing is left out, and a list in a statement costs as much as the statement.
    without = list(without)
    if without:
        found = work.db.execute(_HIGHEST_OF_OTHERS, {"stay_id": stay_id, "without": without})
    else:
        found = work.db.execute(_HIGHEST, {"stay_id": stay_id})
    return {row[0]: row[1] for row in found.all()}


def group_numbers(work: Work, stay_id: str, kind: int, without: Iterable[str]) -> set[int]:
    """Every 执行序号 of a stay's orders of one kind, except of some."""
    return set(work.db.execute(_NUMBERS, {"stay_id": stay_id, "of_kind": int(kind), "without": list(without)}).scalars())


def add_ons(work: Work, stay_id: str) -> list[_AddOn]:
    """The add-ons of a stay's groups; `short` as in `orders_to_plan`."""
    return work.rows(_ADD_ONS, _AddOn, stay_id=stay_id)


def order_sheet(work: Work, stay_id: str) -> OrderSheet:
    """医嘱单."""
    stay = queries.stay(work, stay_id)
    shown = work.db.execute(_SHOWN, {"stay_id": stay_id}).all()
    treated = _treated(work, stay_id, shown)
    rows = tuple(_order_row(work, treated.get(row[0]), row) for row in shown)
    extra = tuple(_add_on_row(work, row) for row in add_ons(work, stay_id))
    return OrderSheet(stay, packet(OrderRow, rows), packet(AddOnRow, extra))


def _treated(work: Work, stay_id: str, shown: Iterable[Row[Any]]) -> dict[str, Treatment]:
    """The treatment room's progress by order. Most sheets have none of its items and cost no statement."""
    items = work.catalog.items
    theirs = any(items[row[_ITEM_CODE]].performed_by == BY_TMS for row in shown)
    return treatments.of_stay(work, stay_id) if theirs else {}


def order_row(work: Work, row: Mapping[str, Any]) -> OrderRow:
    """An order that is not confirmed yet, as the sheet shows it: nobody treats by it."""
    return _order_row(work, None, [row[name] for name in _ROW_COLUMNS])


def _order_row(work: Work, treatment: Treatment | None, row: Sequence[Any]) -> OrderRow:
    """The columns in the order of `_ROW_COLUMNS`: bare values, since looking each up by name costs as much as reading it."""
    order_id, version, kind, group_no, item_code, dose, dose_unit, quantity, usage, frequency = row[:10]
    start_at, stop_at, first_day_times, doctor, entered_by, confirmed_by, confirmed_at, last_perform, withdrawing, note = row[10:]
    catalog = work.catalog
    item, often = catalog.items[item_code], catalog.frequencies[frequency]
    if confirmed_at is None:
        state = OrderState.NEW
    else:
        state = confirmed_state(kind, start_at, stop_at, last_perform, work.now, not often.numerator, withdrawing)
    # Positional, in the order of OrderRow: sixty rows a sheet, and the sheet is what a nurse opens most.
    return OrderRow(
        order_id,
        version,
        _KINDS[kind],
        group_no,
        state,
        item_code,
        item.name,
        item.spec,
        dose,
        dose_unit,
        quantity,
        item.unit,
        usage,
        catalog.usages[usage].name,
        frequency,
        often.name,
        start_at,
        stop_at,
        first_day_times,
        doctor,
        catalog.staff_name(entered_by),
        catalog.staff_name(confirmed_by) if confirmed_by else None,
        last_perform,
        note,
        treatment,
    )


def _add_on_row(work: Work, row: OrderAddOnRow) -> AddOnRow:
    item = work.catalog.items[row["item_code"]]
    return AddOnRow(
        group_no=row["group_no"],
        kind=OrderKind(row["kind"]),
        item_code=row["item_code"],
        item_name=item.name,
        unit=item.unit,
        quantity=row["quantity"],
    )


def treatment_record(work: Work, stay_id: str, first: date | None, last: date | None) -> DataPacket[TreatmentRow]:
    """治疗记录: every line with the pharmacy's answer, by service date."""
    stay = queries.stay_row(work, stay_id)
    queries.allow_reading(work, stay)
    work.reads(f"stay {stay_id}")
    query = select(_line).where(_line.c.stay_id == stay_id)
    if first is not None:
        query = query.where(_line.c.service_date >= first)
    if last is not None:
        query = query.where(_line.c.service_date <= last)
    rows = work.rows(query.order_by(_line.c.service_date, _line.c.created_at, _line.c.line_id), LineRow)
    cut = cutoff(work, stay)
    return packet(TreatmentRow, tuple(_treatment_row(row, _open_segment(stay, cut, row)) for row in rows))


def cutoff(work: Work, stay: KnownStayRow) -> date | None:
    """The day before which an interim settlement under way takes the lines; None when there is none."""
    if stay["state"] != StayState.INTERIM:
        return None
    found: date | None = work.db.execute(
        select(models.statement.c.cutoff).where(models.statement.c.stay_id == stay["stay_id"])
    ).scalar_one_or_none()
    return found


def _open_segment(stay: KnownStayRow, cut: date | None, row: LineRow) -> int:
    """R2.15: the stage that will settle the line, when none has yet."""
    if row["settled_segment"] is not None:
        return row["settled_segment"]
    return stay["segment"] + (cut is not None and row["service_date"] >= cut)


def _treatment_row(row: LineRow, segment: int) -> TreatmentRow:
    return TreatmentRow(
        line_id=LineId(row["line_id"]),
        order_id=OrderId(row["order_id"]) if row["order_id"] else None,
        kind=LineKind(row["kind"]),
        state=LineState(row["state"]),
        reverses=LineId(row["reverses"]) if row["reverses"] else None,
        cause=ReversalCause(row["cause"]) if row["cause"] else None,
        segment=segment,
        **pick(row, _PLAIN),
    )


_PLAIN: Final = tuple(
    name
    for name in TreatmentRow.__struct_fields__
    if name not in {"line_id", "order_id", "kind", "state", "reverses", "cause", "segment"}
)
