"""One WebSocket connection: uvicorn's protocol, opened up where the feed needs more than ASGI gives.

The feed writes frames that were built once straight to the transport, learns at once when a client does not read, and can take
a client that hangs off the line. The parent class is uvicorn's own: the tests of the feed guard what is used of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from starlette.types import Scope
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import InvalidState
from websockets.extensions.permessage_deflate import PerMessageDeflate, ServerPerMessageDeflateFactory
from websockets.frames import Frame
from websockets.http11 import Request

from server.gateway.feed.frames import PLAIN

EXTENSION = "his.socket"
"""Where the ASGI scope holds the protocol."""
_GRACE_S = 2.0
_DEFLATE = ServerPerMessageDeflateFactory(
    server_no_context_takeover=True, client_no_context_takeover=True, server_max_window_bits=13, client_max_window_bits=13
)


def _nothing() -> None:
    return None


class FeedSocket(WebSocketsSansIOProtocol):
    """See the module; the callbacks run on the loop."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.config.ws_per_message_deflate:
            self.conn.available_extensions = [_DEFLATE]
        self.on_full: Callable[[], None] = _nothing
        self.on_ping: Callable[[], None] = _nothing
        self.on_pong: Callable[[], None] = _nothing
        self.on_lost: Callable[[], None] = _nothing
        self._ask_again = False

    # -- what the feed asks

    @property
    def window_bits(self) -> int:
        """Window of the compression this client negotiated, PLAIN without."""
        for extension in self.conn.extensions:
            if isinstance(extension, PerMessageDeflate):
                return extension.local_max_window_bits
        return PLAIN

    @property
    def unread_bytes(self) -> int:
        """Bytes the network has not taken yet."""
        return int(self.transport.get_write_buffer_size())

    def keep_at_most(self, unread_bytes: int, on_full: Callable[[], None]) -> None:
        """Call `on_full` when more than this is unread. It may be called while a write is under way."""
        self.on_full = on_full
        self.transport.set_write_buffer_limits(high=unread_bytes, low=unread_bytes // 2)

    def write(self, frames: bytes) -> None:
        """Hand finished frames to the network; nothing happens once the closing has begun."""
        if not self.close_sent and not self.disconnected:
            self.transport.write(frames)

    def ask_now(self) -> None:
        """Ping at once: the pong says that everything written until now has arrived."""
        if self.pending_ping_payload is not None:
            self._ask_again = True
            return
        if self.ping_timer is not None:
            self.ping_timer.cancel()
        self.send_keepalive_ping()

    def dismiss(self, code: int, reason: str) -> None:
        """Close with a reason; who does not answer within two seconds is cut off."""
        if self.close_sent or self.disconnected:
            return
        self.stop_keepalive()
        try:
            self.conn.send_close(code, reason)
        except InvalidState:
            self.transport.abort()
            return
        self.transport.write(b"".join(self.conn.data_to_send()))
        self.close_sent = True
        self.queue.put_nowait({"type": "websocket.disconnect", "code": code, "reason": reason})
        if self.read_paused:
            self.read_paused = False
            self.transport.resume_reading()
        self.close_timer = self.loop.call_later(_GRACE_S, self.transport.abort)

    # -- uvicorn's hooks

    async def send(self, message: Any) -> None:
        """As uvicorn's; a refusal with a body ends the handshake too, which uvicorn takes for a failure of the application."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and self.close_sent:
            self.handshake_complete = True

    def handle_connect(self, event: Request) -> None:
        """The handshake; the scope gets this protocol."""
        super().handle_connect(event)
        if not self.close_sent:
            # The application's task was only scheduled: it starts with the scope as it is left here.
            extensions: dict[str, Any] = self.scope["extensions"]
            extensions[EXTENSION] = self

    def pause_writing(self) -> None:
        """More is unread than may be."""
        super().pause_writing()
        self.on_full()

    def send_keepalive_ping(self) -> None:
        """What was written before a ping has arrived when the pong comes."""
        self.on_ping()
        super().send_keepalive_ping()

    def handle_pong(self, event: Frame) -> None:
        """The client has read everything up to its last ping."""
        expected = self.pending_ping_payload
        super().handle_pong(event)
        if expected is not None and bytes(event.data) == expected:
            self.on_pong()
            if self._ask_again:
                self._ask_again = False
                self.ask_now()

    def keepalive_timeout(self) -> None:
        """A client that answers no ping reads no close frame either."""
        super().keepalive_timeout()
        self._abort_later()

    def handle_close(self, event: Frame) -> None:
        """The client says good-bye; what it left unread is not kept for long."""
        super().handle_close(event)
        self._abort_later()

    def shutdown(self) -> None:
        """The server ends: 1012 to everybody."""
        super().shutdown()
        self._abort_later()

    def connection_lost(self, exc: Exception | None) -> None:
        """Gone, however it happened."""
        super().connection_lost(exc)
        self.on_lost()
        # The callbacks hold the client, which holds this socket.
        self.on_full = self.on_ping = self.on_pong = self.on_lost = _nothing

    def _abort_later(self) -> None:
        if not self.disconnected:
            self.loop.call_later(_GRACE_S, self.transport.abort)


def socket_of(scope: Scope) -> FeedSocket:
    """The protocol behind an ASGI scope."""
    found = scope["extensions"][EXTENSION]
    assert isinstance(found, FeedSocket)
    return found
