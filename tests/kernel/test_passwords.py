"""Everybody changes their own password, at whatever department's server they are logged in."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import argon2
import pytest

from server.kernel import passwords, sessions
from server.kernel.passwords import Lane
from server.kernel.sessions import TooManyFailures
from shared.contracts.catalog.errors import PasswordTooWeak, StaffChanged
from shared.contracts.catalog.types import StaffChange
from shared.errors import LoginRequired, MissingRight, NeighbourUnreachable, ServerBusy, WrongLogin, WrongPassword
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital
from tests.passwords import PASSWORD
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.req("T8")
NEW = "a new long password"


@pytest.fixture
def hospital(directory: Path) -> Iterator[InProcessHospital]:
    with open_hospital(directory, "ward", "pharmacy") as made:
        yield made


def _log_in(hospital: InProcessHospital, department: str, password: str) -> Any:
    return hospital.proxy(department, "", lambda: "").log_in("nurse1", password)


def test_a_password_changed_at_one_department_is_the_one_at_all(hospital: InProcessHospital) -> None:
    hospital.station("ward", "nurse1").change_password(PASSWORD, NEW)
    hospital.reload_catalog()
    assert _log_in(hospital, "ward", NEW).user_name == "李护士"
    assert _log_in(hospital, "pharmacy", NEW).user_name == "李护士"
    with pytest.raises(WrongLogin):
        _log_in(hospital, "ward", PASSWORD)


def test_who_does_not_know_the_present_one_changes_nothing_and_can_not_go_on_guessing(hospital: InProcessHospital) -> None:
    ward = hospital.station("ward", "nurse1")
    with pytest.raises(WrongPassword):
        ward.change_password("not the password", NEW)
    hospital.reload_catalog()
    assert _log_in(hospital, "ward", PASSWORD).user_name == "李护士"
    for _ in range(9):
        with pytest.raises(WrongPassword):
            ward.change_password("not the password", NEW)
    with pytest.raises(TooManyFailures):
        ward.change_password(PASSWORD, NEW)


@pytest.mark.parametrize("weak", ["short", "ＮＵＲＳＥ１", ""])
def test_a_weak_one_is_refused(hospital: InProcessHospital, weak: str) -> None:
    with pytest.raises(PasswordTooWeak):
        hospital.station("ward", "nurse1").change_password(PASSWORD, weak)


def test_of_two_changes_at_once_the_second_is_told(hospital: InProcessHospital) -> None:
    hospital.station("ward", "nurse1").change_password(PASSWORD, NEW)
    with pytest.raises(StaffChanged):
        # The pharmacy has not heard of the first yet.
        hospital.station("pharmacy", "nurse1").change_password(PASSWORD, "another long password")
    hospital.reload_catalog()
    assert _log_in(hospital, "pharmacy", NEW).user_name == "李护士"


def test_without_the_catalogue_the_old_one_stays(hospital: InProcessHospital) -> None:
    neighbours: Any = hospital.running["ward"].neighbours
    neighbours.unreachable.add("catalog")
    with pytest.raises(NeighbourUnreachable):
        hospital.station("ward", "nurse1").change_password(PASSWORD, NEW)
    assert _log_in(hospital, "ward", PASSWORD).user_name == "李护士"


def test_a_server_has_no_password_and_a_person_can_not_replace_a_hash(hospital: InProcessHospital) -> None:
    token = hospital.running["ward"].sessions._open("", "pharmacy")
    with pytest.raises(LoginRequired):
        hospital.proxy("ward", token, lambda: "").change_password(PASSWORD, NEW)
    account = hospital.running["ward"].catalog.view.staff_by_login["nurse1"]
    with pytest.raises(MissingRight):
        hospital.station("catalog", "admin").replace_password(account.user_id, account.password_hash, "x")


def test_passwords_are_worked_on_one_at_a_time_and_with_less_urgency_than_calls() -> None:
    lane, seen = Lane(), list[tuple[int, int]]()
    threads = [threading.Thread(target=lane.run, args=(lambda: seen.append(_who_works()),)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(PATIENCE_S)
    ((worker, niceness),) = set(seen)
    assert len(seen) == 8
    assert worker != threading.get_native_id()
    assert niceness > _who_works()[1] or sys.platform != "linux"


def _who_works() -> tuple[int, int]:
    thread = threading.get_native_id()
    return thread, os.getpriority(os.PRIO_PROCESS, thread if sys.platform == "linux" else 0)


def test_others_are_served_while_a_password_is_verified_and_who_finds_no_place_is_told(
    hospital: InProcessHospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Slow(argon2.PasswordHasher):
        def verify(self, *args: Any) -> bool:
            begun.set()
            return go_on.wait(PATIENCE_S) and super().verify(*args)

    ward = hospital.station("ward", "nurse1")
    monkeypatch.setattr(sessions, "hasher", Slow())
    monkeypatch.setattr(sessions, "lane", Lane(places=1))
    names: list[str] = []
    thread = threading.Thread(target=lambda: names.append(_log_in(hospital, "ward", PASSWORD).user_name))
    thread.start()
    assert begun.wait(PATIENCE_S)
    assert ward.board("W01").ward == "W01"
    with pytest.raises(ServerBusy):
        _log_in(hospital, "ward", PASSWORD)
    go_on.set()
    thread.join(PATIENCE_S)
    assert names == ["李护士"]


def test_others_write_while_a_new_password_waits_for_its_turn(hospital: InProcessHospital, monkeypatch: pytest.MonkeyPatch) -> None:
    begun, go_on = threading.Event(), threading.Event()

    class Slow(argon2.PasswordHasher):
        def hash(self, *args: Any, **options: Any) -> str:
            begun.set()
            assert go_on.wait(PATIENCE_S)
            return super().hash(*args, **options)

    admin = hospital.station("catalog", "admin")
    nurse = next(each for each in admin.staff() if each.login == "nurse1")
    monkeypatch.setattr(passwords, "hasher", Slow())
    thread = threading.Thread(target=admin.set_password, args=(nurse.user_id, NEW))
    thread.start()
    assert begun.wait(PATIENCE_S)
    assert not admin.change_staff(nurse.user_id, nurse.version, StaffChange(nurse.name, nurse.role, (), active=False)).active
    go_on.set()
    thread.join(PATIENCE_S)
    nurse = next(each for each in admin.staff() if each.login == "nurse1")
    admin.change_staff(nurse.user_id, nurse.version, StaffChange(nurse.name, nurse.role, ()))
    hospital.reload_catalog()
    assert _log_in(hospital, "ward", NEW).user_name == "李护士"
