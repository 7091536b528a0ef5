"""What the treatment room does by itself: it tells unacknowledged sessions again, watches heartbeats, charges what got a price, and
forgets (W6, W8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from sqlalchemy import false, select

from server.kernel.declaration import Job
from server.kernel.unit_of_work import Work
from server.tms import charges, devices, following, models, notices, transitions
from shared import clock

_execution = models.execution
TELL_AGAIN_AFTER: Final = timedelta(seconds=30)
"""Machine time since the last telling."""
MOST_SENDS: Final = 5
"""Tellings in all; then the dispatcher is shown that nobody has the session."""
_AT_A_TIME: Final = 200


def tell_again(work: Work) -> int:
    """Tell sessions that no console has acknowledged once more, or mark them as undelivered; answers how many."""
    overdue = (
        _execution.c.received_at.is_(None),
        _execution.c.status.in_(transitions.NOT_BEGUN),
        _execution.c.undelivered == false(),
        _execution.c.told_at < clock.utc_now() - TELL_AGAIN_AFTER,
    )
    query = select(_execution).where(*overdue).order_by(_execution.c.id).limit(_AT_A_TIME)
    rows = [row for row in work.rows(query, models.ExecutionRow) if _take(work, row)]
    for row in rows:
        if row["sends"] < MOST_SENDS:
            notices.tell_again(work, row["id"])
        else:
            notices.show(work, row["id"])
    return len(rows)


def _take(work: Work, row: models.ExecutionRow) -> bool:
    """Count the telling, unless somebody acknowledged the session meanwhile."""
    unheard = (
        _execution.c.id == row["id"],
        _execution.c.received_at.is_(None),
        _execution.c.status.in_(transitions.NOT_BEGUN),
        _execution.c.sends == row["sends"],
    )
    counted = {"sends": row["sends"] + 1} if row["sends"] < MOST_SENDS else {"undelivered": True}
    return work.change(_execution, *unheard, **counted) > 0


JOBS: Final = (
    Job("tell again", 10, tell_again),
    Job("silent devices", 5, devices.note_silent),
    Job("stopped orders", 60, following.end_stopped),
    Job("unpriced charges", 60, charges.charge_unpriced),
    Job("forget notices", 3600, notices.forget_old),
)
