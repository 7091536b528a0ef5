"""Messages of the feed as they stand on the wire: JSON objects told apart by `messageType` (source 000)."""

from __future__ import annotations

import enum
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import msgspec

from shared.contracts.tms.types import ExecutionRow
from shared.errors import BusinessError

_PASSING = frozenset({"gateway.tms_away", "gateway.too_many_clients", "gateway.too_many_requests"})
"""The gateway's own refusals that are a matter of time; those of the servers behind it are told by their family."""


class MessageType(enum.StrEnum):
    """Types this client sends or acts on; others are handed on as they come."""

    RECEIVED = "PRESCRIPTION_EXECUTION_RECEIVED"
    CONFIRMATION = "PRESCRIPTION_EXECUTION_CONFIRMATION"
    SUBSCRIBE = "SUBSCRIBE"
    BATCH = "BATCH"


class BadMessageError(ValueError):
    """A frame that is no message of the feed. Says what is wrong with it and never what it holds: that may be a patient."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as received. `body` is the whole JSON object."""

    type: str
    execution_id: int | None
    body: dict[str, Any] = field(repr=False)

    @property
    def succeeded(self) -> bool:
        """Whether a confirmation says SUCCESS."""
        return self.body.get("result") == "SUCCESS"

    @property
    def row(self) -> ExecutionRow | None:
        """The session as a queue shows it now; None when the message tells of none, or a newer gateway tells it otherwise."""
        try:
            return msgspec.convert(self.body.get("queueInfo"), ExecutionRow)
        except msgspec.ValidationError:
            return None

    @property
    def may_succeed_later(self) -> bool:
        """Whether a confirmation says FAILED for a cause that passes, such as a treatment room that is away."""
        code = self.body.get("code")
        if self.succeeded or not isinstance(code, str):
            return False
        known = BusinessError.by_code.get(code)
        return code in _PASSING or (known is not None and known.kind == "unavailable")


def read(frame: str | bytes) -> Iterator[Message]:
    """The messages of a text frame; a batch is taken apart. Raises BadMessageError."""
    try:
        body = msgspec.json.decode(frame)
    except msgspec.DecodeError as error:
        raise BadMessageError("not JSON") from error
    yield from _messages(body)


def _messages(body: Any) -> Iterator[Message]:
    if not isinstance(body, dict):
        raise BadMessageError("not an object")
    kind = body.get("messageType")
    if not isinstance(kind, str) or not kind:
        raise BadMessageError("no messageType")
    if kind == MessageType.BATCH:
        parts = body.get("messages")
        if not isinstance(parts, list):
            raise BadMessageError("a batch without messages")
        for part in parts:
            yield from _messages(part)
        return
    number = body.get("executionId")
    yield Message(kind, number if isinstance(number, int) and not isinstance(number, bool) else None, body)


def received(execution_id: int, client_info: str, at: datetime) -> str:
    """PRESCRIPTION_EXECUTION_RECEIVED: a person at this console has seen the session."""
    body = {
        "messageType": MessageType.RECEIVED,
        "executionId": execution_id,
        "status": "RECEIVED_SUCCESS",
        "clientInfo": client_info,
        "timestamp": at.isoformat(timespec="milliseconds"),
    }
    return msgspec.json.encode(body).decode()


def subscribe(client_id: str) -> str:
    """SUBSCRIBE: under which name this client is known for replays, and that it shows a queue."""
    body = {"messageType": MessageType.SUBSCRIBE, "clientId": client_id, "batch": True, "queue": True}
    return msgspec.json.encode(body).decode()
