"""The queue at the left of the console: a card per session with its state in large words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from client_tms import reasons, words
from shared.contracts.tms.types import ExecutionRow, ExecutionStatus
from shared.qt import formats, theme, tint
from shared.qt.tint import Tint

_Index = QModelIndex | QPersistentModelIndex
_HEIGHT = 84
_BAR = 5
_OVER = frozenset({ExecutionStatus.COMPLETED, ExecutionStatus.FAILED})


@dataclass(frozen=True, slots=True)
class QueueCard:
    """A session in the queue. `fresh`: nobody has acknowledged it yet."""

    row: ExecutionRow
    fresh: bool

    @property
    def tint(self) -> Tint:
        """Colour of its state."""
        return Tint.BAD if self.fresh and self.row.undelivered else words.STATUS_TINTS[self.row.status]

    @property
    def text(self) -> str:
        """Everything it says, for assistive technology."""
        row = self.row
        parts = (words.status_word(row), row.bed, row.patient_name, row.part_name, words.treatment(row.protocol), self.note)
        return " ".join(part for part in parts if part)

    @property
    def note(self) -> str:
        """The last line: progress, console, time."""
        row = self.row
        when: datetime = row.ended_at or row.started_at or row.created_at
        parts = [formats.moment(when)]
        parts += [row.console] if row.status is ExecutionStatus.EXECUTING else []
        parts += [words.course(row.session_number, row.sessions)] if row.sessions > 1 else []
        parts += [reasons.shown(row.reason)] if row.status is ExecutionStatus.FAILED else []
        return "  ".join(part for part in parts if part)


class _Cards(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.cards: tuple[QueueCard, ...] = ()

    def show(self, cards: Sequence[QueueCard]) -> None:
        self.beginResetModel()
        self.cards = tuple(cards)
        self.endResetModel()

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 — Qt's signature
        return 0 if parent.isValid() else len(self.cards)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        card = self.cards[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return card
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole}:
            return card.text
        return None


class QueueList(QListView):
    """The cards; the one with the cursor is open."""

    chosen = Signal(int)
    """Number of the execution."""

    def __init__(self, empty_text: str) -> None:
        super().__init__()
        self._cards = _Cards()
        self._empty_text = empty_text
        self.setModel(self._cards)
        self.setItemDelegate(_Painter(self))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setUniformItemSizes(True)
        self.setSpacing(0)
        self.setObjectName("cards")
        self.selectionModel().currentChanged.connect(self._on_current)
        self._showing = False

    def show_cards(self, cards: Sequence[QueueCard], chosen: int | None) -> None:
        """Show the queue with the cursor on the execution `chosen`."""
        self._showing = True
        self._cards.show(cards)
        at = next((number for number, card in enumerate(cards) if card.row.id == chosen), None)
        if at is not None:
            self.setCurrentIndex(self._cards.index(at))
        self._showing = False

    def cards(self) -> tuple[QueueCard, ...]:
        """What it shows."""
        return self._cards.cards

    def _on_current(self, current: QModelIndex) -> None:
        if current.isValid() and not self._showing:
            self.chosen.emit(self._cards.cards[current.row()].row.id)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._cards.cards:
            painter = QPainter(self.viewport())
            painter.setPen(QColor(tint.MUTED))
            painter.setFont(theme.font())
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect().adjusted(16, 0, -16, 0), flags, self._empty_text)
            painter.end()


class _Painter(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: _Index) -> QSize:
        return QSize(100, _HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        card: QueueCard = index.data(Qt.ItemDataRole.UserRole)
        state, whole = option.state, QRect(option.rect).adjusted(0, 3, -4, -3)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        selected = bool(state & QStyle.StateFlag.State_Selected)
        faded = card.row.status in _OVER
        painter.setPen(QPen(QColor(tint.ACCENT if selected else tint.LINE), 2 if selected else 1))
        ground = card.tint.ground if card.fresh else QColor(tint.STRIPE if faded else tint.SURFACE)
        painter.setBrush(QColor(tint.SELECTION) if selected and not card.fresh else ground)
        painter.drawRoundedRect(whole, 7, 7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(card.tint.text)
        painter.drawRoundedRect(QRect(whole.left() + 1, whole.top() + 6, _BAR, whole.height() - 12), 2, 2)
        self._lines(painter, card, whole.adjusted(_BAR + 9, 7, -9, -6), faded=faded)
        painter.restore()

    def _lines(self, painter: QPainter, card: QueueCard, room: QRect, *, faded: bool) -> None:
        row = card.row
        top = QRect(room.left(), room.top(), room.width(), 24)
        middle = QRect(room.left(), top.bottom() + 1, room.width(), 22)
        bottom = QRect(room.left(), middle.bottom() + 1, room.width(), 20)
        name, large = "  ".join(part for part in (row.bed, row.patient_name) if part), theme.font(16, bold=True)
        painter.setFont(theme.font(17, bold=True))
        painter.setPen(card.tint.text)
        state = words.status_word(row)
        taken = painter.fontMetrics().horizontalAdvance(state) + 10
        # Who it is comes first: in a narrow list the state stands below.
        beside = QFontMetrics(large).horizontalAdvance(name) + taken <= room.width()
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(top if beside else bottom, right, state)
        painter.setPen(QColor(tint.MUTED if faded else tint.INK))
        self._text(painter, top.adjusted(0, 0, -taken if beside else 0, 0), name, large)
        self._text(painter, middle, f"{row.part_name}  {words.treatment(row.protocol)}", theme.font())
        painter.setPen(QColor(tint.MUTED))
        self._text(painter, bottom.adjusted(0, 0, 0 if beside else -taken, 0), card.note, theme.font(theme.SMALL_PX))

    @staticmethod
    def _text(painter: QPainter, room: QRect, text: str, font: QFont) -> None:
        painter.setFont(font)
        cut = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, cut)
