"""The message center's operations: inside a unit of work, and reads that wait outside any transaction."""

from __future__ import annotations

from sqlalchemy import Engine

from server.kernel.sessions import Sessions
from server.kernel.unit_of_work import Work
from server.kernel.use_cases import UseCases
from server.messages import log
from shared.contracts.common import Session
from shared.contracts.events import Event
from shared.contracts.messages.contract import LoggedEvent


def use_cases(readers: log.Readers) -> UseCases:
    """The log's operations inside a unit of work."""

    def append(work: Work, topic: str, events: tuple[Event, ...]) -> int:
        work.after_commit.append(lambda: readers.ring((topic,)))
        return log.append(work, topic, events)

    return {
        "append": append,
        "commit": log.commit,
        "newest": log.newest,
        "told": log.told_after,
        "rewind": log.rewind,
    }


class MessagesDesk:
    """Log-in, and reads that wait outside any transaction."""

    operations = frozenset({"log_in_service", "read"})

    def __init__(self, sessions: Sessions, engine: Engine, readers: log.Readers, address: str = "") -> None:
        self._sessions = sessions
        self._engine = engine
        self._readers = readers
        self._address = address

    def for_visitor(self, _token: str, address: str) -> MessagesDesk:
        """The desk for one visitor."""
        return MessagesDesk(self._sessions, self._engine, self._readers, address)

    def log_in_service(self, department: str, secret: str) -> Session:
        """See the contract."""
        return self._sessions.log_in_service(department, secret, self._address)

    def read(self, group: str, topics: tuple[str, ...], limit: int, wait_s: float) -> tuple[LoggedEvent, ...]:
        """See the contract."""
        return log.read(self._engine, self._readers, group, topics, limit, wait_s)
