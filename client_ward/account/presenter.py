"""Behaviour of 费用 (R2.8, R2.9, R2.11, R2.15): the account as of a stated time, and the treatment record."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Protocol

from client_ward.desk import Topic, WardDesk
from shared.contracts.common import DataPacket, LineState
from shared.contracts.ward.types import AccountGlance, TreatmentRow
from shared.errors import BusinessError
from shared.identifiers import StayId
from shared.money import ZERO
from shared.qt import hospital_time

RECENT_DAYS = 3


class AccountView(Protocol):
    """What the account page shows."""

    def show_account(self) -> None: ...
    def show_record(self) -> None: ...
    def report(self, error: BusinessError) -> None: ...


class AccountPresenter:
    """Account and treatment record of the desk's open patient."""

    def __init__(self, desk: WardDesk, view: AccountView) -> None:
        self._desk, self._view = desk, view
        self.glance: AccountGlance | None = None
        self.rows: tuple[TreatmentRow, ...] = ()
        self.all_days = False
        desk.subscribe(self._on_desk)

    @property
    def stay_id(self) -> StayId | None:
        """The open patient."""
        return self._desk.stay_id

    def _on_desk(self, topic: Topic) -> None:
        if topic is Topic.PATIENT:
            self.glance, self.rows = None, ()
            self._view.show_account()
            self._view.show_record()

    def load(self) -> None:
        """Read account and record again."""
        stay_id = self.stay_id
        if stay_id is None:
            return
        first = self.first_day()
        asked = self._desk.station.query(lambda api: api.account(stay_id))
        asked.done(lambda glance: self._take_account(stay_id, glance)).failed(self._view.report)
        record = self._desk.station.query(lambda api: api.treatment_record(stay_id, first, None))
        record.done(lambda rows: self._take_record(stay_id, rows)).failed(self._view.report)

    def first_day(self) -> date | None:
        """First service date that is shown; None: all of them."""
        return None if self.all_days else hospital_time.today() - timedelta(days=RECENT_DAYS - 1)

    def show_days(self, *, all_days: bool) -> None:
        """Every day of the stay, or the last few."""
        self.all_days = all_days
        self.load()

    def _take_account(self, stay_id: StayId, glance: AccountGlance | None) -> None:
        if stay_id == self.stay_id:
            self.glance = glance
            self._view.show_account()

    def _take_record(self, stay_id: StayId, rows: DataPacket[TreatmentRow]) -> None:
        if stay_id == self.stay_id:
            self.rows = tuple(sorted(rows.rows, key=lambda row: (row.service_date, row.group_no), reverse=True))
            self._view.show_record()


def confirmed_total(rows: Iterable[TreatmentRow]) -> Decimal:
    """Sum of what is money already: confirmed lines, reversals with their sign."""
    return sum((row.amount for row in rows if row.state is LineState.CONFIRMED and row.amount is not None), ZERO)
