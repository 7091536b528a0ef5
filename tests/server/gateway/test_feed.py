"""The feed against a real treatment room: the source's messages, their answers, filters, and catching up (W1–W6)."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import msgspec
import pytest

from shared import clock
from shared.contracts.tms.types import ExecutionRow
from tests.server.gateway import samples
from tests.server.gateway.conftest import PREFIX, Console, Json, Place, another_gateway

RECEIVED = f"{PREFIX}RECEIVED"
UPDATE = "PRESCRIPTION_STATUS_UPDATE"


def _shape(value: Any) -> Any:
    """Names in their order, at every depth."""
    return [(name, _shape(part)) for name, part in value.items()] if isinstance(value, dict) else None


def _received(console: Console, execution_id: int, **more: Any) -> Json:
    """Acknowledge as the source's client does."""
    message = {"executionId": execution_id, "status": "RECEIVED_SUCCESS", "clientInfo": "Web客户端-v1.0.0"}
    return console.ask(messageType=RECEIVED, **(message | {"timestamp": clock.now().isoformat()} | more))


def _update(console: Console, execution_id: int, status: str | int, **more: Any) -> Json:
    return console.ask(messageType=UPDATE, executionId=execution_id, status=status, **more)


def _started(place: Place, console: Console, reference: str) -> int:
    """An execution this console runs."""
    number: int = place.rest("his_api").create(reference)["executionId"]
    _received(console, number)
    assert _update(console, number, "EXECUTING")["result"] == "SUCCESS"
    return number


@pytest.mark.req("W1")
def test_post_pushes_created_in_exactly_the_documented_shape(place: Place) -> None:
    consoles = [place.console("tms1"), place.console("tms2"), place.console("tmsdoc1", compression=None)]
    data = place.rest("his_api").create("feed-1", executionStatus=1)
    for console in consoles:
        told = console.until(f"{PREFIX}CREATED", data["executionId"])
        assert _shape(told) == _shape(samples.json_source())
        assert told["executionStatus"] == 1
        for part in ("prescriptionInfo", "patientInfo", "deviceInfo", "executorInfo", "hospitalInfo"):
            assert told[part] == data[part]
        [everything] = [part for part in told["timestamp"].split("T") if "+" in part]
        assert everything.endswith("+08:00")
        assert len(everything.split(".")[1]) == len("456+08:00")


@pytest.mark.req("W9")
def test_only_who_asks_for_the_queue_gets_its_rows(place: Place) -> None:
    ours, other = place.console("tms1", "queue=true"), place.console("tms2")
    data = place.rest("his_api").create("feed-queue")
    told, plain = (console.until(f"{PREFIX}CREATED", data["executionId"]) for console in (ours, other))
    row = msgspec.convert(told.pop("queueInfo"), ExecutionRow)
    assert (row.id, row.patient_name, row.version) == (data["executionId"], "李四", data["progressInfo"]["version"])
    assert told == plain
    assert ours.ask(messageType="SUBSCRIBE")["messageType"] == "SUBSCRIBED"
    assert "queueInfo" not in ours.until(f"{PREFIX}CREATED", place.rest("his_api").create("feed-queue-2")["executionId"])


@pytest.mark.req("W2")
def test_received_is_stored_and_confirmed_also_on_a_repeat(place: Place) -> None:
    console, rest = place.console(), place.rest("his_api")
    number = rest.create("feed-2")["executionId"]
    console.until(f"{PREFIX}CREATED", number)
    for _ in range(2):
        confirmed = _received(console, number)
        assert list(confirmed) == ["messageType", "executionId", "result", "timestamp", "serverInfo"]
        assert (confirmed["messageType"], confirmed["executionId"]) == (f"{PREFIX}CONFIRMATION", number)
        assert (confirmed["result"], confirmed["serverInfo"]) == ("SUCCESS", "TMS Backend Server")
    stored = rest.http.get(f"/prescription-execution/{number}").json()["data"]
    assert stored["executionStatus"] == 1
    assert stored["progressInfo"]["clientInfo"] == "Web客户端-v1.0.0"
    assert stored["progressInfo"]["receivedAt"] is not None


@pytest.mark.req("W2")
def test_received_never_lowers_a_status(place: Place) -> None:
    console = place.console(query="client=low")
    number = _started(place, console, "feed-low")
    assert _received(place.console("tms2"), number)["result"] == "SUCCESS"
    assert place.rest("his_api").http.get(f"/prescription-execution/{number}").json()["data"]["executionStatus"] == 2


@pytest.mark.req("W3")
@pytest.mark.req("W4")
def test_a_session_from_dispatched_to_completed_is_told_to_the_others(place: Place) -> None:
    console, other = place.console(query="client=room-1"), place.console("tms2")
    number = place.rest("his_api").create("feed-3")["executionId"]
    _received(console, number)
    for status, more in (("EXECUTING", {}), (2, {"progress": {"trainsDone": 1, "pulsesDone": 20}}), ("COMPLETED", {})):
        done = _update(console, number, status, clientInfo="WPF客户端-v1.0.0", timestamp=clock.now().isoformat(), **more)
        assert list(done) == ["messageType", "executionId", "status", "result", "message", "timestamp", "serverInfo"]
        assert done["messageType"] == f"{UPDATE}_CONFIRMATION"
        assert (done["result"], done["status"]) == ("SUCCESS", "EXECUTING" if status == 2 else status)
    told = [other.until(f"{PREFIX}{kind}", number) for kind in ("CREATED", "UPDATED", "UPDATED", "COMPLETED")]
    assert _shape({name: part for name, part in told[3].items() if name != "progressInfo"}) == _shape(samples.json_source())
    assert (told[3]["executionStatus"], told[3]["progressInfo"]["console"]) == (3, "room-1")


@pytest.mark.req("W4")
def test_a_cancelled_session_is_told(place: Place) -> None:
    console = place.console()
    number = place.rest("tms1").create("feed-4")["executionId"]
    place.rest("tms1").http.delete(f"/prescription-execution/{number}")
    assert console.until(f"{PREFIX}CANCELLED", number)["executionStatus"] == 4


@pytest.mark.req("W3")
@pytest.mark.parametrize(("status", "sentence"), [("EXECUTING", "待下发"), ("COMPLETED", "待下发"), (3, "待下发")])
def test_an_impossible_step_fails_and_changes_nothing(place: Place, status: str | int, sentence: str) -> None:
    number = place.rest("his_api").create(f"feed-step-{status}")["executionId"]
    failed = _update(place.console(), number, status)
    assert (failed["result"], failed["status"], failed["code"]) == ("FAILED", status, "tms.transition_impossible")
    assert sentence in failed["message"]
    assert place.rest("his_api").http.get(f"/prescription-execution/{number}").json()["data"]["executionStatus"] == 0


@pytest.mark.req("W3")
def test_the_first_console_owns_the_attempt_even_of_two_alike(place: Place) -> None:
    first, second = place.console(query="client=room-a"), place.console("tms2", "client=room-b")
    number = _started(place, first, "feed-own")
    lost = _update(second, number, "EXECUTING", clientInfo="WPF客户端-v1.0.0")
    assert (lost["result"], lost["message"]) == ("FAILED", "已由room-a执行")
    assert _update(second, number, "COMPLETED")["result"] == "FAILED"
    assert _update(first, number, "COMPLETED")["result"] == "SUCCESS"


@pytest.mark.req("W3")
def test_an_update_that_is_sent_again_is_done_once(place: Place) -> None:
    console = place.console(query="client=twice")
    number = place.rest("his_api").create("feed-twice")["executionId"]
    _received(console, number)
    same = {"timestamp": clock.now().isoformat(), "clientInfo": "x"}
    first = _update(console, number, "EXECUTING", **same)
    again = _update(place.console(query="client=twice"), number, "EXECUTING", **same)
    assert (first["result"], again["result"]) == ("SUCCESS", "SUCCESS")
    changes = place.rest("tms1").http.get(f"/prescription-execution/{number}").json()["data"]["progressInfo"]
    assert (changes["attempt"], changes["console"]) == (1, "twice")


@pytest.mark.req("W5")
def test_filters_in_the_query_and_by_subscribe(place: Place) -> None:
    rest = place.rest("his_api")
    device = rest.create("feed-device", device={"sn": "FILTER-1", "deviceType": "滤波"})["deviceInfo"]["deviceId"]
    others = place.console(query="deviceType=rTMS,dTMS")
    by_device = place.console(query=f"device={device}")
    by_status = place.console(query="status=1&status=EXECUTING")
    subscribed = place.console(query="hospital=999999")
    for console in (others, by_device, by_status, subscribed):
        console.settled()
    answer = subscribed.ask(messageType="SUBSCRIBE", deviceTypes=["滤波"], statuses=["PENDING", 1])
    assert (answer["messageType"], answer["deviceTypes"], answer["statuses"]) == ("SUBSCRIBED", ["滤波"], ["PENDING", "DISPATCHED"])
    pending = rest.create("feed-f1", device={"sn": "FILTER-1", "deviceType": "滤波"})["executionId"]
    dispatched = rest.create("feed-f2", executionStatus=1)["executionId"]
    by_device.until(f"{PREFIX}CREATED", pending)
    by_status.until(f"{PREFIX}CREATED", dispatched)
    subscribed.until(f"{PREFIX}CREATED", pending)
    assert others.settled() == []
    assert dispatched not in {message["executionId"] for message in (*by_device.settled(), *subscribed.settled())}
    assert pending not in {message["executionId"] for message in by_status.settled()}


@pytest.mark.req("W6")
def test_who_connects_gets_what_nobody_has_acknowledged(place: Place) -> None:
    rest, early = place.rest("his_api"), place.console()
    waiting, taken = rest.create("feed-w1")["executionId"], rest.create("feed-w2")["executionId"]
    _received(early, taken)
    late = place.console("tms2")
    late.until(f"{PREFIX}CREATED", waiting)
    assert (f"{PREFIX}CREATED", taken) not in {(message["messageType"], message["executionId"]) for message in late.settled()}


@pytest.mark.req("W6")
def test_a_known_client_gets_what_it_missed_and_nothing_twice(place: Place) -> None:
    with another_gateway(place, ping_s=0.1) as quick:
        _known_client(quick)


def _known_client(place: Place) -> None:
    rest, other = place.rest("his_api"), place.console("tms2")
    console = place.console(query="client=ward-room")
    first = rest.create("feed-k1")["executionId"]
    console.until(f"{PREFIX}CREATED", first)
    _received(console, first)
    console.until(f"{PREFIX}UPDATED", first)
    _until_position_is_stored(place, console)
    console.connection.close()
    _update(other, first, "FAILED", reason="设备故障")
    other.until(f"{PREFIX}UPDATED", first)
    again = place.console(query="client=ward-room")
    told = again.until(f"{PREFIX}UPDATED", first)
    assert told["progressInfo"]["reason"] == "设备故障"
    assert not [message for message in again.settled() if message.get("executionId") == first]
    stranger = place.console(query="client=somebody-new")
    assert first not in {message.get("executionId") for message in stranger.settled()}


def _until_position_is_stored(place: Place, console: Console) -> None:
    """The client answers pings only while it reads."""
    hub = place.feed.hub
    place.until(lambda: any(client.console == "ward-room" and client.confirmed >= hub.watermark for client in hub.clients))
    asyncio.run_coroutine_threadsafe(place.feed.catching_up.store_positions(), place.gateway.loop).result()
    assert console.settled() == []


@pytest.mark.req("W6")
def test_what_was_missed_comes_as_one_batch_for_who_wants_batches(place: Place) -> None:
    rest = place.rest("his_api")
    numbers = {rest.create(f"feed-b{index}", device={"sn": "BATCH", "deviceType": "批量"})["executionId"] for index in range(5)}
    told = place.console(query="batch=true&deviceType=批量").hear()
    assert told["messageType"] == "BATCH"
    assert {message["executionId"] for message in told["messages"]} == numbers


@pytest.mark.req("W6")
@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ("{", "gateway.malformed"),
        ("[]", "gateway.malformed"),
        ("null", "gateway.malformed"),
        ("[" * 50_000, "gateway.malformed"),
        ('{"messageType":1}', "gateway.unknown_message"),
        ('{"messageType":"NO_SUCH"}', "gateway.unknown_message"),
        ("{}", "gateway.unknown_message"),
        (b'{"messageType":"PING"}', "gateway.malformed"),
        (json.dumps({"messageType": RECEIVED}), "gateway.malformed"),
        (json.dumps({"messageType": RECEIVED, "executionId": "abc"}), "gateway.malformed"),
        (json.dumps({"messageType": RECEIVED, "executionId": -1}), "gateway.malformed"),
        (json.dumps({"messageType": RECEIVED, "executionId": 2**70}), "gateway.malformed"),
        (json.dumps({"messageType": RECEIVED, "executionId": 1, "clientInfo": "x" * 201}), "gateway.malformed"),
        (json.dumps({"messageType": RECEIVED, "executionId": 1, "timestamp": "yesterday"}), "gateway.malformed"),
        (json.dumps({"messageType": UPDATE, "executionId": 1}), "gateway.malformed"),
        (json.dumps({"messageType": UPDATE, "executionId": 1, "status": None}), "gateway.malformed"),
        (json.dumps({"messageType": UPDATE, "executionId": 1, "status": 2, "progress": 50}), "gateway.malformed"),
        (json.dumps({"messageType": "SUBSCRIBE", "deviceIds": "4002"}), "gateway.malformed"),
        (json.dumps({"messageType": "SUBSCRIBE", "statuses": ["ASLEEP"]}), "gateway.malformed"),
        (json.dumps({"messageType": "SUBSCRIBE", "deviceIds": list(range(1, 52))}), "gateway.malformed"),
    ],
)
def test_what_is_no_message_is_answered_with_an_error_and_the_feed_goes_on(place: Place, sent: str | bytes, code: str) -> None:
    console = place.console()
    console.settled()
    console.connection.send(sent)
    answer = console.hear()
    assert (answer["messageType"], answer["code"]) == ("ERROR", code)
    assert "abc" not in answer["message"]
    assert console.ask(messageType="PING")["messageType"] == "PONG"


@pytest.mark.req("W3")
@pytest.mark.parametrize("status", ["ASLEEP", 9, "9", ""])
def test_an_unknown_status_fails(place: Place, status: str | int) -> None:
    failed = _update(place.console(), 1, status)
    assert (failed["messageType"], failed["result"]) == (f"{UPDATE}_CONFIRMATION", "FAILED")


@pytest.mark.req("W2")
def test_an_unknown_execution_is_told_as_failed(place: Place) -> None:
    console = place.console()
    for failed in (_received(console, 987_654), _update(console, 987_654, "EXECUTING")):
        assert (failed["result"], failed["code"]) == ("FAILED", "tms.execution_unknown")
        assert "987654" in failed["message"]
    other = _received(console, 987_654, status="RECEIVED_FAILED")
    assert (other["result"], other["code"]) == ("FAILED", "gateway.not_received")


@pytest.mark.req("W7")
def test_messages_and_latencies_are_counted(place: Place) -> None:
    console = place.console()
    number = place.rest("his_api").create("feed-count")["executionId"]
    console.until(f"{PREFIX}CREATED", number)
    _received(console, number)
    console.ask(messageType="NO_SUCH")
    page = place.page()
    for line in (
        f'his_feed_messages_in_total{{type="{RECEIVED}"}}',
        f'his_feed_messages_out_total{{type="{PREFIX}CREATED"}}',
        'his_feed_failures_total{code="gateway.unknown_message"}',
        "his_feed_latency_seconds_count",
        "his_feed_bytes_out_total",
        "his_feed_queue_high_water_bytes",
        "his_feed_opened_total",
        "his_feed_slow_clients_total 0.0",
    ):
        assert line in page, line
    [clients] = [line for line in page.splitlines() if line.startswith("his_feed_clients ")]
    assert float(clients.split()[1]) >= 1
