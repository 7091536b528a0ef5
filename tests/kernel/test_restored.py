"""A department's database is replaced by an older copy of it: that is noticed, nothing is told under a number that was used before,
and nothing is run or settled until somebody has looked through what is missing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from server.kernel.message_center import NumberReused
from server.kernel.unit_of_work import SYSTEM
from shared import clock
from shared.contracts import events
from shared.contracts.admission.types import PatientDetails, Sex
from shared.contracts.events import Event
from shared.contracts.ward.events import PatientLeft
from shared.errors import DatabaseBehind
from shared.identifiers import StayId, new_id
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital
from tests.scenarios.people import JOURNEY_ORDERS, Cashier, Nurse, on

Restore = Callable[[str], None]


@pytest.fixture
def hospital(directory: Path) -> Iterator[InProcessHospital]:
    with open_hospital(directory, "admission", "ward", "pharmacy") as made:
        if made.running["ward"].engine.dialect.name != "sqlite":
            pytest.skip("restores the file of a database")
        made.at(on(1, 9, 30))
        supervisor = made.station("admission", "supervisor")
        for series, prefix in (("receipt", "A"), ("deposit", "Y")):
            supervisor.draw_receipt_range(series, "cashier1", f"{prefix}001", f"{prefix}099")
        yield made


@pytest.fixture
def back_up(hospital: InProcessHospital) -> Callable[[str], Restore]:
    """Copies a department's database; what is answered puts the copy in its place and starts a server on it."""

    def copy(name: str) -> Restore:
        file, kept = hospital.directory / f"{name}.db", hospital.directory / f"{name}.backup"
        with sqlite3.connect(file) as source, sqlite3.connect(kept) as target:
            source.backup(target)

        def restore(name: str) -> None:
            hospital.running[name].close()
            for each in file.parent.glob(f"{name}.db*"):
                each.unlink()
            shutil.copyfile(kept, file)
            hospital.running[name] = hospital.another_server(name)

        return restore

    return copy


def _incarnation(hospital: InProcessHospital, name: str) -> int:
    running = hospital.running[name]
    with running.engine.connect() as db:
        found: int = db.execute(select(running.parts.kernel.server.c.incarnation)).scalar_one()
    return found


def _in_bed(hospital: InProcessHospital, name: str, bed: str) -> StayId:
    cashier = Cashier(hospital)
    stay = cashier.admits(cashier.registers(PatientDetails(name, Sex.FEMALE)))
    hospital.deliver()
    Nurse(hospital, "nurse1").receives(stay, bed)
    hospital.deliver()
    return stay


def _orders_ecg(hospital: InProcessHospital, stay: StayId) -> None:
    Nurse(hospital, "nurse1").enters(stay, JOURNEY_ORDERS[-1:], clock.now())
    Nurse(hospital, "nurse2").confirms(stay)


def test_a_restored_ward_hears_what_it_missed_and_is_heard_again(
    hospital: InProcessHospital, back_up: Callable[[str], Restore]
) -> None:
    first = _in_bed(hospital, "甲", "W01-001")
    restore = back_up("ward")
    second = _in_bed(hospital, "乙", "W01-002")
    _orders_ecg(hospital, first)
    Nurse(hospital, "nurse1").runs(first)
    hospital.deliver()
    restore("ward")
    nurse = Nurse(hospital, "nurse1")

    hospital.deliver()

    assert _incarnation(hospital, "ward") == 2
    assert nurse.api.hello().health.behind
    board = nurse.api.board("W01")
    assert {stay.stay_id for stay in (*board.stays, *board.waiting)} == {first, second}, "admission's word on the second came again"
    _orders_ecg(hospital, first)
    with pytest.raises(DatabaseBehind):
        nurse.runs(first)
    admin = hospital.station("ward", "admin")
    admin.resume("核对了 3 月 1 日的执行")
    assert not nurse.api.hello().health.behind
    before = Cashier(hospital).api.account(first).total
    nurse.runs(first)
    hospital.deliver()
    assert Cashier(hospital).api.account(first).total > before, "what it tells under new numbers arrives"
    assert hospital.running["admission"].consumer.parked() == 0


def test_a_restored_desk_settles_nothing(hospital: InProcessHospital, back_up: Callable[[str], Restore]) -> None:
    stay = _in_bed(hospital, "甲", "W01-001")
    _orders_ecg(hospital, stay)
    Nurse(hospital, "nurse1").runs(stay)
    Nurse(hospital, "nurse1").declares_discharge(stay)
    hospital.deliver()
    Cashier(hospital).checks(stay)
    restore = back_up("admission")
    Cashier(hospital).admits(Cashier(hospital).registers())
    hospital.deliver()
    restore("admission")
    hospital.deliver()
    assert _incarnation(hospital, "admission") == 2
    cashier = Cashier(hospital)
    with pytest.raises(DatabaseBehind):
        cashier.settles(stay)
    hospital.station("admission", "admin").resume("核对了 3 月 1 日的登记")
    assert cashier.settles(stay).total > 0, "nothing of it was settled before"


def test_what_was_told_after_the_restore_before_the_center_was_reached_is_not_lost(
    hospital: InProcessHospital, back_up: Callable[[str], Restore]
) -> None:
    """By then it has counted on, past what the center has: only the events themselves tell."""
    stay = _in_bed(hospital, "甲", "W01-001")
    restore = back_up("ward")
    _orders_ecg(hospital, stay)
    hospital.deliver()
    restore("ward")
    for _ in range(5):
        hospital.running["ward"].units.write(
            SYSTEM, "test", lambda work: work.publish("x", PatientLeft(stay, "W01", "x", work.now))
        )
    newest = hospital.center.newest("ward")
    hospital.deliver(only=())
    assert _incarnation(hospital, "ward") == 2
    told = hospital.center.told("ward", 2, 0, 100)
    assert len(told) == 5
    assert newest is not None
    assert len(hospital.center.told("ward", 1, 0, 1000)) == newest[1], "and nothing twice"


def test_a_backup_that_lacks_nothing_that_was_told_is_no_older_database(
    hospital: InProcessHospital, back_up: Callable[[str], Restore]
) -> None:
    """Its events were sent after the copy was made, and are those the center has."""
    cashier = Cashier(hospital)
    stay = cashier.admits(cashier.registers())
    restore = back_up("admission")
    hospital.deliver()
    restore("admission")
    hospital.deliver()
    assert _incarnation(hospital, "admission") == 1
    assert not hospital.running["admission"].standing.behind
    assert [each.stay_id for each in hospital.station("ward", "nurse1").board("W01").waiting] == [stay]


def test_two_restores_are_two_incarnations(hospital: InProcessHospital, back_up: Callable[[str], Restore]) -> None:
    restore = back_up("ward")
    for number in (2, 3):
        _in_bed(hospital, f"病人{number}", f"W01-00{number}")
        restore("ward")
        hospital.deliver()
        assert _incarnation(hospital, "ward") == number


def test_an_old_number_with_new_content_is_refused(hospital: InProcessHospital) -> None:
    def told(number: int) -> Event:
        fact = PatientLeft(StayId(new_id()), "W01", "W01-001", clock.now())
        return Event(new_id(), "ward", 1, number, fact.event_type, fact.stay_id, clock.now(), events.encode(fact))

    first, second = told(1), told(2)
    hospital.center.append("ward", (first, second))
    hospital.center.append("ward", (first, second))
    with pytest.raises(NumberReused) as refused:
        hospital.center.append("ward", (told(3), told(2)))
    assert refused.value.details == {"source": "ward", "number": 2}
    assert hospital.center.newest("ward") == (1, 2), "all or nothing"
