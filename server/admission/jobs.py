"""What admission does by itself: every night it makes the daily bills of the day that ended (R2.10)."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Final

from sqlalchemy import func, insert, select

from server.admission import models, papers
from server.kernel.declaration import Job
from server.kernel.unit_of_work import Work
from shared import clock
from shared.contracts.admission.types import OPEN_STATES
from shared.contracts.common import LineState

_NOT_BEFORE: Final = time(0, 10)
_AT_A_TIME: Final = 50
"""Stays per transaction: nobody at the desk waits for a whole hospital's bills."""


def make_daily_bills(work: Work) -> int:
    """Make yesterday's bills of stays that have none yet; answers how many. Nothing happens before 00:10."""
    now = clock.local(work.now)
    if now.time() < _NOT_BEFORE:
        return 0
    day = now.date() - timedelta(days=1)
    stays = _without_bill(work, day)
    if stays:
        totals = papers.day_totals(work, stays, day)
        rows = [
            {"stay_id": stay, "service_date": day, "made_at": work.now, "lines": lines, "day_total": amount}
            for stay, (lines, amount) in totals.items()
        ]
        work.db.execute(insert(models.daily_bill), rows)
    return len(stays)


def _without_bill(work: Work, day: date) -> list[str]:
    """Open stays, and stays with charges of that day, that were there on `day` and have no bill of it."""
    stay, bill, line = models.stay, models.daily_bill, models.charge_line
    made = select(bill.c.stay_id).where(bill.c.stay_id == stay.c.stay_id, bill.c.service_date == day)
    charged = select(func.count()).where(
        line.c.stay_id == stay.c.stay_id, line.c.service_date == day, line.c.state == int(LineState.CONFIRMED)
    )
    _, end = clock.day_bounds(day, day)
    open_states = [int(state) for state in OPEN_STATES]
    query = (
        select(stay.c.stay_id)
        .where(stay.c.received_at < end, ~made.exists())
        .where(stay.c.state.in_(open_states) | (charged.scalar_subquery() > 0))
        .order_by(stay.c.stay_id)
        .limit(_AT_A_TIME)
    )
    return list(work.db.execute(query).scalars())


JOBS: Final = (Job("daily bills", 20, make_daily_bills),)
