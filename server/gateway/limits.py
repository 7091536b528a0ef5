"""How many clients there may be, and how much one may send. Used on the event loop only, so without locks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from server.gateway.errors import TooManyClients, TooManyRequests
from shared import clock

_LONGEST_ADDRESS = 50


def address_of(scope: Mapping[str, Any]) -> str:
    """Where a request or a connection comes from; behind a trusted proxy what the proxy says."""
    client = scope.get("client")
    return str(client[0])[:_LONGEST_ADDRESS] if client else ""


class Places:
    """Places for WebSocket clients, in all and per address."""

    def __init__(self, most: int, most_per_address: int) -> None:
        self._most = most
        self._most_per_address = most_per_address
        self._taken: Counter[str] = Counter()
        self._total = 0

    def take(self, address: str) -> None:
        """Take a place. Raises TooManyClients."""
        if self._total >= self._most or self._taken[address] >= self._most_per_address:
            raise TooManyClients
        self._taken[address] += 1
        self._total += 1

    def give_back(self, address: str) -> None:
        """Give a place back."""
        self._total -= 1
        self._taken[address] -= 1
        if not self._taken[address]:
            del self._taken[address]


class Allowance:
    """`per_minute` messages, spent at once or spread: what is spent grows back evenly."""

    __slots__ = ("_left", "_now", "_per_minute", "_seen")

    def __init__(self, per_minute: int, now: Callable[[], float] = clock.monotonic) -> None:
        self._per_minute = per_minute
        self._now = now
        self._left = float(per_minute)
        self._seen = now()

    def spend(self) -> bool:
        """Whether one more is allowed; it is counted then."""
        now = self._now()
        self._left = min(float(self._per_minute), self._left + (now - self._seen) * self._per_minute / 60)
        self._seen = now
        if self._left < 1:
            return False
        self._left -= 1
        return True


class Allowances:
    """One allowance per address or account. Of more than `most`, whoever asked longest ago is forgotten."""

    def __init__(self, per_minute: int, most: int = 10_000) -> None:
        self._per_minute = per_minute
        self._most = most
        self._known: dict[str, Allowance] = {}

    def spend(self, whose: str) -> None:
        """Count one request. Raises TooManyRequests."""
        allowance = self._known.pop(whose, None) or Allowance(self._per_minute)
        self._known[whose] = allowance
        if len(self._known) > self._most:
            del self._known[next(iter(self._known))]
        if not allowance.spend():
            raise TooManyRequests
