"""Operations of the embedded message center. Only department servers call them, with the service secret."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from shared.contracts.common import Session
from shared.contracts.events import Event
from shared.contracts.operation import operation


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event at its place in a topic."""

    topic: str
    offset: int
    event: Event


class MessagesContract(ABC):
    """An append-only log per topic with one offset per consumer group. At least once on the wire."""

    department: ClassVar[str] = "messages"
    version: ClassVar[int] = 1
    default_port: ClassVar[int] = 18799

    @operation(public=True)
    @abstractmethod
    def log_in_service(self, department: str, secret: str) -> Session:
        """Open a session for a department's server."""

    @operation(right="service.messages", keyless=True)
    @abstractmethod
    def append(self, topic: str, events: tuple[Event, ...]) -> int:
        """Append in order; (source, incarnation, number) that are there already are skipped. Answers the last offset."""

    @operation(readonly=True, right="service.messages")
    @abstractmethod
    def read(self, group: str, topics: tuple[str, ...], limit: int, wait_s: float) -> tuple[LoggedEvent, ...]:
        """What the group has not committed yet, oldest first, waiting at most `wait_s` ≤ 25 s for something."""

    @operation(right="service.messages", keyless=True)
    @abstractmethod
    def commit(self, group: str, offsets: tuple[tuple[str, int], ...]) -> None:
        """Remember that the group is done with each topic up to and including the offset; offsets never go back."""
