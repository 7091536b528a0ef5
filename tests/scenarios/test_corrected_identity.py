"""Name, birthday and sex corrected after the reception reach everybody who keeps them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from shared.contracts.admission.types import Sex
from shared.contracts.pharmacy.types import DispensedQuery
from shared.contracts.tms.types import PatientGiven
from tests.in_process import InProcessHospital
from tests.scenarios.people import ZHANG, Cashier, Nurse, Order, Pharmacist, Physician, on, prepare

PO, QD, ROUTINE = 1, 1, 17
RIGHT = replace(ZHANG, name="章秀英", birth_date=date(1951, 1, 31), sex=Sex.MALE, id_card="")
ANSWERS = ("admission.id_card_implausible",)


@pytest.mark.req("R1.10", "R2.1", "R3.1", "W3")
def test_a_corrected_identity_reaches_everybody(in_process: InProcessHospital) -> None:
    hospital = in_process
    prepare(hospital)
    hospital.at(on(1, 10))
    cashier, nurse, pharmacist, physician = Cashier(hospital), Nurse(hospital, "nurse1"), Pharmacist(hospital), Physician(hospital)
    stay_id = cashier.admits(cashier.registers())
    hospital.settle_down()
    nurse.receives(stay_id)
    nurse.enters(stay_id, (Order("100001", "100", "mg", PO, QD, 1), Order("500002", "1", "次", ROUTINE, QD, 2)), on(1, 10))
    Nurse(hospital, "nurse2").confirms(stay_id)
    nurse.runs(stay_id)
    hospital.settle_down()
    pharmacist.dispenses_everything()
    hospital.at(on(2, 10))
    nurse.runs(stay_id)
    hospital.settle_down()

    cashier.api.edit_patient(100001, cashier.api.patient(100001).version, RIGHT)
    hospital.settle_down()

    told = nurse.api.order_sheet(stay_id).stay.patient
    assert (told.name, told.birth_date, told.sex) == ("章秀英", date(1951, 1, 31), int(Sex.MALE))
    [waiting] = pharmacist.requests()
    head = pharmacist.api.request(waiting.request_id).patient
    assert waiting.patient_name == head.name == "章秀英"
    assert (head.birth_date, head.sex) == (date(1951, 1, 31), int(Sex.MALE))
    found = pharmacist.api.dispensed(DispensedQuery(on(1, 0).date(), on(2, 0).date(), text="章秀英")).rows
    assert {row.patient_name for row in found} == {"章秀英"}
    accepted = physician.api.register_patient(PatientGiven("out-7", "章秀英", his_id=100001))
    assert (accepted.name, accepted.birthday) == ("章秀英", date(1951, 1, 31))
