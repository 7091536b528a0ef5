"""A gateway with a second department: its feed has heartbeat, limits, acknowledgement and replay without a line of its own."""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from websockets.sync.client import connect

from server.gateway import main
from server.gateway.main import FACADES, GatewayServer
from server.hospital import settings_of
from shared import clock
from shared.contracts.tms.contract import TmsContract
from shared.errors import ServerUnreachable
from tests.live.processes import free_port
from tests.server.gateway import toy
from tests.server.gateway.conftest import Console
from tests.server.gateway.toy import Task

T = TypeVar("T")


class Department:
    """What the toy's server would answer. The treatment room is away."""

    def __init__(self) -> None:
        self.tasks = [Task(1, clock.now(), "A"), Task(2, clock.now(), "B")]
        self.positions: dict[str, int] = {}
        self.closed = False

    def ask(self, contract: type[object], question: Callable[[Any], T]) -> T:
        if contract is TmsContract:
            raise ServerUnreachable(server="tms")
        return question(self)

    def close(self) -> None:
        self.closed = True

    def hello(self) -> None:
        """There."""

    def missed(self, client: str, wanted: toy.Units, limit: int) -> tuple[Task, ...]:
        later = self.positions.get(client, 2**31)
        found = [each for each in self.tasks if not each.done or each.number > later]
        return tuple(each for each in found if toy.TaskFeed.admits(wanted, each))[:limit]

    def note_positions(self, positions: tuple[tuple[str, int], ...]) -> None:
        self.positions |= dict(positions)

    def acknowledge(self, number: int, _client_info: str, _at: datetime) -> None:
        self.tasks = [dataclasses.replace(each, done=each.done or each.number == number) for each in self.tasks]


@pytest.fixture
def department(monkeypatch: pytest.MonkeyPatch) -> Department:
    made = Department()
    monkeypatch.setattr(main, "Neighbours", lambda *_: made)
    return made


@pytest.fixture
def gateway(department: Department, tmp_path: Path) -> Iterator[GatewayServer]:
    own = {"port": free_port(), "anonymous_feed": True, "messages_per_minute": 20}
    sections: dict[str, Any] = {"hospital": {"data_dir": str(tmp_path), "demo": True}, "gateway": own}
    sections["messages"] = {"port": free_port()}
    server = GatewayServer(settings_of("gateway", sections), sections, (*FACADES, toy.FACADE))
    server.start()
    yield server
    server.stop()
    assert department.closed


@pytest.mark.req("W6")
def test_a_second_feed_is_its_messages_and_its_filter(gateway: GatewayServer, department: Department) -> None:
    assert len([line for line in inspect.getsource(toy).splitlines() if line.strip()]) <= 60
    feed = gateway.feeds[1]
    url = f"ws://127.0.0.1:{gateway.settings.port}/ws/tasks"
    with connect(f"{url}?client=desk&unit=A") as raw:
        console = Console(raw)
        assert console.hear() == {"messageType": "TASK_CREATED", "taskId": 1, "unit": "A"}
        confirmed = console.ask(messageType="TASK_RECEIVED", taskId=1)
        assert (confirmed["messageType"], confirmed["taskId"], confirmed["result"]) == ("TASK_CONFIRMATION", 1, "SUCCESS")
        gateway.loop.call_soon_threadsafe(feed.hub.hear, Task(3, clock.now(), "B"), 3)
        gateway.loop.call_soon_threadsafe(feed.hub.hear, Task(4, clock.now(), "A"), 4)
        assert console.hear()["taskId"] == 4
        assert console.ask(messageType="SUBSCRIBE", units=["B"])["units"] == ["B"]
        assert console.hear()["taskId"] == 2
        assert console.ask(messageType="TASK_RECEIVED", taskId="none")["code"] == "gateway.malformed"
        for _ in range(20):
            console.say(messageType="PING")
        assert console.ended() == (1008, "too many messages")
    with connect(f"{url}?client=desk&batch=true", close_timeout=1) as raw:
        console = Console(raw)
        assert {each["taskId"] for each in [console.hear()]} == {2}
        health = httpx.get(f"http://127.0.0.1:{gateway.settings.port}/health").json()
        assert (health["toy"], health["tms"], health["clients"]) == (True, False, 1)
        gateway.stop()
        assert console.ended()[0] == 1012
    assert department.positions
