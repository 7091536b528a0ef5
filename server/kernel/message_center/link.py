"""A department's link to the embedded message center, by the same RPC as everything else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from server.kernel.message_center import Event, LoggedEvent, Place
from shared.contracts.messages.contract import MessagesContract
from shared.errors import LoginRequired, SessionExpired
from shared.rpc import Address, Client, TlsTrust

T = TypeVar("T")
_READ_WAIT_S = 20.0


class EmbeddedLink:
    """Implements `MessageCenter` over RPC; logs in by itself and again after the center restarted."""

    def __init__(self, department: str, addresses: Sequence[Address], secret_file: Path, tls: TlsTrust | None) -> None:
        self._department = department
        self._secret_file = secret_file
        self._client = Client(MessagesContract, addresses, tls, timeout_s=_READ_WAIT_S + 10)

    def append(self, topic: str, events: tuple[Event, ...]) -> None:
        """See MessageCenter."""
        self._with_session(lambda api: api.append(topic, events))

    def read(self, group: str, topics: tuple[str, ...], limit: int, wait_s: float) -> tuple[LoggedEvent, ...]:
        """See MessageCenter."""
        return self._with_session(lambda api: api.read(group, topics, limit, min(wait_s, _READ_WAIT_S)))

    def commit(self, group: str, offsets: tuple[tuple[str, int], ...]) -> None:
        """See MessageCenter."""
        self._with_session(lambda api: api.commit(group, offsets))

    def newest(self, source: str) -> tuple[int, int] | None:
        """See MessageCenter."""
        return self._with_session(lambda api: api.newest(source))

    def told(self, source: str, incarnation: int, after: int, limit: int) -> tuple[tuple[int, str], ...]:
        """See MessageCenter."""
        return self._with_session(lambda api: api.told(source, incarnation, after, limit))

    def rewind(self, group: str, places: tuple[Place, ...]) -> None:
        """See MessageCenter."""
        self._with_session(lambda api: api.rewind(group, places))

    def close(self) -> None:
        """Close the connection; a read that waits ends with Unavailable."""
        self._client.close()

    def _with_session(self, call: Callable[[MessagesContract], T]) -> T:
        try:
            if not self._client.token:
                raise LoginRequired
            return call(self._client.api)
        except (LoginRequired, SessionExpired):
            self._client.log_in_service(self._department, self._secret_file.read_text(encoding="ascii").strip())
            return call(self._client.api)
