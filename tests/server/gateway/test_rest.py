"""REST against a real treatment room: what another system can do, and every way to get it wrong."""

from __future__ import annotations

import contextlib
import logging
import sqlite3
from typing import Any

import pytest

from shared import clock
from tests.server.gateway import samples
from tests.server.gateway.conftest import Place
from tests.server.gateway.people import body_of

URL = "/prescription-execution"


@pytest.mark.req("W1")
def test_post_stores_an_execution_and_answers_as_the_source_does(place: Place) -> None:
    answer = place.rest("his_api").http.post(URL, json=body_of("rest-1"))
    assert answer.status_code == 200
    body = answer.json()
    assert (body["success"], body["message"]) == (True, "处方执行记录创建成功")
    data = body["data"]
    expected = samples.json_source()
    assert [name for name in data if name in expected] == [name for name in expected if name not in {"messageType", "timestamp"}]
    assert data["executionStatus"] == 0
    assert data["patientInfo"]["idCard"] == "110101199205151234"
    for name in ("presFreq", "lastTime", "pauseTime", "repeatCount", "totalCount", "totalTime", "presPartName", "periods"):
        assert data["prescriptionInfo"][name] == expected["prescriptionInfo"][name], name
    again = place.rest("his_api").http.get(f"{URL}/{data['executionId']}").json()["data"]
    assert again == data


@pytest.mark.req("W1")
def test_a_repeated_post_is_the_same_execution(place: Place) -> None:
    rest = place.rest("his_api")
    first = rest.create("rest-2")
    assert rest.create("rest-2")["executionId"] == first["executionId"]
    other = rest.http.post(URL, json=body_of("rest-2", executionStatus=1))
    assert (other.status_code, other.json()["code"]) == (409, "tms.reference_reused")
    assert other.json()["field"] == "clientReference"


def test_the_idempotency_key_makes_a_repeat_the_same_execution(place: Place) -> None:
    http, header = place.rest("his_api").http, {"Idempotency-Key": "5f3c-17"}
    body = {**body_of("rest-3"), "clientReference": ""}
    ids = {http.post(URL, json=body, headers=header).json()["data"]["executionId"] for _ in range(2)}
    assert len(ids) == 1
    assert http.post(URL, json=body, headers={"Idempotency-Key": "5f3c-18"}).json()["data"]["executionId"] not in ids
    other = http.post(URL, json={**body, "executionStatus": 1}, headers=header)
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


@pytest.mark.parametrize("multipart", [False, True])
def test_form_bodies_name_known_records(place: Place, multipart: bool) -> None:
    rest = place.rest("his_api")
    known = rest.create(f"rest-form-{multipart}")
    form = {
        "prescriptionId": str(known["prescriptionInfo"]["id"]),
        "patientId": str(known["patientInfo"]["id"]),
        "deviceId": str(known["deviceInfo"]["deviceId"]),
        "executorId": str(known["executorInfo"]["userId"]),
        "hospitalId": str(known["hospitalInfo"]["hospitalId"]),
        "executionStatus": "1",
    }
    fields = {name: (None, value) for name, value in form.items()}
    answer = rest.http.post(URL, files=fields) if multipart else rest.http.post(URL, data=form)
    assert answer.status_code == 200, answer.text
    data = answer.json()["data"]
    assert data["executionStatus"] == 1
    for part in ("patientInfo", "prescriptionInfo", "deviceInfo", "executorInfo", "hospitalInfo"):
        assert data[part] == known[part], part


@pytest.mark.req("W3")
def test_put_changes_the_status_by_the_rules_of_the_feed(place: Place) -> None:
    rest = place.rest("tms1")
    number = rest.create("rest-put")["executionId"]
    refused = rest.http.put(f"{URL}/{number}", json={"status": "COMPLETED"})
    assert (refused.status_code, refused.json()["code"]) == (409, "tms.transition_impossible")
    assert "待下发" in refused.json()["message"]
    moved = rest.http.put(f"{URL}/{number}", json={"status": 1, "clientInfo": "控制台"})
    assert (moved.status_code, moved.json()["data"]["executionStatus"]) == (200, 1)
    failed = rest.http.put(f"{URL}/{number}", json={"status": "FAILED", "reason": "线圈过热", "clientInfo": "控制台"})
    assert failed.json()["data"]["progressInfo"]["reason"] == "线圈过热"


@pytest.mark.req("W4")
@pytest.mark.parametrize("way", ["post", "delete"])
def test_cancelling_ends_an_execution_that_has_not_started(place: Place, way: str) -> None:
    rest = place.rest("tms1")
    number = rest.create(f"rest-cancel-{way}")["executionId"]
    if way == "post":
        answer = rest.http.post(f"{URL}/{number}/cancel", json={"reason": "患者拒绝"})
    else:
        answer = rest.http.delete(f"{URL}/{number}")
    assert (answer.status_code, answer.json()["data"]["executionStatus"]) == (200, 4)
    assert answer.json()["data"]["progressInfo"]["reason"] == ("患者拒绝" if way == "post" else "外部系统取消")
    assert rest.http.delete(f"{URL}/{number}").status_code == 409


def test_cancelling_another_version_is_a_conflict(place: Place) -> None:
    rest = place.rest("tms1")
    number = rest.create("rest-cancel-old")["executionId"]
    answer = rest.http.post(f"{URL}/{number}/cancel", json={"version": 99})
    assert (answer.status_code, answer.json()["code"]) == (409, "tms.execution_changed")


def test_lists_are_filtered_and_paged(place: Place) -> None:
    rest = place.rest("his_api")
    made = [rest.create(f"rest-list-{index}", device={"sn": "LIST-1", "deviceType": "清单"}) for index in range(3)]
    device = made[0]["deviceInfo"]["deviceId"]
    whole = rest.http.get(URL, params={"deviceType": "清单"}).json()["data"]
    assert whole["total"] == 3
    assert [row["executionId"] for row in whole["rows"]] == [each["executionId"] for each in reversed(made)]
    assert rest.http.get(URL, params={"device": device, "status": [1, 2]}).json()["data"]["total"] == 0
    page = rest.http.get(URL, params={"device": device, "pageNum": 2, "pageSize": 2}).json()["data"]
    assert (page["total"], [row["executionId"] for row in page["rows"]]) == (3, [made[0]["executionId"]])
    assert rest.http.get(URL, params={"first": "2020-01-01", "last": "2020-01-31"}).json()["data"]["total"] == 0
    assert rest.http.get(URL, params={"first": f"{clock.today()}", "last": "2020-01-31"}).status_code == 422


@pytest.mark.parametrize(
    ("request_", "status", "code", "field"),
    [
        ({"json": {}}, 400, "tms.patient_missing", "patientId"),
        ({"json": body_of("x", patientId=999_999)}, 400, "tms.patient_unknown", "patientId"),
        ({"json": {"prescriptionId": 999_999}}, 400, "tms.prescription_unknown", "prescriptionId"),
        ({"json": body_of("x", deviceId=999_999)}, 400, "tms.device_unknown", "deviceId"),
        ({"json": {"prescriptionId": "abc"}}, 422, "gateway.malformed", "prescriptionId"),
        ({"json": {"prescriptionId": True}}, 422, "gateway.malformed", "prescriptionId"),
        ({"json": {"prescriptionId": 2**53}}, 422, "gateway.malformed", "prescriptionId"),
        ({"json": body_of("x", executionStatus=7)}, 422, "gateway.malformed", "executionStatus"),
        ({"json": [1]}, 422, "gateway.malformed", None),
        ({"content": b"{", "headers": {"content-type": "application/json"}}, 422, "gateway.malformed", None),
        ({"content": b"\xff", "headers": {"content-type": "application/x-www-form-urlencoded"}}, 422, "gateway.malformed", None),
        ({"content": b"x", "headers": {"content-type": "multipart/form-data"}}, 422, "gateway.malformed", None),
        ({"content": b"<a/>", "headers": {"content-type": "text/xml"}}, 415, "gateway.media_type_unknown", None),
        ({"content": b" " * 65_537}, 413, "gateway.too_large", None),
    ],
)
def test_what_is_wrong_is_said(place: Place, request_: dict[str, Any], status: int, code: str, field: str | None) -> None:
    answer = place.rest("his_api").http.post(URL, **request_)
    assert (answer.status_code, answer.json()["code"], answer.json()["field"]) == (status, code, field)
    assert answer.json()["success"] is False
    assert answer.json()["message"]


@pytest.mark.parametrize("part", ["presFreq", "presStrength", "lastTime"])
def test_a_wrong_number_in_a_prescription_is_named(place: Place, part: str) -> None:
    body = body_of("x")
    body["prescription"][part] = "a lot"
    answer = place.rest("his_api").http.post(URL, json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, f"prescription.{part}")


def test_totals_that_are_left_out_are_computed(place: Place) -> None:
    body = body_of("rest-totals")
    del body["prescription"]["totalCount"], body["prescription"]["totalTime"]
    data = place.rest("his_api").http.post(URL, json=body).json()["data"]["prescriptionInfo"]
    assert (data["totalCount"], data["totalTime"]) == (20, 2.5)


def test_unknown_things_are_not_found(place: Place) -> None:
    http = place.rest("his_api").http
    assert http.get(f"{URL}/999999").json()["code"] == "tms.execution_unknown"
    for status, path in ((404, f"{URL}/999999"), (422, f"{URL}/none"), (404, "/nosuch")):
        assert http.get(path).status_code == status
    assert http.patch(URL).status_code == 405
    assert http.request("NONSENSE", URL).status_code == 405
    assert "NONSENSE" not in place.page()


def test_who_may_not_is_told_so(place: Place) -> None:
    nobody = place.rest().http
    assert nobody.post(URL, json={}).status_code == 401
    assert nobody.post(URL, json={}, headers={"Authorization": "Bearer no-such-token"}).json()["code"] == "session_expired"
    wrong = nobody.post("/session", json={"name": "his_api", "password": "wrong"})
    assert (wrong.status_code, wrong.json()["code"]) == (401, "wrong_login")
    number = place.rest("his_api").create("rest-rights")["executionId"]
    assert place.rest("his_api").http.delete(f"{URL}/{number}").json()["code"] == "missing_right"
    refused = place.rest("cashier1").http.post(URL, json=body_of("x"))
    assert (refused.status_code, refused.json()["code"]) == (403, "missing_right")
    english = place.rest("cashier1").http.post(URL, json=body_of("x"), headers={"Accept-Language": "en-GB"})
    assert english.json()["message"].startswith("You do not have the right")


def test_tokens_nobody_has_leave_no_sessions_behind(place: Place) -> None:
    place.rest("his_api").create("rest-sessions")

    def sessions() -> int:
        with contextlib.closing(sqlite3.connect(place.directory / "tms.db", timeout=10)) as db:
            return int(db.execute("SELECT count(*) FROM kernel_session").fetchone()[0])

    before = sessions()
    for number in range(5):
        assert place.rest().http.get(URL, headers={"Authorization": f"Bearer nobody-{number}"}).status_code == 401
    assert sessions() == before


@pytest.mark.req("W7")
def test_requests_are_logged_and_counted_without_patients(
    place: Place, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger("his"), "propagate", True)
    caplog.set_level("INFO", "his")
    place.rest("his_api").create("rest-log")
    wanted = {"method": "POST", "path": URL, "status": 200}
    # The line is written after the answer.
    place.until(lambda: any(wanted.items() <= record.__dict__.get("fields", {}).items() for record in list(caplog.records)))
    assert "李四" not in "".join(str(record.__dict__) for record in caplog.records)
    assert f'his_gateway_requests_total{{method="POST",path="{URL}",status="200"}}' in place.page()


def test_the_gateway_says_how_it_is_and_what_it_can(place: Place) -> None:
    http = place.rest().http
    health = http.get("/health").json()
    assert (health["status"], health["tms"], health["messageCenter"]) == ("ok", True, True)
    assert http.get("/docs").status_code == 200
    described = http.get("/openapi.json").json()
    body = described["paths"][URL]["post"]["requestBody"]["content"]
    assert set(body) == {"application/json", "application/x-www-form-urlencoded"}
    assert described["components"]["schemas"]["ExecutionBody"]["properties"]["prescriptionId"]
