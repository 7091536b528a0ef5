"""Behaviour of 一日清单 (R2.10): the bills of the ward or of one patient for any day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Protocol

from client_ward.desk import Topic, WardDesk
from shared.contracts.admission.types import DailyBill
from shared.contracts.ward.types import WardBills
from shared.errors import BusinessError
from shared.identifiers import StayId
from shared.qt import hospital_time


class BillsView(Protocol):
    """What the page of daily bills shows."""

    def show_bills(self) -> None: ...
    def report(self, error: BusinessError) -> None: ...


class BillsPresenter:
    """Daily bills of the desk's ward or open patient."""

    def __init__(self, desk: WardDesk, view: BillsView) -> None:
        self._desk, self._view = desk, view
        self.day = hospital_time.today()
        self.whole_ward = True
        self.bills: tuple[DailyBill, ...] = ()
        self.loading = False
        desk.subscribe(self._on_desk)

    def _on_desk(self, topic: Topic) -> None:
        if topic is Topic.WARDS or (topic is Topic.PATIENT and not self.whole_ward):
            self.bills = ()
            self._view.show_bills()

    def show_day(self, day: date) -> None:
        """Another day."""
        self.day = day
        self.load()

    def step_day(self, days: int) -> None:
        """Earlier or later."""
        self.show_day(self.day + timedelta(days=days))

    def show_ward(self, whole_ward: bool) -> None:
        """The whole ward, or the open patient only."""
        self.whole_ward = whole_ward
        self.load()

    def load(self) -> None:
        """Ask for the bills."""
        question = self._question()
        if question is None:
            self._desk.station.forget(self)
            self.bills = ()
            self._view.show_bills()
            return
        ward, day, stay_id = question
        self.loading = True
        self._view.show_bills()
        asked = self._desk.station.latest(self, question, lambda api: api.daily_bills(ward, day, stay_id))
        asked.done(self._take).failed(self._failed)

    def _question(self) -> tuple[str, date, StayId | None] | None:
        stay = self._desk.stay
        if not self._desk.ward or (stay is None and not self.whole_ward):
            return None
        return self._desk.ward, self.day, None if self.whole_ward or stay is None else stay.stay_id

    def _take(self, bills: WardBills) -> None:
        self.loading = False
        self.bills = tuple(sorted(bills.bills, key=lambda bill: bill.patient.bed or ""))
        self._view.show_bills()

    def _failed(self, error: BusinessError) -> None:
        self.loading = False
        self._view.show_bills()
        self._view.report(error)

    @property
    def incomplete(self) -> int:
        """Bills without the cashier's items, because admission could not be asked."""
        return sum(not bill.complete for bill in self.bills)
