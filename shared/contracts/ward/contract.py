"""Operations of a ward."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from typing import ClassVar

from shared.contracts.admission.types import PaymentNotice
from shared.contracts.common import (
    ApplyResult,
    DataPacket,
    Delta,
    DepartmentContract,
    PlannedLine,
    Quantity,
    Text20,
)
from shared.contracts.operation import operation
from shared.contracts.ward import errors
from shared.contracts.ward.types import (
    AccountGlance,
    Aware,
    Bed,
    Board,
    GroupReversal,
    LineReversal,
    OrderDraft,
    OrderSheet,
    Reception,
    RunPreview,
    RunResult,
    ShortOrder,
    TreatmentRow,
    WardBills,
    WardStay,
)
from shared.identifiers import OrderId, StayId


class WardContract(DepartmentContract):
    """住院病区. One ward server may serve several wards; every operation checks the caller's right on the ward it touches."""

    department = "ward"
    default_port = 18802
    refusals: ClassVar = errors

    # -- beds and patients (R2.1, R2.11, R2.14)

    @operation(readonly=True, right="ward.read")
    @abstractmethod
    def wards(self) -> tuple[tuple[str, str], ...]:
        """(code, name) of the wards this server serves and the caller may work on."""

    @operation(readonly=True, right="ward.read")
    @abstractmethod
    def board(self, ward: str) -> Board:
        """The bed board."""

    @operation(readonly=True, right="ward.read")
    @abstractmethod
    def stay(self, stay_id: StayId) -> WardStay:
        """One patient of the ward."""

    @operation(right="ward.receive")
    @abstractmethod
    def receive(self, stay_id: StayId, ward: str, reception: Reception) -> WardStay:
        """接收入科 into a bed. Raises BedTaken. Works while admission is away (未同步)."""

    @operation(right="ward.receive")
    @abstractmethod
    def change_bed(self, stay_id: StayId, bed: Text20) -> WardStay:
        """换床 within the ward."""

    @operation(right="ward.bed.edit")
    @abstractmethod
    def add_bed(self, ward: str, bed: Text20) -> Bed:
        """加床."""

    @operation(right="ward.receive")
    @abstractmethod
    def bed_cleaned(self, ward: str, bed: Text20) -> Bed:
        """待清洁 → 空床."""

    @operation(readonly=True, right="ward.read")
    @abstractmethod
    def account(self, stay_id: StayId) -> AccountGlance | None:
        """Charges and deposits as of a stated time; None before the cashier's first word."""

    @operation(readonly=True, right="ward.read")
    @abstractmethod
    def payment_notice(self, stay_id: StayId) -> PaymentNotice:
        """交款通知单 (R2.11): admission's own, so that ward and desk ask for the same sum. Raises Unavailable while it is away."""

    @operation(readonly=True, right="service.beds")
    @abstractmethod
    def free_beds(self) -> dict[str, int]:
        """How many beds are free in each ward, for the desk that admits."""

    # -- orders (R2.3, R2.4, R2.7, R2.U, R2.V)

    @operation(readonly=True, right="ward.read")
    @abstractmethod
    def order_sheet(self, stay_id: StayId) -> OrderSheet:
        """医嘱单."""

    @operation(readonly=True, right="ward.read")
    @abstractmethod
    def first_day_times(self, draft: OrderDraft) -> int:
        """Proposal of the first day's administrations from the clock times (F6)."""

    @operation(readonly=True, right="ward.read")
    @abstractmethod
    def short_items(self) -> tuple[str, ...]:
        """Codes of the items the pharmacy has flagged short."""

    @operation(readonly=True, right="ward.read")
    @abstractmethod
    def drug_stock(self) -> dict[str, Quantity]:
        """What the pharmacy can issue now of each drug it has, by its code. Raises Unavailable while it can't be asked."""

    @operation(readonly=True, right="ward.read")
    @abstractmethod
    def short_orders(self, ward: str) -> tuple[ShortOrder, ...]:
        """Confirmed long-term orders of a ward that go on although their drug is flagged short: to be stopped (R2.7); by bed."""

    @operation(right="ward.order.enter")
    @abstractmethod
    def apply_orders(self, stay_id: StayId, delta: Delta) -> ApplyResult:
        """Enter, edit and delete unconfirmed orders: all rows or none. Columns are those of `OrderDraft`.

        New groups are numbered here: two stations that type at once never get the same number.
        """

    @operation(right="ward.order.confirm")
    @abstractmethod
    def confirm_orders(self, stay_id: StayId, orders: tuple[tuple[OrderId, int], ...]) -> OrderSheet:
        """校对 of (order, version) pairs. Raises OwnOrder, OrderChanged, GroupPartlyConfirmed."""

    @operation(right="ward.order.stop")
    @abstractmethod
    def stop_order(self, order_id: OrderId, version: int, stop_at: Aware) -> OrderSheet:
        """停止 a confirmed long-term order with its group; what the pharmacy has not given yet is withdrawn (S6)."""

    # -- execution (R2.5, R2.6, R2.8, R2.9)

    @operation(readonly=True, right="ward.read")
    @abstractmethod
    def preview_run(self, stay_id: StayId) -> RunPreview:
        """What `execute_patient` would do now, and what not and why."""

    @operation(right="ward.run")
    @abstractmethod
    def execute_patient(self, stay_id: StayId) -> RunResult:
        """发药/执行 for one patient: drug lines go to the pharmacy, others become charges. A second run makes nothing."""

    @operation(readonly=True, right="ward.read")
    @abstractmethod
    def treatment_record(self, stay_id: StayId, first: date | None, last: date | None) -> DataPacket[TreatmentRow]:
        """治疗记录."""

    @operation(right="ward.reverse")
    @abstractmethod
    def reverse_group(self, reversal: GroupReversal) -> tuple[PlannedLine, ...]:
        """冲正 administrations of a group with its add-ons; drugs wait for the pharmacy to take them back.

        Drugs the pharmacy has not answered yet are withdrawn instead, all of them or none; the answer is empty then.
        """

    @operation(right="service.reverse")
    @abstractmethod
    def reverse_line(self, reversal: LineReversal) -> tuple[PlannedLine, ...]:
        """冲正 one line for the cashier; called by the admission server."""

    # -- leaving (R2.12–R2.15)

    @operation(right="ward.discharge")
    @abstractmethod
    def declare_discharge(self, stay_id: StayId) -> WardStay:
        """出院: stops all long-term orders, runs a last generation, hands everything to billing.

        Asks OrdersRunning, and OrdersLeftOut where that generation can't do all that is due.
        """

    @operation(right="ward.discharge")
    @abstractmethod
    def declare_interim(self, stay_id: StayId, cutoff: date) -> WardStay:
        """阶段结算 of the service dates before `cutoff`; stops nothing."""

    @operation(right="ward.discharge")
    @abstractmethod
    def declare_transfer(self, stay_id: StayId, target_ward: str) -> WardStay:
        """转科: stops all long-term orders; the new ward receives the patient. Asks OrdersRunning, OrdersLeftOut."""

    @operation(right="ward.discharge")
    @abstractmethod
    def recall(self, stay_id: StayId) -> WardStay:
        """召回 before settlement; admission must agree and be reachable. Raises AdmissionUnreachable."""

    # -- papers (R2.10)

    @operation(readonly=True, right="ward.read")
    @abstractmethod
    def daily_bills(self, ward: str, service_date: date, stay_id: StayId | None = None) -> WardBills:
        """一日清单 of the ward or one patient; without admission the ward's own lines, marked incomplete."""
