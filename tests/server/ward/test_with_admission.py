"""The ward with the real admission server beside it: recall (R2.12) and the daily bill (R2.10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from shared.contracts.admission.errors import WrongState
from shared.contracts.admission.types import PatientDetails, Sex, StayState
from shared.contracts.ward.errors import AdmissionUnreachable, WrongWardState
from shared.identifiers import StayId, new_key
from shared.rpc import bound
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital
from tests.scenarios.people import JOURNEY_ORDERS, Cashier, Nurse, day, on
from tests.statements import statements_of


@pytest.fixture
def hospital(directory: Path) -> Iterator[InProcessHospital]:
    with open_hospital(directory, "admission", "ward") as made:
        made.at(on(1, 9, 30))
        supervisor = made.station("admission", "supervisor")
        for series, prefix in (("receipt", "A"), ("deposit", "Y")):
            supervisor.draw_receipt_range(series, "cashier1", f"{prefix}001", f"{prefix}099")
        yield made


@pytest.fixture
def nurse(hospital: InProcessHospital) -> Nurse:
    return Nurse(hospital, "nurse1")


@pytest.fixture
def stay(hospital: InProcessHospital, nurse: Nurse) -> StayId:
    """张秀英, received D1 10:00 and run at 10:30 without the drugs."""
    cashier = Cashier(hospital)
    stay = cashier.admits(cashier.registers())
    cashier.takes_deposit(stay, "500.00")
    hospital.deliver()
    hospital.at(on(1, 10))
    nurse.receives(stay)
    nurse.enters(stay, JOURNEY_ORDERS[3:], on(1, 10))
    Nurse(hospital, "nurse2").confirms(stay)
    hospital.at(on(1, 10, 30))
    nurse.runs(stay)
    hospital.deliver()
    return stay


def away(hospital: InProcessHospital, department: str = "admission") -> Any:
    hospital.running["ward"].neighbours.unreachable.add(department)


@pytest.mark.req("R2.10")
def test_admission_makes_the_daily_bill(hospital: InProcessHospital, nurse: Nurse, stay: StayId) -> None:
    (bill,) = nurse.api.daily_bills("W01", day(1)).bills
    assert (bill.complete, bill.day_total, bill.deposits) == (True, Decimal("175.20"), Decimal("500.00"))
    assert bill == Cashier(hospital).api.daily_bill(stay, day(1))
    assert nurse.api.daily_bills("W01", day(1), stay).bills == (bill,)


@pytest.mark.req("R2.10")
def test_without_admission_the_ward_prints_its_own_lines(hospital: InProcessHospital, nurse: Nurse, stay: StayId) -> None:
    complete = nurse.api.daily_bills("W01", day(1)).bills[0]
    away(hospital)
    (bill,) = nurse.api.daily_bills("W01", day(1)).bills
    assert not bill.complete
    assert (bill.lines, bill.day_total, bill.cumulative) == (complete.lines, complete.day_total, complete.cumulative)
    assert (bill.deposits, bill.balance) == (Decimal("500.00"), Decimal("324.80"))
    assert bill.patient.ward_name == "内一科(心血管呼吸内科)"
    assert nurse.api.daily_bills("W01", day(1)).bills == (bill,)


@pytest.mark.req("R2.10")
def test_a_day_is_printed_again_also_for_who_has_left_since(hospital: InProcessHospital, nurse: Nurse, stay: StayId) -> None:
    hospital.at(on(2, 9))
    nurse.declares_discharge(stay)
    hospital.deliver()
    cashier = Cashier(hospital)
    cashier.checks(stay)
    cashier.settles(stay)
    cashier.discharges(stay)
    hospital.deliver()
    assert nurse.api.board("W01").stays == ()
    assert [bill.day_total for bill in nurse.api.daily_bills("W01", day(1)).bills] == [Decimal("175.20")]
    assert nurse.api.daily_bills("W01", day(2)).bills == ()


@pytest.mark.req("R2.12", "R1.8")
def test_recall_takes_the_declaration_back(hospital: InProcessHospital, nurse: Nurse, stay: StayId) -> None:
    hospital.at(on(2, 9))
    nurse.declares_discharge(stay)
    hospital.deliver()
    key = new_key()
    back = bound(nurse.api, key).recall(stay)
    assert (back.state, back.synced) == (StayState.IN_WARD, True)
    assert bound(nurse.api, key).recall(stay) == back
    hospital.deliver()
    account = Cashier(hospital).api.account(stay)
    assert account.stay.state is StayState.IN_WARD
    (statement,) = account.statements
    assert statement.stated_lines is None
    assert nurse.api.stay(stay).state is StayState.IN_WARD
    assert all(row.stop_at is not None for row in nurse.sheet(stay) if row.kind == 0), "stopped orders stay stopped"
    with pytest.raises(WrongWardState):
        nurse.api.recall(stay)


@pytest.mark.req("R2.12")
def test_what_is_ordered_after_a_recall_is_charged_for_that_day(hospital: InProcessHospital, nurse: Nurse, stay: StayId) -> None:
    hospital.at(on(2, 9))
    nurse.runs(stay)
    hospital.at(on(2, 9, 30))
    nurse.declares_discharge(stay)
    hospital.deliver()
    nurse.api.recall(stay)
    nurse.enters(stay, (replace(JOURNEY_ORDERS[3], group=0),), on(2, 10))
    Nurse(hospital, "nurse2").confirms(stay)
    hospital.at(on(2, 10, 30))
    nurse.runs(stay)
    beds = [row.quantity for row in nurse.api.treatment_record(stay, day(2), day(2)).rows if row.item_code == "700002"]
    assert sorted(beds) == [-1, 1, 1]
    hospital.deliver()
    desk = Cashier(hospital).api
    assert sum(row.quantity for row in desk.charges(stay, None, None).rows if row.item_code == "700002") == 2
    assert desk.differences() == ()


@pytest.mark.req("R2.12")
def test_recall_needs_admission(hospital: InProcessHospital, nurse: Nurse, stay: StayId) -> None:
    nurse.declares_discharge(stay)
    hospital.deliver()
    away(hospital)
    with pytest.raises(AdmissionUnreachable):
        nurse.api.recall(stay)
    assert nurse.api.stay(stay).state is StayState.DISCHARGING


@pytest.mark.req("R2.12")
def test_what_admission_refuses_stays_declared(hospital: InProcessHospital, nurse: Nurse, stay: StayId) -> None:
    nurse.declares_discharge(stay)
    # The declaration is still on its way, so for admission there is nothing to take back.
    with pytest.raises(WrongState):
        nurse.api.recall(stay)
    assert nurse.api.stay(stay).state is StayState.DISCHARGING
    hospital.deliver()
    assert nurse.api.recall(stay).state is StayState.IN_WARD


@pytest.mark.req("R2.10")
def test_the_bills_of_a_full_ward_take_one_call_and_as_many_statements_as_one_patients(
    hospital: InProcessHospital, nurse: Nurse, stay: StayId
) -> None:
    """Whether admission makes them or the ward from its own lines."""
    ward, admission = (hospital.running[name] for name in ("ward", "admission"))

    def asked() -> tuple[int, int]:
        with statements_of(ward.engine) as here, statements_of(admission.engine) as there:
            nurse.api.daily_bills("W01", day(1))
        return len(here), len(there)

    def asked_alone() -> int:
        ward.neighbours.unreachable.add("admission")
        here, there = asked()
        ward.neighbours.unreachable.clear()
        assert there == 0
        return here

    nurse.api.daily_bills("W01", day(1))
    one, one_alone = asked(), asked_alone()
    cashier = Cashier(hospital)
    for number in range(2, 9):
        admitted = cashier.admits(cashier.registers(PatientDetails(f"病人{number}", Sex.MALE)))
        hospital.deliver()
        nurse.receives(admitted, f"W01-00{number}")
    hospital.deliver()
    assert len(nurse.api.daily_bills("W01", day(1)).bills) == 8
    assert (asked(), asked_alone()) == (one, one_alone)
