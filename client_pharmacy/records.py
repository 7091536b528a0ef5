"""记录: what was dispensed, by day, ward and text; Enter or F9 shows the slip of a record."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QComboBox

from client_pharmacy import papers
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.contracts.pharmacy.kinds import Kind
from shared.contracts.pharmacy.types import DispensedQuery, DispensedRow
from shared.money import total
from shared.qt import formats, hospital_time
from shared.qt.language import term
from shared.qt.list_page import ListPage
from shared.qt.page import Window
from shared.qt.period import PeriodChooser
from shared.qt.search_line import SearchLine
from shared.qt.table import Column
from shared.qt.tint import Tint

_MOST = 1000


class RecordsPage(ListPage[PharmacyContract, DispensedRow]):
    """Dispensing records (R3.5)."""

    icon = "mdi6.history"
    grid_name = "pharmacy.records"
    shows = frozenset({Kind.REQUEST})
    """A press changes its request."""

    def __init__(self, shell: Window) -> None:
        super().__init__(shell)
        self.period = PeriodChooser(self.tr("发药日期"))
        self.ward = QComboBox()
        self.ward.setMinimumWidth(220)
        self.text = SearchLine(self.tr("住院号、姓名、药品、单号"), lambda _text: self.load(), width=240)
        self.build(self.tr("发药记录"), self.tr("没有符合条件的发药记录"), self.period, self.ward, self.text)
        self.period.chosen.connect(self.load)
        self.ward.activated.connect(self.load)
        self.add_key("F9", self.tr("发药单"), self._print, "mdi6.printer-outline")
        self.add_key("F3", self.tr("查找"), self.text.take_focus, "mdi6.magnify")
        self.station.catalogue_changed.connect(self._show_wards)
        self._show_wards()

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("发药时间"), "dispensed_at", 100),
            Column(term("病区"), "ward", 160, show=self.station.catalogue.ward_name, elastic=True),
            Column(term("住院号"), "patient_no", 76, "left", show=str),
            Column(self.tr("姓名"), "patient_name", 80),
            Column(self.tr("药品"), "drug_name", 190, elastic=True),
            Column(self.tr("规格"), "spec", 96),
            Column(term("数量"), "quantity", 78, "right", text=_quantity, tint=_return_tint, bold=lambda _: True),
            Column(self.tr("单价"), "price", 64, "right", show=formats.price),
            Column(self.tr("金额"), "amount", 82, "right", show=formats.money, tint=_return_tint),
            Column(self.tr("批号"), "batches", 120, elastic=True),
            Column(self.tr("发药人"), "dispensed_by", 80),
        )

    def query(self) -> Callable[[PharmacyContract], Sequence[DispensedRow]]:
        first, last = self.period.days()
        search = DispensedQuery(first, last, self.ward.currentData(), None, self.text.typed(), _MOST)
        return lambda api: api.dispensed(search).rows

    def sum_up(self, rows: Sequence[DispensedRow]) -> str:
        amount = formats.money(total(row.amount for row in rows))
        text = self.tr("{count} 条   合计 {amount} 元").format(count=len(rows), amount=amount)
        return text + (self.tr("   （只显示最新的，请缩小范围）") if len(rows) == _MOST else "")

    def open_row(self, row: DispensedRow) -> None:
        by, at = self.station.user_name, hospital_time.now()
        paper = self.station.query(lambda api: papers.slip(api, row.dispense_id, by, at), self)
        paper.done(lambda pdf: self.show_paper(pdf, self.tr("病区发药单"), "dispensing_slip")).failed(self.report)

    def hint(self) -> str:
        return self.tr("Enter 发药单   F3 查找   Ctrl+F 在表中查找   Ctrl+C 复制   Ctrl+P 打印   Ctrl+E 导出")

    def back(self) -> None:
        self.text.clear()
        self.text.search()

    def _print(self) -> None:
        row = self.current()
        if row is None:
            self.tell(self.tr("请先选中一条记录"), Tint.WAIT)
        else:
            self.open_row(row)

    def _show_wards(self) -> None:
        chosen = self.ward.currentData()
        self.ward.clear()
        self.ward.addItem(self.tr("全部病区"), None)
        for ward in self.station.catalogue.data.wards:
            self.ward.addItem(ward.name, ward.code)
        self.ward.setCurrentIndex(max(self.ward.findData(chosen), 0))
        self.list.viewport().update()


def _quantity(row: DispensedRow) -> str:
    return f"{formats.quantity(row.quantity)} {row.unit}"


def _return_tint(row: DispensedRow) -> Tint | None:
    return Tint.SPECIAL if row.quantity < 0 else None
