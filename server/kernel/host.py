"""The RPyC server of a department: a thread per connection, hardened.

Caps connections, gives the TLS handshake ten seconds, closes who has not said anything valid within ten seconds or logged in
within two minutes, and speaks `shared.rpc.protocol` only.
"""

from __future__ import annotations

import logging
import socket
import ssl
import threading
from typing import Any

from rpyc.utils.server import ThreadedServer

from server.kernel.entrance import Entrance
from server.kernel.observation import Metrics, log
from server.kernel.settings import Settings, Tls
from shared import clock
from shared.rpc.protocol import BytesConnection, connection_over

HANDSHAKE_S = 10.0
SILENT_S = 10.0
STRANGER_S = 120.0

_quiet = logging.getLogger("his.rpyc")
_quiet.setLevel(logging.CRITICAL)


class Visitor:
    """One connection: what the protocol calls, and how long it may stay without a log-in."""

    def __init__(self, entrance: Entrance, address: str) -> None:
        self._entrance = entrance
        self._address = address
        self.arrived = clock.monotonic()
        self.spoke = False
        self.known = False

    def call(self, request: bytes) -> bytes:
        """Answer one call."""
        answer, known = self._entrance.handle(request, self._address)
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


class Host(ThreadedServer):  # type: ignore[misc]  # RPyC is untyped
    """Listens for one department."""

    def __init__(self, settings: Settings, entrance: Entrance, metrics: Metrics) -> None:
        super().__init__(Visitor, hostname=settings.host, port=settings.port, logger=_quiet)
        self._entrance = entrance
        self._metrics = metrics
        self._most = settings.max_connections
        self._tls = _server_context(settings.tls) if settings.tls else None
        self._visitors: dict[socket.socket, Visitor] = {}
        self._visitors_lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def open(self) -> None:
        """Start listening; returns when clients can connect."""
        self._listen()
        self._thread = threading.Thread(target=self.start, name=f"host-{self.port}", daemon=True)
        self._thread.start()

    def shut(self) -> None:
        """Stop listening and drop every connection."""
        self.close()
        with self._visitors_lock:
            connections = list(self._visitors)
        for sock in connections:
            _hang_up(sock)
        if self._thread is not None:
            self._thread.join(5)

    def dismiss_strangers(self) -> int:
        """Close connections that never logged in; answers how many."""
        now = clock.monotonic()
        with self._visitors_lock:
            overdue = [sock for sock, visitor in self._visitors.items() if visitor.overdue(now)]
        for sock in overdue:
            _hang_up(sock)
        return len(overdue)

    # -- RPyC's hooks

    def _accept_method(self, sock: socket.socket) -> None:
        # The base class' set of clients is not ours: a TLS connection goes on under another socket.
        self.clients.discard(sock)
        with self._visitors_lock:
            crowded = len(self._visitors) >= self._most
        if crowded:
            sock.close()
            return
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=self._serve, args=(sock,), name="connection", daemon=True).start()

    def _serve(self, sock: socket.socket) -> None:
        self._metrics.connections.inc()
        served = sock
        try:
            address = sock.getpeername()[0]
            served = self._encrypt(sock)
            visitor = Visitor(self._entrance, address)
            with self._visitors_lock:
                self._visitors[served] = visitor
            connection_over(served, visitor).serve_all()
        except (OSError, EOFError, ValueError, TypeError):
            # What a stranger sends may be no protocol at all; the connection is closed and nothing else happens.
            log.debug("connection dropped")
        finally:
            with self._visitors_lock:
                self._visitors.pop(served, None)
            _hang_up(served)
            self._metrics.connections.dec()

    def _encrypt(self, sock: socket.socket) -> socket.socket:
        if self._tls is None:
            return sock
        sock.settimeout(HANDSHAKE_S)
        encrypted = self._tls.wrap_socket(sock, server_side=True)
        encrypted.settimeout(None)
        return encrypted


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
