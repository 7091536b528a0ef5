"""首页: waiting patients left, patients to be settled right, takings and numbers above; Enter opens the patient.

Below, only when there is something: differences with other departments, and charges of people without a stay.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from client_admission.counter import Counter
from client_admission.desk_page import DeskPage, Place, because
from client_admission.home.presenter import DRAW_RIGHT, HomePresenter, NumberRange, Sheet
from client_admission.home.unassigned import Assignment, UnassignedPresenter
from client_admission.refusals import NothingMarked
from client_admission.widgets import figure_card, titled
from shared.contracts.admission.kinds import Kind
from shared.contracts.admission.types import Difference, Patient, Stay, StayState, UnassignedCharge
from shared.qt import formats
from shared.qt.build import horizontal, label, vertical
from shared.qt.dialogs import confirm
from shared.qt.editors import ChoiceEditor, IntegerEditor
from shared.qt.figure import Figure
from shared.qt.form import Field, Form
from shared.qt.form_dialog import FormDialog, reason_dialog
from shared.qt.language import term, words_of
from shared.qt.lookup import LookupEntry
from shared.qt.lookup_edit import LookupPopup
from shared.qt.reply import Reply
from shared.qt.shell import MainShell
from shared.qt.table import Column
from shared.qt.tint import Tint

_FEW_NUMBERS = 20
CHARGE_RIGHT = "admission.charge.supplement"


class HomePage(DeskPage):
    """Today's desk."""

    icon = "mdi6.home-outline"
    place = Place.HOME
    shows_patient = False
    shows = frozenset({Kind.DESK})

    def __init__(self, shell: MainShell, counter: Counter) -> None:
        super().__init__(shell, counter)
        self.title = self.tr("首页")
        self.presenter = HomePresenter(counter, self)
        self.draw_key = self.add_key("Ctrl+R", self.tr("领用票据"), self._ask_range, "mdi6.receipt-text-plus-outline")
        self.charging = UnassignedPresenter(counter, self)
        self.assign_key = self.add_key("F6", self.tr("归入账户"), self._ask_patient, "mdi6.account-cash-outline")
        self.close_key = self.add_key("F8", self.tr("不入账"), self._ask_reason, "mdi6.cash-remove")
        self.accept_key = self.add_key("F7", self.tr("差异入账"), self._charge_difference, "mdi6.scale-balance")
        self.drop_key = self.add_key("F9", self.tr("差异不入账"), self._ask_why, "mdi6.scale-unbalanced")
        self.add_key("F2", self.tr("项目查询"), self._look_up, "mdi6.magnify")
        self.add_patient_keys()
        self._build_figures()
        self.waiting = self.grid(self._stay_columns(), "admission.home.waiting", self.tr("没有等待入科的病人"), self.tr("等待入科"))
        self.to_settle = self.grid(
            self._stay_columns(settle=True), "admission.home.settle", self.tr("没有待结算的病人"), self.tr("待结算")
        )
        columns = self._difference_columns()
        self.differences = self.grid(columns, "admission.home.differences", self.tr("没有差异"), self.tr("对账差异"))
        self.differences.row_activated.connect(lambda row: self._open(row, Place.ACCOUNT))
        self.waiting.row_activated.connect(lambda stay: self._open(stay, Place.DEPOSITS))
        self.to_settle.row_activated.connect(lambda stay: self._open(stay, Place.SETTLE))
        self.unassigned = self.grid(
            self._unassigned_columns(), "admission.home.unassigned", self.tr("没有待归属费用"), self.tr("待归属费用")
        )
        self.unassigned.row_activated.connect(lambda _charge: self._ask_patient())
        self._waiting_title, self._settle_title, self._difference_title, self._unassigned_title = label(), label(), label(), label()
        self._difference_part = titled(self._difference_title, self.differences)
        self._unassigned_part = titled(self._unassigned_title, self.unassigned)
        for part in (self._difference_part, self._unassigned_part):
            part.setMaximumHeight(190)
        lists = horizontal(titled(self._waiting_title, self.waiting), titled(self._settle_title, self.to_settle), spacing=12)
        below = (self._unassigned_part, self._difference_part)
        self.setLayout(vertical(self._figures, lists, *below, spacing=12, margins=(14, 12, 14, 12)))
        self.setFocusProxy(self.to_settle)

    def _build_figures(self) -> None:
        self.taken = Figure(self.tr("今日收款合计"), 28)
        self.deposits, self.settlements = Figure(self.tr("其中押金")), Figure(self.tr("其中结算"))
        self.next_receipt, self.left = Figure(self.tr("下一张票据号")), Figure(self.tr("剩余票据"))
        self.to_reconcile = Figure(self.tr("对账差异"))
        takings = (self.taken, self.deposits, self.settlements)
        self._figures = figure_card(*takings, self.next_receipt, self.left, self.to_reconcile)

    def _stay_columns(self, *, settle: bool = False) -> tuple[Column, ...]:
        when = Column(self.tr("申报时间"), "declared_at", 98) if settle else Column(term("入院时间"), "admitted_at", 98)
        return (
            Column(term("住院号"), "patient_no", 72, "left", text=lambda stay: str(stay.patient.patient_no)),
            Column(term("姓名"), "name", 84, text=lambda stay: stay.patient.name, bold=lambda _: True),
            Column(term("次"), "visit", 30, "right", text=lambda stay: str(stay.patient.visit_no)),
            Column(term("病区"), "ward", 144, text=lambda stay: stay.patient.ward_name, elastic=True),
            Column(term("床位"), "bed", 78, text=lambda stay: stay.patient.bed or ""),
            when,
            Column(term("状态"), "state", 84, words=words_of(StayState)),
        )

    def _difference_columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("发现时间"), "noted_at", 110),
            Column(term("姓名"), "name", 84, text=lambda row: row.patient.name, bold=lambda _: True),
            Column(term("住院号"), "patient_no", 72, "left", text=lambda row: str(row.patient.patient_no)),
            Column(term("原因"), "reason", 220, text=lambda row: self._reason(row.reason), tint=lambda _: Tint.WAIT),
            Column(term("项目"), "item", 260, text=_item_text, elastic=True, kept=lambda row: str(row.line.spec)),
            Column(term("数量"), "quantity", 70, "right", text=lambda row: formats.quantity(row.line.quantity)),
            Column(term("费用日期"), "day", 90, text=lambda row: formats.day(row.line.service_date)),
            Column(self.tr("来源病区"), "ward", 160, text=lambda row: self.station.catalogue.ward_name(row.line.ward)),
        )

    def _unassigned_columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("治疗时间"), "performed_at", 110),
            Column(term("姓名"), "patient_name", 100, bold=lambda _: True),
            Column(term("住院号"), "patient_no", 80, text=lambda row: "" if row.patient_no is None else str(row.patient_no)),
            Column(term("项目"), "item_name", 260, elastic=True),
            Column(term("数量"), "quantity", 70, "right", text=lambda row: formats.quantity(row.quantity)),
            Column(term("金额"), "amount", 90, "right", text=lambda row: formats.money(row.amount)),
            Column(term("费用日期"), "service_date", 90, text=lambda row: formats.day(row.service_date)),
        )

    def _reason(self, reason: str) -> str:
        words = {
            "same_id_other_content": self.tr("同一费用两次内容不同"),
            "stay_is_closed": self.tr("病人已出院"),
            "second_line_for_order_and_day": self.tr("同一医嘱同日重复"),
        }
        return words.get(reason, reason)

    # -- the page

    def _look_up(self) -> None:
        """Name, specification, unit and price of an item for somebody who asks, without a patient (R1.38)."""
        self.popup = LookupPopup(self.station.catalogue.items, "", self)
        self.popup.chosen.connect(self._show_item)
        self.popup.open_under(self.taken)

    def _show_item(self, entry: LookupEntry) -> None:
        parts = (entry.code, entry.name, entry.spec, entry.unit, formats.price(entry.price))
        self.tell("   ".join(part for part in parts if part), Tint.INFO)

    def hint(self) -> str:
        return self.tr("Enter 打开病人   Tab 换列表   F3 找病人   Ctrl+F 查找")

    def load(self) -> None:
        self.draw_key.allow(self.station.not_allowed(DRAW_RIGHT))
        self.presenter.load()

    def show_sheet(self, sheet: Sheet) -> None:
        """Show the desk."""
        desk = sheet.desk
        self.taken.show_money(desk.deposits_taken + desk.settlements_taken)
        void = self.tr("已扣作废 {amount}").format(amount=formats.money(desk.deposits_void)) if desk.deposits_void else ""
        self.deposits.show_money(desk.deposits_taken, void)
        self.settlements.show_money(desk.settlements_taken)
        self.next_receipt.show_text(desk.next_receipt_no or self.tr("无"), tint=None if desk.next_receipt_no else Tint.BAD)
        self._show_left(desk.receipts_left)
        self.to_reconcile.show_text(str(desk.reconciliation), tint=Tint.WAIT if desk.reconciliation else None)
        self.waiting.refill(desk.waiting)
        self.to_settle.refill(desk.to_settle)
        self.differences.refill(sheet.differences)
        self._waiting_title.setText(self.tr("等待入科  {count}").format(count=len(desk.waiting)))
        self._settle_title.setText(self.tr("待结算  {count}").format(count=len(desk.to_settle)))
        self._difference_title.setText(self.tr("对账差异  {count}").format(count=len(sheet.differences)))
        self._difference_part.setVisible(bool(sheet.differences))
        for key in (self.accept_key, self.drop_key):
            key.allow(self.station.not_allowed(CHARGE_RIGHT) if sheet.differences else because(NothingMarked()))
        self._show_unassigned(sheet.unassigned)

    def _show_unassigned(self, charges: tuple[UnassignedCharge, ...]) -> None:
        self.unassigned.refill(charges)
        self._unassigned_title.setText(self.tr("待归属费用  {count}").format(count=len(charges)))
        self._unassigned_part.setVisible(bool(charges))
        for key in (self.assign_key, self.close_key):
            key.allow(self.station.not_allowed(CHARGE_RIGHT) if charges else because(NothingMarked()))

    def _show_left(self, left: int) -> None:
        tint = Tint.BAD if not left else Tint.WAIT if left <= _FEW_NUMBERS else None
        note = self.tr("已用完，请领用") if not left else self.tr("即将用完") if left <= _FEW_NUMBERS else ""
        self.left.show_text(self.tr("{count} 张").format(count=left), note, tint)

    def _open(self, line: Stay | Difference, place: Place) -> None:
        self.presenter.open(line)
        self.go(place)

    # -- differences

    def _charge_difference(self) -> None:
        row: Difference | None = self.differences.current_row()
        if row is not None:
            text = self.tr("{charge}\n记入 {name}（住院号 {number}）的账户？")
            text = text.format(charge=self._difference_words(row), name=row.patient.name, number=row.patient.patient_no)
            confirm(self, text, yes=self.tr("入账"), danger=True).done(lambda _: self.presenter.charge_difference(row))

    def _ask_why(self) -> None:
        row: Difference | None = self.differences.current_row()
        if row is not None:
            drop, about = partial(self.presenter.close_difference, row), self._difference_words(row)
            self.open_form(reason_dialog(self, self.tr("差异不入账"), term("原因"), drop, about=about))

    def _difference_words(self, row: Difference) -> str:
        line = row.line
        return "  ".join(
            (self._reason(row.reason), formats.day(line.service_date), line.item_name, formats.quantity(line.quantity))
        )

    def show_resolved(self, difference: Difference, *, charged: bool) -> None:
        """A difference is off the list."""
        text = self.tr("{item} 已入账") if charged else self.tr("{item} 已移出对账差异")
        self.finished(text.format(item=difference.line.item_name))

    # -- charges of people without a stay

    def _ask_patient(self) -> None:
        charge: UnassignedCharge = self.unassigned.rows().row(self.unassigned.currentIndex().row())
        fields = (Field("patient_no", term("住院号"), IntegerEditor(), required=True),)
        title = self.tr("归入账户")
        form = Form(Assignment, fields)
        form.load({"patient_no": self.charging.proposal(charge)})
        self.open_form(FormDialog(self, title, form, partial(self.charging.assign, charge), about=self._words(charge)))

    def ask_assignment(self, charge: UnassignedCharge, patient: Patient, stay: Stay) -> Reply[None]:
        """Whether it is this patient's."""
        text = self.tr("{charge}\n归入 {name}（住院号 {number}，第 {visit} 次住院，{ward}）？").format(
            charge=self._words(charge),
            name=patient.details.name,
            number=patient.patient_no,
            visit=stay.patient.visit_no,
            ward=stay.patient.ward_name,
        )
        return confirm(self, text, yes=self.tr("归入账户"), danger=patient.details.name != charge.patient_name)

    def show_assigned(self, charge: UnassignedCharge, name: str) -> None:
        """The charge is on an account."""
        self.finished(self.tr("{item} 已归入 {name} 的账户").format(item=charge.item_name, name=name))

    def _ask_reason(self) -> None:
        charge: UnassignedCharge = self.unassigned.rows().row(self.unassigned.currentIndex().row())
        title, why = self.tr("不入账"), self.tr("原因（如门诊已付）")
        self.open_form(reason_dialog(self, title, why, partial(self.charging.close, charge), about=self._words(charge)))

    def show_closed(self, charge: UnassignedCharge) -> None:
        """The charge is off the list."""
        self.finished(self.tr("{item} 已移出待归属费用").format(item=charge.item_name))

    def _words(self, charge: UnassignedCharge) -> str:
        amount, day = formats.money(charge.amount), formats.day(charge.service_date)
        return f"{charge.patient_name}  {day}  {charge.item_name}  {amount}"

    # -- receipt numbers

    def _ask_range(self) -> None:
        series = ChoiceEditor((("receipt", self.tr("收费票据")), ("deposit", self.tr("押金收据"))))
        fields = (
            Field("series", self.tr("票据种类"), series),
            Field("cashier", self.tr("收费员登录名"), required=True),
            Field("first", self.tr("起始号码"), required=True),
            Field("last", self.tr("终止号码"), required=True),
        )
        form = Form(NumberRange, fields)
        form.load({"series": "receipt"})
        self.open_form(FormDialog(self, self.tr("领用票据"), form, self.presenter.draw, self.tr("领用")))

    def show_drawn(self, drawn: NumberRange, left: int) -> None:
        """A cashier has new numbers."""
        text = self.tr("{cashier} 已领用 {first}–{last}，共剩 {left} 张")
        self.finished(text.format(cashier=drawn.cashier, first=drawn.first, last=drawn.last, left=left))


def _item_text(row: Any) -> str:
    return f"{row.line.item_name}  {row.line.spec}".rstrip()
