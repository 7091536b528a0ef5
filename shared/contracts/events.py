"""The envelope of every event, after CloudEvents 1.0, and how payload types register themselves.

Payloads are named JSON objects with a version. Change one by adding optional fields; anything else is a new version and an
upcaster here. `tests/golden/events` holds a file per version that is read for ever.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

import msgspec

E = TypeVar("E", bound="type[Payload]")


@dataclass(frozen=True, slots=True)
class Event:
    """An event on its way. `subject` keys the order: events of one source and subject keep theirs.

    (`source`, `incarnation`, `number`) identifies it: a server restored from a backup counts under a new incarnation.
    """

    id: str
    source: str
    incarnation: int
    number: int
    type: str
    subject: str
    time: datetime
    data: bytes
    """The payload as JSON."""


class Payload:
    """Base of the event payloads of one department; `event_type` is `<department>.<fact>.v<version>`."""

    event_type: ClassVar[str]
    by_type: ClassVar[dict[str, type[Payload]]] = {}


def payload(type_name: str) -> Callable[[E], E]:
    """Class decorator: register a frozen dataclass as the payload of `type_name`."""

    def register(cls: E) -> E:
        # A slotted dataclass is made twice by its decorator; only another name is another payload.
        known = Payload.by_type.get(type_name)
        if known is not None and known.__qualname__ != cls.__qualname__:
            raise TypeError(f"event type {type_name} is used twice")
        cls.event_type = type_name
        Payload.by_type[type_name] = cls
        return cls

    return register


def encode(fact: object) -> bytes:
    """A payload as JSON."""
    return msgspec.json.encode(fact)


def decode(event: Event) -> Any:
    """The payload of `event`. Raises KeyError for a type this server does not know."""
    return msgspec.json.decode(event.data, type=Payload.by_type[event.type])
