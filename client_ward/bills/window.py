"""一日清单: every patient's charges of a day, to look at and to print for the bedside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QSplitter, QTabBar, QWidget

from client_ward.bills.presenter import BillsPresenter
from client_ward.desk import WardDesk
from client_ward.page import WardPage
from shared.contracts.admission.types import DailyBill
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import WardStay
from shared.errors import BusinessError
from shared.money import ZERO, total
from shared.qt import formats, hospital_time
from shared.qt.build import button, frame, horizontal, label, vertical
from shared.qt.language import term
from shared.qt.shell import MainShell
from shared.qt.table import Column, RowModel
from shared.qt.table_view import TableView
from shared.qt.tint import Tint

if TYPE_CHECKING:
    from shared.qt.preview import PreviewDialog


class BillsPage(WardPage):
    """Daily bills."""

    icon = "mdi6.receipt-text-outline"
    shows_patient = False
    shows = frozenset({Kind.ACCOUNT})

    def __init__(self, shell: MainShell, desk: WardDesk, on_account: Callable[[], object]) -> None:
        super().__init__(shell, desk)
        self.title = self.tr("一日清单")
        self.presenter = BillsPresenter(desk, self)
        self.preview: PreviewDialog | None = None
        self.scope = QTabBar()
        self.scope.addTab(self.tr("全病区"))
        self.scope.addTab(self.tr("当前病人"))
        self.day = QLineEdit(maxLength=10)
        self.day.setFixedWidth(120)
        self._day_error = label("", "fieldError")
        self._totals = label("", "muted")
        self._incomplete = label()
        self._strip = frame("offline", horizontal(self._incomplete, 1, margins=(12, 4, 12, 4)))
        self.bills, self._bill_model = self._grid(self._bill_columns(), "ward.bills", self.tr("这一天没有清单"))
        self.lines, self._line_model = self._grid(self._line_columns(), "ward.bills.lines", self.tr("当日无费用"))
        self._build()
        self._print_key = self.add_key("F9", self.tr("打印"), self._print_all, "mdi6.printer-outline")
        self._one_key = self.add_key("Ctrl+F9", self.tr("打印所选"), self._print_one, "mdi6.printer-outline")
        self.add_patient_keys(on_account)
        self.show_bills()

    def _grid(self, columns: tuple[Column, ...], name: str, empty: str) -> tuple[TableView, RowModel]:
        view, model = TableView(columns, name, empty), RowModel(columns, self)
        view.setModel(model)
        return view, model

    def _bill_columns(self) -> tuple[Column, ...]:
        return (
            Column(term("床号"), "bed", 88, text=lambda bill: bill.patient.bed or ""),
            Column(term("姓名"), "name", 88, text=lambda bill: bill.patient.name, bold=lambda _bill: True),
            Column(self.tr("当日合计"), "day_total", 94, "right", show=formats.money),
            Column(self.tr("累计费用"), "cumulative", 100, "right", show=formats.money),
            Column(
                term("结余"),
                "balance",
                100,
                "right",
                show=formats.money,
                tint=lambda bill: Tint.BAD if bill.balance < ZERO else None,
            ),
            Column(self.tr("完整"), "complete", 80, text=self._complete_text, tint=_complete_tint),
        )

    def _complete_text(self, bill: DailyBill) -> str:
        return self.tr("完整") if bill.complete else self.tr("不完整")

    def _line_columns(self) -> tuple[Column, ...]:
        return (
            Column(term("类别"), "income_name", 80),
            Column(term("项目"), "item_name", 210, elastic=True),
            Column(self.tr("规格"), "spec", 100, elastic=True),
            Column(term("单位"), "unit", 50),
            Column(term("数量"), "quantity", 62),
            Column(term("单价"), "price", 78, "right", show=formats.money),
            Column(term("金额"), "amount", 86, "right", show=formats.money),
        )

    def _build(self) -> None:
        self.scope.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scope.setExpanding(False)
        self.scope.currentChanged.connect(lambda number: self.presenter.show_ward(number == 0))
        self.day.returnPressed.connect(self._read_day)
        earlier = button("◀", lambda: self._step(-1))
        later = button("▶", lambda: self._step(1))
        for small in (earlier, later):
            small.setStyleSheet("min-width: 18px; padding: 5px 8px;")
        self.bills.row_chosen.connect(self._show_lines)
        self.bills.print_wanted.connect(lambda: self.print_grid(self.bills, self.tr("一日清单汇总")))
        splitter = QSplitter(Qt.Orientation.Horizontal)
        for view in (self.bills, self.lines):
            holder = QWidget()
            holder.setLayout(vertical(view))
            splitter.addWidget(holder)
        splitter.setSizes([570, 690])
        splitter.setStretchFactor(1, 1)
        head = horizontal(
            self.scope, label(term("费用日期"), "fieldLabel"), earlier, self.day, later, self._day_error, 1, self._totals
        )
        whole = vertical(head, self._strip, splitter, spacing=6, margins=(10, 6, 10, 8))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.bills)

    def hint(self) -> str:
        return self.tr("↑↓ 选择病人   F9 打印全部   Ctrl+F9 打印所选   Esc 返回")

    # -- showing

    def load(self) -> None:
        self.presenter.load()

    def patient_found(self, stay: WardStay) -> None:
        super().patient_found(stay)
        if self.scope.currentIndex() == 1:
            self.presenter.load()
        self.scope.setCurrentIndex(1)

    def _step(self, days: int) -> None:
        self._day_error.setText("")
        self.presenter.step_day(days)

    def _read_day(self) -> None:
        try:
            day = formats.read_day(self.day.text())
        except ValueError as error:
            self._day_error.setText(str(error))
            return
        self._day_error.setText("")
        self.presenter.show_day(day or hospital_time.today())
        self.bills.setFocus()

    def show_bills(self) -> None:
        """Show the bills that are there."""
        bills = self.presenter.bills
        self.day.setText(formats.full_day(self.presenter.day))
        self._bill_model.show_rows(bills)
        if bills:
            self.bills.setCurrentIndex(self._bill_model.index(0, 0))
        self._show_lines(self.bills.current_row())
        asked = self.tr("正在读取…") if self.presenter.loading else ""
        day_total = formats.money(total(bill.day_total for bill in bills))
        self._totals.setText(asked or self.tr("{count} 位病人，当日合计 {amount}").format(count=len(bills), amount=day_total))
        missing = self.presenter.incomplete
        self._strip.setVisible(missing > 0)
        self._incomplete.setText(self.tr("收费处不可达：{count} 份清单未含收费处项目，打印件会注明").format(count=missing))
        for key in (self._print_key, self._one_key):
            key.allow("" if bills else self.tr("没有可打印的清单"))

    def _show_lines(self, bill: Any) -> None:
        self._line_model.show_rows(() if bill is None else bill.lines)

    # -- printing

    def _print_all(self) -> None:
        # A sheet without charges tells a patient nothing.
        self._print([bill for bill in self.presenter.bills if bill.lines] or self.presenter.bills)

    def _print_one(self) -> None:
        bill = self.bills.current_row()
        if bill is not None:
            self._print((bill,))

    def _print(self, bills: Sequence[DailyBill]) -> None:
        # Papers bring reportlab and PDFium with them: half a second that a station's start is spared.
        from shared.documents.daily_bill import daily_bills  # noqa: PLC0415
        from shared.qt.preview import PreviewDialog  # noqa: PLC0415

        try:
            pdf = daily_bills(tuple(bills), self.station.session.user_name, hospital_time.now())
        except BusinessError as error:
            self.report(error)
            return
        self.preview = PreviewDialog(self, pdf, self.tr("住院患者一日清单"), "daily_bill")
        self.preview.finished.connect(lambda _result: setattr(self, "preview", None))
        self.preview.open()


def _complete_tint(bill: DailyBill) -> Tint:
    return Tint.OK if bill.complete else Tint.WAIT
