"""库存: drugs left, batches with their expiry and the movements of a month right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter, QWidget

from client_pharmacy import words
from client_pharmacy.stock.presenter import (
    RECEIVE_RIGHT,
    SHORTAGE_RIGHT,
    Choice,
    DrugDetails,
    Receipt,
    StockPresenter,
)
from shared.contracts.pharmacy.kinds import Kind
from shared.contracts.pharmacy.types import BatchRow, StockRow
from shared.qt import formats, hospital_time
from shared.qt.build import horizontal, label, vertical
from shared.qt.dialogs import confirm
from shared.qt.editors import LookupEditor, NumberEditor
from shared.qt.form import Field, Form
from shared.qt.form_dialog import FormDialog
from shared.qt.language import term
from shared.qt.page import Page, Window
from shared.qt.search_line import SearchLine
from shared.qt.table import Column
from shared.qt.tint import Tint

_DETAILS_WIDTH = 400


class StockPage(Page):
    """Stock of every drug (R3.1)."""

    icon = "mdi6.package-variant-closed"
    shows_patient = False
    shows = frozenset({Kind.STOCK, Kind.SHORTAGE, Kind.REQUESTS})
    """What is reserved changes with the requests."""

    def __init__(self, shell: Window) -> None:
        super().__init__(shell)
        self.title = term("库存")
        self.presenter = StockPresenter(self.station, self)
        self.flag_key = self.add_key("F7", self.tr("缺药/恢复"), self._ask_flag, "mdi6.flag-outline")
        self.receive_key = self.add_key("Ctrl+N", self.tr("入库"), self._ask_batch, "mdi6.package-down")
        self._build()
        self.add_key("F3", self.tr("找药"), self.search.take_focus, "mdi6.magnify")

    def _build(self) -> None:
        self.search = SearchLine(self.tr("F3 编码、名称、拼音首字母"), self.presenter.search, width=260)
        self.choice = QComboBox()
        for choice, text in (
            (Choice.ALL, self.tr("全部药品")),
            (Choice.LOW, self.tr("低于下限")),
            (Choice.SHORT, self.tr("缺药")),
            (Choice.NEAR_EXPIRY, self.tr("近效期或过期")),
        ):
            self.choice.addItem(text, choice)
        self.count = label("", "muted")
        self.drugs = self.grid(self._drug_columns(), "pharmacy.stock", self.tr("没有符合条件的药品"), self.tr("药房库存"))
        self.batches = self.grid(self._batch_columns(), "pharmacy.batches", self.tr("没有库存批次"), self.tr("药品批次"))
        self.movements = self.grid(self._movement_columns(), "pharmacy.movements", self.tr("近 30 天没有变动"), self.tr("库存变动"))
        self._details_title = label(self.tr("批次"))
        head = horizontal(self.search, self.choice, self.count, 1, spacing=10)
        left, right = QWidget(), QSplitter(Qt.Orientation.Vertical)
        left.setLayout(vertical(head, self.drugs, spacing=8))
        upper, lower = QWidget(), QWidget()
        upper.setLayout(vertical(self._details_title, self.batches, spacing=6))
        lower.setLayout(vertical(label(self.tr("近 30 天变动")), self.movements, spacing=6))
        right.addWidget(upper)
        right.addWidget(lower)
        right.setFixedWidth(_DETAILS_WIDTH)
        right.setChildrenCollapsible(False)
        whole = horizontal(left, right, spacing=12, margins=(12, 10, 12, 10))
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.drugs)
        self.search.entered.connect(self.drugs.setFocus)
        self.search.downwards.connect(self.drugs.setFocus)
        self.choice.activated.connect(lambda _at: self.presenter.choose(self.choice.currentData()))
        self.drugs.row_chosen.connect(self._open)

    def _open(self, row: StockRow | None) -> None:
        if row is not None:
            self.presenter.open(row)

    def _drug_columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("编码"), "drug_code", 72),
            Column(self.tr("药品"), "drug_name", 186, elastic=True),
            Column(self.tr("规格"), "spec", 104),
            Column(self.tr("可发数量"), "quantity", 88, "right", text=_quantity, bold=lambda _: True, tint=_quantity_tint),
            Column(
                self.tr("已请领"), "reserved", 62, "right", text=lambda row: formats.quantity(row.reserved) if row.reserved else ""
            ),
            Column(self.tr("下限"), "lower_limit", 52, "right"),
            Column(self.tr("最近效期"), "nearest_expiry", 104, text=_expiry, tint=self._expiry_tint),
            Column(self.tr("单价"), "price", 58, "right", show=formats.price),
            Column(self.tr("状态"), "short", 60, text=self._state, tint=_state_tint),
        )

    def _batch_columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("批号"), "batch_no", 112),
            Column(self.tr("有效期至"), "expires_on", 96, show=formats.full_day, tint=self._batch_tint),
            Column(self.tr("剩余天数"), "days", 84, "right", text=self._days, tint=self._batch_tint),
            Column(term("数量"), "quantity", 84, "right", bold=lambda _: True),
        )

    def _movement_columns(self) -> tuple[Column, ...]:
        return (
            Column(term("时间"), "moved_at", 92),
            Column(term("原因"), "cause", 84, show=words.cause),
            Column(self.tr("批号"), "batch_no", 84),
            Column(term("数量"), "quantity", 62, "right", tint=lambda row: Tint.OK if row.quantity > 0 else None),
            Column(self.tr("结存"), "balance", 50, "right"),
        )

    def _expiry_tint(self, row: StockRow) -> Tint | None:
        return words.expiry_tint(row.nearest_expiry, hospital_time.today())

    def _batch_tint(self, row: BatchRow) -> Tint | None:
        return words.expiry_tint(row.expires_on, hospital_time.today())

    def _days(self, row: BatchRow) -> str:
        return self.tr("已过期") if row.expired else str((row.expires_on - hospital_time.today()).days)

    def _state(self, row: StockRow) -> str:
        parts = [self.tr("缺药")] if row.short else []
        parts += [self.tr("待领药")] if row.requisition_since else [self.tr("低于下限")] if row.low else []
        parts += [self.tr("过期 {count}").format(count=formats.quantity(row.expired))] if row.expired else []
        return " · ".join(parts)

    # -- the page

    def hint(self) -> str:
        return self.tr("↑↓ 选药   F3 找药   Ctrl+F 查找   Ctrl+P 打印   Esc 全部药品")

    def activated(self) -> None:
        self.flag_key.allow(self.station.not_allowed(SHORTAGE_RIGHT))
        self.receive_key.allow(self.station.not_allowed(RECEIVE_RIGHT))

    def load(self) -> None:
        self.presenter.reload()

    def back(self) -> None:
        self.search.clear()
        self.choice.setCurrentIndex(0)
        self.presenter.choose(Choice.ALL)

    # -- what the presenter shows

    def show_stock(self, rows: Sequence[StockRow], chosen: int | None) -> None:
        """Show the drugs; the first one is opened when none is."""
        self.drugs.show_rows(rows, chosen)
        self.count.setText(self.tr("{count} 种").format(count=len(rows)))
        if chosen is None and rows:
            self.drugs.go_to(0)

    def show_details(self, details: DrugDetails | None) -> None:
        """Show batches and movements of the open drug."""
        self.batches.rows().show_rows(details.batches if details else ())
        self.movements.rows().show_rows(details.movements if details else ())
        drug = self.presenter.drug
        self._details_title.setText(f"{drug.drug_name}  {drug.spec}" if drug is not None else self.tr("批次"))

    def show_received(self, receipt: Receipt) -> None:
        """A batch was taken into stock: the dialog goes, a sentence says so."""
        drug = self.station.catalogue.items.by_code(receipt.drug_code)
        name, unit = (drug.name, drug.unit) if drug is not None else (receipt.drug_code, "")
        text = self.tr("{drug} 已入库 {count} {unit}")
        self.finished(text.format(drug=name, count=formats.quantity(receipt.quantity), unit=unit))

    def show_flagged(self, row: StockRow) -> None:
        """The flag changed."""
        text = self.tr("{drug} 已标记缺药，病区不能再开") if row.short else self.tr("{drug} 已恢复供应")
        self.tell(text.format(drug=row.drug_name), Tint.WAIT if row.short else Tint.OK)

    # -- asking

    def _ask_flag(self) -> None:
        drug = self.presenter.drug
        if drug is None:
            self.tell(self.tr("请先选中一种药品"), Tint.WAIT)
            return
        question = self.tr("恢复“{drug}”供应？") if drug.short else self.tr("标记“{drug}”缺药？病区将不能再开此药。")
        yes = self.tr("恢复供应") if drug.short else self.tr("标记缺药")
        confirm(self, question.format(drug=drug.drug_name), yes=yes).done(lambda _: self.presenter.flag())

    def _ask_batch(self) -> None:
        drugs = LookupEditor(self.station.catalogue.items, "pharmacy.receive", value_of=lambda entry: entry.code)
        fields = (
            Field("drug_code", self.tr("药品"), drugs, required=True),
            Field("batch_no", self.tr("批号")),
            Field("expires_on", self.tr("有效期至")),
            Field("quantity", term("数量"), NumberEditor(4)),
            Field("cause", self.tr("来源")),
        )
        form: Form[Receipt] = Form(Receipt, fields)
        form.load({"cause": self.tr("入库")})
        self.open_form(FormDialog(self, self.tr("药品入库"), form, self.presenter.receive, self.tr("入库")))


def _quantity(row: StockRow) -> str:
    return f"{formats.quantity(row.quantity)} {row.unit}"


def _quantity_tint(row: StockRow) -> Tint | None:
    if row.quantity <= 0:
        return Tint.BAD
    return Tint.WAIT if row.low else None


def _state_tint(row: StockRow) -> Tint | None:
    return Tint.BAD if row.short or row.expired else Tint.WAIT


def _expiry(row: StockRow) -> str:
    return formats.full_day(row.nearest_expiry)
