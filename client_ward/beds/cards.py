"""Bed cards: a list model of beds or waiting people, and the delegate that paints them.

Colours follow the bed cards nurses know: a bar for the sex, a chip for the nursing level, marks along the lower edge. Every colour
comes with a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QCoreApplication,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from client_ward.beds.presenter import BedCard
from client_ward.words import light_of, treating_word, trouble_of
from shared.account_light import AccountLight
from shared.contracts.admission.types import Sex, StayState
from shared.contracts.ward.types import BedState, WardStay
from shared.qt import formats, theme, tint
from shared.qt.banner import LIGHT_TINTS, is_allergic, nursing_tint
from shared.qt.language import word
from shared.qt.tint import Tint, tint_of

_Index = QModelIndex | QPersistentModelIndex
CARD = QSize(169, 94)
WAITING_CARD = QSize(190, 56)
_GAP = 6
_SEX_COLORS = {Sex.MALE: "#1f6fd1", Sex.FEMALE: "#c2378a"}
_MIME = "application/x-his-stay"
_FACE = Qt.ItemDataRole.UserRole


class CardModel(QAbstractListModel):
    """Cards to look at; waiting people can be dragged, free beds take them."""

    dropped = Signal(str, object)
    """A stay's id was dropped on a BedCard."""

    def __init__(self) -> None:
        super().__init__()
        self._cards: tuple[BedCard | WardStay, ...] = ()

    def show_cards(self, cards: Iterable[BedCard | WardStay]) -> None:
        """Show these cards."""
        self.beginResetModel()
        self._cards = tuple(cards)
        self.endResetModel()

    def card(self, number: int) -> BedCard | WardStay:
        """The card at `number`."""
        return self._cards[number]

    @property
    def cards(self) -> Sequence[BedCard | WardStay]:
        """All cards."""
        return self._cards

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(self._cards)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self._cards[index.row()]
        if role == _FACE:
            return card
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return card_text(card)
        if role == Qt.ItemDataRole.ToolTipRole:
            stay = card if isinstance(card, WardStay) else card.stay
            told = () if stay is None else (card_text(card), stay.doctor, allergy_of(stay), trouble_of(stay))
            return "\n".join(part for part in told if part) or None
        return None

    # -- drag from the waiting strip to a free bed

    def flags(self, index: _Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid():
            return flags
        card = self._cards[index.row()]
        if isinstance(card, WardStay):
            return flags | Qt.ItemFlag.ItemIsDragEnabled
        return flags | Qt.ItemFlag.ItemIsDropEnabled if card.bed.state is BedState.FREE else flags

    def mimeTypes(self) -> list[str]:
        return [_MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        data = QMimeData()
        card = self._cards[indexes[0].row()]
        if isinstance(card, WardStay):
            data.setData(_MIME, card.stay_id.encode())
        return data

    def dropMimeData(self, data: QMimeData, _action: Qt.DropAction, _row: int, _column: int, parent: _Index) -> bool:
        if not parent.isValid() or not data.hasFormat(_MIME):
            return False
        self.dropped.emit(bytes(data.data(_MIME).data()).decode(), self._cards[parent.row()])
        return True


class CardView(QListView):
    """Cards side by side: arrows move, Enter or a double click opens."""

    opened = Signal(object)
    """BedCard or WardStay."""
    chosen = Signal(object)

    def __init__(self, size: QSize, empty_text: str, *, one_row: bool = False) -> None:
        super().__init__()
        self.cards = CardModel()
        self.setModel(self.cards)
        self.setItemDelegate(CardDelegate(size, self))
        self._empty_text = empty_text
        self.drop_row = -1
        """The bed that would take who is dragged, -1 for none."""
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setWrapping(not one_row)
        self.setUniformItemSizes(True)
        self.setGridSize(size + QSize(_GAP, _GAP))
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setObjectName("cards")
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.doubleClicked.connect(lambda index: self.opened.emit(self.cards.card(index.row())))
        self.selectionModel().currentChanged.connect(lambda *_: self.chosen.emit(self.current_card()))

    def take_drops(self) -> None:
        """Have free beds take people; the one that would is marked."""
        self.setDragDropMode(QListView.DragDropMode.DropOnly)
        # All of a card takes a drop, not only its middle; and a list whose cards stay in their places has its viewport refuse them.
        self.setDragDropOverwriteMode(True)
        self.setDropIndicatorShown(False)
        self.viewport().setAcceptDrops(True)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        super().dragMoveEvent(event)
        index = self.indexAt(event.position().toPoint())
        takes = index.isValid() and bool(self.cards.flags(index) & Qt.ItemFlag.ItemIsDropEnabled) and self._knows(event)
        event.setAccepted(takes)
        self._mark_drop(index.row() if takes else -1)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._mark_drop(-1)

    def dropEvent(self, event: QDropEvent) -> None:
        super().dropEvent(event)
        self._mark_drop(-1)

    @staticmethod
    def _knows(event: QDropEvent) -> bool:
        return event.mimeData().hasFormat(_MIME)

    def _mark_drop(self, row: int) -> None:
        if row != self.drop_row:
            self.drop_row = row
            self.viewport().update()

    def current_card(self) -> BedCard | WardStay | None:
        """The card with the cursor."""
        index = self.currentIndex()
        return self.cards.card(index.row()) if index.isValid() else None

    def show_cards(self, cards: Iterable[BedCard | WardStay], same: Callable[[BedCard | WardStay], object]) -> None:
        """Show cards and keep the cursor on the one that is the `same`."""
        current = self.current_card()
        self.cards.show_cards(cards)
        mark = None if current is None else same(current)
        row = next((number for number, card in enumerate(self.cards.cards) if same(card) == mark), -1)
        if row >= 0:
            self.setCurrentIndex(self.cards.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        card = self.current_card()
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and card is not None:
            self.opened.emit(card)
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape} or event.text().isalnum():
            # Letters would search the list by its text; F3 is the way to find somebody.
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._empty_text and not self.cards.rowCount():
            painter = QPainter(self.viewport())
            painter.setPen(QColor(tint.MUTED))
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter, self._empty_text)
            painter.end()


def bed_label(card: BedCard) -> str:
    """The bed without its ward's code: 012 of W01-012."""
    return card.bed.bed.removeprefix(f"{card.bed.ward}-")


def card_text(card: BedCard | WardStay) -> str:
    """A card in words, for screen readers and tests."""
    if isinstance(card, WardStay):
        return f"{card.patient.name} {word(card.sex)} {formats.age(card.patient.birth_date)}"
    if card.stay is None:
        return f"{bed_label(card)} {word(card.bed.state)}"
    marks = " ".join(text for text, _ in warnings_of(card) + marks_of(card))
    return f"{bed_label(card)} {card_text(card.stay)} {card.stay.nursing_item} {marks}".strip()


def allergy_of(stay: WardStay) -> str:
    """What the patient is allergic to, in words; empty for nothing, and for what nobody asked."""
    known = is_allergic(stay.allergy)
    return QCoreApplication.translate("BedCards", "过敏：{what}").format(what=stay.allergy) if known else ""


def warnings_of(card: BedCard) -> list[tuple[str, Tint]]:
    """What must be known of the patient whatever else is to be told; beside the marks, which are about work."""
    found = [
        (card.stay is not None and is_allergic(card.stay.allergy), QCoreApplication.translate("BedCards", "过敏"), Tint.BAD),
        (card.namesake, QCoreApplication.translate("BedCards", "同名"), Tint.SPECIAL),
    ]
    return [(text, color) for applies, text, color in found if applies]


def marks_of(card: BedCard) -> list[tuple[str, Tint]]:
    """Marks along the lower edge, most urgent first."""
    stay = card.stay
    if stay is None:
        return []
    found: list[tuple[bool, str, Tint]] = [
        (
            light_of(stay) is AccountLight.RED,
            QCoreApplication.translate("BedCards", "欠费 {balance}").format(balance=formats.money(stay.balance)),
            Tint.BAD,
        ),
        (
            stay.refused_lines > 0,
            QCoreApplication.translate("BedCards", "拒发 {count}").format(count=stay.refused_lines),
            Tint.BAD,
        ),
        (stay.treating, treating_word(), Tint.OK),
        (stay.new_orders > 0, QCoreApplication.translate("BedCards", "新嘱 {count}").format(count=stay.new_orders), Tint.INFO),
        (
            stay.pending_lines > 0,
            QCoreApplication.translate("BedCards", "待药 {count}").format(count=stay.pending_lines),
            Tint.WAIT,
        ),
        (bool(trouble_of(stay)), QCoreApplication.translate("BedCards", "未同步"), Tint.WAIT),
        (card.drafts, QCoreApplication.translate("BedCards", "草稿"), Tint.SPECIAL),
        (stay.state is not StayState.IN_WARD, word(stay.state), tint_of(stay.state) or Tint.NEUTRAL),
    ]
    return [(text, color) for applies, text, color in found if applies]


class CardDelegate(QStyledItemDelegate):
    """Paints a bed or a waiting person."""

    def __init__(self, size: QSize, view: CardView) -> None:
        super().__init__(view)
        self._size, self._view = size, view

    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return self._size

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        card = index.data(_FACE)
        rect = QRect(option.rect.topLeft(), self._size)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._ground(painter, rect, card, chosen=bool(option.state & QStyle.StateFlag.State_Selected))
        if index.row() == self._view.drop_row:
            self._drop_mark(painter, rect)
        if isinstance(card, WardStay):
            self._waiting(painter, rect, card)
        elif card.stay is None:
            self._empty_bed(painter, rect, card)
        else:
            self._patient(painter, rect, card, card.stay)
        painter.restore()

    def _ground(self, painter: QPainter, rect: QRect, card: BedCard | WardStay, *, chosen: bool) -> None:
        taken = isinstance(card, WardStay) or card.stay is not None
        painter.setPen(QPen(QColor(tint.ACCENT if chosen else tint.LINE), 2 if chosen else 1))
        painter.setBrush(QColor(tint.SURFACE if taken else tint.STRIPE))
        painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 7, 7)
        stay = card if isinstance(card, WardStay) else card.stay
        if stay is not None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(_SEX_COLORS[stay.sex]))
            painter.drawRoundedRect(QRect(rect.left() + 5, rect.top() + 8, 4, rect.height() - 16), 2, 2)

    def _drop_mark(self, painter: QPainter, rect: QRect) -> None:
        painter.setPen(QPen(QColor(tint.ACCENT), 3, Qt.PenStyle.DashLine))
        painter.setBrush(QColor(tint.SELECTION))
        painter.drawRoundedRect(rect.adjusted(2, 2, -2, -2), 7, 7)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        _write(painter, rect.adjusted(16, 66, -8, -8), self.tr("放到这里"), 13, tint.ACCENT, bold=True)

    def _waiting(self, painter: QPainter, rect: QRect, stay: WardStay) -> None:
        inner = rect.adjusted(16, 7, -8, -6)
        _write(painter, inner, stay.patient.name, 16, tint.INK, bold=True)
        used = painter.fontMetrics().horizontalAdvance(stay.patient.name)
        _write(
            painter, inner.adjusted(used + 8, 3, 0, 0), f"{word(stay.sex)} {formats.age(stay.patient.birth_date)}", 13, tint.MUTED
        )
        lower = inner.adjusted(0, 24, 0, 0)
        _write(painter, lower, f"{word(stay.state)}  {formats.moment(stay.admitted_at)}", 12, Tint.WAIT.value[0])

    def _empty_bed(self, painter: QPainter, rect: QRect, card: BedCard) -> None:
        inner = rect.adjusted(16, 8, -8, -8)
        _write(painter, inner, bed_label(card), 15, tint.MUTED, bold=True)
        color = tint_of(card.bed.state) or Tint.NEUTRAL
        _write(painter, inner.adjusted(0, 30, 0, 0), word(card.bed.state), 16, color.value[0], bold=True)

    def _patient(self, painter: QPainter, rect: QRect, card: BedCard, stay: WardStay) -> None:
        inner = rect.adjusted(16, 7, -8, -7)
        _write(painter, inner, bed_label(card), 15, tint.ACCENT, bold=True)
        if stay.nursing_item:
            _chip(painter, inner, stay.nursing_item, nursing_tint(stay.nursing_item), right=True)
        _write(painter, inner.adjusted(0, 23, 0, 0), stay.patient.name, 18, tint.INK, bold=True)
        used = painter.fontMetrics().horizontalAdvance(stay.patient.name)
        _write(
            painter, inner.adjusted(used + 8, 28, 0, 0), f"{word(stay.sex)} {formats.age(stay.patient.birth_date)}", 13, tint.MUTED
        )
        light = light_of(stay)
        marks = marks_of(card)
        left = inner.adjusted(0, 56, 0, 0)
        for text, color in warnings_of(card) + marks:
            left = left.adjusted(_chip(painter, left, text, color) + 4, 0, 0, 0)
        if not marks and light is not None:
            _write(painter, left, "● " + formats.money(stay.balance), 12, LIGHT_TINTS[light].value[0])


def _write(painter: QPainter, rect: QRect, text: str, px: int, color: str, *, bold: bool = False) -> None:
    painter.setFont(theme.font(px, bold=bold))
    painter.setPen(QColor(color))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, shown)


def _chip(painter: QPainter, rect: QRect, text: str, color: Tint, *, right: bool = False) -> int:
    """A word on its colour; answers its width. Without its figure where that has no room: figures are never cut. A word alone is
    cut with an ellipsis, what has no room is left out."""
    painter.setFont(theme.font(12, bold=True))
    room = rect.width() - (44 if right else 0)
    words = [one for one in (text, text.rpartition(" ")[0]) if painter.fontMetrics().horizontalAdvance(one) <= room - 10 and one]
    figure = any(letter.isdigit() for letter in text)
    shown = words[0] if words else "" if figure else painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room - 10)
    width = painter.fontMetrics().horizontalAdvance(shown) + 10
    if width > room or len(shown) < 2:
        return 0
    box = QRect(rect.right() - width + 1 if right else rect.left(), rect.top(), width, 20)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color.ground)
    painter.drawRoundedRect(box, 4, 4)
    painter.setPen(color.text)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
    return width
