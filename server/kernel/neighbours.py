"""Other departments' servers, asked with this department's service account on behalf of the person who acts."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, Protocol, TypeVar

from server.kernel.settings import Settings
from shared.errors import LoginRequired, SessionExpired
from shared.rpc import Client, TlsTrust

C = TypeVar("C")
T = TypeVar("T")
_acting: ContextVar[str] = ContextVar("acting_user", default="")


@contextlib.contextmanager
def acting_for(user_id: str) -> Iterator[None]:
    """Calls inside name `user_id` as the person they are made for."""
    mark = _acting.set(user_id)
    try:
        yield
    finally:
        _acting.reset(mark)


class Neighbourhood(Protocol):
    """Who can be asked."""

    def ask(self, contract: type[C], question: Callable[[C], T]) -> T:
        """Ask a department. Raises what it answers, or Unavailable."""


class Neighbours:
    """Clients of the other departments, made and logged in when first asked."""

    def __init__(self, settings: Settings, timeout_s: float = 5.0) -> None:
        self._settings = settings
        self._timeout_s = timeout_s
        self._clients: dict[type[Any], Client[Any]] = {}
        self._lock = threading.Lock()

    def ask(self, contract: type[C], question: Callable[[C], T]) -> T:
        """Ask a department; it must be among those that the one who asks declares. Raises what it answers, or Unavailable."""
        client = self._client(contract)
        try:
            if not client.token:
                raise LoginRequired
            return question(client.api)
        except (LoginRequired, SessionExpired):
            secret = self._settings.secret_file.read_text(encoding="ascii").strip()
            client.log_in_service(self._settings.department, secret)
            return question(client.api)

    def _client(self, contract: type[C]) -> Client[C]:
        with self._lock:
            if contract not in self._clients:
                addresses = self._settings.neighbours[contract.department]  # type: ignore[attr-defined]
                tls = self._settings.tls
                client: Client[C] = Client(contract, addresses, TlsTrust(tls.ca) if tls else None, self._timeout_s)
                client.on_behalf_of = _acting.get
                self._clients[contract] = client
            return self._clients[contract]

    def close(self) -> None:
        """Close every connection."""
        with self._lock:
            for client in self._clients.values():
                client.close()
