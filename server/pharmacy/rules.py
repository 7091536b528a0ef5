"""Pure decisions of the pharmacy: what is issued from which batch, what goes back where, what belongs together.

Source: domain rules §2.5 (first-expired first, never expired, all ticked lines or none, groups together) and §2.6 (returns).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from shared.contracts.common import LineKind
from shared.errors import InvalidInput, Problem
from shared.identifiers import LineId

_PLACES = Decimal("0.0001")
_MOST = Decimal(100_000_000)
"""No batch of a hospital holds this many; NUMERIC(18, 4) holds a million times as many."""


@dataclass(frozen=True, slots=True)
class Demand:
    """What a line asks for."""

    line_id: LineId
    drug_code: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Shelf:
    """What a batch holds that may be issued."""

    batch_no: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Portion:
    """What a line takes from a batch, or brings back to it; always positive."""

    line_id: LineId
    drug_code: str
    batch_no: str
    quantity: Decimal


@dataclass(frozen=True, slots=True)
class Shortage:
    """A demand that can't be met, with what was left for it."""

    demand: Demand
    left: Decimal


def allocate(demands: Iterable[Demand], shelves: Mapping[str, Sequence[Shelf]]) -> tuple[tuple[Portion, ...], tuple[Shortage, ...]]:
    """Serve `demands` in their order from the shelves of each drug in theirs (first to expire first).

    A demand that can't be met whole takes nothing, so that every line that is short is named.
    """
    left = {(code, shelf.batch_no): shelf.quantity for code, rows in shelves.items() for shelf in rows}
    portions: list[Portion] = []
    shortages: list[Shortage] = []
    for demand in demands:
        batches = [shelf.batch_no for shelf in shelves.get(demand.drug_code, ())]
        available = sum((left[demand.drug_code, batch_no] for batch_no in batches), Decimal(0))
        if available < demand.quantity:
            shortages.append(Shortage(demand, available))
            continue
        wanted = demand.quantity
        for batch_no in batches:
            taken = min(wanted, left[demand.drug_code, batch_no])
            if taken > 0:
                portions.append(Portion(demand.line_id, demand.drug_code, batch_no, taken))
                left[demand.drug_code, batch_no] -= taken
                wanted -= taken
    return tuple(portions), tuple(shortages)


def return_to(drug_code: str, line_id: LineId, quantity: Decimal, out: Sequence[Shelf]) -> tuple[Portion, ...]:
    """Spread a return over the batches its original came from, last issued first; `out` is what is still out of each.

    What the patient has left over is of the batch that was given last. Raises ValueError when more comes back than is out.
    """
    portions: list[Portion] = []
    for shelf in reversed(out):
        taken = min(quantity, shelf.quantity)
        if taken > 0:
            portions.append(Portion(line_id, drug_code, shelf.batch_no, taken))
            quantity -= taken
    if quantity > 0:
        raise ValueError("more comes back than was issued")
    return tuple(portions)


def left_out(out: Sequence[Shelf], returned: Iterable[Portion]) -> list[Shelf]:
    """What is still out after `returned` came back of it."""
    back = {portion.batch_no: portion.quantity for portion in returned}
    return [Shelf(shelf.batch_no, shelf.quantity - back.get(shelf.batch_no, Decimal(0))) for shelf in out]


def section(ordered_as: int, quantity: Decimal) -> int:
    """The part of a request a line stands in: long-term 0, temporary and supplementary 1, reversal 2 (R3.G)."""
    if quantity < 0:
        return 2
    return 0 if ordered_as == LineKind.LONG_TERM else 1


def group_of(ordered_as: int, group_no: int, quantity: Decimal) -> tuple[int, int] | None:
    """What ties lines of one request together; None for a line on its own. Returns are free to come one by one."""
    return (ordered_as, group_no) if group_no and quantity > 0 else None


def is_countable(quantity: Decimal) -> bool:
    """Whether this quantity may be taken into stock: positive, finite, at most four places."""
    return quantity.is_finite() and 0 < quantity <= _MOST and quantity == quantity.quantize(_PLACES)


def plain(name: str, text: str, longest: int) -> str:
    """`text` without blanks around it. Raises InvalidInput for control characters and for more than `longest` characters."""
    stripped = text.strip()
    if any(unicodedata.category(character) == "Cc" for character in stripped):
        raise InvalidInput(name=name, problem=Problem.UNSTORABLE)
    if len(stripped) > longest:
        raise InvalidInput(name=name, problem=Problem.LONG, limit=f"{longest}")
    return stripped
