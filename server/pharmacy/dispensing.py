"""发药 and 收退药: one press, one unit of work, all ticked lines or none (R3.2, R3.R, R3.C; domain rules §2.5, §2.6)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from server.kernel.database import Amount, Price, of_each
from server.kernel.unit_of_work import Work
from server.pharmacy import queries, requests, rules, stock, stock_queries
from server.pharmacy.models import LineRow, line, slip_counter
from server.pharmacy.models import dispense as press_table
from server.pharmacy.rules import Demand, Portion
from shared.contracts.common import LineState
from shared.contracts.pharmacy.errors import DrugPriceMissing, GroupSplit, ReturnTooMuch, ReturnWithoutIssue
from shared.contracts.pharmacy.events import LineAnswer
from shared.contracts.pharmacy.types import DispenseResult, RequestLineState
from shared.identifiers import LineId, RequestId, new_id


@dataclass
class _Press:
    """One press of 发药 while it is made: what it moved and what it will answer."""

    dispense_id: str
    issued: list[Portion] = field(default_factory=list)
    returned: list[Portion] = field(default_factory=list)
    answers: list[LineAnswer] = field(default_factory=list)

    def confirm(self, row: LineRow, price: Decimal | None) -> None:
        """A line went over the counter at `price`."""
        self.answers.append(LineAnswer(row["line_id"], LineState.CONFIRMED, row["quantity"], price))


def dispense(work: Work, request_id: RequestId, lines: Sequence[LineId]) -> DispenseResult:
    """Issue the ticked lines and accept the ticked returns."""
    work.require_current()
    head, rows = requests.open_request(work, request_id)
    chosen = requests.ticked(rows, lines)
    _refuse_split_groups(rows, chosen)
    issues = [row for row in chosen if row["quantity"] > 0]
    returns = [row for row in chosen if row["quantity"] < 0]
    press = _Press(new_id())
    if issues:
        _issue(work, press, issues)
    if returns:
        _take_back(work, press, returns)
    slip_no = _next_slip_no(work)
    work.add(
        press_table,
        dispense_id=press.dispense_id,
        slip_no=slip_no,
        request_id=request_id,
        dispensed_at=work.now,
        dispensed_by=work.caller.name,
    )
    work.audit(press.dispense_id, after={"request": request_id, "slip": slip_no} | _moved(press))
    requests.tell(work, head, tuple(press.answers), work.caller.name, work.now)
    return DispenseResult(requests.close_request(work, head), press.dispense_id, len(issues), len(returns))


def _refuse_split_groups(rows: Sequence[LineRow], chosen: Sequence[LineRow]) -> None:
    groups = {requests.group_of(row) for row in chosen} - {None}
    missing = [row for row in requests.waiting(rows) if requests.group_of(row) in groups and row not in chosen]
    if missing:
        raise GroupSplit(drugs=tuple(row["drug_name"] for row in missing))


def _issue(work: Work, press: _Press, issues: Sequence[LineRow]) -> None:
    prices = {row["drug_code"]: _price(work, row) for row in issues}
    handled = {"price": of_each(line.c.drug_code, prices, Price()), "dispense_id": press.dispense_id}
    requests.claim(work, issues, RequestLineState.DISPENSED, work.caller.name, **handled)
    for row in sorted(issues, key=_age):
        press.confirm(row, prices[row["drug_code"]])
    demands = [Demand(row["line_id"], row["drug_code"], row["quantity"]) for row in issues]
    press.issued += stock.issue(work, demands, press.dispense_id)


def _age(row: LineRow) -> str:
    return row["line_id"]


def _price(work: Work, row: LineRow) -> Decimal:
    """The price at confirmation (R1.18): a drug without one is not issued, let alone for nothing."""
    price = work.catalog.price(row["drug_code"], work.now)
    if price is None:
        raise DrugPriceMissing(drug=row["drug_name"])
    return price


def _take_back(work: Work, press: _Press, returns: Sequence[LineRow]) -> None:
    """Returns: each at its original's price, into its original's batches, never more than was issued."""
    originals = _originals(work, returns)
    _count_back(work, returns, originals)
    prices: dict[str, Decimal | None] = {line_id: original["price"] for line_id, original in originals.items()}
    handled = {"price": of_each(line.c.line_id, prices, Price()), "dispense_id": press.dispense_id}
    requests.claim(work, returns, RequestLineState.RETURNED, work.caller.name, **handled)
    out = queries.batches_out(work, {original["line_id"] for original in originals.values()})
    for row in returns:
        original = originals[row["line_id"]]
        portions = rules.return_to(original["drug_code"], row["line_id"], -row["quantity"], out[original["line_id"]])
        # A second return of the same line in this press finds what the first one left.
        out[original["line_id"]] = rules.left_out(out[original["line_id"]], portions)
        press.returned += portions
        press.confirm(row, original["price"])
    stock.put_back(work, press.returned, press.dispense_id)


def _originals(work: Work, returns: Sequence[LineRow]) -> dict[LineId, LineRow]:
    """The line that each return brings back; it must have been issued. They are held: who returns of the same lines waits."""
    named = sorted({row["reverses"] for row in returns if row["reverses"]})
    work.change(line, line.c.line_id.in_(named), returned=line.c.returned)
    found = queries.originals(work, returns)
    for row in returns:
        original = found.get(row["reverses"] or "")
        if original is None or not queries.was_issued(original, row["drug_code"]):
            raise ReturnWithoutIssue(drug=row["drug_name"])
    return {row["line_id"]: found[row["reverses"] or ""] for row in returns}


def _count_back(work: Work, returns: Sequence[LineRow], originals: Mapping[LineId, LineRow]) -> None:
    """Raise what came back of each original. Raises ReturnTooMuch."""
    back: dict[str, Decimal] = defaultdict(Decimal)
    for row in returns:
        original = originals[row["line_id"]]
        left = original["quantity"] - original["returned"] - back[original["line_id"]]
        if -row["quantity"] > left:
            raise ReturnTooMuch(drug=row["drug_name"], left=left, unit=row["unit"])
        back[original["line_id"]] -= row["quantity"]
    quantity = of_each(line.c.line_id, back, Amount())
    mine = (line.c.line_id.in_(sorted(back)), line.c.returned <= line.c.quantity - quantity)
    if work.change(line, *mine, returned=line.c.returned + quantity) != len(back):
        raise AssertionError("a line changed although it was held")


def _moved(press: _Press) -> dict[str, Any]:
    def rows(portions: Sequence[Portion]) -> list[tuple[str, str, str, Decimal]]:
        return [(each.line_id, each.drug_code, each.batch_no, each.quantity) for each in portions]

    return {"issued": rows(press.issued), "returned": rows(press.returned)}


def _next_slip_no(work: Work) -> str:
    """Slips are numbered from 1 every day."""
    day = stock_queries.today(work)
    if not work.change(slip_counter, slip_counter.c.day == day, last=slip_counter.c.last + 1):
        work.add(slip_counter, day=day, last=1)
    number: int = work.db.execute(select(slip_counter.c.last).where(slip_counter.c.day == day)).scalar_one()
    return f"{day:%Y%m%d}-{number:04d}"
