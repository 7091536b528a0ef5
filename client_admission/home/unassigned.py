"""待归属费用: who was treated without a stay is charged to one here, or taken off the list with a reason (W11)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Protocol

from msgspec import Meta

from client_admission.counter import Counter
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.errors import StayNotFound
from shared.contracts.admission.types import Patient, Stay, UnassignedCharge
from shared.qt.page import ReportView
from shared.qt.reply import Reply


@dataclass(frozen=True, slots=True)
class Assignment:
    """Whose account a charge belongs to."""

    patient_no: Annotated[int, Meta(ge=1)]


class UnassignedView(ReportView, Protocol):
    """What the presenter shows on."""

    def load(self) -> None:
        """Read the list again."""

    def ask_assignment(self, charge: UnassignedCharge, patient: Patient, stay: Stay) -> Reply[None]:
        """Whether it is this patient's: the names may differ."""

    def show_assigned(self, charge: UnassignedCharge, name: str) -> None:
        """The charge is on an account."""

    def show_closed(self, charge: UnassignedCharge) -> None:
        """The charge is off the list."""


class UnassignedPresenter:
    """Behaviour of the list."""

    def __init__(self, counter: Counter, view: UnassignedView) -> None:
        self._counter, self._view = counter, view

    def proposal(self, charge: UnassignedCharge) -> int | None:
        """The patient number to begin with: the charge's own, else the open patient's."""
        opened = self._counter.opened
        return charge.patient_no or (opened.patient.patient_no if opened is not None else None)

    def assign(self, charge: UnassignedCharge, wanted: Assignment) -> None:
        """Find the patient's present stay, show both names, charge after a yes."""
        query = self._counter.station.query(lambda api: _present_stay(api, wanted.patient_no))
        query.done(lambda found: self._ask(charge, *found)).failed(self._view.report)

    def _ask(self, charge: UnassignedCharge, patient: Patient, stay: Stay) -> None:
        self._view.ask_assignment(charge, patient, stay).done(lambda _: self._assign(charge, patient, stay))

    def _assign(self, charge: UnassignedCharge, patient: Patient, stay: Stay) -> None:
        line_id, stay_id = charge.line_id, stay.stay_id
        sent = self._counter.station.press(("assign", line_id, stay_id), lambda api: api.assign_charge(line_id, stay_id))
        sent.done(lambda _: self._done(charge, patient.details.name)).failed(self._view.report)

    def _done(self, charge: UnassignedCharge, name: str) -> None:
        self._view.show_assigned(charge, name)
        self._view.load()

    def close(self, charge: UnassignedCharge, reason: str) -> None:
        """Off the list."""
        line_id = charge.line_id
        sent = self._counter.station.press(("close", line_id, reason), lambda api: api.close_unassigned(line_id, reason))
        sent.done(self._closed).failed(self._view.report)

    def _closed(self, charge: UnassignedCharge) -> None:
        self._view.show_closed(charge)
        self._view.load()


def _present_stay(api: AdmissionContract, patient_no: int) -> tuple[Patient, Stay]:
    patient = api.patient(patient_no)
    if patient.current_stay is None:
        raise StayNotFound
    return patient, api.stay(patient.current_stay)
