"""票据号: ranges drawn by cashiers, taken strictly ascending without gaps (domain rules §2.8)."""

from __future__ import annotations

import re

from sqlalchemy import select

from server.admission import models
from server.kernel.unit_of_work import Work
from shared.contracts.admission.errors import NoReceiptNumbers, RangeOverlaps
from shared.contracts.admission.kinds import Kind
from shared.errors import InvalidInput, Problem
from shared.identifiers import new_id
from shared.text import identity

SERIES = frozenset({"receipt", "deposit"})
_NUMBER = re.compile(r"(?P<prefix>[A-Z]{0,10})(?P<digits>\d{1,9})")


def draw_receipt_range(work: Work, series: str, cashier: str, first: str, last: str) -> int:
    """领用: give a cashier the numbers first–last; answers how many numbers that cashier has left."""
    if series not in SERIES:
        raise InvalidInput(name="series", problem=Problem.UNKNOWN, limit=series)
    account = work.catalog.staff_by_login.get(identity(cashier))
    if account is None:
        raise InvalidInput(name="cashier", problem=Problem.UNKNOWN, limit=cashier)
    start, end = _parse(first, "first"), _parse(last, "last")
    if start[:2] != end[:2] or end[2] < start[2]:
        raise InvalidInput(name="last", problem=Problem.UNKNOWN, limit=f"{first}–{last}")
    prefix, width, low = start
    table = models.receipt_range
    overlapping = select(table.c.range_id).where(
        table.c.series == series, table.c.prefix == prefix, table.c.first <= end[2], table.c.last >= low
    )
    if work.db.execute(overlapping.limit(1)).one_or_none() is not None:
        raise RangeOverlaps(first=first, last=last)
    work.add(
        table,
        range_id=new_id(),
        series=series,
        cashier_id=account.user_id,
        prefix=prefix,
        width=width,
        first=low,
        last=end[2],
        next=low,
    )
    work.audit(account.user_id, after={"series": series, "first": first, "last": last})
    work.touch(Kind.DESK, "")
    return left(work, series, account.user_id)[0]


def take(work: Work, series: str) -> str:
    """The caller's next number, used up in this transaction."""
    table = models.receipt_range
    query = select(table).where(table.c.series == series, table.c.cashier_id == work.caller.user_id, table.c.next <= table.c.last)
    for row in work.rows(query.order_by(table.c.range_id), models.ReceiptRangeRow):
        mine = (table.c.range_id == row["range_id"], table.c.next == row["next"])
        if work.change(table, *mine, next=row["next"] + 1):
            return _format(row["prefix"], row["next"], row["width"])
    raise NoReceiptNumbers(series=series)


def left(work: Work, series: str, cashier_id: str) -> tuple[int, str | None]:
    """How many numbers a cashier has left, and the next one."""
    table = models.receipt_range
    query = select(table).where(table.c.series == series, table.c.cashier_id == cashier_id, table.c.next <= table.c.last)
    rows = work.rows(query.order_by(table.c.range_id), models.ReceiptRangeRow)
    following = _format(rows[0]["prefix"], rows[0]["next"], rows[0]["width"]) if rows else None
    return sum(row["last"] - row["next"] + 1 for row in rows), following


def _parse(number: str, field: str) -> tuple[str, int, int]:
    match = _NUMBER.fullmatch(identity(number).upper())
    if match is None:
        raise InvalidInput(name=field, problem=Problem.UNKNOWN, limit=number)
    return match["prefix"], len(match["digits"]), int(match["digits"])


def _format(prefix: str, number: int, width: int) -> str:
    return f"{prefix}{number:0{width}d}"
