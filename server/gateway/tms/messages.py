"""What clients of the feed send, checked, and the short answers to it (source 000 and its extensions)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, TypeVar

import msgspec
from msgspec import Meta, Struct

from server.gateway.errors import Malformed
from server.gateway.tms.frames import Message
from server.gateway.tms.wire import PREFIX, encode, instant
from shared import clock
from shared.contracts.common import Text50, Text200
from shared.contracts.tms.types import MOST_PULSES, ExecutionStatus, FeedFilter, StatusUpdate, WireId
from shared.errors import BusinessError

T = TypeVar("T")
SERVER_INFO = "TMS Backend Server"
RECEIVED = f"{PREFIX}RECEIVED"
CONFIRMATION = f"{PREFIX}CONFIRMATION"
STATUS_UPDATE = "PRESCRIPTION_STATUS_UPDATE"
STATUS_CONFIRMATION = f"{STATUS_UPDATE}_CONFIRMATION"
RECEIVED_SUCCESS = "RECEIVED_SUCCESS"
FIRST_DAY, LAST_DAY = date(1850, 1, 1), date(2199, 12, 31)
"""Days anybody can mean: nobody was born before, and beyond a calendar's own edges no zone can be counted."""
_FEW = Meta(max_length=50)
Count = Annotated[int, Meta(ge=0, le=MOST_PULSES)]


class Received(Struct, rename="camel"):
    """PRESCRIPTION_EXECUTION_RECEIVED."""

    execution_id: WireId
    status: Text50 = RECEIVED_SUCCESS
    client_info: Text200 = ""
    timestamp: Text50 | None = None


class Progress(Struct, rename="camel"):
    """How far the pulse trains are."""

    trains_done: Count | None = None
    pulses_done: Count | None = None
    output_percent: Annotated[int, Meta(ge=0, le=100)] | None = None


class StatusChange(Struct, rename="camel"):
    """PRESCRIPTION_STATUS_UPDATE: `status` is a name of the source's map or its number."""

    execution_id: WireId
    status: str | int
    reason: Text200 | None = ""
    progress: Progress | None = None
    client_info: Text200 = ""
    device_id: WireId | None = None
    timestamp: Text50 | None = None


class Subscribe(Struct, rename="camel"):
    """SUBSCRIBE: every list that is not empty narrows; `clientId` makes the client known for catching up."""

    hospital_ids: Annotated[tuple[WireId, ...], _FEW] = ()
    device_types: Annotated[tuple[Text50, ...], _FEW] = ()
    device_ids: Annotated[tuple[WireId, ...], _FEW] = ()
    statuses: Annotated[tuple[str | int, ...], _FEW] = ()
    client_id: Text50 = ""
    batch: bool = False

    def wanted(self) -> FeedFilter:
        """As the contract says it. Raises Malformed."""
        statuses = tuple(status_of(each) for each in self.statuses)
        return FeedFilter(self.hospital_ids, self.device_types, self.device_ids, statuses)


def decode(text: str) -> dict[str, Any]:
    """A message as an object. Raises Malformed."""
    try:
        message = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise Malformed(problem="JSON") from None
    if not isinstance(message, dict):
        raise Malformed(problem="{…}")
    return message


def read(message: dict[str, Any], kind: type[T]) -> T:
    """The message as its type. Numbers may come as text. Raises Malformed, which names the place and never the value."""
    try:
        return msgspec.convert(message, kind, strict=False)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at ")
        name = place.strip("`$").strip(".") or None
        raise Malformed(problem=f"{name}: {problem}" if name else problem, name=name) from None


def status_of(given: str | int) -> ExecutionStatus:
    """EXECUTING, 2 or "2". Raises Malformed."""
    text = str(given).strip().upper()
    try:
        return ExecutionStatus(int(text)) if text.isdecimal() else ExecutionStatus[text]
    except (KeyError, ValueError):
        raise Malformed(problem="status", name="status") from None


def moment_of(text: str | None) -> datetime:
    """When it happened at the client; now when it does not say. A time without zone is the hospital's. Raises Malformed."""
    if not text:
        return clock.now()
    try:
        moment = datetime.fromisoformat(text)
        moment = clock.local(moment) if moment.tzinfo else moment.replace(tzinfo=clock.ZONE)
    except (ValueError, OverflowError):
        raise Malformed(problem="timestamp", name="timestamp") from None
    if not FIRST_DAY <= moment.date() <= LAST_DAY:
        raise Malformed(problem="timestamp", name="timestamp")
    return moment


def update_of(change: StatusChange, console: str) -> StatusUpdate:
    """The command behind a status message. Raises Malformed."""
    progress = change.progress or Progress()
    return StatusUpdate(
        execution_id=change.execution_id,
        status=status_of(change.status),
        console=console,
        at=moment_of(change.timestamp),
        device_id=change.device_id,
        reason=change.reason or "",
        trains_done=progress.trains_done,
        pulses_done=progress.pulses_done,
        output_percent=progress.output_percent,
    )


# -- answers


def confirmation(execution_id: int, refusal: BusinessError | None = None) -> Message:
    """PRESCRIPTION_EXECUTION_CONFIRMATION; SUCCESS is the source's to the letter, FAILED says why."""
    message = _head(CONFIRMATION) | {"executionId": execution_id, "result": "SUCCESS" if refusal is None else "FAILED"}
    if refusal is not None:
        message |= {"code": refusal.code, "message": refusal.sentence()}
    return _message(message | _tail())


def status_confirmation(execution_id: int, status: str | int, refusal: BusinessError | None = None) -> Message:
    """PRESCRIPTION_STATUS_UPDATE_CONFIRMATION with the status that holds, or the refused one and why."""
    message = _head(STATUS_CONFIRMATION) | {
        "executionId": execution_id,
        "status": status,
        "result": "SUCCESS" if refusal is None else "FAILED",
        "message": "处方执行状态更新成功" if refusal is None else refusal.sentence(),
    }
    if refusal is not None:
        message["code"] = refusal.code
    return _message(message | _tail())


def error(refusal: BusinessError) -> Message:
    """ERROR: the message was not understood or not taken."""
    message = _head("ERROR") | {"code": refusal.code, "message": refusal.sentence()}
    if isinstance(refusal, Malformed):
        message["field"] = refusal.name
    return _message(message | _tail())


def subscribed(wanted: FeedFilter, client_id: str, batch: bool) -> Message:
    """SUBSCRIBED: the filters that hold from now on."""
    filters = {
        "hospitalIds": wanted.hospitals,
        "deviceTypes": wanted.device_types,
        "deviceIds": wanted.devices,
        "statuses": [status.name for status in wanted.statuses],
    }
    return _message(_head("SUBSCRIBED") | filters | {"clientId": client_id or None, "batch": batch} | _tail())


def pong() -> Message:
    """PONG."""
    return _message(_head("PONG") | _tail())


def _head(kind: str) -> dict[str, Any]:
    return {"messageType": kind}


def _tail() -> dict[str, Any]:
    return {"timestamp": instant(clock.now()), "serverInfo": SERVER_INFO}


def _message(body: dict[str, Any]) -> Message:
    return Message(str(body["messageType"]), encode(body))
