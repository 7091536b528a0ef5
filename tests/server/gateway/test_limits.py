"""Limits on clients, and the alarm for failures."""

from __future__ import annotations

import logging

import pytest

from server.gateway.errors import TooManyClients, TooManyRequests
from server.gateway.limits import Allowance, Allowances, Places
from server.gateway.observation import FailureWatch, GatewayMetrics, Reachability
from server.gateway.settings import GatewaySettings, gateway_settings
from server.kernel.settings import SettingsError


def test_an_allowance_is_spent_and_grows_back() -> None:
    now = 0.0
    allowance = Allowance(60, lambda: now)
    assert [allowance.spend() for _ in range(61)] == [True] * 60 + [False]
    now = 1.5
    assert (allowance.spend(), allowance.spend()) == (True, False)
    now = 1000.0
    assert [allowance.spend() for _ in range(61)] == [True] * 60 + [False]


def test_addresses_have_allowances_of_their_own() -> None:
    allowances = Allowances(1)
    allowances.spend("a")
    allowances.spend("b")
    with pytest.raises(TooManyRequests):
        allowances.spend("a")


def test_of_too_many_addresses_the_one_that_asked_longest_ago_is_forgotten() -> None:
    allowances = Allowances(2, most=2)
    for address in "abac":
        allowances.spend(address)
    with pytest.raises(TooManyRequests):
        allowances.spend("a")
    allowances.spend("b")


def test_places_are_limited_in_all_and_per_address() -> None:
    places = Places(3, 2)
    places.take("a")
    places.take("a")
    with pytest.raises(TooManyClients):
        places.take("a")
    places.take("b")
    with pytest.raises(TooManyClients):
        places.take("c")
    places.give_back("a")
    places.take("c")


@pytest.mark.req("W7")
def test_many_failures_are_told_once(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger("his"), "propagate", True)
    watch = FailureWatch()
    for round_ in range(2):
        for index in range(20):
            watch.took(index < 2)
        assert watch.look(), round_
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    for _ in range(20):
        watch.took(False)
    assert not watch.look()


@pytest.mark.req("W7")
def test_a_neighbour_that_goes_away_is_told_once(caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch) -> None:
    logger = logging.getLogger("his")
    monkeypatch.setattr(logger, "propagate", True)
    caplog.set_level("INFO", "his")
    metrics = GatewayMetrics()
    center = Reachability("messages", metrics)
    for ok in (True, False, False, True):
        center.note(ok)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("WARNING", "neighbour is away"),
        ("INFO", "neighbour is back"),
    ]
    assert b'his_gateway_reachable{neighbour="messages"} 1.0' in metrics.page()


def test_settings_are_read_from_file_and_environment() -> None:
    read = gateway_settings({"anonymous_feed": "true", "allowed_origins": "https://a.example/, https://b.example", "ping_s": "2.5"})
    assert read == GatewaySettings(anonymous_feed=True, allowed_origins=("https://a.example", "https://b.example"), ping_s=2.5)
    assert gateway_settings({"allowed_origins": ["https://a.example"], "port": 9527}).allowed_origins == ("https://a.example",)
    assert not gateway_settings({}).anonymous_feed


@pytest.mark.parametrize(
    "wrong", [{"max_clients": "many"}, {"ping_s": 0}, {"tbs_frequency": "sometimes"}, {"trusted_proxies": "proxy.example"}]
)
def test_a_wrong_setting_is_told_by_name(wrong: dict[str, object]) -> None:
    with pytest.raises(SettingsError, match=next(iter(wrong))):
        gateway_settings(wrong)
