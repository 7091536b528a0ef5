"""The pulse train: above the whole session with its trains, below the pulses of the train that is under the playhead."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np
import pyqtgraph as pg  # type: ignore[import-untyped]
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QVBoxLayout, QWidget

from shared import stimulation as arithmetic
from shared.contracts.tms.types import PrescriptionKind, Stimulation
from shared.qt import theme, tint

_PLANNED, _GIVEN, _NOW = "#b9cbe2", "#2f8f46", "#6a3fb0"
_MOST_DRAWN = 4000
"""Trains of a session and pulses of a train; more would be one bar, and listing them would hold the window."""
_PLAYHEAD = pg.mkPen("#c62828", width=2)


class TrainChart(QWidget):
    """`show_plan` draws the trains, `show_position` moves the playhead and colours what was given."""

    def __init__(self) -> None:
        super().__init__()
        self.session, self.train = _plot(), _plot()
        self.session.setLabel("bottom", self.tr("本次治疗"), units="s")
        self.train.setLabel("bottom", self.tr("本串"), units="s")
        self._bars: Any = None
        self._pulses = pg.PlotDataItem(connect="pairs", pen=pg.mkPen(_PLANNED, width=1.4))
        self._given = pg.PlotDataItem(connect="pairs", pen=pg.mkPen(_GIVEN, width=1.8))
        self._playhead, self._needle = pg.InfiniteLine(pen=_PLAYHEAD), pg.InfiniteLine(pen=_PLAYHEAD)
        for line in (self._playhead, self._needle):
            line.setZValue(10)
        for item in (self._pulses, self._given, self._needle):
            self.train.addItem(item)
        self.session.addItem(self._playhead)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(self.session, 3)
        layout.addWidget(self.train, 2)
        self._starts: list[float] = []
        self._onsets: list[float] = []
        self._train_s = 0.0
        self._drawn = (-1, False)
        self.show_plan(None)

    def show_plan(self, stimulation: Stimulation | None) -> None:
        """Draw the trains of a session; None, or parameters that make none, leave it empty."""
        trains = [] if stimulation is None else _trains(stimulation)
        self._starts = [float(train.start_s) for train in trains]
        if self._bars is not None:
            self.session.removeItem(self._bars)
            self._bars = None
        self._onsets, self._train_s, self._drawn = [], 0.0, (-1, False)
        if trains and stimulation is not None:
            self._train_s = float(trains[0].end_s - trains[0].start_s)
            self._onsets = [float(onset) for onset in arithmetic.pulse_times(_capped(stimulation))]
            self._bars = pg.BarGraphItem(x0=self._starts, width=self._train_s, y0=0, height=1, pen=None, brush=_PLANNED)
            self.session.addItem(self._bars)
            self.session.setXRange(0, float(trains[-1].end_s), padding=0.015)
            self.train.setXRange(0, self._train_s, padding=0.015)
        for plot in (self.session, self.train):
            plot.getPlotItem().showAxis("bottom", show=bool(trains))
        self._pulses.setData(*_strokes(self._onsets))
        self.show_position(0.0)

    def show_position(self, position_s: float) -> None:
        """The session stands at this second."""
        self._playhead.setValue(position_s)
        for line in (self._playhead, self._needle):
            line.setVisible(bool(self._starts))
        if not self._starts:
            self._given.setData([], [])
            return
        number = max(0, bisect_right(self._starts, position_s) - 1)
        within = position_s - self._starts[number]
        self._needle.setValue(min(within, self._train_s))
        count = bisect_right(self._onsets, within) if position_s > 0 else 0
        self._given.setData(*_strokes(self._onsets[:count]))
        self._colour(number + (within >= self._train_s), running=position_s > 0 and within < self._train_s)

    @property
    def done(self) -> int:
        """Trains drawn as given."""
        return self._drawn[0]

    def _colour(self, done: int, *, running: bool) -> None:
        if (done, running) == self._drawn or self._bars is None:
            return
        self._drawn = (done, running)
        rest = len(self._starts) - done - running
        self._bars.setOpts(brushes=[QColor(_GIVEN)] * done + [QColor(_NOW)] * running + [QColor(_PLANNED)] * rest)


def _trains(stimulation: Stimulation) -> list[arithmetic.Train]:
    try:
        return list(islice(arithmetic.plan(stimulation), _MOST_DRAWN))
    except (arithmetic.NoPulseTrainError, ArithmeticError):
        return []


def _capped(stimulation: Stimulation) -> Stimulation:
    """The same train with no more pulses than are drawn."""
    if stimulation.kind is PrescriptionKind.TBS:
        pulses = min(stimulation.burst_pulses or 0, _MOST_DRAWN)
        bursts = min(stimulation.bursts_per_train or 0, max(1, _MOST_DRAWN // max(1, pulses)))
        return replace(stimulation, burst_pulses=pulses, bursts_per_train=bursts)
    return replace(stimulation, train_s=min(stimulation.train_s, _MOST_DRAWN / stimulation.frequency_hz))


def _strokes(onsets: list[float]) -> tuple[Any, Any]:
    """A vertical stroke per pulse."""
    return np.repeat(onsets, 2), np.tile([0.0, 1.0], len(onsets))


def _plot() -> Any:
    plot = pg.PlotWidget(background=tint.SURFACE)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    plot.setMouseEnabled(x=False, y=False)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.hideAxis("left")
    plot.setYRange(0, 1.08, padding=0)
    axis = plot.getAxis("bottom")
    axis.setPen(pg.mkPen(tint.LINE))
    axis.setTextPen(pg.mkPen(tint.MUTED))
    axis.setStyle(tickFont=theme.font(theme.SMALL_PX), maxTickLevel=0)
    axis.enableAutoSIPrefix(False)
    return plot
