"""Values of the admission contract. Source: thesis §5.2.2 tables 1–7, domain rules §2.1 and §2.7."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec
from msgspec import Meta

from shared.contracts.common import LineKind, LineState, Money, PatientBrief, PlannedLine, Text20, Text50, Text200
from shared.enums import Code
from shared.identifiers import DepositId, LineId, OrderId, SettlementId, StayId


class StayState(Code):
    """病人状态 (Stat), §2.1; admission alone decides its transitions."""

    NEW = 0, "新病人", "new"
    WAITING = 1, "等待入科", "waiting"
    IN_WARD = 2, "住院", "in ward"
    INTERIM = 3, "阶段结算", "interim settlement"
    DISCHARGING = 4, "办理出院", "discharging"
    DISCHARGED = 5, "已出院", "discharged"
    TRANSFERRING = 6, "转科", "transferring"
    CANCELLED = 9, "取消入院", "admission cancelled"


OPEN_STATES = frozenset({StayState.WAITING, StayState.IN_WARD, StayState.INTERIM, StayState.DISCHARGING, StayState.TRANSFERRING})


class Sex(Code):
    """性别, as the thesis codes it."""

    FEMALE = 0, "女", "female"
    MALE = 1, "男", "male"


class Payer(Code):
    """医疗保险 kind (Patientdata.Insurance)."""

    PUBLIC = 0, "公费", "public funds"
    LABOUR = 1, "劳保", "labour insurance"
    MEDICAL = 2, "医疗保险", "medical insurance"
    SELF = 3, "自费", "self-paying"


class PayMethod(Code):
    """支付方式."""

    CASH = 1, "现金", "cash"
    IC_CARD = 2, "IC卡", "IC card"
    CARRY_OVER = 9, "结转", "carried over"


class SettlementMode(Code):
    """结算方式, §2.7."""

    DISCHARGE = 1, "出院结算", "discharge"
    INTERIM = 2, "阶段结算", "interim"


class SettlementState(Code):
    """Paydata.State."""

    PAID = 0, "正常", "paid"
    OWING = 1, "欠款", "owing"
    VOID = 2, "作废", "void"


@dataclass(frozen=True, slots=True)
class PatientDetails:
    """What the desk types about a person. The patient number and the stay count are never among it (R1.10)."""

    name: Annotated[str, Meta(max_length=30)]
    sex: Sex
    birth_date: date | None = None
    id_card: Annotated[str, Meta(max_length=18)] = ""
    payer: Payer = Payer.SELF
    phone: Annotated[str, Meta(max_length=30)] = ""
    address: Annotated[str, Meta(max_length=100)] = ""
    postcode: Annotated[str, Meta(max_length=6)] = ""
    hometown: Text20 = ""
    country: Text20 = "中国"
    employer: Text50 = ""
    employer_address: Annotated[str, Meta(max_length=100)] = ""
    employer_phone: Text20 = ""
    employer_postcode: Annotated[str, Meta(max_length=6)] = ""
    insurance_card: Text20 = ""
    insurance_area: Text20 = ""
    patient_kind: Text20 = ""
    contact_name: Annotated[str, Meta(max_length=30)] = ""
    contact_relationship: Text20 = ""
    contact_phone: Annotated[str, Meta(max_length=30)] = ""
    contact_address: Annotated[str, Meta(max_length=100)] = ""
    contact_employer: Text50 = ""


@dataclass(frozen=True, slots=True)
class Patient:
    """A person who is or was here."""

    patient_no: int
    version: int
    details: PatientDetails
    visits: int
    """住院次数 (Intimes)."""
    state: StayState
    current_stay: StayId | None
    registered_at: datetime


class PatientRow(msgspec.Struct, frozen=True, array_like=True):
    """A line of the patient search."""

    patient_no: int
    name: str
    sex: Sex
    birth_date: date | None
    id_card_masked: str
    visits: int
    state: StayState
    ward: str | None
    bed: str | None
    stay_id: StayId | None


@dataclass(frozen=True, slots=True)
class PatientQuery:
    """Any one of: number, name, pinyin initials or id card in `text`; narrowed by ward and state."""

    text: Text50 = ""
    ward: str | None = None
    state: StayState | None = None
    limit: Annotated[int, Meta(ge=1, le=500)] = 100


@dataclass(frozen=True, slots=True)
class AdmissionRequest:
    """办理入院: the ward waits for the patient from `admitted_at`."""

    ward: str
    admitted_at: datetime
    referring_doctor: Text20 = ""
    diagnosis: Text200 = ""
    insurance_serial: Text20 = ""


@dataclass(frozen=True, slots=True)
class Stay:
    """One stay (PatientIO): from arranging admission to discharge."""

    stay_id: StayId
    patient: PatientBrief
    version: int
    state: StayState
    segment: int
    """Payid: which settlement stage is open, from 1."""
    admitting_ward: str
    referring_doctor: str
    attending_doctor: str
    discharging_doctor: str
    discharge_ward: str | None
    admitted_at: datetime
    received_at: datetime | None
    declared_at: datetime | None
    """When the ward declared discharge or interim settlement (its cut-off)."""
    discharged_at: datetime | None
    payer: Payer


@dataclass(frozen=True, slots=True)
class Deposit:
    """One deposit (押金/预交金). `settlement_id` tells used from unused (R1.7)."""

    deposit_id: DepositId
    stay_id: StayId
    receipt_no: str
    amount: Money
    method: PayMethod
    taken_at: datetime
    cashier: str
    void_at: datetime | None
    void_by: str | None
    void_reason: str | None
    settlement_id: SettlementId | None

    @property
    def usable(self) -> bool:
        """Neither void nor consumed by a settlement."""
        return self.void_at is None and self.settlement_id is None


@dataclass(frozen=True, slots=True)
class DepositReceipt:
    """预交金收据."""

    hospital: str
    patient: PatientBrief
    deposit: Deposit


class ChargeRow(msgspec.Struct, frozen=True, array_like=True):
    """A charge line as the account shows it. `amount` is final once the line is confirmed."""

    line_id: LineId
    source: str
    kind: LineKind
    order_id: OrderId | None
    group_no: int
    service_date: date
    item_code: str
    item_name: str
    spec: str
    unit: str
    quantity: Decimal
    price: Money | None
    amount: Money | None
    income_type: int
    state: LineState
    reverses: LineId | None
    settlement_id: SettlementId | None
    ward: str


@dataclass(frozen=True, slots=True)
class CategoryTotal:
    """One of the thirteen income types (药费 … 其他费用), also when zero."""

    income_type: int
    name: str
    amount: Money


@dataclass(frozen=True, slots=True)
class DayTotal:
    """Confirmed charges of one service date."""

    service_date: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Pending:
    """Lines that wait for an answer, by where they wait."""

    ward: str
    request_id: str | None
    lines: int
    since: datetime


@dataclass(frozen=True, slots=True)
class SourceStatement:
    """The closing statement of one source beside what admission holds: equal means nothing is on its way."""

    source: str
    stated_lines: int | None
    """None: no statement yet."""
    held_lines: int
    matches: bool
    last_heard: datetime | None


@dataclass(frozen=True, slots=True)
class Account:
    """病人账户 as of now, unsettled part first; the same sums stand on screen, paper and settlement."""

    stay: Stay
    line_version: int
    """Counts changes of the line set; the check and the settlement name the version they saw."""
    total: Money
    settled: Money
    unsettled: Money
    deposits_usable: Money
    balance: Money
    """结余 = usable deposits − unsettled confirmed charges; negative must be paid."""
    by_category: tuple[CategoryTotal, ...]
    by_day: tuple[DayTotal, ...]
    deposits: tuple[Deposit, ...]
    pending: tuple[Pending, ...]
    statements: tuple[SourceStatement, ...]
    checked_by: str | None
    checked_at: datetime | None
    """R1.16: stamp of the check; None when nobody checked or lines came after."""
    obstacles: tuple[str, ...]
    """Codes of the refusals that keep this stay from being settled now."""


class OrderCheckRow(msgspec.Struct, frozen=True, array_like=True):
    """费用核对 (R1.12): an order beside what was charged for it. `differs` marks what the checker should look at."""

    order_id: OrderId
    group_no: int
    ordered_as: LineKind
    item_code: str
    item_name: str
    dose_text: str
    usage: str
    frequency: str
    start_at: datetime
    stop_at: datetime | None
    ward: str
    charged_quantity: Decimal
    charged_amount: Money
    charged_days: int
    differs: str


@dataclass(frozen=True, slots=True)
class SupplementaryOrder:
    """补充医嘱 (R1.13): a missed charge, always temporary. Drugs go through the pharmacy (R1.19)."""

    item_code: Annotated[str, Meta(max_length=6)]
    quantity: Annotated[Decimal, Meta()]
    service_date: date
    usage: int = 0
    with_add_ons: bool = False
    reason: Text200 = ""


@dataclass(frozen=True, slots=True)
class SettlementRequest:
    """What to settle. Discharge takes all lines and all deposits; interim a range [first, last] and chosen deposits."""

    stay_id: StayId
    mode: SettlementMode
    first: date | None = None
    last: date | None = None
    deposits: tuple[DepositId, ...] = ()


@dataclass(frozen=True, slots=True)
class SettlementPreview:
    """The receipt in the making. `due` > 0 is paid by the patient, < 0 is refunded or carried over."""

    request: SettlementRequest
    line_version: int
    line_count: int
    first: date
    last: date
    total: Money
    insurance: Money
    own_share: Money
    by_category: tuple[CategoryTotal, ...]
    deposits: tuple[Deposit, ...]
    deposit_total: Money
    due: Money
    obstacles: tuple[str, ...]
    next_receipt_no: str | None


@dataclass(frozen=True, slots=True)
class Payment:
    """Money that changed hands in a settlement; negative is a refund. Cards carry bank and number (R1.28)."""

    method: PayMethod
    amount: Money
    bank: Text20 = ""
    card_no: Text20 = ""


@dataclass(frozen=True, slots=True)
class Settlement:
    """A stored settlement (Paydata with FP)."""

    settlement_id: SettlementId
    stay_id: StayId
    patient: PatientBrief
    mode: SettlementMode
    state: SettlementState
    segment: int
    receipt_no: str
    first: date
    last: date
    total: Money
    insurance: Money
    own_share: Money
    deposit_total: Money
    due: Money
    paid: Money
    carried_over: Money
    by_category: tuple[CategoryTotal, ...]
    payments: tuple[Payment, ...]
    settled_at: datetime
    cashier: str
    void_at: datetime | None
    void_by: str | None


@dataclass(frozen=True, slots=True)
class Receipt:
    """住院收费票据 with what it prints beside the settlement. `reprints` > 0 prints 补打 n."""

    hospital: str
    settlement: Settlement
    payer: Payer
    admitted_at: datetime
    discharged_at: datetime | None
    national_items: tuple[tuple[str, Money], ...]
    """(收费项目, amount) in the order of the national form, only those that occurred."""
    id_card_masked: str
    check_code: str
    reprints: int
    amount_paid_in: Money
    """补缴金额."""
    amount_refunded: Money
    """退费金额."""


class ReceiptRow(msgspec.Struct, frozen=True, array_like=True):
    """A line of the receipt search."""

    receipt_no: str
    settlement_id: SettlementId | None
    patient_no: int | None
    patient_name: str
    total: Money
    settled_at: datetime | None
    cashier: str
    status: str
    reprints: int


@dataclass(frozen=True, slots=True)
class BillLine:
    """One item of one price on a daily bill or charge list."""

    item_code: str
    item_name: str
    spec: str
    unit: str
    quantity: Decimal
    price: Money
    amount: Money
    income_type: int
    income_name: str


@dataclass(frozen=True, slots=True)
class DailyBill:
    """一日清单 (R2.10): all lines of one service date, grouped by item and price."""

    hospital: str
    patient: PatientBrief
    service_date: date
    lines: tuple[BillLine, ...]
    day_total: Money
    cumulative: Money
    deposits: Money
    balance: Money
    as_of: datetime
    complete: bool
    """False when the ward printed its own lines without the cashier's items (未含收费处项目)."""


@dataclass(frozen=True, slots=True)
class ChargeList:
    """费用清单 (R1.31) of a period or a receipt, by income type."""

    hospital: str
    patient: PatientBrief
    first: date
    last: date
    receipt_no: str | None
    lines: tuple[BillLine, ...]
    by_category: tuple[CategoryTotal, ...]
    total: Money


@dataclass(frozen=True, slots=True)
class PaymentNotice:
    """交款通知单 (R1.20)."""

    hospital: str
    patient: PatientBrief
    total: Money
    deposits: Money
    balance: Money
    amount_to_pay: Money
    issued_at: datetime
    issued_by: str


@dataclass(frozen=True, slots=True)
class Desk:
    """Home of the cashier: who is waiting and what was taken today."""

    waiting: tuple[Stay, ...]
    to_settle: tuple[Stay, ...]
    deposits_taken: Money
    settlements_taken: Money
    receipts_left: int
    next_receipt_no: str | None
    reconciliation: int
    """Entries on the reconciliation list that somebody must look at."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A fact that could not be charged as it came: kept for a person to decide, never dropped."""

    difference_id: str
    stay_id: StayId
    reason: str
    line: PlannedLine
    noted_at: datetime
