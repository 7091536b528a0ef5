"""Behaviour of the prescriptions page (W10): whose prescription, what the rules say of it, approval, sessions from it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from client_tms.prescriptions.parameters import Parameters
from client_tms.room import Room
from shared.contracts.tms.contract import TmsContract
from shared.contracts.tms.types import (
    Because,
    BrainPart,
    ChecklistAnswer,
    NewExecution,
    Notice,
    PatientHistory,
    Prescription,
    PrescriptionCheck,
    PrescriptionDraft,
    Question,
    TmsPatient,
    TreatmentRequestRow,
)
from shared.contracts.tms.types import Protocol as StandardPrescription
from shared.qt.page import ReportView

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Standards:
    """What entry needs to know of the house."""

    protocols: tuple[StandardPrescription, ...]
    parts: tuple[BrainPart, ...]
    questions: tuple[Question, ...]


class PrescriptionsView(ReportView, Protocol):
    """What the presenter shows on."""

    def show_standards(self, standards: Standards) -> None:
        """Standard prescriptions, parts and questions are there."""

    def show_requests(self, rows: Sequence[TreatmentRequestRow]) -> None:
        """Open requests of the wards."""

    def show_found(self, patients: Sequence[TmsPatient]) -> None:
        """What the search gave."""

    def show_open(self, patient: TmsPatient | None, request: TreatmentRequestRow | None) -> None:
        """Whose prescription it is now."""

    def show_prescriptions(self, rows: Sequence[Prescription]) -> None:
        """The open patient's prescriptions."""

    def show_check(self, check: PrescriptionCheck | None) -> None:
        """What the rules say of the draft."""

    def show_prescribed(self, prescription: Prescription) -> None:
        """It was stored."""

    def show_changed(self, prescription: Prescription) -> None:
        """Approved or stopped."""

    def show_arranged(self, notice: Notice) -> None:
        """A session was created."""


class PrescriptionsPresenter:
    """See the module."""

    def __init__(self, room: Room, view: PrescriptionsView) -> None:
        self.room, self._station, self._view = room, room.station, view
        self.standards: Standards | None = None
        self.patient: TmsPatient | None = None
        self.request: TreatmentRequestRow | None = None

    # -- looking

    def load(self) -> None:
        """What entry needs, once; what changes, each time."""
        if self.standards is None:
            self._station.query(_standards).done(self._take_standards).failed(self._view.report)
        self.reload()

    def _take_standards(self, found: Standards) -> None:
        if self.standards is None:
            self.standards = found
            self._view.show_standards(found)

    def reload(self) -> None:
        """Look at the requests and at the open patient again."""
        self._station.query(lambda api: api.requests().rows).done(self._view.show_requests).failed(self._view.report)
        if self.patient is not None:
            self._history(self.patient.id)

    def find(self, wanted: str) -> None:
        """F3: by name, number or code."""
        if not wanted:
            self._station.forget((self, "found"))
            self._view.show_found(())
            return
        asked = self._station.latest((self, "found"), wanted, lambda api: api.find_patients(wanted))
        asked.done(self._view.show_found).failed(self._view.report)

    # -- whose

    def open_request(self, row: TreatmentRequestRow) -> None:
        """A ward's request: its patient, whoever that is by the patient number."""
        if self.request is not None and self.request.order_id == row.order_id:
            return
        self._open(None, row)
        number = row.patient_no

        def answered(patients: tuple[TmsPatient, ...]) -> None:
            patient = next((each for each in patients if each.his_id == number), None)
            if patient is not None and self.request is row:
                self._open(patient, row)

        self._station.query(lambda api: api.find_patients(str(number))).done(answered).failed(self._view.report)

    def open_patient(self, patient: TmsPatient) -> None:
        """Somebody without a request."""
        if self.request is not None or self.patient is None or self.patient.id != patient.id:
            self._open(patient, None)

    def _open(self, patient: TmsPatient | None, request: TreatmentRequestRow | None) -> None:
        self.patient, self.request = patient, request
        self._view.show_open(patient, request)
        self._view.show_prescriptions(())
        if patient is not None:
            self._history(patient.id)

    def _history(self, patient_id: int) -> None:
        def answered(history: PatientHistory) -> None:
            if self.patient is not None and history.patient.id == self.patient.id:
                if history.patient != self.patient:
                    self.patient = history.patient
                    self._view.show_open(self.patient, self.request)
                self._view.show_prescriptions(history.prescriptions)

        self._station.query(lambda api: api.history(patient_id)).done(answered).failed(self._view.report)

    # -- the draft

    def draft(
        self, parameters: Parameters, checklist: tuple[ChecklistAnswer, ...], protocol: StandardPrescription | None
    ) -> PrescriptionDraft | None:
        """What is sent; None without a patient."""
        if self.patient is None and self.request is None:
            return None
        request = self.request
        return PrescriptionDraft(
            parameters.stimulation(),
            parameters.part_id,
            self.patient.id if self.patient is not None and request is None else None,
            None if request is None else request.order_id,
            None if protocol is None else protocol.id,
            parameters.sessions,
            checklist,
            parameters.note,
        )

    def check(self, draft: PrescriptionDraft | None) -> None:
        """What the rules say of a draft that is still being typed; refusals wait until it is sent."""
        if draft is None:
            self._station.forget((self, "check"))
            self._view.show_check(None)
            return
        asked = self._station.latest((self, "check"), draft, lambda api: api.check_prescription(draft))
        asked.done(self._view.show_check).failed(lambda _: self._view.show_check(None))

    def prescribe(self, draft: PrescriptionDraft) -> None:
        """Ctrl+S."""
        self._press(("prescribe", draft), lambda api: api.prescribe(draft), self._view.show_prescribed)

    # -- what is there

    def approve(self, row: Prescription, reason: Because) -> None:
        """F5: the second person's word."""
        number, version = row.id, row.version
        what = ("approve", number, version, reason)
        self._press(what, lambda api: api.approve(number, version, reason), self._view.show_changed)

    def stop(self, row: Prescription, reason: Because) -> None:
        """F8: no further sessions."""
        number, version = row.id, row.version
        what = ("stop", number, version, reason)
        self._press(what, lambda api: api.stop_prescription(number, version, reason), self._view.show_changed)

    def arrange(self, row: Prescription) -> None:
        """F6: a session from it, for this station's device where it has one."""
        device = None if self.room.device is None else self.room.device.id
        new = NewExecution(prescription_id=row.id, patient_id=row.patient.id, device_id=device)
        what = ("arrange", row.id, row.version, row.sessions_done)
        self._press(what, lambda api: api.create_execution(new), self._view.show_arranged)

    def _press(
        self,
        what: Hashable,
        call: Callable[[TmsContract], T],
        done: Callable[[T], object],
    ) -> None:
        def succeeded(value: T) -> None:
            done(value)
            self.reload()

        self._station.press(what, call).done(succeeded).failed(self._view.report)


def _standards(api: TmsContract) -> Standards:
    return Standards(api.protocols(), api.parts(), api.questions())
