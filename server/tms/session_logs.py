"""A console's own record of a session, filed when it can be: nothing that a machine gave to a patient is ever lost (W6, W9).

The record of the console that owns the attempt ends it. A session that was run while no server answered takes its steps now. What
comes after another console owned the attempt, or after it was cancelled or tried again, is kept as an attempt of its own, flagged
late and charged like any session that was given.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

import msgspec
from sqlalchemy import select

from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.tms import devices, late, models, notices, queries, starts, states, transitions
from server.tms.joined import SessionRow
from shared.contracts.tms.errors import OwnedByOther
from shared.contracts.tms.types import MOST_PULSES, Execution, LogEntry, SessionLog, Why
from shared.contracts.tms.types import ExecutionStatus as Status
from shared.errors import InvalidInput, Problem
from shared.text import storable

_execution, _log = models.execution, models.session_log
_OVER: Final = frozenset({Status.COMPLETED, Status.FAILED})
_MOST_ENTRIES: Final = 20_000
_entries: Final = msgspec.json.Decoder(tuple[LogEntry, ...])
_YEARS: Final = range(1970, 9000)
"""A console whose clock was never set tells times like 1970; what no calendar of a database takes is refused."""
_LONGEST_REASON: Final = 200
_CLOCKS_APART: Final = timedelta(minutes=10)
"""Consoles keep the hospital's time as they last heard it. A record that ends longer before the run than this is of another run."""


def file_log(work: Work, log: SessionLog) -> Execution:
    """Store a record under the session it belongs to; the record of a run that is known only adds what was missing."""
    _check(log)
    if log.device_id is not None:
        devices.check_device(work, log.device_id)
    # Written first, which queues whoever files for the session or tries it again now: its counts are read and raised here.
    work.change(_execution, _execution.c.id == log.execution_id, version=_execution.c.version)
    row = queries.execution_row(work, log.execution_id)
    run = (_log.c.filed_for == log.execution_id, _log.c.console == log.console, _log.c.began_at == log.entries[0].at)
    known = work.row(select(_log).where(*run), models.SessionLogRow)
    entries = msgspec.json.encode(log.entries).decode()
    if known is not None:
        if len(entries) > len(known["entries"]):
            work.change(_log, *run, entries=entries)
            _count_more(work, row, log, known)
        return queries.stored_execution(work, known["execution_id"])
    number = _apply(work, row, log)
    work.add(
        _log,
        filed_for=log.execution_id,
        attempt=log.attempt,
        console=log.console,
        began_at=log.entries[0].at,
        execution_id=number,
        entries=entries,
        filed_at=work.now,
        filed_by=work.caller.user_id,
    )
    notices.show(work, number)
    return queries.stored_execution(work, number)


def _check(log: SessionLog) -> None:
    """Raise InvalidInput for what is no record of a session."""
    console = clean(log.console, "console")
    if not console or console != log.console:
        raise InvalidInput(name="console", problem=Problem.EMPTY)
    if log.status not in _OVER:
        raise InvalidInput(name="status", problem=Problem.UNFINISHED)
    if not 1 <= len(log.entries) <= _MOST_ENTRIES:
        raise InvalidInput(name="entries", problem=Problem.OUTSIDE, limit=f"1–{_MOST_ENTRIES}")
    if any(entry.at.year not in _YEARS for entry in log.entries):
        raise InvalidInput(name="entries", problem=Problem.OUTSIDE, limit=f"{_YEARS[0]}–{_YEARS[-1]}")
    if any(not (0 <= entry.trains_done <= MOST_PULSES and 0 <= entry.pulses_done <= MOST_PULSES) for entry in log.entries):
        raise InvalidInput(name="entries", problem=Problem.OUTSIDE, limit=f"0–{MOST_PULSES}")


def _apply(work: Work, row: SessionRow, log: SessionLog) -> int:
    """Let the record have its effect; answers the session it is kept under."""
    number: int = row["execution_id"]
    status, mine = Status(row["execution_status"]), _is_of(row, log)
    present = log.attempt == row["execution_attempt"]
    ended_alike = status is Status.COMPLETED or log.status is Status.FAILED
    if status is Status.EXECUTING and mine and present and _is_later(log, row["execution_started_at"]):
        if not _may_end(work, row, log):
            # The record waits at its console: a late attempt beside the run would charge it twice.
            raise OwnedByOther(console=row["execution_console"])
        _finish(work, row, log)
    elif status in states.WAITING and present:
        _run_through(work, row, log)
    elif not (status in _OVER and mine and present and ended_alike) or _has_log(work, row):
        return _late_attempt(work, row, log)
    else:
        # It ended without its console's word, which counts more.
        _count(work, number, _delivered(work, row, log, row["execution_started_at"]))
    return number


def _is_later(log: SessionLog, started: datetime | None) -> bool:
    """Whether the record ends after the present run began."""
    return started is not None and log.entries[-1].at >= started - _CLOCKS_APART


def _is_of(row: SessionRow, log: SessionLog) -> bool:
    """Whether console and device are those of the session."""
    same_device = log.device_id is None or row["device_id"] is None or log.device_id == row["device_id"]
    return row["execution_console"] == log.console and same_device


def _may_end(work: Work, row: SessionRow, log: SessionLog) -> bool:
    """Whether the record ends the running session: it is the operator's who started it, the session's own machine wrote it, or the
    console is silent by now. Whoever is logged in there when it is filed may be the next shift's; the history names them."""
    same_machine = log.device_id is not None and log.device_id == row["device_id"]
    return row["execution_operator"] == work.caller.user_id or same_machine or not transitions.console_answers(work, row)


def _count(work: Work, number: int, given: dict[str, Any]) -> int:
    """Let a session that is over count what its record does; answers how many pulses are new. They are the patient's dose too."""
    known: int = work.db.execute(select(_execution.c.pulses_done).where(_execution.c.id == number)).scalar_one()
    more: int = max(0, given["pulses_done"] - known)
    if more:
        work.change(_execution, _execution.c.id == number, pulses_done=given["pulses_done"], trains_done=given["trains_done"])
    return more


def _count_more(work: Work, row: SessionRow, log: SessionLog, known: models.SessionLogRow) -> None:
    """A record came again and longer: a machine that did not confirm its stop may have gone on."""
    source, kept = row["execution_id"], known["execution_id"]
    given = _delivered(work, row, log, row["execution_started_at"])
    if kept != source:
        late.add_dose(work, source, _count(work, kept, given))
    elif log.attempt == row["execution_attempt"]:
        _count(work, source, given)
    else:
        told = max(entry.pulses_done for entry in _entries.decode(known["entries"]))
        late.add_dose(work, source, given["pulses_done"] - told)
    notices.show(work, kept)


def _has_log(work: Work, row: SessionRow) -> bool:
    """Whether the session's present attempt has its record already."""
    present = (_log.c.execution_id == row["execution_id"], _log.c.attempt == row["execution_attempt"])
    return work.has(_log, *present)


def _finish(work: Work, row: SessionRow, log: SessionLog) -> None:
    given = _delivered(work, row, log, row["execution_started_at"])
    # What the console told on its way may be more than what it could still write down.
    for counted, told in queries.as_stored(row, "execution_", ("trains_done", "pulses_done")).items():
        given[counted] = max(given[counted], told)
    transitions.finish(work, row, log.status, log.console, **given)


def _run_through(work: Work, row: SessionRow, log: SessionLog) -> None:
    """The console ran the session without a server's word, and nobody else did: the steps it missed are taken now."""
    started = _started(work, log)
    transitions.receive(work, row, log.console, started)
    row = queries.execution_row(work, log.execution_id)
    values: dict[str, Any] = {"console": log.console, "operator": work.caller.user_id, "started_at": started}
    if log.device_id is not None:
        values["device_id"] = log.device_id
    notes = (Why.FILED_AFTERWARDS, starts.unasked(row, started))
    transitions.move(work, row, Status.EXECUTING, where=log.console, notes=notes, **values)
    row = queries.execution_row(work, log.execution_id)
    _finish(work, row, log)


def _late_attempt(work: Work, row: SessionRow, log: SessionLog) -> int:
    """The late attempt that the console's word made of the run already, or a new one."""
    source, attempt = row["execution_id"], log.attempt
    started = _started(work, log)
    values = {**_delivered(work, row, log, started), "device_id": log.device_id}
    known = late.kept(work, source, attempt, log.console)
    if known is not None and not work.has(_log, _log.c.execution_id == known):
        late.add_dose(work, source, _count(work, known, values))
        return known
    counted_before = 0 if known is not None else _counted(work, row, log)
    # A second run of one attempt at one console has a record of its own and nothing else that could tell of it.
    values["run_attempt"] = None if known is not None else attempt
    return late.keep(work, row, log.status, log.console, started, counted_before=counted_before, **values)


def _counted(work: Work, row: SessionRow, log: SessionLog) -> int:
    """Pulses that the session counts of this run already; none when they are those of another run, which has its record."""
    others = (_log.c.filed_for == log.execution_id, _log.c.attempt == log.attempt, _log.c.console == log.console)
    if work.has(_log, *others):
        return 0
    same = (run for run in late.runs(work, row) if (run.attempt, run.console) == (log.attempt, log.console))
    return max((run.pulses for run in same), default=0)


def _started(work: Work, log: SessionLog) -> datetime:
    return transitions.within(log.entries[0].at, None, work)


def _delivered(work: Work, row: SessionRow, log: SessionLog, started: datetime | None) -> dict[str, Any]:
    """What the machine says it gave."""
    most_trains = max(entry.trains_done for entry in log.entries)
    most_pulses = max(entry.pulses_done for entry in log.entries)
    trains, pulses = late.counted(row, most_trains, most_pulses, log.status)
    return {
        "trains_done": trains,
        "pulses_done": pulses,
        "output_percent": log.output_percent,
        "ended_at": transitions.within(log.entries[-1].at, started, work),
        "reason": log.reason if isinstance(log.reason, Why) else storable(log.reason, _LONGEST_REASON),
    }
