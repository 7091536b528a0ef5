"""Reads of orders and of what became of them: the order sheet (R2.3) and the treatment record (R2.8, R2.9, R2.15)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import RowMapping, bindparam, select

from server.kernel.unit_of_work import Work
from server.ward import models, queries
from server.ward.execution_rules import confirmed_state
from shared.contracts.admission.types import StayState
from shared.contracts.common import DataPacket, LineKind, LineState, Quantity, packet
from shared.contracts.ward.types import AddOnRow, OrderKind, OrderRow, OrderSheet, OrderState, TreatmentRow
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
_SHOWN: Final = _ORDERS.with_only_columns(*(_order.c[name] for name in _ROW_COLUMNS))
_KINDS: Final = {int(kind): kind for kind in OrderKind}
_ADD_ONS: Final = (
    select(_add_on)
    .where(_add_on.c.stay_id == bindparam("stay_id"))
    .order_by(_add_on.c.kind, _add_on.c.group_no, _add_on.c.item_code)
)


def orders(work: Work, stay_id: str) -> list[RowMapping]:
    """Every order of a stay, groups together."""
    return list(work.db.execute(_ORDERS, {"stay_id": stay_id}).mappings().all())


def add_ons(work: Work, stay_id: str) -> list[RowMapping]:
    """The add-ons of a stay's groups."""
    return list(work.db.execute(_ADD_ONS, {"stay_id": stay_id}).mappings().all())


def order_sheet(work: Work, stay_id: str) -> OrderSheet:
    """医嘱单."""
    stay = queries.stay(work, stay_id)
    shown = work.db.execute(_SHOWN, {"stay_id": stay_id}).all()
    rows = tuple(_order_row(work, *row) for row in shown)
    extra = tuple(_add_on_row(work, row) for row in add_ons(work, stay_id))
    return OrderSheet(stay, packet(OrderRow, rows), packet(AddOnRow, extra))


def order_row(work: Work, row: RowMapping) -> OrderRow:
    """An order as the sheet shows it."""
    return _order_row(work, *(row[name] for name in _ROW_COLUMNS))


def _order_row(
    work: Work,
    order_id: OrderId,
    version: int,
    kind: int,
    group_no: int,
    item_code: str,
    dose: Quantity,
    dose_unit: str,
    quantity: Quantity,
    usage: int,
    frequency: int,
    start_at: datetime,
    stop_at: datetime | None,
    first_day_times: int | None,
    doctor: str,
    entered_by: str,
    confirmed_by: str | None,
    confirmed_at: datetime | None,
    last_perform: datetime | None,
    withdrawing: bool,
    note: str,
) -> OrderRow:
    """The columns in the order of `_ROW_COLUMNS`: bare values, since looking each up by name costs as much as reading it."""
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
    )


def _add_on_row(work: Work, row: RowMapping) -> AddOnRow:
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
    rows = work.rows(query.order_by(_line.c.service_date, _line.c.created_at, _line.c.line_id))
    cut = cutoff(work, stay)
    return packet(TreatmentRow, tuple(_treatment_row(row, _open_segment(stay, cut, row)) for row in rows))


def cutoff(work: Work, stay: RowMapping) -> date | None:
    """The day before which an interim settlement under way takes the lines; None when there is none."""
    if stay["state"] != StayState.INTERIM:
        return None
    found: date | None = work.db.execute(
        select(models.statement.c.cutoff).where(models.statement.c.stay_id == stay["stay_id"])
    ).scalar_one_or_none()
    return found


def _open_segment(stay: RowMapping, cut: date | None, row: RowMapping) -> int:
    """R2.15: the stage that will settle the line, when none has yet."""
    if row["settled_segment"] is not None:
        return int(row["settled_segment"])
    return int(stay["segment"]) + (cut is not None and row["service_date"] >= cut)


def _treatment_row(row: RowMapping, segment: int) -> TreatmentRow:
    values: dict[str, Any] = {name: row[name] for name in _PLAIN}
    return TreatmentRow(
        line_id=LineId(row["line_id"]),
        order_id=OrderId(row["order_id"]) if row["order_id"] else None,
        kind=LineKind(row["kind"]),
        state=LineState(row["state"]),
        reverses=LineId(row["reverses"]) if row["reverses"] else None,
        segment=segment,
        **values,
    )


_PLAIN: Final = tuple(
    name for name in TreatmentRow.__struct_fields__ if name not in {"line_id", "order_id", "kind", "state", "reverses", "segment"}
)
