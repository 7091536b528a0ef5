"""Stock by batch. Nothing here goes below zero; every change is a movement, so that in − out is what a batch holds (R3.1, R3.C).

Drugs' rows in `stock` are held first, in order of codes: it makes those who want the same drug wait for each other, and after it
the batches can be read and shared out without anybody in between. However many drugs a press moves, it takes the same statements.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence, Sized
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, case, insert, literal, or_, select

from server.kernel.database import Amount, of_each
from server.kernel.unit_of_work import Work
from server.pharmacy import requisitions, stock_queries
from server.pharmacy.models import BatchRow, batch, movement, stock
from server.pharmacy.rules import Demand, Portion, Shelf, Shortage, allocate, is_countable, plain
from shared.contracts.common import ItemKind
from shared.contracts.pharmacy.errors import BatchExpired, BatchExpiryDiffers, QuantityNotPositive, Short, StockShort, UnknownDrug
from shared.contracts.pharmacy.kinds import Kind
from shared.contracts.pharmacy.types import CAUSE_DISPENSED, CAUSE_RETURNED, CAUSE_RETURNED_EXPIRED, BatchReceipt
from shared.errors import InvalidInput, Problem
from shared.identifiers import new_id

_LONGEST_BATCH, _LONGEST_CAUSE = 30, 50
_NONE = Decimal(0)


# -- out


def issue(work: Work, demands: Sequence[Demand], dispense_id: str) -> tuple[Portion, ...]:
    """Take every demand from the batches that expire first. Raises StockShort naming each one that can't be met."""
    wanted = _by_drug(demands)
    _hold(work, wanted)
    shelves = _shelves(work, wanted)
    portions, shortages = allocate(demands, shelves)
    if shortages:
        raise StockShort(shortages=tuple(_short(work, each) for each in shortages))
    _take_from_stock(work, wanted)
    _take_from_batches(work, _by_batch(portions))
    balances = {(code, shelf.batch_no): shelf.quantity for code, rows in shelves.items() for shelf in rows}
    _record(work, portions, balances, -1, lambda _: CAUSE_DISPENSED, dispense_id)
    _watch(work, {code: _held(shelves, code) - quantity for code, quantity in wanted.items()})
    return portions


def _by_drug(moves: Iterable[Demand | Portion]) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for each in moves:
        sums[each.drug_code] += each.quantity
    return dict(sorted(sums.items()))


def _by_batch(portions: Iterable[Portion]) -> dict[tuple[str, str], Decimal]:
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for each in portions:
        sums[each.drug_code, each.batch_no] += each.quantity
    return dict(sorted(sums.items()))


def _hold(work: Work, codes: Iterable[str]) -> None:
    """Make others who want these drugs wait until we are done."""
    mine = stock.c.drug_code.in_(sorted(codes))
    # Where rows are locked one by one, this is the order; the change alone would take them in any, and two presses might wait for
    # each other.
    work.db.execute(select(stock.c.drug_code).where(mine).order_by(stock.c.drug_code).with_for_update()).all()
    work.change(stock, mine, quantity=stock.c.quantity)


def _take_from_stock(work: Work, drugs: Mapping[str, Decimal]) -> None:
    taken = of_each(stock.c.drug_code, drugs, Amount())
    enough = (stock.c.drug_code.in_(list(drugs)), stock.c.quantity >= taken)
    if work.change(stock, *enough, quantity=stock.c.quantity - taken) != len(drugs):
        raise AssertionError("less in stock than on the shelves although the drugs' rows were held")


def _take_from_batches(work: Work, batches: Mapping[tuple[str, str], Decimal]) -> None:
    mine, taken = _of_batches(batches)
    enough = (batch.c.quantity >= taken, batch.c.expires_on >= stock_queries.today(work))
    if work.change(batch, mine, *enough, quantity=batch.c.quantity - taken) != len(batches):
        raise AssertionError("a batch changed although its drug's stock row was held")


def _of_batches(batches: Mapping[tuple[str, str], Decimal]) -> tuple[ColumnElement[bool], ColumnElement[Decimal]]:
    """The rows of these batches, and the quantity that goes with each."""
    rows = [and_(batch.c.drug_code == code, batch.c.batch_no == batch_no) for code, batch_no in batches]
    quantities = [literal(quantity, Amount()) for quantity in batches.values()]
    return or_(*rows), case(*zip(rows, quantities, strict=True))


def _shelves(work: Work, codes: Iterable[str]) -> dict[str, list[Shelf]]:
    query = select(batch.c.drug_code, batch.c.batch_no, batch.c.quantity).where(
        batch.c.drug_code.in_(sorted(codes)), batch.c.quantity > _NONE, batch.c.expires_on >= stock_queries.today(work)
    )
    shelves: dict[str, list[Shelf]] = defaultdict(list)
    for code, batch_no, quantity in work.db.execute(query.order_by(batch.c.drug_code, batch.c.expires_on, batch.c.batch_no)):
        shelves[code].append(Shelf(batch_no, quantity))
    return shelves


def _held(shelves: dict[str, list[Shelf]], code: str) -> Decimal:
    return sum((shelf.quantity for shelf in shelves.get(code, [])), _NONE)


def _short(work: Work, shortage: Shortage) -> Short:
    demand, item = shortage.demand, work.catalog.items[shortage.demand.drug_code]
    return Short(demand.line_id, item.name, demand.quantity, shortage.left, item.unit)


# -- back


def put_back(work: Work, portions: Sequence[Portion], dispense_id: str) -> None:
    """Returned drugs go back to the batches they came from, also to expired ones: they are counted there, and never issued."""
    drugs, batches = _by_drug(portions), _by_batch(portions)
    _hold(work, drugs)
    back = of_each(stock.c.drug_code, drugs, Amount())
    _expect(work.change(stock, stock.c.drug_code.in_(list(drugs)), quantity=stock.c.quantity + back), drugs)
    before = {(row["drug_code"], row["batch_no"]): row for row in _batches(work, drugs)}
    mine, returned = _of_batches(batches)
    _expect(work.change(batch, mine, quantity=batch.c.quantity + returned), batches)
    day = stock_queries.today(work)

    def cause(portion: Portion) -> str:
        expired = before[portion.drug_code, portion.batch_no]["expires_on"] < day
        return CAUSE_RETURNED_EXPIRED if expired else CAUSE_RETURNED

    _record(work, portions, {key: row["quantity"] for key, row in before.items()}, 1, cause, dispense_id)
    _watch(work, _usable(work, drugs))


def _expect(changed: int, rows: Sized) -> None:
    if changed != len(rows):
        raise AssertionError("what was issued has no batch to come back to")


def _usable(work: Work, codes: Collection[str]) -> dict[str, Decimal]:
    left = stock_queries.usable(work, codes)
    return {code: left.get(code, _NONE) for code in codes}


def _batches(work: Work, codes: Iterable[str]) -> list[BatchRow]:
    return work.rows(select(batch).where(batch.c.drug_code.in_(sorted(codes))), BatchRow)


def _record(
    work: Work,
    portions: Sequence[Portion],
    balances: dict[tuple[str, str], Decimal],
    sign: int,
    cause: Callable[[Portion], str],
    dispense_id: str,
) -> None:
    """One movement per line and batch, with the balance it left; `balances` are those before the first."""
    rows = []
    for each in portions:
        balances[each.drug_code, each.batch_no] += sign * each.quantity
        rows.append(
            _movement(work, each.drug_code, each.batch_no, sign * each.quantity, balances[each.drug_code, each.batch_no])
            | {"cause": cause(each), "line_id": each.line_id, "dispense_id": dispense_id}
        )
    if rows:
        work.db.execute(insert(movement), rows)


def _movement(work: Work, code: str, batch_no: str, quantity: Decimal, balance: Decimal) -> dict[str, Any]:
    return {
        "movement_id": new_id(),
        "drug_code": code,
        "batch_no": batch_no,
        "quantity": quantity,
        "balance": balance,
        "line_id": None,
        "dispense_id": None,
        "moved_at": work.now,
        "moved_by": work.caller.name,
    }


def _watch(work: Work, usable: Mapping[str, Decimal]) -> None:
    requisitions.watch(work, usable)
    for code in usable:
        work.touch(Kind.STOCK, code)


# -- in


def receive_batches(work: Work, receipts: Sequence[BatchReceipt], cause: str) -> int:
    """Take batches into stock: the opening stock now, the warehouse's issues later."""
    why = plain("cause", cause, _LONGEST_CAUSE)
    by_drug: dict[str, list[BatchReceipt]] = defaultdict(list)
    for each in receipts:
        by_drug[each.drug_code].append(each)
    for code, rows in sorted(by_drug.items()):
        _receive_drug(work, code, rows, why)
    _watch(work, _usable(work, by_drug))
    return len(receipts)


def _receive_drug(work: Work, code: str, receipts: Sequence[BatchReceipt], cause: str) -> None:
    item = work.catalog.items.get(code)
    if item is None or item.kind == ItemKind.SERVICE:
        raise UnknownDrug(drug_code=code)
    arriving = [(_batch_no(work, each), each) for each in receipts]
    coming = sum((each.quantity for each in receipts), _NONE)
    if not work.change(stock, stock.c.drug_code == code, quantity=stock.c.quantity + coming):
        work.add(stock, drug_code=code, quantity=coming, short=False)
    held = {row["batch_no"]: row for row in _batches(work, [code])}
    expiry = {batch_no: row["expires_on"] for batch_no, row in held.items()}
    balances = {batch_no: row["quantity"] for batch_no, row in held.items()}
    moves = []
    for batch_no, each in arriving:
        if expiry.setdefault(batch_no, each.expires_on) != each.expires_on:
            raise BatchExpiryDiffers(batch=batch_no, expiry=expiry[batch_no])
        balances[batch_no] = balances.get(batch_no, _NONE) + each.quantity
        moves.append(_movement(work, code, batch_no, each.quantity, balances[batch_no]) | {"cause": cause})
    for batch_no in sorted({batch_no for batch_no, _ in arriving}):
        mine = (batch.c.drug_code == code, batch.c.batch_no == batch_no)
        if not work.change(batch, *mine, quantity=balances[batch_no]):
            work.add(batch, drug_code=code, batch_no=batch_no, expires_on=expiry[batch_no], quantity=balances[batch_no])
    work.db.execute(insert(movement), moves)
    work.audit(
        code,
        {batch_no: row["quantity"] for batch_no, row in held.items()},
        {batch_no: balances[batch_no] for batch_no, _ in arriving} | {"cause": cause},
    )


def _batch_no(work: Work, receipt: BatchReceipt) -> str:
    batch_no = plain("batch_no", receipt.batch_no, _LONGEST_BATCH)
    if not batch_no:
        raise InvalidInput(name="batch_no", problem=Problem.EMPTY)
    if not is_countable(receipt.quantity):
        raise QuantityNotPositive
    if receipt.expires_on < stock_queries.today(work):
        raise BatchExpired(batch=batch_no)
    return batch_no
