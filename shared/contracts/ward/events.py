"""Facts told by a ward. Keyed by stay."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.contracts import charging
from shared.contracts.common import LineKind
from shared.contracts.events import Payload, payload
from shared.identifiers import LineId, OrderId, StayId


@payload("ward.patient_received.v1")
@dataclass(frozen=True, slots=True)
class PatientReceived(Payload):
    """接收入科: the ward gave a waiting or transferring patient a bed."""

    stay_id: StayId
    ward: str
    bed: str
    doctor: str
    received_at: datetime
    allergy: str = ""
    """无 / 不详 / text, as answered on reception (S1); empty in events of before it was told."""


@payload("ward.bed_changed.v1")
@dataclass(frozen=True, slots=True)
class BedChanged(Payload):
    """The patient lies in another bed of the same ward."""

    stay_id: StayId
    ward: str
    bed: str


@payload("ward.order_confirmed.v1")
@dataclass(frozen=True, slots=True)
class OrderConfirmed(Payload):
    """An order as confirmed; admission checks charges against it (R1.12)."""

    stay_id: StayId
    order_id: OrderId
    ward: str
    group_no: int
    ordered_as: LineKind
    item_code: str
    item_name: str
    dose_text: str
    usage: str
    frequency: str
    start_at: datetime
    stop_at: datetime | None


@payload("ward.order_stopped.v1")
@dataclass(frozen=True, slots=True)
class OrderStopped(Payload):
    """A long-term order has a stop time."""

    stay_id: StayId
    order_id: OrderId
    stop_at: datetime


@payload("ward.lines_planned.v1")
class LinesPlanned(charging.LinesPlanned):
    """Lines of one run or reversal of one stay."""


@payload("ward.withdrawal_requested.v1")
@dataclass(frozen=True, slots=True)
class WithdrawalRequested(Payload):
    """A stopped order's lines that the pharmacy has not answered yet; its answer decides (S6, 撤销待确认)."""

    stay_id: StayId
    lines: tuple[LineId, ...]


@payload("ward.closing_statement.v1")
class ClosingStatement(charging.ClosingStatement):
    """Issued when the ward declares discharge or interim settlement."""


@payload("ward.discharge_declared.v1")
@dataclass(frozen=True, slots=True)
class DischargeDeclared(Payload):
    """出院: every long-term order is stopped, the last generation is done."""

    stay_id: StayId
    declared_at: datetime


@payload("ward.interim_declared.v1")
@dataclass(frozen=True, slots=True)
class InterimDeclared(Payload):
    """阶段结算 up to `cutoff`; care goes on."""

    stay_id: StayId
    declared_at: datetime
    cutoff: datetime


@payload("ward.transfer_declared.v1")
@dataclass(frozen=True, slots=True)
class TransferDeclared(Payload):
    """转科: every long-term order is stopped, `target_ward` receives the patient."""

    stay_id: StayId
    target_ward: str
    declared_at: datetime


@payload("ward.patient_left.v1")
@dataclass(frozen=True, slots=True)
class PatientLeft(Payload):
    """The bed of a discharged or transferred patient is free again."""

    stay_id: StayId
    ward: str
    bed: str
    left_at: datetime
