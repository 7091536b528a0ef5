"""From a stored order to what the rules need of it. What was in the catalogue once never leaves it."""

from __future__ import annotations

from datetime import date

from server.kernel.catalog_view import CatalogView
from server.ward.execution_rules import OrderFacts, Unissued
from server.ward.models import PlannableRow
from server.ward.rules import NOTHING
from shared.contracts.common import Quantity
from shared.contracts.ward.types import OrderKind


def facts_of(
    catalog: CatalogView,
    row: PlannableRow,
    *,
    in_hand: Quantity = NOTHING,
    unissued: Unissued | None = None,
    due_days: tuple[date, ...] = (),
    day_taken: bool = False,
) -> OrderFacts:
    """The order of `row` for the execution rules."""
    item = catalog.items[row["item_code"]]
    return OrderFacts(
        kind=OrderKind(row["kind"]),
        confirmed=row["confirmed_at"] is not None,
        start_at=row["start_at"],
        frequency=catalog.frequencies[row["frequency"]],
        quantity=row["quantity"],
        stop_at=row["stop_at"],
        last_perform=row["last_perform"],
        first_day_times=row["first_day_times"],
        rounding=item.rounding,
        charge_basis=item.charge_basis,
        performed_by=item.performed_by,
        in_hand=in_hand,
        unissued=unissued,
        due_days=due_days,
        day_taken=day_taken,
    )
