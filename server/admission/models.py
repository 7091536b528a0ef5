"""Tables of the admission desk. Source: thesis §5.2.2 tables 1–7 and 12, with the keys of domain rules §2.7."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import Annotated, TypedDict

from sqlalchemy import Index, String, Unicode, UniqueConstraint

from server.charging import lines, statements
from server.kernel.database import new_metadata
from server.kernel.rows import Uid, UnitPrice, Units, Yuan, declare, unique_where
from server.kernel.tables import kernel_tables
from shared.identifiers import DepositId, LineId, OrderId, RequestId, SettlementId, StayId

metadata = new_metadata()
kernel = kernel_tables(metadata)
table = partial(declare, metadata)


class CounterRow(TypedDict):
    name: Annotated[str, String(20)]
    value: int


counter = table("admission_counter", CounterRow, key="name")


class PatientRow(TypedDict):
    patient_no: int
    version: int
    name: Annotated[str, Unicode(30)]
    initials: Annotated[str, Unicode(300)]
    sex: int
    birth_date: date | None
    id_card: Annotated[str, Unicode(18)]
    payer: int
    phone: Annotated[str, Unicode(30)]
    address: Annotated[str, Unicode(100)]
    postcode: Annotated[str, Unicode(6)]
    hometown: Annotated[str, Unicode(20)]
    country: Annotated[str, Unicode(20)]
    employer: Annotated[str, Unicode(50)]
    employer_address: Annotated[str, Unicode(100)]
    employer_phone: Annotated[str, Unicode(20)]
    employer_postcode: Annotated[str, Unicode(6)]
    insurance_card: Annotated[str, Unicode(20)]
    insurance_area: Annotated[str, Unicode(20)]
    patient_kind: Annotated[str, Unicode(20)]
    contact_name: Annotated[str, Unicode(30)]
    contact_relationship: Annotated[str, Unicode(20)]
    contact_phone: Annotated[str, Unicode(30)]
    contact_address: Annotated[str, Unicode(100)]
    contact_employer: Annotated[str, Unicode(50)]
    visits: int
    state: int
    current_stay: Uid[StayId] | None
    registered_at: datetime


patient = table(
    "admission_patient",
    PatientRow,
    Index("ix_admission_patient_name", "name"),
    Index("ix_admission_patient_id_card", "id_card"),
    # Nobody is in hospital under two numbers; 0 and 5 are who is not there.
    unique_where("uq_admission_patient_in_hospital", "id_card <> '' AND state <> 0 AND state <> 5", "id_card"),
    key="patient_no",
)


class StayRow(TypedDict):
    stay_id: Uid[StayId]
    patient_no: int
    visit_no: int
    version: int
    state: int
    segment: int
    ward: Annotated[str, Unicode(10)]
    target_ward: Annotated[str, Unicode(10)] | None
    bed: Annotated[str, Unicode(20)] | None
    admitting_ward: Annotated[str, Unicode(10)]
    discharge_ward: Annotated[str, Unicode(10)] | None
    referring_doctor: Annotated[str, Unicode(50)]
    attending_doctor: Annotated[str, Unicode(50)]
    discharging_doctor: Annotated[str, Unicode(50)]
    diagnosis: Annotated[str, Unicode(200)]
    insurance_serial: Annotated[str, Unicode(20)]
    payer: int
    admitted_at: datetime
    received_at: datetime | None
    declared_at: datetime | None
    cutoff: date | None
    discharged_at: datetime | None
    line_version: int
    checked_version: int | None
    checked_by: Annotated[str, Unicode(30)] | None
    checked_at: datetime | None


stay = table(
    "admission_stay",
    StayRow,
    UniqueConstraint("patient_no", "visit_no"),
    Index("ix_admission_stay_state", "state"),
    # One person, one open stay; 5 and 9 are over.
    unique_where("uq_admission_stay_open", "state <> 5 AND state <> 9", "patient_no"),
    key="stay_id",
)


class DepositRow(TypedDict):
    deposit_id: Uid[DepositId]
    stay_id: Uid[StayId]
    receipt_no: Annotated[str, Unicode(20)]
    amount: Yuan
    method: int
    bank: Annotated[str, Unicode(20)]
    card_no: Annotated[str, Unicode(20)]
    taken_at: datetime
    cashier_id: Annotated[str, Unicode(40)]
    cashier: Annotated[str, Unicode(30)]
    void_at: datetime | None
    voider_id: Annotated[str, Unicode(40)] | None
    void_by: Annotated[str, Unicode(30)] | None
    void_reason: Annotated[str, Unicode(200)] | None
    settlement_id: Uid[SettlementId] | None
    carried_from: Uid[SettlementId] | None
    reprints: int


deposit = table(
    "admission_deposit",
    DepositRow,
    Index("ix_admission_deposit_stay_id", "stay_id"),
    Index("ix_admission_deposit_cashier_id_taken_at", "cashier_id", "taken_at"),
    Index("ix_admission_deposit_voider_id_void_at", "voider_id", "void_at"),
    Index("ix_admission_deposit_receipt_no", "receipt_no"),
    key="deposit_id",
)


class _Charge(lines.LineRow):
    stay_id: Uid[StayId]
    source: Annotated[str, String(20)]
    ordered_as: int
    group_no: int
    is_drug: bool
    planned_date: date
    order_day: date | None
    state: int
    reversed_quantity: Units
    request_id: Uid[RequestId] | None
    settlement_id: Uid[SettlementId] | None


class ChargeLineRow(_Charge):
    """planned_date is what the source stated; service_date is the day the fee arose (Costdate). order_day: the day a long-term
    order is charged for by this line, while no other line may charge it.
    """

    price: UnitPrice | None
    amount: Yuan | None


class ConfirmedRow(_Charge):
    """A line of `charge_line` that is money."""

    price: UnitPrice
    amount: Yuan


charge_line = table(
    "admission_charge_line",
    ChargeLineRow,
    Index("ix_admission_charge_line_stay_id_service_date", "stay_id", "service_date"),
    # One line per long-term order and day; reversals and refused lines do not count.
    unique_where("uq_admission_charge_line_order_day", "order_day IS NOT NULL", "order_id", "order_day"),
    key="line_id",
)


class EarlyAnswerRow(TypedDict):
    """The pharmacy's answers that overtook the line they answer."""

    line_id: Uid[LineId]
    stay_id: Uid[StayId]
    state: int
    quantity: Units
    price: UnitPrice | None
    answered_at: datetime


early_answer = table("admission_early_answer", EarlyAnswerRow, key="line_id")


class StatementRow(statements.StatementRow):
    source: Annotated[str, String(20)]
    heard_at: datetime


statement = table("admission_statement", StatementRow, key=("stay_id", "source"))


class OrderReplicaRow(TypedDict):
    order_id: Uid[OrderId]
    stay_id: Uid[StayId]
    ward: Annotated[str, Unicode(10)]
    group_no: int
    ordered_as: int
    item_code: Annotated[str, Unicode(6)]
    item_name: Annotated[str, Unicode(60)]
    dose_text: Annotated[str, Unicode(40)]
    usage: Annotated[str, Unicode(30)]
    frequency: Annotated[str, Unicode(40)]
    start_at: datetime
    stop_at: datetime | None


order_replica = table("admission_order", OrderReplicaRow, Index("ix_admission_order_stay_id", "stay_id"), key="order_id")


class SettlementRow(TypedDict):
    settlement_id: Uid[SettlementId]
    stay_id: Uid[StayId]
    patient_no: int
    patient_name: Annotated[str, Unicode(30)]
    ward: Annotated[str, Unicode(10)]
    bed: Annotated[str, Unicode(20)] | None
    mode: int
    state: int
    segment: int
    receipt_no: Annotated[str, Unicode(20)]
    first: date
    last: date
    cutoff: date | None
    total: Yuan
    insurance: Yuan
    own_share: Yuan
    deposit_total: Yuan
    due: Yuan
    paid: Yuan
    carried_over: Yuan
    settled_at: datetime
    cashier_id: Annotated[str, Unicode(40)]
    cashier: Annotated[str, Unicode(30)]
    void_at: datetime | None
    void_by: Annotated[str, Unicode(30)] | None
    void_reason: Annotated[str, Unicode(200)] | None
    reprints: int


settlement = table(
    "admission_settlement",
    SettlementRow,
    Index("ix_admission_settlement_stay_id", "stay_id"),
    Index("ix_admission_settlement_settled_at", "settled_at"),
    Index("ix_admission_settlement_patient_no", "patient_no"),
    UniqueConstraint("receipt_no"),
    key="settlement_id",
)


class SettlementCategoryRow(TypedDict):
    settlement_id: Uid[SettlementId]
    income_type: int
    amount: Yuan


settlement_category = table("admission_settlement_category", SettlementCategoryRow, key=("settlement_id", "income_type"))


class PaymentRow(TypedDict):
    payment_id: Uid[str]
    settlement_id: Uid[SettlementId]
    stay_id: Uid[StayId]
    method: int
    amount: Yuan
    bank: Annotated[str, Unicode(20)]
    card_no: Annotated[str, Unicode(20)]
    paid_at: datetime
    cashier_id: Annotated[str, Unicode(40)]
    reverses: Uid[str] | None


payment = table(
    "admission_payment",
    PaymentRow,
    Index("ix_admission_payment_settlement_id", "settlement_id"),
    Index("ix_admission_payment_stay_id", "stay_id"),
    key="payment_id",
)


class ReceiptRangeRow(TypedDict):
    range_id: Uid[str]
    series: Annotated[str, String(10)]
    cashier_id: Annotated[str, Unicode(40)]
    prefix: Annotated[str, Unicode(10)]
    width: int
    first: int
    last: int
    next: int


receipt_range = table(
    "admission_receipt_range",
    ReceiptRangeRow,
    Index("ix_admission_receipt_range_cashier_id", "cashier_id", "series"),
    key="range_id",
)


class DifferenceRow(TypedDict):
    difference_id: Uid[str]
    stay_id: Uid[StayId]
    reason: Annotated[str, String(40)]
    line: Annotated[str, Unicode(4000)]
    noted_at: datetime
    resolved_at: datetime | None
    resolved_by: Annotated[str, Unicode(30)] | None
    charged: bool | None
    why: Annotated[str, Unicode(200)] | None


difference = table("admission_difference", DifferenceRow, key="difference_id")


class UnassignedChargeRow(TypedDict):
    """Charges of people without a stay; closed_at is set once, with the stay they were charged to or a reason."""

    line_id: Uid[LineId]
    patient_no: int | None
    patient_name: Annotated[str, Unicode(50)]
    item_code: Annotated[str, Unicode(6)]
    item_name: Annotated[str, Unicode(60)]
    unit: Annotated[str, Unicode(10)]
    income_type: int
    quantity: Units
    price: UnitPrice
    service_date: date
    performed_at: datetime
    closed_at: datetime | None
    closed_by: Annotated[str, Unicode(30)] | None
    stay_id: Uid[StayId] | None
    reason: Annotated[str, Unicode(200)] | None


unassigned_charge = table("admission_unassigned_charge", UnassignedChargeRow, key="line_id")


class DailyBillRow(TypedDict):
    """What each night's bills came to: a bill asked for later says whether the day has changed since."""

    stay_id: Uid[StayId]
    service_date: date
    made_at: datetime
    lines: int
    day_total: Yuan


daily_bill = table("admission_daily_bill", DailyBillRow, key=("stay_id", "service_date"))
