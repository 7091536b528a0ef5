"""Values of the pharmacy contract. Source: thesis §5.1.5–5.1.6, §6.3; domain rules §2.5, §2.6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.contracts.common import DataPacket, LineKind, Money, PatientBrief, Quantity, Text50, Text200
from shared.enums import Code
from shared.identifiers import LineId, RequestId, StayId

CAUSE_DISPENSED = "dispensed"
CAUSE_RETURNED = "returned"
CAUSE_RETURNED_EXPIRED = "returned_expired"
"""Causes of stock movements the pharmacy gives itself; the cause of a receipt is free text."""


class RequestState(Code):
    """What is left to do with a request."""

    OPEN = 0, "待发", "open"
    PARTLY = 1, "部分已发", "partly done"
    DONE = 2, "已完成", "done"


class RequestLineState(Code):
    """Performed of a request line."""

    WAITING = 1, "待发", "waiting"
    DISPENSED = 2, "已发", "dispensed"
    RETURNED = 3, "已退药", "returned"
    REFUSED = 4, "已拒绝", "refused"
    WITHDRAWN = 5, "已撤销", "withdrawn"


class RequestRow(msgspec.Struct, frozen=True, array_like=True):
    """One patient's one request in the inbox."""

    request_id: RequestId
    ward: str
    ward_name: str
    bed: str | None
    patient_no: int
    patient_name: str
    requested_at: datetime
    state: RequestState
    lines: int
    waiting: int
    returns: int


class RequestLineRow(msgspec.Struct, frozen=True, array_like=True):
    """A line of a request. `obstacle` is the code of what keeps it from being issued now, empty when it can be."""

    line_id: LineId
    request_id: RequestId
    ordered_as: LineKind
    group_no: int
    drug_code: str
    drug_name: str
    spec: str
    unit: str
    quantity: Quantity
    """Negative for a return."""
    dose_text: str
    usage: str
    frequency: str
    administrations: int
    service_date: date
    state: RequestLineState
    reason: str
    stock: Quantity
    """What can be issued of this drug now, before other lines take of it."""
    obstacle: str
    high_alert: bool
    reverses: LineId | None


class PickRow(msgspec.Struct, frozen=True, array_like=True):
    """What the open requests of a ward ask for of one drug, for picking beside the patients' slips."""

    drug_code: str
    drug_name: str
    spec: str
    unit: str
    quantity: Quantity
    stock: Quantity
    """What can be issued now."""
    patients: int
    high_alert: bool


@dataclass(frozen=True, slots=True)
class Request:
    """A request with its lines, sorted long-term, temporary, reversal (R3.G)."""

    request_id: RequestId
    stay_id: StayId
    patient: PatientBrief
    requested_at: datetime
    state: RequestState
    version: int
    lines: DataPacket[RequestLineRow]
    allergy: str = ""
    """无 / 不详 / text, as the ward asked on reception (S1); empty until it has told."""


@dataclass(frozen=True, slots=True)
class SlipLine:
    """A line of a dispensing slip."""

    ordered_as: LineKind
    drug_code: str
    drug_name: str
    spec: str
    unit: str
    dose_text: str
    usage: str
    frequency: str
    administrations: int
    quantity: Quantity
    batches: tuple[str, ...]
    high_alert: bool
    group_no: int


@dataclass(frozen=True, slots=True)
class SlipPatient:
    """One patient's part of a slip."""

    patient: PatientBrief
    request_id: RequestId
    lines: tuple[SlipLine, ...]
    allergy: str = ""
    """As in `Request`."""


@dataclass(frozen=True, slots=True)
class DispensingSlip:
    """发药单 of a ward: per patient, and summed up by drug."""

    hospital: str
    ward: str
    ward_name: str
    slip_no: str
    patients: tuple[SlipPatient, ...]
    by_drug: tuple[tuple[str, str, str, str, Quantity], ...]
    """(code, name, spec, unit, quantity)."""
    dispensed_at: datetime
    dispensed_by: str


@dataclass(frozen=True, slots=True)
class DispenseResult:
    """What one press did: all ticked lines, or an error and none."""

    request: Request
    dispense_id: str
    issued: int
    returned: int


def is_low(usable: Decimal, lower_limit: Decimal) -> bool:
    """Whether less can be issued than there should be: a requisition is drafted, and the stock says so (R3.3)."""
    return usable < lower_limit


class StockRow(msgspec.Struct, frozen=True, array_like=True):
    """Stock of a drug (R3.1)."""

    drug_code: str
    drug_name: str
    spec: str
    unit: str
    quantity: Quantity
    """What can be issued: batches past their expiry date don't count."""
    reserved: Quantity
    """Asked for by open requests."""
    lower_limit: Quantity
    short: bool
    """Flagged 缺药: may not be ordered."""
    nearest_expiry: date | None
    price: Money | None
    expired: Quantity = Decimal(0)
    """Still on the shelf, but past the expiry date."""
    requisition_since: datetime | None = None
    """Since when a requisition is drafted because the stock fell below its lower limit."""

    @property
    def low(self) -> bool:
        """Whether less is left than there should be."""
        return is_low(self.quantity, self.lower_limit)


class BatchRow(msgspec.Struct, frozen=True, array_like=True):
    """A batch of a drug."""

    drug_code: str
    batch_no: str
    expires_on: date
    quantity: Quantity
    expired: bool


class DispensedRow(msgspec.Struct, frozen=True, array_like=True):
    """A dispensing record (R3.5). Returns are rows of their own with a negative quantity."""

    line_id: LineId
    dispense_id: str
    dispensed_at: datetime
    ward: str
    patient_no: int
    patient_name: str
    drug_code: str
    drug_name: str
    spec: str
    unit: str
    quantity: Quantity
    price: Money
    amount: Money
    batches: str
    dispensed_by: str


@dataclass(frozen=True, slots=True)
class DispensedQuery:
    """Search of the dispensing records."""

    first: date
    last: date
    ward: str | None = None
    drug_code: str | None = None
    text: Text50 = ""
    limit: Annotated[int, Meta(ge=1, le=5000)] = 500


@dataclass(frozen=True, slots=True)
class BatchReceipt:
    """Stock that comes in: the opening stock now, the warehouse's issues later."""

    drug_code: Annotated[str, Meta(max_length=6)]
    batch_no: Annotated[str, Meta(min_length=1, max_length=30)]
    expires_on: date
    quantity: Annotated[Decimal, Meta()]


@dataclass(frozen=True, slots=True)
class StockMovement:
    """One change of a batch; opening + in − out = closing holds per drug and batch."""

    movement_id: str
    drug_code: str
    batch_no: str
    quantity: Quantity
    balance: Quantity
    cause: str
    line_id: LineId | None
    moved_at: datetime
    moved_by: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why lines are refused; the ward reads it."""

    lines: tuple[LineId, ...]
    reason: Text200
