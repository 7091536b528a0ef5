"""What is settled: mode, period, deposits with tick boxes, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from PySide6.QtWidgets import QCheckBox, QFrame, QWidget

from client_admission.settle.presenter import SettlePresenter, Sheet
from client_admission.widgets import card, deposit_text
from shared.contracts.admission.types import Deposit, SettlementMode
from shared.qt import formats
from shared.qt.build import label, paint, refill, scroll, show_chip, vertical
from shared.qt.form import Field, Form
from shared.qt.language import word
from shared.qt.tint import Tint


@dataclass(frozen=True, slots=True)
class Period:
    """Service dates of an interim settlement; an empty end is open (up to the ward's cut-off)."""

    first: date | None = None
    last: date | None = None


class ChoiceCard(QFrame):
    """The left column of the settlement."""

    def __init__(self, presenter: SettlePresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._ticked_for: tuple[Deposit, ...] | None = None
        self.mode = paint(label(), size=18, bold=True)
        self._dates = paint(label("", "muted", wrap=True), size=13)
        fields = (Field("first", self.tr("费用从")), Field("last", self.tr("费用至")))
        self.period: Form[Period] = Form(Period, fields)
        self.period.submitted.connect(self._choose_period)
        self._period_hint = paint(label(self.tr("Enter 按所填期间重算；留空为全部未结算"), "muted"), size=12)
        self._deposits_title = label("", "caption")
        self._ticks = vertical(spacing=4)
        self.obstacles = label("", "stamp", wrap=True)
        self.setLayout(vertical(self._build(), spacing=0))

    def _build(self) -> QFrame:
        inner = QWidget()
        inner.setLayout(vertical(self._ticks, 1))
        return card("", self.mode, self._dates, self.period, self._period_hint, self._deposits_title, scroll(inner), self.obstacles)

    def clear(self) -> None:
        """Another stay."""
        self.period.clear()
        self._ticked_for = None

    def boxes(self) -> list[QCheckBox]:
        """The tick boxes, in the order of the deposits."""
        items = (self._ticks.itemAt(number) for number in range(self._ticks.count()))
        return [widget for item in items if item is not None and isinstance(widget := item.widget(), QCheckBox)]

    def show_sheet(self, sheet: Sheet | None, obstacles: list[str], *, settled: bool) -> None:
        """Show what is settled, and why it can't be."""
        interim = sheet is not None and sheet.preview.request.mode is SettlementMode.INTERIM
        self.mode.setText("" if sheet is None else word(sheet.preview.request.mode))
        dates = self.tr("费用日期 {first} 至 {last}")
        self._dates.setText(
            ""
            if sheet is None or not sheet.preview.line_count
            else dates.format(first=formats.full_day(sheet.preview.first), last=formats.full_day(sheet.preview.last))
        )
        self.period.setVisible(interim)
        self._period_hint.setVisible(interim)
        usable = () if sheet is None else tuple(each for each in sheet.account.deposits if each.usable)
        self._show_ticks(usable, interim=interim)
        self._show_obstacles(obstacles, settled=settled)

    def _show_ticks(self, usable: tuple[Deposit, ...], *, interim: bool) -> None:
        title = self.tr("使用的押金（空格勾选）") if interim else self.tr("使用的押金（出院结算全部使用）")
        self._deposits_title.setText(title if usable else self.tr("没有可用押金"))
        if usable != self._ticked_for:
            self._ticked_for = usable
            refill(self._ticks, map(self._tick, usable))
        for box in self.boxes():
            box.setEnabled(interim)

    def _tick(self, deposit: Deposit) -> QCheckBox:
        box = QCheckBox(deposit_text(deposit))
        box.setChecked(True)
        box.setProperty("deposit", deposit.deposit_id)
        box.toggled.connect(lambda _: self._ticked())
        return box

    def _ticked(self) -> None:
        self._presenter.leave_out(frozenset(box.property("deposit") for box in self.boxes() if not box.isChecked()))

    def _choose_period(self) -> None:
        period = self.period.read()
        if period is not None:
            self._presenter.choose_period(period.first, period.last)

    def _show_obstacles(self, obstacles: list[str], *, settled: bool) -> None:
        lines = [self.tr("✓ 已结清，按 F7 办理出院")] if settled else [f"! {each}" for each in obstacles]
        show_chip(self.obstacles, "\n".join(lines), Tint.OK if settled else Tint.WAIT)
