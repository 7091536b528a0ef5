"""The coil's place on a head seen from above: nose at the top, −1 … 1 from left to right and from back to front."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from shared.contracts.tms.types import BrainPart
from shared.qt import theme, tint
from shared.qt.tint import Tint

_SKIN, _GRID = "#fbf3ea", "#d9c9b6"
_WIDE, _LONG = 0.86, 1.0
"""Half axes of the head in units of its length."""
_RING = 0.15
_WIDTH, _HEIGHT = 190, 216


class HeadSketch(QWidget):
    """`active` draws the coil as charged."""

    def __init__(self) -> None:
        super().__init__()
        self._part: BrainPart | None = None
        self._name = ""
        self._tint = Tint.INFO
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setFixedWidth(_WIDTH)
        self.setMinimumHeight(_HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, _HEIGHT)

    def show_part(self, part: BrainPart | None, name: str, tint_: Tint) -> None:
        """Show where the coil belongs; a part of another system without a place shows its name alone."""
        self._part, self._name, self._tint = part, name, tint_
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = QRectF(self.rect()).adjusted(4, 14, -4, -28)
        scale = min(room.width() / 2.1, room.height() / 2.1)
        painter.save()
        painter.translate(room.center().x(), room.center().y() + 0.04 * scale)
        self._head(painter, scale)
        if self._part is not None:
            self._coil(painter, scale, self._part)
        painter.restore()
        self._words(painter)
        painter.end()

    def _head(self, painter: QPainter, scale: float) -> None:
        painter.setPen(QPen(QColor("#8a7763"), 1.6))
        painter.setBrush(QColor(_SKIN))
        nose = QPainterPath(QPointF(-0.12 * scale, -0.95 * scale))
        nose.quadTo(QPointF(0, -1.22 * scale), QPointF(0.12 * scale, -0.95 * scale))
        painter.drawPath(nose)
        for side in (-1, 1):
            painter.drawEllipse(QPointF(side * (_WIDE + 0.03) * scale, 0.04 * scale), 0.07 * scale, 0.17 * scale)
        painter.drawEllipse(QPointF(0, 0), _WIDE * scale, _LONG * scale)
        painter.setPen(QPen(QColor(_GRID), 1, Qt.PenStyle.DotLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawLine(QPointF(0, -_LONG * scale), QPointF(0, _LONG * scale))
        painter.drawLine(QPointF(-_WIDE * scale, 0), QPointF(_WIDE * scale, 0))
        painter.drawEllipse(QPointF(0, 0), 0.5 * _WIDE * scale, 0.5 * _LONG * scale)

    def _coil(self, painter: QPainter, scale: float, part: BrainPart) -> None:
        """A figure of eight whose centre lies on the spot, its handle away from the middle as operators hold it."""
        at = QPointF(part.x * _WIDE * scale, -part.y * _LONG * scale)
        painter.save()
        painter.translate(at)
        painter.rotate(45 if part.x < 0 else -45 if part.x > 0 else 0)
        ink = self._tint.text
        painter.setPen(QPen(ink, 3.2))
        ground = QColor(self._tint.ground)
        ground.setAlpha(170)
        painter.setBrush(ground)
        ring = _RING * scale
        for side in (-1, 1):
            painter.drawEllipse(QPointF(side * ring, 0), ring, ring)
        painter.drawLine(QPointF(0, 0), QPointF(0, 2.4 * ring))
        painter.restore()
        painter.setPen(QPen(QColor("#ffffff"), 1.5))
        painter.setBrush(QColor("#c62828"))
        painter.drawEllipse(at, 5, 5)

    def _words(self, painter: QPainter) -> None:
        painter.setPen(QColor(tint.MUTED))
        painter.setFont(theme.font(theme.SMALL_PX))
        painter.drawText(QRectF(4, 2, 30, 20), Qt.AlignmentFlag.AlignLeft, self.tr("左"))
        painter.drawText(QRectF(self.width() - 34, 2, 30, 20), Qt.AlignmentFlag.AlignRight, self.tr("右"))
        painter.setPen(QColor(tint.INK))
        painter.setFont(theme.font(15, bold=True))
        line = QRectF(0, self.height() - 26, self.width(), 24)
        name = painter.fontMetrics().elidedText(self._name, Qt.TextElideMode.ElideRight, math.floor(line.width()))
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, name)
