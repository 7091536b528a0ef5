"""Connections to a database server that restarts, and what a read leaves behind on them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from shared import clock
from shared.contracts.admission.types import PatientDetails, PatientQuery, Sex
from shared.errors import DatabaseBusy
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital
from tests.postgres import Cluster

pytestmark = pytest.mark.db


@pytest.fixture
def hospital(directory: Path, postgres: Cluster) -> Iterator[InProcessHospital]:
    with open_hospital(directory, "admission", url=postgres.new_database) as made:
        yield made


def _restart(postgres: Cluster) -> None:
    with psycopg.connect(host="127.0.0.1", port=postgres.port, user="postgres", dbname="postgres", autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname IS NOT NULL"
        )


@pytest.mark.parametrize("rested", [False, True], ids=["a moment ago", "after a rest"])
def test_a_database_server_that_restarted_is_nobodys_error(
    hospital: InProcessHospital, postgres: Cluster, rested: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    cashier = hospital.station("admission", "cashier1")
    cashier.register_patient(PatientDetails("张秀英", Sex.FEMALE))
    _restart(postgres)
    if rested:
        real = clock.monotonic
        monkeypatch.setattr("server.kernel.database.monotonic", lambda: real() + 60)
    assert [row.name for row in cashier.find_patients(PatientQuery()).rows] == ["张秀英"]
    _restart(postgres)
    cashier.register_patient(PatientDetails("李建国", Sex.MALE))
    assert {row.name for row in cashier.find_patients(PatientQuery()).rows} == {"张秀英", "李建国"}


def test_who_is_looked_up_in_that_moment_is_asked_to_try_again(hospital: InProcessHospital, postgres: Cluster) -> None:
    """Outside a unit of work nothing is tried again, and nothing is an internal error either."""
    cashier = hospital.station("admission", "cashier1")
    cashier.find_patients(PatientQuery())
    hospital.running["admission"].sessions._known.clear()
    _restart(postgres)
    with pytest.raises(DatabaseBusy):
        cashier.find_patients(PatientQuery())
    assert cashier.find_patients(PatientQuery()).rows == ()


def test_a_read_keeps_what_the_driver_prepared_and_asks_nothing_beside(hospital: InProcessHospital) -> None:
    cashier, engine = hospital.station("admission", "cashier1"), hospital.running["admission"].engine
    for _ in range(12):
        cashier.find_patients(PatientQuery())
    ended: list[str] = []
    event.listen(engine, "rollback", lambda _connection: ended.append("rollback"))
    event.listen(engine, "commit", lambda _connection: ended.append("commit"))
    cashier.find_patients(PatientQuery())
    assert set(ended) == {"commit"}
    connection: Any = engine.raw_connection()
    prepared = connection.cursor().execute("SELECT count(*) FROM pg_prepared_statements").fetchone()
    connection.close()
    assert prepared[0] > 0
