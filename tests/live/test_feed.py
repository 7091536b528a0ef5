"""The feed of real processes: the source's own client, crowds, and power cuts (W1, W2, W3, W6, W7)."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import socket
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.asyncio.client import connect as connect_async

from shared import clock
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.types import AdmissionRequest, PatientDetails, Sex
from shared.contracts.tms.contract import TmsContract
from shared.identifiers import StayId
from shared.rpc import bound
from tests.live import node
from tests.live.consoles import PREFIX, Console, Ward
from tests.live.processes import HospitalOfProcesses
from tests.passwords import PASSWORD
from tests.patience import PATIENCE_S
from tests.server.gateway.people import TMS_STAFF, body_of

pytestmark = pytest.mark.live
PATH = "/ws/prescriptionexecution"
NAMES = ("messages", "catalog", "tms", "gateway")
URL = "/prescription-execution"
SAME = ("admission.same_person_likely",)


@contextlib.contextmanager
def treatment_room(directory: Path, names: tuple[str, ...] = NAMES, **gateway: object) -> Iterator[HospitalOfProcesses]:
    """Message center, catalogue, TMS and gateway; the treatment room knows its staff."""
    hospital = HospitalOfProcesses(directory / "room", names, more={"gateway": gateway}, staff=TMS_STAFF)
    try:
        hospital.start()
        hospital.client(TmsContract, "tms1")
        yield hospital
    finally:
        hospital.stop()


@contextlib.contextmanager
def rest_as(hospital: HospitalOfProcesses, name: str) -> Iterator[httpx.Client]:
    """REST as a member of staff."""
    with httpx.Client(base_url=f"http://127.0.0.1:{hospital.ports['gateway']}", timeout=15) as http:
        data = http.post("/session", json={"name": name, "password": PASSWORD}).raise_for_status().json()["data"]
        http.headers["Authorization"] = f"Bearer {data['token']}"
        yield http


@pytest.mark.req("W1")
@pytest.mark.req("W2")
def test_the_javascript_client_of_the_source_works_open_and_with_a_ticket(directory: Path) -> None:
    if why := node.missing():
        pytest.skip(why)
    with treatment_room(directory, anonymous_feed=True) as hospital, rest_as(hospital, "tms1") as http:
        address = f"ws://127.0.0.1:{hospital.ports['gateway']}{PATH}"
        ticket = http.post("/feed-ticket").json()["data"]["ticket"]
        for index, url in enumerate((address, f"{address}?ticket={ticket}")):
            client = node.start(Path(__file__).parent / "source_client.js", url)
            assert client.stdout is not None
            try:
                assert client.stdout.readline() == "open\n"
                number = http.post(URL, json=body_of(f"node-{index}")).json()["data"]["executionId"]
                assert client.stdout.readline() == f"收到新的处方执行记录: {number}\n"
                assert client.stdout.readline() == "患者姓名: 李四\n"
                assert client.stdout.readline() == "治疗部位: 运动皮层\n"
                assert client.stdout.readline().startswith("执行人: ")
                confirmed = json.loads(client.stdout.readline().removeprefix("确认: "))
                assert (confirmed["executionId"], confirmed["result"]) == (number, "SUCCESS")
            finally:
                client.kill()
                client.communicate()
            stored = http.get(f"{URL}/{number}").json()["data"]
            assert (stored["executionStatus"], stored["progressInfo"]["clientInfo"]) == (1, "Web客户端-v1.0.0")


@pytest.mark.req("W7")
def test_two_hundred_clients_are_not_held_up_by_one_that_does_not_read(directory: Path) -> None:
    limits: dict[str, Any] = {
        "anonymous_feed": True,
        "max_queue_bytes": 200_000,
        "messages_per_minute": 10_000_000,
        "requests_per_minute": 1_000_000,
    }
    with treatment_room(directory, **limits) as hospital, rest_as(hospital, "his_api") as http:
        port = hospital.ports["gateway"]

        async def crowd() -> list[int]:
            async with contextlib.AsyncExitStack() as stack:
                fast = [await stack.enter_async_context(connect_async(f"ws://127.0.0.1:{port}{PATH}")) for _ in range(200)]
                slow = await asyncio.to_thread(_stall, port)
                stack.callback(slow.close)
                flooding = asyncio.create_task(asyncio.to_thread(_flood, slow))
                sent = []
                while "his_feed_slow_clients_total 1.0" not in (await asyncio.to_thread(http.get, "/metrics")).text:
                    body = body_of(f"slow-{len(sent)}")
                    sent.append((await asyncio.to_thread(http.post, URL, json=body)).json()["data"]["executionId"])
                    for each in fast:
                        told = json.loads(await asyncio.wait_for(each.recv(), 10))
                        assert (told["messageType"], told["executionId"]) == (f"{PREFIX}CREATED", sent[-1])
                await flooding
                return sent

        assert asyncio.run(crowd())
        [warning] = [line for line in _log(hospital, "gateway") if line["what"] == "slow client disconnected"]
        assert warning["level"] == "WARNING"


def _log(hospital: HospitalOfProcesses, name: str) -> list[dict[str, object]]:
    text = (hospital.directory / "log" / f"{name}.log").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def _stall(port: int) -> socket.socket:
    """A connected client that reads nothing."""
    raw = socket.create_connection(("127.0.0.1", port), 5)
    raw.sendall(
        f"GET {PATH} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n".encode()
    )
    assert raw.recv(12) == b"HTTP/1.1 101"
    return raw


def _flood(raw: socket.socket) -> None:
    """Ask for more answers than are ever read; ends when the server hangs up."""
    text = b'{"messageType":"PING"}'
    frames = (bytes((0x81, 0x80 | len(text))) + bytes(4) + text) * 100
    raw.settimeout(20)
    with contextlib.suppress(OSError):
        while True:
            raw.sendall(frames)


# -- power cuts


@pytest.mark.req("W6", "T12")
@pytest.mark.req("W2")
@pytest.mark.req("W3")
@pytest.mark.req("W11")
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("executions", "cuts"),
    [
        pytest.param(4, ("gateway", "tms", "messages admission"), id="short"),
        pytest.param(40, ("gateway", "tms", "messages", "admission", "tms admission") * 3, id="long", marks=pytest.mark.slow),
    ],
)
def test_consoles_lose_nothing_and_do_nothing_twice_while_servers_are_killed(
    directory: Path, executions: int, cuts: tuple[str, ...]
) -> None:
    limits: dict[str, Any] = {"messages_per_minute": 100_000, "requests_per_minute": 1_000_000}
    with treatment_room(directory, (*NAMES, "admission"), **limits) as hospital:
        stays = _admit(hospital, executions)
        ward = asyncio.run(_storm(hospital, list(stays), cuts))
        _check_books(hospital, ward, executions)
        _check_bills(hospital, list(stays.values()))
    assert ward.reconnects >= 200


def _admit(hospital: HospitalOfProcesses, patients: int) -> dict[int, StayId]:
    """In-patients, since only a stay has a bill: a device and a bed for everybody, for nobody is treated twice at once."""
    cashier = hospital.client(AdmissionContract, "cashier1").api
    stays = {}
    for index in range(patients):
        patient = bound(cashier, answers=SAME).register_patient(PatientDetails(f"病人{index}", Sex.FEMALE, date(1992, 5, 15)))
        request = AdmissionRequest("W01", clock.now() - timedelta(hours=1))
        stays[int(patient.patient_no)] = cashier.admit(patient.patient_no, request).stay_id
    return stays


def _body(index: int, patient_no: int) -> dict[str, Any]:
    """What another system asks for an in-patient."""
    body = body_of(f"storm-{index}")
    body["patient"] |= {"name": f"病人{index}", "hisId": patient_no, "idCard": None}
    return body


async def _storm(hospital: HospitalOfProcesses, patients: list[int], cuts: tuple[str, ...]) -> Ward:
    with rest_as(hospital, "tms1") as http:
        ward = Ward(f"ws://127.0.0.1:{hospital.ports['gateway']}{PATH}", {"Authorization": http.headers["Authorization"]})
        dice = random.Random(9527)
        async with _at_work([Console(number, ward, random.Random(number)) for number in range(200)]):
            posting = asyncio.create_task(_post_all(hospital, http.headers["Authorization"], patients))
            for name in cuts:
                await asyncio.to_thread(_cut, hospital, name, dice)
            numbers = await posting
            while not all(ward.completed.get(number) for number in numbers) or not all(
                len(ward.acknowledged.get(number, ())) >= 1 for number in numbers
            ):
                ward.changed.clear()
                await asyncio.wait_for(ward.changed.wait(), 60)
            return ward


@contextlib.asynccontextmanager
async def _at_work(consoles: list[Console]) -> AsyncIterator[None]:
    tasks = [asyncio.create_task(console.work()) for console in consoles]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _post_all(hospital: HospitalOfProcesses, authorization: str, patients: list[int]) -> list[int]:
    """Another system: repeats with the same reference until it is answered."""
    numbers = []
    base = f"http://127.0.0.1:{hospital.ports['gateway']}"
    async with httpx.AsyncClient(base_url=base, headers={"Authorization": authorization}, timeout=10) as http:
        for index, patient_no in enumerate(patients):
            deadline = clock.monotonic() + PATIENCE_S
            while True:
                with contextlib.suppress(httpx.HTTPError):
                    answer = await http.post(URL, json=_body(index, patient_no))
                    if answer.status_code == 200:
                        numbers.append(answer.json()["data"]["executionId"])
                        break
                assert clock.monotonic() < deadline
                await asyncio.sleep(0)
    return numbers


def _cut(hospital: HospitalOfProcesses, names: str, dice: random.Random) -> None:
    """Pull the plug of one server or of several at some point of the work, and start them again."""
    deadline = clock.monotonic() + dice.uniform(0.2, 1.0)
    while clock.monotonic() < deadline:
        with contextlib.suppress(httpx.HTTPError):
            httpx.get(f"http://127.0.0.1:{hospital.ports['gateway']}/health", timeout=1)
    for name in names.split():
        hospital.servers[name].kill()
    hospital.start(*names.split())


def _check_books(hospital: HospitalOfProcesses, ward: Ward, executions: int) -> None:
    database = sqlite3.connect(hospital.directory / "tms.db")
    try:
        rows = database.execute("SELECT id, status, received_at, undelivered, charge FROM tms_execution").fetchall()
        assert len(rows) == executions
        assert all(received is not None and not undelivered for _, _, received, undelivered, _ in rows)
        assert {status for _, status, *_ in rows} == {3}
        steps = database.execute("SELECT execution_id, old, new FROM tms_change WHERE old IS NOT NULL").fetchall()
        expected = sorted((row[0], old, old + 1) for row in rows for old in range(3))
        assert sorted(step for step in steps if step[1] != step[2]) == expected
        lines = database.execute("SELECT count(*) FROM tms_line WHERE item_code = '300020'").fetchone()[0]
        assert lines == executions
    finally:
        database.close()
    assert {number: len(owners) for number, owners in ward.completed.items()} == {row[0]: 1 for row in rows}


def _check_bills(hospital: HospitalOfProcesses, stays: list[StayId]) -> None:
    """Once everything has arrived, each stay owes exactly one session (300020, 100.00)."""
    deadline = clock.monotonic() + PATIENCE_S
    while not _arrived(hospital):
        assert clock.monotonic() < deadline
    cashier = hospital.client(AdmissionContract, "cashier1").api
    assert [cashier.account(stay).total for stay in stays] == [Decimal("100.00")] * len(stays)
    unassigned = "SELECT count(*) FROM admission_unassigned_charge"
    assert _rows(hospital, "admission", unassigned) == [(0,)]


def _arrived(hospital: HospitalOfProcesses) -> bool:
    """Whether every event of the treatment room was relayed, and the cashier has taken all of them."""
    [(made, relayed)] = _rows(hospital, "tms", "SELECT event_number, relayed_number FROM kernel_ticket")
    last = _rows(hospital, "messages", "SELECT last_offset FROM message_topic WHERE topic = 'tms'")
    taken = _rows(hospital, "messages", "SELECT offset FROM message_offset WHERE consumer = 'admission' AND topic = 'tms'")
    return bool(made == relayed and last and taken == last)


def _rows(hospital: HospitalOfProcesses, name: str, sql: str) -> list[Any]:
    with contextlib.closing(sqlite3.connect(f"file:{hospital.directory / name}.db?mode=ro", uri=True, timeout=10)) as database:
        return database.execute(sql).fetchall()
