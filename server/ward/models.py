"""Tables of the ward. Source: thesis §5.2.2 (beds, orders, executions), with the repairs of domain rules §2.2–§2.6."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, TypedDict

from sqlalchemy import CheckConstraint, Index, String, Unicode, UniqueConstraint

from server.charging import lines, statements
from server.kernel.database import Packed
from server.kernel.rows import Uid, UnitPrice, Units, Yuan, unique_where
from server.ward.metadata import table
from shared.errors import ErrorData
from shared.identifiers import LineId, OrderId, RequestId, StayId


class BedRow(TypedDict):
    """A fixed bed of the catalogue has a row from its first patient on; until then it is free. W01-001 and w01-001 are one."""

    ward: Annotated[str, Unicode(10)]
    bed: Annotated[str, Unicode(20)]
    identity: Annotated[str, Unicode(60)]
    state: int
    stay_id: Uid[StayId] | None
    version: int


bed = table(
    "ward_bed",
    BedRow,
    unique_where("uq_ward_bed_stay_id", "stay_id IS NOT NULL", "stay_id"),
    UniqueConstraint("ward", "identity"),
    key=("ward", "bed"),
)


class StayRow(TypedDict):
    """The ward's view of a stay. `wanted`: states it declared and admission has not answered, oldest first; `problem`: what it
    refused last. Every command on a stay raises `version` first, which queues those who work on the same patient.
    """

    stay_id: Uid[StayId]
    version: int
    state: int
    wanted: Annotated[str, String(40)]
    problem: Annotated[ErrorData, Packed(ErrorData)] | None
    ward: Annotated[str, Unicode(10)]
    bed: Annotated[str, Unicode(20)] | None
    target_ward: Annotated[str, Unicode(10)] | None
    doctor: Annotated[str, Unicode(50)]
    allergy: Annotated[str, Unicode(200)]
    received_at: datetime | None
    declared_at: datetime | None


stay = table(
    "ward_stay",
    StayRow,
    Index("ix_ward_stay_ward", "ward", "state"),
    Index("ix_ward_stay_target_ward", "target_ward"),
    key="stay_id",
)


class PlannableRow(TypedDict):
    """What a run plans by."""

    order_id: Uid[OrderId]
    kind: int
    group_no: int
    item_code: Annotated[str, Unicode(6)]
    dose: Units
    dose_unit: Annotated[str, Unicode(10)]
    quantity: Units
    usage: int
    frequency: int
    start_at: datetime
    stop_at: datetime | None
    first_day_times: int | None
    confirmed_at: datetime | None
    last_perform: datetime | None
    no_day_from: datetime | None


class OrderRow(PlannableRow):
    """`entered_by` wrote the present content. `no_day_from`: from then on it charges no day, where that is not `stop_at`: the
    patient left the ward that gave it.
    """

    stay_id: Uid[StayId]
    version: int
    doctor: Annotated[str, Unicode(50)]
    note: Annotated[str, Unicode(200)]
    entered_by: Annotated[str, Unicode(40)]
    entered_at: datetime
    confirmed_by: Annotated[str, Unicode(40)] | None
    stopped_by: Annotated[str, Unicode(40)] | None
    withdrawing: bool


order = table("ward_order", OrderRow, Index("ix_ward_order_stay_id", "stay_id"), key="order_id")


class OrderAddOnRow(TypedDict):
    """Add-ons of a group as its usage gave them when the group was entered; per administration."""

    stay_id: Uid[StayId]
    kind: int
    group_no: int
    item_code: Annotated[str, Unicode(6)]
    quantity: Units


order_add_on = table("ward_order_add_on", OrderAddOnRow, key=("stay_id", "kind", "group_no", "item_code"))


class ExecutionRow(TypedDict):
    """What a run did with an order: once per service date, a temporary order once at all (F11). Of an item charged by the day each
    day has one, which goes when the day is given back.
    """

    execution_id: Uid[str]
    order_id: Uid[OrderId]
    stay_id: Uid[StayId]
    service_date: date
    administrations: int
    missed: int
    covers_to: datetime
    executed_at: datetime
    executed_by: Annotated[str, Unicode(40)]


execution = table(
    "ward_execution",
    ExecutionRow,
    UniqueConstraint("order_id", "service_date"),
    Index("ix_ward_execution_stay_id", "stay_id"),
    key="execution_id",
)


class LineRow(lines.LineRow):
    """Charge lines born here. `service_date` is as planned and never changes; `charged_on` is the day the fee arose. `run_id` is
    shared by the lines of one run or reversal, `request_id` only by those that ask the pharmacy. `instead_of`: what it
    asks for again.
    """

    stay_id: Uid[StayId]
    run_id: Uid[str]
    ordered_as: int
    group_no: int
    is_drug: bool
    administrations: int
    instead_of: Uid[LineId] | None
    price: UnitPrice | None
    amount: Yuan | None
    charged_on: date
    dose_text: Annotated[str, Unicode(40)]
    usage: Annotated[str, Unicode(30)]
    frequency: Annotated[str, Unicode(40)]
    request_id: Uid[RequestId] | None
    state: int
    reason: Annotated[str, Unicode(200)]
    cause: int | None
    answered_at: datetime | None
    reversed_quantity: Units
    reversed_administrations: int
    unused: int
    withdrawing: bool
    settled_segment: int | None


line = table(
    "ward_line",
    LineRow,
    CheckConstraint("reversed_quantity >= 0", name="reversed_not_negative"),
    CheckConstraint("reversed_quantity = 0 OR reversed_quantity <= quantity", name="reversed_within_quantity"),
    Index("ix_ward_line_stay_id", "stay_id", "service_date"),
    Index("ix_ward_line_state", "stay_id", "state"),
    Index("ix_ward_line_order_id", "order_id"),
    Index("ix_ward_line_run_id", "run_id"),
    Index("ix_ward_line_ward", "ward", "charged_on"),
    key="line_id",
)


statement = table("ward_statement", statements.OwnRow, key="stay_id")
