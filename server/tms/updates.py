"""A console's word on its session: a step of the transition table, or how far it is (W3, §3.2)."""

from __future__ import annotations

from typing import Any, Final

from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.tms import devices, late, models, notices, queries, starts, states, transitions
from server.tms.joined import SessionRow
from shared import clock
from shared.contracts.tms.errors import ExecutionChanged, OwnedByOther
from shared.contracts.tms.types import MOST_PULSES, Because, Execution, Note, NoticeKind, OtherDevice, StatusUpdate
from shared.contracts.tms.types import ExecutionStatus as Status
from shared.errors import InvalidInput, Problem

_execution = models.execution
_OWNED: Final = frozenset({Status.EXECUTING, Status.COMPLETED})


def update_status(work: Work, update: StatusUpdate) -> Execution:
    """Take a step or note progress, all or nothing. A repeat of the state it is in changes nothing."""
    row = queries.execution_row(work, update.execution_id)
    console = clean(update.console, "console")
    if not console:
        raise InvalidInput(name="console", problem=Problem.EMPTY)
    if max(update.trains_done or 0, update.pulses_done or 0) > MOST_PULSES:
        raise InvalidInput(name="pulses_done", problem=Problem.TOO_MUCH, limit=f"{MOST_PULSES}")
    if update.device_id is not None:
        devices.check_device(work, update.device_id)
    old, mine = Status(row["execution_status"]), _is_owner(work, row, update, console)
    meant = update.attempt in {None, row["execution_attempt"]}
    if update.status is Status.COMPLETED and not (mine and meant):
        number = late.complete(work, row, update, console)
        if number is not None:
            return queries.stored_execution(work, number)
    if old in _OWNED and not mine and (update.status is not Status.PENDING or not meant):
        raise OwnedByOther(console=row["execution_console"])
    if not meant:
        raise ExecutionChanged
    if update.status is not old:
        _step(work, row, update, console)
    elif old is Status.EXECUTING:
        _progress(work, row, update)
    return queries.stored_execution(work, update.execution_id)


def _is_owner(work: Work, row: SessionRow, update: StatusUpdate, console: str) -> bool:
    """Whether the attempt runs at this console, for this user, on this device: a console's name alone proves nothing."""
    same_device = update.device_id is None or row["device_id"] is None or update.device_id == row["device_id"]
    owner = (row["execution_console"], row["execution_operator"])
    return Status(row["execution_status"]) in _OWNED and owner == (console, work.caller.user_id) and same_device


def _step(work: Work, row: SessionRow, update: StatusUpdate, console: str) -> None:
    old, new = Status(row["execution_status"]), update.status
    states.check(old, new)
    reason = transitions.cleaned(update.reason)
    if new is Status.DISPATCHED:
        transitions.receive(work, row, console, update.at)
    elif new is Status.EXECUTING:
        _start(work, row, update, console, reason)
    elif new is Status.PENDING:
        # Nobody can be asked over the wire: other systems plan their courses themselves, our consoles call `retry`.
        transitions.begin_again(work, row, console, reason, asks=False)
    elif old is Status.EXECUTING:
        ended_at = transitions.within(update.at, row["execution_started_at"], work)
        ended: dict[str, Any] = {**_delivered(row, update), "ended_at": ended_at, "reason": reason}
        transitions.finish(work, row, new, console, **ended)
    else:
        transitions.give_up(work, row, console, reason, NoticeKind.UPDATED)


def _start(work: Work, row: SessionRow, update: StatusUpdate, console: str, reason: Because) -> None:
    number, assigned = row["execution_id"], row["device_id"]
    # Our consoles name the attempt and can ask for contraindications; clients of the wire do neither.
    unchecked = starts.check_safe(row, can_ask=update.attempt is not None)
    device_id = update.device_id or assigned
    values: dict[str, Any] = {
        "console": console,
        "operator": work.caller.user_id,
        "started_at": transitions.within(update.at, row["execution_attempt_at"], work),
        "output_percent": starts.output(row, update.output_percent),
        "undelivered": False,
        "heard_at": clock.utc_now(),
        "device_id": device_id,
    }
    starts.check_free(work, row["patient_id"], device_id, number)
    if row["execution_received_at"] is None:
        values |= {"received_at": values["started_at"], "client_info": console}
    elsewhere: Note = ""
    if device_id is not None and assigned is not None and device_id != assigned:
        elsewhere = OtherDevice(starts.device_name(work, device_id), row["device_sn"] or "")
    transitions.move(work, row, Status.EXECUTING, where=console, notes=(reason, unchecked, elsewhere), **values)
    transitions.settle_effects(work, row)
    notices.tell(work, number, NoticeKind.UPDATED)


def _progress(work: Work, row: SessionRow, update: StatusUpdate) -> None:
    """How far the running session is; counts never go back."""
    mine = (
        _execution.c.id == row["execution_id"],
        _execution.c.status == int(Status.EXECUTING),
        _execution.c.version == row["execution_version"],
    )
    if not work.change(_execution, *mine, heard_at=clock.utc_now(), **_delivered(row, update)):
        raise transitions.lost(work, row["execution_id"])
    notices.show(work, row["execution_id"])


def _delivered(row: SessionRow, update: StatusUpdate) -> dict[str, int]:
    """Trains and pulses given by now."""
    most_trains = max(row["execution_trains_done"], update.trains_done or 0)
    most_pulses = max(row["execution_pulses_done"], update.pulses_done or 0)
    trains, pulses = late.counted(row, most_trains, most_pulses, update.status)
    return {"trains_done": trains, "pulses_done": pulses}
