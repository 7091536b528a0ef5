"""病人状态: what is shown of a patient at every step, at the desk and in the search (R1.8)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from shared import clock
from shared.contracts.admission.types import PatientQuery, SettlementMode, StayState
from shared.contracts.ward.events import PatientReceived, TransferDeclared
from shared.identifiers import StayId
from tests.in_process import InProcessHospital
from tests.scenarios.people import Cashier
from tests.server.admission.conftest import DAY_1
from tests.server.admission.ward_facts import OtherDepartments


@pytest.mark.req("R1.8", "R1.3", "R1.9")
def test_the_state_is_shown_from_registration_to_discharge(
    hospital: InProcessHospital, desk: Any, cashier: Cashier, others: OtherDepartments
) -> None:
    """未入院, 未接收, 在病区, 阶段结算, 在病区, 转科, 在病区, 出院结算, 出院."""

    def shown() -> StayState:
        [only] = [state for state in StayState if desk.find_patients(PatientQuery(state=state)).rows]
        person = desk.patient(number)
        assert only is person.state
        if person.current_stay is not None:
            assert desk.stay(person.current_stay).state is only
        return StayState(only)

    def tell(stay: StayId, fact: Any) -> None:
        others.tell("ward", stay, fact)
        hospital.deliver()

    number = cashier.registers()
    seen = [shown()]
    stay = cashier.admits(number)
    seen.append(shown())
    others.receive(stay)
    seen.append(shown())
    deposit = cashier.takes_deposit(stay, "100.00")
    others.plan(stay, others.line(stay, "700002", "1", DAY_1))
    others.declare_interim(stay, clock.at(DAY_1 + timedelta(days=1)))
    seen.append(shown())
    cashier.checks(stay)
    cashier.settles(stay, SettlementMode.INTERIM, (deposit.deposit_id,))
    seen.append(shown())
    tell(stay, TransferDeclared(stay, "W02", clock.now()))
    seen.append(shown())
    tell(stay, PatientReceived(stay, "W02", "W02-001", "张医生", clock.now()))
    seen.append(shown())
    others.declare_discharge(stay)
    seen.append(shown())
    cashier.checks(stay)
    cashier.settles(stay)
    cashier.discharges(stay)
    seen.append(shown())
    assert seen == [
        StayState.NEW,
        StayState.WAITING,
        StayState.IN_WARD,
        StayState.INTERIM,
        StayState.IN_WARD,
        StayState.TRANSFERRING,
        StayState.IN_WARD,
        StayState.DISCHARGING,
        StayState.DISCHARGED,
    ]
