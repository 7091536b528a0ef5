"""The RPyC server of a department: an accept loop that outlives every shortage, a thread per connection, hardened.

A connection counts from its accept on: at most `max_connections` in all and `max_per_address` from one address. It has ten seconds
for the TLS handshake and its first valid call, two minutes for a log-in, and speaks `shared.rpc.protocol` only.
"""

from __future__ import annotations

import errno
import socket
import ssl
import threading
from collections import Counter
from typing import Any

from server.kernel.entrance import Entrance
from server.kernel.observation import Metrics, log
from server.kernel.settings import Settings, Tls
from shared import clock
from shared.rpc.protocol import BytesConnection, connection_over

SILENT_S = 10.0
STRANGER_S = 120.0
_BACKLOG = 512
_BREATH_S = 0.1
_LISTENER_GONE = frozenset({errno.EBADF, errno.EINVAL, errno.ENOTSOCK, errno.EOPNOTSUPP})


class Visitor:
    """One connection: what the protocol calls, and how long it may stay without a log-in."""

    def __init__(self, entrance: Entrance, address: str, sock: socket.socket) -> None:
        self._entrance = entrance
        self.address = address
        self.sock = sock
        self.arrived = clock.monotonic()
        self.spoke = False
        self.known = False

    def call(self, request: bytes) -> bytes:
        """Answer one call."""
        answer, known = self._entrance.handle(request, self.address)
        self.spoke = True
        self.known = self.known or known
        return answer

    def on_disconnect(self, connection: BytesConnection) -> None:
        """RPyC tells when the connection is gone; nothing to do."""

    def overdue(self, now: float) -> bool:
        """Whether this stranger has outstayed the time for a log-in."""
        if self.known:
            return False
        return now - self.arrived > (STRANGER_S if self.spoke else SILENT_S)

    def hang_up(self) -> None:
        """End the connection, whoever waits on it."""
        _hang_up(self.sock)


class Host:
    """Listens for one department."""

    def __init__(self, settings: Settings, entrance: Entrance, metrics: Metrics) -> None:
        self._settings = settings
        self._entrance = entrance
        self._metrics = metrics
        self._tls = _server_context(settings.tls) if settings.tls else None
        self._visitors: set[Visitor] = set()
        self._from: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._listener: socket.socket | None = None
        self._short = False

    def open(self) -> None:
        """Start listening; clients can connect, and `accept_all` takes them in. Raises OSError."""
        family = socket.AF_INET6 if ":" in self._settings.host else socket.AF_INET
        self._listener = socket.create_server((self._settings.host, self._settings.port), family=family, backlog=_BACKLOG)

    def shut(self) -> None:
        """Stop listening and drop every connection."""
        self._closing.set()
        if self._listener is not None:
            _hang_up(self._listener)
        for visitor in self._here():
            visitor.hang_up()

    def dismiss_strangers(self) -> int:
        """Close connections that never logged in; answers how many."""
        now = clock.monotonic()
        overdue = [visitor for visitor in self._here() if visitor.overdue(now)]
        for visitor in overdue:
            visitor.hang_up()
        return len(overdue)

    def _here(self) -> list[Visitor]:
        with self._lock:
            return list(self._visitors)

    # -- on the thread that accepts

    def accept_all(self) -> None:
        """Take connections in until `shut`. Raises OSError only when the listening socket itself is gone."""
        assert self._listener is not None
        while not self._closing.is_set():
            try:
                sock, (address, *_) = self._listener.accept()
                self._short = False
            except OSError as error:
                if self._closing.is_set():
                    return
                if error.errno in _LISTENER_GONE:
                    raise
                self._catch_breath(error)
                continue
            self._admit(sock, address)

    def _catch_breath(self, error: Exception) -> None:
        """No descriptor, memory or thread is left: who is connected goes on, and the next moment may have room for others."""
        self._metrics.refused.inc()
        if not self._short:
            self._short = True
            log.error("no room for another connection", extra={"fields": {"why": str(error), "connections": len(self._visitors)}})
        self._closing.wait(_BREATH_S)

    def _admit(self, sock: socket.socket, address: str) -> None:
        visitor = Visitor(self._entrance, address, sock)
        with self._lock:
            room = len(self._visitors) < self._settings.max_connections and self._from[address] < self._settings.max_per_address
            if room:
                self._visitors.add(visitor)
                self._from[address] += 1
        if not room:
            self._metrics.refused.inc()
            _hang_up(sock)
            return
        self._metrics.connections.inc()
        try:
            threading.Thread(target=self._serve, args=(visitor,), name="connection", daemon=True).start()
        except (RuntimeError, MemoryError) as error:
            self._leave(visitor)
            self._catch_breath(error)

    # -- on the thread of a connection

    def _serve(self, visitor: Visitor) -> None:
        try:
            visitor.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._encrypt(visitor)
            connection_over(visitor.sock, visitor).serve_all()
        except Exception:  # noqa: BLE001 — what a stranger sends may be no protocol at all; this connection is closed, nothing else
            log.debug("connection dropped")
        finally:
            self._leave(visitor)

    def _encrypt(self, visitor: Visitor) -> None:
        """Before the handshake the encrypted socket takes the plain one's place: whoever dallies over it can be hung up on."""
        if self._tls is not None:
            visitor.sock = encrypted = self._tls.wrap_socket(visitor.sock, server_side=True, do_handshake_on_connect=False)
            encrypted.settimeout(SILENT_S)
            encrypted.do_handshake()
            encrypted.settimeout(None)

    def _leave(self, visitor: Visitor) -> None:
        with self._lock:
            self._visitors.discard(visitor)
            self._from[visitor.address] -= 1
            if not self._from[visitor.address]:
                del self._from[visitor.address]
        visitor.hang_up()
        self._metrics.connections.dec()


def _server_context(tls: Tls) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(tls.certificate, tls.key)
    return context


def _hang_up(sock: Any) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        pass
    finally:
        sock.close()
