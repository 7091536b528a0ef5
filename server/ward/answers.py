"""The pharmacy's answers: the treatment record is complete with them, and what they price is money (R2.8, R2.9)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import bindparam, exists, update

from server.charging import lines as charging
from server.kernel.rows import pick
from server.kernel.unit_of_work import Work
from server.ward import models, queries, replicas, reversals, statements, stays
from server.ward.models import LineRow
from server.ward.queries import KnownStayRow
from shared import clock
from shared.contracts.common import LineKind, LineState
from shared.contracts.pharmacy.events import LineAnswer, LinesAnswered, ShortageChanged
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import ReversalCause
from shared.money import change_amount, line_amount

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
    charged = charging.still_charged(work, _line, fact.stay_id, {row["reverses"] for row in rows if row["reverses"]})
    values = [_answered(row, answers[row["line_id"]], fact.answered_at, charged) for row in rows]
    if values:
        work.db.execute(update(_line).where(_line.c.line_id == bindparam("answered")), values)
    not_given = [row for row in rows if answers[row["line_id"]].state in _NOT_GIVEN]
    reversals.not_taken(work, stay, [row for row in not_given if row["kind"] == LineKind.REVERSAL])
    _void_add_ons(work, stay, [row for row in not_given if row["kind"] != LineKind.REVERSAL])
    statements.renew(work, fact.stay_id)
    _clear_withdrawing(work, {row["order_id"] for row in rows if row["withdrawing"] and row["order_id"]})
    stays.show(work, stay, Kind.ORDERS, Kind.ACCOUNT)


def _answered(row: LineRow, answer: LineAnswer, answered_at: datetime, charged: dict[str, Decimal]) -> dict[str, Any]:
    """The columns of a line that its answer changes. What it takes back is taken from what is `charged` of its original."""
    values = pick(row, ("price", "amount", "charged_on", "unused"))
    if answer.state is LineState.CONFIRMED:
        if answer.price is None or answer.quantity != row["quantity"]:
            raise ValueError("a confirmed line has a price and the quantity that was asked for")
        values |= {"price": answer.price, "amount": line_amount(answer.quantity, answer.price)}
        if row["reverses"] is not None:
            values["amount"] = change_amount(charged[row["reverses"]], answer.quantity, answer.price)
            charged[row["reverses"]] += answer.quantity
        if row["kind"] == LineKind.REVERSAL:
            # §2.6: the money goes back on the day the return is accepted.
            values["charged_on"] = clock.local(answered_at).date()
    else:
        values["unused"] = 0
    changed = {"state": int(answer.state), "answered_at": answered_at, "withdrawing": False}
    return {"answered": row["line_id"], **values, **changed, "reason": answer.reason or row["reason"]}


def _void_add_ons(work: Work, stay: KnownStayRow, refused: Iterable[LineRow]) -> None:
    """Add-ons of a group whose drugs were all refused or withdrawn are taken back (§2.4)."""
    touched = {_group_of(row) for row in refused}
    if not touched:
        return
    of_runs = queries.lines_of(stay["stay_id"], _line.c.run_id.in_({run_id for run_id, *_ in touched}))
    lines = [line for line in work.rows(of_runs, LineRow) if _group_of(line) in touched]
    live = {_group_of(line) for line in lines if line["is_drug"] and line["state"] in {LineState.PENDING, LineState.CONFIRMED}}
    add_ons = [line for line in lines if line["kind"] == LineKind.ADD_ON and line["state"] == LineState.CONFIRMED]
    reversals.take_back_all(work, stay, [line for line in add_ons if _group_of(line) not in live], ReversalCause.NOT_DISPENSED)


def _group_of(line: LineRow) -> tuple[str, int, int]:
    return line["run_id"], line["ordered_as"], line["group_no"]


def _clear_withdrawing(work: Work, orders: set[str]) -> None:
    """An order is withdrawing until the last of its lines was answered."""
    still = exists().where(_line.c.order_id == _order.c.order_id, _line.c.withdrawing, _line.c.state == int(LineState.PENDING))
    if orders:
        work.change(_order, _order.c.order_id.in_(orders), ~still, withdrawing=False)


def shortage(work: Work, fact: ShortageChanged) -> None:
    """Keep the 缺药 flag of a drug (R2.7)."""
    flagged = replicas.shortage.c.drug_code == fact.drug_code
    known = work.change(replicas.shortage, flagged, since=fact.since)
    if fact.short and not known:
        work.add(replicas.shortage, drug_code=fact.drug_code, since=fact.since)
    if not fact.short:
        work.db.execute(replicas.shortage.delete().where(flagged))
    work.touch(Kind.SHORTAGE, fact.drug_code)
