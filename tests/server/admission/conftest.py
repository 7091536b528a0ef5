"""A desk with receipt numbers, a patient in the ward, and the other departments' voices."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from shared import clock
from shared.identifiers import StayId
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital
from tests.scenarios.people import Cashier
from tests.server.admission.ward_facts import OtherDepartments

DAY_1 = date(2026, 3, 2)


@pytest.fixture
def hospital(directory: Path) -> Iterator[InProcessHospital]:
    with open_hospital(directory, "admission") as made:
        made.at(clock.at(DAY_1, 9))
        supervisor = made.station("admission", "supervisor")
        for cashier, first in (("cashier1", 1), ("cashier2", 500)):
            for series, prefix in (("receipt", "A"), ("deposit", "Y")):
                supervisor.draw_receipt_range(series, cashier, f"{prefix}{first:04d}", f"{prefix}{first + 99:04d}")
        yield made


@pytest.fixture
def others(hospital: InProcessHospital) -> OtherDepartments:
    return OtherDepartments(hospital)


@pytest.fixture
def cashier(hospital: InProcessHospital) -> Cashier:
    return Cashier(hospital)


@pytest.fixture
def desk(cashier: Cashier) -> Any:
    """The typed API of the first cashier."""
    return cashier.api


@pytest.fixture
def stay(cashier: Cashier, others: OtherDepartments) -> StayId:
    """张秀英 in the ward since 09:00."""
    stay_id = cashier.admits(cashier.registers())
    others.receive(stay_id)
    return stay_id


@pytest.fixture
def ready(cashier: Cashier, others: OtherDepartments, stay: StayId) -> StayId:
    """Deposit 100.00, charges 140.00, declared and checked: 40.00 due."""
    cashier.takes_deposit(stay, "100.00")
    others.plan(
        stay,
        others.line(stay, "700002", "1", DAY_1),
        others.line(stay, "400001", "1", DAY_1),
        others.line(stay, "700002", "1", DAY_1),
    )
    others.declare_discharge(stay)
    cashier.checks(stay)
    return stay
