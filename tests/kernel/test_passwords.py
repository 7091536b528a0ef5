"""Everybody changes their own password, at whatever department's server they are logged in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from server.kernel.sessions import TooManyFailures
from shared.contracts.catalog.errors import PasswordTooWeak, StaffChanged
from shared.errors import LoginRequired, MissingRight, NeighbourUnreachable, WrongLogin, WrongPassword
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital
from tests.passwords import PASSWORD

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
