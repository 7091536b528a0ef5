"""Facts told by the treatment room. Keyed by stay where there is one, executions by their id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from shared.contracts import charging
from shared.contracts.common import Money, Quantity
from shared.contracts.events import Payload, payload
from shared.contracts.tms.types import ExecutionStatus, NoticeKind
from shared.identifiers import LineId, OrderId, StayId


@payload("tms.execution_noticed.v1")
@dataclass(frozen=True, slots=True)
class ExecutionNoticed(Payload):
    """Something of an execution that consoles are told. Gateways fetch what they show: no patient data is in here."""

    number: int
    kind: NoticeKind
    execution_id: int


@payload("tms.treatment_changed.v1")
@dataclass(frozen=True, slots=True)
class TreatmentChanged(Payload):
    """How far a ward's order of a treatment is; `version` only rises for an order."""

    stay_id: StayId
    order_id: OrderId
    version: int
    sessions: int
    sessions_done: int
    status: ExecutionStatus | None
    """Of the latest session; None while none was created."""
    last_at: datetime | None


@payload("tms.lines_planned.v1")
class LinesPlanned(charging.LinesPlanned):
    """Charge lines of a completed session, of a first threshold measurement, or of their reversal."""


@payload("tms.closing_statement.v1")
class ClosingStatement(charging.ClosingStatement):
    """Begins as a withdrawn one, with the first request, prescription, session or line of the stay."""


@payload("tms.charge_unassigned.v1")
@dataclass(frozen=True, slots=True)
class ChargeUnassigned(Payload):
    """A charge of somebody without a stay: the cashier's desk assigns or settles it."""

    line_id: LineId
    tms_patient_id: int
    patient_no: int | None
    patient_name: str
    item_code: str
    item_name: str
    unit: str
    income_type: int
    quantity: Quantity
    price: Money
    service_date: date
    performed_at: datetime
