"""Arranging an admission and cancelling it (R1.5); a readmission keeps the number and counts the stay."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from client_admission.counter import Counter
from client_admission.refusals import NoPatientOpen, NoStayOpen
from shared.contracts.admission.errors import AlreadyAdmitted, WrongState
from shared.contracts.admission.types import AdmissionRequest, Stay, StayAction, StayFacts, StayState
from shared.errors import BusinessError
from shared.qt.page import ReportView

_ADMITTABLE = frozenset({StayState.NEW, StayState.DISCHARGED})


class AdmitView(ReportView, Protocol):
    """What the presenter shows on."""

    def show_admitted(self, stay: Stay) -> None:
        """The ward waits for the patient."""

    def show_cancelled(self, stay: Stay) -> None:
        """The admission was taken back."""

    def show_edited(self, stay: Stay) -> None:
        """What was noted is corrected."""

    def show_free_beds(self, beds: Mapping[str, int] | None) -> None:
        """How many beds are free by ward; None for nobody knows."""


class AdmitPresenter:
    """Behaviour of the admission page."""

    def __init__(self, counter: Counter, view: AdmitView) -> None:
        self._counter, self._view = counter, view

    def why_not_admit(self) -> BusinessError | None:
        """Why the open patient can't be admitted now."""
        opened = self._counter.opened
        if opened is None:
            return NoPatientOpen()
        state = opened.patient.state
        return None if state in _ADMITTABLE else AlreadyAdmitted(state=state)

    def why_not_cancel(self) -> BusinessError | None:
        """Why there is no admission to cancel."""
        opened = self._counter.opened
        if opened is None:
            return NoPatientOpen()
        if opened.stay is None:
            return NoStayOpen()
        state = opened.stay.state
        return None if state is StayState.WAITING else WrongState(state=state, action=StayAction.CANCELLED)

    def admit(self, request: AdmissionRequest) -> None:
        """办理入院."""
        opened = self._counter.opened
        if opened is None:
            self._view.report(NoPatientOpen())
            return
        number, visits = opened.patient.patient_no, opened.patient.visits
        sent = self._counter.station.press(("admit", number, visits, request), lambda api: api.admit(number, request))
        sent.done(self._admitted).failed(self._view.report)

    def _admitted(self, stay: Stay) -> None:
        self._view.show_admitted(stay)
        self._counter.open(stay.patient.patient_no, stay.stay_id)

    def why_not_edit(self) -> BusinessError | None:
        """Why there is nothing to correct of a stay."""
        opened = self._counter.opened
        if opened is None:
            return NoPatientOpen()
        return NoStayOpen() if opened.stay is None else None

    def edit(self, stay: Stay, facts: StayFacts) -> None:
        """修改登记 of the stay as it was shown."""
        what = ("edit", stay.stay_id, stay.version, facts)
        sent = self._counter.station.press(what, lambda api: api.edit_stay(stay.stay_id, stay.version, facts))
        sent.done(self._edited).failed(self._view.report)

    def _edited(self, stay: Stay) -> None:
        self._view.show_edited(stay)
        self._counter.reload()

    def load_free_beds(self) -> None:
        """How many beds are free, beside the wards; nothing while the wards can't be asked."""
        asked = self._counter.station.latest((self, "beds"), None, lambda api: api.free_beds())
        asked.done(self._view.show_free_beds).failed(lambda _error: self._view.show_free_beds(None))

    def cancel(self, reason: str) -> None:
        """取消入院."""
        opened = self._counter.opened
        if opened is None or opened.stay is None:
            self._view.report(NoStayOpen())
            return
        stay_id = opened.stay.stay_id
        sent = self._counter.station.press(("cancel", stay_id, reason), lambda api: api.cancel_admission(stay_id, reason))
        sent.done(self._cancelled).failed(self._view.report)

    def _cancelled(self, stay: Stay) -> None:
        self._view.show_cancelled(stay)
        self._counter.open(stay.patient.patient_no)
