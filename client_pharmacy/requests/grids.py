"""The grids of the requests page."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent

from client_pharmacy import words
from client_pharmacy.requests.presenter import LineView, WaitingRow, WardRow
from client_pharmacy.requests.ticking import is_return, is_waiting
from shared.contracts.common import LineKind
from shared.contracts.pharmacy.types import PickRow, RequestLineState
from shared.qt import formats
from shared.qt.language import term, word, words_of
from shared.qt.table import Column
from shared.qt.table_view import TableView
from shared.qt.tint import Tint, tint_of

TICK_WIDTH = 34


class LinesView(TableView):
    """The lines of a request: Space or a click into the first column ticks."""

    tick_wanted = Signal(object)
    """LineView."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and self.current_row() is not None:
            self.tick_wanted.emit(self.current_row())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and index.column() == 0 and event.button() is Qt.MouseButton.LeftButton:
            self.tick_wanted.emit(self.rows().row(index.row()))


def ward_columns() -> tuple[Column, ...]:
    """Wards of the inbox."""
    every = term("全部病区")
    return (
        Column(term("病区"), "name", 178, text=lambda row: row.name or every, bold=_is_fresh),
        Column(QCoreApplication.translate("RequestsPage", "请领单"), "requests", 58, "right"),
        Column(QCoreApplication.translate("RequestsPage", "最久等待"), "minutes", 96, "right", text=_ward_age, tint=_ward_age_tint),
    )


def _is_fresh(row: WardRow) -> bool:
    return bool(row.fresh)


def _ward_age(row: WardRow) -> str:
    return words.age(row.minutes) if row.requests else ""


def _ward_age_tint(row: WardRow) -> Tint | None:
    return words.age_tint(row.minutes) if row.requests else None


def request_columns() -> tuple[Column, ...]:
    """Requests of a ward."""
    return (
        Column(
            "",
            "fresh",
            34,
            "center",
            text=lambda row: _new_word() if row.fresh else "",
            tint=lambda row: Tint.INFO if row.fresh else None,
        ),
        Column(term("床位"), "bed", 76, text=lambda row: row.row.bed or ""),
        Column(
            term("姓名"),
            "name",
            78,
            text=lambda row: row.row.patient_name,
            bold=lambda row: row.fresh,
        ),
        Column(
            QCoreApplication.translate("RequestsPage", "待发"),
            "waiting",
            68,
            "right",
            text=_waiting_text,
            tint=lambda row: Tint.SPECIAL if row.row.returns else None,
        ),
        Column(
            QCoreApplication.translate("RequestsPage", "等待"),
            "minutes",
            90,
            "right",
            text=lambda row: words.age(row.minutes),
            tint=lambda row: words.age_tint(row.minutes),
        ),
    )


def _new_word() -> str:
    return QCoreApplication.translate("RequestsPage", "新")


def _waiting_text(row: WaitingRow) -> str:
    issues = row.row.waiting - row.row.returns
    back = QCoreApplication.translate("RequestsPage", "退 {count}").format(count=row.row.returns) if row.row.returns else ""
    return " ".join(part for part in (str(issues) if issues else "", back) if part)


def line_columns() -> tuple[Column, ...]:
    """Lines of the open request."""
    return (
        Column("", "ticked", TICK_WIDTH, "center", text=_tick, tint=lambda line: Tint.OK if line.ticked else Tint.NEUTRAL),
        Column(
            term("类别"),
            "kind",
            80,
            text=kind_word,
            tint=_kind_tint,
            words=words_of(LineKind),
        ),
        Column(
            term("药品"),
            "drug",
            184,
            text=_drug,
            tint=lambda line: Tint.BAD if line.row.high_alert else None,
        ),
        Column(term("规格"), "spec", 100, text=lambda line: line.row.spec),
        Column(term("数量"), "quantity", 72, "right", text=_quantity, bold=lambda _: True),
        Column(
            term("库存"),
            "stock",
            66,
            "right",
            text=lambda line: formats.quantity(line.row.stock),
            tint=_stock_tint,
        ),
        Column(QCoreApplication.translate("RequestsPage", "用法用量"), "dosage", 184, text=_dosage, elastic=True),
        Column(
            term("状态"),
            "state",
            90,
            text=_state,
            tint=_state_tint,
            words=(*words_of(RequestLineState), *words.obstacles().values()),
        ),
    )


def _tick(line: LineView) -> str:
    if not is_waiting(line.row):
        return ""
    return "☑" if line.ticked else "☐"


def kind_word(line: LineView) -> str:
    """长期, 临时, 补充 or 冲正."""
    return word(LineKind.REVERSAL if is_return(line.row) else line.row.ordered_as)


def _kind_tint(line: LineView) -> Tint | None:
    if is_return(line.row):
        return Tint.SPECIAL
    return None if line.row.ordered_as is LineKind.LONG_TERM else Tint.INFO


def _drug(line: LineView) -> str:
    mark = "★ " if line.row.high_alert else ""
    return f"{line.bracket or '　'} {mark}{line.row.drug_name}"


def _quantity(line: LineView) -> str:
    return f"{formats.quantity(line.row.quantity)} {line.row.unit}"


def _stock_tint(line: LineView) -> Tint | None:
    return Tint.BAD if is_waiting(line.row) and line.row.quantity > line.row.stock else None


def _dosage(line: LineView) -> str:
    times = f"×{line.row.administrations}" if line.row.administrations else ""
    return "  ".join(part for part in (line.row.dose_text, line.row.usage, line.row.frequency, times) if part)


def _state(line: LineView) -> str:
    if line.reason:
        return words.obstacle(line.reason)
    if line.row.reason:
        return f"{word(line.row.state)}：{line.row.reason}"
    if is_waiting(line.row) and is_return(line.row):
        return QCoreApplication.translate("RequestsPage", "待收退药")
    return word(line.row.state)


def _state_tint(line: LineView) -> Tint | None:
    if line.reason:
        return Tint.BAD
    return Tint.SPECIAL if is_waiting(line.row) and is_return(line.row) else tint_of(RequestLineState(line.row.state))


def sum_columns() -> tuple[Column, ...]:
    """A ward's sum by drug."""
    return (
        Column(term("编码"), "drug_code", 70),
        Column(
            QCoreApplication.translate("RequestsPage", "药品汇总"),
            "drug_name",
            240,
            text=lambda row: ("★ " if row.high_alert else "") + row.drug_name,
            tint=lambda row: Tint.BAD if row.high_alert else None,
        ),
        Column(term("规格"), "spec", 120),
        Column(QCoreApplication.translate("RequestsPage", "应发"), "quantity", 90, "right", text=_asked, bold=lambda _: True),
        Column(term("库存"), "stock", 80, "right", tint=_sum_tint),
        Column(QCoreApplication.translate("RequestsPage", "患者"), "patients", 60, "right"),
        Column("", "short", 60, text=_missing, tint=_sum_tint),
    )


def _asked(row: PickRow) -> str:
    return f"{formats.quantity(row.quantity)} {row.unit}"


def _missing(row: PickRow) -> str:
    if row.quantity <= row.stock:
        return ""
    return QCoreApplication.translate("RequestsPage", "缺 {count}").format(count=formats.quantity(row.quantity - row.stock))


def _sum_tint(row: PickRow) -> Tint | None:
    return Tint.BAD if row.quantity > row.stock else None
