"""Servers that do nothing but answer so many bytes: RPyC as it comes, RPyC tuned by hand, and our host.

`python -m tests.bench.floors CERTIFICATE KEY DEFAULTS_PORT TUNED_PORT OURS_PORT` runs all three in one process. A request begins
with the number of bytes wanted, so every request has the size it has in the measured call.
"""

from __future__ import annotations

import contextlib
import functools
import os
import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, cast

import rpyc
from rpyc.core.stream import SocketStream
from rpyc.utils.authenticators import SSLAuthenticator
from rpyc.utils.server import ThreadedServer

from server.kernel.entrance import Entrance
from server.kernel.host import Host
from server.kernel.observation import Metrics
from server.kernel.settings import for_server
from shared.rpc.protocol import PlainChannel, call_over, connection_over
from tests.live.processes import ROOT, free_port

Answer = Callable[[bytes], bytes]
_DIGITS = 8


@functools.cache
def _bytes(size: int) -> bytes:
    """Random, so that compressing them gains nothing."""
    return os.urandom(size)


def request(size: int, length: int) -> bytes:
    """A request of `length` bytes for an answer of `size` bytes."""
    return f"{size:0{_DIGITS}d}".encode().ljust(length, b".")


def _answer(asked: bytes) -> bytes:
    return _bytes(int(asked[:_DIGITS]))


class _Raw(rpyc.Service):  # type: ignore[misc]  # RPyC is untyped
    def exposed_answer(self, asked: bytes) -> bytes:
        return _answer(asked)


class _Nothing:
    """Stands where an entrance stands: the host's own cost is what is measured."""

    def handle(self, asked: bytes, _address: str) -> tuple[bytes, bool]:
        return _answer(asked), True


def _serve_tuned(port: int, context: ssl.SSLContext) -> None:
    listening = socket.create_server(("127.0.0.1", port))

    def serve(sock: socket.socket) -> None:
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        with contextlib.suppress(EOFError, OSError):
            encrypted = context.wrap_socket(sock, server_side=True)
            _Raw()._connect(PlainChannel(SocketStream(encrypted)), {}).serve_all()

    def accept() -> None:
        while True:
            threading.Thread(target=serve, args=(listening.accept()[0],), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()


def main(certificate: str, key: str, *ports: str) -> None:
    """Serve until killed."""
    defaults, tuned, ours = map(int, ports)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = ThreadedServer(_Raw, hostname="127.0.0.1", port=defaults, authenticator=SSLAuthenticator(key, certificate))
    threading.Thread(target=server.start, daemon=True).start()
    _serve_tuned(tuned, context)
    tls = {"certificate": certificate, "key": key, "ca": certificate}
    settings = for_server("ward", ours, (), {"ward": {"port": ours}, "tls": tls})
    host = Host(settings, cast(Entrance, _Nothing()), Metrics("floor"))
    host.open()
    threading.Thread(target=host.accept_all, daemon=True).start()
    print("ready", flush=True)
    threading.Event().wait()


class Floors:
    """Connections to the three servers."""

    def __init__(self, tls: Path, ports: tuple[int, int, int]) -> None:
        self._trust = ssl.create_default_context(cafile=str(tls / "ca.pem"))
        raw = rpyc.connect_stream(SocketStream(self._socket(ports[0], nodelay=False)))
        tuned = rpyc.VoidService()._connect(PlainChannel(SocketStream(self._socket(ports[1], nodelay=True))), {})
        connection = connection_over(self._socket(ports[2], nodelay=True))
        self.defaults: Answer = raw.root.answer
        """RPyC's library defaults."""
        self.tuned: Answer = tuned.root.answer
        """RPyC without Nagle's delay and without compression: the fastest it gets."""
        self.ours: Answer = functools.partial(call_over, connection)
        """Our host and protocol."""
        self._connections: tuple[Any, ...] = (raw, tuned, connection)

    def _socket(self, port: int, *, nodelay: bool) -> ssl.SSLSocket:
        sock = socket.create_connection(("127.0.0.1", port))
        if nodelay:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self._trust.wrap_socket(sock, server_hostname="localhost")

    def close(self) -> None:
        """Hang up."""
        for connection in self._connections:
            connection.close()


@contextlib.contextmanager
def running_floors(tls: Path) -> Iterator[Floors]:
    """The servers in a process of their own."""
    ports = (free_port(), free_port(), free_port())
    command = [sys.executable, "-m", "tests.bench.floors", str(tls / "server.pem"), str(tls / "server.key"), *map(str, ports)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("the servers of the bench did not start")
        floors = Floors(tls, ports)
        yield floors
        floors.close()
    finally:
        process.kill()
        process.communicate()


if __name__ == "__main__":
    main(*sys.argv[1:])
