"""Which lines of a request are ticked by themselves: what can be met, groups together, lines above before lines below (ui.md)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from client_pharmacy.words import GROUP_INCOMPLETE, TAKEN_BEFORE
from shared.contracts.common import LineKind
from shared.contracts.pharmacy.types import RequestLineRow, RequestLineState
from shared.identifiers import LineId

_Group = tuple[LineKind, int]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Lines to tick, and the code of the reason for each waiting line that is left out."""

    ticked: frozenset[LineId]
    reasons: Mapping[LineId, str]


def is_return(row: RequestLineRow) -> bool:
    """Whether a line brings a drug back."""
    return row.quantity < 0


def is_waiting(row: RequestLineRow) -> bool:
    """Whether a line is still to be answered."""
    return row.state is RequestLineState.WAITING


def group_of(row: RequestLineRow) -> _Group | None:
    """What ties lines together: one infusion is issued as a whole, returns come one by one."""
    return (row.ordered_as, row.group_no) if row.group_no and not is_return(row) else None


def with_group(rows: Sequence[RequestLineRow], line_id: LineId) -> list[RequestLineRow]:
    """A waiting line and the waiting members of its group."""
    line = next((row for row in rows if row.line_id == line_id and is_waiting(row)), None)
    if line is None:
        return []
    group = group_of(line)
    return [row for row in rows if is_waiting(row) and (row is line or (group is not None and group_of(row) == group))]


def propose(rows: Sequence[RequestLineRow], *, returns: bool = True) -> Proposal:
    """Tick what can be met now; without `returns`, what comes back is left to be looked at."""
    left = {row.drug_code: row.stock for row in rows}
    ticked: set[LineId] = set()
    reasons: dict[LineId, str] = {}
    for unit in _units(rows):
        found = _reasons(unit, left)
        if found:
            reasons |= found
        elif returns or not is_return(unit[0]):
            ticked |= {row.line_id for row in unit}
            for row in unit:
                left[row.drug_code] -= max(row.quantity, Decimal(0))
    return Proposal(frozenset(ticked), reasons)


def _units(rows: Sequence[RequestLineRow]) -> list[list[RequestLineRow]]:
    """Waiting lines, the members of a group together where its first member stands."""
    units: dict[object, list[RequestLineRow]] = {}
    for row in rows:
        if is_waiting(row):
            units.setdefault(group_of(row) or row.line_id, []).append(row)
    return list(units.values())


def _reasons(unit: Sequence[RequestLineRow], left: Mapping[str, Decimal]) -> dict[LineId, str]:
    """Why a unit can't be met: each line's own reason, and for the rest of its group that it is incomplete."""
    own = {row.line_id: row.obstacle for row in unit if row.obstacle}
    own |= {row.line_id: TAKEN_BEFORE for row in _uncovered(unit, left) if row.line_id not in own}
    if not own:
        return {}
    return {row.line_id: own.get(row.line_id, GROUP_INCOMPLETE) for row in unit}


def _uncovered(unit: Iterable[RequestLineRow], left: Mapping[str, Decimal]) -> list[RequestLineRow]:
    remaining = dict(left)
    short = []
    for row in unit:
        if row.quantity > remaining[row.drug_code]:
            short.append(row)
        else:
            remaining[row.drug_code] -= max(row.quantity, Decimal(0))
    return short
