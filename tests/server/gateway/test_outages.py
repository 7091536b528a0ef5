"""Neighbours that go away and come back, gateways side by side, an orderly end, TLS."""

from __future__ import annotations

import asyncio
import json
import ssl
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

from server import hospital
from server.kernel.certificates import make_certificates
from shared import clock
from shared.contracts.tms.contract import TmsContract
from shared.rpc import Address, Client
from tests.live.processes import free_port
from tests.patience import PATIENCE_S
from tests.server.gateway.conftest import PATH, PREFIX, Json, Place, another_gateway
from tests.server.gateway.people import body_of


def _health(place: Place) -> Json:
    found: Json = place.rest().http.get("/health").json()
    return found


def _until_health(place: Place, **wanted: Any) -> None:
    deadline = clock.monotonic() + PATIENCE_S
    while not wanted.items() <= _health(place).items():
        assert clock.monotonic() < deadline, _health(place)


@pytest.mark.req("W6")
def test_without_the_message_center_the_feed_goes_on_and_nothing_is_lost(place: Place) -> None:
    console = place.console()
    with another_gateway(place) as other:
        beside = other.console("tms2")
        place.stop("messages")
        _until_health(place, status="degraded", messageCenter=False, tms=True)
        here = place.rest("his_api").create("out-1")["executionId"]
        assert console.until(f"{PREFIX}CREATED", here)
        place.start("messages")
        assert beside.until(f"{PREFIX}CREATED", here)
        _until_health(place, status="ok", messageCenter=True)
        assert [message for message in console.settled() if message["messageType"] == f"{PREFIX}CREATED"] == []


@pytest.mark.req("W6")
def test_without_the_treatment_room_connections_stay_and_get_what_they_missed(place: Place) -> None:
    console = place.console()
    number = place.rest("his_api").create("out-2")["executionId"]
    console.until(f"{PREFIX}CREATED", number)
    place.rest("his_api").http.get("/prescription-execution/1")
    place.stop("tms")
    refused = place.rest("his_api").http.post("/prescription-execution", json=body_of("out-3"))
    assert (refused.status_code, refused.json()["code"]) == (503, "gateway.tms_away")
    assert "127.0.0.1" not in refused.json()["message"]
    failed = console.ask(messageType=f"{PREFIX}RECEIVED", executionId=number)
    assert (failed["result"], failed["code"]) == ("FAILED", "gateway.tms_away")
    _until_health(place, status="degraded", tms=False)
    place.start("tms")
    assert console.ask(messageType=f"{PREFIX}RECEIVED", executionId=number)["result"] == "SUCCESS"
    again = place.rest("his_api").create("out-3")["executionId"]
    assert console.until(f"{PREFIX}CREATED", again)
    _until_health(place, status="ok", tms=True)


@pytest.mark.req("W6")
def test_gateways_side_by_side_tell_the_same_once(place: Place) -> None:
    with another_gateway(place) as other:
        consoles = [place.console("tms1"), other.console("tms2")]
        for console in consoles:
            console.settled()
        first, second = place.rest("his_api").create("side-1"), other.rest("his_api").create("side-2")
        mine = [first["executionId"], second["executionId"]]
        told: list[list[Json]] = [[], []]
        for console, heard in zip(consoles, told, strict=True):
            # What other tests left unacknowledged may be told again meanwhile.
            while {message.get("executionId") for message in heard} < set(mine):
                heard += [message for message in (console.hear(),) if message.get("executionId") in mine]
        consoles[0].ask(messageType=f"{PREFIX}RECEIVED", executionId=first["executionId"])
        for console, heard in zip(consoles, told, strict=True):
            heard.append(console.until(f"{PREFIX}UPDATED", first["executionId"]))
            heard += [message for message in console.settled() if message.get("executionId") in mine]
            kinds = [(message["messageType"], message["executionId"]) for message in heard]
            assert sorted(kinds[:2]) == [(f"{PREFIX}CREATED", number) for number in sorted(mine)]
            assert kinds[2:] == [(f"{PREFIX}UPDATED", first["executionId"])]
            assert heard[2]["executionStatus"] == 1


def test_the_end_is_told_to_every_client(place: Place) -> None:
    with another_gateway(place) as other:
        console = other.console()
        other.stop("gateway")
        assert console.ended()[0] == 1012


def test_a_session_that_ends_closes_its_feed(place: Place) -> None:
    with another_gateway(place) as other:
        console = other.console("tmsdoc2")
        token = other.rest("tmsdoc2").http.headers["Authorization"].removeprefix("Bearer ")
        client = Client(TmsContract, (Address("127.0.0.1", place.ports["tms"]),))
        client.token = token
        client.api.log_out()
        client.close()
        asyncio.run_coroutine_threadsafe(other.feed.ask_again(), other.gateway.loop).result(10)
        assert console.ended() == (1008, "session ended")


def test_over_tls_like_every_server(tmp_path: Path) -> None:
    folder = tmp_path / "tls"
    ca, certificate, key = make_certificates(folder, "localhost")
    port = free_port()
    sections: dict[str, Json] = {
        "hospital": {"data_dir": str(tmp_path), "demo": True},
        "tls": {"ca": str(ca), "certificate": str(certificate), "key": str(key)},
        "gateway": {"port": port, "anonymous_feed": True},
        "messages": {"port": free_port()},
        "tms": {"port": free_port()},
    }
    [server] = hospital.start(["gateway"], sections)
    try:
        context = ssl.create_default_context(cafile=str(ca))
        assert httpx.get(f"https://localhost:{port}/health", verify=context).json()["status"] in {"ok", "degraded"}
        with connect(f"wss://localhost:{port}{PATH}", ssl=context) as socket:
            socket.send('{"messageType":"PING"}')
            assert json.loads(socket.recv(timeout=PATIENCE_S))["messageType"] == "PONG"
    finally:
        server.stop()


def test_the_gateway_needs_no_database(tmp_path: Path) -> None:
    sections = {"hospital": {"data_dir": str(tmp_path), "demo": True}}
    hospital.migrate(["gateway"], sections)
    assert list(tmp_path.iterdir()) == []


def test_a_port_in_use_is_told(place: Place) -> None:
    with pytest.raises(OSError, match="in use"):
        hospital.start(["gateway"], place.sections)
