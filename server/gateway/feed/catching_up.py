"""What a client missed is fetched and told before anything new, and how far known clients have got is kept (W6)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from server.gateway.feed.hub import FeedClient, Hub, Notice
from server.gateway.link import Link
from server.kernel.observation import log
from shared.contracts.common import Identity
from shared.errors import BusinessError, Unavailable

PAGE = 500
"""Notices fetched at a time, besides those that wait."""
_TRIES = 3
_BUG = 1011


class Remembers(Protocol):
    """What a feed asks of the department that tells; it knows what each client was told."""

    def redeem_ticket(self, ticket: str) -> Identity:
        """Use a ticket up."""

    def notice(self, number: int, /) -> Any:
        """One notice as it is now; None for a number that is not there."""

    def missed(self, client: str, wanted: Any, limit: int) -> tuple[Any, ...]:
        """What waits, then what came after the client's position, `limit` of them."""

    def note_positions(self, positions: tuple[tuple[str, int], ...]) -> None:
        """Remember how far known clients have got."""

    def acknowledge(self, subject: Any, client_info: str, at: datetime, /) -> object:
        """A client has what it was told of."""


class CatchingUp:
    """One task for each client while it catches up. `waits`: a notice that comes again until somebody has what it tells of."""

    def __init__(self, link: Link[Remembers], hub: Hub, waits: Callable[[Any], bool]) -> None:
        self._link = link
        self._hub = hub
        self._waits = waits
        self._tasks: dict[FeedClient, asyncio.Task[None]] = {}

    def __contains__(self, client: FeedClient) -> bool:
        """Whether this client is connected."""
        return client in self._tasks

    def begin(self, client: FeedClient) -> None:
        """Fetch what a client missed, anew where that is under way."""
        earlier = self._tasks.pop(client, None)
        if earlier is not None:
            earlier.cancel()
        self._tasks[client] = asyncio.get_running_loop().create_task(self._guarded(client))

    def end(self, client: FeedClient) -> None:
        """The client is gone."""
        self._tasks.pop(client).cancel()

    async def store_positions(self) -> None:
        """Tell the department how far known clients have got."""
        positions = self._hub.take_positions()
        stored = not positions
        try:
            stored = stored or await self._store(positions)
        finally:
            if not stored:
                self._hub.put_back(positions)

    async def _guarded(self, client: FeedClient) -> None:
        """Who can't catch up must not go on as if everything had been told: sent away, it comes back and asks again."""
        try:
            await self._catch_up(client)
        except Exception as fault:  # noqa: BLE001 — a bug with one client's replay
            log.error("a client can't catch up", extra={"fields": {"why": type(fault).__name__}})
            # A pong that still comes must prove nothing.
            client.name = ""
            client.socket.dismiss(_BUG, "what was missed can't be told")

    async def _catch_up(self, client: FeedClient) -> None:
        """Page by page; the position that a page's arrival proves is where the next one begins."""
        while True:
            reached = self._hub.watermark
            missed = await self._ask(client)
            if missed is None:
                # Nothing is known of what it missed, so nothing may be remembered as told: it asks again when it comes back.
                client.name = ""
                self._hub.caught_up(client, ())
                return
            later = [notice.number for notice in missed if not self._waits(notice)]
            if not client.name or len(later) < PAGE:
                break
            self._hub.page(client, missed, max(later))
            await self._until_stored(client, max(later))
        self._hub.caught_up(client, missed)
        if client.name:
            await self._note_beginning(client, max([reached, *(notice.number for notice in missed)]), known=bool(later))

    async def _note_beginning(self, client: FeedClient, number: int, *, known: bool) -> None:
        """Have a position stored at once, even if the client leaves before its first ping.

        Without anything after its position the client is new, or has everything up to here; else a ping finds out how far it is.
        """
        if not known:
            await self._store(((client.name, number),))
        client.socket.ask_now()

    async def _ask(self, client: FeedClient) -> tuple[Notice, ...] | None:
        """What a client missed, as far as it may see it; None when that can't be had."""
        name, pause, refusals = client.name, 0.25, 0
        wanted = client.audience.wanted
        while True:
            try:
                return await self._link.ask(lambda api: api.missed(name, wanted, PAGE))
            except Unavailable:
                pass
            except BusinessError as refusal:
                refusals += 1
                if refusals == _TRIES:
                    log.error("what a client missed can't be had", extra={"fields": {"why": refusal.code}})
                    return None
            await asyncio.sleep(pause)
            pause = min(pause * 2, 5.0)

    async def _until_stored(self, client: FeedClient, number: int) -> None:
        """Wait until a page has arrived and the department knows."""
        client.socket.ask_now()
        while client.confirmed < number:
            client.arrived.clear()
            await client.arrived.wait()
        while not await self._store(((client.name, number),)):
            await asyncio.sleep(0.25)

    async def _store(self, positions: tuple[tuple[str, int], ...]) -> bool:
        try:
            await self._link.ask(lambda api: api.note_positions(positions))
        except BusinessError:
            return False
        return True
