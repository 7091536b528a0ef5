"""The envelope of a call and of its answer, and the addresses calls go to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from shared import clock
from shared.errors import ErrorData

OK, FAILED = 0, 1


class Call(msgspec.Struct, array_like=True, frozen=True):
    """One call: which operation, of which shape, by whom, with which arguments (msgpack, in order of declaration)."""

    department: str
    version: int
    operation: str
    fingerprint: str
    token: str
    on_behalf_of: str
    """User id of the person another department's server acts for; empty for a person's own station."""
    key: str
    """Of the press that brought the command about; a repeat carries the same one. Empty where none is taken."""
    answers: tuple[str, ...]
    """Codes of the questions (`NeedsConfirmation`) that the person answered with yes."""
    arguments: msgspec.Raw


class Answer(msgspec.Struct, array_like=True, frozen=True):
    """The answer: a result (status OK) or an `ErrorData` (status FAILED)."""

    status: int
    body: msgspec.Raw
    at: datetime
    """Hospital time at the server: stations go by it, a PC's clock may be wrong."""


class CallHead(msgspec.Struct, array_like=True, frozen=True):
    """The fields of a call that a log may name."""

    department: str
    version: int
    operation: str


encoder = msgspec.msgpack.Encoder(decimal_format="string")
call_decoder = msgspec.msgpack.Decoder(Call)
answer_decoder = msgspec.msgpack.Decoder(Answer)
error_decoder = msgspec.msgpack.Decoder(ErrorData)


def answer_ok(result: bytes) -> bytes:
    """The answer that carries an encoded result."""
    return encoder.encode(Answer(OK, msgspec.Raw(result), clock.now()))


def answer_failed(error: ErrorData) -> bytes:
    """The answer that carries an error."""
    return encoder.encode(Answer(FAILED, msgspec.Raw(encoder.encode(error)), clock.now()))


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"{self.host}:{self.port}"

    @property
    def loopback(self) -> bool:
        """Whether traffic to it stays on this machine."""
        return self.host in {"127.0.0.1", "::1", "localhost"}


@dataclass(frozen=True, slots=True)
class TlsTrust:
    """What a client trusts: the hospital's own certificate authority. The host name is always checked."""

    ca_file: Path


def parse_addresses(text: str, default_port: int) -> tuple[Address, ...]:
    """Read `host[:port][,host[:port]…]`. Raises ValueError."""
    addresses = []
    for part in filter(None, (piece.strip() for piece in text.split(","))):
        host, _, port = part.rpartition(":") if ":" in part else (part, "", str(default_port))
        addresses.append(Address(host, int(port)))
    if not addresses:
        raise ValueError("no server address given")
    return tuple(addresses)
