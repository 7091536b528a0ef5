"""押金: the stay's deposits left, taking one right."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QFrame

from client_admission.counter import Counter, OpenPatient
from client_admission.deposits.presenter import DepositDraft, DepositsPresenter, sums_of
from client_admission.desk_page import DeskPage, Place, because
from client_admission.widgets import card, deposit_columns, deposit_text, figure_card, titled
from shared.contracts.admission.types import Deposit, DepositReceipt, PayMethod
from shared.identifiers import DepositId
from shared.money import ZERO
from shared.qt import formats
from shared.qt.build import button, horizontal, label, paint, vertical
from shared.qt.editors import ChoiceEditor, MoneyEditor
from shared.qt.figure import Figure
from shared.qt.form import Field, FieldErrors, Form
from shared.qt.form_dialog import reason_dialog
from shared.qt.language import term, word
from shared.qt.shell import MainShell
from shared.qt.tint import Tint


class DepositsPage(DeskPage):
    """Take, look up, void."""

    icon = "mdi6.cash-plus"
    place = Place.DEPOSITS

    def __init__(self, shell: MainShell, counter: Counter) -> None:
        super().__init__(shell, counter)
        self.title = self.tr("押金")
        self.presenter = DepositsPresenter(counter, self)
        self.take_key = self.add_key("F6", self.tr("收取押金"), self._take, "mdi6.cash-check")
        self.void_key = self.add_key("F8", self.tr("作废"), self._ask_void, "mdi6.cancel")
        self.print_key = self.add_key("F9", self.tr("补打收据"), self._reprint, "mdi6.printer-outline")
        self.add_patient_keys()
        self._shown: str | None = None
        self._taken: DepositId | None = None
        """The deposit just taken: the cursor goes to it when it is shown."""
        empty = self.tr("还没有押金\n在右侧输入金额，按 F6 收取")
        self.deposits = self.grid(deposit_columns(), "admission.deposits", empty, self.tr("押金"), key="deposit_id")
        self.deposits.row_chosen.connect(lambda _: self._show_keys())
        self._build_sums()
        left = vertical(self._sums, titled(label(self.tr("押金记录")), self.deposits), spacing=12)
        left.setStretch(1, 1)
        self.setLayout(horizontal(left, self._build_taking(), spacing=12, margins=(14, 12, 14, 12)))
        self.setFocusProxy(self.form.widget("amount"))

    def _build_sums(self) -> None:
        self.usable, self.settled, self.void = Figure(self.tr("未结算")), Figure(term("已结算")), Figure(self.tr("已作废"))
        self._sums = figure_card(self.usable, self.settled, self.void)

    def _build_taking(self) -> QFrame:
        methods = [(method, word(method)) for method in (PayMethod.CASH, PayMethod.IC_CARD)]
        fields = (
            Field("amount", term("金额"), MoneyEditor()),
            Field("method", self.tr("方式"), ChoiceEditor(methods)),
            Field("bank", term("银行")),
            Field("card_no", term("卡号")),
        )
        self.form: Form[DepositDraft] = Form(DepositDraft, fields)
        amount = self.form.widget("amount")
        paint(amount, size=28, bold=True)
        amount.setMinimumHeight(52)
        self.form.submitted.connect(self.take_key.press)
        self.form.widget("method").currentIndexChanged.connect(self._offer_card)
        self._offer_card(0)
        self.submit = button(self.tr("F6 收取押金"), self.take_key.press, primary=True)
        self._why = label("", "hint", wrap=True)
        self.balance = Figure(term("账户结余"), 26)
        taking = card(self.tr("收取押金"), self.balance, self.form, self._why, horizontal(1, self.submit), 1, spacing=12)
        taking.setFixedWidth(400)
        return taking

    def _offer_card(self, method: int) -> None:
        """Cash needs two Enters: bank and card are asked for with a card only."""
        for name in ("bank", "card_no"):
            self.form.widget(name).setEnabled(method > 0)

    def hint(self) -> str:
        return self.tr("输入金额 Enter 选方式 Enter 收取   F8 作废选中押金   F9 补打收据   Esc 返回")

    def error_form(self) -> FieldErrors | None:
        return self.form

    def show_open(self, opened: OpenPatient | None) -> None:
        stay_id = None if opened is None or opened.stay is None else opened.stay.stay_id
        if stay_id != self._shown:
            self._shown = stay_id
            self.form.load({"method": PayMethod.CASH})
        account = None if opened is None else opened.account
        deposits = () if account is None else account.deposits
        # Keys aim at what was taken last, until the cashier chooses another row.
        self.deposits.rows().show_rows(deposits)
        ids = [deposit.deposit_id for deposit in deposits]
        if ids and (self._taken in ids or not self.deposits.currentIndex().isValid()):
            self.deposits.go_to(ids.index(self._taken) if self._taken is not None and self._taken in ids else len(ids) - 1)
            self._taken = None
        sums = sums_of(deposits)
        self.usable.show_text(formats.money(sums.usable), tint=Tint.OK if sums.usable > ZERO else None)
        self.settled.show_money(sums.settled)
        self.void.show_money(sums.void)
        note = "" if account is None else self.tr("未结算费用 {amount}").format(amount=formats.money(account.unsettled))
        self.balance.show_money(None if account is None else account.balance, note)
        self._show_keys()

    def _show_keys(self) -> None:
        why_not = because(self.presenter.why_not_take())
        self._why.setText(why_not)
        self.submit.setEnabled(not why_not)
        self.take_key.allow(why_not)
        marked = self._marked()
        self.void_key.allow(because(self.presenter.why_not_void(marked)))
        self.print_key.allow("" if marked is not None else because(self.presenter.why_not_void(None)))

    def _marked(self) -> Deposit | None:
        row = self.deposits.current_row()
        return row if isinstance(row, Deposit) else None

    # -- acting

    def _take(self) -> None:
        draft = self.form.read()
        if draft is not None:
            self.presenter.take(draft)

    def show_taken(self, receipt: DepositReceipt) -> None:
        """The deposit is taken and numbered."""
        deposit = receipt.deposit
        self._taken = deposit.deposit_id
        self.form.load({"method": deposit.method})
        text = self.tr("已收押金 {amount}，收据号 {number}")
        self.finished(text.format(amount=formats.money(deposit.amount), number=deposit.receipt_no))

    def _ask_void(self) -> None:
        deposit = self._marked()
        if deposit is not None:
            void, about = partial(self.presenter.void, deposit), deposit_text(deposit)
            self.open_form(reason_dialog(self, self.tr("作废押金"), self.tr("作废原因"), void, about=about))

    def show_void(self, deposit: Deposit) -> None:
        """The deposit is void."""
        self.finished(self.tr("押金收据 {number} 已作废").format(number=deposit.receipt_no))

    def _reprint(self) -> None:
        deposit = self._marked()
        if deposit is not None:
            self.presenter.reprint(deposit)

    def show_reprinted(self, receipt: DepositReceipt) -> None:
        """One more paper of the same number."""
        self.finished(self.tr("第 {count} 次补打，已在收据上注明").format(count=receipt.deposit.reprints))
