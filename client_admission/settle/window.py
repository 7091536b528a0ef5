"""结算: what is settled left, the receipt in the making in the middle, the amount due and the money right."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame

from client_admission.arrivals import obstacle_sentences
from client_admission.counter import Counter, OpenPatient
from client_admission.desk_page import DeskPage, Place, because
from client_admission.settle.choice import ChoiceCard
from client_admission.settle.presenter import Leaving, SettlePresenter, Sheet, surplus
from client_admission.settle.till import Tender
from client_admission.widgets import ReceiptCard, card
from shared.contracts.admission.types import Settlement, SettlementMode, Stay
from shared.money import ZERO
from shared.qt import formats
from shared.qt.build import button, horizontal, label, paint, vertical
from shared.qt.editors import LookupEditor, MoneyEditor
from shared.qt.form import Field, FieldErrors, Form
from shared.qt.form_dialog import FormDialog
from shared.qt.language import term
from shared.qt.shell import MainShell
from shared.qt.tint import Tint


class SettlePage(DeskPage):
    """Settle and discharge."""

    icon = "mdi6.cash-register"
    place = Place.SETTLE

    def __init__(self, shell: MainShell, counter: Counter) -> None:
        super().__init__(shell, counter)
        self.title = self.tr("结算")
        self.presenter = SettlePresenter(counter, self)
        self.settle_key = self.add_key("F6", self.tr("结算"), self._settle, "mdi6.cash-check")
        self.discharge_key = self.add_key("F7", self.tr("办理出院"), self._ask_discharge, "mdi6.exit-run")
        self.check_key = self.add_key("F5", self.tr("去核对"), lambda: self.go(Place.CHECK), "mdi6.clipboard-check-outline")
        self.add_patient_keys()
        self._shown: str | None = None
        self.choice = ChoiceCard(self.presenter)
        self.choice.setFixedWidth(352)
        self.receipt = ReceiptCard(self.tr("收费票据（待结算）"))
        page = horizontal(self.choice, self.receipt, self._build_money(), spacing=12, margins=(14, 12, 14, 12))
        page.setStretch(1, 1)
        self.setLayout(page)
        self.setFocusProxy(self.form.widget("cash_given"))

    def _build_money(self) -> QFrame:
        self._due_caption, self.due = label(), label("", selectable=True)
        self.due.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._due_note = paint(label("", "muted", wrap=True), size=13)
        fields = (
            Field("cash_given", self.tr("实收现金"), MoneyEditor()),
            Field("card_amount", self.tr("IC卡金额"), MoneyEditor()),
            Field("bank", term("银行")),
            Field("card_no", term("卡号")),
        )
        self.form: Form[Tender] = Form(Tender, fields)
        cash = self.form.widget("cash_given")
        paint(cash, size=24, bold=True)
        cash.setMinimumHeight(44)
        self.form.edited.connect(self._count)
        self.form.submitted.connect(self.settle_key.press)
        self._change_caption, self.change = paint(label(self.tr("找零"), "muted"), size=15), label("", selectable=True)
        self.submit = button(self.tr("F6 结算"), self.settle_key.press, primary=True)
        change = horizontal(self._change_caption, 1, self.change)
        due = vertical(self._due_caption, self.due, self._due_note, spacing=0)
        made = card("", due, self.form, change, 1, horizontal(1, self.submit), spacing=12)
        made.setFixedWidth(372)
        return made

    def hint(self) -> str:
        return self.tr("输入实收现金 Enter　F6 结算　F7 办理出院　空格 勾选押金　Esc 返回")

    def error_form(self) -> FieldErrors | None:
        return self.form

    def load(self) -> None:
        self.presenter.load()

    def show_open(self, opened: OpenPatient | None) -> None:
        stay_id = None if opened is None or opened.stay is None else opened.stay.stay_id
        if stay_id != self._shown:
            self._shown = stay_id
            self.form.clear()
            self.choice.clear()
            self.presenter.begin()
        self._show_keys()

    # -- showing

    def show_sheet(self, sheet: Sheet | None) -> None:
        """The settlement in the making."""
        obstacles = [] if sheet is None else obstacle_sentences(sheet.preview.obstacles, sheet.account)
        settled = self.presenter.settled()
        self.choice.show_sheet(sheet, [] if settled else obstacles, settled=settled)
        self._show_receipt(sheet)
        self._show_due(sheet)
        self._show_keys()
        self._count()

    def _show_receipt(self, sheet: Sheet | None) -> None:
        if sheet is None:
            self.receipt.clear()
            return
        shown = sheet.preview
        sums = [
            (self.tr("费用合计"), formats.money(shown.total)),
            (self.tr("医保支付"), formats.money(shown.insurance)),
            (self.tr("个人负担"), formats.money(shown.own_share)),
            (self.tr("使用押金"), formats.money(shown.deposit_total)),
            (self.tr("费用条数"), str(shown.line_count)),
            (self.tr("结转押金"), formats.money(surplus(sheet))),
        ]
        number = self.tr("票据号 {number}").format(number=shown.next_receipt_no or self.tr("无，请先领用"))
        self.receipt.show_receipt(number, shown.by_category, sums, shown.total)

    def _show_due(self, sheet: Sheet | None) -> None:
        """The largest figure on the screen."""
        self._due_note.setText("")
        if sheet is None:
            caption, amount, tint = self.tr("应收"), ZERO, Tint.NEUTRAL
        elif not self.presenter.declared():
            # Nobody pays or is owed anything before the ward has declared: the figure is what the account stands at.
            caption, amount, tint = term("账户结余"), -sheet.preview.due, Tint.NEUTRAL
        elif self.presenter.settled():
            caption, amount, tint = self.tr("已结清"), ZERO, Tint.OK
        elif surplus(sheet):
            caption, amount, tint = self.tr("应收"), ZERO, None
            note = self.tr("押金余额 {amount} 结转为新的押金")
            self._due_note.setText(note.format(amount=formats.money(surplus(sheet))))
        elif sheet.needed < ZERO:
            caption, amount, tint = self.tr("应退"), -sheet.needed, Tint.BAD
        else:
            caption, amount, tint = self.tr("应收"), sheet.needed, Tint.INFO
        self._due_caption.setText(caption)
        paint(self._due_caption, tint, size=18, bold=True)
        self.due.setText(formats.money(amount))
        paint(self.due, tint, size=54, bold=True)

    def _count(self) -> None:
        """Change, or cash to hand back, for what is typed; the sentence what is missing stands in its place."""
        tender = self.form.read()
        counted = None if tender is None else self.presenter.count(tender)
        cash = self.form.widget("cash_given")
        cash.setEnabled(counted is not None and counted.cash_due > ZERO)
        cash.setPlaceholderText("" if counted is None else formats.money(max(counted.cash_due, ZERO)))
        if counted is None:
            self._change_caption.setText("")
            self.change.setText("")
        elif counted.problem is not None:
            self._change_caption.setText("")
            self.change.setText(because(counted.problem))
            paint(self.change, Tint.BAD, size=16, bold=True)
        else:
            refund = counted.cash_due < ZERO
            self._change_caption.setText(self.tr("退还现金") if refund else self.tr("找零"))
            self.change.setText(formats.money(-counted.cash_due if refund else counted.change))
            paint(self.change, size=28, bold=True)

    def _show_keys(self) -> None:
        sheet = self.presenter.sheet
        if sheet is None:
            why_not = because(self.patient_missing()) or self.tr("正在计算")
        else:
            why_not = next(iter(obstacle_sentences(sheet.preview.obstacles, sheet.account)), "")
        self.settle_key.allow(why_not)
        self.submit.setEnabled(not why_not)
        self.discharge_key.allow(because(self.presenter.why_not_discharge()))
        self.check_key.allow(because(self.patient_missing()))

    def show_news(self, before: Decimal, now: Decimal) -> None:
        """The amount is another one than the cashier saw."""
        text = self.tr("金额由 {before} 变为 {now}，请与病人核对后再按 F6")
        self._due_note.setText(text.format(before=formats.money(before), now=formats.money(now)))
        paint(self._due_note, Tint.BAD, bold=True)

    # -- acting

    def show_working(self, working: bool) -> None:
        super().show_working(working)
        if working:
            self.submit.setEnabled(False)
        else:
            self._show_keys()

    def _settle(self) -> None:
        tender = self.form.read()
        if tender is not None:
            self.presenter.settle(tender)

    def show_settled(self, settlement: Settlement) -> None:
        """The settlement is stored."""
        self.form.clear()
        text = self.tr("已结算，票据号 {number}，收款 {paid}")
        if settlement.mode is SettlementMode.INTERIM and settlement.carried_over:
            text = self.tr("已结算，票据号 {number}，结转押金 {carried}")
        paid, carried = formats.money(settlement.paid), formats.money(settlement.carried_over)
        self.finished(text.format(number=settlement.receipt_no, paid=paid, carried=carried))

    def _ask_discharge(self) -> None:
        opened = self.counter.opened
        if opened is None or opened.stay is None:
            return
        stay, title = opened.stay, self.tr("办理出院")
        fields = (
            Field("doctor", self.tr("出院医生"), required=True),
            Field("ward", self.tr("出院病区"), LookupEditor(self.station.catalogue.wards, "admission.wards")),
        )
        form = Form(Leaving, fields)
        form.load({"doctor": stay.attending_doctor, "ward": stay.patient.ward})
        self.open_form(FormDialog(self, title, form, self.presenter.discharge))

    def show_discharged(self, stay: Stay) -> None:
        """The patient is discharged."""
        self.finished(self.tr("{name} 已办理出院").format(name=stay.patient.name))
