"""Many WebSocket clients in one light process: `python -m tests.bench.feed_clients PORT PATH CLIENTS deflate|plain [stalled]`.

Blocking sockets under one epoll, and a parser that reads frames and throws them away: the load must cost little beside what is
measured. Each line on standard input arms the clients; when all of them have one more message, a line says when the last one came
and the 99th percentile of all, in seconds of the machine's monotonic clock. With `stalled`, one more client never reads.
"""

from __future__ import annotations

import contextlib
import os
import resource
import select
import socket
import sys

from shared.clock import monotonic
from tests.bench.ratios import percentile

_TEXT, _BINARY, _PING, _PONG = 0x1, 0x2, 0x9, 0xA
_MOST = 1 << 16
_STDIN = 0


class Client:
    """The client's side of RFC 6455, as far as this needs it."""

    def __init__(self, port: int, head: bytes) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.socket.sendall(head)
        self._buffer = bytearray()
        while (end := self._buffer.find(b"\r\n\r\n")) < 0:
            self._buffer += self.socket.recv(_MOST)
        if not self._buffer.startswith(b"HTTP/1.1 101"):
            raise RuntimeError(bytes(self._buffer[:80]).decode())
        del self._buffer[: end + 4]

    def messages(self, data: bytes) -> int:
        """How many messages end with what came."""
        # Nearly always: one whole text frame of 126 to 65,535 bytes.
        if not self._buffer and data[0] & 15 == _TEXT and data[1] == 126 and len(data) == 4 + (data[2] << 8 | data[3]):
            return 1
        self._buffer += data
        count = 0
        while (opcode := self._take_frame(self._buffer)) is not None:
            count += opcode in {_TEXT, _BINARY}
        return count

    def _take_frame(self, buffer: bytearray) -> int | None:
        if len(buffer) < 2:
            return None
        length, start = buffer[1] & 127, 2
        if length == 126:
            length, start = int.from_bytes(buffer[2:4], "big"), 4
        if len(buffer) < start + length:
            return None
        opcode = buffer[0] & 15
        if opcode == _PING:
            # Masked with zeros: the payload as it came.
            self.socket.sendall(bytes((0x80 | _PONG, 0x80 | length)) + bytes(4) + bytes(buffer[start : start + length]))
        del buffer[: start + length]
        return opcode


class Load:
    """All clients under one epoll."""

    def __init__(self, port: int, path: str, clients: int, deflate: bool) -> None:
        extension = "Sec-WebSocket-Extensions: permessage-deflate\r\n" if deflate else ""
        self._port = port
        self._head = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{extension}\r\n"
        ).encode()
        self._clients = {client.socket.fileno(): client for client in (self.connect() for _ in range(clients))}
        self._epoll = select.epoll()
        for fd in (_STDIN, *self._clients):
            self._epoll.register(fd, select.EPOLLIN)

    def connect(self) -> Client:
        """One more client, which nobody reads for."""
        return Client(self._port, self._head)

    def idle(self) -> bool:
        """Answer heartbeats until a line comes; False at the end of the input."""
        while True:
            for fd, _ in self._epoll.poll():
                if fd == _STDIN:
                    return bool(os.read(_STDIN, _MOST))
                self._read(fd)

    def count(self) -> list[float]:
        """When each of them had its message."""
        times: list[float] = []
        while len(times) < len(self._clients):
            for fd, _ in self._epoll.poll():
                if self._read(fd):
                    times.append(monotonic())
        return times

    def _read(self, fd: int) -> int:
        data = os.read(fd, _MOST)
        if not data:
            raise RuntimeError("the server closed a client")
        return self._clients[fd].messages(data)


def main(port: int, path: str, clients: int, deflate: bool, stalled: bool) -> None:
    """See the module."""
    load = Load(port, path, clients, deflate)
    silent = [load.connect()] if stalled else []
    print("open", flush=True)
    while load.idle():
        print("armed", flush=True)
        times = load.count()
        print(max(times), percentile(times, 99), flush=True)
    for client in silent:
        client.socket.close()


if __name__ == "__main__":
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (20_000, 20_000))
    main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "deflate", "stalled" in sys.argv)
