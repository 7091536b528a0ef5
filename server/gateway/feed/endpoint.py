"""The endpoint of a feed: who may connect, and what is done with a client's messages (W1–W6).

A plain ASGI application: the handshake passes uvicorn, everything sent goes by `FeedSocket`.
"""

from __future__ import annotations

import asyncio
import hashlib
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Hashable, Mapping
from dataclasses import replace
from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import parse_qs, parse_qsl

from starlette.types import Receive, Scope, Send

from server.gateway import answers
from server.gateway.door import Door
from server.gateway.errors import Malformed, NotReceived, OriginRefused, TooManyRequests, UnknownMessage
from server.gateway.feed import messages
from server.gateway.feed.catching_up import CatchingUp, Remembers
from server.gateway.feed.hub import Audience, FeedClient, Hub, Notice
from server.gateway.feed.messages import Answer
from server.gateway.feed.socket import socket_of
from server.gateway.limits import Allowance, Places, address_of
from server.gateway.link import Visitor
from server.gateway.observation import FailureWatch
from server.gateway.wire import Json, listed, moment_of, read
from server.kernel.observation import log
from shared import clock
from shared.contracts.events import Payload
from shared.errors import BusinessError, InternalError, LoginRequired, MissingRight, NotAllowed
from shared.identifiers import new_id

R = TypeVar("R", bound=Remembers)
_ASKED_AT_ONCE = 4
_TICKET_AGE_S = 8 * 3600.0
_FRESH_S = 60.0
_POLICY = 1008
_SERVICE_RESTART = 1012
_LONGEST_NAME = 50

Action = Callable[[FeedClient, Json], Awaitable[Answer]]


class Feed(ABC, Generic[R]):
    """An endpoint and its clients. A department says what stands in the first part; all the rest is the same for every feed."""

    path: ClassVar[str]
    prefix: ClassVar[str]
    """Before CREATED, RECEIVED and what else there is."""
    server: ClassVar[str]
    """What answers call this server."""
    rights: ClassVar[tuple[str, ...]]
    """One of these lets a person in."""
    event: ClassVar[type[Payload]]
    """Says the `number` of a notice that is new."""
    subscribe: ClassVar[type[messages.Subscribe]]
    received: ClassVar[type[messages.Received]]

    @staticmethod
    @abstractmethod
    def admits(wanted: Any, notice: Any) -> bool:
        """Whether a client that wants this and has these wards is told of it."""

    @staticmethod
    @abstractmethod
    def says(notice: Any, dialect: Any) -> Json:
        """The message of a notice."""

    @staticmethod
    @abstractmethod
    def waits(notice: Any) -> bool:
        """Whether it comes again, whatever the position, until a client has what it tells of."""

    def dialect(self, _visitor: Visitor, _asked: Any) -> Hashable:
        """How this client is told."""
        return None

    async def check(self, _client: FeedClient, _subject: Any) -> None:
        """Refuse a subject that this client may not touch."""

    def actions(self) -> dict[str, Action]:
        """Messages that only this feed has, besides acknowledgement, SUBSCRIBE and PING."""
        return {}

    # -- the same for every feed

    def __init__(self, door: Door[R]) -> None:
        self.door, self.link, self.metrics = door, door.link, door.metrics
        self.hub = Hub(door.metrics, door.settings.max_queue_bytes, self.admits, self.says)
        self.catching_up = CatchingUp(door.link, self.hub, self.waits)
        self.watch = FailureWatch()
        self._places = Places(door.settings.max_clients, door.settings.max_clients_per_address)
        self._asking_again = False
        own: dict[str, Action] = {f"{self.prefix}RECEIVED": self._received, "SUBSCRIBE": self._subscribe, "PING": self._ping}
        self._actions: Mapping[str, Action] = own | self.actions()

    def tell(self, notice: Notice) -> None:
        """Push at once what was just made here; an old answer to a repeated request is no news."""
        if (clock.now() - notice.at).total_seconds() < _FRESH_S:
            self.hub.publish(notice)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One connection from its handshake to its end."""
        await receive()
        address = address_of(scope)
        try:
            self._check_origin(scope)
            self._places.take(address)
        except BusinessError as refusal:
            await self._refuse(send, refusal)
            return
        try:
            await self._admit(scope, receive, send, address)
        finally:
            self._places.give_back(address)

    async def _admit(self, scope: Scope, receive: Receive, send: Send, address: str) -> None:
        query = scope["query_string"].decode("latin-1")
        try:
            asked = read(self.subscribe, listed(self.subscribe, parse_qsl(query)))
            # Whatever comes as a ticket or a token costs a question to the department: counted before it is asked.
            self.door.asked.spend(f"address {address}")
            visitor = await self._visitor(scope, query)
            visitor.require(*self.rights)
            asked.wanted()
        except BusinessError as refusal:
            await self._refuse(send, refusal)
            return
        await send({"type": "websocket.accept"})
        socket = socket_of(scope)
        allowance = Allowance(self.door.settings.messages_per_minute)
        client = FeedClient(socket, visitor, address, self._audience(asked, visitor, socket.window_bits), allowance)
        client.name, client.console = _known_as(visitor, asked.client_id), asked.client_id
        self.hub.join(client)
        log.info("feed client connected", extra={"fields": {"user": visitor.user_id, "address": address}})
        self.catching_up.begin(client)
        try:
            await self._listen(client, receive)
        finally:
            self.catching_up.end(client)
            self.hub.leave(client)

    async def _refuse(self, send: Send, refusal: BusinessError) -> None:
        self.metrics.refused.labels(refusal.code).inc()
        log.info("feed client refused", extra={"fields": {"why": refusal.code}})
        await answers.refuse_upgrade(send, answers.status_of(refusal, self.door.statuses), answers.refusal_body(refusal))

    # -- who may

    def _check_origin(self, scope: Scope) -> None:
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        if not origin or origin in self.door.settings.allowed_origins:
            return
        host = headers.get(b"host", b"").decode("latin-1")
        scheme = "https" if scope["scheme"] == "wss" else "http"
        if origin != f"{scheme}://{host}":
            raise OriginRefused(origin=origin[:100])

    async def _visitor(self, scope: Scope, query: str) -> Visitor:
        # What is longer than any ticket is none, and neither is its beginning.
        ticket = parse_qs(query).get("ticket", [""])[0][:_LONGEST_NAME]
        if ticket:
            return Visitor(await self.link.command(lambda api: api.redeem_ticket(ticket), ""))
        header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        if header:
            token = answers.bearer(header)
            return Visitor(await self.door.accounts.identify(token), token)
        if self.door.settings.anonymous_feed:
            return Visitor(None)
        raise LoginRequired

    def _audience(self, asked: Any, visitor: Visitor, window_bits: int) -> Audience:
        wanted = replace(asked.wanted(), wards=visitor.wards)
        return Audience(wanted, self.dialect(visitor, asked), asked.batch, window_bits)

    # -- messages of a client

    async def _listen(self, client: FeedClient, receive: Receive) -> None:
        while True:
            event = await receive()
            if event["type"] != "websocket.receive":
                return
            if not client.allowance.spend():
                client.send(messages.message(messages.error(TooManyRequests()), self.server))
                self._note("?", TooManyRequests.code)
                client.socket.dismiss(_POLICY, "too many messages")
                return
            await self._take(client, event.get("text"))

    async def _take(self, client: FeedClient, text: str | None) -> None:
        begin, kind = clock.monotonic(), "?"
        try:
            if text is None:
                # Every message of this feed is JSON in a text frame.
                raise Malformed(problem="binary")
            self.metrics.received_bytes.inc(len(text))
            message = messages.decode(text)
            action = self._actions.get(str(message.get("messageType")))
            if action is None:
                raise UnknownMessage(type=str(message.get("messageType"))[:50])
            kind = str(message["messageType"])
            answer = await action(client, message)
        except BusinessError as refusal:
            answer = messages.error(refusal)
        except Exception:  # noqa: BLE001 — a bug with one message must not cost the client its connection
            reference = new_id()[-8:].upper()
            log.error("bug", extra={"fields": {"operation": kind, "reference": reference}}, exc_info=True)
            answer = messages.error(InternalError(reference=reference))
        self._note(kind, answer.failed)
        self.metrics.handling.labels(kind).observe(clock.monotonic() - begin)
        self.metrics.sent.labels(answer.kind).inc()
        self.metrics.sent_bytes.inc(client.send(messages.message(answer, self.server)))

    def _note(self, kind: str, failed: str) -> None:
        self.metrics.received.labels(kind).inc()
        self.watch.took(bool(failed))
        if failed:
            self.metrics.failures.labels(failed).inc()

    async def _received(self, client: FeedClient, message: Json) -> Answer:
        said = read(self.received, message)
        at, refused = moment_of(said.timestamp), None
        try:
            if said.status != messages.RECEIVED_SUCCESS:
                raise NotReceived(status=said.status)
            await self.check(client, said.subject)
            info = said.client_info or client.console
            await self.link.ask(lambda api: api.acknowledge(said.subject, info, at), client.visitor.user_id)
        except BusinessError as refusal:
            refused = refusal
        body = {said.subject_name(): said.subject, "result": messages.result(refused), **messages.why(refused)}
        return Answer(f"{self.prefix}CONFIRMATION", body, refused.code if refused else "")

    async def _subscribe(self, client: FeedClient, message: Json) -> Answer:
        asked = read(self.subscribe, message)
        audience = self._audience(asked, client.visitor, client.audience.window_bits)
        client_id = asked.client_id or client.console
        client.console = client_id
        self.hub.change(client, audience, _known_as(client.visitor, client_id))
        self.catching_up.begin(client)
        return Answer("SUBSCRIBED", asked.holds() | {"clientId": client_id or None, "batch": asked.batch})

    async def _ping(self, _client: FeedClient, _message: Json) -> Answer:
        return Answer("PONG")

    # -- from time to time

    async def ask_again(self) -> None:
        """Learn what the accounts of the open feeds may now, a few at a time; nothing when the last round is still under way."""
        if self._asking_again:
            return
        self._asking_again = True
        try:
            people: dict[Visitor, list[FeedClient]] = {}
            for client in self.hub.clients:
                people.setdefault(client.visitor, []).append(client)
            todo = [visitor for visitor in people if visitor.identity is not None]

            async def work() -> None:
                while todo:
                    visitor = todo.pop()
                    await self._ask_again(visitor, people[visitor])

            await asyncio.gather(*(work() for _ in range(_ASKED_AT_ONCE)))
        finally:
            self._asking_again = False

    async def _ask_again(self, visitor: Visitor, clients: list[FeedClient]) -> None:
        """Whose session or account has ended is sent away; whose rights or wards are others now goes on with those."""
        accounts = self.door.accounts
        try:
            known = accounts.identify(visitor.token, anew=True) if visitor.token else accounts.identity_of(visitor.user_id)
            fresh = Visitor(await known, visitor.token)
            fresh.require(*self.rights)
        except MissingRight:
            why = _POLICY, "no right to the feed any more"
        except NotAllowed:
            why = _POLICY, "session ended"
        except BusinessError:
            # Nobody knows; the next round asks again.
            return
        else:
            for client in clients:
                self._renew(client, fresh)
            return
        for client in clients:
            client.socket.dismiss(*why)

    def _renew(self, client: FeedClient, fresh: Visitor) -> None:
        if not fresh.token and clock.monotonic() - client.opened > _TICKET_AGE_S:
            client.socket.dismiss(_SERVICE_RESTART, "connect again with a new ticket")
            return
        former, client.visitor = client.visitor, fresh
        if former.wards != fresh.wards and client in self.catching_up:
            wanted = replace(client.audience.wanted, wards=fresh.wards)
            self.hub.change(client, replace(client.audience, wanted=wanted), client.name)
            self.catching_up.begin(client)


def _known_as(visitor: Visitor, client_id: str) -> str:
    """A client is remembered per person: nobody moves somebody else's position."""
    if not client_id:
        return ""
    name = f"{visitor.user_id or 'anonymous'}:{client_id}"
    return name if len(name) <= _LONGEST_NAME else hashlib.sha256(name.encode()).hexdigest()[:_LONGEST_NAME]
