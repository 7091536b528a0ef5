"""Reads of the stock straight to values: by drug, by batch, and every movement (R3.1)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, TypedDict

from sqlalchemy import Select, case, func, literal, select

from server.kernel.database import Amount
from server.kernel.unit_of_work import Work
from server.pharmacy import models
from server.pharmacy.models import batch, line, movement, requisition_draft
from server.pharmacy.models import stock as _stock
from shared import clock
from shared.contracts.common import DataPacket, Item, ItemKind, packet
from shared.contracts.pharmacy.types import BatchRow, RequestLineState, StockMovement, StockRow

_NONE = Decimal(0)


def today(work: Work) -> date:
    """The hospital's day of this unit of work: a batch may be issued up to and including its expiry date."""
    return clock.local(work.now).date()


class _OnShelf(TypedDict):
    drug_code: str
    quantity: Decimal
    expired: Decimal
    nearest_expiry: date | None


def usable(work: Work, drug_codes: Iterable[str] | None = None) -> dict[str, Decimal]:
    """What can be issued of these drugs, of all drugs without codes: the batches that have not expired."""
    query = (
        select(batch.c.drug_code, func.sum(batch.c.quantity, type_=Amount()).label("quantity"))
        .where(batch.c.quantity > _NONE, batch.c.expires_on >= today(work))
        .group_by(batch.c.drug_code)
    )
    if drug_codes is not None:
        query = query.where(batch.c.drug_code.in_(sorted(set(drug_codes))))
    return {row[0]: row[1] for row in work.db.execute(query)}


def usable_stock(work: Work) -> dict[str, Decimal]:
    """`usable` of all drugs, as the wards ask."""
    return usable(work)


def stock(work: Work, text: str) -> DataPacket[StockRow]:
    """Drugs whose code, name or initials match `text`, by code; withdrawn ones only while some are left."""
    held = _held(work)
    chosen = sorted((item for item in work.catalog.items.values() if _is_drug(item) and _matches(item, text)), key=_code)
    shown = [item for item in chosen if not item.withdrawn or item.code in held]
    return packet(StockRow, _rows(work, shown, held))


def stock_row(work: Work, item: Item) -> StockRow:
    """The stock of one drug."""
    return _rows(work, [item], _held(work, item.code))[0]


def _code(item: Item) -> str:
    return item.code


def _is_drug(item: Item) -> bool:
    return item.kind != ItemKind.SERVICE


def _matches(item: Item, text: str) -> bool:
    wanted = text.strip().lower()
    return (
        item.code.lower().startswith(wanted) or wanted in item.name.lower() or any(wanted in initials for initials in item.initials)
    )


def _held(work: Work, drug_code: str | None = None) -> dict[str, _OnShelf]:
    """Unexpired and expired quantity and nearest expiry of every drug that is on the shelf."""
    good = batch.c.expires_on >= today(work)
    nothing = literal(_NONE, Amount())
    query = (
        select(
            batch.c.drug_code,
            func.sum(case((good, batch.c.quantity), else_=nothing), type_=Amount()).label("quantity"),
            func.sum(case((good, nothing), else_=batch.c.quantity), type_=Amount()).label("expired"),
            func.min(case((good, batch.c.expires_on))).label("nearest_expiry"),
        )
        .where(batch.c.quantity > _NONE)
        .group_by(batch.c.drug_code)
    )
    if drug_code is not None:
        query = query.where(batch.c.drug_code == drug_code)
    return {row["drug_code"]: row for row in work.rows(query, _OnShelf)}


def _rows(work: Work, items: list[Item], held: dict[str, _OnShelf]) -> tuple[StockRow, ...]:
    reserved = {row[0]: row[1] for row in work.db.execute(_reserved())}
    short = {row[0]: row[1] for row in work.db.execute(select(_stock.c.drug_code, _stock.c.short))}
    drafts = {row["drug_code"]: row["drafted_at"] for row in work.rows(select(requisition_draft), models.RequisitionDraftRow)}
    rows = []
    for item in items:
        facts, on_shelf = work.catalog.drug_facts.get(item.code), held.get(item.code)
        rows.append(
            StockRow(
                drug_code=item.code,
                drug_name=item.name,
                spec=item.spec,
                unit=item.unit,
                quantity=on_shelf["quantity"] if on_shelf else _NONE,
                reserved=reserved.get(item.code, _NONE),
                lower_limit=facts.lower_limit if facts else _NONE,
                short=short.get(item.code, False),
                nearest_expiry=on_shelf["nearest_expiry"] if on_shelf else None,
                price=work.catalog.price(item.code, work.now),
                expired=on_shelf["expired"] if on_shelf else _NONE,
                requisition_since=drafts.get(item.code),
            )
        )
    return tuple(rows)


def _reserved() -> Select[Any]:
    return (
        select(line.c.drug_code, func.sum(line.c.quantity, type_=Amount()).label("quantity"))
        .where(line.c.state == RequestLineState.WAITING, line.c.quantity > _NONE)
        .group_by(line.c.drug_code)
    )


def batches(work: Work, drug_code: str) -> DataPacket[BatchRow]:
    """Batches of a drug that are on the shelf, first to expire first."""
    query = select(batch).where(batch.c.drug_code == drug_code, batch.c.quantity > _NONE)
    day = today(work)
    rows = work.rows(query.order_by(batch.c.expires_on, batch.c.batch_no), models.BatchRow)
    return packet(
        BatchRow,
        tuple(
            BatchRow(row["drug_code"], row["batch_no"], row["expires_on"], row["quantity"], row["expires_on"] < day) for row in rows
        ),
    )


def movements(work: Work, drug_code: str, first: date, last: date) -> tuple[StockMovement, ...]:
    """Every change of a drug's stock in a period, in the order it happened."""
    begin, end = clock.day_bounds(first, last)
    query = select(movement).where(movement.c.drug_code == drug_code, movement.c.moved_at >= begin, movement.c.moved_at < end)
    return tuple(
        StockMovement(
            movement_id=row["movement_id"],
            drug_code=row["drug_code"],
            batch_no=row["batch_no"],
            quantity=row["quantity"],
            balance=row["balance"],
            cause=row["cause"],
            line_id=row["line_id"],
            moved_at=row["moved_at"],
            moved_by=row["moved_by"],
        )
        for row in work.rows(query.order_by(movement.c.moved_at, movement.c.movement_id), models.MovementRow)
    )


def broken_identities(work: Work) -> list[tuple[str, str]]:
    """(drug, batch) where in − out differs from what the batch holds, (drug, "") where the batches differ from the stock."""
    moved = (
        select(movement.c.drug_code, movement.c.batch_no, func.sum(movement.c.quantity, type_=Amount()).label("quantity"))
        .group_by(movement.c.drug_code, movement.c.batch_no)
        .subquery()
    )
    same = (moved.c.drug_code == batch.c.drug_code) & (moved.c.batch_no == batch.c.batch_no)
    by_batch = (
        select(batch.c.drug_code, batch.c.batch_no)
        .select_from(batch.outerjoin(moved, same))
        .where(moved.c.quantity.is_(None) | (moved.c.quantity != batch.c.quantity))
    )
    held = (
        select(batch.c.drug_code, func.sum(batch.c.quantity, type_=Amount()).label("quantity"))
        .group_by(batch.c.drug_code)
        .subquery()
    )
    by_drug = (
        select(_stock.c.drug_code)
        .select_from(_stock.outerjoin(held, held.c.drug_code == _stock.c.drug_code))
        .where(func.coalesce(held.c.quantity, literal(_NONE, Amount())) != _stock.c.quantity)
    )
    broken = [(code, batch_no) for code, batch_no in work.db.execute(by_batch)]
    return broken + [(code, "") for code in work.db.execute(by_drug).scalars()]
