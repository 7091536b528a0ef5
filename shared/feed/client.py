"""A thread that keeps one connection to the feed.

Lost connections are opened again after 0.5 to 30 s, with jitter so that a gateway that comes back is not stormed; each time with a
fresh ticket and the same client id, under which the gateway replays what was missed. Acknowledgements are
kept until the gateway confirms them or refuses them for good, and sent again after a reconnect and after `resend_after_s`. A line
on which nothing arrives for `silence_s`, not even the answer to a ping, counts as lost; so does one on which anything fails, the
listener included: what it was told is replayed unless its arrival was proven. Frames that are no messages are counted and passed
over.

The listener is called on this thread, never two calls at a time.
"""

from __future__ import annotations

import contextlib
import enum
import logging
import queue
import select
import socket
import ssl
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import SystemRandom
from typing import Any, Protocol
from urllib.parse import quote

import websocket
from websocket import ABNF

from shared import clock
from shared.clock import monotonic
from shared.errors import BusinessError
from shared.feed import messages
from shared.feed.messages import BadMessageError, Message, MessageType

_log = logging.getLogger(__name__)
_STABLE_S = 10.0
_CLOSING_S = 2.0
_LINE_ERRORS = (websocket.WebSocketException, OSError)


class FeedState(enum.Enum):
    """How the connection stands."""

    CONNECTING = "connecting"
    OPEN = "open"
    LOST = "lost"
    """It is tried again by itself."""
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class FeedOptions:
    """Where the feed is and how patient this client is. Times in seconds."""

    url: str
    client_id: str
    client_info: str = ""
    """Who acknowledges, as the gateway stores it; the client id unless given."""
    ca: Path | None = None
    """Certificate of the hospital's authority, for wss."""
    timeout_s: float = 10.0
    first_backoff_s: float = 0.5
    last_backoff_s: float = 30.0
    ping_every_s: float = 15.0
    silence_s: float = 40.0
    resend_after_s: float = 10.0


class FeedListener(Protocol):
    """Who hears of the feed, on the client's thread."""

    def on_state(self, state: FeedState, reason: str) -> None:
        """The connection stands differently; `reason` is for a log, empty unless lost."""

    def on_message(self, message: Message) -> None:
        """A message; the same one may come again after a reconnect."""


@dataclass(slots=True)
class _Pending:
    text: str
    sent_at: float | None = None


class FeedClient:
    """See the module. `ticket` is asked before each connection, on this thread."""

    def __init__(self, options: FeedOptions, listener: FeedListener, *, ticket: Callable[[], str] | None = None) -> None:
        self._options, self._listener, self._ticket = options, listener, ticket
        self._stopping = threading.Event()
        self._orders: queue.SimpleQueue[Callable[[Any], None]] = queue.SimpleQueue()
        self._woken, self._waker = socket.socketpair()
        self._waker.setblocking(False)
        self._pending: dict[int, _Pending] = {}
        self._lock = threading.Lock()
        self._state = FeedState.CONNECTING
        self.garbage = 0
        """Frames that were no messages."""
        self._thread = threading.Thread(target=self._run, name="tms-feed", daemon=True)

    # -- any thread

    @property
    def state(self) -> FeedState:
        """How the connection stands."""
        return self._state

    @property
    def unconfirmed(self) -> tuple[int, ...]:
        """Executions whose acknowledgement the gateway has not confirmed yet."""
        with self._lock:
            return tuple(self._pending)

    def start(self) -> None:
        """Begin to connect."""
        self._thread.start()

    def acknowledge(self, execution_id: int) -> None:
        """Say that this console has the session; returns at once, the message is kept until it is confirmed."""
        text = messages.received(execution_id, self._options.client_info or self._options.client_id, clock.now())
        with self._lock:
            self._pending[execution_id] = _Pending(text)
        self._order(lambda line: self._send_pending(line, only=execution_id))

    def close(self) -> None:
        """Let go of the gateway; the listener hears nothing more. Not for the listener itself to call."""
        self._stopping.set()
        self._wake()
        if self._thread.is_alive():
            # A connection that is just being made ends by its own timeout.
            self._thread.join(_CLOSING_S)
        self._state = FeedState.CLOSED

    def _order(self, send: Callable[[Any], None]) -> None:
        self._orders.put(send)
        self._wake()

    def _wake(self) -> None:
        # A full pipe wakes as well as one more byte would; a closed one has nobody to wake.
        with contextlib.suppress(OSError):
            self._waker.send(b"!")

    # -- the thread

    def _run(self) -> None:
        delay = self._options.first_backoff_s
        while not self._stopping.is_set():
            self._move(FeedState.CONNECTING)
            begun = monotonic()
            reason = self._live()
            if self._stopping.is_set():
                break
            self._move(FeedState.LOST, reason)
            if monotonic() - begun > _STABLE_S:
                delay = self._options.first_backoff_s
            self._stopping.wait(delay * SystemRandom().uniform(0.5, 1.0))
            delay = min(2 * delay, self._options.last_backoff_s)
        self._woken.close()
        self._waker.close()

    def _live(self) -> str:
        """One connection from its beginning to its end; answers why it ended."""
        line: Any = None
        try:
            line = self._connect()
            self._greet(line)
            self._follow(line)
        except BusinessError as error:
            return error.code
        except _LINE_ERRORS as error:
            # The text may repeat a ticket or a body.
            return type(error).__name__
        except Exception as error:  # noqa: BLE001 — a thread that ended would leave a console that looks connected
            _log.error("the feed failed: %s", type(error).__name__)
            return type(error).__name__
        finally:
            if line is not None:
                line.shutdown()
        return ""

    def _connect(self) -> Any:
        options = self._options
        url = f"{options.url}{'&' if '?' in options.url else '?'}client={quote(options.client_id, safe='')}"
        if self._ticket is not None:
            url += f"&ticket={quote(self._ticket(), safe='')}"
        trust = {"ca_certs": str(options.ca)} if options.ca else {"cert_reqs": ssl.CERT_REQUIRED}
        # A proxy for the internet has no business between a console and its gateway.
        return websocket.create_connection(url, timeout=options.timeout_s, sslopt=trust, http_no_proxy=["*"], suppress_origin=True)

    def _greet(self, line: Any) -> None:
        while not self._orders.empty():
            self._orders.get_nowait()
        line.send(messages.subscribe(self._options.client_id))
        with self._lock:
            for pending in self._pending.values():
                pending.sent_at = None
        self._send_pending(line)
        self._move(FeedState.OPEN)

    def _follow(self, line: Any) -> None:
        heard_at = pinged_at = monotonic()
        while not self._stopping.is_set():
            if self._readable(line):
                self._receive(line)
                heard_at = monotonic()
            self._give_orders(line)
            now = monotonic()
            if now - heard_at > self._options.silence_s:
                raise websocket.WebSocketTimeoutException
            if now - pinged_at > self._options.ping_every_s:
                pinged_at = now
                line.ping()
            self._send_pending(line)
        line.send_close()

    def _readable(self, line: Any) -> bool:
        """Wait for something to read, an order, or the time to look at the clock again."""
        if isinstance(line.sock, ssl.SSLSocket) and line.sock.pending():
            return True
        tick = min(self._options.ping_every_s, self._options.silence_s, self._options.resend_after_s) / 4
        ready, _, _ = select.select([line.sock, self._woken], [], [], tick)
        if self._woken in ready:
            self._woken.recv(4096)
        return line.sock in ready

    def _receive(self, line: Any) -> None:
        # With control frames on, a ping is answered and handed out instead of waiting for the message after it.
        opcode, frame = line.recv_data_frame(control_frame=True)
        if opcode == ABNF.OPCODE_CLOSE:
            raise websocket.WebSocketConnectionClosedException
        if opcode in {ABNF.OPCODE_PING, ABNF.OPCODE_PONG}:
            return
        try:
            if opcode != ABNF.OPCODE_TEXT:
                raise BadMessageError("binary")
            for message in messages.read(frame.data):
                self._take(message)
        except BadMessageError as error:
            self.garbage += 1
            _log.warning("the feed sent a frame that is no message: %s", error)

    def _take(self, message: Message) -> None:
        if message.type == MessageType.CONFIRMATION and message.execution_id is not None and not message.may_succeed_later:
            with self._lock:
                self._pending.pop(message.execution_id, None)
        if not self._stopping.is_set():
            self._listener.on_message(message)

    def _give_orders(self, line: Any) -> None:
        while not self._orders.empty():
            self._orders.get_nowait()(line)

    def _send_pending(self, line: Any, only: int | None = None) -> None:
        now = monotonic()
        with self._lock:
            due = [
                pending
                for execution_id, pending in self._pending.items()
                if only in {None, execution_id}
                and (pending.sent_at is None or now - pending.sent_at > self._options.resend_after_s)
            ]
        for pending in due:
            line.send(pending.text)
            pending.sent_at = now

    def _move(self, state: FeedState, reason: str = "") -> None:
        self._state = state
        if state is FeedState.LOST:
            _log.info("feed lost: %s", reason)
        if self._stopping.is_set():
            return
        try:
            self._listener.on_state(state, reason)
        except Exception as error:  # noqa: BLE001 — the thread goes on, as in `_live`
            _log.error("the feed's listener failed: %s", type(error).__name__)
