"""Values of the ward contract. Source: thesis §5.1.3, §6.1, §6.2; domain rules §2.2–§2.6."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.contracts.admission.types import DailyBill, Payer, Sex, StayState
from shared.contracts.common import (
    DataPacket,
    LineKind,
    LineState,
    Money,
    PatientBrief,
    Quantity,
    Text20,
    Text50,
    Text200,
)
from shared.contracts.tms.types import ExecutionStatus
from shared.enums import Code
from shared.errors import ErrorData
from shared.identifiers import LineId, OrderId, StayId

Aware = Annotated[datetime, Meta(tz=True)]
"""A moment with its zone; one without is refused at the wire."""


class BedState(Code):
    """床位状态."""

    FREE = 0, "空床", "free"
    OCCUPIED = 1, "占用", "occupied"
    TO_CLEAN = 2, "待清洁", "to clean"
    CLOSED = 3, "停用", "closed"


class OrderKind(Code):
    """长期 or 临时 (lors)."""

    LONG_TERM = 0, "长期", "long-term"
    TEMPORARY = 1, "临时", "temporary"


class OrderState(Code):
    """医嘱状态, derived from sure, isstop and LastPerform; the row keeps those facts."""

    NEW = 0, "新开", "new"
    CONFIRMED = 1, "已校对", "confirmed"
    RUNNING = 2, "执行中", "running"
    STOPPED = 3, "已停止", "stopped"
    DONE = 4, "已完成", "done"
    WITHDRAWING = 5, "撤销待确认", "withdrawal pending"


@dataclass(frozen=True, slots=True)
class WardStay:
    """A patient as the bed board shows one. `synced` is False while admission has not answered (未同步)."""

    stay_id: StayId
    patient: PatientBrief
    sex: Sex
    state: StayState
    doctor: str
    received_at: datetime | None
    admitted_at: datetime
    nursing_item: str
    """Name of the running nursing order, empty when none."""
    allergy: str
    """无 / 不详 / text as the reception answered; empty before."""
    new_orders: int
    pending_lines: int
    balance: Money | None
    dearest_day: Money | None
    balance_as_of: datetime | None
    payer: Payer
    synced: bool
    problem: ErrorData | None
    """Why admission refused the last transition the ward declared, while that is to be shown."""
    treating: bool = False
    """A session of the treatment room is being executed now."""
    refused_lines: int = 0
    """Drugs of running orders that the pharmacy refused and a run can still ask for again."""


@dataclass(frozen=True, slots=True)
class Bed:
    """A bed and who lies in it."""

    bed: str
    ward: str
    state: BedState
    stay_id: StayId | None
    version: int


@dataclass(frozen=True, slots=True)
class Board:
    """床位一览: beds of a ward, its patients, and who waits for a bed."""

    ward: str
    ward_name: str
    beds: tuple[Bed, ...]
    stays: tuple[WardStay, ...]
    waiting: tuple[WardStay, ...]


@dataclass(frozen=True, slots=True)
class Reception:
    """接收入科: bed and attending doctor; the allergy question is part of it (S1)."""

    bed: Text20
    doctor: Text50
    allergy: Annotated[str, Meta(min_length=1, max_length=200)] = "不详"


@dataclass(frozen=True, slots=True)
class OrderDraft:
    """What a nurse types for one order; the columns of an inserted or edited row of the order sheet."""

    kind: OrderKind
    group_no: Annotated[int, Meta(ge=-9999, le=9999)]
    """执行序号 (Performid): orders with one number go on one line; 0 lets the server give the next.

    A negative number stands for a new group within one delta: its rows of a kind that share it get the next number together.
    """
    item_code: Annotated[str, Meta(max_length=6)]
    dose: Decimal | None
    dose_unit: Annotated[str, Meta(max_length=10)]
    """mg, u, ml … or the item's own order unit."""
    usage: int
    frequency: int
    start_at: Aware | None
    stop_at: Aware | None = None
    doctor: Text50 = ""
    first_day_times: int | None = None
    """首次次数, 0 to the frequency's times; None takes the proposal of the clock times (F6)."""
    note: Text200 = ""


class Treatment(msgspec.Struct, frozen=True, array_like=True):
    """How far the treatment room is with an order. It performs, counts and charges the sessions; the ward only shows them (W9)."""

    sessions: int
    """Prescribed; 0 while nothing is."""
    sessions_done: int
    status: ExecutionStatus | None
    """Of the latest session, None while there was none."""
    last_at: datetime | None
    """When the treatment room last told of a session."""


class OrderRow(msgspec.Struct, frozen=True, array_like=True):
    """A row of the order sheet."""

    order_id: OrderId
    version: int
    kind: OrderKind
    group_no: int
    state: OrderState
    item_code: str
    item_name: str
    spec: str
    dose: Decimal
    dose_unit: str
    quantity: Quantity
    """Dose in order units, four decimals."""
    unit: str
    usage: int
    usage_name: str
    frequency: int
    frequency_name: str
    start_at: datetime
    stop_at: datetime | None
    first_day_times: int | None
    doctor: str
    entered_by: str
    confirmed_by: str | None
    last_perform: datetime | None
    note: str
    treatment: Treatment | None = None
    """Of an order that the treatment room performs, once it has taken it up."""


class AddOnRow(msgspec.Struct, frozen=True, array_like=True):
    """附加治疗 of a group."""

    group_no: int
    kind: OrderKind
    item_code: str
    item_name: str
    unit: str
    quantity: Quantity
    """Per administration."""


@dataclass(frozen=True, slots=True)
class OrderSheet:
    """医嘱单 of a stay."""

    stay: WardStay
    orders: DataPacket[OrderRow]
    add_ons: DataPacket[AddOnRow]


@dataclass(frozen=True, slots=True)
class PlannedOrder:
    """What a run would do with one order, or why it would do nothing. `reason` is None when it runs."""

    order_id: OrderId
    group_no: int
    item_name: str
    administrations: int
    quantity: Quantity
    to_pharmacy: bool
    reason: ErrorData | None
    missed: int = 0
    """Administrations of earlier days that no run made and this one does not make up for (F7)."""
    again: bool = False
    """The pharmacy did not issue what an earlier run of this day asked for: it is asked once more."""


@dataclass(frozen=True, slots=True)
class ShortOrder:
    """An order that goes on although the pharmacy is out of its drug."""

    stay_id: StayId
    order_id: OrderId
    bed: str
    patient_name: str
    item_name: str


@dataclass(frozen=True, slots=True)
class RunPreview:
    """执行预览 of one patient."""

    stay_id: StayId
    patient: PatientBrief
    orders: tuple[PlannedOrder, ...]


@dataclass(frozen=True, slots=True)
class RunResult:
    """What a run of one patient made: numbers of lines by destination, and what was not sent and why."""

    stay_id: StayId
    patient: PatientBrief
    request_id: str | None
    to_pharmacy: int
    charged: int
    not_sent: tuple[PlannedOrder, ...]
    missed: tuple[PlannedOrder, ...] = ()
    """Orders that ran and have `missed` administrations, to be reported."""
    orders: int = 0
    """Orders that ran, as the preview counts them; an order may make several lines, and a usage adds some."""
    drug_orders: int = 0
    """Those of them whose drugs went to the pharmacy."""


class ReversalCause(Code):
    """Why the ward takes lines back by itself."""

    DISCHARGE_DAY = 1, "出院日不计费", "the day of discharge is not charged"
    TRANSFER_DAY = 2, "转科日由转入病区计费", "the day of a transfer is charged by the new ward"
    NOT_IN_FORCE = 4, "该日9时该医嘱未在用", "another order, or none, was in force that day"
    RETURN_REFUSED = 5, "药房未接受退药，附加项目恢复收费", "return not taken by the pharmacy: add-ons charged again"
    NOT_DISPENSED = 3, "药房未发药，附加项目冲回", "not issued by the pharmacy: add-ons taken back"


class TreatmentRow(msgspec.Struct, frozen=True, array_like=True):
    """治疗记录 (R2.8, R2.9): a line as the ward holds it, with the pharmacy's answer."""

    line_id: LineId
    order_id: OrderId | None
    group_no: int
    kind: LineKind
    service_date: date
    item_code: str
    item_name: str
    spec: str
    unit: str
    quantity: Quantity
    administrations: int
    price: Money | None
    amount: Money | None
    state: LineState
    reversed_quantity: Quantity
    reverses: LineId | None
    reason: str
    answered_at: datetime | None
    segment: int
    """Settlement stage (Payid) it belongs to: R2.15."""
    cause: ReversalCause | None
    """Instead of a reason, where nobody had to give one."""
    unused: int = 0
    """Administrations whose time lies after the order's stop: a return is proposed (S6)."""


@dataclass(frozen=True, slots=True)
class GroupReversal:
    """冲正 of administrations of one group on one service date, add-ons included."""

    stay_id: StayId
    group_no: int
    kind: OrderKind
    service_date: date
    administrations: Annotated[int, Meta(ge=1, le=99)]
    reason: Text200


@dataclass(frozen=True, slots=True)
class LineReversal:
    """冲正 of one line by quantity; how admission asks on behalf of its cashier."""

    line_id: LineId
    quantity: Quantity
    reason: Text200


@dataclass(frozen=True, slots=True)
class AccountGlance:
    """Charges, deposits and balance as of a stated time (R2.11)."""

    deposits: Money
    unsettled: Money
    balance: Money
    as_of: datetime
    owing: bool
    """Charges exceed deposits."""


@dataclass(frozen=True, slots=True)
class WardBills:
    """一日清单 of every patient of a ward on one day."""

    service_date: date
    bills: tuple[DailyBill, ...]
