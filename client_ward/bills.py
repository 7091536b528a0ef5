"""一日清单: every patient's charges of a day (R2.10), to look at and to print for the bedside."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabBar

from client_ward.desk import Topic, WardDesk
from client_ward.page import WardPage
from shared.contracts.admission.types import DailyBill
from shared.contracts.ward.contract import WardContract
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import WardStay
from shared.errors import BusinessError
from shared.money import ZERO, total
from shared.qt import formats, hospital_time
from shared.qt.build import frame, horizontal, label, vertical
from shared.qt.language import term
from shared.qt.list_page import ListPage
from shared.qt.page import Window
from shared.qt.period import DayChooser
from shared.qt.table import Column
from shared.qt.tint import Tint


class BillsPage(WardPage, ListPage[WardContract, DailyBill]):
    """Daily bills of the ward, or of the open patient."""

    icon = "mdi6.receipt-text-outline"
    grid_name = "ward.bills"
    key = "patient"
    shows = frozenset({Kind.ACCOUNT})

    def __init__(self, shell: Window, desk: WardDesk, on_account: Callable[[], object]) -> None:
        super().__init__(shell, desk)
        self.scope = QTabBar(expanding=False)
        self.scope.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scope.addTab(self.tr("全病区"))
        self.scope.addTab(self.tr("当前病人"))
        self.day = DayChooser(term("费用日期"))
        self.incomplete = label()
        self._strip = frame("offline", horizontal(self.incomplete, 1, margins=(12, 4, 12, 4)))
        self.lines = self.grid(self._line_columns(), "ward.bills.lines", self.tr("当日无费用"), self.tr("一日清单"))
        self.print_key = self.add_key("F9", self.tr("打印"), self._print_all, "mdi6.printer-outline")
        self.print_one_key = self.add_key("Ctrl+F9", self.tr("打印所选"), self._print_one, "mdi6.printer-outline")
        self.make_list(self.tr("一日清单汇总"), self.tr("这一天没有清单"))
        self.title = self.tr("一日清单")
        self.scope.currentChanged.connect(self._turn)
        self.day.chosen.connect(self._turn)
        self.day.line.returnPressed.connect(self._leave_day)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.list)
        splitter.addWidget(self.lines)
        splitter.setSizes([570, 690])
        splitter.setStretchFactor(1, 1)
        whole = vertical(self.head(self.scope, self.day), self._strip, splitter, spacing=6, margins=(10, 6, 10, 8))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.add_patient_keys(on_account)
        self.clear()

    def columns(self) -> tuple[Column, ...]:
        owed = Tint.BAD
        return (
            Column(term("床号"), "bed", 88, text=lambda bill: bill.patient.bed or ""),
            Column(term("姓名"), "name", 88, text=lambda bill: bill.patient.name, bold=lambda _bill: True),
            Column(self.tr("当日合计"), "day_total", 94, "right", show=formats.money),
            Column(self.tr("累计费用"), "cumulative", 100, "right", show=formats.money),
            Column(
                term("结余"), "balance", 100, "right", show=formats.money, tint=lambda bill: owed if bill.balance < ZERO else None
            ),
            Column(
                self.tr("完整"),
                "complete",
                80,
                show=lambda complete: self.tr("完整") if complete else self.tr("不完整"),
                tint=lambda bill: Tint.OK if bill.complete else Tint.WAIT,
            ),
        )

    def _line_columns(self) -> tuple[Column, ...]:
        return (
            Column(term("类别"), "income_name", 80),
            Column(term("项目"), "item_name", 210, elastic=True),
            Column(self.tr("规格"), "spec", 100),
            Column(term("单位"), "unit", 50),
            Column(term("数量"), "quantity", 62),
            Column(term("单价"), "price", 78, "right", show=formats.price),
            Column(term("金额"), "amount", 86, "right", show=formats.money),
        )

    def query(self) -> Callable[[WardContract], Sequence[DailyBill]] | None:
        ward, day, stay_id = self.desk.ward, self.day.day, self.desk.stay_id if self._of_one() else None
        if not ward or (self._of_one() and stay_id is None):
            return None
        return lambda api: sorted(api.daily_bills(ward, day, stay_id).bills, key=lambda bill: bill.patient.bed or "")

    def sum_up(self, rows: Sequence[DailyBill]) -> str:
        amount = formats.money(total(bill.day_total for bill in rows))
        return self.tr("{count} 位病人，当日合计 {amount}").format(count=len(rows), amount=amount)

    def hint(self) -> str:
        return self.tr("↑↓ 选择病人   F9 打印全部   Ctrl+F9 打印所选   Esc 返回")

    # -- whose, and of which day

    def _of_one(self) -> bool:
        return self.scope.currentIndex() == 1

    def follows(self, topic: Topic) -> bool:
        return topic is Topic.WARDS or (topic is Topic.PATIENT and self._of_one())

    def desk_changed(self, topic: Topic) -> None:
        if self.follows(topic):
            self.clear()

    def patient_found(self, stay: WardStay) -> None:
        super().patient_found(stay)
        self.scope.setCurrentIndex(1)

    def _turn(self, _to: object) -> None:
        self.clear()
        self.load()

    def _leave_day(self) -> None:
        if not self.day.problem.text():
            self.list.setFocus()

    # -- showing

    def show_rows(self, rows: Sequence[DailyBill]) -> None:
        super().show_rows(rows)
        missing = sum(not bill.complete for bill in rows)
        self._strip.setVisible(missing > 0)
        self.incomplete.setText(self.tr("收费处不可达：{count} 份清单未含收费处项目，打印件会注明").format(count=missing))
        for key in (self.print_key, self.print_one_key):
            key.allow("" if rows else self.tr("没有可打印的清单"))

    def look_at(self, row: DailyBill | None) -> None:
        self.lines.rows().show_rows(() if row is None else row.lines)

    # -- printing

    def _print_all(self) -> None:
        # A sheet without charges tells a patient nothing.
        self._print([bill for bill in self.shown if bill.lines] or self.shown)

    def _print_one(self) -> None:
        bill = self.current()
        if bill is not None:
            self._print((bill,))

    def _print(self, bills: Sequence[DailyBill]) -> None:
        # Papers bring reportlab and PDFium with them: half a second that a station's start is spared.
        from shared.documents.daily_bill import daily_bills  # noqa: PLC0415

        try:
            pdf = daily_bills(tuple(bills), self.station.session.user_name, hospital_time.now())
        except BusinessError as error:
            self.report(error)
            return
        self.show_paper(pdf, self.tr("住院患者一日清单"), "daily_bill")
