"""One patient's journey through the real stations, offscreen: what `tests.scenarios.test_patient_journey` tells, typed and clicked.

Every step leaves pictures of its windows; the papers are those the windows showed before printing. The numbers are worked out by
hand there: D1 231.80, D2 186.60, D3 167.90, total 586.30, to pay 86.30.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from client_admission.desk_page import Place
from client_ward.leaving.presenter import Departure
from shared.contracts.ward.types import BedState, OrderKind, OrderState
from shared.identifiers import StayId
from shared.qt.shell import MainShell
from tests.client_ward import order_entry
from tests.demo.desks import CashierDesk, NurseDesk, PharmacyDesk, ask
from tests.demo.hands import Album, Hands, text_of
from tests.demo.servers import DemoHospital
from tests.demo.steps import Step, expect
from tests.demo.treatment_story import TreatmentStory
from tests.scenarios.people import JOURNEY_ORDERS, ZHANG, day, on

DAYS = ("231.80", "186.60", "167.90")
TOTAL, DEPOSIT, DUE = "586.30", "500.00", "86.30"
DISPENSED = {"200041": Decimal(-8), "200050": Decimal(-8), "100001": Decimal(-3)}
BED = "W01-001"
_UP_TO_DAY = {1: "231.80", 2: "418.40", 3: "605.00"}
"""Charged so far after each day's run, before anything is reversed."""


class Journey:
    """The story, a step per method."""

    cashier: CashierDesk
    nurse: NurseDesk
    second_nurse: NurseDesk
    dispenser: PharmacyDesk
    stay_id: StayId
    patient_no: int

    def __init__(self, demo: DemoHospital, hands: Hands, album: Album) -> None:
        self.demo, self.hands, self.album = demo, hands, album
        self.stock_before: dict[str, Decimal] = {}
        self.treatment = TreatmentStory(demo, hands, album, self)

    def steps(self) -> list[Step]:
        """What happens when."""
        return [
            Step(on(1, 9, 30), "cashier1 logs in", self._cashier_comes),
            Step(on(1, 9, 31), "张秀英 is registered", self._registers),
            Step(on(1, 9, 33), "张秀英 is admitted to W01", self._admits),
            Step(on(1, 9, 35), f"a deposit of {DEPOSIT} is taken", self._takes_deposit),
            Step(on(1, 10), f"nurse1 receives 张秀英 into {BED}", self._receives),
            Step(on(1, 10), "nurse1 types nine orders", self._types_orders),
            Step(on(1, 10), "nurse2 confirms them", self._confirms),
            *(step for number in (1, 2, 3) for step in self._day(number)),
            Step(on(3, 11), "nurse1 reverses one infusion", self._reverses),
            Step(on(3, 11, 30), "dispenser1 takes the drugs back", self._takes_back),
            Step(on(4, 8, 30), "nurse1 declares discharge", self._declares_discharge),
            Step(on(4, 8, 40), "account, payment notice, daily bill", self._shows_account),
            Step(on(4, 8, 45), "cashier1 checks the charges", self._checks),
            Step(on(4, 8, 50), f"cashier1 settles, {DUE} in cash", self._settles),
            Step(on(4, 8, 55), "charge list of the receipt", self._prints_charge_list),
            Step(on(4, 9), "张秀英 goes home", self._discharges),
            Step(on(4, 9, 30), f"{BED} is cleaned", self._cleans_bed),
            Step(on(4, 9, 30), "every number, on screen, on paper, by contract", self._checks_every_number),
            *self.treatment.steps(),
        ]

    def _day(self, number: int) -> list[Step]:
        return [
            Step(on(number, 10, 30), f"day {number}: the orders run", lambda: self._runs(number)),
            Step(on(number, 10, 45), f"day {number}: the pharmacy dispenses", lambda: self._dispenses(number)),
        ]

    # -- day 1, the counter

    def _cashier_comes(self) -> None:
        self.cashier = CashierDesk(self.demo, "cashier1", self.hands, self.album)
        self.album.picture(self.cashier.shell, "counter")

    def _registers(self) -> None:
        desk = self.cashier
        page: Any = desk.go(Place.PATIENTS)
        desk.press(page, "Ctrl+N")
        for name, typed in (("name", ZHANG.name), ("id_card", ZHANG.id_card), ("phone", ZHANG.phone), ("address", ZHANG.address)):
            desk.type(page.form.widget(name), str(typed))
        desk.press(page, "Ctrl+S")
        desk.until(lambda: desk.counter.opened is not None)
        opened = desk.counter.opened
        assert opened is not None
        self.patient_no = opened.patient.patient_no
        expect("birthday by the identity card", opened.patient.details.birth_date, ZHANG.birth_date)
        self.album.picture(desk.shell, "patient")

    def _admits(self) -> None:
        desk = self.cashier
        desk.press(desk.page(Place.PATIENTS), "F6")
        page: Any = desk.at(Place.ADMIT)
        desk.pick(page.form.widget("ward"), "W01")
        desk.press(page, "F6")
        desk.until(lambda: desk.counter.opened is not None and desk.counter.opened.stay is not None)
        stay = desk.counter.opened.stay if desk.counter.opened is not None else None
        assert stay is not None
        self.stay_id = stay.stay_id
        self.album.picture(desk.shell, "admission")

    def _takes_deposit(self) -> None:
        desk = self.cashier
        desk.press(desk.page(Place.ADMIT), "F7")
        page: Any = desk.at(Place.DEPOSITS)
        desk.type(page.form.widget("amount"), "500")
        desk.enter(page.form.widget("amount"))
        desk.enter(page.form.widget("method"))
        paper = self._paper(desk.shell, "deposit-receipt")
        expect("deposit receipt names amount and patient", DEPOSIT in paper and ZHANG.name in paper, True)
        self.album.picture(desk.shell, "deposit")

    # -- day 1, the ward

    def _receives(self) -> None:
        self.nurse = desk = NurseDesk(self.demo, "nurse1", self.hands)
        board = desk.station.board
        desk.until(lambda: any(stay.stay_id == self.stay_id for stay in board.presenter.waiting()))
        self.album.picture(desk.shell, "bed-board-waiting")
        self.hands.activate(desk.shell)
        board.waiting.setFocus()
        board.waiting.setCurrentIndex(board.waiting.cards.index(0))
        desk.press(Qt.Key.Key_Return, on=board.waiting)
        desk.until(lambda: board.front is not None)
        form: Any = board.front.form if board.front is not None else None
        expect("the bed offered", form.widget("bed").text(), BED)
        desk.chooses(form.widget("doctor"), "zys")
        desk.types("无", on=form.widget("allergy"))
        self.album.picture(desk.shell, "reception")
        desk.press(Qt.Key.Key_Return, on=form.widget("allergy"))
        desk.until(lambda: desk.lies_in(ZHANG.name) == BED)
        desk.settle()
        desk.mark_bed(BED)
        self.album.picture(desk.shell, "bed-board")

    def _types_orders(self) -> None:
        desk = self.nurse
        desk.press(Qt.Key.Key_Return, on=desk.station.board.beds)
        desk.until(lambda: desk.shell.page is desk.station.orders)
        desk.settle()
        page = desk.station.orders
        before = None
        for order in JOURNEY_ORDERS:
            if order.kind is not page.kind:
                desk.opens_list(order.kind)
                before = None
            desk.types_order(order, joins=before is not None and before.group == order.group)
            before = order
            if order.item == "A10001":
                self.album.picture(desk.shell, "orders-typed")
        desk.keys("Ctrl+S")
        desk.until(lambda: f"已保存 {len(JOURNEY_ORDERS)} 条医嘱" in desk.shell.toasts())
        desk.settle()
        groups = [row.group_no for kind in OrderKind for row in order_entry.rows(desk, kind)]
        expect("group numbers", groups, [order.group for order in JOURNEY_ORDERS])
        self.album.picture(desk.shell, "orders-temporary")

    def _confirms(self) -> None:
        self.second_nurse = desk = NurseDesk(self.demo, "nurse2", self.hands)
        desk.go(desk.station.board)
        desk.finds("zxy")
        desk.until(lambda: desk.shell.page is desk.station.orders and len(order_entry.rows(desk)) == 7)
        desk.keys("F5")
        desk.until(lambda: desk.station.orders.confirm_dialog is not None)
        dialog: Any = desk.station.orders.confirm_dialog
        expect("orders to confirm", dialog.table.rows().rowCount(), len(JOURNEY_ORDERS))
        self.album.picture(desk.shell, "confirm")
        desk.press(Qt.Key.Key_Return, on=dialog.confirm)
        desk.until(lambda: {row.state for row in order_entry.rows(desk)} == {OrderState.CONFIRMED})
        desk.settle()
        self.album.picture(desk.shell, "order-sheet")

    # -- every day

    def _runs(self, number: int) -> None:
        desk = self.nurse
        page = desk.go(desk.station.run)
        self.hands.mouseClick(page.scope, Qt.MouseButton.LeftButton, page.scope.tabRect(1).center())
        desk.until(lambda: page.presenter.to_run() and not page.presenter.loading)
        desk.settle()
        self.album.picture(desk.shell, f"run-day-{number}")
        previewed, _, _ = page.totals().replace("将执行", "已执行").partition("；")
        desk.keys("F6")
        desk.until(lambda: page.summary_dialog is not None)
        charged = 10 if number == 1 else 6
        expect("the run", page.summary_dialog.head, f"{previewed}；连同附加记费用 {charged} 条")
        if number == 1:
            self.album.picture(desk.shell, "run-result")
        desk.press(Qt.Key.Key_Escape, on=page.summary_dialog)
        desk.settle()
        desk.until(lambda: not page.presenter.to_run() and not page.presenter.loading)
        desk.page_key("F6")
        expect("a second run the same day", desk.shell.toasts()[-1], "没有需要执行的医嘱")

    def _dispenses(self, number: int) -> None:
        if number == 1:
            self.dispenser = PharmacyDesk(self.demo, "dispenser1", self.hands)
            self.stock_before = {drug: self.dispenser.stock_of(drug) for drug in DISPENSED}
        desk = self.dispenser
        desk.opens_the_request(lines=3)
        self.album.picture(desk.shell, f"pharmacy-day-{number}")
        self._issue("已发 3 项")
        if number == 1:
            self.hands.shortcut(desk.shell, "F9")
            slip = self._paper(desk.shell, "dispensing-slip")
            expect("dispensing slip names patient and drugs", all(word in slip for word in (ZHANG.name, "阿司匹林肠溶片")), True)
        self._account_shows(_UP_TO_DAY[number], number)

    def _issue(self, said: str) -> None:
        desk = self.dispenser
        self.hands.shortcut(desk.shell, "F6")
        self.hands.waitUntil(lambda: f"{ZHANG.name}  {said}" in desk.shell.toasts())
        self.hands.waitUntil(lambda: desk.page.requests.rows().rowCount() == 0 and desk.shell.worker._waiting == 0)

    def _account_shows(self, total: str, number: int) -> None:
        """The cashier sees the charges arrive without touching anything."""
        desk = self.cashier
        page: Any = desk.page(Place.ACCOUNT)
        if desk.shell.page is not page:
            desk.press(desk.shell.page, "F4")
        desk.until(lambda: page.total.text() == total)
        desk.rest()
        self.album.picture(desk.shell, f"account-day-{number}")

    # -- day 3, something goes back

    def _reverses(self) -> None:
        desk = self.nurse
        page = desk.go(desk.station.orders)
        desk.opens_list(OrderKind.LONG_TERM)
        desk.until(lambda: order_entry.rows(desk)[0].state is OrderState.RUNNING)
        page.view.go_to(0, "item_code")
        desk.keys("F8")
        desk.until(lambda: page.front is not None)
        reason = page.front.form.widget("reason")
        desk.types("病人拒绝", on=reason)
        self.album.picture(desk.shell, "reversal")
        desk.press(Qt.Key.Key_Return, on=reason)
        desk.until(lambda: "已冲正 4 条费用，其中 2 条待药房确认" in desk.shell.toasts())
        desk.settle()

    def _takes_back(self) -> None:
        self.dispenser.opens_the_request(lines=2)
        self.album.picture(self.dispenser.shell, "pharmacy-return")
        self._issue("已收退药 2 项")
        self._account_shows(TOTAL, 3)

    # -- day 4, leaving

    def _declares_discharge(self) -> None:
        desk = self.nurse
        page = desk.go(desk.station.leaving)
        page.choices[Departure.DISCHARGE].setChecked(True)
        desk.until(lambda: page.orders.rows().rowCount() == 7)
        self.album.picture(desk.shell, "leaving")
        desk.keys("F6")
        desk.until(lambda: desk.question() is not None)
        self.album.picture(desk.shell, "leaving-question")
        question = desk.question()
        assert question is not None
        desk.press(Qt.Key.Key_Return, on=question.yes)
        desk.until(lambda: f"{ZHANG.name} 已办理出院" in desk.shell.toasts())
        desk.settle()

    def _shows_account(self) -> None:
        desk = self.cashier
        page: Any = desk.go(Place.ACCOUNT)
        desk.until(lambda: page.total.text() == TOTAL)
        expect("the account on screen", (page.usable.text(), page.balance.text()), (DEPOSIT, f"-{DUE}"))
        expect("the days on screen", desk.column(page.days, "amount"), list(reversed(DAYS)))
        desk.press(page, "F9")
        notice = self._paper(desk.shell, "payment-notice")
        expect("payment notice", [amount in notice for amount in (TOTAL, DEPOSIT, DUE)], [True] * 3)
        desk.mark(page.days, "service_date", day(3).isoformat())
        desk.press(page, "Ctrl+B")
        bill = self._paper(desk.shell, "daily-bill")
        expect("daily bill of day 3", [amount in bill for amount in (DAYS[2], TOTAL)], [True] * 2)

    def _checks(self) -> None:
        desk = self.cashier
        page: Any = desk.go(Place.CHECK)
        desk.until(lambda: page.charges.rows().rowCount() > 0)
        desk.rest()
        self.album.picture(desk.shell, "check")
        desk.press(page, "F5")
        desk.until(lambda: "费用已核对，可以结算" in desk.shell.toasts())
        desk.rest()

    def _settles(self) -> None:
        desk = self.cashier
        desk.press(desk.page(Place.CHECK), "F6")
        page: Any = desk.at(Place.SETTLE)
        desk.until(lambda: page.due.text() == DUE)
        desk.type(page.form.widget("cash_given"), "100")
        expect("change", page.change.text(), "13.70")
        self.album.picture(desk.shell, "settlement")
        desk.press(page, "F6")
        receipt = self._paper(desk.shell, "receipt")
        expect("receipt", [words in receipt for words in (TOTAL, "伍佰捌拾陆元叁角整", DUE)], [True] * 3)
        desk.until(lambda: page._due_caption.text() == "已结清")
        self.album.picture(desk.shell, "settled")

    def _prints_charge_list(self) -> None:
        desk = self.cashier
        page: Any = desk.go(Place.RECEIPTS)
        desk.until(lambda: desk.column(page.receipts, "patient_name") == [ZHANG.name])
        desk.rest()
        self.album.picture(desk.shell, "receipts")
        desk.press(page, "Ctrl+L")
        expect("charge list", TOTAL in self._paper(desk.shell, "charge-list"), True)

    def _discharges(self) -> None:
        desk = self.cashier
        page: Any = desk.go(Place.SETTLE)
        desk.press(page, "F7")
        desk.until(lambda: page.front is not None)
        expect("the doctor who discharges", page.front.form.widget("doctor").text(), "张医生")
        self.album.picture(desk.shell, "discharge")
        self.hands.mouseClick(page.front.yes, Qt.MouseButton.LeftButton)
        desk.until(lambda: "已出院" in desk.shell.patient_banner.text())
        desk.rest()
        page = desk.go(Place.ACCOUNT)
        desk.until(lambda: page.balance.text() == "0.00")
        self.album.picture(desk.shell, "account-closed")

    def _cleans_bed(self) -> None:
        desk = self.nurse
        board = desk.go(desk.station.board)
        desk.until(lambda: desk.lies_in(ZHANG.name) == "")
        desk.mark_bed(BED)
        self.album.picture(desk.shell, "bed-to-clean")
        desk.keys("Ctrl+L")
        desk.until(lambda: board.presenter.cards()[0].bed.state is BedState.FREE)

    # -- what must be true

    def _checks_every_number(self) -> None:
        page: Any = self.cashier.page(Place.ACCOUNT)
        expect("days on the screen", self.cashier.column(page.days, "amount"), list(reversed(DAYS)))
        expect("sums on the screen", (page.total.text(), page.settled.text(), page.unsettled.text()), (TOTAL, TOTAL, "0.00"))
        receipt = text_of(self.album.folder / "receipt.pdf")
        expect("receipt on paper", [words in receipt for words in (ZHANG.name, TOTAL, DEPOSIT, DUE)], [True] * 4)
        account = ask(self.hands, self.cashier.station, lambda api: api.account(self.stay_id))
        expect("account by contract", (account.total, account.unsettled, account.balance), (Decimal(TOTAL), Decimal(0), Decimal(0)))
        bills = [self._day_total(number) for number in (1, 2, 3, 4)]
        expect("days by contract", bills, [*map(Decimal, DAYS), Decimal(0)])
        issued = {drug: self.dispenser.stock_of(drug) - before for drug, before in self.stock_before.items()}
        expect("what left the pharmacy", issued, DISPENSED)

    def _day_total(self, number: int) -> Any:
        return ask(self.hands, self.cashier.station, lambda api: api.daily_bill(self.stay_id, day(number)).day_total)

    def totals(self) -> str:
        """The numbers of the story in one line."""
        return f"day 1 {DAYS[0]}, day 2 {DAYS[1]}, day 3 {DAYS[2]}; total {TOTAL}, deposit {DEPOSIT}, paid {DUE}"

    def begin_step(self) -> None:
        """Everybody has read what was said before."""
        for shell in [window for window in QApplication.topLevelWidgets() if isinstance(window, MainShell)]:
            self.hands.put_away_toasts(shell)

    def _paper(self, shell: Any, name: str) -> str:
        return self.album.paper(self.hands, shell, name)

    # -- ending

    def close(self) -> None:
        """Let go of the servers, whoever has come so far."""
        self.treatment.close()
        for desk, station in (
            ("cashier", "station"),
            ("nurse", "connection"),
            ("second_nurse", "connection"),
            ("dispenser", "station"),
        ):
            if hasattr(self, desk):
                getattr(getattr(self, desk), station).close()
        QApplication.closeAllWindows()
