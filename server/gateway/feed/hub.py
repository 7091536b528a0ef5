"""Who is told what. Lives on the event loop; nothing here waits.

Clients that want and may see the same form an audience. A notice is matched once per audience, its frame built once per window,
and the same bytes go to every member. A client that connects first catches up: what it missed is fetched while live notices wait
for it, and each number goes out to it once. Much is fetched in pages; the next one is asked for when the last has arrived.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from server.gateway.feed import frames
from server.gateway.feed.frames import Message
from server.gateway.feed.socket import FeedSocket
from server.gateway.limits import Allowance
from server.gateway.link import Visitor
from server.gateway.observation import GatewayMetrics
from server.gateway.wire import Json, encode
from server.kernel.observation import log
from shared import clock

_REMEMBERED = 10_000
_RECENT = 1_000
BATCH_S = 0.02


class Notice(Protocol):
    """Something to tell: `number` counts what a department tells in the order in which it was committed."""

    @property
    def number(self) -> int:
        """Which one."""

    @property
    def at(self) -> datetime:
        """Since when it is true."""


Admits = Callable[[Any, Any], bool]
"""Whether a filter lets a notice through."""
Says = Callable[[Any, Any], Json]
"""The message of a notice in a dialect."""


@dataclass(frozen=True, slots=True)
class Audience:
    """What a group of clients wants and may see, and how its frames look."""

    wanted: Any
    """A filter of the feed's."""
    dialect: Hashable
    batch: bool
    window_bits: int


@dataclass(eq=False, slots=True)
class FeedClient:
    """One connected client."""

    socket: FeedSocket
    visitor: Visitor
    address: str
    audience: Audience
    allowance: Allowance
    name: str = ""
    """How the treatment room remembers this client's position; empty for one without a name."""
    console: str = ""
    """The id the client gave itself."""
    opened: float = field(default_factory=clock.monotonic)
    since: int = 0
    """How many notices the hub had told when this client began to listen."""
    told: frozenset[int] = frozenset()
    """Numbers of what it got by catching up."""
    waiting: list[Notice] | None = None
    """Live notices kept back while it catches up; None when it has caught up."""
    reached: int = 0
    """Up to which number it has been told everything under its name, while it catches up."""
    marked: int | None = None
    """As `reached`, or the hub's watermark, when the ping under way went out; None when its pong proves nothing of this name."""
    confirmed: int = 0
    """What has arrived for certain under its name."""
    arrived: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever more has arrived."""

    def send(self, message: Message) -> int:
        """Write one message; answers its bytes."""
        frame = message.frame(self.audience.window_bits)
        self.socket.write(frame)
        return len(frame)


class Hub:
    """Every client of one gateway."""

    def __init__(self, metrics: GatewayMetrics, max_queue_bytes: int, admits: Admits, says: Says) -> None:
        self._metrics = metrics
        self._max_queue_bytes = max_queue_bytes
        self._admits = admits
        self._says = says
        self._audiences: dict[Audience, dict[FeedClient, None]] = {}
        self._catching_up: dict[FeedClient, None] = {}
        self._published: dict[int, None] = {}
        self._recent: deque[tuple[int, Notice]] = deque(maxlen=_RECENT)
        self._batches: dict[Audience, list[tuple[int, Message]]] = {}
        self._told = 0
        self._positions: dict[str, int] = {}
        self.watermark = 0
        """The number up to which every notice was told here."""

    # -- clients come and go

    @property
    def clients(self) -> tuple[FeedClient, ...]:
        """Everybody connected."""
        return (*self._catching_up, *(client for members in self._audiences.values() for client in members))

    def join(self, client: FeedClient) -> None:
        """Take a client in; it catches up until `caught_up`."""
        client.socket.keep_at_most(self._max_queue_bytes, lambda: self._full(client))
        client.socket.on_ping = lambda: self._mark(client)
        client.socket.on_pong = lambda: self._confirm(client)
        client.socket.on_lost = lambda: self.leave(client)
        self._begin(client)
        self._metrics.opened.inc()
        self._metrics.clients.inc()

    def change(self, client: FeedClient, audience: Audience, name: str) -> None:
        """The client wants something else from now on; it catches up on that."""
        already = {
            notice.number for turn, notice in self._recent if turn > client.since and self._admits(client.audience.wanted, notice)
        }
        waiting = {notice.number for notice in client.waiting or ()}
        self._take_out(client)
        client.told |= already - waiting
        client.audience, client.name = audience, name
        # What was proven so far, or a ping under way would prove, concerns the former name and wish.
        client.reached, client.marked, client.confirmed = 0, None, 0
        self._begin(client)

    def leave(self, client: FeedClient) -> None:
        """Let a client go; a second time does nothing."""
        if self._take_out(client):
            self._metrics.clients.dec()

    def page(self, client: FeedClient, missed: Sequence[Notice], reached: int) -> None:
        """Send a part of what the client missed; everything up to `reached` is in it or was sent before."""
        if client in self._catching_up:
            self._send_missed(client, missed)
            client.reached = max(client.reached, reached)

    def caught_up(self, client: FeedClient, missed: Sequence[Notice]) -> None:
        """Send the rest of what the client missed in one write, then what came meanwhile; from now on it is live."""
        if client not in self._catching_up:
            return
        waiting, client.waiting = client.waiting or [], None
        numbers = {notice.number for notice in missed}
        del self._catching_up[client]
        client.since = self._told
        self._audiences.setdefault(client.audience, {})[client] = None
        self._send_missed(client, [*missed, *(notice for notice in waiting if notice.number not in numbers)])

    def _begin(self, client: FeedClient) -> None:
        client.waiting = client.waiting or []
        client.since = self._told
        self._catching_up[client] = None

    def _take_out(self, client: FeedClient) -> bool:
        if client in self._catching_up:
            del self._catching_up[client]
            return True
        members = self._audiences.get(client.audience)
        if members is None or client not in members:
            return False
        self._flush(client.audience)
        del members[client]
        if not members:
            del self._audiences[client.audience]
        return True

    def _send_missed(self, client: FeedClient, notices: Sequence[Notice]) -> None:
        fresh = [notice for notice in notices if notice.number not in client.told and self._admits(client.audience.wanted, notice)]
        client.told |= {notice.number for notice in notices}
        messages = self._messages(fresh, client.audience.dialect)
        if not messages:
            return
        if client.audience.batch:
            messages = [frames.batch(messages)]
        whole = b"".join(message.frame(client.audience.window_bits) for message in messages)
        client.socket.write(whole)
        for message in messages:
            self._metrics.sent.labels(message.kind).inc()
        self._metrics.sent_bytes.inc(len(whole))

    # -- telling

    def publish(self, notice: Notice) -> bool:
        """Tell everybody whom it concerns; a number that was told before is not told again.

        Every message is made before the first is sent and the number remembered: one that can't be made leaves no trace.
        """
        if notice.number in self._published:
            return False
        concerned = [(audience, members) for audience, members in self._audiences.items() if self._admits(audience.wanted, notice)]
        made = {dialect: self._message(notice, dialect) for dialect in {audience.dialect for audience, _ in concerned}}
        self._remember(notice)
        for audience, members in concerned:
            message = made[audience.dialect]
            if audience.batch:
                self._collect(audience, notice.number, message)
            else:
                self._broadcast(members, notice.number, message, audience.window_bits)
        for client in self._catching_up:
            assert client.waiting is not None
            client.waiting.append(notice)
        self._metrics.latency.observe(max(0.0, (clock.now() - notice.at).total_seconds()))
        return True

    def told(self, number: int) -> bool:
        """Whether a notice was told here already; may be asked from any thread."""
        return number in self._published

    def hear(self, notice: Notice | None, number: int) -> None:
        """The message center's order has come to this number; without a notice there is nothing to tell of it."""
        if notice is not None:
            try:
                self.publish(notice)
            except Exception as fault:  # noqa: BLE001 — one odd notice must not hold up the others' positions
                self._left_out(number, fault)
        self.told_up_to(number)

    def told_up_to(self, number: int) -> None:
        """Every notice up to this number was told here."""
        self.watermark = max(self.watermark, number)

    def _left_out(self, number: int, fault: Exception) -> None:
        """Count and log a notice that can't be told. The fault's own words may repeat what is in it."""
        self._metrics.skipped.inc()
        log.error("a notice was not told", extra={"fields": {"number": number, "why": type(fault).__name__}})

    def _messages(self, notices: Iterable[Notice], dialect: Hashable) -> list[Message]:
        """One odd session must not keep a client from all the others."""
        made = []
        for notice in notices:
            try:
                made.append(self._message(notice, dialect))
            except Exception as fault:  # noqa: BLE001 — whatever is odd about it
                self._left_out(notice.number, fault)
        return made

    def _message(self, notice: Notice, dialect: Hashable) -> Message:
        body = self._says(notice, dialect)
        return Message(str(body["messageType"]), encode(body))

    def _remember(self, notice: Notice) -> None:
        self._published[notice.number] = None
        if len(self._published) > _REMEMBERED:
            del self._published[next(iter(self._published))]
        self._told += 1
        self._recent.append((self._told, notice))

    def _broadcast(self, members: Iterable[FeedClient], number: int, message: Message, window_bits: int) -> None:
        frame, sent = message.frame(window_bits), 0
        for client in members:
            if number not in client.told:
                client.socket.write(frame)
                sent += 1
        self._metrics.sent.labels(message.kind).inc(sent)
        self._metrics.sent_bytes.inc(sent * len(frame))

    # -- batches

    def _collect(self, audience: Audience, number: int, message: Message) -> None:
        collected = self._batches.setdefault(audience, [])
        if not collected:
            asyncio.get_running_loop().call_later(BATCH_S, self._flush, audience)
        collected.append((number, message))

    def _flush(self, audience: Audience) -> None:
        collected = self._batches.pop(audience, [])
        made: dict[tuple[int, ...], Message] = {}
        for client in self._audiences.get(audience, ()):
            numbers = tuple(number for number, _ in collected if number not in client.told)
            if not numbers:
                continue
            if numbers not in made:
                made[numbers] = frames.batch([message for number, message in collected if number in numbers])
            self._broadcast((client,), -1, made[numbers], audience.window_bits)

    # -- positions: what was written before a ping has arrived when its pong comes

    def _mark(self, client: FeedClient) -> None:
        if client.waiting is None:
            # What waits for its batch has a number below the watermark and would leave after the ping.
            self._flush(client.audience)
            client.marked = self.watermark
        else:
            client.marked = client.reached

    def _confirm(self, client: FeedClient) -> None:
        marked, client.marked = client.marked, None
        if marked is None or marked <= client.confirmed:
            return
        client.confirmed = marked
        client.arrived.set()
        if client.name:
            self._positions[client.name] = max(self._positions.get(client.name, 0), marked)

    def take_positions(self) -> tuple[tuple[str, int], ...]:
        """Positions of known clients that moved since the last time."""
        taken, self._positions = tuple(self._positions.items()), {}
        return taken

    def put_back(self, positions: Iterable[tuple[str, int]]) -> None:
        """They could not be stored; next time."""
        for name, number in positions:
            self._positions[name] = max(self._positions.get(name, 0), number)

    # -- those who do not read

    def _full(self, client: FeedClient) -> None:
        # Called from within a write, maybe within the loop over an audience.
        asyncio.get_running_loop().call_soon(self._drop, client)

    def _drop(self, client: FeedClient) -> None:
        if not self._is_here(client):
            return
        self.measure_queues()
        self._metrics.dropped.inc()
        fields = {"user": client.visitor.user_id, "address": client.address, "bytes": client.socket.unread_bytes}
        log.warning("slow client disconnected", extra={"fields": fields})
        self.leave(client)
        client.socket.dismiss(1013, "too slow: unread messages")

    def _is_here(self, client: FeedClient) -> bool:
        return client in self._catching_up or client in self._audiences.get(client.audience, ())

    def measure_queues(self) -> None:
        """Remember the longest queue."""
        longest = max((client.socket.unread_bytes for client in self.clients), default=0)
        self._metrics.note_queue(longest)
