"""The message center: an ordered, durable log that departments append to and read from."""

from __future__ import annotations

from typing import Protocol

from shared.contracts.events import Event
from shared.contracts.messages.contract import LoggedEvent


class MessageCenter(Protocol):
    """What relay and consumer need; the embedded server and Kafka both give it. Raises Unavailable when out of reach."""

    def append(self, topic: str, events: tuple[Event, ...]) -> None:
        """Append in order; an event that is there already is skipped or will be ignored by its readers."""

    def read(self, group: str, topics: tuple[str, ...], limit: int, wait_s: float) -> tuple[LoggedEvent, ...]:
        """What `group` has not committed yet, waiting at most `wait_s`."""

    def commit(self, group: str, offsets: tuple[tuple[str, int], ...]) -> None:
        """`group` is done up to these offsets."""


__all__ = ["Event", "LoggedEvent", "MessageCenter"]
