"""Who may guess how often, and with whose rights the gateway acts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import argon2
import pytest

from server.kernel import sessions
from server.kernel.sessions import AccountInactive, Sessions, TooManyFailures
from shared import clock
from shared.contracts.catalog.types import StaffChange
from shared.contracts.tms.types import FeedFilter
from shared.errors import MissingRight, WrongLogin
from tests.in_process import InProcessHospital
from tests.in_process import hospital as open_hospital
from tests.passwords import PASSWORD

GUESSES = 10


@pytest.fixture
def hospital(directory: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[InProcessHospital]:
    """The treatment room. What counts here is counting: a wrong password is found out at once, the right one is verified."""
    verify = Sessions._verify
    monkeypatch.setattr(Sessions, "_verify", lambda *args: args[2] == PASSWORD and verify(*args))
    with open_hospital(directory, "tms") as made:
        yield made


def _gateway(hospital: InProcessHospital, user_id: str = "") -> Any:
    token = hospital.running["tms"].sessions._open("", "gateway")
    return hospital.proxy("tms", token, lambda: user_id)


def _guess(api: Any, *address: str, name: str = "tms1") -> None:
    with pytest.raises(WrongLogin):
        (api.log_in_for if address else api.log_in)(name, "wrong password", *address)


def test_guesses_through_the_gateway_shut_out_the_guesser_only(hospital: InProcessHospital) -> None:
    gateway = _gateway(hospital)
    for index in range(GUESSES):
        _guess(gateway, "203.0.113.7", name=f"nobody{index}")
    with pytest.raises(TooManyFailures):
        gateway.log_in_for("tms1", PASSWORD, "203.0.113.7")
    assert gateway.log_in_for("tms1", PASSWORD, "203.0.113.8").user_name == "郭操作"
    assert hospital.proxy("tms", "", lambda: "").log_in("tms1", PASSWORD).user_name == "郭操作"


@pytest.mark.req("T8")
@pytest.mark.parametrize("typed", ["TMS1", "ｔｍｓ１", " Tms1 "])
def test_a_login_name_is_one_in_capitals_and_in_full_width(hospital: InProcessHospital, typed: str) -> None:
    assert hospital.proxy("tms", "", lambda: "").log_in(typed, PASSWORD).user_name == "郭操作"


@pytest.mark.req("T8")
def test_guesses_at_one_account_from_many_addresses_are_counted_together(hospital: InProcessHospital) -> None:
    gateway = _gateway(hospital)
    for index in range(GUESSES):
        _guess(gateway, f"203.0.113.{index}")
    with pytest.raises(TooManyFailures):
        gateway.log_in_for(" tms1", PASSWORD, "198.51.100.1")
    assert gateway.log_in_for("tms2", PASSWORD, "198.51.100.1").user_name == "冯操作"
    assert hospital.proxy("tms", "", lambda: "").log_in("tms1", PASSWORD).user_name == "郭操作"


def test_guesses_elsewhere_do_not_shut_an_account_out_where_it_logs_in(hospital: InProcessHospital) -> None:
    gateway = _gateway(hospital)
    assert gateway.log_in_for("tms1", PASSWORD, "198.51.100.1").user_name == "郭操作"
    for _ in range(GUESSES):
        _guess(gateway, "203.0.113.7")
    for index in range(GUESSES):
        _guess(gateway, "198.51.100.1", name=f"nobody{index}")
    assert gateway.log_in_for(" tms1", PASSWORD, "198.51.100.1").user_name == "郭操作"
    for stranger in ("203.0.113.7", "203.0.113.8"):
        with pytest.raises(TooManyFailures):
            gateway.log_in_for("tms1", PASSWORD, stranger)
    with pytest.raises(TooManyFailures):
        gateway.log_in_for("tms2", PASSWORD, "198.51.100.1")


def test_guesses_from_where_an_account_logs_in_are_limited_for_that_account(hospital: InProcessHospital) -> None:
    gateway = _gateway(hospital)
    for name in ("tms1", "tms2"):
        assert gateway.log_in_for(name, PASSWORD, "198.51.100.1")
    for _ in range(GUESSES):
        _guess(gateway, "198.51.100.1")
    with pytest.raises(TooManyFailures):
        gateway.log_in_for("tms1", PASSWORD, "198.51.100.1")
    assert gateway.log_in_for("tms2", PASSWORD, "198.51.100.1").user_name == "冯操作"
    assert gateway.log_in_for("tms1", PASSWORD, "203.0.113.8").user_name == "郭操作"


@pytest.mark.parametrize(("hours", "familiar"), [(23, True), (25, False)])
def test_an_address_is_familiar_for_a_day(
    hospital: InProcessHospital, monkeypatch: pytest.MonkeyPatch, hours: int, familiar: bool
) -> None:
    gateway = _gateway(hospital)
    gateway.log_in_for("tms1", PASSWORD, "198.51.100.1")
    later = clock.monotonic() + hours * 3600
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    gateway = _gateway(hospital)
    for _ in range(GUESSES):
        _guess(gateway, "203.0.113.7")
    if familiar:
        assert gateway.log_in_for("tms1", PASSWORD, "198.51.100.1").user_name == "郭操作"
    else:
        with pytest.raises(TooManyFailures):
            gateway.log_in_for("tms1", PASSWORD, "198.51.100.1")


def test_of_too_many_familiar_addresses_the_longest_unused_is_forgotten(
    hospital: InProcessHospital, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_MOST_COUNTED", 2)
    gateway = _gateway(hospital)
    for address in ("198.51.100.1", "198.51.100.2", "198.51.100.1", "198.51.100.3"):
        gateway.log_in_for("tms1", PASSWORD, address)
    for _ in range(GUESSES):
        _guess(gateway, "203.0.113.7")
    with pytest.raises(TooManyFailures):
        gateway.log_in_for("tms1", PASSWORD, "198.51.100.2")
    for address in ("198.51.100.1", "198.51.100.3"):
        assert gateway.log_in_for("tms1", PASSWORD, address).user_name == "郭操作"


def test_a_stations_guesses_keep_no_server_out(hospital: InProcessHospital) -> None:
    station = hospital.proxy("tms", "", lambda: "")
    for _ in range(GUESSES):
        _guess(station)
    with pytest.raises(TooManyFailures):
        station.log_in("tms1", PASSWORD)
    secret = (hospital.directory / "service.secret").read_text(encoding="ascii").strip()
    assert station.log_in_service("gateway", secret).role == "service"
    for _ in range(GUESSES):
        with pytest.raises(WrongLogin):
            station.log_in_service("gateway", "wrong secret")
    with pytest.raises(TooManyFailures):
        station.log_in_service("gateway", secret)


@pytest.mark.req("T8")
def test_a_server_may_do_what_the_asked_one_lets_it(hospital: InProcessHospital) -> None:
    secret = (hospital.directory / "service.secret").read_text(encoding="ascii").strip()
    tms, catalog = (hospital.proxy(name, "", lambda: "") for name in ("tms", "catalog"))
    assert tms.log_in_service("admission", secret).rights == ("service.reverse",)
    assert catalog.log_in_service("admission", secret).rights == ("service.password", "service.snapshot")
    with pytest.raises(WrongLogin):
        tms.log_in_service("pharmacy", secret)
    ward = hospital.proxy("catalog", hospital.running["catalog"].sessions._open("", "ward"), lambda: "")
    assert ward.snapshot(0) is not None
    with pytest.raises(MissingRight):
        ward.staff()


def test_failures_are_forgotten_after_a_minute(hospital: InProcessHospital, monkeypatch: pytest.MonkeyPatch) -> None:
    gateway = _gateway(hospital)
    for _ in range(GUESSES):
        _guess(gateway, "203.0.113.7")
    later = clock.monotonic() + 61
    monkeypatch.setattr(clock, "monotonic", lambda: later)
    assert gateway.log_in_for("tms1", PASSWORD, "203.0.113.7").user_name == "郭操作"


def test_names_that_are_made_up_do_not_fill_the_memory(hospital: InProcessHospital, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_MOST_COUNTED", 6)
    gateway = _gateway(hospital)
    for index in range(GUESSES):
        _guess(gateway, "203.0.113.7", name=f"nobody{index}")
    assert len(hospital.running["tms"].sessions._failures._moments) == 6
    with pytest.raises(TooManyFailures):
        gateway.log_in_for("tms1", PASSWORD, "203.0.113.7")


@pytest.mark.req("T8")
def test_log_in_for_others_is_the_gateways_alone(hospital: InProcessHospital) -> None:
    with pytest.raises(MissingRight):
        hospital.station("tms", "tms1").log_in_for("tms2", PASSWORD, "203.0.113.7")


@pytest.mark.req("T8")
def test_the_gateway_never_acts_with_its_own_rights_for_somebody(hospital: InProcessHospital) -> None:
    account = hospital.running["tms"].catalog.view.staff_by_login["cashier1"]
    with pytest.raises(MissingRight):
        _gateway(hospital, account.user_id).feed_ticket()
    assert _gateway(hospital).missed("", FeedFilter(), 1) == ()
    with pytest.raises(AccountInactive):
        _gateway(hospital, "no-such-user").feed_ticket()
    admin = hospital.station("catalog", "admin")
    tms1 = next(each for each in admin.staff() if each.login == "tms1")
    assert _gateway(hospital, tms1.user_id).feed_ticket().ticket
    admin.change_staff(tms1.user_id, tms1.version, StaffChange(tms1.name, tms1.role, (), active=False))
    hospital.reload_catalog()
    with pytest.raises(AccountInactive):
        _gateway(hospital, tms1.user_id).feed_ticket()
    with pytest.raises(AccountInactive):
        _gateway(hospital).identity_of(tms1.user_id)


def test_an_unknown_name_costs_as_much_work_as_a_wrong_password(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the time of the answer would tell which names there are."""
    worked: list[str] = []

    class Counting(argon2.PasswordHasher):
        def hash(self, *args: Any, **options: Any) -> str:
            worked.append("once")
            return super().hash(*args, **options)

        def verify(self, *args: Any) -> bool:
            worked.append("once")
            return super().verify(*args)

    monkeypatch.setattr(sessions, "hasher", Counting())
    with open_hospital(directory, "tms") as hospital:
        worked.clear()
        visitor = hospital.proxy("tms", "", lambda: "")
        for name in ("tms1", "nobody"):
            _guess(visitor, name=name)
            assert worked == ["once"]
            worked.clear()
