"""结算, whoever presses at once and whatever comes before: the money in the drawer is the total of the bill."""

from __future__ import annotations

import threading
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.contracts.admission.types import (
    PatientDetails,
    Settlement,
    SettlementMode,
    Sex,
    StayState,
)
from shared.contracts.common import LineKind
from shared.errors import BusinessError
from shared.identifiers import StayId
from tests.in_process import InProcessHospital
from tests.scenarios.people import Cashier
from tests.server.admission.cash import cash_of
from tests.server.admission.ward_facts import OtherDepartments

D1, D2 = date(2026, 3, 2), date(2026, 3, 3)
# The examples of one property share a hospital, so their events must go on counting.
EVENT_NUMBERS = {"ward": 1000, "pharmacy": 1000}
DISCHARGE, INTERIM = SettlementMode.DISCHARGE, SettlementMode.INTERIM


def test_two_cashiers_settle_one_patient_exactly_once(hospital: InProcessHospital, cashier: Cashier, ready: StayId) -> None:
    made: list[Settlement] = []
    refused: list[BusinessError] = []
    start = threading.Barrier(6)

    def press(login: str) -> None:
        station = Cashier(hospital, login)
        start.wait()
        try:
            made.append(station.settles(ready))
        except BusinessError as error:
            refused.append(error)

    threads = [threading.Thread(target=press, args=(f"cashier{1 + index % 2}",)) for index in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 1
    assert len(refused) == 5
    assert {error.code for error in refused} <= {
        "admission.account_changed",
        "admission.not_checked",
        "admission.nothing_to_settle",
    }
    assert cash_of(hospital) == Decimal("140.00")


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    quantities=st.lists(st.integers(1, 9), min_size=1, max_size=6),
    deposits=st.lists(st.integers(1, 900), max_size=3),
    voids=st.integers(0, 2),
)
def test_cash_always_equals_what_was_charged(
    hospital: InProcessHospital, quantities: list[int], deposits: list[int], voids: int
) -> None:
    """Whatever is charged, deposited, settled and voided: the money in the drawer is the total of the bill."""
    others, cashier = OtherDepartments(hospital), Cashier(hospital)
    others._numbers = EVENT_NUMBERS
    before = cash_of(hospital)
    stay = cashier.admits(cashier.registers(PatientDetails("某人", Sex.MALE)))
    others.receive(stay)
    for amount in deposits:
        cashier.takes_deposit(stay, f"{amount}.00")
    lines = [others.line(stay, "D10001", str(quantity), D1, LineKind.TEMPORARY) for quantity in quantities]
    others.plan(stay, *lines)
    others.declare_discharge(stay)
    for _ in range(voids):
        cashier.checks(stay)
        cashier.api.void_settlement(cashier.settles(stay).settlement_id, "错")
        assert cash_of(hospital) - before == sum(deposits)
    cashier.checks(stay)
    made = cashier.settles(stay)
    assert made.total == Decimal("0.30") * sum(quantities)
    assert cash_of(hospital) - before == made.total
    assert cashier.discharges(stay).state is StayState.DISCHARGED
