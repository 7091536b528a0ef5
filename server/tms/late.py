"""Runs that end after their attempt was cancelled: what was given is kept as a late attempt of its own and charged (W6).

A console that was silent may have gone on treating when its session was cancelled, or tried again elsewhere. Its word that it
completed, and its record, tell of one run: whichever comes first makes the late attempt, the other one finds it. An index that
allows one for each attempt and console decides between two that come at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import select

from server.kernel.unit_of_work import Work
from server.tms import executions, models, notices, queries, rules, starts, transitions
from server.tms.joined import SessionRow
from shared.contracts.tms.types import ExecutionStatus as Status
from shared.contracts.tms.types import NoticeKind, StatusUpdate

_execution, _change = models.execution, models.change


class Run(NamedTuple):
    """An attempt that a console began."""

    attempt: int
    console: str
    user_id: str
    began_at: datetime
    device_id: int | None
    cancelled: bool
    """Whether somebody else ended it: the console itself has not said how."""
    pulses: int
    """What the session had counted of it when it ended, and takes over to the next attempt."""


def runs(work: Work, row: SessionRow) -> list[Run]:
    """The attempts of a session that were begun and are over, latest first."""
    query = select(_change).where(_change.c.execution_id == row["execution_id"]).order_by(_change.c.version)
    changes = work.rows(query, models.ChangeRow)
    return list(reversed(list(_runs(changes, row["execution_attempt"]))))


def _runs(changes: list[models.ChangeRow], latest_attempt: int) -> Iterator[Run]:
    attempt = latest_attempt - sum(change["old"] == Status.FAILED for change in changes)
    began: models.ChangeRow | None = None
    for change in changes:
        if change["old"] == Status.FAILED:
            attempt += 1
        elif change["new"] == Status.EXECUTING:
            began = change
        elif change["old"] == Status.EXECUTING and began is not None:
            who = (began["console"], began["by"], began["at"], began["device_id"])
            yield Run(attempt, *who, cancelled=not change["console"], pulses=change["pulses_done"])


def kept(work: Work, execution_id: int, attempt: int, console: str) -> int | None:
    """The late attempt that tells of this console's run already."""
    mine = (_execution.c.run_of == execution_id, _execution.c.run_attempt == attempt, _execution.c.console == console)
    number: int | None = work.db.execute(select(_execution.c.id).where(*mine)).scalar_one_or_none()
    return number


def complete(work: Work, row: SessionRow, update: StatusUpdate, console: str) -> int | None:
    """Keep the completion of a cancelled run of the caller; None when the word tells of no such run."""
    for run in runs(work, row):
        mine = run.cancelled and (run.console, run.user_id) == (console, work.caller.user_id)
        if mine and update.attempt in {None, run.attempt}:
            known = kept(work, row["execution_id"], run.attempt, console)
            if known is not None:
                return known
            trains, pulses = counted(row, update.trains_done or 0, update.pulses_done or 0, Status.COMPLETED)
            values = {
                "trains_done": trains,
                "pulses_done": pulses,
                "output_percent": update.output_percent,
                "ended_at": transitions.within(update.at, run.began_at, work),
                "reason": "",
                "device_id": run.device_id,
                "run_attempt": run.attempt,
            }
            return keep(work, row, Status.COMPLETED, console, run.began_at, counted_before=run.pulses, **values)
    return None


def counted(row: SessionRow, trains: int, pulses: int, status: Status) -> tuple[int, int]:
    """Trains and pulses given; who completes without ever having counted gave the whole plan."""
    if status is not Status.COMPLETED or trains or pulses:
        return trains, pulses
    plan = rules.totals(queries.stimulation_of(row, "prescription_"))
    return plan.trains, plan.pulses


def keep(
    work: Work, row: SessionRow, status: Status, console: str, started: datetime, *, counted_before: int, **values: Any
) -> int:
    """A late attempt with what it gave, charged like any session; answers its number.

    `counted_before`: pulses of the same run that the session counts already.
    """
    source: int = row["execution_id"]
    add_dose(work, source, values["pulses_done"] - counted_before)
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
        notes=(values["reason"], starts.unasked(row, started)),
        **values,
    )
    if status is Status.COMPLETED:
        transitions.charge(work, queries.execution_row(work, number), started)
    transitions.settle_effects(work, row)
    notices.tell(work, number, NoticeKind.COMPLETED if status is Status.COMPLETED else NoticeKind.UPDATED)
    return number


def add_dose(work: Work, execution_id: int, pulses: int) -> None:
    """The patient has had more of this session than it counts; a console that is about to run it again must learn that."""
    if pulses > 0:
        work.change(_execution, _execution.c.id == execution_id, pulses_before=_execution.c.pulses_before + pulses)
        notices.tell(work, execution_id, NoticeKind.UPDATED)
