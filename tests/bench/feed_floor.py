"""The floor of P9 and P10: frames once, writes the same bytes to every client, and can do nothing else.

`python -m tests.bench.feed_floor PORT deflate|plain SAMPLE`; it tells of SAMPLE's execution for every line on its standard input.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import resource
import socket
import sys
from pathlib import Path

from websockets.utils import accept_key

from server.gateway.feed.frames import PLAIN, text_frame

_WINDOW_BITS = 13
_BACKLOG = 4096
_DEFLATE = f"permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits={_WINDOW_BITS}"


class Listener(asyncio.Protocol):
    """One client: its handshake is answered, whatever else it says is not read."""

    def __init__(self, everybody: list[asyncio.Transport], deflate: bool) -> None:
        self._everybody = everybody
        self._extension = f"Sec-WebSocket-Extensions: {_DEFLATE}\r\n" if deflate else ""
        self._head = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Wait for the upgrade."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """The head of the upgrade, or a part of it."""
        self._head += data
        if not self._head.endswith(b"\r\n\r\n"):
            return
        lines = (line.partition(":") for line in self._head.decode().splitlines())
        key = next(value.strip() for name, _, value in lines if name.lower() == "sec-websocket-key")
        answer = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        self._transport.write(f"{answer}Sec-WebSocket-Accept: {accept_key(key)}\r\n{self._extension}\r\n".encode())
        self._everybody.append(self._transport)


async def main(port: int, deflate: bool, sample: Path) -> None:
    """See the module."""
    loop, everybody = asyncio.get_running_loop(), list[asyncio.Transport]()
    # The protocol is named so that asyncio switches Nagle's delay off.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.bind(("127.0.0.1", port))
    server = await loop.create_server(lambda: Listener(everybody, deflate), sock=listener, backlog=_BACKLOG)
    print("ready", flush=True)
    body, number = json.loads(sample.read_text(encoding="utf-8")), 0
    while await loop.run_in_executor(None, sys.stdin.readline):
        number += 1
        text = json.dumps(body | {"executionId": number}, ensure_ascii=False).encode()
        frame = text_frame(text, _WINDOW_BITS if deflate else PLAIN)
        for transport in everybody:
            transport.write(frame)
    server.close()


if __name__ == "__main__":
    with contextlib.suppress(ValueError):
        resource.setrlimit(resource.RLIMIT_NOFILE, (20_000, 20_000))
    asyncio.run(main(int(sys.argv[1]), sys.argv[2] == "deflate", Path(sys.argv[3])))
