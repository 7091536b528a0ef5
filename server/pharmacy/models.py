"""Tables of the central pharmacy. Source: thesis §5.1.5, §5.1.6 (ReqRec, ReqRecMX), with the repairs of domain rules §2.5, §2.6."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypedDict

from sqlalchemy import CheckConstraint, Index, String, Unicode

from server.kernel.rows import Uid, UnitPrice, Units
from server.pharmacy.metadata import table
from shared.identifiers import LineId, RequestId, StayId


class StockRow(TypedDict):
    """A drug's whole stock, expired batches included. Its row is changed first: it queues those who want the same drug."""

    drug_code: Annotated[str, Unicode(6)]
    quantity: Units
    short: bool
    short_since: datetime | None


stock = table("pharmacy_stock", StockRow, CheckConstraint("quantity >= 0", name="not_negative"), key="drug_code")


class BatchRow(TypedDict):
    drug_code: Annotated[str, Unicode(6)]
    batch_no: Annotated[str, Unicode(30)]
    expires_on: date
    quantity: Units


batch = table("pharmacy_batch", BatchRow, CheckConstraint("quantity >= 0", name="not_negative"), key=("drug_code", "batch_no"))


class MovementRow(TypedDict):
    """Only grows. With line and dispense it is also what was issued of which batch, down to the patient."""

    movement_id: Uid[str]
    drug_code: Annotated[str, Unicode(6)]
    batch_no: Annotated[str, Unicode(30)]
    quantity: Units
    balance: Units
    cause: Annotated[str, Unicode(50)]
    line_id: Uid[LineId] | None
    dispense_id: Uid[str] | None
    moved_at: datetime
    moved_by: Annotated[str, Unicode(30)]


movement = table(
    "pharmacy_movement",
    MovementRow,
    Index("ix_pharmacy_movement_drug_code", "drug_code", "moved_at"),
    Index("ix_pharmacy_movement_line_id", "line_id"),
    Index("ix_pharmacy_movement_dispense_id", "dispense_id"),
    key="movement_id",
)


class RequestRow(TypedDict):
    request_id: Uid[RequestId]
    stay_id: Uid[StayId]
    ward: Annotated[str, Unicode(10)]
    bed: Annotated[str, Unicode(20)] | None
    patient_no: int
    patient_name: Annotated[str, Unicode(50)]
    requested_at: datetime
    state: int
    version: int


request = table(
    "pharmacy_request",
    RequestRow,
    Index("ix_pharmacy_request_state", "state", "ward", "requested_at"),
    Index("ix_pharmacy_request_stay_id", "stay_id"),
    key="request_id",
)


class LineRow(TypedDict):
    """A line is answered once: its state leaves WAITING by a guarded update. `returned` counts what came back of it."""

    line_id: Uid[LineId]
    request_id: Uid[RequestId]
    ordered_as: int
    group_no: int
    drug_code: Annotated[str, Unicode(6)]
    drug_name: Annotated[str, Unicode(60)]
    spec: Annotated[str, Unicode(40)]
    unit: Annotated[str, Unicode(10)]
    quantity: Units
    dose_text: Annotated[str, Unicode(100)]
    usage: Annotated[str, Unicode(60)]
    frequency: Annotated[str, Unicode(60)]
    administrations: int
    service_date: date
    reverses: Uid[LineId] | None
    state: int
    reason: Annotated[str, Unicode(200)]
    price: UnitPrice | None
    returned: Units
    dispense_id: Uid[str] | None
    handled_at: datetime | None
    handled_by: Annotated[str, Unicode(50)]


line = table(
    "pharmacy_line",
    LineRow,
    CheckConstraint("returned >= 0 AND (returned = 0 OR returned <= quantity)", name="returned_of_quantity"),
    Index("ix_pharmacy_line_request_id", "request_id"),
    Index("ix_pharmacy_line_state", "state", "drug_code"),
    Index("ix_pharmacy_line_dispense_id", "dispense_id"),
    Index("ix_pharmacy_line_reverses", "reverses"),
    Index("ix_pharmacy_line_service_date", "service_date"),
    key="line_id",
)


class EarlyWithdrawalRow(TypedDict):
    """Withdrawals that came before their line did."""

    line_id: Uid[LineId]
    asked_at: datetime


early_withdrawal = table("pharmacy_early_withdrawal", EarlyWithdrawalRow, key="line_id")


class DispenseRow(TypedDict):
    """One press of 发药."""

    dispense_id: Uid[str]
    slip_no: Annotated[str, String(20)]
    request_id: Uid[RequestId]
    dispensed_at: datetime
    dispensed_by: Annotated[str, Unicode(50)]


dispense = table(
    "pharmacy_dispense",
    DispenseRow,
    Index("uq_pharmacy_dispense_slip_no", "slip_no", unique=True),
    Index("ix_pharmacy_dispense_dispensed_at", "dispensed_at"),
    key="dispense_id",
)


class SlipCounterRow(TypedDict):
    day: date
    last: int


slip_counter = table("pharmacy_slip_counter", SlipCounterRow, key="day")


class RequisitionDraftRow(TypedDict):
    """领药: drugs below their lower limit, one open line each."""

    drug_code: Annotated[str, Unicode(6)]
    drafted_at: datetime


requisition_draft = table("pharmacy_requisition_draft", RequisitionDraftRow, key="drug_code")
