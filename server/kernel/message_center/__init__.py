"""The message center: an ordered, durable log that departments append to and read from."""

from __future__ import annotations

from typing import Protocol

from shared.contracts.events import Event
from shared.contracts.messages.contract import LoggedEvent, NumberReused, Place


class MessageCenter(Protocol):
    """What relay and consumer need; the embedded server and Kafka both give it. Raises Unavailable when out of reach."""

    def append(self, topic: str, events: tuple[Event, ...]) -> None:
        """Append in order; an event that is there already is skipped or will be ignored by its readers. Raises NumberReused."""

    def read(self, group: str, topics: tuple[str, ...], limit: int, wait_s: float) -> tuple[LoggedEvent, ...]:
        """What `group` has not committed yet, waiting at most `wait_s`."""

    def commit(self, group: str, offsets: tuple[tuple[str, int], ...]) -> None:
        """`group` is done up to these offsets."""

    def newest(self, source: str) -> tuple[int, int] | None:
        """Newest incarnation of a source and the last number of it, None when it told nothing."""

    def told(self, source: str, incarnation: int, after: int, limit: int) -> tuple[tuple[int, str], ...]:
        """Number and id of the first events after a number."""

    def rewind(self, group: str, places: tuple[Place, ...]) -> None:
        """Give `group` again what came after these places, and everything of other sources."""


__all__ = ["Event", "LoggedEvent", "MessageCenter", "NumberReused", "Place"]
