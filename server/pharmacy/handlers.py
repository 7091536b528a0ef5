"""What the pharmacy does when others tell something. Facts of two sources come in any order, those of one source in theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.charging import stays
from server.kernel.inbox import Handler
from server.kernel.unit_of_work import Work
from server.pharmacy import replicas, requests
from shared.contracts.admission import events as admission
from shared.contracts.charging import LinesPlanned
from shared.contracts.ward import events as ward


def _lines_planned(work: Work, fact: LinesPlanned) -> None:
    """Drug lines of a run, a supplement (R1.19) or a reversal (R3.R) are a request."""
    drugs = [line for line in fact.lines if line.is_drug]
    patient = {"ward": fact.ward, "bed": fact.bed, "patient_no": fact.patient_no, "patient_name": fact.patient_name}
    if drugs:
        requests.arrive(work, fact.request_id, fact.stay_id, patient, drugs)


def _withdrawal_requested(work: Work, fact: ward.WithdrawalRequested) -> None:
    requests.withdraw(work, fact.lines)


def _stay_changed(work: Work, fact: admission.StayChanged) -> None:
    if stays.follow(work, replicas.stay, fact):
        requests.show(work, fact.stay_id)


def _patient_received(work: Work, fact: ward.PatientReceived) -> None:
    """Keep the allergy as asked on the last reception; several ward servers tell in any order."""
    if not fact.allergy:
        return
    told = replicas.allergy
    mine = told.c.stay_id == fact.stay_id
    if not work.has(told, mine):
        work.add(told, stay_id=fact.stay_id, allergy=fact.allergy, asked_at=fact.received_at)
    else:
        work.change(told, mine, told.c.asked_at < fact.received_at, allergy=fact.allergy, asked_at=fact.received_at)
    requests.show(work, fact.stay_id)


HANDLERS: Final[Mapping[str, Handler]] = {
    ward.PatientReceived.event_type: _patient_received,
    ward.LinesPlanned.event_type: _lines_planned,
    ward.WithdrawalRequested.event_type: _withdrawal_requested,
    admission.LinesPlanned.event_type: _lines_planned,
    admission.StayChanged.event_type: _stay_changed,
}
