"""A department's contract for the event loop: calls run in a bounded pool of threads, each for the person who asks."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from server.gateway.observation import Reachability
from server.kernel.neighbours import Neighbours, acting_for
from shared import clock
from shared.contracts.common import EVERY_WARD, DepartmentContract, Identity, Session
from shared.errors import (
    DatabaseBusy,
    LoginRequired,
    MissingRight,
    OutcomeUnknown,
    ServerBusy,
    ServerUnreachable,
    SessionExpired,
    Unavailable,
)

C_co = TypeVar("C_co", covariant=True)
T = TypeVar("T")
_PAUSES_S = (0.05, 0.15, 0.4)
_REMEMBER_S = 10.0
_MOST_WAITING = 256


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who is at the door. Without an identity: a client of an anonymous feed."""

    identity: Identity | None
    token: str = ""
    """The session token of somebody who came with one; asked again now and then."""

    @property
    def user_id(self) -> str:
        """For whom calls are made; empty for nobody."""
        return self.identity.user_id if self.identity else ""

    @property
    def wards(self) -> tuple[str, ...]:
        """Wards whose patients may be seen, as a filter has them: empty means all, and a ward without a name is nobody's."""
        if self.identity is None or EVERY_WARD in self.identity.wards:
            return ()
        return tuple(sorted(self.identity.wards)) or ("",)

    def require(self, *rights: str) -> None:
        """Raise MissingRight unless one of these rights is there; the anonymous feed has what its setting gives it."""
        if self.identity is not None and not set(rights) & set(self.identity.rights):
            raise MissingRight(right=rights[0])


class Link(Generic[C_co]):
    """Asks one department. What may be repeated is, while its server restarts; the rest is answered `away`."""

    def __init__(
        self, contract: type[C_co], neighbours: Neighbours, threads: int, reachable: Reachability, away: type[Unavailable]
    ) -> None:
        self._contract = contract
        self._neighbours = neighbours
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="gateway-call")
        self.reachable = reachable
        self._away = away
        self._waiting = 0

    async def ask(self, question: Callable[[C_co], T], user_id: str = "") -> T:
        """Put a question to the contract that may be put again: it is a read, keyed or idempotent."""
        for pause in (*_PAUSES_S, None):
            try:
                return await self._once(question, user_id)
            except (OutcomeUnknown, ServerUnreachable, DatabaseBusy) as error:
                if pause is None:
                    # The station's sentence names an address inside; outside nobody needs it.
                    raise self._away from error
                await asyncio.sleep(pause)
        raise AssertionError("the last round returns or raises")

    async def command(self, question: Callable[[C_co], T], user_id: str) -> T:
        """As `ask`, for what strangers and REST bring about: refused with ServerBusy when too many wait already."""
        if self._waiting >= _MOST_WAITING:
            raise ServerBusy
        return await self.ask(question, user_id)

    def ask_blocking(self, question: Callable[[C_co], T]) -> T:
        """Ask from a thread of one's own."""
        return self._call(question, "")

    def close(self) -> None:
        """Let the threads end."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _once(self, question: Callable[[C_co], T], user_id: str) -> T:
        self._waiting += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, self._call, question, user_id)
        finally:
            self._waiting -= 1

    def _call(self, question: Callable[[C_co], T], user_id: str) -> T:
        try:
            with acting_for(user_id):
                answer = self._neighbours.ask(self._contract, question)
        except (OutcomeUnknown, ServerUnreachable):
            self.reachable.note(False)
            raise
        except Unavailable:
            raise
        except Exception:
            self.reachable.note(True)
            raise
        self.reachable.note(True)
        return answer


class Accounts:
    """Sessions of people and other systems: one department keeps them for all, since accounts are the catalogue's."""

    def __init__(self, link: Link[DepartmentContract]) -> None:
        self._link = link
        self._identities: dict[str, tuple[float, Identity]] = {}

    async def log_in(self, name: str, password: str, address: str) -> Session:
        """Open a session. Raises WrongLogin, TooManyFailures."""
        return await self._link.ask(lambda api: api.log_in_for(name, password, address))

    async def identity_of(self, user_id: str) -> Identity:
        """Somebody as their account is now. Raises AccountInactive."""
        return await self._link.ask(lambda api: api.identity_of(user_id))

    async def identify(self, token: str, *, anew: bool = False) -> Identity:
        """Who has this session; asked `anew` rather than remembered for some seconds. Raises LoginRequired, SessionExpired."""
        if not token:
            raise LoginRequired
        digest = hashlib.sha256(token.encode()).hexdigest()
        known = self._identities.get(digest)
        if known is not None and not anew and clock.monotonic() < known[0]:
            return known[1]
        self._identities.pop(digest, None)
        identity = await self._link.command(lambda api: api.identify(token), "")
        if identity is None:
            raise SessionExpired
        self._forget_old()
        self._identities[digest] = clock.monotonic() + _REMEMBER_S, identity
        return identity

    def _forget_old(self) -> None:
        now = clock.monotonic()
        for digest in [digest for digest, (until, _) in self._identities.items() if until < now]:
            del self._identities[digest]
