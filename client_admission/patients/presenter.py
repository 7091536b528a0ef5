"""Finding a person, and keeping what is known of them (R1.2, R1.3, R1.10).

Typed text is never replaced behind the cashier's back: while the record has unsaved edits, news of it only changes what is around
it, and a save that somebody else was faster with merges both: fields edited here keep the typed text, all others take theirs.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Protocol

from client_admission.counter import Counter, OpenPatient
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.errors import KnownPerson
from shared.contracts.admission.types import Patient, PatientDetails, PatientQuery, PatientRow, Stay, StayState
from shared.contracts.common import DataPacket
from shared.errors import BusinessError, Conflict
from shared.qt.dialogs import Cancelled
from shared.qt.page import ReportView


class PatientsView(ReportView, Protocol):
    """What the presenter shows on."""

    def show_hits(self, hits: DataPacket[PatientRow]) -> None:
        """What the search found."""

    def show_record(self, patient: Patient | None) -> None:
        """A person's record; None for a new one."""

    def show_stays(self, stays: tuple[Stay, ...]) -> None:
        """The history."""

    def show_merged(self, patient: Patient, details: PatientDetails, theirs: tuple[str, ...]) -> None:
        """Somebody else saved first: `details` merged, `theirs` names the fields they changed."""

    def show_saved(self, patient: Patient, *, registered: bool) -> None:
        """The record is stored."""

    def ask_discard(self, yes: Callable[[], None]) -> None:
        """Unsaved edits would be lost: ask."""


class PatientsPresenter:
    """Behaviour of the patients page."""

    def __init__(self, counter: Counter, view: PatientsView) -> None:
        self._counter, self._view = counter, view
        self._base: Patient | None = None
        self.edited = False
        """Whether the record holds edits that are not stored."""

    def search(self, text: str, ward: str | None, state: StayState | None) -> None:
        """By number, name, initials or id card, narrowed by ward and state; only the latest search is shown."""
        query = PatientQuery(text, ward, state)
        asked = self._counter.station.latest(self, query, lambda api: api.find_patients(query))
        asked.done(self._view.show_hits).failed(self._view.report)

    def follow(self, opened: OpenPatient | None) -> None:
        """Show the counter's patient, unless edits stand in the record."""
        self._view.show_stays(() if opened is None else opened.stays)
        if self.edited:
            return
        self._base = None if opened is None else opened.patient
        self._view.show_record(self._base)

    def choose(self, row: PatientRow) -> None:
        """Open a person that was found."""
        self._leave(lambda: self._counter.open(row.patient_no))

    def choose_stay(self, stay: Stay) -> None:
        """Work on an older stay of the open person."""
        self._leave(lambda: self._counter.open(stay.patient.patient_no, stay.stay_id))

    def new(self) -> None:
        """Begin a new record."""
        self._leave(self._counter.close)

    def _leave(self, then: Callable[[], None]) -> None:
        def gone() -> None:
            self.edited = False
            then()

        if self.edited:
            self._view.ask_discard(gone)
        else:
            gone()

    # -- saving

    def save(self, details: PatientDetails) -> None:
        """Register a new person, or store the edits of a known one."""
        base = self._base

        def call(api: AdmissionContract) -> Patient:
            if base is None:
                return api.register_patient(details)
            return api.edit_patient(base.patient_no, base.version, details)

        def failed(error: BusinessError) -> None:
            if isinstance(error, Cancelled) and error.instead and isinstance(error.question, KnownPerson):
                self._open_known(error.question.patient_no, typed_anew=base is None)
                return
            self._view.report(error)
            if isinstance(error, Conflict) and base is not None:
                self._merge(base, details)

        what = ("save", None if base is None else (base.patient_no, base.version), details)
        self._counter.station.press(what, call).done(lambda patient: self._saved(patient, registered=base is None)).failed(failed)

    def _open_known(self, patient_no: int, *, typed_anew: bool) -> None:
        """The person is known already: what was typed for a new one goes, edits of another are asked about."""
        self.edited = self.edited and not typed_anew
        self._leave(lambda: self._counter.open(patient_no))

    def _saved(self, patient: Patient, *, registered: bool) -> None:
        self.edited = False
        self._view.show_saved(patient, registered=registered)
        self._counter.open(patient.patient_no)

    def _merge(self, base: Patient, mine: PatientDetails) -> None:
        def compared(theirs: Patient) -> None:
            names = [field.name for field in dataclasses.fields(mine)]
            before, after = base.details, theirs.details
            changed = tuple(name for name in names if getattr(before, name) != getattr(after, name))
            untouched = {name: getattr(after, name) for name in changed if getattr(mine, name) == getattr(before, name)}
            self._base = theirs
            self._view.show_merged(theirs, dataclasses.replace(mine, **untouched), changed)

        self._counter.station.query(lambda api: api.patient(base.patient_no)).done(compared).failed(self._view.report)
