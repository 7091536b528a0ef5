"""疗程: how many sessions of a prescription are arranged, beside how many are planned."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, func, select

from server.kernel.unit_of_work import Work
from server.tms import models
from server.tms.joined import CourseRow
from shared.contracts.tms.errors import CourseComplete
from shared.contracts.tms.types import ExecutionStatus as Status

_execution = models.execution
_ARRANGED: Final = (
    select(func.count())
    .select_from(_execution)
    .where(_execution.c.prescription_id == bindparam("prescription"), _execution.c.status != int(Status.FAILED))
)


def arranged(work: Work, prescription: CourseRow, *, asks: bool = True) -> int:
    """Sessions that are given, run or wait. Asks (CourseComplete) when the next would be one too many, where anybody can answer.

    Other systems plan for themselves.
    """
    count: int = work.db.execute(_ARRANGED, {"prescription": prescription["prescription_id"]}).scalar_one()
    planned = prescription["prescription_sessions"]
    if prescription["prescription_own"] and count >= planned and asks:
        work.ask(CourseComplete(sessions=planned))
    return count
