"""A session from state to state: acknowledged, started, completed, failed, cancelled, tried again (W2, W3, §3.2).

Every step is a guarded update whose row count is checked, so of two consoles that start at once one owns the attempt and the other
learns who does. Every step is kept with who, when and where.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement

from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.tms import charges, courses, models, notices, queries, requests, statements, states
from server.tms.joined import CourseRow, SessionRow
from shared import clock
from shared.contracts.tms.errors import ExecutionChanged, LateRecord, OwnedByOther, PrescriptionStopped
from shared.contracts.tms.types import HEARTBEAT_LIMIT_S, AttemptOver, Because, DeviceStatus, Execution, Note, NoticeKind, Why
from shared.contracts.tms.types import ExecutionStatus as Status
from shared.errors import BusinessError, InvalidInput, Problem

_execution, _device = models.execution, models.device
NOTHING_YET: Final[dict[str, Any]] = {
    "received_at": None,
    "client_info": "",
    "console": "",
    "operator": "",
    "started_at": None,
    "ended_at": None,
    "heard_at": None,
    "trains_done": 0,
    "pulses_done": 0,
    "output_percent": None,
    "reason": "",
    "sends": 1,
    "undelivered": False,
}
"""What is known of an attempt that begins to wait."""
NOT_BEGUN: Final = [int(status) for status in sorted(states.WAITING)]


# -- the step itself


def move(work: Work, row: SessionRow, new: Status, *, where: str = "", notes: tuple[Note, ...] = (), **values: Any) -> None:
    """Bring a session from the state seen in `row` to `new`; `where` is the console that says so.

    Raises TransitionImpossible, OwnedByOther, ExecutionChanged.
    """
    number, version, old = row["execution_id"], row["execution_version"], Status(row["execution_status"])
    states.check(old, new)
    mine = (_execution.c.id == number, _execution.c.version == version)
    if not work.change(_execution, *mine, status=int(new), version=version + 1, **values):
        raise lost(work, number)
    record(
        work,
        number,
        version + 1,
        old,
        new,
        console=where,
        device_id=values.get("device_id", row["device_id"]),
        pulses_done=values.get("pulses_done", row["execution_pulses_done"]),
        notes=notes,
    )


def record(
    work: Work,
    execution_id: int,
    version: int,
    old: Status | None,
    new: Status,
    *,
    console: str,
    device_id: int | None,
    pulses_done: int,
    notes: tuple[Note, ...],
) -> None:
    """Keep a step in the session's history; of `notes` what is not empty."""
    said = tuple(filter(None, notes))
    work.add(
        models.change,
        execution_id=execution_id,
        version=version,
        at=work.now,
        by=work.caller.user_id,
        console=console,
        device_id=device_id,
        old=None if old is None else int(old),
        new=int(new),
        pulses_done=pulses_done,
        notes=said,
    )
    before = None if old is None else {"status": int(old)}
    work.audit(f"execution {execution_id}", before, {"status": int(new), "console": console, "notes": said})


def settle_effects(work: Work, row: CourseRow) -> None:
    """What follows from a step for the ward's order and for the stay's closing statement, at the end."""
    requests.tell_ward(work, row["prescription_order_id"])
    statements.follow(work, row["stay_stay_id"])


def lost(work: Work, execution_id: int) -> BusinessError:
    """What to raise when a guarded update found the session changed."""
    now = queries.execution_row(work, execution_id)
    if now["execution_status"] == Status.EXECUTING:
        return OwnedByOther(console=now["execution_console"])
    return ExecutionChanged()


def within(moment: datetime, earliest: datetime | None, work: Work) -> datetime:
    """A console's time of an event, kept between what came before and now: its clock may be wrong, the bill's dates may not."""
    return min(max(moment, earliest or moment), work.now)


# -- 接收


def acknowledge(work: Work, execution_id: int, client_info: str, at: datetime) -> Execution:
    """A console has the session. Stored once; a repeat changes nothing."""
    row = queries.execution_row(work, execution_id)
    receive(work, row, clean(client_info, "client_info"), at)
    return queries.stored_execution(work, execution_id)


def receive(work: Work, row: SessionRow, client_info: str, at: datetime) -> None:
    """Store the acknowledgement, and lift a pending session to dispatched."""
    number = row["execution_id"]
    values: dict[str, Any] = {
        "received_at": within(at, row["execution_attempt_at"], work),
        "client_info": client_info,
        "undelivered": False,
    }
    if row["execution_received_at"] is not None:
        return
    if row["execution_status"] == Status.PENDING:
        move(work, row, Status.DISPATCHED, where=client_info[:50], **values)
        settle_effects(work, row)
        notices.tell(work, number, NoticeKind.UPDATED)
    else:
        work.change(_execution, _execution.c.id == number, _execution.c.received_at.is_(None), **values)
        notices.show(work, number)


# -- 结束


def finish(work: Work, row: SessionRow, new: Status, console: str, **values: Any) -> None:
    """A running session is over; a completed one is charged."""
    number = row["execution_id"]
    move(work, row, new, where=console, notes=(values["reason"],), **values)
    if new is Status.COMPLETED:
        charge(work, row, row["execution_started_at"] or values["ended_at"])
    settle_effects(work, row)
    notices.tell(work, number, NoticeKind.COMPLETED if new is Status.COMPLETED else NoticeKind.UPDATED)


def charge(work: Work, row: SessionRow, performed_at: datetime) -> None:
    """Charge the session of `row` and note what became of it."""
    became = charges.charge_session(work, row, performed_at)
    work.change(_execution, _execution.c.id == row["execution_id"], charge=became)


# -- 取消, 重试


def cancel(work: Work, execution_id: int, version: int, reason: Because) -> Execution:
    """End a session that has not begun, or whose console is silent: nobody else could end that one."""
    row = queries.execution_row(work, execution_id)
    said = cleaned(reason)
    if not said:
        raise InvalidInput(name="reason", problem=Problem.EMPTY)
    if version != row["execution_version"]:
        raise lost(work, execution_id)
    if row["execution_status"] == Status.EXECUTING and console_answers(work, row):
        raise OwnedByOther(console=row["execution_console"])
    give_up(work, row, "", said, NoticeKind.CANCELLED)
    return queries.stored_execution(work, execution_id)


def console_answers(work: Work, row: SessionRow) -> bool:
    """Whether the console of a running session gave word of it lately, or the machine that it drives is charged.

    An idle machine's heartbeat says nothing of the session: its console was started anew, or belongs to somebody else by now.
    """
    since = clock.utc_now() - timedelta(seconds=HEARTBEAT_LIMIT_S)
    if row["execution_heard_at"] is not None and row["execution_heard_at"] >= since:
        return True
    treating = [int(status) for status in (DeviceStatus.ARMED, DeviceStatus.RUNNING)]
    driven = [_device.c.console == row["execution_console"], _device.c.heard_at >= since, _device.c.status.in_(treating)]
    if row["device_id"] is not None:
        driven.append(_device.c.id == row["device_id"])
    return work.has(_device, *driven)


def cancel_waiting(work: Work, reason: Because, *conditions: ColumnElement[Any], statuses: list[int] = NOT_BEGUN) -> None:
    """Cancel every session that waits under these conditions, whosever patient it is.

    They are read under a lock where the database has one: none is acknowledged between the look and the cancellation.
    """
    query = queries.EXECUTIONS.where(_execution.c.status.in_(statuses), *conditions).order_by(_execution.c.id)
    for row in work.rows(query.with_for_update(of=_execution), SessionRow):
        give_up(work, row, "", reason, NoticeKind.CANCELLED)


def give_up(work: Work, row: SessionRow, console: str, reason: Because, kind: NoticeKind) -> None:
    """A session ends without having been given."""
    move(work, row, Status.FAILED, where=console, notes=(reason,), reason=reason, ended_at=work.now, undelivered=False)
    settle_effects(work, row)
    notices.tell(work, row["execution_id"], kind)


def retry(work: Work, execution_id: int) -> Execution:
    """A failed session once more."""
    begin_again(work, queries.execution_row(work, execution_id), "", "")
    return queries.stored_execution(work, execution_id)


def begin_again(work: Work, row: SessionRow, console: str, reason: Because, *, asks: bool = True) -> None:
    """A new attempt; what the old one came to stays in the history. Raises LateRecord, PrescriptionStopped, CourseComplete."""
    if row["execution_late"]:
        raise LateRecord
    if row["prescription_stopped_at"] is not None:
        raise PrescriptionStopped
    if row["execution_status"] == Status.FAILED:
        courses.arranged(work, row, asks=asks)
    # By the database: a record that is filed at this moment may raise both.
    pulses_before = _execution.c.pulses_before + _execution.c.pulses_done
    attempt = {"attempt": row["execution_attempt"] + 1, "attempt_at": work.now, "pulses_before": pulses_before, **NOTHING_YET}
    move(work, row, Status.PENDING, where=console, notes=(_over(row), reason), **attempt)
    settle_effects(work, row)
    notices.tell_again(work, row["execution_id"])


def _over(row: SessionRow) -> AttemptOver:
    """What an attempt came to, for the history."""
    of_row = (field for field in AttemptOver.__struct_fields__ if field != "number")
    return AttemptOver(row["execution_attempt"], **queries.as_stored(row, "execution_", of_row))


def cleaned(reason: Because) -> Because:
    """A reason as it is stored. Raises InvalidInput for words that can't be."""
    return reason if isinstance(reason, Why) else clean(reason, "reason")
