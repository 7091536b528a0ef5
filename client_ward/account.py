"""费用: the open patient's account as of a stated time, and every line of treatment with the pharmacy's answer
(R2.8, R2.9, R2.11, R2.15)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QTabBar

from client_ward.desk import Topic, WardDesk
from client_ward.orders.columns import item_text, spec_of
from client_ward.page import WardPage
from shared.contracts.common import LineKind, LineState
from shared.contracts.ward.contract import WardContract
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import AccountGlance, TreatmentRow
from shared.identifiers import StayId
from shared.money import ZERO, total
from shared.qt import formats, hospital_time
from shared.qt.build import frame, horizontal, label, paint, vertical
from shared.qt.figure import Figure
from shared.qt.language import term, word, words_of
from shared.qt.list_page import ListPage
from shared.qt.page import Window
from shared.qt.table import Column
from shared.qt.table_view import TableView
from shared.qt.tint import Tint

_RECENT_DAYS = 3


class AccountPage(WardPage, ListPage[WardContract, TreatmentRow]):
    """Account and treatment record."""

    icon = "mdi6.wallet-outline"
    grid_name = "ward.record"
    key = "line_id"
    shows = frozenset({Kind.ACCOUNT, Kind.ORDERS, Kind.STAY})
    shows_patient = True
    of_patient = True

    def __init__(self, shell: Window, desk: WardDesk) -> None:
        super().__init__(shell, desk)
        self.deposits, self.charges = Figure(self.tr("预交金"), 20), Figure(self.tr("未结费用"), 20)
        self.balance = Figure(term("结余"), 28)
        self.as_of, self.warning = label("", "muted"), paint(label(), Tint.BAD, size=15, bold=True)
        self.days = QTabBar(expanding=False)
        self.days.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.days.addTab(self.tr("近 {count} 天").format(count=_RECENT_DAYS))
        self.days.addTab(self.tr("全部"))
        self.days.currentChanged.connect(lambda _at: self.load())
        self.make_list(self.tr("治疗记录"), self.tr("没有治疗记录"))
        self.title = self.tr("费用")
        told = vertical(self.as_of, self.warning, spacing=2)
        figures = horizontal(self.deposits, self.charges, self.balance, told, 1, spacing=36, margins=(16, 8, 16, 8))
        whole = vertical(frame("find", figures), self.head(self.days), self.list, spacing=6, margins=(10, 8, 10, 8))
        whole.setStretch(2, 1)
        self.setLayout(whole)
        self.add_patient_keys()
        self._notice_key = self.add_key("F9", self.tr("交款通知单"), self._print_notice, "mdi6.printer-outline")
        self._show_account(None)

    def columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("日期"), "service_date", 66),
            Column(term("组"), "group_no", 44, "right", text=lambda row: str(row.group_no or "")),
            Column(term("类别"), "kind", 58, tint=_kind_tint, words=words_of(LineKind)),
            Column(term("项目"), "item_name", 240, text=item_text, elastic=True, kept=spec_of),
            Column(term("数量"), "quantity", 62),
            Column(term("单位"), "unit", 50),
            Column(term("单价"), "price", 82, "right", show=formats.price),
            Column(term("金额"), "amount", 88, "right", show=formats.money),
            Column(self.tr("已冲正"), "reversed_quantity", 60, text=lambda row: formats.quantity(row.reversed_quantity or None)),
            Column(term("状态"), "state", 102, text=self._state, words=(*words_of(LineState), self.tr("已全部冲正"))),
            Column(self.tr("药房答复"), "answered_at", 104),
            Column(self.tr("结算段"), "segment", 60, "center", text=lambda row: str(row.segment or "")),
            Column(self.tr("说明"), "reason", 150, text=_reason, elastic=True),
        )

    def _state(self, row: TreatmentRow) -> str:
        whole = row.kind is not LineKind.REVERSAL and row.reversed_quantity != ZERO and row.reversed_quantity == row.quantity
        return self.tr("已全部冲正") if whole else word(row.state)

    def query(self) -> Callable[[WardContract], Sequence[TreatmentRow]] | None:
        """Latest first: of the last days, or of the whole stay."""
        stay_id = self.desk.stay_id
        first = None if self.days.currentIndex() else hospital_time.today() - timedelta(days=_RECENT_DAYS - 1)
        if stay_id is None:
            return None
        return lambda api: sorted(
            api.treatment_record(stay_id, first, None).rows, key=lambda row: (row.service_date, row.group_no), reverse=True
        )

    def sum_up(self, rows: Sequence[TreatmentRow]) -> str:
        """What is money already: confirmed lines, reversals with their sign."""
        done = total(row.amount for row in rows if row.state is LineState.CONFIRMED and row.amount is not None)
        waiting = sum(row.state is LineState.PENDING for row in rows)
        text = self.tr("所列已执行合计 {amount}").format(amount=formats.money(done))
        return text + (self.tr("   待药房确认 {count} 条").format(count=waiting) if waiting else "")

    def hint(self) -> str:
        return self.tr("F9 交款通知单   Ctrl+F 查找   Ctrl+C 复制   Ctrl+P 打印   Esc 返回")

    def print_grid(self, view: TableView, title: str) -> None:
        stay = self.desk.stay
        super().print_grid(view, title + ("" if stay is None else f"　{stay.patient.bed or ''}　{stay.patient.name}"))

    def _print_notice(self) -> None:
        """The call for a deposit (R2.11): admission's paper, with the same sum that the desk asks for."""
        stay_id, printed_by = self.desk.stay_id, self.station.user_name
        if stay_id is not None:
            asked = self.station.query(lambda api: _notice(api, stay_id, printed_by), self)
            asked.done(lambda pdf: self.show_paper(pdf, self.tr("交款通知单"), "notice")).failed(self.report)

    # -- the account

    def desk_changed(self, topic: Topic) -> None:
        if topic is Topic.PATIENT:
            self.clear()
            self.station.forget((self, "account"))
            self._show_account(None)

    def load(self) -> None:
        super().load()
        stay_id = self.desk.stay_id
        if stay_id is not None:
            asked = self.station.latest((self, "account"), stay_id, lambda api: api.account(stay_id), self)
            asked.done(self._show_account).failed(self.report)

    def _show_account(self, glance: AccountGlance | None) -> None:
        """Deposits, charges and balance; red and in words when charges exceed deposits."""
        owing = glance is not None and glance.owing
        amounts = ("—",) * 3 if glance is None else map(formats.money, (glance.deposits, glance.unsettled, glance.balance))
        tints = None, None, Tint.BAD if owing else Tint.OK
        for figure, amount, tint in zip((self.deposits, self.charges, self.balance), amounts, tints, strict=True):
            figure.show_text(amount, tint=tint)
        self._notice_key.allow("" if self.desk.stay is not None else self.tr("请先打开一位病人（F3）"))
        if self.desk.stay is None:
            self.as_of.setText(self.tr("请先打开一位病人（F3）"))
        elif glance is None:
            self.as_of.setText(self.tr("收费处尚未报来账户"))
        else:
            self.as_of.setText(self.tr("截至 {time}").format(time=formats.full_moment(glance.as_of)))
        lack = formats.money(-glance.balance if glance is not None and glance.balance < ZERO else ZERO)
        self.warning.setText(self.tr("费用超过预交金，欠 {amount} 元，请通知交款").format(amount=lack) if owing else "")


def _notice(api: WardContract, stay_id: StayId, printed_by: str) -> bytes:
    # On the connection's thread; the station starts without the machinery of papers.
    from shared.documents.payment_notice import payment_notice  # noqa: PLC0415

    return payment_notice(api.payment_notice(stay_id), printed_by, hospital_time.now())


def _kind_tint(row: TreatmentRow) -> Tint | None:
    return Tint.SPECIAL if row.kind is LineKind.REVERSAL else None


def _reason(row: TreatmentRow) -> str:
    """Why a line was taken back or refused."""
    return row.reason if row.cause is None else word(row.cause)
