"""Behaviour of the patients page: a search, a history, a record (W9), and whose hospital number somebody has (W11)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from client_tms import papers
from client_tms.room import Room
from shared.contracts.tms.types import ChangeRow, ExecutionRow, PatientGiven, PatientHistory, TmsPatient
from shared.errors import BusinessError
from shared.qt import hospital_time
from shared.qt.page import ReportView


class PatientsView(ReportView, Protocol):
    """What the presenter shows on."""

    def show_found(self, patients: Sequence[TmsPatient]) -> None:
        """What the search gave."""

    def show_history(self, history: PatientHistory | None) -> None:
        """Another patient is open, or none."""

    def show_changes(self, changes: Sequence[ChangeRow]) -> None:
        """Who did what to the session under the cursor."""

    def show_known(self, patient: TmsPatient) -> None:
        """Somebody was registered or linked."""

    def show_record(self, pdf: bytes) -> None:
        """A record before it is printed."""


class PatientsPresenter:
    """See the module."""

    def __init__(self, room: Room, view: PatientsView) -> None:
        self.room, self._view = room, view
        self.patient: TmsPatient | None = None

    def find(self, text: str) -> None:
        """F3: by name, number or code."""
        wanted, slot = text.strip(), (self, "found")
        if not wanted:
            self.room.station.forget(slot)
            self._view.show_found(())
            return
        asked = self.room.station.latest(slot, wanted, lambda api: api.find_patients(wanted))
        asked.done(self._view.show_found).failed(self._view.report)

    def open(self, patient: TmsPatient | None) -> None:
        """Open a patient; the one before is gone from the screen before this one is there."""
        if patient is not None and self.patient is not None and patient.id == self.patient.id:
            return
        self.patient = patient
        for slot in ("open", "changes"):
            self.room.station.forget((self, slot))
        self._view.show_history(None)
        self.reload()

    def reload(self) -> None:
        """Look at the open patient again."""
        if self.patient is None:
            return
        number = self.patient.id

        def answered(history: PatientHistory) -> None:
            self.patient = history.patient
            self._view.show_history(history)

        self.room.station.latest((self, "open"), number, lambda api: api.history(number)).done(answered).failed(self._view.report)

    def look_at(self, row: ExecutionRow | None) -> None:
        """The cursor is on a session: its changes."""
        slot = (self, "changes")
        if row is None:
            self.room.station.forget(slot)
            self._view.show_changes(())
            return
        number = row.id
        asked = self.room.station.latest(slot, number, lambda api: api.changes_of(number).rows)
        asked.done(self._view.show_changes).failed(self._view.report)

    def print_record(self, row: ExecutionRow) -> None:
        """F9: the record of a session, marked when it was printed here before."""
        number, by, at = row.id, self.room.station.user_name, hospital_time.now()
        reprints = papers.count_print(number, row.attempt)
        made = self.room.station.query(lambda api: papers.record(api, number, by, at, reprints))
        made.done(self._view.show_record).failed(self._view.report)

    def register(self, given: PatientGiven, failed: Callable[[BusinessError], object]) -> None:
        """Ctrl+N: somebody from elsewhere."""
        sent = self.room.station.press(("patient", given), lambda api: api.register_patient(given))
        sent.done(self._known).failed(failed)

    def link(self, patient_no: int, failed: Callable[[BusinessError], object]) -> None:
        """Ctrl+L: the open patient is the hospital's patient of this number."""
        if self.patient is None:
            return
        number = self.patient.id
        sent = self.room.station.press(("link", number, patient_no), lambda api: api.link_patient(number, patient_no))
        sent.done(self._known).failed(failed)

    def _known(self, patient: TmsPatient) -> None:
        self.patient = None
        self._view.show_known(patient)
        self.open(patient)
