"""住院: admission to discharge, one transition per function (R1.5, R1.8, R1.9, R1.32)."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from server.admission import accounts, models, queries, states
from server.admission.models import StayRow
from server.admission.queries import KnownStayRow
from server.kernel.rows import pick
from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.kernel.use_cases import Preparation, prepared_by
from shared.contracts.admission.errors import (
    AdmissionTimeImplausible,
    AlreadyAdmitted,
    NotSettled,
    PatientNotFound,
    ReadmittedSince,
    ReasonMissing,
    SamePersonAdmitted,
    StayChangedMeanwhile,
    StayInUse,
    StayNotFound,
    UnknownWard,
    WrongState,
)
from shared.contracts.admission.events import TransitionRefused
from shared.contracts.admission.types import (
    OPEN_STATES,
    AdmissionRequest,
    SettlementMode,
    SettlementState,
    Stay,
    StayAction,
    StayFacts,
    StayState,
)
from shared.contracts.common import LineState
from shared.contracts.ward.contract import WardContract
from shared.identifiers import StayId, new_id

_EARLIEST = timedelta(days=30)
_LATEST = timedelta(hours=24)


def admit(work: Work, patient_no: int, request: AdmissionRequest) -> Stay:
    """办理入院: a new stay waits for its ward; the number is kept, the stay counted."""
    person = work.row(select(models.patient).where(models.patient.c.patient_no == patient_no), models.PatientRow)
    if person is None:
        raise PatientNotFound(patient_no=patient_no)
    if request.ward not in work.catalog.wards:
        raise UnknownWard(ward=request.ward)
    if not work.now - _EARLIEST <= request.admitted_at <= work.now + _LATEST:
        raise AdmissionTimeImplausible
    state = StayState(person["state"])
    if states.after(StayAction.ADMIT, state) is None:
        raise AlreadyAdmitted(state=state)
    expect_no_twin(work, patient_no, person["id_card"])
    stay_id, visit = new_id(), person["visits"] + 1
    mine = (models.patient.c.patient_no == patient_no, models.patient.c.visits == visit - 1, models.patient.c.state == int(state))
    values = {"visits": visit, "state": int(StayState.WAITING), "current_stay": stay_id}
    if not work.change(models.patient, *mine, **values):
        raise AlreadyAdmitted(state=StayState.WAITING)
    work.add(
        models.stay,
        stay_id=stay_id,
        patient_no=patient_no,
        visit_no=visit,
        version=1,
        state=int(StayState.WAITING),
        segment=1,
        ward=request.ward,
        admitting_ward=request.ward,
        referring_doctor=clean(request.referring_doctor, "referring_doctor"),
        attending_doctor="",
        discharging_doctor="",
        diagnosis=clean(request.diagnosis, "diagnosis"),
        insurance_serial=clean(request.insurance_serial, "insurance_serial"),
        payer=person["payer"],
        admitted_at=request.admitted_at,
        line_version=0,
    )
    work.audit(stay_id, after={"ward": request.ward, "visit_no": visit})
    queries.publish_stay(work, stay_id)
    accounts.announce(work, stay_id)
    return queries.stay(work, stay_id)


def edit_stay(work: Work, stay_id: str, version: int, facts: StayFacts) -> Stay:
    """Correct what was noted when the stay was arranged; also of one that is over, never of one that was cancelled."""
    row = queries.stay_row(work, stay_id)
    if StayState(row["state"]) is StayState.CANCELLED:
        raise WrongState(state=StayState.CANCELLED, action=StayAction.EDIT)
    fresh = {name: clean(getattr(facts, name), name) for name in ("referring_doctor", "diagnosis", "insurance_serial")}
    mine = (models.stay.c.stay_id == stay_id, models.stay.c.version == version)
    if not work.change(models.stay, *mine, version=version + 1, **fresh):
        raise StayChangedMeanwhile
    work.audit(stay_id, pick(row, fresh), fresh)
    queries.publish_stay(work, stay_id)
    return queries.stay(work, stay_id)


def ask_wards(preparation: Preparation) -> dict[str, int]:
    """Beds are the wards': nothing of them is kept here."""
    return preparation.ask(WardContract, lambda wards: wards.free_beds())


@prepared_by(ask_wards)
def free_beds(work: Work) -> dict[str, int]:
    """Of the wards the caller may admit to."""
    beds: dict[str, int] = work.prepared
    return {ward: count for ward, count in beds.items() if work.caller.every_ward or ward in work.caller.wards}


def cancel_admission(work: Work, stay_id: str, reason: str) -> Stay:
    """取消入院 while nothing was paid, ordered or charged; the stay number is not used again."""
    if not clean(reason, "reason"):
        raise ReasonMissing
    row = _expect(work, stay_id, StayAction.CANCELLED)
    used = (
        select(models.deposit.c.deposit_id).where(models.deposit.c.stay_id == stay_id, models.deposit.c.void_at.is_(None)),
        select(models.charge_line.c.line_id).where(models.charge_line.c.stay_id == stay_id),
        select(models.order_replica.c.order_id).where(models.order_replica.c.stay_id == stay_id),
    )
    if any(work.db.execute(query.limit(1)).one_or_none() for query in used):
        raise StayInUse
    move(work, row, StayState.CANCELLED)
    table = models.stay
    mine = (table.c.patient_no == row["patient_no"], table.c.state == int(StayState.DISCHARGED))
    left = work.db.execute(select(table.c.stay_id).where(*mine).order_by(table.c.visit_no.desc()).limit(1)).scalar_one_or_none()
    back_to = StayState.DISCHARGED if left else StayState.NEW
    work.change(models.patient, models.patient.c.patient_no == row["patient_no"], state=int(back_to), current_stay=left)
    work.audit(stay_id, {"state": row["state"]}, {"state": int(StayState.CANCELLED), "reason": reason})
    return queries.stay(work, stay_id)


def discharge(work: Work, stay_id: str, doctor: str, ward: str) -> Stay:
    """办理出院 of a settled patient."""
    row = _expect(work, stay_id, StayAction.LEFT)
    line, deposit = models.charge_line, models.deposit
    unsettled = select(line.c.line_id).where(
        line.c.stay_id == stay_id,
        line.c.settlement_id.is_(None),
        line.c.state.in_([int(LineState.PENDING), int(LineState.CONFIRMED)]),
    )
    usable = select(deposit.c.deposit_id).where(
        deposit.c.stay_id == stay_id, deposit.c.settlement_id.is_(None), deposit.c.void_at.is_(None)
    )
    if any(work.db.execute(query.limit(1)).one_or_none() for query in (unsettled, usable)):
        raise NotSettled
    name = clean(doctor, "doctor")
    move(work, row, StayState.DISCHARGED, discharging_doctor=name, discharge_ward=ward, discharged_at=work.now)
    work.audit(stay_id, {"state": row["state"]}, {"state": int(StayState.DISCHARGED)})
    return queries.stay(work, stay_id)


def recall(work: Work, stay_id: str) -> Stay:
    """The ward takes its declaration back; not once something was settled on it."""
    row = _expect(work, stay_id, StayAction.RECALL)
    # A settled interim stage has left this state; a settled discharge waits in it for 办理出院.
    settled = select(func.count()).where(
        models.settlement.c.stay_id == stay_id,
        models.settlement.c.mode == int(SettlementMode.DISCHARGE),
        models.settlement.c.state != int(SettlementState.VOID),
    )
    if work.db.execute(settled).scalar_one():
        raise WrongState(state=StayState(row["state"]), action=StayAction.RECALL)
    move(work, row, StayState.IN_WARD, declared_at=None, cutoff=None)
    work.audit(stay_id, {"state": row["state"]}, {"state": int(StayState.IN_WARD)})
    return queries.stay(work, stay_id)


# -- what wards declare


def receive(work: Work, stay_id: str, ward: str, bed: str, doctor: str, received_at: datetime) -> None:
    """A ward gave a waiting or transferring patient a bed."""
    row = _declared(work, stay_id, StayAction.RECEIVE)
    if row is None:
        return
    first = row["received_at"] or received_at
    values = {"ward": ward, "bed": bed, "attending_doctor": doctor, "received_at": first, "target_ward": None}
    move(work, row, StayState.IN_WARD, declared_at=None, **values)


def declare_discharge(work: Work, stay_id: str, declared_at: datetime) -> None:
    """The ward is done with the patient."""
    row = _declared(work, stay_id, StayAction.DISCHARGE)
    if row is not None:
        move(work, row, StayState.DISCHARGING, declared_at=declared_at)


def declare_interim(work: Work, stay_id: str, declared_at: datetime, cutoff: date) -> None:
    """The ward asks for a settlement of the service dates before `cutoff`."""
    row = _declared(work, stay_id, StayAction.INTERIM)
    if row is not None:
        move(work, row, StayState.INTERIM, declared_at=declared_at, cutoff=cutoff)


def declare_transfer(work: Work, stay_id: str, target_ward: str) -> None:
    """The patient waits for another ward."""
    row = _declared(work, stay_id, StayAction.TRANSFER)
    if row is not None:
        move(work, row, StayState.TRANSFERRING, target_ward=target_ward)


def change_bed(work: Work, stay_id: str, bed: str | None) -> None:
    """The patient lies in another bed, or in none any more."""
    tell(work, stay_id, bed=bed)


# -- inside


def _declared(work: Work, stay_id: str, action: StayAction) -> StayRow | None:
    """The stay if the ward's declaration fits its state; else the ward is told to undo it."""
    row = work.row(select(models.stay).where(models.stay.c.stay_id == stay_id), StayRow)
    if row is None:
        raise StayNotFound
    state = StayState(row["state"])
    wanted = states.after(action, state)
    if wanted is None:
        target = next(iter(states.TRANSITIONS[action].values()))
        why = WrongState(state=state, action=action).data()
        work.publish(stay_id, TransitionRefused(StayId(stay_id), target, state, why.code, why.details))
        return None
    return row


def _expect(work: Work, stay_id: str, action: StayAction) -> KnownStayRow:
    row = queries.stay_row(work, stay_id)
    state = StayState(row["state"])
    if states.after(action, state) is None:
        raise WrongState(state=state, action=action)
    return row


def tell(work: Work, stay_id: str, **values: Any) -> None:
    """Tell what has changed of a stay or its patient, under a version of its own: readers ignore what isn't newer."""
    work.change(models.stay, models.stay.c.stay_id == stay_id, version=models.stay.c.version + 1, **values)
    queries.publish_stay(work, stay_id)


def reopen(work: Work, row: KnownStayRow, segment: int) -> None:
    """5 → 4 when the last settlement is void. Raises ReadmittedSince, SamePersonAdmitted: one person, one open stay."""
    person = select(models.patient.c.id_card).where(models.patient.c.patient_no == row["patient_no"])
    expect_no_twin(work, row["patient_no"], work.db.execute(person).scalar_one())
    move(work, row, StayState.DISCHARGING, segment=segment, discharged_at=None)


def expect_no_twin(work: Work, patient_no: int, id_card: str) -> None:
    """Raise SamePersonAdmitted when another number with this id card is in hospital: who has two numbers lies in one bed."""
    person = models.patient
    others = (person.c.id_card == id_card, person.c.patient_no != patient_no, person.c.state.in_(OPEN_STATES))
    twin = work.row(select(person).where(*others).limit(1), models.PatientRow) if id_card else None
    if twin is not None:
        raise SamePersonAdmitted(patient_no=twin["patient_no"], name=twin["name"], state=StayState(twin["state"]))


def move(work: Work, row: StayRow, state: StayState, **values: Any) -> None:
    """Bring the stay of `row` into `state` if nobody else moved it meanwhile; the patient's state follows.

    Raises ReadmittedSince when the person has a later stay: only the last one is worked on.
    """
    person = (models.patient.c.patient_no == row["patient_no"], models.patient.c.current_stay == row["stay_id"])
    if not work.change(models.patient, *person, state=int(state)):
        raise ReadmittedSince
    mine = (models.stay.c.stay_id == row["stay_id"], models.stay.c.version == row["version"])
    if not work.change(models.stay, *mine, version=row["version"] + 1, state=int(state), **values):
        raise WrongState(state=StayState(row["state"]), action=states.leading_to(state))
    queries.publish_stay(work, row["stay_id"])
