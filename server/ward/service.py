"""The ward's contract, one line per operation."""

from __future__ import annotations

from datetime import date

from server.kernel.entrance import prepared_by
from server.kernel.unit_of_work import Work
from server.ward import (
    beds,
    bills,
    departures,
    order_confirmation,
    order_queries,
    order_stopping,
    orders,
    queries,
    reversals,
    runs,
    stays,
)
from shared.contracts.common import ApplyResult, DataPacket, Delta, PlannedLine
from shared.contracts.ward.contract import WardContract
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
    TreatmentRow,
    WardBills,
    WardStay,
)
from shared.identifiers import Key, OrderId, StayId


class WardService(WardContract):
    """One call's view of the ward. What each operation means stands in the contract."""

    def __init__(self, work: Work) -> None:
        self.work = work

    def wards(self) -> tuple[tuple[str, str], ...]:
        return queries.wards(self.work)

    def board(self, ward: str) -> Board:
        return queries.board(self.work, ward)

    def stay(self, stay_id: StayId) -> WardStay:
        return queries.stay(self.work, stay_id)

    def receive(self, stay_id: StayId, ward: str, reception: Reception, *, key: Key) -> WardStay:
        return stays.receive(self.work, stay_id, ward, reception)

    def change_bed(self, stay_id: StayId, bed: str, *, key: Key) -> WardStay:
        return stays.change_bed(self.work, stay_id, bed)

    def add_bed(self, ward: str, bed: str, *, key: Key) -> Bed:
        return beds.add_bed(self.work, ward, bed)

    def bed_cleaned(self, ward: str, bed: str, *, key: Key) -> Bed:
        return beds.bed_cleaned(self.work, ward, bed)

    def account(self, stay_id: StayId) -> AccountGlance | None:
        return queries.account(self.work, stay_id)

    def order_sheet(self, stay_id: StayId) -> OrderSheet:
        return order_queries.order_sheet(self.work, stay_id)

    def first_day_times(self, draft: OrderDraft) -> int:
        return orders.first_day_times(self.work, draft)

    def short_items(self) -> tuple[str, ...]:
        return queries.short_items(self.work)

    def apply_orders(self, stay_id: StayId, delta: Delta, *, key: Key) -> ApplyResult:
        return orders.apply(self.work, stay_id, delta)

    def confirm_orders(self, stay_id: StayId, orders: tuple[tuple[OrderId, int], ...], *, key: Key) -> OrderSheet:
        return order_confirmation.confirm(self.work, stay_id, orders)

    def stop_order(self, order_id: OrderId, version: int, stop_at: Aware, *, key: Key) -> OrderSheet:
        return order_stopping.stop_order(self.work, order_id, version, stop_at)

    def preview_run(self, stay_id: StayId) -> RunPreview:
        return runs.preview(self.work, stay_id)

    def execute_patient(self, stay_id: StayId, *, key: Key) -> RunResult:
        return runs.execute(self.work, stay_id)

    def treatment_record(self, stay_id: StayId, first: date | None, last: date | None) -> DataPacket[TreatmentRow]:
        return order_queries.treatment_record(self.work, stay_id, first, last)

    def reverse_group(self, reversal: GroupReversal, *, key: Key) -> tuple[PlannedLine, ...]:
        return reversals.reverse_group(self.work, reversal)

    def reverse_line(self, reversal: LineReversal, *, key: Key) -> tuple[PlannedLine, ...]:
        return reversals.reverse_line(self.work, reversal)

    def declare_discharge(self, stay_id: StayId, answers: tuple[str, ...] = (), *, key: Key) -> WardStay:
        return departures.declare_discharge(self.work, stay_id, answers)

    def declare_interim(self, stay_id: StayId, cutoff: date, *, key: Key) -> WardStay:
        return departures.declare_interim(self.work, stay_id, cutoff)

    def declare_transfer(self, stay_id: StayId, target_ward: str, answers: tuple[str, ...] = (), *, key: Key) -> WardStay:
        return departures.declare_transfer(self.work, stay_id, target_ward, answers)

    @prepared_by(departures.ask_admission)
    def recall(self, stay_id: StayId, *, key: Key) -> WardStay:
        return departures.recall(self.work, stay_id)

    @prepared_by(bills.ask_admission)
    def daily_bills(self, ward: str, service_date: date, stay_id: StayId | None = None) -> WardBills:
        return bills.daily_bills(self.work, ward, service_date)
