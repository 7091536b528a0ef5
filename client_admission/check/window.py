"""费用核对: orders left with differences marked, charges right by day and state, the supplementary order below."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter

from client_admission.arrivals import ArrivalStrip
from client_admission.check.columns import charge_columns, charge_text, order_columns
from client_admission.check.presenter import CheckPresenter, Reversal, Sheet, filtered, remaining
from client_admission.check.supplement import SupplementCard
from client_admission.counter import Counter, OpenPatient
from client_admission.desk_page import DeskPage, Place, because
from client_admission.widgets import titled
from shared.contracts.admission.types import Account, ChargeRow
from shared.contracts.common import LineState, PlannedLine
from shared.money import total
from shared.qt import formats
from shared.qt.build import horizontal, label, paint, show_chip, vertical
from shared.qt.editors import NumberEditor
from shared.qt.form import Field, FieldErrors, Form
from shared.qt.form_dialog import FormDialog
from shared.qt.language import word
from shared.qt.shell import MainShell
from shared.qt.tint import Tint


class CheckPage(DeskPage):
    """Check, supplement, reverse."""

    icon = "mdi6.clipboard-check-outline"
    place = Place.CHECK

    def __init__(self, shell: MainShell, counter: Counter) -> None:
        super().__init__(shell, counter)
        self.title = self.tr("费用核对")
        self.presenter = CheckPresenter(counter, self)
        self.check_key = self.add_key("F5", self.tr("核对无误"), self.presenter.mark_checked, "mdi6.check-decagram-outline")
        self.reverse_key = self.add_key("F8", self.tr("冲正"), self._ask_reversal, "mdi6.undo-variant")
        self.settle_key = self.add_key("F6", self.tr("去结算"), lambda: self.go(Place.SETTLE), "mdi6.cash-register")
        self.add_patient_keys()
        self.stamp, self.strip = label("", "stamp"), ArrivalStrip()
        self.orders = self.grid(order_columns(), "admission.check.orders", self.tr("没有医嘱"), self.tr("医嘱"))
        self.charges = self.grid(
            charge_columns(counter.station.catalogue), "admission.check.charges", self.tr("没有费用"), self.tr("费用")
        )
        self.charges.row_chosen.connect(lambda _: self._show_keys())
        self.supplement = SupplementCard(counter, self.presenter)
        self._build_filters()
        self._orders_title = label(self.tr("医嘱"))
        split = QSplitter(Qt.Orientation.Horizontal)
        split.addWidget(titled(self._orders_title, self.orders))
        split.addWidget(titled(self._charges_title, self._filters, self.charges))
        split.setSizes([650, 590])
        split.setChildrenCollapsible(False)
        head = horizontal(self.stamp, self.strip, spacing=12)
        head.setStretch(1, 1)
        page = vertical(head, split, self.supplement, spacing=8, margins=(14, 10, 14, 10))
        page.setStretch(1, 1)
        self.setLayout(page)
        self.setFocusProxy(self.charges)

    def _build_filters(self) -> None:
        self.day, self.state = QComboBox(), QComboBox()
        self._days: list[date] = []
        self.day.addItem(self.tr("全部日期"))
        self.state.addItem(self.tr("全部状态"), None)
        for state in LineState:
            self.state.addItem(word(state), state)
        self._charges_title, self._sum = label(self.tr("费用")), paint(label(), size=15, bold=True)
        self._filters = horizontal(self.day, self.state, 1, paint(label(self.tr("所列合计"), "muted"), size=13), self._sum)
        for box in (self.day, self.state):
            box.currentIndexChanged.connect(lambda _: self._show_charges())

    def hint(self) -> str:
        return self.tr("F2 补充医嘱检索项目   F5 核对无误   F8 冲正选中费用   Ctrl+F 查找   Esc 返回")

    def error_form(self) -> FieldErrors | None:
        return self.supplement.form

    def load(self) -> None:
        self.presenter.load()

    def activated(self) -> None:
        super().activated()
        self.station.load_catalogue()

    def show_open(self, opened: OpenPatient | None) -> None:
        if opened is None:
            self.show_sheet(None)
        self.supplement.follow(opened)
        self._show_keys()

    # -- showing

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Orders and charges of the open stay."""
        self.orders.rows().show_rows(() if sheet is None else sheet.orders)
        self.strip.show_account(None if sheet is None else sheet.account, self.station.catalogue)
        self._show_stamp(None if sheet is None else sheet.account)
        differing = 0 if sheet is None else sum(bool(order.differs) for order in sheet.orders)
        text = self.tr("医嘱　{count} 条有差异").format(count=differing) if differing else self.tr("医嘱　无差异")
        self._orders_title.setText(text)
        self._show_days(() if sheet is None else sheet.charges)
        self._show_charges()

    def _show_stamp(self, account: Account | None) -> None:
        text, tint = "" if account is None else self.tr("未核对"), Tint.WAIT
        if account is not None and account.checked_by is not None:
            when = formats.moment(account.checked_at)
            text, tint = self.tr("✓ 已核对　{who}　{when}").format(who=account.checked_by, when=when), Tint.OK
        show_chip(self.stamp, text, tint)

    def _show_days(self, charges: tuple[ChargeRow, ...]) -> None:
        chosen = self._chosen_day()
        self.day.blockSignals(True)
        while self.day.count() > 1:
            self.day.removeItem(1)
        self._days = sorted({each.service_date for each in charges}, reverse=True)
        self.day.addItems([formats.full_day(day) for day in self._days])
        self.day.setCurrentIndex(self._days.index(chosen) + 1 if chosen in self._days else 0)
        self.day.blockSignals(False)

    def _chosen_day(self) -> date | None:
        at = self.day.currentIndex() - 1
        return self._days[at] if 0 <= at < len(self._days) else None

    def _show_charges(self) -> None:
        sheet = self.presenter.sheet
        rows = () if sheet is None else filtered(sheet.charges, self._chosen_day(), self.state.currentData())
        self.charges.refill(rows)
        confirmed = (each.amount for each in rows if each.state is LineState.CONFIRMED and each.amount is not None)
        self._sum.setText(formats.money(total(confirmed)))
        self._show_keys()

    def _show_keys(self) -> None:
        self.check_key.allow(because(self.presenter.why_not_check()))
        self.reverse_key.allow(because(self.presenter.why_not_reverse(self._marked())))
        self.settle_key.allow(because(self.patient_missing()))

    def _marked(self) -> ChargeRow | None:
        row = self.charges.current_row()
        return row if isinstance(row, ChargeRow) else None

    # -- acting

    def show_working(self, working: bool) -> None:
        super().show_working(working)
        self.supplement.show_working(working)

    def show_supplemented(self, lines: tuple[PlannedLine, ...]) -> None:
        """The missed charge is there."""
        self.supplement.clear()
        waiting = any(line.is_drug for line in lines)
        text = self.tr("已补充 {name} 等 {count} 条，药品待药房确认") if waiting else self.tr("已补充 {name}，共 {count} 条")
        self.finished(text.format(name=lines[0].item_name, count=len(lines)))

    def _ask_reversal(self) -> None:
        line, sheet = self._marked(), self.presenter.sheet
        if line is None or sheet is None:
            return
        left = remaining(line, sheet.charges)
        hint = self.tr("可冲正数量 {left}；更正价格须全量冲正").format(left=formats.quantity(left))
        fields = (
            Field("quantity", self.tr("冲正数量"), NumberEditor(4, 0, Decimal(formats.quantity(left)))),
            Field("reason", self.tr("冲正原因")),
            Field("new_price", self.tr("更正单价"), NumberEditor(4, 0, hint=self.tr("不更正则留空"))),
        )
        title = self.tr("冲正")
        form = Form(Reversal, fields)
        form.load({"quantity": left})
        reverse, about = partial(self.presenter.reverse, line), f"{charge_text(line)}\n{hint}"
        self.open_form(FormDialog(self, title, form, reverse, about=about, danger=True))

    def show_reversed(self, lines: tuple[PlannedLine, ...]) -> None:
        """The reversal is made."""
        waiting = any(line.is_drug for line in lines)
        text = self.tr("冲正已提交 {count} 条，等待药房确认") if waiting else self.tr("已冲正，共 {count} 条")
        self.finished(text.format(count=len(lines)))

    def show_checked(self, account: Account) -> None:
        """The charges are stamped."""
        self.finished(self.tr("费用已核对，可以结算"))
        self._show_stamp(account)
