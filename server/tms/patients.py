"""Patients of the treatment room: everybody in the hospital under the patient number, and whom other systems name (W11)."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import delete, select

from server.kernel.rows import pick
from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.tms import charge_models, charges, counters, models, queries, replicas, statements, states
from server.tms.seed_data import OWN_HOSPITAL
from shared.contracts.admission.events import StayChanged
from shared.contracts.tms.errors import NameContradictsPatientNo, PatientContradicts, PatientLinkedAlready, StayUnknown
from shared.contracts.tms.kinds import Kind
from shared.contracts.tms.types import ExecutionStatus as Status
from shared.contracts.tms.types import PatientGiven, TmsPatient
from shared.errors import InvalidInput, Problem
from shared.id_card import plain

_patient = models.patient
_LARGEST: Final = 2**31 - 1


def meet(work: Work, fact: StayChanged) -> None:
    """Keep whom admission speaks of under the patient number: in-patients are found before they were ever treated."""
    values = {"name": fact.name, "sex": fact.sex, "birthday": fact.birth_date}
    if not work.change(_patient, _patient.c.his_id == fact.patient_no, **values):
        _add(work, OWN_HOSPITAL, None, his_id=fact.patient_no, **values)


def register_patient(work: Work, given: PatientGiven) -> TmsPatient:
    """Somebody from elsewhere, or an in-patient by the patient number."""
    return queries.patient(work, upsert(work, OWN_HOSPITAL, given))


def link_patient(work: Work, patient_id: int, patient_no: int) -> TmsPatient:
    """Say that this is the hospital's patient. What was kept under the number before is theirs from now on."""
    queries.patient_row(work, patient_id)
    row = work.rows(select(_patient).where(_patient.c.id == patient_id), models.PatientRow)[0]
    if row["his_id"] is None:
        _join(work, patient_no, _by_number(work, patient_no, row["name"]), row)
    elif row["his_id"] != patient_no:
        raise PatientLinkedAlready(patient_no=row["his_id"])
    return queries.patient(work, patient_id)


def upsert(work: Work, hospital_id: int, given: PatientGiven) -> int:
    """The patient another system means, by (hospital, external id), else by the patient number; what it says of them is kept.

    Name, sex and birthday of the hospital's own patients are admission's to say.
    """
    external_id, name = clean(given.external_id, "external_id"), clean(given.name, "name")
    if not external_id or not name:
        raise InvalidInput(name="name", problem=Problem.EMPTY)
    row = _meant(work, hospital_id, external_id, name, given.his_id)
    papers = {
        "id_card": plain(clean(given.id_card or "", "id_card")) or None,
        "code": clean(given.code or "", "code") or None,
    }
    told = {"name": name, "sex": None if given.sex is None else int(given.sex), "birthday": given.birthday}
    if row is None:
        return _add(work, hospital_id, external_id, his_id=None, **told, **papers)
    values: dict[str, Any] = papers if row["his_id"] is not None else papers | told
    if row["external_id"] is None:
        values["external_id"] = external_id
    number: int = row["id"]
    _check_same_person(work, row, given, name, papers["id_card"])
    before = pick(row, values)
    new = {key: value for key, value in values.items() if value is not None and value != before[key]}
    if new:
        work.change(_patient, _patient.c.id == number, **new)
        work.audit(f"tms patient {number}", _said(pick(before, new)), _said(new))
    return number


def _check_same_person(work: Work, row: models.PatientRow, given: PatientGiven, name: str, id_card: str | None) -> None:
    """Raise PatientContradicts when somebody else seems to be meant while a session waits, which they would be given."""
    said = {"name": name, "birthday": given.birthday, "id_card": id_card}
    before = pick(row, said)
    different = [what for what, now in said.items() if None not in {before[what], now} and before[what] != now]
    if not different:
        return
    session = models.execution
    unfinished = [int(status) for status in (*sorted(states.WAITING), Status.EXECUTING)]
    mine = (session.c.patient_id == row["id"], session.c.status.in_(unfinished))
    if work.has(session, *mine):
        raise PatientContradicts(external_id=given.external_id, what=different[0])


def _said(values: dict[str, Any]) -> dict[str, Any]:
    return {name: f"{value}" if isinstance(value, date) else value for name, value in values.items()}


def _meant(work: Work, hospital_id: int, external_id: str, name: str, patient_no: int | None) -> models.PatientRow | None:
    query = select(_patient).where(_patient.c.hospital_id == hospital_id, _patient.c.external_id == external_id)
    row = work.row(query, models.PatientRow)
    if patient_no is None or (row is not None and row["his_id"] == patient_no):
        return row
    if row is not None and row["his_id"] is not None:
        raise PatientLinkedAlready(patient_no=row["his_id"])
    known = _by_number(work, patient_no, name)
    if row is None:
        return known
    _join(work, patient_no, known, row)
    return work.row(query, models.PatientRow)


def _by_number(work: Work, patient_no: int, name: str) -> models.PatientRow:
    """The row kept for a patient number, if the name agrees: a wrong link would charge somebody else."""
    query = select(_patient).where(_patient.c.his_id == patient_no)
    known = work.row(query, models.PatientRow) if 0 < patient_no <= _LARGEST else None
    if known is None:
        raise StayUnknown(patient_no=patient_no)
    if known["name"] != name:
        raise NameContradictsPatientNo(patient_no=patient_no, name=name)
    return known


def _join(work: Work, patient_no: int, known: models.PatientRow, linked: models.PatientRow) -> None:
    """Make `linked` the hospital's patient in place of the row kept under the number, whose sessions and thresholds it takes."""
    if known["external_id"] is not None:
        raise PatientLinkedAlready(patient_no=patient_no)
    number = linked["id"]
    for table in (models.prescription, models.execution, models.threshold, charge_models.unpriced):
        work.change(table, table.c.patient_id == known["id"], patient_id=number)
    work.db.execute(delete(_patient).where(_patient.c.id == known["id"]))
    values = pick(known, ("his_id", "name", "sex", "birthday"))
    if _later(known["threshold_at"], linked["threshold_at"]):
        values |= pick(known, ("threshold_percent", "threshold_at"))
    work.change(_patient, _patient.c.id == number, **values)
    charges.join(work, number, patient_no)
    work.audit(f"tms patient {number}", after={"patient_no": patient_no, "joined": known["id"]})
    _follow_stay(work, number, patient_no)
    work.touch(Kind.PATIENT, str(number))


def _follow_stay(work: Work, patient_id: int, patient_no: int) -> None:
    """The room becomes a source of the stay with the courses of the one who is linked: settlement waits for their sessions."""
    stay, course = replicas.stay, models.prescription
    there = select(stay.c.stay_id).where(stay.c.patient_no == patient_no, stay.c.left_at.is_(None))
    stay_id = work.db.execute(there).scalar_one_or_none()
    if work.has(course, course.c.patient_id == patient_id):
        statements.follow(work, stay_id)


def _later(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and (other is None or one > other)


def _add(work: Work, hospital_id: int, external_id: str | None, **values: Any) -> int:
    number = counters.take(work, "patient")
    given = {"id_card": None, "code": None, "threshold_percent": None, "threshold_at": None, **values}
    work.add(_patient, id=number, hospital_id=hospital_id, external_id=external_id, **given)
    return number
