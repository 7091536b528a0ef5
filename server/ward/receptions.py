"""接收入科: a new patient, or one another ward gives (R2.1, R2.14)."""

from __future__ import annotations

from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.ward import beds, day_charges, queries, runs, stays
from server.ward.day_rules import first_day_of_the_next
from server.ward.queries import KnownStayRow
from server.ward.states import stay_after
from shared.contracts.admission.types import StayAction, StayState
from shared.contracts.ward.errors import DoctorMissing, WardStayNotFound
from shared.contracts.ward.events import PatientReceived
from shared.contracts.ward.types import Reception, ReversalCause, WardStay
from shared.identifiers import StayId


def receive(work: Work, stay_id: str, ward: str, reception: Reception) -> WardStay:
    """接收入科; a patient from another ward leaves that ward's bed now."""
    work.caller.require_ward(ward)
    row = stays.take(work, stay_id)
    state = StayState(row["state"])
    stay_after(state, StayAction.RECEIVE)
    if not queries.waits_for(row, ward):
        raise WardStayNotFound
    doctor = clean(reception.doctor, "doctor")
    if not doctor:
        raise DoctorMissing
    if state is StayState.TRANSFERRING:
        _end_of_the_old_wards_days(work, row)
    stays.free_bed(work, row)
    bed = beds.occupy(work, ward, reception.bed, stay_id)
    allergy = clean(reception.allergy, "allergy")
    values = {"ward": ward, "bed": bed, "doctor": doctor, "allergy": allergy, "received_at": work.now}
    stays.declare(work, row, StayAction.RECEIVE, target_ward=None, declared_at=None, **values)
    work.publish(stay_id, PatientReceived(StayId(stay_id), ward, bed, doctor, work.now, allergy))
    work.audit(stay_id, {"state": int(state), "bed": row["bed"]}, {"ward": ward, "bed": bed, "doctor": doctor})
    return queries.stay(work, stay_id)


def _end_of_the_old_wards_days(work: Work, row: KnownStayRow) -> None:
    """The day of a transfer is the receiving ward's; until then the patient lay in the old one, though its orders were stopped."""
    day_charges.end(work, row["stay_id"], first_day_of_the_next(work.now, None), held_from=row["declared_at"])
    day_charges.give_back(work, row, ReversalCause.TRANSFER_DAY)
    runs.charge_days(work, row)
