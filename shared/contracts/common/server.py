"""Who is there and how it is: servers, sessions, changes, parked events."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Health:
    """What a server can do without for a time, but people should know of."""

    message_center_reachable: bool
    unsent_events: int
    """How many events wait for the message center while it is out of reach."""
    catalog_as_of: datetime | None
    """When the catalogue's server last said that there is nothing newer; None before the first copy came."""
    catalog_old: bool
    """That was more than 72 h ago."""
    parked_events: int
    """How many events could not be handled or wait behind one of these."""
    behind: bool = False
    """The database is a restored backup, and nobody has looked through what it lacks: nothing is run, dispensed or settled."""


@dataclass(frozen=True, slots=True)
class ParkedEvent:
    """An event that could not be handled, or that waits behind one."""

    id: str
    source: str
    type: str
    subject: str
    reason: str
    """Code of the refusal, or the kind of fault; `waits` behind an earlier event of its subject."""
    tries: int
    time: datetime
    """When it happened."""
    parked_at: datetime


@dataclass(frozen=True, slots=True)
class ServerInfo:
    """Who answers. Clients fail over only between servers of one `database_id`."""

    department: str
    contract_version: int
    database_id: str
    hospital: str
    demo: bool
    hospital_time: datetime
    health: Health


@dataclass(frozen=True, slots=True)
class Session:
    """A log-in. `token` is shown once, here; the database keeps its hash. No `wards` means none, EVERY_WARD every one."""

    token: str
    user_id: str
    user_name: str
    role: str
    rights: tuple[str, ...]
    wards: tuple[str, ...]
    hospital: str
    demo: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a session belongs to, as the gateway needs to know. `wards`: none of them means no ward, EVERY_WARD every one."""

    user_id: str
    user_name: str
    role: str
    rights: tuple[str, ...]
    wards: tuple[str, ...]


class KernelKind(StrEnum):
    """Kinds of changes of the kernel itself, on every server; each contract has its own beside them."""

    PARKED = "parked"
    """An event could not be handled, or now it could; the subject is what it is about."""


@dataclass(frozen=True, slots=True)
class Change:
    """Something of `kind` changed for `subject` (a stay, a ward, an item: what the kind is about)."""

    kind: str
    subject: str
    own: bool = False
    """Whether the session that asks made it, and nobody else did."""


@dataclass(frozen=True, slots=True)
class Changes:
    """What changed after the cursor a client had; `cursor` is what it asks with next. A server adds how it is at the moment."""

    cursor: int
    changes: tuple[Change, ...]
    health: Health | None = None
