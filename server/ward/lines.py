"""Charge lines as they are born on the ward: stored, told, and covered by the closing statement (R2.6, R2.9, R2.13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Integer, false, literal_column

from server.charging import lines as charging
from server.kernel.database import insert_into
from server.kernel.rows import pick
from server.kernel.unit_of_work import Work
from server.ward import models, statements, stays
from server.ward.execution_rules import SERVICE_DAY_HOUR
from server.ward.models import LineRow, PlannableRow
from server.ward.order_rules import is_drug
from server.ward.queries import KnownStayRow
from shared import clock
from shared.contracts.admission.events import LinesSettled
from shared.contracts.common import Item, LineKind, LineState, PlannedLine, Quantity
from shared.contracts.ward.events import LinesPlanned
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import OrderKind, ReversalCause
from shared.identifiers import LineId, new_id
from shared.money import line_amount

_ORDERED_AS: Final = {OrderKind.LONG_TERM: LineKind.LONG_TERM, OrderKind.TEMPORARY: LineKind.TEMPORARY}
_zero: Final = literal_column("0", Integer)
_NEW: Final = insert_into(models.line).values(
    reversed_quantity=_zero, reversed_administrations=_zero, unused=_zero, withdrawing=false()
)
"""Nothing became of a new line yet. Columns that are always the same cost nothing when they are no parameters."""
_ITEM: Final = ("item_code", "item_name", "spec", "unit", "income_type", "is_drug")
_KEPT: Final = ("ordered_as", "order_id", "group_no", *_ITEM, "dose_text", "usage", "frequency")
"""What a reversing line has of its original."""


def ordered_as(kind: int) -> LineKind:
    """What the pharmacy sorts a line of an order of this kind by."""
    return _ORDERED_AS[OrderKind(kind)]


def write(work: Work, stay: KnownStayRow, run_id: str, rows: Sequence[dict[str, Any]]) -> tuple[PlannedLine, ...]:
    """Store the lines of one run or reversal and tell them in one event."""
    if not rows:
        return ()
    work.db.execute(_NEW, list(rows))
    planned = tuple(charging.planned({**row, "source": statements.SOURCE}) for row in rows)
    charging.tell(work, LinesPlanned, stay, run_id, planned)
    statements.renew(work, stay["stay_id"])
    stays.show(work, stay, Kind.ACCOUNT)
    return planned


def charge(
    work: Work,
    shared: Mapping[str, Any],
    item: Item,
    *,
    kind: LineKind,
    ordered_as: LineKind,
    group_no: int,
    quantity: Quantity,
    administrations: int,
    service_date: date,
    order: PlannableRow | None = None,
    instead_of: LineId | None = None,
) -> dict[str, Any]:
    """The row of a new line, with the `shared_columns` of its run.

    Drugs wait for the pharmacy, which prices them; everything else is money at once (§2.3 L4).
    """
    drug = is_drug(item)
    price = None if drug else _price(work, item.code, service_date)
    return {
        **shared,
        "line_id": new_id(),
        "kind": int(kind),
        "ordered_as": int(ordered_as),
        "order_id": order["order_id"] if order else None,
        "group_no": group_no,
        **charging.of_item(item),
        "is_drug": drug,
        "quantity": quantity,
        "administrations": administrations,
        "service_date": service_date,
        "charged_on": service_date,
        "instead_of": instead_of,
        "dose_text": dose_text(order) if order else "",
        "usage": work.catalog.usages[order["usage"]].name if order else "",
        "frequency": work.catalog.frequencies[order["frequency"]].name if order else "",
        **_money(drug, price, None if price is None else line_amount(quantity, price), shared["run_id"]),
    }


def _price(work: Work, item_code: str, day: date) -> Decimal | None:
    """The price of the day the fee arose (R1.18), also when a missed day is caught up; today's where the item had none yet."""
    then = work.now if day == clock.local(work.now).date() else clock.at(day, SERVICE_DAY_HOUR)
    price = work.catalog.price(item_code, then)
    return work.catalog.price(item_code, work.now) if price is None else price


def reversal(
    work: Work,
    stay: KnownStayRow,
    run_id: str,
    original: LineRow,
    quantity: Quantity,
    administrations: int,
    reason: str | ReversalCause,
) -> dict[str, Any]:
    """The row of a line that takes `quantity` of `original` back, at its price (§2.6)."""
    cause, typed = (reason, "") if isinstance(reason, ReversalCause) else (None, reason)
    taken = charging.taking_back(work, original, quantity, typed)
    price = None if original["is_drug"] else original["price"]
    amount = None
    if price is not None:
        amount = charging.amount_of(work, models.line, stay["stay_id"], original["line_id"], -quantity, price)
    return {
        **shared_columns(work, stay, run_id),
        **pick(original, _KEPT),
        **taken,
        "administrations": administrations,
        "instead_of": None,
        "charged_on": taken["service_date"],
        "cause": None if cause is None else int(cause),
        **_money(original["is_drug"], price, amount, run_id),
    }


def shared_columns(work: Work, stay: KnownStayRow, run_id: str) -> dict[str, Any]:
    """What all new lines of one run have alike: where and when they arose."""
    return {
        "stay_id": stay["stay_id"],
        "run_id": run_id,
        "ward": stay["ward"],
        "created_at": work.now,
        "reverses": None,
        "reason": "",
        "cause": None,
    }


def _money(drug: bool, price: Decimal | None, amount: Decimal | None, run_id: str) -> dict[str, Any]:
    return {
        "price": price,
        "amount": amount,
        "request_id": run_id if drug else None,
        "state": int(LineState.PENDING if drug else LineState.CONFIRMED),
    }


def dose_text(order: PlannableRow) -> str:
    """The dose as it was entered: 0.75g."""
    return f"{order['dose'].normalize():f}{order['dose_unit']}"


def settled(work: Work, fact: LinesSettled) -> None:
    """Some of our lines belong to a settlement now, or no more."""
    charging.settled(work, models.line, fact)
    stays.show_known(work, fact.stay_id, Kind.ACCOUNT)
