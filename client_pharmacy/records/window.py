"""记录: a search by day, ward and text; Enter or F9 shows the slip of a record."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QLineEdit

from client_pharmacy.counter import Counter
from client_pharmacy.page import PharmacyPage
from client_pharmacy.records.presenter import Found, RecordsPresenter, Search
from shared.contracts.common import Change
from shared.qt import formats
from shared.qt.build import button, horizontal, label, vertical
from shared.qt.language import term
from shared.qt.shell import MainShell
from shared.qt.table import Column
from shared.qt.tint import Tint


class RecordsPage(PharmacyPage):
    """Dispensing records (R3.5)."""

    icon = "mdi6.history"
    shows_patient = False

    def __init__(self, shell: MainShell, counter: Counter) -> None:
        super().__init__(shell, counter)
        self.title = self.tr("记录")
        self.presenter = RecordsPresenter(counter, self)
        self.slip_key = self.add_key("F9", self.tr("发药单"), self._print, "mdi6.printer-outline")
        self.add_key("F3", self.tr("查找"), self._find, "mdi6.magnify")
        self._build()
        counter.subscribe(self._show_wards)

    def _build(self) -> None:
        self.first, self.last = QLineEdit(maxLength=10), QLineEdit(maxLength=10)
        self.ward = QComboBox()
        self.ward.setMinimumWidth(220)
        self.text = QLineEdit(placeholderText=self.tr("住院号、姓名、药品、单号"), maxLength=50, clearButtonEnabled=True)
        self.problem = label("", "fieldError")
        self.sum = label("")
        for line in (self.first, self.last):
            line.setFixedWidth(112)
        self.text.setFixedWidth(240)
        for line in (self.first, self.last, self.text):
            line.returnPressed.connect(self.look)
        self.ward.activated.connect(lambda _at: self.look())
        self.found = self.grid(self._columns(), "records", self.tr("没有符合条件的发药记录"), self.tr("发药记录"))
        self.found.row_activated.connect(lambda _row: self._print())
        days = (label(self.tr("发药日期")), self.first, label(self.tr("至")), self.last)
        search = button(self.tr("查询"), self.look, primary=True)
        head = horizontal(*days, self.ward, self.text, search, self.problem, 1, self.sum, spacing=8)
        self.setLayout(vertical(head, self.found, spacing=8, margins=(12, 10, 12, 10)))
        self.setFocusProxy(self.found)
        self._show_wards()

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("发药时间"), "dispensed_at", 100),
            Column(term("病区"), "ward", 160, show=self._ward_name, elastic=True),
            Column(self.tr("住院号"), "patient_no", 76, "left", text=lambda row: str(row.patient_no)),
            Column(term("姓名"), "patient_name", 80),
            Column(term("药品"), "drug_name", 190, elastic=True),
            Column(term("规格"), "spec", 96, elastic=True),
            Column(term("数量"), "quantity", 78, "right", text=_quantity, tint=_return_tint, bold=lambda _: True),
            Column(term("单价"), "price", 64, "right", show=lambda price: f"{price:.2f}"),
            Column(term("金额"), "amount", 82, "right", show=formats.money, tint=_return_tint),
            Column(term("批号"), "batches", 120, elastic=True),
            Column(self.tr("发药人"), "dispensed_by", 80),
        )

    def _ward_name(self, code: str) -> str:
        # Asked for each time: the catalogue is replaced when a newer one is there.
        return self.counter.catalogue.ward_name(code)

    def _show_wards(self) -> None:
        chosen = self.ward.currentData()
        self.ward.clear()
        self.ward.addItem(term("全部病区"), None)
        for ward in self.counter.catalogue.wards:
            self.ward.addItem(ward.name, ward.code)
        self.ward.setCurrentIndex(max(self.ward.findData(chosen), 0))
        self.found.viewport().update()

    # -- the page

    def hint(self) -> str:
        return self.tr("Enter 发药单   F3 查找   Ctrl+F 在表中查找   Ctrl+C 复制   Ctrl+P 打印")

    def activated(self) -> None:
        if not self.first.text():
            today = formats.full_day(self.counter.today())
            self.first.setText(today)
            self.last.setText(today)
        self.look()

    def refresh(self, changes: frozenset[Change]) -> None:
        super().refresh(changes)
        if self.presenter.concerns(changes):
            self.presenter.reload()

    def back(self) -> None:
        self.text.clear()
        self.look()

    def _find(self) -> None:
        self.text.setFocus()
        self.text.selectAll()

    def look(self) -> None:
        """Search for what the fields say."""
        today = self.counter.today()
        try:
            first = formats.read_day(self.first.text(), today) or today
            last = formats.read_day(self.last.text(), today) or first
        except ValueError as error:
            self.problem.setText(str(error))
            return
        self.problem.setText("")
        self.presenter.search(Search(first, max(first, last), self.ward.currentData(), formats.clean(self.text.text())))

    def _print(self) -> None:
        row = self.found.current_row()
        if row is None:
            self.shell.toast(self.tr("请先选中一条记录"), Tint.WAIT)
        else:
            self.presenter.print_slip(row)

    def show_found(self, found: Found) -> None:
        """Show the records and their sum."""
        self.found.rows().show_rows(found.rows)
        if found.rows:
            self.found.go_to(0)
        text = self.tr("{count} 条   合计 {amount} 元").format(count=len(found.rows), amount=formats.money(found.amount))
        self.sum.setText(text + (self.tr("   （只显示最新的，请缩小范围）") if found.cut else ""))


def _quantity(row: Any) -> str:
    return f"{formats.quantity(row.quantity)} {row.unit}"


def _return_tint(row: Any) -> Tint | None:
    return Tint.SPECIAL if row.quantity < 0 else None
