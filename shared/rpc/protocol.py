"""RPyC cut down to one thing: bytes in, bytes out.

RPyC 6.0.2 by default lets a client walk objects by reference, read exception attributes, send frames of any size and inflate zip
bombs, and it stalls 40 ms on large frames (Nagle). Both ends here use `BytesConnection`, which answers ping, close and one call
with one bytes argument, and `PlainChannel`, which caps frames and never compresses. The subclasses reach private names of RPyC:
the version is pinned and `tests/live/test_rpyc_attacks.py` guards the behaviour.
"""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Callable
from typing import Any

from rpyc.core import consts, vinegar
from rpyc.core.channel import Channel
from rpyc.core.protocol import Connection
from rpyc.core.service import Service
from rpyc.core.stream import SocketStream

MAX_FRAME = 16 * 1024 * 1024
"""Bytes of one call or answer; an account of 5,000 lines is about 1 MiB."""

_HEADER_BYTES = 64

PROTOCOL_CONFIG: dict[str, Any] = {
    "allow_safe_attrs": False,
    "safe_attrs": frozenset(),
    "allow_exposed_attrs": False,
    "allow_public_attrs": False,
    "allow_all_attrs": False,
    "allow_getattr": False,
    "allow_setattr": False,
    "allow_delattr": False,
    "allow_pickle": False,
    "include_local_traceback": False,
    "include_local_version": False,
    "import_custom_exceptions": False,
    "instantiate_custom_exceptions": False,
    "instantiate_oldstyle_exceptions": False,
    "propagate_SystemExit_locally": False,
    "propagate_KeyboardInterrupt_locally": False,
    "bind_threads": False,
    "close_catchall": True,
    "log_exceptions": False,
}


class FrameRefusedError(EOFError):
    """A frame that is too big or compressed: the connection is closed."""


class PlainChannel(Channel):  # type: ignore[misc]  # RPyC is untyped
    """A channel with a frame cap and without compression in either direction."""

    __slots__ = ()
    COMPRESSION_THRESHOLD = 1 << 60

    def recv(self) -> bytes:
        """The next frame. Raises FrameRefusedError before reading the body of a frame we do not want."""
        header = self.stream.read(self.FRAME_HEADER.size)
        length, compressed = self.FRAME_HEADER.unpack(header)
        if length > MAX_FRAME + _HEADER_BYTES or compressed:
            self.close()
            raise FrameRefusedError("frame refused")
        data: bytes = self.stream.read(length + len(self.FLUSHER))[: -len(self.FLUSHER)]
        return data


class BytesConnection(Connection):  # type: ignore[misc]  # RPyC is untyped
    """A connection that knows ping, close and one call; everything else is answered with one generic error."""

    @classmethod
    def _request_handlers(cls) -> dict[int, Callable[..., Any]]:
        known = super()._request_handlers()
        return {
            consts.HANDLE_PING: known[consts.HANDLE_PING],
            consts.HANDLE_CLOSE: known[consts.HANDLE_CLOSE],
            consts.HANDLE_CALL: cls._handle_bytes,
        }

    def _handle_bytes(self, *args: Any) -> bytes:
        if len(args) != 1 or type(args[0]) is not bytes:
            raise TypeError("refused")
        answer: bytes = self._local_root.call(args[0])
        return answer

    def _box(self, obj: Any) -> tuple[int, Any]:
        label, value = super()._box(obj)
        if label == consts.LABEL_REMOTE_REF:
            raise TypeError("refused")
        return label, value

    def _unbox(self, package: Any) -> Any:
        label, value = package
        if label == consts.LABEL_VALUE:
            return value
        if label == consts.LABEL_TUPLE:
            return tuple(self._unbox(item) for item in value)
        raise TypeError("refused")

    def _box_exc(self, _type: Any, _value: Any, _traceback: Any) -> Any:
        return vinegar.dump(RuntimeError, RuntimeError("refused"), None, False, False)

    def abandon(self) -> None:
        """Drop the connection without a word to the peer, who may be dead."""
        if not self._closed:
            self._cleanup()

    def interrupt(self) -> None:
        """Wake whoever waits on this connection in another thread: the call there ends with EOFError."""
        with contextlib.suppress(OSError, EOFError):
            self._channel.stream.sock.shutdown(socket.SHUT_RDWR)


class _Silent(Service):  # type: ignore[misc]  # RPyC is untyped
    """The client's side of a connection: a server that calls back gets nothing."""

    def call(self, _request: bytes) -> bytes:
        raise PermissionError("refused")


def connection_over(sock: socket.socket, root: Any = None, timeout_s: float | None = None) -> BytesConnection:
    """Speak the protocol over a connected (and, where wanted, encrypted) socket."""
    config = {**PROTOCOL_CONFIG, "sync_request_timeout": timeout_s}
    return BytesConnection(root or _Silent(), PlainChannel(SocketStream(sock)), config)


def call_over(connection: BytesConnection, request: bytes) -> bytes:
    """One round trip. Raises EOFError, OSError or TimeoutError; RuntimeError when the peer refuses the frame."""
    answer: bytes = connection.sync_request(consts.HANDLE_CALL, request)
    return answer
