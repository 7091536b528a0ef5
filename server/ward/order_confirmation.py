"""医嘱校对: a second person confirms whole groups; only then they run (R2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from server.kernel.unit_of_work import Work
from server.ward import models, order_queries, stays
from server.ward.lines import dose_text, ordered_as
from server.ward.models import OrderRow
from server.ward.order_rules import check_confirmation
from server.ward.queries import KnownStayRow
from shared.contracts.admission.types import StayAction
from shared.contracts.ward.errors import OrderChanged, OrderNotFound
from shared.contracts.ward.events import OrderConfirmed
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import OrderSheet
from shared.identifiers import OrderId, StayId

_order = models.order


def confirm_orders(work: Work, stay_id: str, orders: Iterable[tuple[OrderId, int]]) -> OrderSheet:
    """Confirm orders as the caller saw them: (order, version) pairs."""
    stay = stays.take_treated(work, stay_id, StayAction.CONFIRM_ORDERS)
    chosen = dict(orders)
    stored = {row["order_id"]: row for row in order_queries.orders(work, stay_id)}
    rows = [_as_seen(stored, order_id, version) for order_id, version in chosen.items()]
    groups = {(row["kind"], row["group_no"]) for row in rows}
    open_members = [
        order_id for order_id, row in stored.items() if row["confirmed_at"] is None and (row["kind"], row["group_no"]) in groups
    ]
    check_confirmation(work.caller.user_id, {row["entered_by"] for row in rows}, chosen.keys(), open_members)
    _confirm(work, rows)
    for row in rows:
        _tell(work, stay, row)
    stays.show(work, stay, Kind.ORDERS)
    return order_queries.order_sheet(work, stay_id)


def _as_seen(stored: dict[OrderId, OrderRow], order_id: OrderId, version: int) -> OrderRow:
    row = stored.get(order_id)
    if row is None:
        raise OrderNotFound
    if row["version"] != version or row["confirmed_at"] is not None:
        raise OrderChanged
    return row


def _confirm(work: Work, rows: Sequence[OrderRow]) -> None:
    """All of them as they were seen, in one statement."""
    stamp = {"confirmed_by": work.caller.user_id, "confirmed_at": work.now, "version": _order.c.version + 1}
    if work.change(_order, order_queries.as_seen(rows), _order.c.confirmed_at.is_(None), **stamp) != len(rows):
        raise OrderChanged


def _tell(work: Work, stay: KnownStayRow, row: OrderRow) -> None:
    catalog = work.catalog
    work.publish(
        stay["stay_id"],
        OrderConfirmed(
            stay_id=StayId(stay["stay_id"]),
            order_id=OrderId(row["order_id"]),
            ward=stay["ward"],
            group_no=row["group_no"],
            ordered_as=ordered_as(row["kind"]),
            item_code=row["item_code"],
            item_name=catalog.items[row["item_code"]].name,
            dose_text=dose_text(row),
            usage=catalog.usages[row["usage"]].name,
            frequency=catalog.frequencies[row["frequency"]].name,
            start_at=row["start_at"],
            stop_at=row["stop_at"],
        ),
    )
    work.audit(row["order_id"], after={"confirmed_by": work.caller.user_id})
