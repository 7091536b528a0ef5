"""Many WebSocket clients in one light process: `python -m tests.bench.feed_clients PORT PATH CLIENTS deflate|plain [stalled]`.

A parser of its own reads frames and throws them away: the load must cost little beside what is measured. Each line on standard
input arms the clients; when all of them have one more message, a line says when the last one came and the 99th percentile of all,
in seconds of the machine's monotonic clock. With `stalled`, one more client never reads.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
import sys
from collections.abc import Callable

from shared.clock import monotonic
from tests.bench.ratios import percentile

_PING, _PONG = 0x9, 0xA


class Client(asyncio.Protocol):
    """The client's side of RFC 6455, as far as this needs it."""

    def __init__(self, head: bytes, got: Callable[[], None], opened: Callable[[], None]) -> None:
        self._head = head
        self._got = got
        self._opened = opened
        self._buffer = bytearray()
        self._open = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Ask for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport
        transport.write(self._head)

    def data_received(self, data: bytes) -> None:
        """Count messages."""
        buffer = self._buffer
        # Nearly always: one whole text frame of 126 to 65,535 bytes.
        if self._open and not buffer and data[0] & 15 == 1 and data[1] == 126 and len(data) == 4 + (data[2] << 8 | data[3]):
            self._got()
            return
        buffer += data
        if not self._open:
            end = buffer.find(b"\r\n\r\n")
            if end < 0:
                return
            if not buffer.startswith(b"HTTP/1.1 101"):
                raise RuntimeError(bytes(buffer[:80]).decode())
            del buffer[: end + 4]
            self._open = True
            self._opened()
        while self._take_frame(buffer):
            pass

    def _take_frame(self, buffer: bytearray) -> bool:
        if len(buffer) < 2:
            return False
        length, start = buffer[1] & 127, 2
        if length == 126:
            length, start = int.from_bytes(buffer[2:4], "big"), 4
        if len(buffer) < start + length:
            return False
        opcode = buffer[0] & 15
        if opcode in {1, 2}:
            self._got()
        elif opcode == _PING:
            # Masked with zeros: the payload as it came.
            self.transport.write(bytes((0x80 | _PONG, 0x80 | length)) + bytes(4) + bytes(buffer[start : start + length]))
        del buffer[: start + length]
        return True


class Load:
    """All clients, and what they got since they were armed."""

    def __init__(self, clients: int) -> None:
        self.clients = clients
        self.opened = 0
        self.times: list[float] = []
        self.all_open = asyncio.Event()
        self.all_got = asyncio.Event()

    def note_open(self) -> None:
        """One more is connected."""
        self.opened += 1
        if self.opened == self.clients:
            self.all_open.set()

    def note_message(self) -> None:
        """One more has the message."""
        self.times.append(monotonic())
        if len(self.times) == self.clients:
            self.all_got.set()


async def connect(port: int, path: str, load: Load, deflate: bool, stalled: bool) -> list[asyncio.Transport]:
    """Connect everybody, fifty at a time."""
    extension = "Sec-WebSocket-Extensions: permessage-deflate\r\n" if deflate else ""
    head = (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        f"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{extension}\r\n"
    ).encode()
    loop = asyncio.get_running_loop()
    transports: list[asyncio.Transport] = []

    async def one(got: Callable[[], None], opened: Callable[[], None]) -> asyncio.Transport:
        transport, _ = await loop.create_connection(lambda: Client(head, got, opened), "127.0.0.1", port)
        return transport

    for begin in range(0, load.clients, 50):
        count = min(50, load.clients - begin)
        transports += await asyncio.gather(*(one(load.note_message, load.note_open) for _ in range(count)))
    await load.all_open.wait()
    if stalled:
        awake = asyncio.Event()
        transports.append(await one(lambda: None, awake.set))
        await awake.wait()
        transports[-1].pause_reading()
    return transports


async def main(port: int, path: str, clients: int, deflate: bool, stalled: bool) -> None:
    """See the module."""
    load = Load(clients)
    transports = await connect(port, path, load, deflate, stalled)
    print("open", flush=True)
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        load.times.clear()
        load.all_got.clear()
        print("armed", flush=True)
        await load.all_got.wait()
        print(max(load.times), percentile(load.times, 99), flush=True)
    for transport in transports:
        transport.abort()


if __name__ == "__main__":
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (20_000, 20_000))
    asyncio.run(main(int(sys.argv[1]), sys.argv[2], int(sys.argv[3]), sys.argv[4] == "deflate", "stalled" in sys.argv))
