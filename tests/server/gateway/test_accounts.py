"""Accounts that change while their feed is open, and who is counted for what."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from server.gateway.feed import endpoint
from shared.contracts.catalog.contract import CatalogContract
from shared.contracts.catalog.types import StaffChange
from shared.contracts.common import EVERY_WARD
from shared.contracts.tms.contract import TmsContract
from shared.rpc import Address, Client
from tests.live.processes import log_in_when_possible
from tests.passwords import PASSWORD
from tests.server.gateway.conftest import PREFIX, Console, Place, another_gateway
from tests.server.gateway.people import body_of
from tests.server.gateway.test_door import _lies_in, _until_known


@contextmanager
def _admin(place: Place) -> Iterator[Any]:
    client = Client(CatalogContract, (Address("127.0.0.1", place.ports["catalog"]),))
    log_in_when_possible(client, "admin")
    yield client.api
    client.close()


def _change(place: Place, login: str, role: str | None = None, wards: tuple[str, ...] = (EVERY_WARD,), active: bool = True) -> None:
    """Change an account, and wait until the treatment room has heard of it."""
    with _admin(place) as admin:
        account = next(each for each in admin.staff() if each.login == login)
        changed = admin.change_staff(
            account.user_id, account.version, StaffChange(account.name, role or account.role, wards, active=active)
        )
    view = place.running["tms"].assembly.catalog  # type: ignore[attr-defined]

    def arrived() -> bool:
        found = view.view.staff_by_login[login]
        return (found.role, found.wards, found.active) == (changed.role, changed.wards, changed.active)

    view.wake()
    place.until(arrived)


def _look_again(place: Place) -> None:
    asyncio.run_coroutine_threadsafe(place.feed.ask_again(), place.gateway.loop).result(10)


def _settle(place: Place) -> None:
    place.until(lambda: all(client.waiting is None for client in place.feed.hub.clients))


@pytest.mark.req("T8")
@pytest.mark.parametrize("by_ticket", [False, True])
def test_an_open_feed_learns_other_wards(place: Place, by_ticket: bool) -> None:
    with another_gateway(place) as other:
        query = f"ticket={other.rest('tms2').ticket()}" if by_ticket else ""
        console: Console = other.console("" if by_ticket else "tms2", query)
        number = 820_000 + by_ticket
        _lies_in(place, "W02", number)
        waiting = _until_known(place, number, body_of(f"wards-{by_ticket}"))["executionId"]
        console.until(f"{PREFIX}CREATED", waiting)
        _change(place, "tms2", wards=("W01",))
        try:
            _look_again(other)
            _settle(other)
            hidden = place.rest("his_api").create(f"hidden-{by_ticket}", patientId=None, **_patient(number))["executionId"]
            seen = place.rest("his_api").create(f"seen-{by_ticket}")["executionId"]
            assert console.until(f"{PREFIX}CREATED", seen)
            assert console.ask(messageType=f"{PREFIX}RECEIVED", executionId=hidden)["code"] == "tms.execution_unknown"
        finally:
            _change(place, "tms2")
        _look_again(other)
        assert console.until(f"{PREFIX}CREATED", hidden)


def _patient(patient_no: int) -> dict[str, Any]:
    body = body_of(f"ward-patient-{patient_no}")["patient"]
    return {"patient": {**body, "hisId": patient_no}}


@pytest.mark.req("T8")
@pytest.mark.parametrize("by_ticket", [False, True])
@pytest.mark.parametrize(
    ("change", "ended"),
    [({"role": "cashier"}, (1008, "no right to the feed any more")), ({"active": False}, (1008, "session ended"))],
)
def test_an_open_feed_ends_with_the_right_to_it(
    place: Place, by_ticket: bool, change: dict[str, Any], ended: tuple[int, str]
) -> None:
    with another_gateway(place) as other:
        query = f"ticket={other.rest('tmsdoc2').ticket()}" if by_ticket else ""
        console = other.console("" if by_ticket else "tmsdoc2", query)
        other.console("tms1")
        _change(place, "tmsdoc2", **change)
        try:
            _look_again(other)
            assert console.ended() == ended
            assert [client.visitor.identity.user_name for client in other.feed.hub.clients if client.visitor.identity] == ["郭操作"]
        finally:
            _change(place, "tmsdoc2", role="tms_physician")


def test_accounts_are_asked_about_once_each_and_a_few_at_a_time(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    with another_gateway(place) as other:
        tickets = [other.rest(name).ticket() for name in ("tms1", "tms1", "tms2", "tmsdoc1", "tmsdoc2", "tms_w01")]
        for ticket in tickets:
            other.console("", f"ticket={ticket}")
        asked: list[str] = []
        under_way = most = 0
        ask = other.feed.door.accounts.identity_of

        async def counted(user_id: str) -> Any:
            nonlocal under_way, most
            asked.append(user_id)
            under_way += 1
            most = max(most, under_way)
            answer = await ask(user_id)
            under_way -= 1
            return answer

        monkeypatch.setattr(other.feed.door.accounts, "identity_of", counted)
        _look_again(other)
        assert (len(asked), len(set(asked)), most) == (5, 5, endpoint._ASKED_AT_ONCE)


def test_guessing_by_rest_is_counted_for_the_visitor_behind_a_trusted_proxy(place: Place) -> None:
    with another_gateway(place, trusted_proxies=["127.0.0.0/8"]) as other:
        http = other.rest().http

        def log_in(address: str, password: str, name: str = "his_api") -> tuple[int, str]:
            answer = http.post("/session", json={"name": name, "password": password}, headers={"X-Forwarded-For": address})
            return answer.status_code, answer.json().get("code", "")

        for index in range(10):
            assert log_in("203.0.113.9", "wrong", f"nobody{index}") == (401, "wrong_login")
        assert log_in("203.0.113.9", PASSWORD) == (429, "too_many_failures")
        assert log_in("198.51.100.4, 203.0.113.9", PASSWORD) == (429, "too_many_failures")
        assert log_in("203.0.113.10", PASSWORD)[0] == 200
        station = Client(TmsContract, (Address("127.0.0.1", place.ports["tms"]),))
        assert station.log_in("his_api", PASSWORD).role == "integration"
        station.close()


def test_without_a_trusted_proxy_nobody_names_their_own_address(place: Place) -> None:
    with another_gateway(place) as other:
        tries = [other.rest().http.post("/session", json={}, headers={"X-Forwarded-For": f"203.0.113.{n}"}) for n in range(21)]
        answer = tries[-1]
        assert (answer.status_code, answer.json()["code"]) == (429, "gateway.too_many_requests")
        assert answer.headers["Retry-After"] == "5"


def test_a_proxy_that_ends_tls_says_so(place: Place) -> None:
    with another_gateway(place, anonymous_feed=True, trusted_proxies="127.0.0.1") as other:
        port = other.ports["gateway"]
        told = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.7"}
        console = other.console("", additional_headers=told, origin=f"https://127.0.0.1:{port}")
        assert console.ask(messageType="PING")["messageType"] == "PONG"
        assert [client.address for client in other.feed.hub.clients] == ["203.0.113.7"]


def test_rest_is_limited_per_account_and_per_address(place: Place) -> None:
    with another_gateway(place, requests_per_minute=5, trusted_proxies="127.0.0.1") as other:
        url, first, second = "/prescription-execution", other.rest("his_api").http, other.rest("tms1").http

        def ask(http: Any, address: str) -> int:
            return int(http.get(url, headers={"X-Forwarded-For": address}).status_code)

        assert [ask(first, f"203.0.113.{index}") for index in range(6)] == [200] * 5 + [429]
        assert ask(second, "203.0.113.200") == 200
        assert [other.rest().http.get(url, headers={"Authorization": "Bearer x", "X-Forwarded-For": "8.8.8.8"}).status_code] == [
            401
        ]
        assert [ask(second, "203.0.113.201") for _ in range(4)] == [200] * 4
        fresh = [other.rest().http.get(url, headers={"Authorization": "Bearer x", "X-Forwarded-For": "9.9.9.9"}) for _ in range(6)]
        assert [answer.status_code for answer in fresh] == [401] * 5 + [429]
