"""What the feed of the gateway needs of the treatment room (W1–W6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.common import Text20, Text50
from shared.contracts.tms.types.registry import WireId
from shared.contracts.tms.types.treatment import Execution, ExecutionStatus
from shared.enums import Code


class NoticeKind(Code):
    """Which message tells of it; the wire adds PRESCRIPTION_EXECUTION_."""

    CREATED = 1, "新建", "CREATED"
    UPDATED = 2, "更新", "UPDATED"
    COMPLETED = 3, "完成", "COMPLETED"
    CANCELLED = 4, "取消", "CANCELLED"


@dataclass(frozen=True, slots=True)
class Notice:
    """Something to tell the consoles. `number` counts all notices in the order in which they were committed."""

    number: int
    kind: NoticeKind
    at: datetime
    execution: Execution


@dataclass(frozen=True, slots=True)
class FeedFilter:
    """Which executions a client wants; empty means all (W5)."""

    hospitals: tuple[WireId, ...] = ()
    device_types: tuple[Text50, ...] = ()
    devices: tuple[WireId, ...] = ()
    statuses: tuple[ExecutionStatus, ...] = ()
    wards: tuple[Text20, ...] = ()
    """Wards whose patients the client may see, besides those of no ward."""


@dataclass(frozen=True, slots=True)
class FeedTicket:
    """Opens one WebSocket within 30 seconds, once."""

    ticket: str
    expires_at: datetime
