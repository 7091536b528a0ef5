"""REST at its edges: calendars, character sets, repeats, senders that take their time, a page without a network."""

from __future__ import annotations

import re
import socket
from typing import Any

import pytest

from shared import clock
from tests.server.gateway.conftest import PREFIX, Place, another_gateway
from tests.server.gateway.people import body_of

URL = "/prescription-execution"
UPDATE = "PRESCRIPTION_STATUS_UPDATE"
ENDS_OF_TIME = ["0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31", "9999-12-31T23:59:59-12:00", "1849-12-31"]


@pytest.mark.parametrize("day", ENDS_OF_TIME)
def test_birthdays_at_the_ends_of_time_are_malformed(place: Place, day: str) -> None:
    body = body_of("edge-birthday")
    body["patient"]["birthday"] = day
    answer = place.rest("his_api").http.post(URL, json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, "patient.birthday")


@pytest.mark.parametrize("first", ["0001-01-01", "9999-12-31", "9999-12-01"])
@pytest.mark.parametrize("name", ["first", "last"])
def test_lists_at_the_ends_of_time_are_malformed(place: Place, name: str, first: str) -> None:
    answer = place.rest("his_api").http.get(URL, params={name: first})
    assert (answer.status_code, answer.json()["field"]) == (422, name)


@pytest.mark.parametrize(("last", "status"), [("2025-01-31", 200), ("2025-02-01", 200), ("2025-02-02", 422)])
def test_a_list_covers_a_month_at_most(place: Place, last: str, status: int) -> None:
    answer = place.rest("his_api").http.get(URL, params={"first": "2025-01-01", "last": last})
    assert answer.status_code == status
    if status == 422:
        assert (answer.json()["field"], "31" in answer.json()["message"]) == ("last", True)


@pytest.mark.parametrize("moment", [*ENDS_OF_TIME[:4], "9999-12-31T23:59:59", "0001-01-01T00:00:00", "2" * 40, "NaN"])
def test_moments_at_the_ends_of_time_are_malformed(place: Place, moment: str) -> None:
    rest, console = place.rest("tms1"), place.console("tms1")
    number = rest.create("edge-moment")["executionId"]
    answer = rest.http.put(f"{URL}/{number}", json={"status": 1, "timestamp": moment})
    assert (answer.status_code, answer.json()["field"]) == (422, "timestamp")
    for message in ({"messageType": f"{PREFIX}RECEIVED"}, {"messageType": UPDATE, "status": 1}):
        told = console.ask(executionId=number, timestamp=moment, **message)
        assert told["code"] == "gateway.malformed"


@pytest.mark.parametrize("version", [False, True])
def test_a_repeated_cancel_answers_like_the_first(place: Place, version: bool) -> None:
    rest = place.rest("tms1")
    made = rest.create(f"edge-cancel-{version}")
    number = made["executionId"]
    body: dict[str, Any] = {"reason": "患者拒绝"} | ({"version": made["progressInfo"]["version"]} if version else {})
    header = {"Idempotency-Key": f"edge-{version}"}
    first = rest.http.post(f"{URL}/{number}/cancel", json=body, headers=header)
    again = rest.http.post(f"{URL}/{number}/cancel", json=body, headers=header)
    assert (first.status_code, again.status_code) == (200, 200)
    assert again.json() == first.json()
    assert rest.http.post(f"{URL}/{number}/cancel", json=body, headers={"Idempotency-Key": "another"}).status_code == 409
    assert rest.http.post(f"{URL}/{number}/cancel", json=body).status_code == 409
    other = rest.http.post(f"{URL}/{number}/cancel", json={**body, "reason": "设备故障"}, headers=header)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_a_repeated_put_finds_its_own_state_and_says_the_same(place: Place) -> None:
    rest = place.rest("tms1")
    number = rest.create("edge-put")["executionId"]
    answers = [rest.http.put(f"{URL}/{number}", json={"status": 1}, headers={"Idempotency-Key": "put"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json() == answers[1].json()


@pytest.mark.parametrize(("charset", "status"), [("utf-8", 200), ("GBK", 200), ("gb2312", 200), ("utf-16", 415), ("nonsense", 415)])
@pytest.mark.parametrize("media", ["application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])
def test_a_character_set_is_honoured_or_refused(place: Place, media: str, charset: str, status: int) -> None:
    rest = place.rest("tms1")
    number = rest.create(f"edge-{charset}-{media[-5:]}")["executionId"]
    text = {
        "application/json": '{"reason": "患者拒绝"}',
        "application/x-www-form-urlencoded": "reason=患者拒绝",
        "multipart/form-data; boundary=x": '--x\r\nContent-Disposition: form-data; name="reason"\r\n\r\n患者拒绝\r\n--x--\r\n',
    }[media]
    data = text.encode("utf-8" if charset == "nonsense" else charset)
    answer = rest.http.post(f"{URL}/{number}/cancel", content=data, headers={"Content-Type": f"{media}; charset={charset}"})
    assert answer.status_code == status, answer.text
    if status == 200:
        assert answer.json()["data"]["progressInfo"]["reason"] == "患者拒绝"


def test_a_percent_encoded_form_is_read_in_its_character_set(place: Place) -> None:
    rest = place.rest("tms1")
    for charset, text, status in (("gbk", "%BB%BC%D5%DF", 200), ("utf-8", "%BB%BC%D5%DF", 422)):
        number = rest.create(f"edge-percent-{charset}")["executionId"]
        headers = {"Content-Type": f"application/x-www-form-urlencoded; charset={charset}"}
        answer = rest.http.post(f"{URL}/{number}/cancel", content=f"reason={text}".encode(), headers=headers)
        assert answer.status_code == status
        assert status == 422 or answer.json()["data"]["progressInfo"]["reason"] == "患者"


@pytest.mark.parametrize("form", ["answers=a.b&answers=c.d", "answers=a.b,c.d"])
def test_a_form_may_carry_answers(place: Place, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    rest = place.rest("his_api")
    known = rest.create(f"edge-answers-{len(form)}")
    named = f"prescriptionId={known['prescriptionInfo']['id']}&clientReference=edge-form-{len(form)}&{form}"
    sent: list[tuple[str, ...]] = []
    command = place.feed.link.command

    async def seen(question: Any, user_id: str) -> Any:
        sent.extend(cell.cell_contents for cell in question.__closure__ if isinstance(cell.cell_contents, tuple))
        return await command(question, user_id)

    monkeypatch.setattr(place.feed.link, "command", seen)
    answer = rest.http.post(URL, content=named.encode(), headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert answer.status_code == 200, answer.text
    assert sent == [("a.b", "c.d")]


def _closed_after(raw: socket.socket) -> tuple[float, bytes]:
    begin, heard = clock.monotonic(), b""
    raw.settimeout(10)
    while part := raw.recv(4096):
        heard += part
    return clock.monotonic() - begin, heard


@pytest.mark.parametrize("said", [b"", b"GET /health HT", b"GET /health HTTP/1.1\r\nHost: x\r\n"])
def test_who_never_finishes_a_head_is_hung_up_on(place: Place, said: bytes) -> None:
    with another_gateway(place, request_s=0.3) as other, socket.create_connection(("127.0.0.1", other.ports["gateway"])) as raw:
        raw.sendall(said)
        took, heard = _closed_after(raw)
        assert (heard, took >= 0.2) == (b"", True)


def test_a_second_head_is_awaited_no_longer_than_the_first(place: Place) -> None:
    with another_gateway(place, request_s=0.3) as other, socket.create_connection(("127.0.0.1", other.ports["gateway"])) as raw:
        raw.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n")
        assert raw.recv(12) == b"HTTP/1.1 200"
        raw.sendall(b"GET /hea")
        assert _closed_after(raw)[0] < 4


def test_a_body_that_trickles_is_refused(place: Place) -> None:
    token = place.rest("his_api").http.headers["Authorization"]
    with another_gateway(place, request_s=0.3) as other, socket.create_connection(("127.0.0.1", other.ports["gateway"])) as raw:
        head = f"POST {URL} HTTP/1.1\r\nHost: x\r\nAuthorization: {token}\r\nContent-Type: application/json\r\n"
        raw.sendall(f"{head}Content-Length: 100\r\nConnection: close\r\n\r\n{{".encode())
        _, heard = _closed_after(raw)
        assert heard.startswith(b"HTTP/1.1 408")
        assert b"gateway.request_slow" in heard


def test_a_feed_outlives_the_patience_for_heads(place: Place) -> None:
    with another_gateway(place, request_s=0.2, messages_per_minute=1_000_000) as other:
        console = other.console("tms1")
        begin = clock.monotonic()
        while clock.monotonic() - begin < 0.5:
            assert console.ask(messageType="PING")["messageType"] == "PONG"


def test_the_documentation_needs_no_other_network(place: Place) -> None:
    answer = place.rest().http.get("/docs")
    assert answer.headers["content-type"].startswith("text/html")
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page = answer.text
    assert not re.findall(r"https?://|src=|<script|@import|url\(", page)
    described = place.rest().http.get("/openapi.json").json()
    for path in described["paths"]:
        assert f"<code>{path}</code>" in page
    targets = set(re.findall(r"href='#([^']+)'", page))
    assert {"ExecutionBody", "ErrorAnswer"} <= targets
    assert targets <= set(re.findall(r"id='([^']+)'", page))
