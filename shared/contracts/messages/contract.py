"""Operations of the embedded message center. Only department servers call them, with the service secret."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import ClassVar

from shared.contracts.common import Session
from shared.contracts.events import Event
from shared.contracts.operation import operation
from shared.errors import Refused


class NumberReused(Refused):
    """A database that was restored from a backup tells something else under a number that it has used."""

    code = "messages.number_reused"
    zh = "{source} 的消息编号 {number} 已被另一条消息占用：其数据库可能由旧备份恢复"
    en = "Message number {number} of {source} belongs to another message: its database may be an old backup"
    source: str
    number: int


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event at its place in a topic."""

    topic: str
    offset: int
    event: Event


@dataclass(frozen=True, slots=True)
class Place:
    """An event by who told it."""

    source: str
    incarnation: int
    number: int


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
        """Append in order; (source, incarnation, number) that are there already are skipped. Answers the last offset.

        Raises NumberReused when one of them is there with another event.
        """

    @operation(readonly=True, right="service.messages")
    @abstractmethod
    def read(self, group: str, topics: tuple[str, ...], limit: int, wait_s: float) -> tuple[LoggedEvent, ...]:
        """What the group has not committed yet, oldest first, waiting at most `wait_s` ≤ 25 s for something."""

    @operation(right="service.messages", keyless=True)
    @abstractmethod
    def commit(self, group: str, offsets: tuple[tuple[str, int], ...]) -> None:
        """Remember that the group is done with each topic up to and including the offset; offsets never go back."""

    @operation(readonly=True, right="service.messages")
    @abstractmethod
    def newest(self, source: str) -> tuple[int, int] | None:
        """Newest incarnation of a source and the last number of it; None when nothing was ever told."""

    @operation(readonly=True, right="service.messages")
    @abstractmethod
    def told(self, source: str, incarnation: int, after: int, limit: int) -> tuple[tuple[int, str], ...]:
        """Number and id of the first events after a number."""

    @operation(right="service.messages", keyless=True)
    @abstractmethod
    def rewind(self, group: str, places: tuple[Place, ...]) -> None:
        """The group's database was restored: of each source it has heard up to the place, of others nothing."""
