"""Who is let in to the feed, how much of it they may have, and how it ends."""

from __future__ import annotations

import json
import logging
import socket
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect

from server.gateway import link
from server.kernel.message_center.link import EmbeddedLink
from shared import clock
from shared.contracts.admission.events import StayChanged
from shared.contracts.admission.types import Payer, Sex, StayState
from shared.contracts.events import Event, encode
from shared.identifiers import StayId, new_id
from shared.rpc import Address
from tests.patience import PATIENCE_S
from tests.server.gateway.conftest import PREFIX, Json, Place, another_gateway
from tests.server.gateway.people import body_of
from tests.server.gateway.samples import notice


@pytest.fixture(scope="module")
def open_place(place: Place) -> Iterator[Place]:
    """A gateway with the source's open endpoint and narrow limits."""
    narrow: dict[str, Any] = {
        "anonymous_feed": True,
        "allowed_origins": ["https://tms.example"],
        "max_clients_per_address": 6,
        "messages_per_minute": 30,
        "max_message_bytes": 4096,
        "max_queue_bytes": 100_000,
    }
    with another_gateway(place, **narrow) as made:
        yield made


def _refused(place: Place, name: str = "", query: str = "", **options: Any) -> tuple[int, str]:
    with pytest.raises(InvalidStatus) as caught:
        place.console(name, query, **options)
    response = caught.value.response
    return response.status_code, json.loads(response.body or b"{}").get("code", "")


def test_without_log_in_only_where_the_setting_says_so(place: Place) -> None:
    assert _refused(place) == (401, "login_required")


def test_a_token_in_the_header_and_never_in_the_query(place: Place) -> None:
    token = place.rest("tms1").http.headers["Authorization"].removeprefix("Bearer ")
    assert place.console("tms1").ask(messageType="PING")["messageType"] == "PONG"
    assert _refused(place, query=f"token={token}") == (401, "login_required")
    assert _refused(place, query=f"ticket={token}")[0] == 401
    assert _refused(place, additional_headers={"Authorization": "Bearer nonsense"}) == (401, "session_expired")
    assert _refused(place, additional_headers={"Authorization": token}) == (401, "login_required")


def test_a_ticket_opens_one_connection(place: Place) -> None:
    ticket = place.rest("tms1").ticket()
    assert place.console("", f"ticket={ticket}").ask(messageType="PING")["messageType"] == "PONG"
    assert _refused(place, query=f"ticket={ticket}") == (401, "tms.ticket_invalid")
    assert _refused(place, query="ticket=" + "x" * 32) == (401, "tms.ticket_invalid")
    assert _refused(place, query="ticket=" + "x" * 2000) == (401, "tms.ticket_invalid")


def test_a_ticket_lives_thirty_seconds(place: Place, installed: Path) -> None:
    ticket = place.rest("tms1").ticket()
    engine = create_engine(f"sqlite:///{installed / 'tms.db'}")
    with engine.begin() as db:
        moved = db.execute(text("UPDATE tms_ticket SET expires_at = '2020-01-01 00:00:00.000000' WHERE used_at IS NULL"))
        assert moved.rowcount
    engine.dispose()
    assert _refused(place, query=f"ticket={ticket}") == (401, "tms.ticket_invalid")


def test_rights_decide(place: Place) -> None:
    assert _refused(place, "cashier1") == (403, "missing_right")
    assert place.rest("cashier1").http.post("/feed-ticket").status_code == 403


def test_who_may_only_read_can_listen_and_not_acknowledge(place: Place) -> None:
    console = place.console("his_api")
    number = place.rest("his_api").create("door-read")["executionId"]
    console.until(f"{PREFIX}CREATED", number)
    failed = console.ask(messageType=f"{PREFIX}RECEIVED", executionId=number)
    assert (failed["result"], failed["code"]) == ("FAILED", "missing_right")


def _lies_in(place: Place, ward: str, patient_no: int, version: int = 1, state: StayState = StayState.IN_WARD) -> None:
    """Admission's word that somebody is in the hospital, or how they have gone on, by the message center."""
    stay = StayId(f"{patient_no:032x}")
    fact = StayChanged(
        stay_id=stay,
        version=version,
        patient_no=patient_no,
        visit_no=1,
        name="李四",
        sex=Sex.FEMALE,
        birth_date=date(1992, 5, 15),
        payer=Payer.SELF,
        state=state,
        segment=1,
        ward=ward,
        bed="1",
        admitted_at=clock.now() - timedelta(days=1),
        declared_at=None,
        target_ward=None,
    )
    event = Event(new_id(), "admission", 1, 10 * patient_no + version, StayChanged.event_type, stay, clock.now(), encode(fact))
    secret = place.directory / "service.secret"
    center = EmbeddedLink("admission", (Address("127.0.0.1", place.ports["messages"]),), secret, None)
    center.append("admission", (event,))
    center.close()


def _until_known(place: Place, patient_no: int, body: Json) -> Json:
    """The treatment room has heard of the patient once an execution for them is taken."""
    deadline = clock.monotonic() + PATIENCE_S
    body["patient"]["hisId"] = patient_no
    while (answer := place.rest("his_api").http.post("/prescription-execution", json=body)).status_code != 200:
        assert answer.json()["code"] == "tms.stay_unknown"
        assert clock.monotonic() < deadline
    data: Json = answer.json()["data"]
    return data


def test_who_has_wards_gets_and_touches_their_patients_only(place: Place) -> None:
    console = place.console("tms_w01")
    numbers = {}
    for patient_no, ward in ((810_001, "W01"), (810_002, "W02")):
        _lies_in(place, ward, patient_no)
        numbers[ward] = _until_known(place, patient_no, body_of(f"door-{ward}"))["executionId"]
    own, foreign = numbers["W01"], numbers["W02"]
    assert console.until(f"{PREFIX}CREATED", own)["patientInfo"]["hisId"] == 810_001
    assert foreign not in {message["executionId"] for message in console.settled()}
    for message in ({"messageType": f"{PREFIX}RECEIVED"}, {"messageType": "PRESCRIPTION_STATUS_UPDATE", "status": "FAILED"}):
        failed = console.ask(executionId=foreign, **message)
        assert (failed["result"], failed["code"]) == ("FAILED", "tms.execution_unknown")
    assert console.ask(messageType=f"{PREFIX}RECEIVED", executionId=own)["result"] == "SUCCESS"
    warded = place.rest("tms_w01").http
    assert warded.get(f"/prescription-execution/{foreign}").status_code == 404
    assert warded.delete(f"/prescription-execution/{foreign}").status_code == 404
    listed = {row["executionId"] for row in warded.get("/prescription-execution").json()["data"]["rows"]}
    assert own in listed
    assert foreign not in listed


def _ward_of(place: Place, execution_id: int) -> str | None:
    rows = place.rest("his_api").http.get("/prescription-execution").json()["data"]["rows"]
    [ward] = [row["ward"] for row in rows if row["executionId"] == execution_id]
    return ward if ward is None else str(ward)


def test_who_has_left_is_the_last_wards_business_only(place: Place) -> None:
    console, everywhere = place.console("tms_w01"), place.console("tms1")
    gone = {}
    for patient_no, ward in ((810_003, "W01"), (810_004, "W02")):
        _lies_in(place, ward, patient_no)
        gone[ward] = _until_known(place, patient_no, body_of(f"door-left-{ward}"))["executionId"]
        _lies_in(place, ward, patient_no, 2, StayState.DISCHARGED)
    for number in gone.values():
        deadline = clock.monotonic() + PATIENCE_S
        while _ward_of(place, number) is not None:
            assert clock.monotonic() < deadline
    http = place.rest("his_api").http
    for ward, number in gone.items():
        body = body_of(f"door-again-{ward}", prescription=None, device=None, patient=None)
        body["prescriptionId"] = http.get(f"/prescription-execution/{number}").json()["data"]["prescriptionInfo"]["id"]
        answer = http.post("/prescription-execution", json=body)
        assert answer.status_code == 200, answer.text
        gone[ward] = answer.json()["data"]["executionId"]
    for number in gone.values():
        everywhere.until(f"{PREFIX}CREATED", number)
    own, foreign = gone["W01"], gone["W02"]
    told = {message["executionId"] for message in console.settled()}
    assert own in told
    assert foreign not in told
    warded = place.rest("tms_w01").http
    assert warded.get(f"/prescription-execution/{foreign}").status_code == 404
    assert warded.get(f"/prescription-execution/{own}").status_code == 200
    listed = warded.get("/prescription-execution").json()["data"]
    numbers = {row["executionId"] for row in listed["rows"]}
    assert (own in numbers, foreign in numbers, listed["total"]) == (True, False, len(numbers))
    refused = console.ask(messageType=f"{PREFIX}RECEIVED", executionId=foreign)
    assert (refused["result"], refused["code"]) == ("FAILED", "tms.execution_unknown")
    assert console.ask(messageType=f"{PREFIX}RECEIVED", executionId=own)["result"] == "SUCCESS"


@pytest.mark.parametrize("wrong", ["status=ASLEEP", "hospital=abc", "device=0", "client=" + "x" * 51, "batch=perhaps"])
def test_a_wrong_query_is_refused_before_the_upgrade(place: Place, wrong: str) -> None:
    assert _refused(place, "tms1", wrong) == (422, "gateway.malformed")


def test_pages_of_other_sites_are_refused(open_place: Place) -> None:
    port = open_place.ports["gateway"]
    assert _refused(open_place, origin="https://evil.example") == (403, "gateway.origin_refused")
    assert _refused(open_place, origin="null") == (403, "gateway.origin_refused")
    for origin in ("https://tms.example", f"http://127.0.0.1:{port}"):
        console = open_place.console("", origin=origin)
        assert console.ask(messageType="PING")["messageType"] == "PONG"
        console.connection.close()
    assert 'his_feed_refused_total{reason="gateway.origin_refused"} 2.0' in open_place.page()


_INVENTED: list[dict[str, Any]] = [{"query": "ticket=invented"}, {"additional_headers": {"Authorization": "Bearer invented"}}]


@pytest.mark.parametrize("options", _INVENTED)
def test_handshakes_are_counted_before_the_treatment_room_is_asked(
    place: Place, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    with another_gateway(place, requests_per_minute=5) as other:
        asked: list[str] = []
        call = other.feed.link._call

        def counted(question: Any, user_id: str) -> Any:
            asked.extend(set(question.__code__.co_names) & {"redeem_ticket", "identify"})
            return call(question, user_id)

        monkeypatch.setattr(other.feed.link, "_call", counted)
        refused = [_refused(other, **options) for _ in range(8)]
        assert [status for status, _ in refused] == [401] * 5 + [429] * 3
        assert refused[-1][1] == "gateway.too_many_requests"
        assert len(asked) == 5
        # One allowance: whoever has spent it here has spent it for requests too.
        answer = other.rest().http.get("/prescription-execution", headers={"Authorization": "Bearer x"})
        assert answer.status_code == 429


@pytest.mark.parametrize("options", _INVENTED)
def test_a_handshake_does_not_queue_behind_too_many(place: Place, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(place.feed.link, "_waiting", link._MOST_WAITING)
    assert _refused(place, **options) == (503, "server_busy")


def test_another_websocket_path_is_not_found(place: Place) -> None:
    url = f"ws://127.0.0.1:{place.ports['gateway']}/ws/other"
    with pytest.raises(InvalidStatus) as caught, connect(url):
        pass
    assert caught.value.response.status_code == 404


@pytest.mark.req("W1")
def test_the_open_endpoint_masks_identity_numbers(open_place: Place) -> None:
    anonymous, known = open_place.console(""), open_place.console("tms1")
    number = open_place.rest("his_api").create("door-anonymous")["executionId"]
    assert anonymous.until(f"{PREFIX}CREATED", number)["patientInfo"]["idCard"] == "110*************34"
    assert known.until(f"{PREFIX}CREATED", number)["patientInfo"]["idCard"] == "110101199205151234"
    confirmed = anonymous.ask(messageType=f"{PREFIX}RECEIVED", executionId=number, clientInfo="WPF客户端-v1.0.0")
    assert confirmed["result"] == "SUCCESS"
    assert open_place.rest().http.post("/prescription-execution", json=body_of("x")).status_code == 401
    anonymous.connection.close()
    known.connection.close()


@pytest.mark.req("W6")
@pytest.mark.parametrize("frame", ["x" * 5000, b"x" * (1 << 20)])
def test_a_message_that_is_too_long_ends_the_connection(open_place: Place, frame: str | bytes) -> None:
    console = open_place.console("")
    console.connection.send(frame)
    assert console.ended()[0] == 1009


def test_who_sends_too_much_is_disconnected_with_a_reason(open_place: Place) -> None:
    console = open_place.console("")
    for _ in range(31):
        console.say(messageType="PING")
    assert console.ended() == (1008, "too many messages")


def test_one_address_gets_its_share_of_places(open_place: Place) -> None:
    taken = [open_place.console("") for _ in range(6)]
    assert _refused(open_place) == (503, "gateway.too_many_clients")
    for console in taken:
        console.connection.close()
    deadline = clock.monotonic() + PATIENCE_S
    while open_place.rest().http.get("/health").json()["clients"]:
        assert clock.monotonic() < deadline
    open_place.console("").connection.close()


@pytest.mark.req("W7")
def test_a_client_that_does_not_read_is_disconnected_and_the_others_go_on(
    open_place: Place, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("his"), "propagate", True)
    raw = socket.socket()
    raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    raw.connect(("127.0.0.1", open_place.ports["gateway"]))
    raw.sendall(
        b"GET /ws/prescriptionexecution HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    assert raw.recv(12) == b"HTTP/1.1 101"
    fast = open_place.console("tms1")
    hub, loop = open_place.feed.hub, open_place.gateway.loop
    deadline, number = clock.monotonic() + PATIENCE_S, 10**6
    while "his_feed_slow_clients_total 1.0" not in open_place.page():
        assert clock.monotonic() < deadline
        for _ in range(200):
            number += 1
            loop.call_soon_threadsafe(hub.publish, notice(number, id=number))
        fast.until(f"{PREFIX}CREATED", number)
    [warning] = [record for record in caplog.records if record.getMessage() == "slow client disconnected"]
    assert warning.__dict__["fields"]["address"] == "127.0.0.1"
    assert fast.ask(messageType="PING")["messageType"] == "PONG"
    raw.close()
    fast.connection.close()
