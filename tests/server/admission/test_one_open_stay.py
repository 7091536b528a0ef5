"""One person, one open stay: whatever is readmitted, cancelled, voided and recalled, in whatever order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from server.admission import models
from shared import clock
from shared.contracts.admission import errors
from shared.contracts.admission.types import OPEN_STATES, PatientDetails, PatientQuery, SettlementMode, Sex, StayState
from shared.identifiers import StayId, new_id
from shared.rpc import bound
from tests.in_process import InProcessHospital
from tests.scenarios.people import D1, ZHANG, Cashier
from tests.server.admission.ward_facts import OtherDepartments

TWICE = ("admission.id_card_taken", "admission.same_person_likely")


@pytest.fixture
def gone(cashier: Cashier, ready: StayId) -> str:
    """张秀英 has paid and left; answers her settlement."""
    settled = cashier.settles(ready)
    cashier.discharges(ready)
    return settled.settlement_id


def open_stays(hospital: InProcessHospital) -> int:
    """Stays that are not over, of everybody."""
    query = select(models.stay.c.stay_id).where(models.stay.c.state.in_([int(state) for state in OPEN_STATES]))
    with hospital.running["admission"].engine.connect() as db:
        return len(db.execute(query).all())


@pytest.mark.req("R1.27", "R1.32")
def test_the_settlement_of_a_former_stay_stands_while_a_later_one_is_open(
    hospital: InProcessHospital, desk: Any, cashier: Cashier, gone: str, ready: StayId
) -> None:
    cashier.admits(100001)
    with pytest.raises(errors.ReadmittedSince):
        desk.void_settlement(gone, "金额有误")
    assert desk.stay(ready).state is StayState.DISCHARGED
    assert open_stays(hospital) == 1


@pytest.mark.req("R1.5", "R1.27")
def test_a_cancelled_readmission_gives_the_former_stay_back(
    hospital: InProcessHospital, desk: Any, cashier: Cashier, gone: str, ready: StayId
) -> None:
    desk.cancel_admission(cashier.admits(100001), "不住了")
    assert (desk.patient(100001).current_stay, desk.patient(100001).state) == (ready, StayState.DISCHARGED)
    desk.void_settlement(gone, "金额有误")
    assert [row.state for row in desk.find_patients(PatientQuery("100001")).rows] == [StayState.DISCHARGING]
    with pytest.raises(errors.AlreadyAdmitted):
        cashier.admits(100001)
    assert open_stays(hospital) == 1


@pytest.mark.req("R1.27")
def test_a_void_interim_settlement_opens_the_stay_that_left_on_it(
    desk: Any, cashier: Cashier, others: OtherDepartments, stay: StayId
) -> None:
    """Nothing was charged after it: the patient left without another settlement."""
    others.plan(stay, others.line(stay, "700002", "1", D1))
    others.declare_interim(stay, clock.at(D1 + timedelta(days=1)))
    cashier.checks(stay)
    settled = cashier.settles(stay, SettlementMode.INTERIM)
    others.declare_discharge(stay)
    cashier.discharges(stay)
    desk.void_settlement(settled.settlement_id, "金额有误")
    assert (desk.stay(stay).state, desk.stay(stay).discharged_at) == (StayState.DISCHARGING, None)
    assert desk.patient(100001).state is StayState.DISCHARGING


@pytest.mark.req("R1.5", "R1.11")
def test_a_second_number_is_not_admitted_beside_the_first(desk: Any, cashier: Cashier, stay: StayId) -> None:
    second = cashier.registers(answers=TWICE)
    with pytest.raises(errors.SamePersonAdmitted) as caught:
        cashier.admits(second)
    assert "100001" in caught.value.sentence()
    elsewhere = cashier.registers(PatientDetails("王强", Sex.MALE))
    cashier.admits(elsewhere)
    with pytest.raises(errors.SamePersonAdmitted):
        bound(desk, answers=TWICE).edit_patient(elsewhere, 1, replace(ZHANG, name="王强"))


@pytest.mark.req("R1.5", "R1.27")
def test_a_void_settlement_does_not_bring_back_who_is_here_under_another_number(desk: Any, cashier: Cashier, gone: str) -> None:
    cashier.admits(cashier.registers(answers=TWICE))
    with pytest.raises(errors.SamePersonAdmitted):
        desk.void_settlement(gone, "金额有误")


def _second_stay(stay: dict[str, Any]) -> Any:
    return insert(models.stay).values(**{**stay, "stay_id": new_id(), "visit_no": 2})


def _second_number(_stay: dict[str, Any]) -> Any:
    return update(models.patient).where(models.patient.c.patient_no == 100002).values(state=int(StayState.WAITING))


@pytest.mark.parametrize("statement", [_second_stay, _second_number])
def test_the_database_refuses_it_too(
    hospital: InProcessHospital, cashier: Cashier, stay: StayId, statement: Callable[[dict[str, Any]], Any]
) -> None:
    cashier.registers(answers=TWICE)
    with hospital.running["admission"].engine.connect() as db:
        row = dict(db.execute(select(models.stay).where(models.stay.c.stay_id == stay)).mappings().one())
        with pytest.raises(IntegrityError):
            db.execute(statement(row))
