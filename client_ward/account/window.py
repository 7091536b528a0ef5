"""费用: the open patient's account as of a stated time, and every line of treatment with the pharmacy's answer."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QTabBar, QVBoxLayout

from client_ward.account.presenter import RECENT_DAYS, AccountPresenter, confirmed_total
from client_ward.desk import WardDesk
from client_ward.page import WardPage
from shared.contracts.common import LineKind, LineState
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import TreatmentRow
from shared.errors import BusinessError
from shared.money import ZERO
from shared.qt import formats
from shared.qt.build import frame, horizontal, label, vertical
from shared.qt.language import term, word, words_of
from shared.qt.shell import MainShell
from shared.qt.table import Column, RowModel
from shared.qt.table_view import TableView
from shared.qt.tint import Tint


class AccountPage(WardPage):
    """Account and treatment record."""

    icon = "mdi6.wallet-outline"
    shows = frozenset({Kind.ACCOUNT, Kind.ORDERS, Kind.STAY})
    of_patient = True

    def __init__(self, shell: MainShell, desk: WardDesk) -> None:
        super().__init__(shell, desk)
        self.title = self.tr("费用")
        self.presenter = AccountPresenter(desk, self)
        self._deposits, self._charges, self._balance = label(), label(), label()
        self._as_of = label("", "muted")
        self._warning = label("", "fieldError")
        self.days = QTabBar()
        self.days.addTab(self.tr("近 {count} 天").format(count=RECENT_DAYS))
        self.days.addTab(self.tr("全部"))
        self._sum = label("", "muted")
        columns = self._columns()
        self.record, self._model = TableView(columns, "ward.record", self.tr("没有治疗记录")), RowModel(columns, self)
        self.record.setModel(self._model)
        self._build()
        self.add_patient_keys()
        self.show_account()

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("日期"), "service_date", 66),
            Column(term("组"), "group_no", 44, "right", text=lambda row: str(row.group_no or "")),
            Column(term("类别"), "kind", 58, tint=_kind_tint, words=words_of(LineKind)),
            Column(term("项目"), "item_name", 240, text=lambda row: f"{row.item_name}  {row.spec}".strip(), elastic=True),
            Column(term("数量"), "quantity", 62),
            Column(term("单位"), "unit", 50),
            Column(term("单价"), "price", 82, "right", show=_price),
            Column(term("金额"), "amount", 88, "right", show=formats.money),
            Column(self.tr("已冲正"), "reversed_quantity", 60, text=lambda row: formats.quantity(row.reversed_quantity or None)),
            Column(term("状态"), "state", 102, words=words_of(LineState)),
            Column(self.tr("药房答复"), "answered_at", 104),
            Column(self.tr("结算段"), "segment", 60, "center", text=lambda row: str(row.segment or "")),
            Column(self.tr("说明"), "reason", 150, text=reason_text, elastic=True),
        )

    def _build(self) -> None:
        def figure(title: str, value: QLabel) -> QVBoxLayout:
            return vertical(label(title, "fieldLabel"), value, spacing=0)

        for value, px in ((self._deposits, 20), (self._charges, 20), (self._balance, 28)):
            value.setStyleSheet(f"font-size: {px}px; font-weight: 700;")
        row = horizontal(
            figure(self.tr("预交金"), self._deposits),
            figure(self.tr("未结费用"), self._charges),
            figure(term("结余"), self._balance),
            vertical(self._as_of, self._warning, spacing=2),
            1,
            spacing=36,
            margins=(16, 8, 16, 8),
        )
        self._warning.setStyleSheet(f"color: {Tint.BAD.value[0]}; font-size: 15px; font-weight: 700;")
        self.days.setExpanding(False)
        self.days.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.days.currentChanged.connect(lambda number: self.presenter.show_days(all_days=number == 1))
        self.record.print_wanted.connect(lambda: self.print_grid(self.record, self._print_title()))
        whole = vertical(frame("find", row), horizontal(self.days, 1, self._sum), self.record, spacing=6, margins=(10, 8, 10, 8))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.record)

    def _print_title(self) -> str:
        stay = self.desk.stay
        return self.tr("治疗记录") + ("" if stay is None else f"　{stay.patient.bed or ''}　{stay.patient.name}")

    def hint(self) -> str:
        return self.tr("Ctrl+F 查找   Ctrl+C 复制   Ctrl+P 打印   Esc 返回")

    def load(self) -> None:
        self.presenter.load()

    # -- showing

    def show_account(self) -> None:
        """Deposits, charges and balance; red and in words when charges exceed deposits."""
        glance = self.presenter.glance
        for value, amount in (
            (self._deposits, None if glance is None else glance.deposits),
            (self._charges, None if glance is None else glance.unsettled),
            (self._balance, None if glance is None else glance.balance),
        ):
            value.setText("—" if amount is None else formats.money(amount))
        owing = glance is not None and glance.owing
        self._balance.setStyleSheet(f"font-size: 28px; font-weight: 700; color: {(Tint.BAD if owing else Tint.OK).value[0]};")
        if self.desk.stay is None:
            self._as_of.setText(self.tr("请先打开一位病人（F3）"))
        elif glance is None:
            self._as_of.setText(self.tr("收费处尚未报来账户"))
        else:
            self._as_of.setText(self.tr("截至 {time}").format(time=formats.full_moment(glance.as_of)))
        lack = -glance.balance if glance is not None and glance.balance < ZERO else ZERO
        self._warning.setText(
            self.tr("费用超过预交金，欠 {amount} 元，请通知交款").format(amount=formats.money(lack)) if owing else ""
        )

    def show_record(self) -> None:
        """The treatment record, latest first."""
        rows = self.presenter.rows
        self._model.show_rows(rows)
        waiting = sum(row.state is LineState.PENDING for row in rows)
        text = self.tr("所列已执行合计 {amount}").format(amount=formats.money(confirmed_total(rows)))
        self._sum.setText(text + (self.tr("   待药房确认 {count} 条").format(count=waiting) if waiting else ""))

    def account_text(self) -> str:
        """What the page says of the account."""
        return " ".join(part.text() for part in (self._deposits, self._charges, self._balance, self._as_of, self._warning))

    def refused(self, error: BusinessError) -> None:
        """A question failed."""
        self.report(error)


def _price(value: Decimal | None) -> str:
    """A unit price has up to four decimals, at least two."""
    if value is None:
        return ""
    text = formats.quantity(value)
    whole, _, decimals = text.partition(".")
    return f"{whole}.{decimals:0<2}"


def _kind_tint(row: TreatmentRow) -> Tint | None:
    return Tint.SPECIAL if row.kind is LineKind.REVERSAL else None


def reason_text(row: TreatmentRow) -> str:
    """Why a line was taken back or refused."""
    return row.reason if row.cause is None else word(row.cause)
