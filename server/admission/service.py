"""The admission contract, one line per operation. What each means stands in the contract."""

from __future__ import annotations

from datetime import date

from server.admission import (
    accounts,
    charge_corrections,
    deposits,
    papers,
    patients,
    queries,
    receipt_numbers,
    settlement_queries,
    settlements,
    stays,
    unassigned,
)
from server.kernel.entrance import prepared_by
from server.kernel.unit_of_work import Work
from shared.contracts.admission.contract import AdmissionContract
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
    SupplementaryOrder,
    UnassignedCharge,
)
from shared.contracts.common import DataPacket, Money, PlannedLine, Quantity
from shared.identifiers import DepositId, Key, LineId, SettlementId, StayId


class AdmissionService(AdmissionContract):
    """One call's view of the admission desk."""

    def __init__(self, work: Work) -> None:
        self.work = work

    def find_patients(self, query: PatientQuery) -> DataPacket[PatientRow]:
        return queries.find_patients(self.work, query)

    def patient(self, patient_no: int) -> Patient:
        return queries.patient(self.work, patient_no)

    def register_patient(self, details: PatientDetails, answers: tuple[str, ...] = (), *, key: Key) -> Patient:
        return patients.register(self.work, details, answers)

    def edit_patient(
        self, patient_no: int, version: int, details: PatientDetails, answers: tuple[str, ...] = (), *, key: Key
    ) -> Patient:
        return patients.edit(self.work, patient_no, version, details, answers)

    def stays(self, patient_no: int) -> tuple[Stay, ...]:
        return queries.stays(self.work, patient_no)

    def stay(self, stay_id: StayId) -> Stay:
        return queries.stay(self.work, stay_id)

    def admit(self, patient_no: int, request: AdmissionRequest, *, key: Key) -> Stay:
        return stays.admit(self.work, patient_no, request)

    def cancel_admission(self, stay_id: StayId, reason: str, *, key: Key) -> Stay:
        return stays.cancel_admission(self.work, stay_id, reason)

    def discharge(self, stay_id: StayId, doctor: str, ward: str, *, key: Key) -> Stay:
        return stays.discharge(self.work, stay_id, doctor, ward)

    def recall(self, stay_id: StayId, *, key: Key) -> Stay:
        return stays.recall(self.work, stay_id)

    def desk(self) -> Desk:
        return queries.desk(self.work, *receipt_numbers.left(self.work, "receipt", self.work.caller.user_id))

    def take_deposit(self, stay_id: StayId, amount: Money, method: PayMethod, *, key: Key) -> DepositReceipt:
        return deposits.take(self.work, stay_id, amount, method)

    def void_deposit(self, deposit_id: DepositId, reason: str, *, key: Key) -> Deposit:
        return deposits.void(self.work, deposit_id, reason)

    def deposit_receipt(self, deposit_id: DepositId) -> DepositReceipt:
        return deposits.receipt(self.work, deposit_id)

    def account(self, stay_id: StayId) -> Account:
        return accounts.account(self.work, stay_id)

    def charges(self, stay_id: StayId, first: date | None, last: date | None) -> DataPacket[ChargeRow]:
        return accounts.charges(self.work, stay_id, first, last)

    def order_check(self, stay_id: StayId) -> DataPacket[OrderCheckRow]:
        return charge_corrections.order_check(self.work, stay_id)

    def mark_checked(self, stay_id: StayId, line_version: int, *, key: Key) -> Account:
        return accounts.mark_checked(self.work, stay_id, line_version)

    def supplement(self, stay_id: StayId, order: SupplementaryOrder, *, key: Key) -> tuple[PlannedLine, ...]:
        return charge_corrections.supplement(self.work, stay_id, order)

    @prepared_by(charge_corrections.ask_source)
    def reverse_charge(
        self, line_id: LineId, quantity: Quantity, reason: str, new_price: Money | None = None, *, key: Key
    ) -> tuple[PlannedLine, ...]:
        return charge_corrections.reverse(self.work, line_id, quantity, reason, new_price)

    def unassigned_charges(self) -> tuple[UnassignedCharge, ...]:
        return unassigned.waiting(self.work)

    def assign_charge(self, line_id: LineId, stay_id: StayId, answers: tuple[str, ...] = (), *, key: Key) -> PlannedLine:
        return unassigned.assign(self.work, line_id, stay_id, answers)

    def close_unassigned(self, line_id: LineId, reason: str, *, key: Key) -> UnassignedCharge:
        return unassigned.close(self.work, line_id, reason)

    def preview_settlement(self, request: SettlementRequest) -> SettlementPreview:
        return settlements.preview(self.work, request)

    def settle(
        self, request: SettlementRequest, line_version: int, due: Money, payments: tuple[Payment, ...], *, key: Key
    ) -> Settlement:
        return settlements.settle(self.work, request, line_version, due, payments)

    def void_settlement(self, settlement_id: SettlementId, reason: str, *, key: Key) -> Settlement:
        return settlements.void(self.work, settlement_id, reason)

    def settlements(self, stay_id: StayId) -> tuple[Settlement, ...]:
        return settlement_queries.settlements(self.work, stay_id)

    def find_receipts(self, text: str, first: date | None, last: date | None) -> DataPacket[ReceiptRow]:
        return settlement_queries.find_receipts(self.work, text, first, last)

    def receipt(self, settlement_id: SettlementId) -> Receipt:
        return settlement_queries.receipt(self.work, settlement_id)

    def reprint_receipt(self, settlement_id: SettlementId, *, key: Key) -> Receipt:
        return settlement_queries.reprint(self.work, settlement_id)

    def draw_receipt_range(self, series: str, cashier: str, first: str, last: str, *, key: Key) -> int:
        return receipt_numbers.draw_range(self.work, series, cashier, first, last)

    def daily_bill(self, stay_id: StayId, service_date: date) -> DailyBill:
        return papers.daily_bill(self.work, stay_id, service_date)

    def charge_list(self, stay_id: StayId, first: date | None, last: date | None, settlement_id: SettlementId | None) -> ChargeList:
        return papers.charge_list(self.work, stay_id, first, last, settlement_id)

    def payment_notice(self, stay_id: StayId) -> PaymentNotice:
        return papers.payment_notice(self.work, stay_id)

    def differences(self) -> tuple[Difference, ...]:
        return queries.differences(self.work)
