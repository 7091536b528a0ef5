"""Messages as WebSocket frames (RFC 6455 §5, RFC 7692), built once and written to every client as the same bytes.

With permessage-deflate the server keeps no context between messages, so that one compressed frame serves every client that
negotiated the same window.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence

PLAIN = 0
"""Window bits of a client without compression."""
_TEXT, _FIN, _COMPRESSED = 0x1, 0x80, 0x40
_TAIL = b"\x00\x00\xff\xff"


def text_frame(body: bytes, window_bits: int = PLAIN) -> bytes:
    """One unfragmented text frame of a server; compressed for a window of 2^`window_bits` bytes unless PLAIN."""
    first = _FIN | _TEXT
    if window_bits != PLAIN:
        first |= _COMPRESSED
        packer = zlib.compressobj(wbits=-window_bits, memLevel=8)
        body = (packer.compress(body) + packer.flush(zlib.Z_SYNC_FLUSH)).removesuffix(_TAIL)
    return _head(first, len(body)) + body


def _head(first: int, length: int) -> bytes:
    if length < 126:
        return bytes((first, length))
    if length < 1 << 16:
        return struct.pack("!BBH", first, 126, length)
    return struct.pack("!BBQ", first, 127, length)


class Message:
    """One outgoing message; each of its frames is made when the first client needs it."""

    __slots__ = ("_frames", "body", "kind")

    def __init__(self, kind: str, body: bytes) -> None:
        self.kind = kind
        self.body = body
        self._frames: dict[int, bytes] = {}

    def frame(self, window_bits: int) -> bytes:
        """The frame for clients with this window."""
        made = self._frames.get(window_bits)
        if made is None:
            made = self._frames[window_bits] = text_frame(self.body, window_bits)
        return made


def batch(messages: Sequence[Message]) -> Message:
    """Several messages as one BATCH; a single one stays as it is."""
    if len(messages) == 1:
        return messages[0]
    return Message("BATCH", b'{"messageType":"BATCH","messages":[' + b",".join(each.body for each in messages) + b"]}")
