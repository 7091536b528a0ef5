"""Who changed and who read what: rows with before and after, sealed into a chain that shows tampering."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, event, func, insert, select, update
from sqlalchemy.exc import OperationalError

from server.kernel import audit
from server.kernel.audit import broken_seal, seal, seal_of
from shared.contracts.admission.types import PatientDetails, PatientQuery, Sex
from shared.errors import DatabaseBusy
from shared.identifiers import new_id
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital

COMMITTED = -1


@pytest.fixture
def hospital(directory: Path) -> Iterator[InProcessHospital]:
    with open_hospital(directory, "admission") as made:
        cashier = made.station("admission", "cashier1")
        patient = cashier.register_patient(PatientDetails("张秀英", Sex.FEMALE, date(1949, 12, 31)))
        cashier.edit_patient(patient.patient_no, 1, PatientDetails("张秀瑛", Sex.FEMALE, date(1949, 12, 31)))
        yield made


def test_a_change_is_kept_with_both_values_and_its_author(hospital: InProcessHospital) -> None:
    running = hospital.running["admission"]
    audit = running.parts.kernel.audit
    with running.engine.connect() as db:
        row = db.execute(select(audit).where(audit.c.operation == "edit_patient")).mappings().one()
    assert json.loads(row["before"])["name"] == "张秀英"
    assert json.loads(row["after"])["name"] == "张秀瑛"
    assert running.catalog.view.staff_name(row["user_id"]) == "王收费"


def test_the_chain_holds_until_somebody_edits_a_row(hospital: InProcessHospital) -> None:
    running = hospital.running["admission"]
    audit = running.parts.kernel.audit
    assert seal(running.engine, running.parts.kernel) == 2
    assert seal(running.engine, running.parts.kernel) == 0
    assert broken_seal(running.engine, running.parts.kernel) is None
    with running.engine.begin() as db:
        db.execute(update(audit).where(audit.c.seal_number == 1).values(after="{}"))
    assert broken_seal(running.engine, running.parts.kernel) == 1


def test_a_removed_row_breaks_the_chain(hospital: InProcessHospital) -> None:
    running = hospital.running["admission"]
    audit = running.parts.kernel.audit
    seal(running.engine, running.parts.kernel)
    with running.engine.begin() as db:
        db.execute(delete(audit).where(audit.c.seal_number == 1))
    assert broken_seal(running.engine, running.parts.kernel) == 1


def test_a_backlog_is_sealed_in_short_transactions_into_the_same_chain(hospital: InProcessHospital) -> None:
    running = hospital.running["admission"]
    tables, audit = running.parts.kernel, running.parts.kernel.audit
    with running.engine.begin() as db:
        pattern = dict(db.execute(select(audit).where(audit.c.operation == "edit_patient")).mappings().one())
        db.execute(insert(audit), [{**pattern, "id": new_id(), "subject": f"patient {number}"} for number in range(1100)])
    updated: list[int] = []

    def note(_connection: Any, cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("UPDATE"):
            updated.append(cursor.rowcount)

    def end(_connection: Any) -> None:
        updated.append(COMMITTED)

    event.listen(running.engine, "after_cursor_execute", note)
    event.listen(running.engine, "commit", end)
    try:
        assert seal(running.engine, tables) == 1102
    finally:
        event.remove(running.engine, "after_cursor_execute", note)
        event.remove(running.engine, "commit", end)
    assert updated == [500, COMMITTED, 500, COMMITTED, 102, COMMITTED]
    assert broken_seal(running.engine, tables) is None
    with running.engine.connect() as db:
        rows = db.execute(select(audit).order_by(audit.c.at, audit.c.id)).mappings().all()
    chained = ""
    for number, row in enumerate(rows, 1):
        chained = seal_of(chained, dict(row))
        assert (row["seal_number"], row["seal"]) == (number, chained)


def test_reads_of_a_patient_are_written_in_batches(hospital: InProcessHospital) -> None:
    running = hospital.running["admission"]
    hospital.station("admission", "cashier1").patient(100001)
    running.read_log.write()
    table = running.parts.kernel.read_log
    with running.engine.connect() as db:
        rows = db.execute(select(table).where(table.c.operation == "patient")).mappings().all()
    assert [row["subject"] for row in rows] == ["patient 100001"]


def test_reads_wait_for_a_busy_database_and_none_is_lost(hospital: InProcessHospital, monkeypatch: pytest.MonkeyPatch) -> None:
    running, cashier = hospital.running["admission"], hospital.station("admission", "cashier1")
    patient = cashier.find_patients(PatientQuery(text="张秀瑛")).rows[0].patient_no
    running.read_log.write()
    before = _reads(hospital)
    busy = OperationalError("INSERT", {}, sqlite3.OperationalError("database is locked"))

    def refuse(connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        if "kernel_read_log" in statement:
            raise busy

    event.listen(running.engine, "before_cursor_execute", refuse)
    for _ in range(3):
        cashier.stays(patient)
        with pytest.raises(OperationalError):
            running.read_log.write()
    event.remove(running.engine, "before_cursor_execute", refuse)
    running.read_log.write()
    assert _reads(hospital) == before + 3


def test_nothing_is_shown_whose_reading_can_not_be_kept(hospital: InProcessHospital, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(audit, "_MOST_WAITING", 1)
    cashier = hospital.station("admission", "cashier1")
    patient = cashier.find_patients(PatientQuery(text="张秀瑛")).rows[0].patient_no
    with pytest.raises(DatabaseBusy):
        cashier.stays(patient)
    hospital.running["admission"].read_log.write()
    cashier.stays(patient)


def _reads(hospital: InProcessHospital) -> int:
    running = hospital.running["admission"]
    with running.engine.connect() as db:
        return int(db.execute(select(func.count()).select_from(running.parts.kernel.read_log)).scalar_one())


def test_a_backlog_is_sealed_along_an_index(hospital: InProcessHospital) -> None:
    """Sorting all unsealed rows for each batch is quadratic in a backlog."""
    running = hospital.running["admission"]
    if running.engine.dialect.name != "sqlite":
        pytest.skip("reads SQLite's plan")
    plans: list[str] = []

    def explain(_conn: Any, cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
        if "seal_number IS NULL" in statement and not plans:
            plans.append("")
            plans.extend(row[3] for row in cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", parameters))

    event.listen(running.engine, "before_cursor_execute", explain)
    seal(running.engine, running.parts.kernel)
    assert plans[1:]
    assert not [plan for plan in plans if "TEMP B-TREE" in plan]
