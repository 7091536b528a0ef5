"""费用: charge lines as they arrive from their sources and as the pharmacy answers them.

A line is stored once under its own id. What can't be charged as it came — the same id with other content, a second line for one
long-term order and day, anything for a discharged stay — goes to the reconciliation list: never dropped, never charged.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import delete, func, insert, or_, select

from server.admission import accounts, models
from server.admission.models import ChargeLineRow, ConfirmedRow, EarlyAnswerRow, StayRow
from server.charging import lines as charging
from server.kernel.unit_of_work import Work
from shared import clock
from shared.contracts.admission.kinds import Kind
from shared.contracts.admission.types import StayState
from shared.contracts.common import LineKind, LineState, PlannedLine
from shared.contracts.pharmacy.events import LineAnswer
from shared.identifiers import new_id
from shared.money import line_amount

_GONE = (int(LineState.REFUSED), int(LineState.WITHDRAWN))
_CLOSED = (int(StayState.DISCHARGED), int(StayState.CANCELLED))


def arrive(work: Work, stay_id: str, lines: Iterable[PlannedLine]) -> None:
    """Store lines of one stay; drug lines wait for the pharmacy unless its answer was faster."""
    lines = tuple(lines)
    known = _known(work, lines)
    taken_days = _days_taken(work, lines)
    closed = _is_closed(work, stay_id)
    rows: list[dict[str, Any]] = []
    for line in lines:
        if line.line_id in known:
            if not _same(known[line.line_id], line):
                _set_aside(work, line, "same_id_other_content")
        elif closed:
            _set_aside(work, line, "stay_is_closed")
        elif _day_key(line) in taken_days:
            _set_aside(work, line, "second_line_for_order_and_day")
        else:
            if (day := _day_key(line)) is not None:
                taken_days.add(day)
            rows.append(_row(line))
    _store(work, stay_id, rows)
    accounts.lines_changed(work, stay_id, [row["planned_date"] for row in rows])


def _store(work: Work, stay_id: str, rows: list[dict[str, Any]]) -> None:
    """New lines, and the answers that were faster. What a reversal gives back depends on what stands of its line by then."""
    table = models.charge_line
    charged = [row for row in rows if row["reverses"] is None]
    if charged:
        work.db.execute(insert(table), charged)
    for row in rows:
        if row["reverses"] is not None:
            if row["price"] is not None:
                row["amount"] = charging.amount_of(work, table, stay_id, row["reverses"], row["quantity"], row["price"])
            work.add(table, **row)
    if rows:
        _apply_early_answers(work, [row["line_id"] for row in rows])


def withdrawn(work: Work, stay_id: str, line: PlannedLine) -> None:
    """Keep a line that is not charged: its source counts it."""
    work.add(models.charge_line, **_row(line) | {"state": int(LineState.WITHDRAWN)})
    accounts.lines_changed(work, stay_id, [line.service_date])


def own(work: Work, stay: StayRow | ConfirmedRow, kind: LineKind) -> dict[str, Any]:
    """What a new line of the desk says besides its item and quantity; no order stands behind it."""
    return {
        "line_id": new_id(),
        "stay_id": stay["stay_id"],
        "source": accounts.OWN,
        "ward": stay["ward"],
        "kind": kind,
        "ordered_as": LineKind.SUPPLEMENT,
        "order_id": None,
        "group_no": 0,
        "created_at": work.now,
    }


def answer(work: Work, stay_id: str, answers: Iterable[LineAnswer], answered_at: datetime) -> None:
    """Confirm and price, refuse or withdraw lines; an answer that overtook its line is kept for it."""
    dates = []
    for each in answers:
        row = work.row(select(models.charge_line).where(models.charge_line.c.line_id == each.line_id), ChargeLineRow)
        if row is None:
            _keep(work, stay_id, each, answered_at)
        elif _apply(work, row, each.state, each.quantity, each.price, answered_at):
            dates.append(row["planned_date"])
    accounts.lines_changed(work, stay_id, dates)


# -- inside


def _known(work: Work, lines: tuple[PlannedLine, ...]) -> dict[str, ChargeLineRow]:
    table = models.charge_line
    query = select(table).where(table.c.line_id.in_([line.line_id for line in lines]))
    return {row["line_id"]: row for row in work.rows(query, ChargeLineRow)}


def _days_taken(work: Work, lines: tuple[PlannedLine, ...]) -> set[tuple[str, date]]:
    """(order, day) pairs of these long-term lines that another one holds: not refused, not come back whole, not asked for again."""
    table = models.charge_line
    wanted = {day for line in lines if (day := _day_key(line)) is not None}
    asked_again = {line.instead_of for line in lines}
    query = select(table.c.order_id, table.c.order_day, table.c.line_id, table.c.state).where(
        table.c.order_id.in_({order_id for order_id, _ in wanted}), table.c.order_day.is_not(None)
    )
    taken = set()
    for order_id, day, line_id, state in work.db.execute(query).all() if wanted else ():
        if (order_id, day) in wanted:
            if state in _GONE or line_id in asked_again or not _is_left(work, line_id):
                work.change(table, table.c.line_id == line_id, order_day=None)
            else:
                taken.add((order_id, day))
    return taken


def _is_left(work: Work, line_id: str) -> bool:
    table = models.charge_line
    same = or_(table.c.line_id == line_id, table.c.reverses == line_id)
    left = work.db.execute(select(func.sum(table.c.quantity)).where(same, table.c.state.not_in(_GONE))).scalar_one()
    return bool(left)


def _day_key(line: PlannedLine) -> tuple[str, date] | None:
    if line.kind is not LineKind.LONG_TERM or line.order_id is None:
        return None
    return line.order_id, line.service_date


def _is_closed(work: Work, stay_id: str) -> bool:
    state = work.db.execute(select(models.stay.c.state).where(models.stay.c.stay_id == stay_id)).scalar_one()
    return state in _CLOSED


def _same(row: ChargeLineRow, line: PlannedLine) -> bool:
    return (row["stay_id"], row["item_code"], row["quantity"], row["planned_date"]) == (
        line.stay_id,
        line.item_code,
        line.quantity,
        line.service_date,
    )


def _row(line: PlannedLine) -> dict[str, Any]:
    priced = line.price is not None
    return {
        "line_id": line.line_id,
        "stay_id": line.stay_id,
        "source": line.source,
        "ward": line.ward,
        "kind": int(line.kind),
        "ordered_as": int(line.ordered_as),
        "order_id": line.order_id,
        "group_no": line.group_no,
        "item_code": line.item_code,
        "item_name": line.item_name,
        "spec": line.spec,
        "unit": line.unit,
        "income_type": line.income_type,
        "is_drug": line.is_drug,
        "quantity": line.quantity,
        "price": line.price,
        "amount": line_amount(line.quantity, line.price) if line.price is not None else None,
        "planned_date": line.service_date,
        "service_date": line.service_date,
        "order_day": line.service_date if _day_key(line) else None,
        "created_at": line.created_at,
        "state": int(LineState.CONFIRMED if priced else LineState.PENDING),
        "reverses": line.reverses,
        "reversed_quantity": Decimal(0),
        "request_id": line.request_id,
        "settlement_id": None,
    }


def _apply(work: Work, row: ChargeLineRow, state: LineState, quantity: Decimal, price: Decimal | None, at: datetime) -> bool:
    """Give a pending line its answer; False when it has one already."""
    table = models.charge_line
    values: dict[str, Any] = {"state": int(state)}
    if state is LineState.CONFIRMED:
        if price is None or quantity != row["quantity"]:
            raise ValueError("a confirmed line has a price and the quantity that was asked for")
        values |= {"price": price, "amount": charging.amount_of(work, table, row["stay_id"], row["reverses"], quantity, price)}
        if row["kind"] == int(LineKind.REVERSAL):
            # §2.6: the money goes back on the day the return is accepted.
            values["service_date"] = clock.local(at).date()
    pending = (table.c.line_id == row["line_id"], table.c.state == int(LineState.PENDING))
    return work.change(table, *pending, **values) == 1


def _keep(work: Work, stay_id: str, each: LineAnswer, at: datetime) -> None:
    table = models.early_answer
    if not work.has(table, table.c.line_id == each.line_id):
        values = {"state": int(each.state), "quantity": each.quantity, "price": each.price, "answered_at": at}
        work.add(table, line_id=each.line_id, stay_id=stay_id, **values)


def _apply_early_answers(work: Work, line_ids: list[str]) -> None:
    early, table = models.early_answer, models.charge_line
    for kept in work.rows(select(early).where(early.c.line_id.in_(line_ids)), EarlyAnswerRow):
        row = work.row(select(table).where(table.c.line_id == kept["line_id"]), ChargeLineRow)
        if row is not None:
            _apply(work, row, LineState(kept["state"]), kept["quantity"], kept["price"], kept["answered_at"])
        work.db.execute(delete(early).where(early.c.line_id == kept["line_id"]))


def _set_aside(work: Work, line: PlannedLine, reason: str) -> None:
    """Put a line on the reconciliation list."""
    work.add(
        models.difference,
        difference_id=new_id(),
        stay_id=line.stay_id,
        reason=reason,
        line=msgspec.json.encode(line).decode(),
        noted_at=work.now,
    )
    work.touch(Kind.DESK, "")


def of_settlement(work: Work, settlement_id: str) -> tuple[str, ...]:
    """The lines a settlement took."""
    table = models.charge_line
    query = select(table.c.line_id).where(table.c.settlement_id == settlement_id).order_by(table.c.line_id)
    return tuple(work.db.execute(query).scalars())
