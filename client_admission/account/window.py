"""账户: sums above, categories, days and deposits below, and what is still on its way."""

from __future__ import annotations

from datetime import date

from client_admission.account.presenter import AccountPresenter, ListPeriod
from client_admission.arrivals import ArrivalStrip
from client_admission.counter import Counter, OpenPatient
from client_admission.desk_page import DeskPage, Place, because
from client_admission.widgets import deposit_columns, figure_card, money_column, titled
from shared.contracts.admission.types import Account, DayTotal
from shared.qt import formats
from shared.qt.build import horizontal, label, vertical
from shared.qt.figure import Figure
from shared.qt.form import Field, Form
from shared.qt.form_dialog import FormDialog
from shared.qt.language import term
from shared.qt.shell import MainShell
from shared.qt.table import Column


class AccountPage(DeskPage):
    """The open patient's account."""

    icon = "mdi6.wallet-outline"
    place = Place.ACCOUNT

    def __init__(self, shell: MainShell, counter: Counter) -> None:
        super().__init__(shell, counter)
        self.title = term("账户")
        self.presenter = AccountPresenter(counter, self)
        self.notice_key = self.add_key("F9", self.tr("交款通知单"), self.presenter.notice, "mdi6.printer-outline")
        self.list_key = self.add_key("Ctrl+L", term("费用清单"), self._ask_period, "mdi6.format-list-bulleted")
        self.bill_key = self.add_key("Ctrl+B", self.tr("一日清单"), self._daily_bill, "mdi6.calendar-text-outline")
        self.add_patient_keys()
        self._build_figures()
        self.strip = ArrivalStrip()
        self.categories = self.grid(
            self._category_columns(), "admission.account.categories", self.tr("没有费用"), self.tr("费用分类")
        )
        self.days = self.grid(self._day_columns(), "admission.account.days", self.tr("没有费用"), self.tr("每日费用"))
        self.deposits = self.grid(deposit_columns(), "admission.account.deposits", self.tr("没有押金"), self.tr("押金"))
        lists = horizontal(
            titled(label(self.tr("按类别")), self.categories),
            titled(label(self.tr("按日期（Ctrl+B 打印选中日清单）")), self.days),
            titled(label(self.tr("押金")), self.deposits),
            spacing=12,
        )
        for at, share in enumerate((3, 3, 8)):
            lists.setStretch(at, share)
        page = vertical(self._figures, self.strip, lists, spacing=8, margins=(14, 8, 14, 8))
        page.setStretch(2, 1)
        self.setLayout(page)
        self.setFocusProxy(self.days)

    def _build_figures(self) -> None:
        self.total, self.settled, self.unsettled = (
            Figure(self.tr("费用总额")),
            Figure(self.tr("其中已结算")),
            Figure(self.tr("其中未结算")),
        )
        self.usable, self.balance = Figure(self.tr("可用押金")), Figure(term("结余"), 32)
        self._figures = figure_card(self.total, self.settled, self.unsettled, self.usable, self.balance)

    def _category_columns(self) -> tuple[Column, ...]:
        return (Column(self.tr("类别"), "name", 110), money_column(term("金额"), "amount", 130))

    def _day_columns(self) -> tuple[Column, ...]:
        day = Column(term("费用日期"), "service_date", 120, show=formats.full_day)
        return (day, money_column(term("金额"), "amount", 130))

    def hint(self) -> str:
        return self.tr("F9 交款通知单   Ctrl+L 费用清单   Ctrl+B 选中日的一日清单   Esc 返回")

    # -- showing

    def show_open(self, opened: OpenPatient | None) -> None:
        account = None if opened is None else opened.account
        self._show_figures(account)
        self.strip.show_account(account, self.station.catalogue)
        self.categories.rows().show_rows(() if account is None else account.by_category)
        self._show_days(() if account is None else account.by_day)
        self.deposits.rows().show_rows(() if account is None else account.deposits)
        why_not = because(self.patient_missing())
        for key in (self.notice_key, self.list_key):
            key.allow(why_not)
        self.bill_key.allow(why_not or ("" if account is not None and account.by_day else self.tr("没有费用")))

    def _show_figures(self, account: Account | None) -> None:
        self.total.show_money(None if account is None else account.total)
        self.settled.show_money(None if account is None else account.settled)
        self.unsettled.show_money(None if account is None else account.unsettled)
        self.usable.show_money(None if account is None else account.deposits_usable)
        note = self.tr("需交款 {amount}").format(amount=formats.money(-account.balance)) if account and account.balance < 0 else ""
        self.balance.show_money(None if account is None else account.balance, note)

    def _show_days(self, days: tuple[DayTotal, ...]) -> None:
        self.days.refill(reversed(days))

    # -- papers

    def _daily_bill(self) -> None:
        day = self._marked_day()
        if day is not None:
            self.presenter.daily_bill(day)

    def _marked_day(self) -> date | None:
        row = self.days.current_row()
        return row.service_date if isinstance(row, DayTotal) else None

    def _ask_period(self) -> None:
        title = term("费用清单")
        fields = (Field("first", self.tr("费用从")), Field("last", self.tr("费用至")))
        about = self.tr("留空为整次住院")
        form = Form(ListPeriod, fields)
        self.open_form(FormDialog(self, title, form, self.presenter.charge_list, self.tr("预览"), about=about))

    def show_list_ready(self) -> None:
        """The charge list is set."""
        self.close_form()
