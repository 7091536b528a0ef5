"""Operations of the admission desk."""

from __future__ import annotations

from abc import abstractmethod
from datetime import date
from typing import ClassVar

from shared.contracts.admission import errors
from shared.contracts.admission.types import (
    Account,
    AdmissionRequest,
    ChargeList,
    ChargeRow,
    DailyBill,
    Deposit,
    DepositReceipt,
    Desk,
    Difference,
    OrderCheckRow,
    Patient,
    PatientDetails,
    PatientQuery,
    PatientRow,
    Payment,
    PaymentNotice,
    PayMethod,
    Receipt,
    ReceiptRow,
    Settlement,
    SettlementPreview,
    SettlementRequest,
    Stay,
    StayFacts,
    SupplementaryOrder,
    UnassignedCharge,
)
from shared.contracts.common import DataPacket, DepartmentContract, Money, PlannedLine, Quantity, Text20, Text50, Text200
from shared.contracts.operation import operation
from shared.identifiers import DepositId, LineId, SettlementId, StayId


class AdmissionContract(DepartmentContract):
    """出入院收费处. Commands take a `key`: the same key with the same content is done once."""

    department = "admission"
    default_port = 18801
    refusals: ClassVar = errors

    # -- patients (R1.1–R1.3, R1.10, R1.11)

    @operation(readonly=True, right="admission.patient.read")
    @abstractmethod
    def find_patients(self, query: PatientQuery) -> DataPacket[PatientRow]:
        """Former and present patients, best match first."""

    @operation(readonly=True, right="admission.patient.read")
    @abstractmethod
    def patient(self, patient_no: int) -> Patient:
        """One person. Raises PatientNotFound."""

    @operation(right="admission.patient.edit")
    @abstractmethod
    def register_patient(self, details: PatientDetails) -> Patient:
        """Give a new patient a number. Asks IdCardImplausible, IdCardTaken, SamePersonLikely."""

    @operation(right="admission.patient.edit")
    @abstractmethod
    def edit_patient(self, patient_no: int, version: int, details: PatientDetails) -> Patient:
        """Change what is known of a person. Raises PatientChanged when `version` is old."""

    # -- stays (R1.5, R1.8, R1.9, R1.32)

    @operation(readonly=True, right="admission.patient.read")
    @abstractmethod
    def stays(self, patient_no: int) -> tuple[Stay, ...]:
        """Every stay of a person, latest first."""

    @operation(readonly=True, right="admission.patient.read")
    @abstractmethod
    def stay(self, stay_id: StayId) -> Stay:
        """One stay. Raises StayNotFound."""

    @operation(right="admission.admit")
    @abstractmethod
    def admit(self, patient_no: int, request: AdmissionRequest) -> Stay:
        """办理入院: state 0 or 5 → 1; a readmission keeps the number and counts the stay."""

    @operation(right="admission.admit")
    @abstractmethod
    def edit_stay(self, stay_id: StayId, version: int, facts: StayFacts) -> Stay:
        """入院登记: correct what was noted when the stay was arranged (R1.9). Raises StayChangedMeanwhile, WrongState."""

    @operation(readonly=True, right="admission.admit")
    @abstractmethod
    def free_beds(self) -> dict[str, int]:
        """How many beds are free in each ward, as the wards say now. Raises Unavailable while they can't be asked."""

    @operation(right="admission.admit")
    @abstractmethod
    def cancel_admission(self, stay_id: StayId, reason: Text200) -> Stay:
        """取消入院 while nothing was paid, ordered or charged."""

    @operation(right="admission.discharge")
    @abstractmethod
    def discharge(self, stay_id: StayId, doctor: Text50, ward: str) -> Stay:
        """办理出院 of a settled patient: 4 → 5. Raises NotSettled."""

    @operation(right="service.recall")
    @abstractmethod
    def recall(self, stay_id: StayId) -> Stay:
        """The ward takes its declaration back before anything was settled: 3 or 4 → 2."""

    @operation(readonly=True, right="admission.patient.read")
    @abstractmethod
    def desk(self) -> Desk:
        """The cashier's home page."""

    # -- deposits (R1.6, R1.7)

    @operation(right="admission.deposit.take")
    @abstractmethod
    def take_deposit(
        self, stay_id: StayId, amount: Money, method: PayMethod, bank: Text20 = "", card_no: Text20 = ""
    ) -> DepositReceipt:
        """收取押金 and number its receipt; a card names its bank and number."""

    @operation(right="admission.deposit.void")
    @abstractmethod
    def void_deposit(self, deposit_id: DepositId, reason: Text200) -> Deposit:
        """作废押金 and give it back. Raises DepositUsed; SupervisorNeeded unless it is the caller's own of today."""

    @operation(readonly=True, right="admission.patient.read")
    @abstractmethod
    def deposit_receipt(self, deposit_id: DepositId) -> DepositReceipt:
        """The receipt of a deposit for viewing."""

    @operation(right="admission.deposit.take")
    @abstractmethod
    def reprint_deposit(self, deposit_id: DepositId) -> DepositReceipt:
        """The receipt for paper once more: same number, marked 补打 n."""

    # -- account and check (R1.12–R1.18, R1.21, R1.24, R1.30)

    @operation(readonly=True, right="admission.account.read")
    @abstractmethod
    def account(self, stay_id: StayId) -> Account:
        """The account with everything that is still on its way."""

    @operation(readonly=True, right="admission.account.read")
    @abstractmethod
    def charges(self, stay_id: StayId, first: date | None, last: date | None) -> DataPacket[ChargeRow]:
        """Charge lines by service date."""

    @operation(readonly=True, right="admission.account.read")
    @abstractmethod
    def order_check(self, stay_id: StayId) -> DataPacket[OrderCheckRow]:
        """Orders beside their charges; what differs is marked."""

    @operation(right="admission.charge.check")
    @abstractmethod
    def mark_checked(self, stay_id: StayId, line_version: int) -> Account:
        """Stamp the charges as checked; any later line unsets it. Raises AccountChanged."""

    @operation(right="admission.charge.supplement")
    @abstractmethod
    def supplement(self, stay_id: StayId, order: SupplementaryOrder) -> tuple[PlannedLine, ...]:
        """补充医嘱: charge what was missed at today's price; a drug asks the pharmacy."""

    @operation(right="admission.charge.reverse")
    @abstractmethod
    def reverse_charge(
        self, line_id: LineId, quantity: Quantity, reason: Text200, new_price: Money | None = None
    ) -> tuple[PlannedLine, ...]:
        """冲正 of a line and, in proportion, its group's add-ons. The line's source decides and makes the reversing lines.

        `new_price` corrects a price: a full reversal plus a new line at that price (§2.6).
        """

    # -- charges of people without a stay

    @operation(readonly=True, right="admission.account.read")
    @abstractmethod
    def unassigned_charges(self) -> tuple[UnassignedCharge, ...]:
        """待归属费用, oldest first."""

    @operation(right="admission.charge.supplement")
    @abstractmethod
    def assign_charge(self, line_id: LineId, stay_id: StayId) -> PlannedLine:
        """Charge it to a stay at the price it was performed at. Asks (OtherPatient) when the charge names another patient number.

        Raises ChargeAssigned, WrongState.
        """

    @operation(right="admission.charge.supplement")
    @abstractmethod
    def close_unassigned(self, line_id: LineId, reason: Text200) -> UnassignedCharge:
        """Not for an account here (paid as an out-patient, …): off the list, with a reason. Raises ChargeAssigned."""

    # -- settlement (R1.22–R1.32)

    @operation(readonly=True, right="admission.account.read")
    @abstractmethod
    def preview_settlement(self, request: SettlementRequest) -> SettlementPreview:
        """The sum as it would be settled now."""

    @operation(right="admission.settle")
    @abstractmethod
    def settle(self, request: SettlementRequest, line_version: int, due: Money, payments: tuple[Payment, ...]) -> Settlement:
        """结算: what was shown is what is charged, else AccountChanged."""

    @operation(right="admission.settle")
    @abstractmethod
    def void_settlement(self, settlement_id: SettlementId, reason: Text200) -> Settlement:
        """作废结算: lines and deposits are open again, the money is booked back today."""

    @operation(readonly=True, right="admission.account.read")
    @abstractmethod
    def settlements(self, stay_id: StayId) -> tuple[Settlement, ...]:
        """Settlements of a stay, latest first, void ones included."""

    @operation(readonly=True, right="admission.account.read")
    @abstractmethod
    def find_receipts(self, text: Text50, first: date | None, last: date | None) -> DataPacket[ReceiptRow]:
        """Receipts by number, patient number or name, and day."""

    @operation(readonly=True, right="admission.account.read")
    @abstractmethod
    def receipt(self, settlement_id: SettlementId) -> Receipt:
        """The receipt for viewing."""

    @operation(right="admission.settle")
    @abstractmethod
    def reprint_receipt(self, settlement_id: SettlementId) -> Receipt:
        """The receipt for paper once more: same number, marked 补打 n."""

    @operation(right="admission.receipt.range")
    @abstractmethod
    def draw_receipt_range(self, series: str, cashier: str, first: Text50, last: Text50) -> int:
        """领用票据: give `cashier` the numbers first–last of `series` (receipt or deposit); answers how many are left."""

    # -- papers

    @operation(readonly=True, right="admission.account.read")
    @abstractmethod
    def daily_bill(self, stay_id: StayId, service_date: date) -> DailyBill:
        """一日清单; asking again gives the same."""

    @operation(readonly=True, right="admission.account.read")
    @abstractmethod
    def daily_bills(self, stays: tuple[StayId, ...], service_date: date) -> tuple[DailyBill, ...]:
        """一日清单 of several stays, in their order. Raises StayNotFound when one of them is unknown."""

    @operation(readonly=True, right="admission.account.read")
    @abstractmethod
    def charge_list(self, stay_id: StayId, first: date | None, last: date | None, settlement_id: SettlementId | None) -> ChargeList:
        """费用清单 of a period or of one receipt."""

    @operation(readonly=True, right="admission.account.read")
    @abstractmethod
    def payment_notice(self, stay_id: StayId) -> PaymentNotice:
        """交款通知单."""

    @operation(readonly=True, right="admission.account.read")
    @abstractmethod
    def differences(self) -> tuple[Difference, ...]:
        """The reconciliation list, oldest first."""

    @operation(right="admission.charge.supplement")
    @abstractmethod
    def charge_difference(self, difference_id: str) -> Difference:
        """Charge it to its stay after all. Raises DifferenceResolved, WrongState for a stay that is over, DrugTwice."""

    @operation(right="admission.charge.supplement")
    @abstractmethod
    def close_difference(self, difference_id: str, reason: Text200) -> Difference:
        """Off the list without a charge, with a reason. Raises DifferenceResolved."""
