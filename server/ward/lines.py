"""Charge lines as they are born on the ward: stored, told, and covered by the closing statement (R2.6, R2.9, R2.13)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Integer, RowMapping, bindparam, false, literal_column, update

from server.kernel.database import insert_into
from server.kernel.unit_of_work import Work
from server.ward import models, statements
from server.ward.order_rules import is_drug
from shared import clock
from shared.contracts.admission.events import LinesSettled
from shared.contracts.common import Item, LineKind, LineState, PlannedLine, Quantity
from shared.contracts.ward.events import LinesPlanned
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import OrderKind, ReversalCause
from shared.identifiers import LineId, OrderId, RequestId, StayId, new_id
from shared.money import line_amount

_ORDERED_AS: Final = {OrderKind.LONG_TERM: LineKind.LONG_TERM, OrderKind.TEMPORARY: LineKind.TEMPORARY}
_zero: Final = literal_column("0", Integer)
_NEW: Final = insert_into(models.line).values(
    reversed_quantity=_zero, reversed_administrations=_zero, unused=_zero, withdrawing=false()
)
"""Nothing became of a new line yet. Columns that are always the same cost nothing when they are no parameters."""
_SETTLE: Final = (
    update(models.line).where(models.line.c.line_id == bindparam("settled_line")).values(settled_segment=bindparam("stage"))
)


def ordered_as(kind: int) -> LineKind:
    """What the pharmacy sorts a line of an order of this kind by."""
    return _ORDERED_AS[OrderKind(kind)]


def write(work: Work, stay: RowMapping, run_id: str, rows: Sequence[dict[str, Any]]) -> tuple[PlannedLine, ...]:
    """Store the lines of one run or reversal and tell them in one event."""
    if not rows:
        return ()
    work.db.execute(_NEW, list(rows))
    planned = tuple(_planned(row) for row in rows)
    work.publish(
        stay["stay_id"],
        LinesPlanned(
            stay_id=StayId(stay["stay_id"]),
            ward=stay["ward"],
            bed=stay["bed"],
            patient_no=stay["patient_no"],
            patient_name=stay["name"],
            request_id=run_id,
            lines=planned,
        ),
    )
    statements.renew(work, stay["stay_id"])
    work.touch(Kind.ACCOUNT, stay["stay_id"])
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
    order: RowMapping | None = None,
) -> dict[str, Any]:
    """The row of a new line, with the `shared_columns` of its run.

    Drugs wait for the pharmacy, which prices them; everything else is money at once (§2.3 L4).
    """
    drug = is_drug(item)
    price = None if drug else work.catalog.price(item.code, work.now)
    return {
        **shared,
        "line_id": new_id(),
        "kind": int(kind),
        "ordered_as": int(ordered_as),
        "order_id": order["order_id"] if order else None,
        "group_no": group_no,
        "item_code": item.code,
        "item_name": item.name,
        "spec": item.spec,
        "unit": item.unit,
        "income_type": item.income_type,
        "is_drug": drug,
        "quantity": quantity,
        "administrations": administrations,
        "service_date": service_date,
        "charged_on": service_date,
        "dose_text": dose_text(order) if order else "",
        "usage": work.catalog.usages[order["usage"]].name if order else "",
        "frequency": work.catalog.frequencies[order["frequency"]].name if order else "",
        **_money(drug, quantity, price, shared["run_id"]),
    }


def reversal(
    work: Work,
    stay: RowMapping,
    run_id: str,
    original: RowMapping,
    quantity: Quantity,
    administrations: int,
    reason: str | ReversalCause,
) -> dict[str, Any]:
    """The row of a line that takes `quantity` of `original` back, at its price (§2.6)."""
    today = clock.local(work.now).date()
    kept = ("ordered_as", "order_id", "group_no", "item_code", "item_name", "spec", "unit", "income_type", "is_drug")
    return {
        **shared_columns(work, stay, run_id),
        **{name: original[name] for name in (*kept, "dose_text", "usage", "frequency")},
        "line_id": new_id(),
        "kind": int(LineKind.REVERSAL),
        "quantity": -quantity,
        "administrations": administrations,
        "service_date": today,
        "charged_on": today,
        "reverses": original["line_id"],
        **({"cause": int(reason)} if isinstance(reason, ReversalCause) else {"reason": reason}),
        **_money(original["is_drug"], -quantity, None if original["is_drug"] else original["price"], run_id),
    }


def shared_columns(work: Work, stay: RowMapping, run_id: str) -> dict[str, Any]:
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


def _money(drug: bool, quantity: Quantity, price: Decimal | None, run_id: str) -> dict[str, Any]:
    return {
        "price": price,
        "amount": None if price is None else line_amount(quantity, price),
        "request_id": run_id if drug else None,
        "state": int(LineState.PENDING if drug else LineState.CONFIRMED),
    }


def dose_text(order: Mapping[Any, Any]) -> str:
    """The dose as it was entered: 0.75g."""
    return f"{order['dose'].normalize():f}{order['dose_unit']}"


def _planned(row: Mapping[str, Any]) -> PlannedLine:
    return PlannedLine(
        line_id=LineId(row["line_id"]),
        stay_id=StayId(row["stay_id"]),
        source=statements.SOURCE,
        ward=row["ward"],
        kind=LineKind(row["kind"]),
        order_id=OrderId(row["order_id"]) if row["order_id"] else None,
        group_no=row["group_no"],
        item_code=row["item_code"],
        item_name=row["item_name"],
        spec=row["spec"],
        unit=row["unit"],
        income_type=row["income_type"],
        is_drug=row["is_drug"],
        quantity=row["quantity"],
        price=row["price"],
        service_date=row["service_date"],
        created_at=row["created_at"],
        ordered_as=LineKind(row["ordered_as"]),
        dose_text=row["dose_text"],
        usage=row["usage"],
        frequency=row["frequency"],
        administrations=row["administrations"],
        reverses=LineId(row["reverses"]) if row["reverses"] else None,
        request_id=RequestId(row["request_id"]) if row["request_id"] else None,
    )


def settled(work: Work, fact: LinesSettled) -> None:
    """Mark our lines among those of a settlement, or take the mark away when it was voided (R2.15)."""
    stage = None if fact.undone else fact.segment
    if fact.lines:
        work.db.execute(_SETTLE, [{"settled_line": line_id, "stage": stage} for line_id in fact.lines])
    work.touch(Kind.ACCOUNT, fact.stay_id)
