"""The journey, and many at once, on PostgreSQL: the second real server the product runs on, with writers in parallel."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from shared.contracts.admission.types import PatientDetails, Sex
from shared.errors import BusinessError
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital
from tests.postgres import Cluster
from tests.scenarios.people import Pharmacist, on
from tests.scenarios.test_patient_journey import Journey

pytestmark = pytest.mark.db


@pytest.fixture
def hospital(directory: Path, postgres: Cluster) -> Iterator[InProcessHospital]:
    with open_hospital(directory, "admission", "ward", "pharmacy", url=postgres.new_database) as made:
        yield made
        made.settle_down()
        assert made.problems() == []


def test_the_whole_journey(hospital: InProcessHospital) -> None:
    journey = Journey(hospital)
    journey.until_settlement()
    journey.settlement()
    journey.every_number_is_right()
    journey.farewell()


@pytest.mark.req("R1.11", "R3.C")
def test_many_at_once(hospital: InProcessHospital) -> None:
    """Twenty registrations get twenty numbers; of eight pharmacists on one request one wins; events stay contiguous."""
    journey = Journey(hospital)
    journey.admission()
    journey.first_orders()
    hospital.at(on(1, 10, 30))
    journey.nurse.runs(journey.stay)
    hospital.settle_down()
    (row,) = journey.pharmacist.requests()
    lines = tuple(line.line_id for line in journey.pharmacist.api.request(row.request_id).lines.rows)
    won: list[object] = []
    refused: list[str] = []
    numbers: list[int] = []

    def register(number: int) -> None:
        details = PatientDetails(f"同时{number}", Sex.MALE, date(1970, 1, 1))
        numbers.append(hospital.station("admission", "cashier2").register_patient(details).patient_no)

    def dispense() -> None:
        try:
            won.append(Pharmacist(hospital, "dispenser2").api.dispense(row.request_id, lines))
        except BusinessError as error:
            refused.append(error.code)

    threads = [threading.Thread(target=register, args=(number,)) for number in range(20)]
    threads += [threading.Thread(target=dispense) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(numbers)) == 20
    assert len(won) == 1
    assert refused == ["pharmacy.line_not_waiting"] * 7
