"""Behaviour of 出院/转科 (R2.12–R2.15): what a patient may do next, what it stops, and doing it."""

from __future__ import annotations

import enum
from collections.abc import Callable
from datetime import date
from typing import Protocol

from client_ward.desk import Topic, WardDesk
from shared.contracts.admission.types import StayState
from shared.contracts.ward.contract import WardContract
from shared.contracts.ward.errors import OrdersRunning
from shared.contracts.ward.types import OrderKind, OrderRow, OrderSheet, OrderState, WardStay
from shared.errors import BusinessError
from shared.identifiers import StayId

_RUNNING = frozenset({OrderState.CONFIRMED, OrderState.RUNNING})


class Departure(enum.Enum):
    """What can be declared."""

    DISCHARGE = "discharge"
    INTERIM = "interim"
    TRANSFER = "transfer"
    RECALL = "recall"


_FROM = {
    Departure.DISCHARGE: frozenset({StayState.IN_WARD}),
    Departure.INTERIM: frozenset({StayState.IN_WARD}),
    Departure.TRANSFER: frozenset({StayState.IN_WARD}),
    Departure.RECALL: frozenset({StayState.INTERIM, StayState.DISCHARGING}),
}
"""States from which the ward may declare each of them (domain rules §2.1)."""


class LeavingView(Protocol):
    """What the page shows."""

    def show_patient_orders(self) -> None: ...
    def declared(self, departure: Departure, stay: WardStay) -> None: ...
    def report(self, error: BusinessError) -> None: ...


class LeavingPresenter:
    """Departures of the desk's open patient."""

    def __init__(self, desk: WardDesk, view: LeavingView) -> None:
        self._desk, self._view = desk, view
        self.orders: tuple[OrderRow, ...] | None = None
        desk.subscribe(self._on_desk)

    @property
    def stay_id(self) -> StayId | None:
        """The open patient."""
        return self._desk.stay_id

    def _on_desk(self, topic: Topic) -> None:
        if topic is Topic.PATIENT:
            self.orders = None
        if topic in {Topic.PATIENT, Topic.STAY}:
            self._view.show_patient_orders()

    def load(self) -> None:
        """Read the patient's orders."""
        stay_id = self.stay_id
        if stay_id is not None:
            self._desk.station.latest(self, stay_id, lambda api: api.order_sheet(stay_id)).done(self._take).failed(
                self._view.report
            )

    def _take(self, sheet: OrderSheet) -> None:
        if sheet.stay.stay_id == self.stay_id:
            self._desk.take_stay(sheet.stay)
            self.orders = sheet.orders.rows
            self._view.show_patient_orders()

    # -- what stands in the way, and what would stop

    def allowed(self, departure: Departure) -> bool:
        """Whether the patient's state lets it be declared."""
        return self._desk.stay is not None and self._desk.stay.state in _FROM[departure]

    @property
    def stopping(self) -> tuple[OrderRow, ...]:
        """Long-term orders that discharge and transfer stop."""
        running = (row for row in self.orders or () if row.kind is OrderKind.LONG_TERM and row.state in _RUNNING)
        return tuple(row for row in running if row.stop_at is None)

    @property
    def unconfirmed(self) -> int:
        """Orders that must be confirmed or deleted first."""
        return sum(row.state is OrderState.NEW for row in self.orders or ())

    def target_wards(self) -> tuple[tuple[str, str], ...]:
        """Wards a patient can be transferred to."""
        return tuple((ward.code, ward.name) for ward in self._desk.station.catalogue.data.wards if ward.code != self._desk.ward)

    # -- declaring

    def discharge(self) -> None:
        """出院; the person has seen what stops."""
        self._declare(Departure.DISCHARGE, "", lambda api, stay: api.declare_discharge(stay))

    def interim(self, cutoff: date) -> None:
        """阶段结算 of the service dates before `cutoff`."""
        self._declare(Departure.INTERIM, cutoff, lambda api, stay: api.declare_interim(stay, cutoff))

    def transfer(self, ward: str) -> None:
        """转科; the person has seen what stops."""
        self._declare(Departure.TRANSFER, ward, lambda api, stay: api.declare_transfer(stay, ward))

    def recall(self) -> None:
        """召回."""
        self._declare(Departure.RECALL, "", lambda api, stay: api.recall(stay))

    def _declare(self, departure: Departure, content: object, call: Callable[[WardContract, StayId], WardStay]) -> None:
        stay_id = self.stay_id
        if stay_id is None:
            return
        seen = (OrdersRunning.code,) if self.stopping else ()
        sent = self._desk.station.press((departure, stay_id, content), lambda api: call(api, stay_id), answers=seen)
        sent.done(lambda stay: self._declared(departure, stay)).failed(self._failed)

    def _declared(self, departure: Departure, stay: WardStay) -> None:
        self._desk.take_stay(stay)
        self.load()
        self._view.declared(departure, stay)

    def _failed(self, error: BusinessError) -> None:
        self.load()
        self._view.report(error)
