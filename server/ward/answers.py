"""The pharmacy's answers: the treatment record is complete with them, and what they price is money (R2.8, R2.9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select

from server.charging import lines as charging
from server.kernel.unit_of_work import Work
from server.ward import models, queries, replicas, reversals, statements, stays
from server.ward.models import LineRow
from server.ward.queries import KnownStayRow
from shared import clock
from shared.contracts.common import LineKind, LineState
from shared.contracts.pharmacy.events import LineAnswer, LinesAnswered, ShortageChanged
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import ReversalCause

_line, _order = models.line, models.order
_NOT_GIVEN = frozenset({LineState.REFUSED, LineState.WITHDRAWN})


def take(work: Work, fact: LinesAnswered) -> None:
    """Give our pending lines their answers. Lines of other sources are none of ours."""
    if not work.has(models.stay, models.stay.c.stay_id == fact.stay_id):
        return
    stay = stays.take(work, fact.stay_id)
    answers = {answer.line_id: answer for answer in fact.answers}
    pending = (_line.c.line_id.in_(list(answers)), _line.c.state == int(LineState.PENDING))
    rows = work.rows(queries.lines_of(fact.stay_id, *pending), LineRow)
    for row in rows:
        _apply(work, row, answers[row["line_id"]], fact.answered_at)
    not_given = [row for row in rows if answers[row["line_id"]].state in _NOT_GIVEN]
    reversals.not_taken(work, stay, [row for row in not_given if row["kind"] == LineKind.REVERSAL])
    _void_add_ons(work, stay, [row for row in not_given if row["kind"] != LineKind.REVERSAL])
    statements.renew(work, fact.stay_id)
    _clear_withdrawing(work, {row["order_id"] for row in rows if row["withdrawing"] and row["order_id"]})
    stays.show(work, stay, Kind.ORDERS, Kind.ACCOUNT)


def _apply(work: Work, row: LineRow, answer: LineAnswer, answered_at: datetime) -> None:
    values: dict[str, Any] = {"state": int(answer.state), "answered_at": answered_at, "withdrawing": False}
    if answer.state is LineState.CONFIRMED:
        if answer.price is None or answer.quantity != row["quantity"]:
            raise ValueError("a confirmed line has a price and the quantity that was asked for")
        amount = charging.amount_of(work, _line, row["stay_id"], row["reverses"], answer.quantity, answer.price)
        values |= {"price": answer.price, "amount": amount}
        if row["kind"] == LineKind.REVERSAL:
            # §2.6: the money goes back on the day the return is accepted.
            values["charged_on"] = clock.local(answered_at).date()
    else:
        values["unused"] = 0
    if answer.reason:
        values["reason"] = answer.reason
    work.change(_line, _line.c.line_id == row["line_id"], **values)


def _void_add_ons(work: Work, stay: KnownStayRow, refused: Iterable[LineRow]) -> None:
    """Add-ons of a group whose drugs were all refused or withdrawn are taken back (§2.4)."""
    reasons = {(row["run_id"], row["ordered_as"], row["group_no"]): row for row in refused}
    for run_id, ordered_as, group_no in reasons:
        group = work.rows(
            queries.lines_of(
                stay["stay_id"],
                _line.c.run_id == run_id,
                _line.c.ordered_as == ordered_as,
                _line.c.group_no == group_no,
            ),
            LineRow,
        )
        if not any(line["is_drug"] and line["state"] in {LineState.PENDING, LineState.CONFIRMED} for line in group):
            add_ons = [line for line in group if line["kind"] == LineKind.ADD_ON and line["state"] == LineState.CONFIRMED]
            reversals.take_back_all(work, stay, add_ons, ReversalCause.NOT_DISPENSED)


def _clear_withdrawing(work: Work, orders: set[str]) -> None:
    """An order is withdrawing until the last of its lines was answered."""
    for order_id in orders:
        still = select(_line.c.line_id).where(
            _line.c.order_id == order_id, _line.c.withdrawing, _line.c.state == int(LineState.PENDING)
        )
        if work.db.execute(still.limit(1)).one_or_none() is None:
            work.change(_order, _order.c.order_id == order_id, withdrawing=False)


def shortage(work: Work, fact: ShortageChanged) -> None:
    """Keep the 缺药 flag of a drug (R2.7)."""
    flagged = replicas.shortage.c.drug_code == fact.drug_code
    known = work.change(replicas.shortage, flagged, since=fact.since)
    if fact.short and not known:
        work.add(replicas.shortage, drug_code=fact.drug_code, since=fact.since)
    if not fact.short:
        work.db.execute(replicas.shortage.delete().where(flagged))
    work.touch(Kind.SHORTAGE, fact.drug_code)
