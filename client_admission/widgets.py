"""Parts several pages are made of: titled cards, figures with a caption, the receipt on screen, columns of money and states."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QSizePolicy, QWidget

from shared.contracts.admission.types import CategoryTotal, Deposit, PayMethod
from shared.money import uppercase
from shared.qt import formats
from shared.qt.build import Item, frame, horizontal, label, paint, refill, texts_in, vertical
from shared.qt.figure import Figure
from shared.qt.language import term, word, words_of
from shared.qt.table import Column
from shared.qt.tint import Tint

_MARGINS = (14, 10, 14, 12)


def card(title: str, *items: Item, spacing: int = 8) -> QFrame:
    """A white card with a title."""
    head = label(title, "caption") if title else None
    return frame("card", vertical(head, *items, spacing=spacing, margins=_MARGINS))


def titled(title: QLabel, *items: Item) -> QWidget:
    """A heading over a grid, without a card of its own."""
    made = QWidget()
    title.setObjectName("caption")
    made.setLayout(vertical(title, *items, spacing=5))
    return made


def figure_card(*figures: Figure) -> QFrame:
    """Figures side by side in a card no higher than they are."""
    row = horizontal(spacing=24)
    for figure in figures:
        row.addWidget(figure, 1)
    made = card("", row)
    made.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    return made


class ReceiptCard(QFrame):
    """A receipt on screen: the thirteen categories in two columns, the sums below, the total in capitals."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setObjectName("card")
        self._title, self._number = paint(label(title), size=16, bold=True), label("", "muted", selectable=True)
        self._grid, self._sums = QGridLayout(), QGridLayout()
        self._capitals = paint(label("", "muted", wrap=True), size=13)
        for grid in (self._grid, self._sums):
            grid.setHorizontalSpacing(14)
            grid.setVerticalSpacing(5)
            for column, width in ((0, 76), (2, 18), (3, 76)):
                grid.setColumnMinimumWidth(column, width)
            for column in (1, 4):
                grid.setColumnStretch(column, 1)
        head = horizontal(self._title, 1, self._number)
        self.setLayout(vertical(head, _rule(), self._grid, _rule(), self._sums, self._capitals, 1, spacing=9, margins=_MARGINS))

    def show_receipt(
        self, number: str, categories: Sequence[CategoryTotal], sums: Sequence[tuple[str, str]], total: Decimal
    ) -> None:
        """Show categories and (caption, value) sums."""
        self._number.setText(number)
        refill(self._grid)
        refill(self._sums)
        half = (len(categories) + 1) // 2
        for at, category in enumerate(categories):
            tint = None if category.amount else Tint.NEUTRAL
            name, amount = paint(label(category.name), tint), _figure(formats.money(category.amount), tint)
            column = 0 if at < half else 3
            self._grid.addWidget(name, at % half, column)
            self._grid.addWidget(amount, at % half, column + 1)
        for at, (caption, value) in enumerate(sums):
            self._sums.addWidget(label(caption, "muted"), at // 2, 3 * (at % 2))
            self._sums.addWidget(_figure(value, bold=True), at // 2, 3 * (at % 2) + 1)
        capitals = QCoreApplication.translate("ReceiptCard", "合计大写：人民币{capitals}")
        self._capitals.setText(capitals.format(capitals=uppercase(total)))

    def clear(self) -> None:
        """Show nothing."""
        self._number.setText("")
        self._capitals.setText("")
        refill(self._grid)
        refill(self._sums)

    def texts(self) -> list[str]:
        """Everything it says, top to bottom."""
        return texts_in(self)


def _rule() -> QFrame:
    rule = QFrame()
    rule.setObjectName("rule")
    rule.setFixedHeight(1)
    return rule


def _figure(text: str, tint: Tint | None = None, *, bold: bool = False) -> QLabel:
    made = paint(label(text), tint, size=15, bold=bold)
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made


# -- columns


def money_column(title: str, attribute: str, width: int = 96, tint: Callable[[Any], Tint | None] | None = None) -> Column:
    """Yuan, to the right."""
    return Column(title, attribute, width, "right", formats.money, tint=tint)


def number_column(title: str, attribute: str, width: int = 64) -> Column:
    """A quantity, to the right."""
    return Column(title, attribute, width, "right", formats.quantity)


def deposit_columns() -> tuple[Column, ...]:
    """A deposit with the word whether it can still be used (R1.7)."""
    translate = QCoreApplication.translate
    return (
        Column(translate("deposits", "收据号"), "receipt_no", 104),
        money_column(term("金额"), "amount", 104),
        Column(translate("deposits", "方式"), "method", 64, words=words_of(PayMethod)),
        Column(translate("deposits", "时间"), "taken_at", 100),
        Column(translate("deposits", "收款人"), "cashier", 76),
        Column(term("状态"), "state", 84, text=deposit_word, tint=deposit_tint, words=_deposit_words()),
        Column(translate("deposits", "作废说明"), "void_reason", 170, text=_void_text, elastic=True),
    )


def deposit_word(deposit: Deposit) -> str:
    """未结算, 已结算 or 已作废."""
    usable, settled, void = _deposit_words()
    if deposit.void_at is not None:
        return void
    return settled if deposit.settlement_id is not None else usable


def _deposit_words() -> tuple[str, str, str]:
    translate = QCoreApplication.translate
    return translate("deposits", "未结算"), term("已结算"), translate("deposits", "已作废")


def deposit_tint(deposit: Deposit) -> Tint:
    """Its colour."""
    if deposit.void_at is not None:
        return Tint.BAD
    return Tint.NEUTRAL if deposit.settlement_id is not None else Tint.OK


def deposit_text(deposit: Deposit) -> str:
    """A deposit in one line: A0001  500.00  现金  11-20 10:30."""
    return "   ".join((deposit.receipt_no, formats.money(deposit.amount), word(deposit.method), formats.moment(deposit.taken_at)))


def _void_text(deposit: Deposit) -> str:
    parts = (deposit.void_reason, deposit.void_by, formats.moment(deposit.void_at))
    return "  ".join(part for part in parts if part)
