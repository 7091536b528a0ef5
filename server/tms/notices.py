"""What consoles are told of sessions: notices numbered in the order of their commits, an event each (W1, W4, W6).

The number is taken from a counter's row inside the transaction. That row stays locked until the commit, so whoever takes the next
number commits later: a reader who has seen number n will never find a smaller one appear, and "everything after n" misses nothing.
A sequence of the database would not do: its numbers become visible out of order.

Numbers are taken at the end of the unit of work: that holds the row briefly, and it is the last that anybody locks (see `locks`).
"""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Final

from sqlalchemy import delete

from server.kernel.unit_of_work import Work
from server.tms import counters, locks, models
from shared import clock
from shared.contracts.tms.events import ExecutionNoticed
from shared.contracts.tms.kinds import Kind
from shared.contracts.tms.types import NoticeKind

KEPT: Final = timedelta(days=7)
POSITIONS_KEPT: Final = timedelta(days=90)
_notice, _position = models.notice, models.position
_turns = itertools.count()
"""Notices are numbered in the order in which they were told."""


def tell(work: Work, execution_id: int, kind: NoticeKind) -> None:
    """Tell every console, at the end."""
    show(work, execution_id)
    work.at_the_end(locks.NOTICES, next(_turns), lambda: _number(work, execution_id, kind))


def tell_again(work: Work, execution_id: int) -> None:
    """Tell of a session that waits for a console, at the end, and note on it which telling this was."""
    show(work, execution_id)
    work.at_the_end(locks.NOTICES, next(_turns), lambda: _note(work, execution_id))


def tell_created(work: Work, execution_id: int) -> int:
    """As `tell_again`, now and with all that was left for the end; answers the notice's number."""
    show(work, execution_id)
    work.finish()
    return _note(work, execution_id)


def _note(work: Work, execution_id: int) -> int:
    number = _number(work, execution_id, NoticeKind.CREATED)
    table = models.execution
    work.change(table, table.c.id == execution_id, notice=number, told_at=clock.utc_now())
    return number


def _number(work: Work, execution_id: int, kind: NoticeKind) -> int:
    number = counters.take(work, "notice")
    work.add(_notice, number=number, kind=int(kind), execution_id=execution_id, at=work.now, told_at=clock.utc_now())
    work.publish(str(execution_id), ExecutionNoticed(number, kind, execution_id))
    return number


def show(work: Work, execution_id: int) -> None:
    """Wake the windows that show a session."""
    work.touch(Kind.QUEUE, "")
    work.touch(Kind.EXECUTION, str(execution_id))


def forget_old(work: Work) -> int:
    """Drop notices of more than a week ago, and clients of the feed that nobody has seen for a season."""
    now = clock.utc_now()
    dropped = work.db.execute(delete(_notice).where(_notice.c.told_at < now - KEPT)).rowcount
    work.db.execute(delete(_position).where(_position.c.noted_at < now - POSITIONS_KEPT))
    return dropped
