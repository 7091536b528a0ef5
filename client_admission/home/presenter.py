"""Today's desk: who waits, what was taken, how many receipt numbers are left."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from client_admission.counter import Counter
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.types import Desk, Difference, Stay, UnassignedCharge
from shared.contracts.common import Text20, Text50
from shared.qt.page import ReportView

DRAW_RIGHT = "admission.receipt.range"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The home page: the desk, and what must be looked at when there is something: differences, unassigned charges."""

    desk: Desk
    differences: tuple[Difference, ...]
    unassigned: tuple[UnassignedCharge, ...]


@dataclass(frozen=True, slots=True)
class NumberRange:
    """领用票据: the numbers `first`–`last` for a cashier."""

    series: Text20
    """receipt or deposit."""
    cashier: Text50
    first: Text50
    last: Text50


class HomeView(ReportView, Protocol):
    """What the presenter shows on."""

    def show_sheet(self, sheet: Sheet) -> None:
        """Show the desk."""

    def show_resolved(self, difference: Difference, *, charged: bool) -> None:
        """A difference is off the list."""

    def show_drawn(self, drawn: NumberRange, left: int) -> None:
        """A cashier has new numbers, `left` in all."""


class HomePresenter:
    """Behaviour of the home page."""

    def __init__(self, counter: Counter, view: HomeView) -> None:
        self._counter, self._view = counter, view

    def load(self) -> None:
        """Look at the desk."""
        self._counter.station.query(_sheet).done(self._view.show_sheet).failed(self._view.report)

    def open(self, line: Stay | Difference) -> None:
        """Open the patient of a line."""
        self._counter.open(line.patient.patient_no, line.stay_id)

    def charge_difference(self, difference: Difference) -> None:
        """入账 of a difference."""
        number = difference.difference_id
        sent = self._counter.station.press(("charge difference", number), lambda api: api.charge_difference(number))
        sent.done(lambda done: self._resolved(done, charged=True)).failed(self._view.report)

    def close_difference(self, difference: Difference, reason: str) -> None:
        """不入账 of a difference."""
        number = difference.difference_id
        sent = self._counter.station.press(("close difference", number, reason), lambda api: api.close_difference(number, reason))
        sent.done(lambda done: self._resolved(done, charged=False)).failed(self._view.report)

    def _resolved(self, difference: Difference, *, charged: bool) -> None:
        self._view.show_resolved(difference, charged=charged)
        self.load()

    def draw(self, wanted: NumberRange) -> None:
        """Give a cashier a range of numbers."""
        sent = self._counter.station.press(
            ("draw", wanted),
            lambda api: api.draw_receipt_range(wanted.series, wanted.cashier, wanted.first, wanted.last),
        )
        sent.done(lambda left: self._drawn(wanted, left)).failed(self._view.report)

    def _drawn(self, wanted: NumberRange, left: int) -> None:
        self._view.show_drawn(wanted, left)
        self.load()


def _sheet(api: AdmissionContract) -> Sheet:
    desk = api.desk()
    differences = api.differences() if desk.reconciliation else ()
    return Sheet(desk, differences, api.unassigned_charges() if desk.unassigned else ())
