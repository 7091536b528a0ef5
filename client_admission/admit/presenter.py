"""Arranging an admission and cancelling it (R1.5); a readmission keeps the number and counts the stay."""

from __future__ import annotations

from typing import Protocol

from client_admission.counter import Counter
from client_admission.refusals import NoPatientOpen, NoStayOpen
from shared.contracts.admission.errors import AlreadyAdmitted, WrongState
from shared.contracts.admission.types import AdmissionRequest, Stay, StayAction, StayState
from shared.errors import BusinessError
from shared.qt.page import ReportView

_ADMITTABLE = frozenset({StayState.NEW, StayState.DISCHARGED})


class AdmitView(ReportView, Protocol):
    """What the presenter shows on."""

    def show_admitted(self, stay: Stay) -> None:
        """The ward waits for the patient."""

    def show_cancelled(self, stay: Stay) -> None:
        """The admission was taken back."""


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
