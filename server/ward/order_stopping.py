"""停止医嘱: a stop time, once, for a whole group; what lies after it is withdrawn or proposed as a return (S6)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from sqlalchemy import bindparam, select, update

from server.kernel.unit_of_work import Work
from server.ward import day_charges, models, order_queries, stays, withdrawals
from server.ward.execution_rules import unused_administrations
from server.ward.models import LineRow, OrderRow
from server.ward.order_facts import facts_of
from server.ward.order_rules import check_stop
from server.ward.queries import KnownStayRow
from shared.contracts.admission.types import StayAction
from shared.contracts.common import LineKind, LineState
from shared.contracts.ward.errors import OrderChanged, OrderNotFound
from shared.contracts.ward.events import OrderStopped
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import OrderKind, OrderSheet
from shared.identifiers import OrderId, StayId

_order, _line, _execution = models.order, models.line, models.execution


class _CoveringRow(LineRow):
    """A line and until when the run that made it covers its order."""

    covers_to: datetime


def stop_order(work: Work, order_id: str, version: int, stop_at: datetime) -> OrderSheet:
    """Stop a confirmed long-term order and the orders on its line."""
    found = work.row(select(_order).where(_order.c.order_id == order_id), OrderRow)
    if found is None:
        raise OrderNotFound
    stay = stays.take_treated(work, found["stay_id"], StayAction.STOP_ORDERS)
    rows = order_queries.orders(work, stay["stay_id"])
    row = next((row for row in rows if row["order_id"] == order_id), None)
    if row is None or row["version"] != version:
        raise OrderChanged
    confirmed = row["confirmed_at"] is not None
    check_stop(OrderKind(row["kind"]), row["start_at"], row["stop_at"], stop_at, confirmed=confirmed)
    group = [each for each in rows if (each["kind"], each["group_no"]) == (row["kind"], row["group_no"])]
    stop(work, stay, group, stop_at)
    day_charges.give_back(work, stay)
    return order_queries.order_sheet(work, stay["stay_id"])


def stop(work: Work, stay: KnownStayRow, rows: Sequence[OrderRow], stop_at: datetime) -> None:
    """Stop long-term orders at `stop_at`, earlier than they would stop by themselves."""
    values = {"stop_at": stop_at, "stopped_by": work.caller.user_id, "version": _order.c.version + 1}
    if work.change(_order, order_queries.as_seen(rows), **values) != len(rows):
        raise OrderChanged
    for row in rows:
        work.publish(stay["stay_id"], OrderStopped(StayId(stay["stay_id"]), OrderId(row["order_id"]), stop_at))
        work.audit(row["order_id"], {"stop_at": row["stop_at"]}, {"stop_at": stop_at})
    withdrawals.ask(work, stay, _mark_unused(work, rows, stop_at))
    stays.show(work, stay, Kind.ORDERS)


def _mark_unused(work: Work, rows: Iterable[OrderRow], stop_at: datetime) -> list[LineRow]:
    """Note on each line how many of its administrations lie after the stop; answers the lines the pharmacy still has."""
    orders: dict[str | None, OrderRow] = {row["order_id"]: row for row in rows}
    counted = [(line, _unused(work, orders[line["order_id"]], line, stop_at)) for line in _lines_after(work, orders, stop_at)]
    marks = [{"marked": line["line_id"], "unused": unused} for line, unused in counted if unused]
    if marks:
        work.db.execute(update(_line).where(_line.c.line_id == bindparam("marked")), marks)
    return [line for line, unused in counted if unused and line["state"] == LineState.PENDING]


def _unused(work: Work, row: OrderRow, line: _CoveringRow, stop_at: datetime) -> int:
    # An earlier stop time bounded what the run issued.
    until = line["covers_to"] if row["stop_at"] is None else min(line["covers_to"], row["stop_at"])
    performed: OrderRow = {**row, "last_perform": until}
    issued = line["administrations"] - line["reversed_administrations"]
    return min(unused_administrations(facts_of(work.catalog, performed), stop_at), issued)


def _lines_after(work: Work, orders: Collection[str | None], stop_at: datetime) -> list[_CoveringRow]:
    joined = _line.join(
        _execution, (_execution.c.order_id == _line.c.order_id) & (_execution.c.service_date == _line.c.service_date)
    )
    live = [int(LineState.PENDING), int(LineState.CONFIRMED)]
    return work.rows(
        select(_line, _execution.c.covers_to)
        .select_from(joined)
        .where(
            _line.c.order_id.in_(orders),
            _line.c.kind == int(LineKind.LONG_TERM),
            _line.c.state.in_(live),
            _execution.c.covers_to > stop_at,
        )
        .order_by(_line.c.line_id),
        _CoveringRow,
    )
