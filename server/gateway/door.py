"""What the routes and the feed of a department work with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from server.gateway.limits import Allowances, address_of
from server.gateway.link import Accounts, Link, Visitor
from server.gateway.observation import GatewayMetrics
from server.gateway.settings import GatewaySettings
from server.gateway.wire import ErrorAnswer
from shared.errors import BusinessError, LoginRequired
from shared.identifiers import Key, new_key
from shared.rpc import bound

C = TypeVar("C")
T = TypeVar("T")
_PROBLEMS = {
    400: "A rule says no",
    401: "Not logged in, or no longer",
    403: "Not allowed",
    404: "There is no such thing",
    408: "The body took too long to arrive",
    409: "Something else was faster, or the status does not allow it",
    413: "Too long",
    415: "Neither JSON nor a form",
    422: "Malformed",
    429: "Too much in too short a time",
    500: "A bug; the log has its story under the reference number",
    503: "The department behind can't answer now",
}
REFUSALS: dict[int | str, dict[str, Any]] = {
    status: {"model": ErrorAnswer, "description": description} for status, description in _PROBLEMS.items()
}
_bearer = HTTPBearer(auto_error=False, description="the token of POST /session")


@dataclass(frozen=True)
class Door(Generic[C]):
    """See the module; only `link` is the department's own."""

    settings: GatewaySettings
    link: Link[C]
    accounts: Accounts
    asked: Allowances
    """Requests of each address and of each account."""
    metrics: GatewayMetrics
    statuses: Mapping[type[BusinessError], int]
    """The HTTP status of what isn't told by its kind."""

    async def visitor(self, token: str | None, address: str) -> Visitor:
        """Who asks, from where. Raises LoginRequired, SessionExpired, TooManyRequests."""
        if token is None:
            raise LoginRequired
        self.asked.spend(f"address {address}")
        found = Visitor(await self.accounts.identify(token), token)
        self.asked.spend(f"account {found.user_id}")
        return found

    async def once(self, who: Visitor, given: str, command: Callable[[C], T], *scope: object, answers: tuple[str, ...] = ()) -> T:
        """A command that is done once: the same `Idempotency-Key` of the same person is the same command."""
        said = "\0".join((who.user_id, given, *map(str, scope)))
        key = Key(hashlib.sha256(said.encode()).hexdigest()) if given else new_key()
        return await self.link.command(lambda api: command(bound(api, key, answers)), who.user_id)


async def _visitor(
    request: Request, credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)] = None
) -> Visitor:
    """Who asks, by the Authorization header."""
    door: Door[Any] = request.app.state.door
    return await door.visitor(credentials.credentials if credentials else None, address_of(request.scope))


Who = Annotated[Visitor, Depends(_visitor)]


def idempotency_key(request: Request) -> str:
    """The key that a sender gives a command; empty without."""
    return request.headers.get("idempotency-key", "")
