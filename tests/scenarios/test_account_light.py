"""Cashier and nurse see one light on a patient's account, whatever was charged and paid (R1.18, R2.11)."""

from __future__ import annotations

import pytest

from client_admission import banner as desk
from client_admission.counter import OpenPatient
from client_ward import words as ward
from shared.account_light import AccountLight
from shared.identifiers import StayId
from tests.in_process import InProcessHospital
from tests.scenarios.people import JOURNEY_ORDERS, Cashier, Nurse, on

GREEN, AMBER, RED = AccountLight


@pytest.fixture
def cashier(in_process: InProcessHospital) -> Cashier:
    in_process.at(on(1, 9, 30))
    in_process.station("admission", "supervisor").draw_receipt_range("deposit", "cashier1", "Y001", "Y099")
    return Cashier(in_process)


@pytest.fixture
def stay(cashier: Cashier) -> StayId:
    return cashier.admits(cashier.registers())


@pytest.fixture
def nurse(in_process: InProcessHospital) -> Nurse:
    return Nurse(in_process, "nurse1")


def lights(hospital: InProcessHospital, stay: StayId, cashier: Cashier, nurse: Nurse) -> set[AccountLight | None]:
    """What the banners of both stations show once everything has arrived."""
    hospital.settle_down()
    account = cashier.api.account(stay)
    opened = OpenPatient(cashier.api.patient(account.stay.patient.patient_no), (account.stay,), account.stay, account)
    return {desk.banner_of(opened).account, ward.banner_of(nurse.api.stay(stay)).account}


@pytest.mark.req("R1.18", "R2.11")
def test_cashier_and_nurse_see_one_light(in_process: InProcessHospital, stay: StayId, cashier: Cashier, nurse: Nurse) -> None:
    whose = (in_process, stay, cashier, nurse)
    assert lights(*whose) == {GREEN}, "nothing paid, nothing charged"
    in_process.at(on(1, 10))
    nurse.receives(stay)
    nurse.enters(stay, JOURNEY_ORDERS[3:], on(1, 10))
    Nurse(in_process, "nurse2").confirms(stay)
    nurse.runs(stay)
    assert lights(*whose) == {RED}, "175.20 charged and nothing paid"
    for paid, light in (("175.20", AMBER), ("175.19", AMBER), ("0.01", GREEN)):
        cashier.takes_deposit(stay, paid)
        assert lights(*whose) == {light}, paid
    in_process.at(on(2, 9))
    nurse.runs(stay)
    assert lights(*whose) == {AMBER}, "the second day left less than the first one cost"
    nurse.declares_discharge(stay)
    assert lights(*whose) == {GREEN}, "no further day comes"


@pytest.mark.req("R2.11")
def test_a_deposit_before_the_first_charge_is_fine_at_both(
    in_process: InProcessHospital, stay: StayId, cashier: Cashier, nurse: Nurse
) -> None:
    cashier.takes_deposit(stay, "0.01")
    assert lights(in_process, stay, cashier, nurse) == {GREEN}
