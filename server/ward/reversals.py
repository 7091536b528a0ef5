"""冲正: lines taken back by lines of their own with a negative quantity; the original is never edited (R1.14, R1.15, §2.6)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.ward import lines, models, queries, stays, withdrawals
from server.ward.models import LineRow
from server.ward.queries import KnownStayRow
from server.ward.rules import NOTHING, check_line_reversible, returned_quantity, reversible
from shared.contracts.admission.types import StayAction
from shared.contracts.common import LineKind, LineState, PlannedLine, Quantity
from shared.contracts.ward.errors import (
    LineNotFound,
    LineNotReversible,
    LinesSettled,
    ReversalReasonMissing,
    ReversalTooMuch,
)
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import GroupReversal, LineReversal, ReversalCause
from shared.errors import InvalidInput, Problem
from shared.identifiers import new_id

_line = models.line
_PLACES = Decimal("0.0001")
_LARGEST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class Portion:
    """What of a line comes back."""

    line: LineRow
    quantity: Quantity
    administrations: int


def reverse_group(work: Work, reversal: GroupReversal) -> tuple[PlannedLine, ...]:
    """Take back administrations of a group on one service date, add-ons included."""
    reason = _reason(reversal.reason)
    stay = stays.take_mine(work, reversal.stay_id)
    stays.expect(stay, stays.IN_BED, StayAction.REVERSE)
    group = work.rows(
        queries.lines_of(
            reversal.stay_id,
            _line.c.service_date == reversal.service_date,
            _line.c.group_no == reversal.group_no,
            _line.c.ordered_as == int(lines.ordered_as(reversal.kind)),
            _line.c.kind != int(LineKind.REVERSAL),
        ),
        LineRow,
    )
    live = _live(group)
    if any(line["state"] == LineState.PENDING for line in live):
        _withdraw(work, stay, live, reversal.administrations)
        return ()
    return take_back(work, stay, _portions(work, live, reversal.administrations), reason)


def _live(group: Sequence[LineRow]) -> list[LineRow]:
    if not group:
        raise LineNotFound
    live = [line for line in group if line["state"] in {LineState.PENDING, LineState.CONFIRMED}]
    if not live:
        raise LineNotReversible(state=LineState(group[0]["state"]))
    if any(line["settled_segment"] is not None for line in live):
        raise LinesSettled
    return live


def _withdraw(work: Work, stay: KnownStayRow, live: Sequence[LineRow], administrations: int) -> None:
    """What the pharmacy has not answered is asked back whole; the add-ons follow its answer."""
    asked = [line for line in live if line["state"] == LineState.PENDING and not line["withdrawing"]]
    if not asked or administrations != max(line["administrations"] for line in live):
        raise LineNotReversible(state=LineState.PENDING)
    withdrawals.ask(work, stay, asked)
    stays.show(work, stay, Kind.ORDERS, Kind.ACCOUNT)


def _portions(work: Work, live: Sequence[LineRow], administrations: int) -> list[Portion]:
    orders = [line for line in live if line["kind"] != LineKind.ADD_ON] or live
    left = max(line["administrations"] - line["reversed_administrations"] for line in orders)
    if administrations > left:
        raise ReversalTooMuch(left=Decimal(left))
    return [share for line in live if (share := portion(work, line, administrations)).administrations]


def portion(work: Work, line: LineRow, administrations: int) -> Portion:
    """The share of `administrations` in a line, as far as it was not taken back before."""
    before, times = line["reversed_administrations"], line["administrations"]
    wanted = min(administrations, times - before)
    if not wanted:
        return Portion(line, NOTHING, 0)
    rounding = work.catalog.items[line["item_code"]].rounding if line["is_drug"] else 0
    share = returned_quantity(line["quantity"], times, before, wanted, rounding, _dose(work, line) if rounding else None)
    return Portion(line, min(share, line["quantity"] - line["reversed_quantity"]), wanted)


def _dose(work: Work, line: LineRow) -> Quantity | None:
    """Order units of one administration; None for a line that no order stands behind."""
    dose: Quantity | None = work.db.execute(
        select(models.order.c.quantity).where(models.order.c.order_id == line["order_id"])
    ).scalar_one_or_none()
    return dose


def reverse_line(work: Work, reversal: LineReversal) -> tuple[PlannedLine, ...]:
    """Take back a quantity of one line; the admission server asks for its cashier."""
    reason = _reason(reversal.reason)
    amount = reversal.quantity
    if not amount.is_finite() or abs(amount) > _LARGEST or amount != amount.quantize(_PLACES):
        raise InvalidInput(name="quantity", problem=Problem.WRONG)
    found = work.row(select(_line).where(_line.c.line_id == reversal.line_id), LineRow)
    if found is None:
        raise LineNotFound
    stay = stays.take_mine(work, found["stay_id"])
    stays.expect(stay, stays.IN_BED, StayAction.REVERSE)
    (line,) = work.rows(queries.lines_of(stay["stay_id"], _line.c.line_id == reversal.line_id), LineRow)
    check_line_reversible(LineKind(line["kind"]), LineState(line["state"]), settled=line["settled_segment"] is not None)
    quantity = reversible(line["quantity"], line["reversed_quantity"], reversal.quantity)
    whole = int(quantity * line["administrations"] / line["quantity"])
    administrations = min(whole, line["administrations"] - line["reversed_administrations"])
    return take_back(work, stay, [Portion(line, quantity, administrations)], reason)


def take_back_all(work: Work, stay: KnownStayRow, originals: Iterable[LineRow], reason: str | ReversalCause) -> None:
    """Take back all that is left of these lines, without asking: what they were charged for did not happen."""
    portions = [
        Portion(line, line["quantity"] - line["reversed_quantity"], line["administrations"] - line["reversed_administrations"])
        for line in originals
        if line["quantity"] > line["reversed_quantity"]
    ]
    take_back(work, stay, portions, reason)


def take_back(work: Work, stay: KnownStayRow, portions: Sequence[Portion], reason: str | ReversalCause) -> tuple[PlannedLine, ...]:
    """Count the portions on their originals and write the reversing lines."""
    run_id = new_id()
    for portion in portions:
        _count(work, portion)
        work.audit(portion.line["line_id"], after={"reversed": portion.quantity, "reason": reason})
    rows = [
        lines.reversal(work, stay, run_id, portion.line, portion.quantity, portion.administrations, reason)
        for portion in portions
        if portion.quantity
    ]
    stays.show(work, stay)
    return lines.write(work, stay, run_id, rows)


def _count(work: Work, portion: Portion) -> None:
    """Raise the counters of the original; together its reversals never exceed it."""
    line = portion.line
    left = line["quantity"] - line["reversed_quantity"]
    mine = (_line.c.line_id == line["line_id"], _line.c.reversed_quantity == line["reversed_quantity"])
    counted = work.change(
        _line,
        *mine,
        reversed_quantity=line["reversed_quantity"] + portion.quantity,
        reversed_administrations=line["reversed_administrations"] + portion.administrations,
        unused=max(0, line["unused"] - portion.administrations),
    )
    if not counted or portion.quantity > left:
        raise ReversalTooMuch(left=Decimal(left))


def not_taken(work: Work, stay: KnownStayRow, refused: Sequence[LineRow]) -> None:
    """The pharmacy did not take these returns: their originals count as before. Where it took nothing of a press, the group was
    given after all, and the add-ons that came back with it are charged again."""
    for line in refused:
        _count_again(work, line)
    for run_id in {line["run_id"] for line in refused}:
        press = work.rows(queries.lines_of(stay["stay_id"], _line.c.run_id == run_id), LineRow)
        if not any(line["is_drug"] and line["state"] in {LineState.PENDING, LineState.CONFIRMED} for line in press):
            _charge_again(work, stay, [line for line in press if not line["is_drug"] and line["quantity"] < 0])


def _count_again(work: Work, reversal: LineRow) -> None:
    work.change(
        _line,
        _line.c.line_id == reversal["reverses"],
        reversed_quantity=_line.c.reversed_quantity + reversal["quantity"],
        reversed_administrations=_line.c.reversed_administrations - reversal["administrations"],
    )


def _charge_again(work: Work, stay: KnownStayRow, reversals: Sequence[LineRow]) -> None:
    """Lines that undo reversals: they name the same original, and what is left of it is charged as before."""
    run_id, rows = new_id(), []
    for each in reversals:
        (original,) = work.rows(queries.lines_of(stay["stay_id"], _line.c.line_id == each["reverses"]), LineRow)
        cause = ReversalCause.RETURN_REFUSED
        rows.append(lines.reversal(work, stay, run_id, original, each["quantity"], each["administrations"], cause))
        _count_again(work, each)
    lines.write(work, stay, run_id, rows)


def _reason(text: str) -> str:
    reason = clean(text, "reason")
    if not reason:
        raise ReversalReasonMissing
    return reason
