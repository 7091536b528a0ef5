"""The message center's operations: inside a unit of work, and reads that wait outside any transaction."""

from __future__ import annotations

from sqlalchemy import Engine

from server.kernel.sessions import Sessions
from server.kernel.unit_of_work import Work
from server.messages import log
from shared.contracts.common import Session
from shared.contracts.events import Event
from shared.contracts.messages.contract import LoggedEvent


class MessagesService:
    """The log's operations inside a unit of work."""

    def __init__(self, work: Work, arrivals: log.Arrivals) -> None:
        self._work = work
        self._arrivals = arrivals

    def append(self, topic: str, events: tuple[Event, ...]) -> int:
        """See the contract."""
        self._work.after_commit.append(self._arrivals.announce)
        return log.append(self._work, topic, events)

    def commit(self, group: str, offsets: tuple[tuple[str, int], ...]) -> None:
        """See the contract."""
        log.commit(self._work, group, offsets)


class MessagesDesk:
    """Log-in, and reads that wait outside any transaction."""

    operations = frozenset({"log_in_service", "read"})

    def __init__(self, sessions: Sessions, engine: Engine, arrivals: log.Arrivals, address: str = "") -> None:
        self._sessions = sessions
        self._engine = engine
        self._arrivals = arrivals
        self._address = address

    def for_visitor(self, _token: str, address: str) -> MessagesDesk:
        """The desk for one visitor."""
        return MessagesDesk(self._sessions, self._engine, self._arrivals, address)

    def log_in_service(self, department: str, secret: str) -> Session:
        """See the contract."""
        return self._sessions.log_in_service(department, secret, self._address)

    def read(self, group: str, topics: tuple[str, ...], limit: int, wait_s: float) -> tuple[LoggedEvent, ...]:
        """See the contract."""
        return log.read(self._engine, self._arrivals, group, topics, limit, wait_s)
