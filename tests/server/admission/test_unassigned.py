"""待归属费用: a session of somebody without a stay is on the cashier's desk until it is charged or closed, once (W11)."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from shared import clock
from shared.contracts.admission.errors import ChargeAssigned, OtherPatient, ReasonMissing, WrongState
from shared.contracts.tms.events import ChargeUnassigned
from shared.identifiers import LineId, StayId, new_id, new_key
from shared.rpc import bound
from tests.in_process import InProcessHospital
from tests.scenarios.people import Cashier
from tests.server.admission.ward_facts import OtherDepartments

MONDAY = date(2026, 3, 2)


def session(patient_no: int | None = None) -> ChargeUnassigned:
    return ChargeUnassigned(
        line_id=LineId(new_id()),
        tms_patient_id=7,
        patient_no=patient_no,
        patient_name="李四",
        item_code="300020",
        item_name="重复经颅磁刺激治疗",
        unit="次",
        income_type=3,
        quantity=Decimal(1),
        price=Decimal("100.00"),
        service_date=MONDAY,
        performed_at=clock.at(MONDAY, 10),
    )


@pytest.fixture
def fact(hospital: InProcessHospital, others: OtherDepartments) -> ChargeUnassigned:
    told = session()
    for _ in range(2):
        others.tell("tms", "7", told)
        hospital.deliver()
    return told


@pytest.mark.req("W11")
def test_it_is_listed_once_and_charged_to_the_stay_the_cashier_names(desk: Any, stay: StayId, fact: ChargeUnassigned) -> None:
    (listed,) = desk.unassigned_charges()
    assert (listed.patient_name, listed.amount, listed.service_date) == ("李四", Decimal("100.00"), MONDAY)
    assert desk.desk().unassigned == 1
    key = new_key()
    line = bound(desk, key).assign_charge(fact.line_id, stay)
    assert bound(desk, key).assign_charge(fact.line_id, stay) == line, "a double click charges once"
    assert (line.line_id, line.price, line.source) == (fact.line_id, Decimal("100.00"), "admission")
    assert desk.account(stay).total == Decimal("100.00")
    assert desk.unassigned_charges() == ()
    assert desk.desk().unassigned == 0


@pytest.mark.req("W11")
def test_the_charge_of_another_patient_number_is_asked_for(
    desk: Any, hospital: InProcessHospital, others: OtherDepartments, stay: StayId
) -> None:
    mine = desk.stay(stay).patient.patient_no
    own, foreign = session(mine), session(mine + 1)
    others.tell("tms", "7", own)
    others.tell("tms", "7", foreign)
    hospital.deliver()
    with pytest.raises(OtherPatient) as question:
        desk.assign_charge(foreign.line_id, stay)
    assert question.value.details == {"charged": mine + 1, "chosen": mine}
    assert {each.line_id for each in desk.unassigned_charges()} == {own.line_id, foreign.line_id}
    desk.assign_charge(own.line_id, stay)
    bound(desk, answers=(OtherPatient.code,)).assign_charge(foreign.line_id, stay)
    assert desk.account(stay).total == Decimal("200.00")


@pytest.mark.req("W11")
def test_of_two_cashiers_one_charges_it(desk: Any, hospital: InProcessHospital, stay: StayId, fact: ChargeUnassigned) -> None:
    other = hospital.station("admission", "cashier2")
    other.assign_charge(fact.line_id, stay)
    with pytest.raises(ChargeAssigned):
        desk.assign_charge(fact.line_id, stay)
    with pytest.raises(ChargeAssigned):
        desk.close_unassigned(fact.line_id, "门诊已付")
    assert desk.account(stay).total == Decimal("100.00")


def test_it_is_closed_with_a_reason_only(desk: Any, fact: ChargeUnassigned) -> None:
    with pytest.raises(ReasonMissing):
        desk.close_unassigned(fact.line_id, "  ")
    assert desk.close_unassigned(fact.line_id, "门诊已付").line_id == fact.line_id
    assert desk.unassigned_charges() == ()


def test_a_stay_that_is_not_in_the_ward_takes_no_charge(desk: Any, cashier: Cashier, fact: ChargeUnassigned) -> None:
    waiting = cashier.admits(cashier.registers())
    with pytest.raises(WrongState):
        desk.assign_charge(fact.line_id, waiting)
    assert len(desk.unassigned_charges()) == 1
