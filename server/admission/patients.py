"""病人: registration and what is known of a person (R1.1–R1.3, R1.10, R1.11)."""

from __future__ import annotations

import dataclasses
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update

from server.admission import models, queries, rules, stays
from server.admission.initials import initials
from server.admission.models import PatientRow
from server.kernel.rows import pick
from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from shared import id_card
from shared.contracts.admission.errors import (
    BirthDateImplausible,
    BirthDateInFuture,
    IdCardTaken,
    NameMissing,
    PatientChanged,
    PatientNotFound,
    SamePersonLikely,
)
from shared.contracts.admission.kinds import Kind
from shared.contracts.admission.types import OPEN_STATES, Patient, PatientDetails, Sex, StayState
from shared.errors import NeedsConfirmation

_FIRST_NUMBER = 100001


def register_patient(work: Work, details: PatientDetails) -> Patient:
    """Give a new patient a number."""
    cleaned = _checked(work, details, patient_no=None)
    number = _next_number(work)
    work.add(
        models.patient,
        patient_no=number,
        version=1,
        visits=0,
        state=int(StayState.NEW),
        current_stay=None,
        registered_at=work.now,
        **_columns(cleaned),
    )
    work.audit(str(number), after=_columns(cleaned))
    work.touch(Kind.PATIENT, str(number))
    return queries.patient(work, number)


def edit_patient(work: Work, patient_no: int, version: int, details: PatientDetails) -> Patient:
    """Change what is known of a person; number and stay count are not among it."""
    before = work.row(select(models.patient).where(models.patient.c.patient_no == patient_no), PatientRow)
    if before is None:
        raise PatientNotFound(patient_no=patient_no)
    cleaned = _checked(work, details, patient_no)
    if before["state"] in OPEN_STATES:
        stays.expect_no_twin(work, patient_no, cleaned.id_card)
    mine = (models.patient.c.patient_no == patient_no, models.patient.c.version == version)
    if not work.change(models.patient, *mine, version=version + 1, **_columns(cleaned)):
        raise PatientChanged
    after = _columns(cleaned)
    work.audit(str(patient_no), pick(before, after), after)
    work.touch(Kind.PATIENT, str(patient_no))
    if before["current_stay"]:
        # Name, sex and birthday stand on every department's screens and papers: they are told with the stay.
        stays.tell(work, before["current_stay"])
    return queries.patient(work, patient_no)


def _next_number(work: Work) -> int:
    """The next 住院号; the counter's row makes concurrent registrations take turns (R1.11)."""
    table = models.counter
    statement = update(table).where(table.c.name == "patient").values(value=table.c.value + 1).returning(table.c.value)
    number = work.db.execute(statement).scalar_one_or_none()
    if number is not None:
        return int(number)
    work.db.execute(insert(table).values(name="patient", value=_FIRST_NUMBER))
    return _FIRST_NUMBER


def _checked(work: Work, details: PatientDetails, patient_no: int | None) -> PatientDetails:
    cleaned = _cleaned(details)
    if not cleaned.name:
        raise NameMissing
    today = work.now.date()
    if cleaned.birth_date is not None and cleaned.birth_date > today:
        raise BirthDateInFuture
    if cleaned.birth_date is not None and rules.implausibly_old(cleaned.birth_date, today):
        raise BirthDateImplausible
    for doubt in _doubts(work, cleaned, patient_no):
        work.ask(doubt)
    return cleaned


def _cleaned(details: PatientDetails) -> PatientDetails:
    texts: dict[str, Any] = {
        field.name: clean(getattr(details, field.name), field.name)
        for field in dataclasses.fields(details)
        if isinstance(getattr(details, field.name), str)
    }
    texts["id_card"] = id_card.plain(texts["id_card"])
    return dataclasses.replace(details, **texts)


def _doubts(work: Work, details: PatientDetails, patient_no: int | None) -> list[NeedsConfirmation]:
    """What a person must decide: an odd id card, or somebody who may be the same person."""
    doubts: list[NeedsConfirmation] = []
    if details.id_card:
        problem = rules.id_card_problem(details.id_card, details.birth_date, details.sex is Sex.MALE)
        if problem is not None:
            doubts.append(problem)
        twin = _other(work, patient_no, models.patient.c.id_card == details.id_card)
        if twin is not None:
            # One question about one person: who is known by the card is not asked about again by name.
            return [*doubts, IdCardTaken(patient_no=twin["patient_no"], name=twin["name"])]
    if details.birth_date is not None:
        same = (models.patient.c.name == details.name, models.patient.c.birth_date == details.birth_date)
        twin = _other(work, patient_no, *same)
        if twin is not None:
            doubts.append(SamePersonLikely(patient_no=twin["patient_no"], name=twin["name"]))
    return doubts


def _other(work: Work, patient_no: int | None, *conditions: ColumnElement[bool]) -> PatientRow | None:
    query = select(models.patient.c.patient_no, models.patient.c.name).where(*conditions)
    if patient_no is not None:
        query = query.where(models.patient.c.patient_no != patient_no)
    return work.row(query.order_by(models.patient.c.patient_no).limit(1), PatientRow)


def _columns(details: PatientDetails) -> dict[str, Any]:
    values = dataclasses.asdict(details)
    return values | {"sex": int(details.sex), "payer": int(details.payer), "initials": initials(details.name)}
