"""对账差异: what could not be charged as it came, until a cashier charges it or says why not."""

from __future__ import annotations

from dataclasses import replace

import msgspec
from sqlalchemy import select

from server.admission import accounts, lines, models, queries, states
from server.admission.models import DifferenceRow
from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from shared.contracts.admission.errors import DifferenceResolved, DrugTwice, ReasonMissing, WrongState
from shared.contracts.admission.kinds import Kind
from shared.contracts.admission.types import Difference, StayAction, StayState
from shared.contracts.common import LineKind, PlannedLine
from shared.identifiers import LineId, StayId, new_id

_TABLE, _LINE = models.difference, models.charge_line


def differences(work: Work) -> tuple[Difference, ...]:
    """The reconciliation list, oldest first."""
    query = select(_TABLE).where(_TABLE.c.resolved_at.is_(None)).order_by(_TABLE.c.noted_at, _TABLE.c.difference_id)
    rows = work.rows(query, DifferenceRow)
    work.reads(f"differences, {len(rows)}")
    return tuple(_difference(work, row) for row in rows)


def charge_difference(work: Work, difference_id: str) -> Difference:
    """Charge it after all. A line whose id is taken becomes one of the desk's own: a number means one thing only."""
    row = _resolve(work, difference_id, charged=True)
    state = StayState(queries.stay_row(work, row["stay_id"])["state"])
    if state not in states.CHARGEABLE:
        raise WrongState(state=state, action=StayAction.SUPPLEMENT)
    line = _line(row)
    if _is_taken(work, line):
        if line.is_drug:
            raise DrugTwice
        line = replace(line, line_id=LineId(new_id()), source=accounts.OWN, order_id=None, request_id=None)
    lines.arrive(work, row["stay_id"], [_beside(line)])
    work.audit(row["stay_id"], after={"difference": difference_id, "charged": line.item_code})
    return _difference(work, row)


def close_difference(work: Work, difference_id: str, reason: str) -> Difference:
    """Don't charge it. The line is kept as withdrawn: its source counts it, and the two must agree at settlement."""
    why = clean(reason, "reason")
    if not why:
        raise ReasonMissing
    row = _resolve(work, difference_id, charged=False, why=why)
    line = _line(row)
    if not _is_taken(work, line):
        lines.withdrawn(work, row["stay_id"], _beside(line))
    work.audit(row["stay_id"], after={"difference": difference_id, "dropped": line.item_code, "reason": why})
    return _difference(work, row)


def _beside(line: PlannedLine) -> PlannedLine:
    """Not the one line that a long-term order may have on a day: it stands beside that."""
    return replace(line, kind=LineKind.SUPPLEMENT) if line.kind is LineKind.LONG_TERM else line


def _is_taken(work: Work, line: PlannedLine) -> bool:
    return work.has(_LINE, _LINE.c.line_id == line.line_id)


def _resolve(work: Work, difference_id: str, **outcome: object) -> DifferenceRow:
    """Guarded: of two cashiers one finds it resolved."""
    row = work.row(select(_TABLE).where(_TABLE.c.difference_id == difference_id), DifferenceRow)
    mine = (_TABLE.c.difference_id == difference_id, _TABLE.c.resolved_at.is_(None))
    if row is None or not work.change(_TABLE, *mine, resolved_at=work.now, resolved_by=work.caller.name, **outcome):
        raise DifferenceResolved
    work.touch(Kind.DESK, "")
    return row


def _line(row: DifferenceRow) -> PlannedLine:
    return msgspec.json.decode(row["line"], type=PlannedLine)


def _difference(work: Work, row: DifferenceRow) -> Difference:
    patient = queries.brief_of(work, queries.stay_row(work, row["stay_id"]))
    return Difference(row["difference_id"], StayId(row["stay_id"]), row["reason"], _line(row), row["noted_at"], patient)
