"""What the feed of the gateway needs of the treatment room (W1–W6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.common import Text20, Text50
from shared.contracts.tms.types.registry import WireId
from shared.contracts.tms.types.treatment import Execution, ExecutionRow, ExecutionStatus
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


def line_of(execution: Execution) -> ExecutionRow:
    """An execution as a queue shows it."""
    prescription, device = execution.prescription, execution.device
    patient = prescription.patient
    return ExecutionRow(
        id=execution.id,
        version=execution.version,
        status=execution.status,
        attempt=execution.attempt,
        prescription_id=prescription.id,
        patient_id=patient.id,
        patient_no=patient.his_id,
        patient_name=patient.name,
        ward=patient.ward,
        bed=patient.bed,
        part_name=prescription.part_name,
        protocol=prescription.protocol_name or "",
        pulses=prescription.totals.pulses,
        duration_s=prescription.totals.end_s,
        device_id=None if device is None else device.id,
        device_sn="" if device is None else device.sn,
        console=execution.console,
        created_at=execution.created_at,
        received_at=execution.received_at,
        started_at=execution.started_at,
        ended_at=execution.ended_at,
        trains_done=execution.trains_done,
        pulses_done=execution.pulses_done,
        session_number=execution.session_number,
        sessions=prescription.sessions,
        reason=execution.reason,
        undelivered=execution.undelivered,
        late=execution.late,
        stay_state=patient.stay_state,
        pulses_before=execution.pulses_before,
    )
