"""Runs that end after their attempt was cancelled: what was given is kept as a late attempt of its own and charged (W6).

A console that was silent may have gone on treating when its session was cancelled, or tried again elsewhere. Its word that it
completed, and its record, tell of one run: whichever comes first makes the late attempt, the other one finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import RowMapping, select

from server.kernel.unit_of_work import Work
from server.tms import executions, models, notices, queries, rules, starts, transitions
from shared.contracts.tms.types import ExecutionStatus as Status
from shared.contracts.tms.types import NoticeKind, StatusUpdate

_execution, _change = models.execution, models.change


class Run(NamedTuple):
    """An attempt that a console began and somebody else cancelled."""

    attempt: int
    console: str
    user_id: str
    began_at: datetime
    device_id: int | None


def cancelled_runs(work: Work, row: RowMapping, console: str) -> list[Run]:
    """Cancelled attempts of this console, latest first; what a console ended itself was not cancelled."""
    changes = work.rows(select(_change).where(_change.c.execution_id == row["execution_id"]).order_by(_change.c.version))
    return [run for run in reversed(list(_cancelled(changes, row["execution_attempt"]))) if run.console == console]


def _cancelled(changes: list[RowMapping], latest_attempt: int) -> Iterator[Run]:
    attempt = latest_attempt - sum(change["old"] == Status.FAILED for change in changes)
    run: Run | None = None
    for change in changes:
        if change["old"] == Status.FAILED:
            attempt += 1
        elif change["new"] == Status.EXECUTING:
            run = Run(attempt, change["console"], change["by"], change["at"], change["device_id"])
        elif change["old"] == Status.EXECUTING and not change["console"] and run is not None:
            yield run


def kept(work: Work, execution_id: int, run: Run) -> int | None:
    """The late attempt that tells of a run already."""
    mine = (_execution.c.run_of == execution_id, _execution.c.run_attempt == run.attempt)
    number: int | None = work.db.execute(select(_execution.c.id).where(*mine)).scalar_one_or_none()
    return number


def complete(work: Work, row: RowMapping, update: StatusUpdate, console: str) -> int | None:
    """Keep the completion of a cancelled run of the caller; None when the word tells of no such run."""
    for run in cancelled_runs(work, row, console):
        if run.user_id == work.caller.user_id and update.attempt in {None, run.attempt}:
            known = kept(work, row["execution_id"], run)
            if known is not None:
                return known
            trains, pulses = counted(row, update.trains_done or 0, update.pulses_done or 0, Status.COMPLETED)
            values = {
                "trains_done": trains,
                "pulses_done": pulses,
                "output_percent": update.output_percent,
                "ended_at": transitions.within(update.at, run.began_at, work),
                "reason": "",
            }
            return keep(work, row, Status.COMPLETED, run.attempt, console, run.began_at, device_id=run.device_id, **values)
    return None


def counted(row: RowMapping, trains: int, pulses: int, status: Status) -> tuple[int, int]:
    """Trains and pulses given; who completes without ever having counted gave the whole plan."""
    if status is not Status.COMPLETED or trains or pulses:
        return trains, pulses
    plan = rules.totals(queries.stimulation_of(row, "prescription_"))
    return plan.trains, plan.pulses


def keep(
    work: Work, row: RowMapping, status: Status, run_attempt: int | None, console: str, started: datetime, **values: Any
) -> int:
    """A late attempt with what it gave, charged like any session; answers its number."""
    source: int = row["execution_id"]
    reason: str = values.pop("reason")
    number = executions.add(
        work,
        row,
        status,
        attempt=row["execution_attempt"] + 1,
        hospital_id=row["execution_hospital_id"],
        executor_id=row["executor_id"],
        content=row["execution_content"],
        session_number=row["execution_session_number"],
        console=console,
        operator=work.caller.user_id,
        started_at=started,
        late=True,
        run_of=source,
        run_attempt=run_attempt,
        note="；".join(filter(None, (reason, starts.unasked(row, started)))),
        **values,
    )
    # Given to `add`, the reason would be all that the history says.
    work.change(_execution, _execution.c.id == number, reason=reason)
    # What the session counted of this very attempt goes over to its next one by itself.
    known = row["execution_pulses_done"] if run_attempt == row["execution_attempt"] else 0
    before = _execution.c.pulses_before + max(0, values["pulses_done"] - known)
    work.change(_execution, _execution.c.id == source, pulses_before=before)
    if status is Status.COMPLETED:
        transitions.charge(work, queries.execution_row(work, number), started)
    transitions.settle_effects(work, row)
    kind = NoticeKind.COMPLETED if status is Status.COMPLETED else NoticeKind.UPDATED
    notices.tell(work, number, kind)
    return number
