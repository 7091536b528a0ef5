"""Requests of the wards: how they arrive, are withdrawn and refused. A line is answered exactly once (domain rules §2.5)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import insert, select

from server.kernel.unit_of_work import Work
from server.pharmacy import queries, rules
from server.pharmacy.models import LineRow, early_withdrawal, line, request
from server.pharmacy.queries import HeadRow
from server.pharmacy.states import ANSWERS, OPEN_REQUESTS, request_state
from shared.contracts.common import PlannedLine
from shared.contracts.pharmacy.errors import LineNotWaiting, NothingTicked, RefusalReasonMissing, RequestNotFound
from shared.contracts.pharmacy.events import LineAnswer, LinesAnswered
from shared.contracts.pharmacy.kinds import Kind
from shared.contracts.pharmacy.types import Refusal, Request, RequestLineState
from shared.identifiers import LineId, RequestId, StayId

_LONGEST_REASON = 200


# -- arrival and withdrawal


def arrive(
    work: Work,
    request_id: str,
    stay_id: StayId,
    patient: dict[str, Any],
    planned: Sequence[PlannedLine],
) -> None:
    """Store the drug lines of a request; a line that is known already stays as it is. `patient`: ward, bed, number, name."""
    ids = sorted(each.line_id for each in planned)
    known = set(work.db.execute(select(line.c.line_id).where(line.c.line_id.in_(ids))).scalars())
    fresh = [each for each in planned if each.line_id not in known]
    if not fresh:
        return
    if not _queue_up(work, request_id):
        asked = max(each.created_at for each in fresh)
        work.add(request, request_id=request_id, stay_id=stay_id, requested_at=asked, state=0, version=1, **patient)
    work.db.execute(insert(line), [_new_line(request_id, each) for each in fresh])
    early = _early_withdrawals(work, ids)
    head = queries.request_row(work, request_id)
    if early:
        _withdraw_here(work, head, early)
    _settle(work, head)


def _new_line(request_id: str, planned: PlannedLine) -> dict[str, Any]:
    return {
        "line_id": planned.line_id,
        "request_id": request_id,
        "ordered_as": planned.ordered_as,
        "group_no": planned.group_no,
        "drug_code": planned.item_code,
        "drug_name": planned.item_name,
        "spec": planned.spec,
        "unit": planned.unit,
        "quantity": planned.quantity,
        "dose_text": planned.dose_text,
        "usage": planned.usage,
        "frequency": planned.frequency,
        "administrations": planned.administrations,
        "service_date": planned.service_date,
        "reverses": planned.reverses,
        "state": RequestLineState.WAITING,
        "reason": "",
        "returned": Decimal(0),
        "handled_by": "",
    }


def _early_withdrawals(work: Work, ids: Sequence[str]) -> list[str]:
    """Which of these lines were withdrawn before they came; they are forgotten with this unit of work."""
    query = select(early_withdrawal.c.line_id).where(early_withdrawal.c.line_id.in_(ids))
    found = list(work.db.execute(query).scalars())
    if found:
        work.db.execute(early_withdrawal.delete().where(early_withdrawal.c.line_id.in_(found)))
    return found


def withdraw(work: Work, lines: Sequence[LineId]) -> None:
    """A ward takes lines back. What waits is withdrawn and answered, what was answered stays, what is unknown is remembered."""
    ids = sorted(set(lines))
    rows = work.rows(select(line).where(line.c.line_id.in_(ids)), LineRow)
    by_request: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        by_request[row["request_id"]].append(row["line_id"])
    for request_id, members in sorted(by_request.items()):
        _queue_up(work, request_id)
        head = queries.request_row(work, request_id)
        _withdraw_here(work, head, members)
        _settle(work, head)
    _remember(work, set(ids) - {row["line_id"] for row in rows})


def _remember(work: Work, unknown: set[LineId]) -> None:
    query = select(early_withdrawal.c.line_id).where(early_withdrawal.c.line_id.in_(sorted(unknown)))
    fresh = unknown - set(work.db.execute(query).scalars())
    if fresh:
        work.db.execute(insert(early_withdrawal), [{"line_id": each, "asked_at": work.now} for each in sorted(fresh)])


def _withdraw_here(work: Work, head: HeadRow, ids: Sequence[str]) -> None:
    by = work.catalog.ward_name(head["ward"])
    query = select(line).where(line.c.line_id.in_(ids), line.c.state == RequestLineState.WAITING).order_by(line.c.line_id)
    rows = work.rows(query, LineRow)
    claim(work, rows, RequestLineState.WITHDRAWN, by)
    if rows:
        work.audit(head["request_id"], after={"withdrawn": [row["line_id"] for row in rows]})
        answer(work, head, RequestLineState.WITHDRAWN, rows, by)


# -- refusing


def refuse(work: Work, request_id: RequestId, refusal: Refusal) -> Request:
    """拒发: the chosen waiting lines, and with them the rest of their groups, go back to the ward with a reason."""
    reason = rules.plain("reason", refusal.reason, _LONGEST_REASON)
    if not reason:
        raise RefusalReasonMissing
    head, rows = open_request(work, request_id)
    chosen = ticked(rows, refusal.lines)
    groups = {group for row in chosen if (group := group_of(row)) is not None}
    with_groups = [row for row in waiting(rows) if row in chosen or group_of(row) in groups]
    claim(work, with_groups, RequestLineState.REFUSED, work.caller.name, reason=reason)
    work.audit(request_id, after={"refused": [row["line_id"] for row in with_groups], "reason": reason})
    answer(work, head, RequestLineState.REFUSED, with_groups, work.caller.name, reason)
    return close_request(work, head)


# -- what every answer has in common


def open_request(work: Work, request_id: str) -> tuple[HeadRow, list[LineRow]]:
    """A request and its lines, for whoever wants to answer some; two who do queue at the request's row."""
    if not _queue_up(work, request_id):
        raise RequestNotFound
    return queries.request_row(work, request_id), queries.line_rows(work, request_id)


def _queue_up(work: Work, request_id: str) -> int:
    return work.change(request, request.c.request_id == request_id, version=request.c.version + 1)


def close_request(work: Work, head: HeadRow) -> Request:
    """What is left of a request after lines were answered."""
    _settle(work, head)
    return queries.request(work, head["request_id"])


def _settle(work: Work, head: HeadRow) -> None:
    states = work.db.execute(select(line.c.state).where(line.c.request_id == head["request_id"])).scalars().all()
    work.change(request, request.c.request_id == head["request_id"], state=request_state(states))
    work.touch(Kind.REQUESTS, head["ward"])
    work.touch(Kind.REQUEST, head["request_id"])


def show(work: Work, stay_id: str) -> None:
    """Wake the windows that show an open request of a stay."""
    mine = (request.c.stay_id == stay_id, request.c.state.in_(OPEN_REQUESTS))
    for request_id in work.db.execute(select(request.c.request_id).where(*mine)).scalars():
        work.touch(Kind.REQUEST, request_id)


def ticked(rows: Sequence[LineRow], lines: Iterable[LineId]) -> list[LineRow]:
    """The ticked lines. Raises NothingTicked, RequestNotFound for a line of elsewhere, LineNotWaiting for an answered one."""
    wanted = set(lines)
    if not wanted:
        raise NothingTicked
    chosen = [row for row in rows if row["line_id"] in wanted]
    if len(chosen) < len(wanted):
        raise RequestNotFound
    for row in chosen:
        if row["state"] != RequestLineState.WAITING:
            raise _not_waiting(row)
    return chosen


def waiting(rows: Iterable[LineRow]) -> list[LineRow]:
    """The lines that still wait."""
    return [row for row in rows if row["state"] == RequestLineState.WAITING]


def group_of(row: LineRow) -> tuple[int, int] | None:
    """The group a line belongs to within its request."""
    return rules.group_of(row["ordered_as"], row["group_no"], row["quantity"])


def claim(work: Work, rows: Sequence[LineRow], state: RequestLineState, by: str, **values: Any) -> None:
    """Answer lines that wait, of a request that is held."""
    mine = (line.c.line_id.in_(sorted(row["line_id"] for row in rows)), line.c.state == RequestLineState.WAITING)
    if rows and work.change(line, *mine, state=state, handled_at=work.now, handled_by=by, **values) != len(rows):
        raise AssertionError("a line changed although its request's row was held")


def _not_waiting(row: LineRow) -> LineNotWaiting:
    state = RequestLineState(row["state"])
    return LineNotWaiting(drug=row["drug_name"], by=row["handled_by"], state=state)


def answer(work: Work, head: HeadRow, state: RequestLineState, rows: Sequence[LineRow], by: str, reason: str = "") -> None:
    """Tell the other departments of lines that were not issued."""
    answers = tuple(LineAnswer(row["line_id"], ANSWERS[state], row["quantity"], None, reason) for row in rows)
    tell(work, head, answers, by, work.now)


def tell(work: Work, head: HeadRow, answers: tuple[LineAnswer, ...], by: str, at: datetime) -> None:
    """Publish the answers of one press."""
    work.publish(head["stay_id"], LinesAnswered(head["stay_id"], head["request_id"], answers, at, by))
