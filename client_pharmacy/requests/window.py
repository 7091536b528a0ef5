"""请领: wards and patients left, the open request's lines right, the ward's sum by drug below them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import cast

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QSplitter, QWidget

from client_pharmacy.requests import grids
from client_pharmacy.requests.dialogs import WardDay, refusal_dialog, ward_day_dialog
from client_pharmacy.requests.presenter import LineView, RequestsPresenter, WaitingRow, WardRow, issue_what_can_be_met
from client_pharmacy.requests.ticking import is_waiting
from shared.contracts.admission.types import Sex
from shared.contracts.common import PatientBrief
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.contracts.pharmacy.kinds import Kind
from shared.contracts.pharmacy.types import DispenseResult, PickRow, Request, RequestRow
from shared.qt import formats
from shared.qt.banner import BannerPatient
from shared.qt.build import Item, horizontal, label, vertical
from shared.qt.dialogs import NoticeDialog, confirm
from shared.qt.language import word
from shared.qt.page import Page, Window
from shared.qt.progress import Batch, Outcome
from shared.qt.tint import Tint

DISPENSE_RIGHT = "pharmacy.dispense"
_REDRAW_AGES_MS = 30_000
_LEFT_WIDTH = 366
_WARD_ROW, _MOST_WARDS = 30, 9


class RequestsPage(Page):
    """The pharmacist's home."""

    icon = "mdi6.inbox-arrow-down-outline"
    shows = frozenset({Kind.REQUESTS, Kind.REQUEST, Kind.STOCK})

    def __init__(self, shell: Window) -> None:
        super().__init__(shell)
        self.title = self.tr("请领")
        self.presenter = RequestsPresenter(self.station, self)
        self._batch: Batch[RequestRow] | None = None
        self._add_keys()
        self._build()
        self._wire()
        self._ages = QTimer(self, interval=_REDRAW_AGES_MS)
        self._ages.timeout.connect(self.presenter.show_inbox)
        self._ages.start()
        # A request must be heard of on every page, not only on this one.
        self.station.listen({Kind.REQUESTS}, self._hear)

    def _add_keys(self) -> None:
        self.dispense_key = self.add_key("F6", self.tr("发药"), self.presenter.dispense, "mdi6.pill")
        self.ward_key = self.add_key("Ctrl+F6", self.tr("整病区发药"), self._ask_ward, "mdi6.pill-multiple")
        self.refuse_key = self.add_key("F7", self.tr("拒发"), self._ask_reason, "mdi6.close-circle-outline")
        self.slip_key = self.add_key("F9", self.tr("发药单"), self.presenter.print_slip, "mdi6.printer-outline")
        self.add_key("Shift+F9", self.tr("病区单"), self._ask_day, "mdi6.printer-pos-outline")
        self.add_key("F3", self.tr("找病人"), self._find, "mdi6.account-search-outline")

    def _build(self) -> None:
        self.search = QLineEdit(placeholderText=self.tr("F3 住院号、床位、姓名"), maxLength=30, clearButtonEnabled=True)
        self.wards = self.grid(grids.ward_columns(), "pharmacy.wards", "", self.tr("各病区请领"))
        self.requests = self.grid(grids.request_columns(), "pharmacy.requests", self.tr("没有待发的请领单"), self.tr("待发请领单"))
        empty = self.tr("在左侧选择一位患者")
        lines = self.grid(grids.line_columns(), "pharmacy.lines", empty, self.tr("请领明细"), view=grids.LinesView)
        self.lines = cast(grids.LinesView, lines)
        self.sums = self.grid(grids.sum_columns(), "pharmacy.sum", self.tr("没有要拿的药"), self.tr("病区药品汇总"))
        self._lines_title, self._ticked, self._sum_title = label(), label(), label()
        left = _column(self.search, self.wards, self.requests)
        left.setFixedWidth(_LEFT_WIDTH)
        right = QSplitter(Qt.Orientation.Vertical)
        right.addWidget(_column(horizontal(self._lines_title, 1, self._ticked), self.lines))
        right.addWidget(_column(self._sum_title, self.sums))
        right.setStretchFactor(0, 3)
        right.setStretchFactor(1, 2)
        right.setChildrenCollapsible(False)
        whole = horizontal(left, right, spacing=12, margins=(12, 10, 12, 10))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.lines)

    def _wire(self) -> None:
        self.wards.row_chosen.connect(self._choose_ward)
        self.requests.row_chosen.connect(self._open)
        self.requests.row_activated.connect(lambda _row: self.lines.setFocus())
        self.lines.tick_wanted.connect(lambda line: self.presenter.toggle(line.row.line_id))
        self.lines.row_activated.connect(lambda line: self.presenter.toggle(line.row.line_id))
        self.search.textChanged.connect(self.presenter.find)
        self.search.returnPressed.connect(self.requests.setFocus)

    def _choose_ward(self, row: WardRow | None) -> None:
        if row is not None:
            self.presenter.choose_ward(row.ward)

    def _open(self, row: WaitingRow | None) -> None:
        if row is not None:
            self.presenter.open(row.row.request_id)

    # -- the page

    def hint(self) -> str:
        return self.tr("空格 勾选   Enter 勾选   Tab 换列表   F3 找病人   Ctrl+F 查找   Esc 全部患者")

    def activated(self) -> None:
        for key in (self.dispense_key, self.ward_key, self.refuse_key):
            key.allow(self.station.not_allowed(DISPENSE_RIGHT))
        self._allow_slip()

    def _hear(self) -> None:
        if not self.isVisible():
            self.load()

    def load(self) -> None:
        self.presenter.reload()

    def back(self) -> None:
        self.search.clear()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.search.text():
            self.back()
        else:
            super().keyPressEvent(event)

    def _find(self) -> None:
        self.search.setFocus()
        self.search.selectAll()

    # -- what the presenter shows

    def show_wards(self, rows: Sequence[WardRow], chosen: int) -> None:
        """Show the wards; the list takes the room it needs."""
        header = self.wards.horizontalHeader().height()
        self.wards.setFixedHeight(header + 4 + _WARD_ROW * min(len(rows), _MOST_WARDS))
        self.wards.show_rows(rows, chosen)

    def show_requests(self, rows: Sequence[WaitingRow], chosen: int | None) -> None:
        """Show the requests of the open ward."""
        self.requests.show_rows(rows, chosen)

    def show_request(self, request: Request | None) -> None:
        """Another request is open, or none."""
        self.shell.show_patient(None if request is None else self._banner(request.patient, request.allergy))
        title = ""
        if request is not None:
            title = self.tr("请领单 {number}   {ward}   {when}").format(
                number=request.request_id[-8:], ward=request.patient.ward_name, when=formats.full_moment(request.requested_at)
            )
        self._lines_title.setText(title)

    def _banner(self, patient: PatientBrief, allergy: str) -> BannerPatient:
        years = formats.age(patient.birth_date)
        stay = self.tr("住院号 {number}   第{visit}次").format(number=patient.patient_no, visit=patient.visit_no)
        if not patient.visit_no:
            # Admission's word about this patient is still on its way: say no more than the ward did.
            number = self.tr("住院号 {number}").format(number=patient.patient_no)
            return BannerPatient(patient.bed or "", patient.name, "", "", number, allergy=allergy)
        return BannerPatient(patient.bed or "", patient.name, word(Sex(patient.sex)), years, stay, allergy=allergy)

    def show_lines(self, lines: Sequence[LineView]) -> None:
        """Show the lines with their ticks; the cursor stays."""
        at = self.lines.currentIndex().row()
        self.lines.show_rows(lines, min(max(at, 0), len(lines) - 1) if lines else None)
        waiting = [line for line in lines if is_waiting(line.row)]
        ticked = sum(line.ticked for line in waiting)
        text = self.tr("已勾选 {ticked} 项，共 {count} 项待处理").format(ticked=ticked, count=len(waiting))
        self._ticked.setText(text if waiting else "")

    def show_sum(self, rows: Sequence[PickRow]) -> None:
        """Show the ward's sum by drug."""
        self.sums.rows().show_rows(rows)
        ward = self.station.catalogue.ward_name(self.presenter.ward) if self.presenter.ward else self.tr("全部病区")
        self._sum_title.setText(self.tr("{ward} 药品汇总   {count} 种").format(ward=ward, count=len(rows)))

    def announce(self, rows: Sequence[RequestRow]) -> None:
        """New requests: a sound, the bell, and a sentence."""
        QApplication.beep()
        for row in rows:
            text = self.tr("{ward}  {bed}  {name}  {count} 项").format(
                ward=row.ward_name, bed=row.bed or "", name=row.patient_name, count=row.waiting
            )
            self.shell.notify(text, partial(self._go_to, row))
        wards = "、".join(dict.fromkeys(row.ward_name for row in rows))
        self.tell(self.tr("新请领 {count} 张：{wards}").format(count=len(rows), wards=wards), Tint.INFO)

    def _go_to(self, row: RequestRow) -> None:
        self.shell.open_page(self)
        self.presenter.choose_ward(None)
        self.presenter.open(row.request_id)

    def show_dispensed(self, result: DispenseResult) -> None:
        """A press succeeded."""
        self._allow_slip()
        name = result.request.patient.name
        parts = [self.tr("已发 {count} 项").format(count=result.issued)] if result.issued else []
        parts += [self.tr("已收退药 {count} 项").format(count=result.returned)] if result.returned else []
        self.tell(f"{name}  {'，'.join(parts)}")

    def _allow_slip(self) -> None:
        self.slip_key.allow("" if self.presenter.last_dispense_id else self.tr("还没有发药；已发的单在“记录”页打印"))

    # -- refusing

    def _ask_reason(self) -> None:
        line = self.lines.current_row()
        members = self.presenter.group([line.row.line_id]) if line is not None else ()
        if not members:
            self.tell(self.tr("请先选中一条待发的明细"), Tint.WAIT)
            return
        self.open_form(refusal_dialog(self, members, lambda reason: self.presenter.refuse(members, reason)))

    def show_refused(self, request: Request, lines: int) -> None:
        """Lines were refused: the dialog goes, a sentence says so."""
        self.finished(self.tr("{name}  已拒发 {count} 项，病区会看到原因").format(name=request.patient.name, count=lines))

    # -- a whole ward

    def _ask_ward(self) -> None:
        rows = [row for row in self.presenter.shown_requests() if row.waiting > row.returns]
        if not rows:
            self.tell(self.tr("没有待发的请领单"), Tint.WAIT)
            return
        question = self.tr("为列表中 {count} 位患者发出库存能满足的全部药品？退药不在其中，需逐张验收。").format(count=len(rows))
        confirm(self, question, yes=self.tr("发药")).done(lambda _: self._dispense_all(rows))

    def _dispense_all(self, rows: Sequence[RequestRow]) -> None:
        def call(api: PharmacyContract, row: RequestRow) -> DispenseResult | None:
            return issue_what_can_be_met(api, row.request_id)

        batch = Batch(self, self.station.worker, self.tr("发药"), rows, call, _who)
        batch.finished.connect(self._summary)
        self._batch = batch
        self.station.acting.emit()
        batch.start()

    def _summary(self, outcome: Outcome[RequestRow]) -> None:
        results = [result for _, result in outcome.done if result is not None]
        issued = sum(result.issued for result in results)
        if results:
            self.presenter.last_dispense_id = results[-1].dispense_id
            self._allow_slip()
        self.presenter.reload()
        done = self.tr("已为 {patients} 位患者发药 {lines} 项").format(patients=len(results), lines=issued)
        untouched = [row for row, result in outcome.done if result is None]
        if not (outcome.failed or outcome.left or untouched):
            self.tell(done)
            return
        parts = [done]
        parts += [self.tr("{who}：没有可发的药品").format(who=_who(row)) for row in untouched]
        parts += [outcome.failures_text(_who)] if outcome.failed else []
        parts += [self.tr("{who}：未处理").format(who=_who(row)) for row in outcome.left]
        NoticeDialog(self, self.tr("整病区发药"), "\n".join(parts)).open()

    # -- slips

    def _ask_day(self) -> None:
        ward = self.presenter.ward or (self.presenter.request.patient.ward if self.presenter.request else None)
        self.open_form(ward_day_dialog(self, self.station.catalogue.data.wards, ward, self._print_ward))

    def _print_ward(self, wanted: WardDay) -> None:
        self.close_form()
        self.presenter.print_ward(wanted.ward, wanted.day)

    def show_slip(self, pdf: bytes) -> None:
        """A slip before it is printed."""
        self.show_paper(pdf, self.tr("病区发药单"), "dispensing_slip")


def _column(*items: Item) -> QWidget:
    made = QWidget()
    made.setLayout(vertical(*items, spacing=6))
    return made


def _who(row: RequestRow) -> str:
    return f"{row.bed or ''} {row.patient_name}".strip()
