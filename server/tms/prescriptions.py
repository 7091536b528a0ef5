"""处方: written in our own form and checked, approved by a second person, stopped (W10, §3.2, §3.3)."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.tms import checks, counters, models, notices, queries, requests, rules, statements, transitions
from server.tms.joined import CourseRow, KnownPatientRow
from server.tms.rules import Found
from server.tms.seed_data import OWN_HOSPITAL
from shared.contracts.tms.errors import (
    NeedsApproval,
    NothingToApprove,
    OwnPrescription,
    PatientMissing,
    PrescriptionChanged,
    PrescriptionStopped,
)
from shared.contracts.tms.kinds import Kind
from shared.contracts.tms.types import (
    Because,
    FindingLevel,
    NoticeKind,
    Prescription,
    PrescriptionCheck,
    PrescriptionDraft,
)
from shared.errors import InvalidInput, Problem

_rx, _execution = models.prescription, models.execution


# -- our own form


def check_prescription(work: Work, draft: PrescriptionDraft) -> PrescriptionCheck:
    """Totals and findings of a draft, whose patient may not be chosen yet."""
    totals = rules.check_values(draft.stimulation)
    threshold = None
    if draft.patient_id is not None or draft.order_id is not None:
        threshold = _patient_row(work, draft)["patient_threshold_percent"]
    found = checks.examine(work, draft.stimulation, threshold, draft.checklist)
    if (mismatch := rules.count_mismatch(draft.stimulation)) is not None:
        found.append(Found(FindingLevel.FORBIDDEN, mismatch))
    findings = rules.as_findings(rules.worst_first(found))
    return PrescriptionCheck(totals, findings, rules.output_of(draft.stimulation, threshold))


def prescribe(work: Work, draft: PrescriptionDraft) -> Prescription:
    """开处方."""
    rules.check_values(draft.stimulation)
    if (mismatch := rules.count_mismatch(draft.stimulation)) is not None:
        raise mismatch
    part_name = checks.part_name(work, draft.part_id)
    checks.check_protocol(work, draft.protocol_id)
    patient = _patient_row(work, draft)
    rules.check_checklist(draft.checklist, checks.questions(work))
    threshold = patient["patient_threshold_percent"]
    if (too_high := rules.output_too_high(draft.stimulation, threshold)) is not None:
        raise too_high
    found = checks.examine(work, draft.stimulation, threshold, draft.checklist)
    rules.check_answered(found, work.answers)
    number = store(
        work,
        patient,
        found,
        hospital_id=OWN_HOSPITAL,
        external_id=None,
        part_id=draft.part_id,
        part_name=part_name,
        protocol_id=draft.protocol_id,
        sessions=draft.sessions,
        order_id=draft.order_id,
        checklist=msgspec.json.encode(draft.checklist).decode(),
        own=True,
        note=clean(draft.note, "note"),
        **queries.stimulation_values(draft.stimulation),
    )
    requests.reopen(work, draft.order_id)
    requests.tell_ward(work, draft.order_id)
    return queries.prescription(work, number)


def _patient_row(work: Work, draft: PrescriptionDraft) -> KnownPatientRow:
    """The patient a draft names: directly, or by a ward's request."""
    if (draft.patient_id is None) == (draft.order_id is None):
        raise PatientMissing
    if draft.patient_id is not None:
        return queries.patient_row(work, draft.patient_id)
    request = requests.taken(work, draft.order_id or "")
    patient = models.patient
    number = work.db.execute(select(patient.c.id).where(patient.c.his_id == request["patient_no"])).scalar_one()
    return queries.patient_row(work, number)


def store(work: Work, patient: KnownPatientRow, found: list[Found], **values: Any) -> int:
    """A new prescription; the treatment room is a source of the patient's stay from here on."""
    number = counters.take(work, "prescription")
    work.add(
        _rx,
        id=number,
        version=1,
        patient_id=patient["patient_id"],
        findings=msgspec.json.encode(rules.as_findings(found)).decode(),
        needs_approval=rules.needs_second_person(found),
        approved_by=None,
        approved_at=None,
        approval_reason="",
        confirmed_by=None,
        confirmed_at=None,
        created_by=work.caller.user_id,
        created_at=work.now,
        stopped_at=None,
        stop_reason="",
        **values,
    )
    codes = [each.error.code for each in found]
    work.audit(f"prescription {number}", after={"patient": patient["patient_id"], "findings": codes})
    statements.follow(work, patient["stay_stay_id"])
    work.touch(Kind.PRESCRIPTION, str(number))
    return number


# -- a second person, and the end


def approve(work: Work, prescription_id: int, version: int, reason: Because) -> Prescription:
    """批准 by somebody other than the prescriber, with a reason."""
    row = queries.prescription_row(work, prescription_id)
    if not row["prescription_needs_approval"]:
        raise NothingToApprove
    if work.caller.user_id in {row["prescription_created_by"], row["prescription_confirmed_by"]}:
        raise OwnPrescription
    said = _reason(reason)
    change(work, row, version, needs_approval=False, approved_by=work.caller.user_id, approved_at=work.now, approval_reason=said)
    work.audit(f"prescription {prescription_id}", after={"approved": said})
    waiting = (_execution.c.prescription_id == prescription_id, _execution.c.status.in_(transitions.NOT_BEGUN))
    for number in list(work.db.execute(select(_execution.c.id).where(*waiting).order_by(_execution.c.id)).scalars()):
        notices.tell(work, number, NoticeKind.UPDATED)
    return queries.prescription(work, prescription_id)


def stop_prescription(work: Work, prescription_id: int, version: int, reason: Because) -> Prescription:
    """停用: no further sessions, and those that have not begun are cancelled."""
    row = queries.prescription_row(work, prescription_id)
    said = _reason(reason)
    if row["prescription_stopped_at"] is not None:
        raise PrescriptionStopped
    end(work, row, version, said)
    return queries.prescription(work, prescription_id)


def end(work: Work, row: CourseRow, version: int, reason: Because, **values: Any) -> None:
    """Stop a prescription for a reason, whoever wants it."""
    number = row["prescription_id"]
    change(work, row, version, stopped_at=work.now, stop_reason=reason, **values)
    work.audit(f"prescription {number}", after={"stopped": reason})
    transitions.cancel_waiting(work, reason, _execution.c.prescription_id == number)
    requests.tell_ward(work, row["prescription_order_id"])


def change(work: Work, row: CourseRow, version: int, **values: Any) -> None:
    """A guarded change of what stands beside the content. Raises PrescriptionChanged."""
    number = row["prescription_id"]
    if not work.change(_rx, _rx.c.id == number, _rx.c.version == version, version=version + 1, **values):
        raise PrescriptionChanged
    work.touch(Kind.PRESCRIPTION, str(number))


def _reason(given: Because) -> Because:
    reason = transitions.cleaned(given)
    if not reason:
        raise InvalidInput(name="reason", problem=Problem.EMPTY)
    return reason


# -- sessions


def check_may_have_session(work: Work, row: CourseRow) -> None:
    """Raise PrescriptionStopped, and NeedsApproval for one of ours. A received one waits for its approval before it is started."""
    request = requests.stored(work, row["prescription_order_id"])
    if row["prescription_stopped_at"] is not None or (request is not None and requests.is_stopped(work, request)):
        raise PrescriptionStopped
    if row["prescription_own"] and row["prescription_needs_approval"]:
        raise NeedsApproval
