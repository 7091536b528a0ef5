"""What of a stay is charged by the day, and what of it is given back (F15, F16)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import TypedDict

from sqlalchemy import and_, or_, select

from server.kernel.catalog_view import CatalogView
from server.kernel.unit_of_work import Work
from server.ward import models, order_queries, queries, reversals
from server.ward.day_rules import Charged, DayOrder, Reckoning, reckon
from server.ward.execution_rules import BY_TMS, PER_DAY
from server.ward.models import LineRow, PlannableRow
from server.ward.queries import KnownStayRow
from shared import clock
from shared.contracts.common import LineKind, LineState
from shared.contracts.ward.types import OrderKind, ReversalCause

_order, _line, _execution = models.order, models.line, models.execution
_live = and_(
    _line.c.kind.in_([int(LineKind.LONG_TERM), int(LineKind.TEMPORARY)]),
    _line.c.state == int(LineState.CONFIRMED),
    _line.c.reversed_administrations < _line.c.administrations,
)


class _ChargedRow(TypedDict):
    order_id: str
    service_date: date
    settled_segment: int | None


def reckoning(work: Work, rows: Iterable[PlannableRow], *, today_too: bool = True) -> Reckoning:
    """What a run would charge and give back now of these orders of one stay."""
    orders = [_day_order(work.catalog, row) for row in rows if _is_by_day(work.catalog, row)]
    return reckon(orders, _charged(work, orders), work.now, today_too=today_too) if orders else Reckoning({}, (), frozenset())


def _is_by_day(catalog: CatalogView, row: PlannableRow) -> bool:
    """Whether the ward charges the order by the day."""
    item = catalog.items[row["item_code"]]
    return item.charge_basis == PER_DAY and item.performed_by != BY_TMS and row["confirmed_at"] is not None


def _day_order(catalog: CatalogView, row: PlannableRow) -> DayOrder:
    return DayOrder(
        order_id=row["order_id"],
        shares=catalog.items[row["item_code"]].exclusive_group or row["item_code"],
        frequency=catalog.frequencies[row["frequency"]],
        start_at=row["start_at"],
        ends_at=row["no_day_from"] or row["stop_at"],
        once=row["kind"] == OrderKind.TEMPORARY,
    )


def _charged(work: Work, orders: Iterable[DayOrder]) -> list[Charged]:
    same_day = and_(_line.c.order_id == _execution.c.order_id, _line.c.service_date == _execution.c.service_date, _live)
    query = (
        select(_execution.c.order_id, _execution.c.service_date, _line.c.settled_segment)
        .join_from(_execution, _line, same_day, isouter=True)
        .where(_execution.c.order_id.in_([order.order_id for order in orders]))
    )
    rows = work.rows(query, _ChargedRow)
    return [Charged(row["order_id"], row["service_date"], row["settled_segment"] is not None) for row in rows]


def give_back(work: Work, stay: KnownStayRow, leaving: ReversalCause = ReversalCause.NOT_IN_FORCE) -> None:
    """Take back the days that turned out to be another's. `leaving` says why days at and after the end of an order's ward are."""
    rows: dict[str, order_queries.OrderToPlanRow] = {
        row["order_id"]: row for row in order_queries.orders_to_plan(work, stay["stay_id"])
    }
    for each in reckoning(work, rows.values()).back:
        mine = (_execution.c.order_id == each.order_id, _execution.c.service_date == each.day)
        work.db.execute(_execution.delete().where(*mine))
        same_day = (_line.c.order_id == each.order_id, _line.c.service_date == each.day)
        lines = work.rows(queries.lines_of(stay["stay_id"], *same_day, _live), LineRow)
        left = rows[each.order_id]["no_day_from"]
        is_over = left is not None and clock.at(each.day) >= left
        reversals.take_back_all(work, stay, lines, leaving if is_over else ReversalCause.NOT_IN_FORCE)


def end(work: Work, stay_id: str, ends_at: datetime, *, held_from: datetime | None = None) -> None:
    """No day from `ends_at` on is charged by the stay's orders, since the patient left the ward that gave them.

    `held_from`: when the orders were stopped for a transfer; until the other ward receives, what is charged by the day goes on.
    """
    mine = (_order.c.stay_id == stay_id, or_(_order.c.no_day_from.is_(None), _order.c.no_day_from > ends_at))
    chosen = [_order.c.stop_at.is_(None), _order.c.stop_at > ends_at]
    if held_from is not None:
        chosen.append(and_(_order.c.stop_at == held_from, _order.c.start_at < held_from))
    work.change(_order, *mine, _order.c.kind == int(OrderKind.LONG_TERM), or_(*chosen), no_day_from=ends_at)


def go_on(work: Work, stay: KnownStayRow) -> None:
    """The patient stays after all: the orders of this ward end where they were stopped."""
    mine = (_order.c.stay_id == stay["stay_id"], _order.c.entered_at >= stay["received_at"])
    work.change(_order, *mine, no_day_from=None)
