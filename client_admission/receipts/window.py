"""收据: search left, the receipt right. It is printed from here only as a marked reprint."""

from __future__ import annotations

from client_admission.counter import Counter, OpenPatient
from client_admission.desk_page import DeskPage, Place, because
from client_admission.receipts.presenter import ReceiptSearch, ReceiptsPresenter
from client_admission.widgets import ReceiptCard, card, money_column
from shared.contracts.admission.kinds import Kind
from shared.contracts.admission.types import Receipt, ReceiptRow, Settlement, SettlementState
from shared.contracts.common import DataPacket
from shared.qt import formats, hospital_time
from shared.qt.build import button, horizontal, label, paint, vertical
from shared.qt.editors import TodayEditor
from shared.qt.form import Field, FieldErrors, Form
from shared.qt.form_dialog import reason_dialog
from shared.qt.language import term, word, words_of
from shared.qt.shell import MainShell
from shared.qt.table import Column
from shared.qt.tint import Tint, tint_of


class ReceiptsPage(DeskPage):
    """Search, view, void, reprint."""

    icon = "mdi6.receipt-text-outline"
    place = Place.RECEIPTS
    shows_patient = False
    shows = frozenset({Kind.DESK})

    def __init__(self, shell: MainShell, counter: Counter) -> None:
        super().__init__(shell, counter)
        self.title = self.tr("收据")
        self.presenter = ReceiptsPresenter(counter, self)
        self.void_key = self.add_key("F8", self.tr("作废"), self._ask_void, "mdi6.cancel")
        self.reprint_key = self.add_key("F9", self.tr("补打"), self.presenter.reprint, "mdi6.printer-outline")
        self.list_key = self.add_key("Ctrl+L", term("费用清单"), self.presenter.charge_list, "mdi6.format-list-bulleted")
        self.add_patient_keys()
        self._shown: int | None = None
        fields = (
            Field("first", self.tr("结算日从"), TodayEditor()),
            Field("last", self.tr("至"), TodayEditor()),
            Field("text", self.tr("查找"), span=2),
        )
        self.form: Form[ReceiptSearch] = Form(ReceiptSearch, fields, columns=2)
        self.form.widget("text").setPlaceholderText(self.tr("票据号 / 住院号 / 姓名"))
        self.form.load({"first": hospital_time.today(), "last": hospital_time.today()})
        self.form.submitted.connect(self.load)
        search = card("", self.form, horizontal(1, button(self.tr("查找"), self.load)), spacing=2)
        self.receipts = self.grid(
            self._columns(), "admission.receipts", self.tr("没有找到收据\n请放宽日期或换一个号码"), self.tr("收据")
        )
        self.receipts.row_chosen.connect(self.presenter.look)
        self._status, self._details = paint(label(), size=18, bold=True), label("", wrap=True, selectable=True)
        self.card = ReceiptCard(self.tr("住院收费票据"))
        right = card("", self._status, self._details)
        left = vertical(search, self.receipts, spacing=10)
        side = vertical(right, self.card, spacing=10)
        side.setStretch(1, 1)
        page = horizontal(left, side, spacing=12, margins=(14, 12, 14, 12))
        page.setStretch(0, 6)
        page.setStretch(1, 5)
        self.setLayout(page)
        self.setFocusProxy(self.form.widget("text"))

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("票据号"), "receipt_no", 96, bold=lambda _: True),
            Column(term("住院号"), "patient_no", 72, "left", show=str),
            Column(term("姓名"), "patient_name", 80),
            money_column(term("金额"), "total", 96),
            Column(self.tr("结算时间"), "settled_at", 100),
            Column(self.tr("收款人"), "cashier", 72),
            Column(term("状态"), "state", 62, tint=lambda row: tint_of(row.state), words=words_of(SettlementState)),
            Column(self.tr("补打"), "reprints", 46, "left", show=lambda count: str(count) if count else ""),
        )

    def hint(self) -> str:
        return self.tr("Enter 查找   ↑↓ 看收据   F8 作废   F9 补打   Ctrl+L 费用清单   Esc 返回")

    def error_form(self) -> FieldErrors | None:
        return self.form

    def show_open(self, opened: OpenPatient | None) -> None:
        number = None if opened is None else opened.patient.patient_no
        if number is not None and number != self._shown:
            self.form.load({"text": str(number)})
            self.presenter.search(ReceiptSearch(str(number)))
        self._shown = number
        self._show_keys()

    def load(self) -> None:
        wanted = self.form.read()
        if wanted is not None:
            self.presenter.search(wanted)

    # -- showing

    def show_rows(self, rows: DataPacket[ReceiptRow]) -> None:
        """What the search found; the receipt on screen stays the same if it is among them."""
        marked = self.presenter.receipt
        self.receipts.rows().show_packet(rows)
        if not rows.rows:
            self.presenter.look(None)
            return
        ids = [row.settlement_id for row in rows.rows]
        wanted = None if marked is None else marked.settlement.settlement_id
        self.receipts.go_to(ids.index(wanted) if wanted in ids else 0)

    def show_receipt(self, receipt: Receipt | None) -> None:
        """The marked receipt."""
        self._show_keys()
        if receipt is None:
            self._status.setText("")
            self._details.setText("")
            self.card.clear()
            return
        settlement = receipt.settlement
        tint = tint_of(settlement.state) or Tint.NEUTRAL
        mark = self.tr("　补打 {count} 次").format(count=receipt.reprints) if receipt.reprints else ""
        self._status.setText(f"{word(settlement.state)}　{word(settlement.mode)}{mark}")
        paint(self._status, tint, size=18, bold=True)
        self._details.setText(self._detail_text(settlement))
        self.card.show_receipt(settlement.receipt_no, settlement.by_category, self._sums(receipt), settlement.total)

    def _detail_text(self, settlement: Settlement) -> str:
        patient = settlement.patient
        lines = [
            f"{patient.name}　{patient.patient_no}-{patient.visit_no}　{patient.ward_name}　{patient.bed or ''}".rstrip(),
            self.tr("费用 {first} 至 {last}　{cashier} {when} 收款").format(
                first=formats.full_day(settlement.first),
                last=formats.full_day(settlement.last),
                cashier=settlement.cashier,
                when=formats.moment(settlement.settled_at),
            ),
        ]
        if settlement.void_at is not None:
            text = self.tr("{who} {when} 作废")
            lines.append(text.format(who=settlement.void_by or "", when=formats.moment(settlement.void_at)))
        return "\n".join(lines)

    def _sums(self, receipt: Receipt) -> list[tuple[str, str]]:
        settlement = receipt.settlement
        payments = [(f"{word(each.method)} {each.bank}".strip(), formats.money(each.amount)) for each in settlement.payments]
        return [
            (self.tr("费用合计"), formats.money(settlement.total)),
            (self.tr("医保支付"), formats.money(settlement.insurance)),
            (self.tr("使用押金"), formats.money(settlement.deposit_total)),
            (self.tr("补缴"), formats.money(receipt.amount_paid_in)),
            (self.tr("退款"), formats.money(receipt.amount_refunded)),
            (self.tr("结转押金"), formats.money(settlement.carried_over)),
            *payments,
        ]

    def _show_keys(self) -> None:
        self.void_key.allow(because(self.presenter.why_not_void()))
        nothing = because(self.presenter.why_not_print())
        self.reprint_key.allow(nothing)
        self.list_key.allow(nothing)

    # -- acting

    def _ask_void(self) -> None:
        receipt = self.presenter.receipt
        if receipt is not None:
            title, settlement = self.tr("作废收据"), receipt.settlement
            text = self.tr("{number}　{name}　{amount}\n作废后费用和押金恢复为未结算，款项于今日冲回。")
            amount = formats.money(settlement.total)
            about = text.format(number=settlement.receipt_no, name=settlement.patient.name, amount=amount)
            self.open_form(reason_dialog(self, title, self.tr("作废原因"), self.presenter.void, about=about))

    def show_void(self, settlement: Settlement) -> None:
        """The settlement is taken back."""
        self.finished(self.tr("收据 {number} 已作废").format(number=settlement.receipt_no))

    def show_reprinted(self, reprints: int) -> None:
        """One more paper of the same number."""
        self.finished(self.tr("第 {count} 次补打，已在票据上注明").format(count=reprints))
