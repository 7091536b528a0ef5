"""Prescriptions of other systems: stored as given, and confirmed here before their first session (W10, §3.2, §3.3)."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from sqlalchemy import select

from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.tms import checks, models, prescriptions, queries, rules
from server.tms.joined import KnownPatientRow
from server.tms.rules import Found
from shared.contracts.admission.types import Sex
from shared.contracts.tms.errors import NothingToConfirm, NotThisPatient, PrescriptionStopped
from shared.contracts.tms.types import ChecklistAnswer, Prescription, PrescriptionGiven, Stimulation, Why
from shared.errors import InvalidInput, Problem

_rx = models.prescription
_MOST_SESSIONS: Final = 200


def receive(work: Work, hospital_id: int, patient: KnownPatientRow, given: PrescriptionGiven) -> int:
    """The prescription another system means, by (hospital, external id).

    Its values are stored as given; what does not agree is noted. Other content under a known id supersedes what was sent before:
    that one is stopped and keeps its sessions, since what was run must stay what it was.
    """
    rules.check_values(given.stimulation)
    external_id, part_name = clean(given.external_id, "external_id"), clean(given.part_name, "part_name")
    if not external_id or not 1 <= given.sessions <= _MOST_SESSIONS:
        raise InvalidInput(name="prescription", problem=Problem.OUTSIDE, limit=f"1–{_MOST_SESSIONS}")
    content = {**queries.stimulation_values(given.stimulation), "part_name": part_name, "sessions": given.sessions}
    mine = (_rx.c.hospital_id == hospital_id, _rx.c.external_id == external_id)
    number = work.db.execute(select(_rx.c.id).where(*mine)).scalar_one_or_none()
    if number is not None:
        row = queries.prescription_row(work, number)
        if row["patient_id"] != patient["patient_id"]:
            raise NotThisPatient(id=number)
        if content == queries.as_stored(row, "prescription_", content):
            return int(number)
        if row["prescription_stopped_at"] is None:
            prescriptions.end(work, row, row["prescription_version"], Why.SUPERSEDED, external_id=None)
        else:
            prescriptions.change(work, row, row["prescription_version"], external_id=None)
    return _store_received(work, hospital_id, external_id, patient, given, content)


def _store_received(
    work: Work, hospital_id: int, external_id: str, patient: KnownPatientRow, given: PrescriptionGiven, content: dict[str, Any]
) -> int:
    found = checks.examine(work, given.stimulation, patient["patient_threshold_percent"], ())
    found += _notes(patient, given.stimulation)
    return prescriptions.store(
        work,
        patient,
        found,
        hospital_id=hospital_id,
        external_id=external_id,
        part_id=checks.part_named(work, content["part_name"]),
        protocol_id=None,
        order_id=None,
        checklist="[]",
        own=False,
        note="",
        **content,
    )


def _notes(patient: KnownPatientRow, stimulation: Stimulation) -> list[Found]:
    sex = None if patient["patient_sex"] is None else Sex(patient["patient_sex"])
    threshold, born = patient["patient_threshold_percent"], patient["patient_birthday"]
    return list(rules.notes_on_received(stimulation, threshold, patient["patient_id_card"], sex, born))


def confirm_received(work: Work, prescription_id: int, version: int, checklist: tuple[ChecklistAnswer, ...]) -> Prescription:
    """核对: contraindications asked for and warnings answered, as for one of ours; a contraindication needs a second person."""
    row = queries.prescription_row(work, prescription_id)
    if row["prescription_own"]:
        raise NothingToConfirm
    if row["prescription_stopped_at"] is not None:
        raise PrescriptionStopped
    rules.check_checklist(checklist, checks.questions(work))
    stimulation, threshold = queries.stimulation_of(row, "prescription_"), row["patient_threshold_percent"]
    found = checks.examine(work, stimulation, threshold, checklist)
    rules.check_answered(found, work.answers)
    found = rules.worst_first([*found, *_notes(row, stimulation)])
    values: dict[str, Any] = {
        "checklist": msgspec.json.encode(checklist).decode(),
        "findings": msgspec.json.encode(rules.as_findings(found)).decode(),
        "confirmed_by": work.caller.user_id,
        "confirmed_at": work.now,
    }
    if any(answer.yes for answer in checklist) or row["prescription_approved_by"] is None:
        # An approval given before the question was asked did not know of the contraindication; and once somebody has said that
        # there is one, another answer does not make up for the second person.
        told = row["prescription_needs_approval"] and queries.contraindicated(row)
        needed = told or rules.needs_second_person(found)
        values |= {"needs_approval": needed, "approved_by": None, "approved_at": None}
    prescriptions.change(work, row, version, **values)
    work.audit(f"prescription {prescription_id}", after={"confirmed": [each.error.code for each in found]})
    return queries.prescription(work, prescription_id)
