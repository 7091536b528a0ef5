"""一日清单, 费用清单, 交款通知单: what the papers say, from confirmed lines (R1.20, R1.31, R2.10)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, func, select

from server.admission import accounts, models, queries, settlement_queries
from server.admission.models import ConfirmedRow, DailyBillRow
from server.admission.rules import by_category, sum_of
from server.kernel.unit_of_work import Work
from shared import clock
from shared.contracts.admission.types import BillLine, ChargeList, DailyBill, PaymentNotice
from shared.contracts.common import LineState
from shared.money import ZERO, total

_LINE, _BILL = models.charge_line, models.daily_bill


def daily_bill(work: Work, stay_id: str, service_date: date) -> DailyBill:
    """All confirmed lines of one service date, reversals included; the same whenever it is asked for."""
    stay = queries.stay_row(work, stay_id)
    work.reads(f"stay {stay_id}")
    lines = bill_lines(work, _confirmed(work, stay_id, _LINE.c.service_date == service_date))
    up_to = select(func.sum(_LINE.c.amount)).where(
        _LINE.c.stay_id == stay_id, _LINE.c.state == int(LineState.CONFIRMED), _LINE.c.service_date <= service_date
    )
    cumulative = work.db.execute(up_to).scalar_one() or ZERO
    paid = _paid_in(work, stay_id, service_date)
    made = work.row(select(_BILL).where(_BILL.c.stay_id == stay_id, _BILL.c.service_date == service_date), DailyBillRow)
    return DailyBill(
        hospital=work.catalog.hospital,
        patient=queries.brief_of(work, stay),
        service_date=service_date,
        lines=lines,
        day_total=total(line.amount for line in lines),
        cumulative=cumulative,
        deposits=paid,
        balance=paid - cumulative,
        as_of=work.now,
        complete=True,
        made_at=made["made_at"] if made else None,
        changed=made is not None and day_totals(work, [stay_id], service_date)[stay_id] != (made["lines"], made["day_total"]),
    )


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
    rows = _confirmed(work, stay_id, *conditions)
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


def _confirmed(work: Work, stay_id: str, *conditions: ColumnElement[bool]) -> list[ConfirmedRow]:
    query = select(_LINE).where(_LINE.c.stay_id == stay_id, _LINE.c.state == int(LineState.CONFIRMED), *conditions)
    return work.rows(query.order_by(_LINE.c.service_date, _LINE.c.created_at, _LINE.c.line_id), ConfirmedRow)


def _paid_in(work: Work, stay_id: str, day: date) -> Decimal:
    """Deposits taken and settlements paid up to the end of `day`, less what was given back by then; carried-over deposits are no
    new money."""
    end = clock.day_bounds(day, day)[1]
    deposit, payment = models.deposit, models.payment
    taken = select(func.sum(deposit.c.amount)).where(
        deposit.c.stay_id == stay_id,
        deposit.c.void_at.is_(None) | (deposit.c.void_at >= end),
        deposit.c.carried_from.is_(None),
        deposit.c.taken_at < end,
    )
    paid = select(func.sum(payment.c.amount)).where(payment.c.stay_id == stay_id, payment.c.paid_at < end)
    return (work.db.execute(taken).scalar_one() or ZERO) + (work.db.execute(paid).scalar_one() or ZERO)
