"""`/ws/prescriptionexecution`: who may connect, and what is done with a client's messages (W1–W6).

A plain ASGI application: the handshake passes uvicorn, everything sent goes by `FeedSocket`.
"""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any
from urllib.parse import parse_qs

from server.gateway import answers
from server.gateway.errors import Malformed, NotReceived, OriginRefused, TooManyRequests, UnknownMessage
from server.gateway.limits import Allowance, Allowances, Places, address_of
from server.gateway.link import TmsLink, Visitor
from server.gateway.observation import FailureWatch, GatewayMetrics
from server.gateway.settings import GatewaySettings
from server.gateway.socket import socket_of
from server.gateway.tms import frames, messages
from server.gateway.tms.catching_up import CatchingUp
from server.gateway.tms.hub import Audience, FeedClient, Hub
from server.gateway.tms.messages import Received, StatusChange, Subscribe
from server.gateway.tms.wire import Dialect
from server.kernel.observation import log
from shared import clock
from shared.contracts.tms.errors import ExecutionUnknown, TicketInvalid
from shared.contracts.tms.types import ExecutionStatus
from shared.errors import BusinessError, InternalError, LoginRequired, MissingRight, NotAllowed, WardNotAllowed
from shared.identifiers import new_id

PATH = "/ws/prescriptionexecution"
_ASKED_AT_ONCE = 4
_TICKET_AGE_S = 8 * 3600.0
_POLICY = 1008
_SERVICE_RESTART = 1012
_LONGEST_NAME = 50

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Feed:
    """The endpoint and its clients."""

    def __init__(self, settings: GatewaySettings, link: TmsLink, hub: Hub, metrics: GatewayMetrics, handshakes: Allowances) -> None:
        self._settings = settings
        self._link = link
        self._hub = hub
        self._metrics = metrics
        self._handshakes = handshakes
        self._asking_again = False
        self._places = Places(settings.max_clients, settings.max_clients_per_address)
        self.catching_up = CatchingUp(link, hub)
        self.watch = FailureWatch()

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
        query = parse_qs(scope["query_string"].decode("latin-1"))
        try:
            asked = _asked(query)
            # Whatever comes as a ticket or a token costs a question to the treatment room: counted before it is asked.
            self._handshakes.spend(f"address {address}")
            visitor = await self._visitor(scope, query)
            visitor.require("tms.feed", "tms.read")
            asked.wanted()
        except BusinessError as refusal:
            await self._refuse(send, refusal)
            return
        await send({"type": "websocket.accept"})
        socket = socket_of(scope)
        client = FeedClient(
            socket,
            visitor,
            address,
            self._audience(asked, visitor, socket.window_bits),
            Allowance(self._settings.messages_per_minute),
        )
        client.name, client.console = _known_as(visitor, asked.client_id), asked.client_id
        self._hub.join(client)
        log.info("feed client connected", extra={"fields": {"user": visitor.user_id, "address": address}})
        self.catching_up.begin(client)
        try:
            await self._listen(client, receive)
        finally:
            self.catching_up.end(client)
            self._hub.leave(client)

    async def _refuse(self, send: Send, refusal: BusinessError) -> None:
        self._metrics.refused.labels(refusal.code).inc()
        log.info("feed client refused", extra={"fields": {"why": refusal.code}})
        status, body = answers.status_of(refusal), answers.refusal_body(refusal)
        headers = [(b"content-type", b"application/json")]
        await send({"type": "websocket.http.response.start", "status": status, "headers": headers})
        await send({"type": "websocket.http.response.body", "body": body})

    # -- who may

    def _check_origin(self, scope: Scope) -> None:
        headers = dict(scope["headers"])
        origin = headers.get(b"origin", b"").decode("latin-1")
        if not origin or origin in self._settings.allowed_origins:
            return
        host = headers.get(b"host", b"").decode("latin-1")
        scheme = "https" if scope["scheme"] == "wss" else "http"
        if origin != f"{scheme}://{host}":
            raise OriginRefused(origin=origin[:100])

    async def _visitor(self, scope: Scope, query: dict[str, list[str]]) -> Visitor:
        ticket = query.get("ticket", [""])[0]
        if ticket:
            return Visitor(await self._redeem(ticket))
        header = dict(scope["headers"]).get(b"authorization", b"").decode("latin-1")
        if header:
            token = answers.bearer(header)
            return Visitor(await self._link.identify(token), token)
        if self._settings.anonymous_feed:
            return Visitor(None)
        raise LoginRequired

    async def _redeem(self, ticket: str) -> Any:
        if len(ticket) > _LONGEST_NAME:
            raise TicketInvalid
        return await self._link.command(lambda api: api.redeem_ticket(ticket), "")

    def _audience(self, asked: Subscribe, visitor: Visitor, window_bits: int) -> Audience:
        dialect = Dialect(visitor.identity is None, self._settings.tbs_frequency == "within")
        return Audience(asked.wanted(), visitor.wards, dialect, asked.batch, window_bits)

    # -- messages of a client

    async def _listen(self, client: FeedClient, receive: Receive) -> None:
        while True:
            event = await receive()
            if event["type"] != "websocket.receive":
                return
            if not client.allowance.spend():
                client.send(messages.error(TooManyRequests()))
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
            self._metrics.received_bytes.inc(len(text))
            message = messages.decode(text)
            action = self._ACTIONS.get(str(message.get("messageType")))
            if action is None:
                raise UnknownMessage(type=str(message.get("messageType"))[:50])
            kind = str(message["messageType"])
            answer, failed = await action(self, client, message)
        except BusinessError as refusal:
            answer, failed = messages.error(refusal), refusal.code
        except Exception:  # noqa: BLE001 — a bug with one message must not cost the client its connection
            reference = new_id()[-8:].upper()
            log.error("bug", extra={"fields": {"operation": kind, "reference": reference}}, exc_info=True)
            answer, failed = messages.error(InternalError(reference=reference)), InternalError.code
        self._note(kind, failed)
        self._metrics.handling.labels(kind).observe(clock.monotonic() - begin)
        self._metrics.sent.labels(answer.kind).inc()
        self._metrics.sent_bytes.inc(client.send(answer))

    def _note(self, kind: str, failed: str) -> None:
        self._metrics.received.labels(kind).inc()
        self.watch.took(bool(failed))
        if failed:
            self._metrics.failures.labels(failed).inc()

    async def _received(self, client: FeedClient, message: dict[str, Any]) -> tuple[frames.Message, str]:
        said = messages.read(message, Received)
        at = messages.moment_of(said.timestamp)
        try:
            if said.status != messages.RECEIVED_SUCCESS:
                raise NotReceived(status=said.status)
            await self._check_ward(client, said.execution_id)
            info = said.client_info or client.console
            await self._link.ask(lambda api: api.acknowledge(said.execution_id, info, at), client.visitor.user_id)
        except BusinessError as refusal:
            return messages.confirmation(said.execution_id, refusal), refusal.code
        return messages.confirmation(said.execution_id), ""

    async def _status_update(self, client: FeedClient, message: dict[str, Any]) -> tuple[frames.Message, str]:
        change = messages.read(message, StatusChange)
        try:
            update = messages.update_of(change, _console(client, change.client_info))
            await self._check_ward(client, change.execution_id)
            execution = await self._link.ask(lambda api: api.update_status(update), client.visitor.user_id)
        except BusinessError as refusal:
            return messages.status_confirmation(change.execution_id, change.status, refusal), refusal.code
        return messages.status_confirmation(execution.id, ExecutionStatus(execution.status).name), ""

    async def _subscribe(self, client: FeedClient, message: dict[str, Any]) -> tuple[frames.Message, str]:
        asked = messages.read(message, Subscribe)
        audience = self._audience(asked, client.visitor, client.audience.window_bits)
        client_id = asked.client_id or client.console
        client.console = client_id
        self._hub.change(client, audience, _known_as(client.visitor, client_id))
        self.catching_up.begin(client)
        return messages.subscribed(audience.wanted, client_id, asked.batch), ""

    async def _ping(self, _client: FeedClient, _message: dict[str, Any]) -> tuple[frames.Message, str]:
        return messages.pong(), ""

    _ACTIONS = {messages.RECEIVED: _received, messages.STATUS_UPDATE: _status_update, "SUBSCRIBE": _subscribe, "PING": _ping}

    async def _check_ward(self, client: FeedClient, execution_id: int) -> None:
        """Who may see some wards' patients only, touches no others: told as if there were no such execution."""
        if not client.visitor.wards:
            return
        try:
            await self._link.ask(lambda api: api.execution(execution_id), client.visitor.user_id)
        except WardNotAllowed:
            raise ExecutionUnknown(id=execution_id) from None

    # -- from time to time

    async def ask_again(self) -> None:
        """Learn what the accounts of the open feeds may now, a few at a time; nothing when the last round is still under way."""
        if self._asking_again:
            return
        self._asking_again = True
        try:
            people: dict[Visitor, list[FeedClient]] = {}
            for client in self._hub.clients:
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
        try:
            if visitor.token:
                identity = await self._link.identify(visitor.token, anew=True)
            else:
                identity = await self._link.identity_of(visitor.user_id)
            fresh = Visitor(identity, visitor.token)
            fresh.require("tms.feed", "tms.read")
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
            self._hub.change(client, dataclasses.replace(client.audience, wards=fresh.wards), client.name)
            self.catching_up.begin(client)


def _asked(query: dict[str, list[str]]) -> Subscribe:
    """SUBSCRIBE as it stands in the query: hospital, deviceType, device, status (each several times or by commas), client."""

    def several(name: str) -> tuple[str, ...]:
        return tuple(part for value in query.get(name, ()) for part in value.split(",") if part)

    return messages.read(
        {
            "hospitalIds": several("hospital"),
            "deviceTypes": several("deviceType"),
            "deviceIds": several("device"),
            "statuses": several("status"),
            "clientId": query.get("client", [""])[0],
            "batch": query.get("batch", ["false"])[0],
        },
        Subscribe,
    )


def _known_as(visitor: Visitor, client_id: str) -> str:
    """A client is remembered per person: nobody moves somebody else's position."""
    if not client_id:
        return ""
    name = f"{visitor.user_id or 'anonymous'}:{client_id}"
    return name if len(name) <= _LONGEST_NAME else hashlib.sha256(name.encode()).hexdigest()[:_LONGEST_NAME]


def _console(client: FeedClient, client_info: str) -> str:
    """Who owns an attempt: the client's own id; without one its description where it is, so that two of a kind stay two."""
    return (client.console or f"{client.address} {client_info}".strip())[:_LONGEST_NAME]
