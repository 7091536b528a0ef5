"""What clients of every feed send, and the short answers to it (source 000 and its extensions)."""

from __future__ import annotations

from abc import abstractmethod
from dataclasses import dataclass, field
from typing import Annotated, Any

import msgspec
from pydantic import AliasChoices, Field

from server.gateway.errors import Malformed
from server.gateway.feed.frames import Message
from server.gateway.wire import Json, Wire, Words50, Words200, encode, instant
from shared import clock
from shared.errors import BusinessError

RECEIVED_SUCCESS = "RECEIVED_SUCCESS"


class Received(Wire):
    """The client has what it was told of, or says itself that it could not take it over. A feed says what `subject` is called."""

    subject: Any
    status: Words50 = RECEIVED_SUCCESS
    client_info: Words200 = ""
    timestamp: Words50 | None = None

    def subject_name(self) -> str:
        """What the wire calls `subject`."""
        return str(type(self).model_fields["subject"].alias)


class Subscribe(Wire):
    """SUBSCRIBE, or the query of the address. A feed adds its filters; `clientId` makes the client known for catching up."""

    client_id: Annotated[Words50, Field(validation_alias=AliasChoices("clientId", "client"))] = ""
    batch: bool = False

    @abstractmethod
    def wanted(self) -> Any:
        """The filter as the contract says it: a frozen dataclass with `wards`. Raises Malformed."""

    @abstractmethod
    def holds(self) -> Json:
        """The filters as SUBSCRIBED repeats them."""


def decode(text: str) -> Json:
    """A message as an object. Raises Malformed."""
    try:
        message = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeError):
        raise Malformed(problem="JSON") from None
    if not isinstance(message, dict):
        raise Malformed(problem="{…}")
    return message


@dataclass(frozen=True)
class Answer:
    """What a message is answered with; `failed` is the code of why it was not done."""

    kind: str
    body: Json = field(default_factory=dict)
    failed: str = ""


def error(refusal: BusinessError) -> Answer:
    """ERROR: the message was not understood or not taken."""
    place = {"field": refusal.name} if isinstance(refusal, Malformed) else {}
    return Answer("ERROR", why(refusal) | place, refusal.code)


def result(refusal: BusinessError | None) -> str:
    """Whether it was done."""
    return "SUCCESS" if refusal is None else "FAILED"


def why(refusal: BusinessError | None) -> Json:
    """Why it was not done; nothing of what was."""
    return {} if refusal is None else {"code": refusal.code, "message": refusal.sentence()}


def message(answer: Answer, server: str) -> Message:
    """An answer as it goes out: when, and from which server."""
    tail = {"timestamp": instant(clock.now()), "serverInfo": server}
    return Message(answer.kind, encode({"messageType": answer.kind} | answer.body | tail))
