"""A treatment from the ward's order to the account, through four real stations: what `tests.scenarios.test_treatment` tells, typed.

The patient of bed W01-002 has lain there since before the demo begins. The first threshold (60.00) and one session (100.00) are
charged, nothing else; the ward sees the order done.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Protocol

from PySide6.QtCore import Qt

from client_admission.desk_page import Place
from shared.contracts.ward.types import OrderKind, OrderState
from shared.feed import FeedOptions
from tests.client_ward import order_entry
from tests.demo import treatment
from tests.demo.desks import CashierDesk, NurseDesk
from tests.demo.hands import Album, Hands
from tests.demo.servers import DemoHospital
from tests.demo.steps import Step, expect
from tests.demo.treatment import TreatmentRoom
from tests.scenarios.people import ONCE, TREATMENT, Order, on

BED = "W01-002"
CHARGED = Decimal("160.00")
"""Threshold 60.00 and session 100.00."""
_ORDER = Order("300020", "1", "次", TREATMENT, ONCE, 1, OrderKind.TEMPORARY)


class Staff(Protocol):
    """Who of the journey takes part."""

    cashier: CashierDesk
    nurse: NurseDesk
    second_nurse: NurseDesk


class TreatmentStory:
    """The steps; `staff` have logged in before the first of them."""

    room: TreatmentRoom
    name: str
    patient_no: int
    before: Decimal
    execution: int

    def __init__(self, demo: DemoHospital, hands: Hands, album: Album, staff: Staff) -> None:
        self.demo, self.hands, self.album, self.staff = demo, hands, album, staff

    def steps(self) -> list[Step]:
        """What happens when."""
        return [
            Step(on(4, 10), "tms1 logs in and takes the stimulator", self._operator_comes),
            Step(on(4, 10, 5), f"a treatment is ordered and confirmed for {BED}", self._is_ordered),
            Step(on(4, 10, 20), "the physician measures, prescribes, arranges", self._is_prescribed),
            Step(
                on(4, 10, 30),
                "the session arrives at the console",
                lambda: treatment.arrives(self.room, self.album, self.execution),
            ),
            Step(on(4, 10, 31), "tms1 takes it and checks who it is", lambda: treatment.acknowledges(self.room, self.album)),
            Step(on(4, 10, 32), "tms1 checks safety and arms", lambda: treatment.checks_safety(self.room, self.album)),
            Step(on(4, 10, 33), "the pulse trains run", lambda: treatment.runs(self.room, self.album)),
            Step(on(4, 10, 37), "the treatment record", self._is_recorded),
            Step(on(4, 10, 40), f"{CHARGED} on the account, the order done", self._is_charged),
        ]

    def _operator_comes(self) -> None:
        feed = FeedOptions(self.demo.feed, client_id=treatment.CONSOLE)
        self.room = treatment.log_operator_in(self.demo, self.hands, self.album, feed)

    def _is_ordered(self) -> None:
        desk = self.staff.nurse
        board = desk.go(desk.station.board)
        card = next(card for card in board.presenter.cards() if card.bed.bed == BED)
        self.name, self.patient_no = card.stay.patient.name, card.stay.patient.patient_no
        desk.mark_bed(BED)
        desk.press(Qt.Key.Key_Return, on=board.beds)
        desk.until(lambda: desk.shell.page is desk.station.orders)
        desk.settle()
        desk.opens_list(OrderKind.TEMPORARY)
        desk.types_order(_ORDER, joins=False)
        desk.keys("Ctrl+S")
        desk.until(lambda: "已保存 1 条医嘱" in desk.shell.toasts())
        desk.settle()
        self._is_confirmed()

    def _is_confirmed(self) -> None:
        desk = self.staff.second_nurse
        board = desk.go(desk.station.board)
        desk.mark_bed(BED)
        desk.press(Qt.Key.Key_Return, on=board.beds)
        desk.until(lambda: desk.shell.page is desk.station.orders)
        desk.settle()
        desk.opens_list(OrderKind.TEMPORARY)
        desk.keys("F5")
        desk.until(lambda: desk.station.orders.confirm_dialog is not None)
        dialog: Any = desk.station.orders.confirm_dialog
        desk.press(Qt.Key.Key_Return, on=dialog.confirm)
        desk.until(lambda: [row.state for row in order_entry.rows(desk, OrderKind.TEMPORARY)] == [OrderState.CONFIRMED])
        desk.settle()

    def _is_prescribed(self) -> None:
        cashier = self.staff.cashier
        page: Any = cashier.open(self.patient_no, Place.ACCOUNT)
        cashier.rest()
        self.before = Decimal(page.total.text().replace(",", ""))
        self.execution = treatment.prescribe(self.demo, self.hands, self.album, self.name)

    def _arrives(self) -> None:
        treatment.arrives(self.room, self.album, self.execution)

    def _is_recorded(self) -> None:
        record = treatment.prints_record(self.room, self.album)
        expect("treatment record names patient and pulses", [word in record for word in (self.name, "600")], [True, True])
        treatment.looks_back(self.room, self.album, self.name, self.patient_no)

    def _is_charged(self) -> None:
        cashier = self.staff.cashier
        page: Any = cashier.go(Place.ACCOUNT)
        wanted = self.before + CHARGED
        cashier.until(lambda: Decimal(page.total.text().replace(",", "")) == wanted)
        cashier.rest()
        self.album.picture(cashier.shell, "account-treatment")
        nurse = self.staff.nurse
        nurse.go(nurse.station.orders)
        nurse.until(lambda: [row.state for row in order_entry.rows(nurse, OrderKind.TEMPORARY)] == [OrderState.DONE])
        self.album.picture(nurse.shell, "order-sheet-treatment")

    def close(self) -> None:
        """Close the operator's window."""
        if hasattr(self, "room"):
            self.room.close()
