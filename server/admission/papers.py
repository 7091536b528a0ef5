"""一日清单, 费用清单, 交款通知单: what the papers say, from confirmed lines (R1.20, R1.31, R2.10)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, Table, func, select

from server.admission import accounts, models, queries, settlement_queries
from server.admission.models import ConfirmedRow, DailyBillRow
from server.admission.rules import by_category, sum_of
from server.kernel.unit_of_work import Work
from shared import clock
from shared.contracts.admission.types import BillLine, ChargeList, DailyBill, PaymentNotice
from shared.contracts.common import LineState
from shared.identifiers import StayId
from shared.money import ZERO, total

_LINE, _BILL = models.charge_line, models.daily_bill


def daily_bill(work: Work, stay_id: str, service_date: date) -> DailyBill:
    """All confirmed lines of one service date, reversals included; the same whenever it is asked for."""
    return daily_bills(work, (stay_id,), service_date)[0]


def daily_bills(work: Work, stays: Sequence[str], service_date: date) -> tuple[DailyBill, ...]:
    """The bills of several stays, in their order, with as many statements as for one."""
    known = queries.stay_rows(work, stays)
    up_to = (_LINE.c.stay_id.in_(stays), _LINE.c.state == int(LineState.CONFIRMED), _LINE.c.service_date <= service_date)
    cumulative, paid = _sums(work, _LINE, *up_to), _paid_in(work, stays, service_date)
    lines: dict[str, list[ConfirmedRow]] = defaultdict(list)
    for row in _confirmed(work, stays, _LINE.c.service_date == service_date):
        lines[row["stay_id"]].append(row)
    totals = day_totals(work, stays, service_date)
    made_then = select(_BILL).where(_BILL.c.stay_id.in_(stays), _BILL.c.service_date == service_date)
    made = {row["stay_id"]: row for row in work.rows(made_then, DailyBillRow)}
    bills = []
    for stay in stays:
        work.reads(f"stay {stay}")
        its_lines, then, charged = bill_lines(work, lines[stay]), made.get(StayId(stay)), cumulative.get(stay, ZERO)
        bills.append(
            DailyBill(
                hospital=work.catalog.hospital,
                patient=queries.brief_of(work, known[stay]),
                service_date=service_date,
                lines=its_lines,
                day_total=total(line.amount for line in its_lines),
                cumulative=charged,
                deposits=paid[stay],
                balance=paid[stay] - charged,
                as_of=work.now,
                complete=True,
                made_at=then["made_at"] if then else None,
                changed=then is not None and totals[stay] != (then["lines"], then["day_total"]),
            )
        )
    return tuple(bills)


def day_totals(work: Work, stays: Sequence[str], day: date) -> dict[str, tuple[int, Decimal]]:
    """Confirmed lines of one service date and what they come to, per stay."""
    query = (
        select(_LINE.c.stay_id, func.count(), func.sum(_LINE.c.amount))
        .where(_LINE.c.stay_id.in_(stays), _LINE.c.service_date == day, _LINE.c.state == int(LineState.CONFIRMED))
        .group_by(_LINE.c.stay_id)
    )
    found = {stay: (count, amount) for stay, count, amount in work.db.execute(query)}
    return {stay: found.get(stay, (0, ZERO)) for stay in stays}


def charge_list(work: Work, stay_id: str, first: date | None, last: date | None, settlement_id: str | None) -> ChargeList:
    """Charges of a period or of one receipt, with the thirteen sums."""
    stay = queries.stay_row(work, stay_id)
    work.reads(f"stay {stay_id}")
    conditions: list[ColumnElement[bool]] = []
    if settlement_id is not None:
        conditions.append(_LINE.c.settlement_id == settlement_id)
    if first is not None:
        conditions.append(_LINE.c.service_date >= first)
    if last is not None:
        conditions.append(_LINE.c.service_date <= last)
    rows = _confirmed(work, (stay_id,), *conditions)
    charges = [accounts.charge_of(row) for row in rows]
    days = [row["service_date"] for row in rows] or [work.now.date()]
    return ChargeList(
        hospital=work.catalog.hospital,
        patient=queries.brief_of(work, stay),
        first=first or min(days),
        last=last or max(days),
        receipt_no=settlement_queries.row(work, settlement_id)["receipt_no"] if settlement_id is not None else None,
        lines=bill_lines(work, rows),
        by_category=by_category(charges, work.catalog.income_names),
        total=sum_of(charges),
    )


def payment_notice(work: Work, stay_id: str) -> PaymentNotice:
    """What the patient is asked to pay now."""
    stay = queries.stay_row(work, stay_id)
    work.reads(f"stay {stay_id}")
    deposits, charged = accounts.balance(work, stay_id)
    so_far = select(func.sum(_LINE.c.amount)).where(_LINE.c.stay_id == stay_id, _LINE.c.state == int(LineState.CONFIRMED))
    all_charges = work.db.execute(so_far).scalar_one() or ZERO
    return PaymentNotice(
        hospital=work.catalog.hospital,
        patient=queries.brief_of(work, stay),
        total=all_charges,
        settled=all_charges - charged,
        deposits=deposits,
        balance=deposits - charged,
        amount_to_pay=max(charged - deposits, ZERO),
        issued_at=work.now,
        issued_by=work.caller.name,
    )


def bill_lines(work: Work, rows: Iterable[ConfirmedRow]) -> tuple[BillLine, ...]:
    """Lines summed by item and price: two prices on one day are two rows; what came to nothing is left out."""
    sums: dict[tuple[str, Decimal], tuple[Decimal, Decimal]] = {}
    first: dict[tuple[str, Decimal], ConfirmedRow] = {}
    for row in rows:
        key = row["item_code"], row["price"]
        quantity, amount = sums.get(key, (Decimal(0), ZERO))
        sums[key] = quantity + row["quantity"], amount + row["amount"]
        first.setdefault(key, row)
    lines = [_bill_line(work, first[key], *sums[key]) for key in sums if any(sums[key])]
    return tuple(sorted(lines, key=lambda line: (line.income_type, line.item_code, line.price)))


def _bill_line(work: Work, row: ConfirmedRow, quantity: Decimal, amount: Decimal) -> BillLine:
    return BillLine(
        item_code=row["item_code"],
        item_name=row["item_name"],
        spec=row["spec"],
        unit=row["unit"],
        quantity=quantity,
        price=row["price"],
        amount=amount,
        income_type=row["income_type"],
        income_name=work.catalog.income_names.get(row["income_type"], ""),
    )


def _confirmed(work: Work, stays: Sequence[str], *conditions: ColumnElement[bool]) -> list[ConfirmedRow]:
    query = select(_LINE).where(_LINE.c.stay_id.in_(stays), _LINE.c.state == int(LineState.CONFIRMED), *conditions)
    return work.rows(query.order_by(_LINE.c.service_date, _LINE.c.created_at, _LINE.c.line_id), ConfirmedRow)


def _sums(work: Work, table: Table, *conditions: ColumnElement[bool]) -> dict[str, Decimal]:
    """What the rows that meet the conditions come to, per stay that has some."""
    query = select(table.c.stay_id, func.sum(table.c.amount)).where(*conditions).group_by(table.c.stay_id)
    return dict(map(tuple, work.db.execute(query)))


def _paid_in(work: Work, stays: Sequence[str], day: date) -> dict[str, Decimal]:
    """Deposits taken and settlements paid up to the end of `day`, less what was given back by then; carried-over deposits are no
    new money."""
    end = clock.day_bounds(day, day)[1]
    deposit, payment = models.deposit.c, models.payment.c
    standing = deposit.void_at.is_(None) | (deposit.void_at >= end)
    own = (deposit.stay_id.in_(stays), standing, deposit.carried_from.is_(None), deposit.taken_at < end)
    taken = _sums(work, models.deposit, *own)
    paid = _sums(work, models.payment, payment.stay_id.in_(stays), payment.paid_at < end)
    return {stay: taken.get(stay, ZERO) + paid.get(stay, ZERO) for stay in stays}
