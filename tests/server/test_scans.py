"""A search for a number reads what it finds, not everybody."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine, event

from shared.contracts.admission.types import PatientQuery
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital


@pytest.fixture(scope="module")
def hospital(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessHospital]:
    with open_hospital(tmp_path_factory.mktemp("hospital"), "admission", "tms") as made:
        yield made


def plan_of(engine: Engine, table: str, ask: Callable[[], Any]) -> list[str]:
    """How SQLite goes through the query of `ask` that begins at `table`."""
    if engine.dialect.name != "sqlite":
        pytest.skip("another engine decides by what lies in the tables")
    asked: list[tuple[str, Any]] = []

    def note(_db: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        asked.append((statement, parameters))

    event.listen(engine, "before_cursor_execute", note)
    ask()
    event.remove(engine, "before_cursor_execute", note)
    (statement, parameters) = next(each for each in asked if f"FROM {table}" in each[0])
    with engine.connect() as db:
        return [row[3] for row in db.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)]


@pytest.mark.req("R1.3")
@pytest.mark.parametrize("text", ["100001", "11010519491231002X"])
def test_a_patient_is_found_by_number_and_by_id_card_without_a_scan(hospital: InProcessHospital, text: str) -> None:
    desk = hospital.station("admission", "cashier1")
    plan = plan_of(hospital.running["admission"].engine, "admission_patient", lambda: desk.find_patients(PatientQuery(text)))
    assert not [step for step in plan if step.startswith("SCAN")], plan


@pytest.mark.req("R1.29")
@pytest.mark.parametrize("text", ["100001", "0012345678"])
def test_a_receipt_is_found_by_its_number_and_the_patients_without_a_scan(hospital: InProcessHospital, text: str) -> None:
    desk = hospital.station("admission", "cashier1")
    engine = hospital.running["admission"].engine
    plan = plan_of(engine, "admission_settlement", lambda: desk.find_receipts(text, None, None))
    assert not [step for step in plan if step.startswith("SCAN")], plan


@pytest.mark.parametrize("text", ["100001", "20260301-0001"])
def test_the_treatment_room_finds_a_number_without_a_scan(hospital: InProcessHospital, text: str) -> None:
    operator = hospital.station("tms", "tms1")
    plan = plan_of(hospital.running["tms"].engine, "tms_patient", lambda: operator.find_patients(text))
    assert not [step for step in plan if step.startswith("SCAN tms_patient")], plan
