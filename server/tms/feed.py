"""What the gateway's feed asks of the treatment room: tickets, and what a client missed (W1, W5, W6)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import and_, delete, not_, or_, select

from server.kernel.unit_of_work import Work
from server.tms import access, lists, models, queries, transitions
from server.tms.joined import SessionRow
from shared import clock
from shared.contracts.common import Identity
from shared.contracts.tms.errors import TicketInvalid
from shared.contracts.tms.types import FeedFilter, FeedTicket, Notice, NoticeKind
from shared.errors import InvalidInput, Problem

TICKET_LIVES: Final = timedelta(seconds=30)
MOST_MISSED: Final = 1000
_LARGEST: Final = 2**62
_ticket, _notice, _position, _execution = models.ticket, models.notice, models.position, models.execution
_UNACKNOWLEDGED: Final = and_(_execution.c.received_at.is_(None), _execution.c.status.in_(transitions.NOT_BEGUN))


# -- tickets


def feed_ticket(work: Work) -> FeedTicket:
    """A random ticket for the caller; only its hash is stored, and it lives by the machine's clock."""
    now = clock.utc_now()
    work.db.execute(delete(_ticket).where(_ticket.c.expires_at < now))
    ticket = secrets.token_urlsafe(24)
    work.add(_ticket, ticket_hash=_hash(ticket), user_id=work.caller.user_id, expires_at=now + TICKET_LIVES, used_at=None)
    return FeedTicket(ticket, now + TICKET_LIVES)


def redeem_ticket(work: Work, ticket: str) -> Identity:
    """Use a ticket up; of two who try, one gets in. Whose it was must still have an active account."""
    now, mine = clock.utc_now(), _ticket.c.ticket_hash == _hash(ticket)
    if not work.change(_ticket, mine, _ticket.c.used_at.is_(None), _ticket.c.expires_at >= now, used_at=now):
        raise TicketInvalid
    user_id: str = work.db.execute(select(_ticket.c.user_id).where(mine)).scalar_one()
    identity = work.catalog.identity(user_id)
    if identity is None:
        raise TicketInvalid
    return identity


def _hash(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()


# -- notices


def notice(work: Work, number: int) -> Notice | None:
    """A notice with its session as it is now. The gateway decides which of its clients get it."""
    if not 0 < number < _LARGEST:
        return None
    told = work.row(select(_notice).where(_notice.c.number == number), models.NoticeRow)
    if told is None:
        return None
    row = work.row(queries.EXECUTIONS.where(_execution.c.id == told["execution_id"]), SessionRow)
    return None if row is None else _as_notice(work, told, row)


def missed(work: Work, client: str, wanted: FeedFilter, limit: int) -> tuple[Notice, ...]:
    """Every unacknowledged session under the number of its last telling, then what came after the client's position.

    The limit cuts only the latter. Both are chosen for the client before anything is cut, so that what others missed hides nothing.
    """
    waiting = _waiting(work, wanted)
    later = _told_after(work, client, wanted, max(0, min(limit, MOST_MISSED)))
    work.reads(f"feed, {len(waiting) + len(later)} notices")
    return (*waiting, *later)


def _waiting(work: Work, wanted: FeedFilter) -> list[Notice]:
    rows = queries.execution_rows(work, _UNACKNOWLEDGED, *lists.conditions(wanted))
    found = [
        Notice(row["execution_notice"], NoticeKind.CREATED, row["execution_attempt_at"], queries.execution_of(work, row))
        for row in rows
    ]
    return sorted(found, key=lambda each: each.number)


def _told_after(work: Work, client: str, wanted: FeedFilter, limit: int) -> list[Notice]:
    """Notices after the position of a known client, none for a new one; a session that waits is not told as created twice."""
    known = work.db.execute(select(_position.c.number).where(_position.c.client == client)).scalar_one_or_none() if client else None
    if known is None:
        return []
    query = (
        queries.EXECUTIONS.join(_notice, _notice.c.execution_id == _execution.c.id)
        .add_columns(_notice.c.number, _notice.c.kind, _notice.c.at)
        .where(_notice.c.number > known, or_(_notice.c.kind != int(NoticeKind.CREATED), not_(_UNACKNOWLEDGED)))
        .where(*lists.conditions(wanted), *access.visible(work))
        .order_by(_notice.c.number)
        .limit(limit)
    )
    return [_as_notice(work, row, row) for row in work.rows(query, _Told)]


class _Told(SessionRow):
    """A session with a notice of it."""

    number: int
    kind: int
    at: datetime


def _as_notice(work: Work, told: models.NoticeRow | _Told, row: SessionRow) -> Notice:
    return Notice(told["number"], NoticeKind(told["kind"]), told["at"], queries.execution_of(work, row))


def note_positions(work: Work, positions: tuple[tuple[str, int], ...]) -> None:
    """Remember how far clients have got; several gateways may speak of one client, and the furthest counts."""
    now = clock.utc_now()
    for client, number in positions:
        if not client or not 0 <= number < _LARGEST:
            raise InvalidInput(name="positions", problem=Problem.WRONG)
        _note(work, client, number, noted_at=now)


def _note(work: Work, client: str, number: int, **values: Any) -> None:
    mine = _position.c.client == client
    if work.change(_position, mine, _position.c.number < number, number=number, **values):
        return
    if not work.change(_position, mine, **values):
        work.add(_position, client=client, number=number, **values)
