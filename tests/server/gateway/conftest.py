"""A real gateway beside a real treatment room, catalogue and message center, each on its own port of this process."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, TypeVar

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from server import hospital
from server.gateway.feed.endpoint import Feed
from server.gateway.main import GatewayServer
from server.hospital import RunningServer
from shared import clock
from tests.live.processes import free_port
from tests.passwords import PASSWORD, cheap_to_verify
from tests.patience import PATIENCE_S
from tests.server.gateway.people import TMS_STAFF, body_of

NAMES = ("messages", "catalog", "tms")
PATH = "/ws/prescriptionexecution"
PREFIX = "PRESCRIPTION_EXECUTION_"
Json = dict[str, Any]
T = TypeVar("T")


class Console:
    """A client of the feed."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    def say(self, **message: Any) -> None:
        """Send one message."""
        self.connection.send(json.dumps(message, ensure_ascii=False))

    def hear(self) -> Json:
        """The next message."""
        heard: Json = json.loads(self.connection.recv(timeout=PATIENCE_S))
        return heard

    def until(self, kind: str, execution_id: int | None = None) -> Json:
        """The next message of a kind, of an execution; others are passed over."""
        deadline = clock.monotonic() + PATIENCE_S
        while clock.monotonic() < deadline:
            heard = self.hear()
            if heard["messageType"] == kind and execution_id in {None, heard.get("executionId")}:
                return heard
        raise AssertionError(f"no {kind} of {execution_id}")

    def settled(self) -> list[Json]:
        """Everything that came before the answer to a ping."""
        self.say(messageType="PING")
        came = []
        while (heard := self.hear())["messageType"] != "PONG":
            came.append(heard)
        return came

    def ended(self) -> tuple[int, str]:
        """Code and reason of the close that comes."""
        try:
            while True:
                self.hear()
        except ConnectionClosed as closed:
            return (closed.rcvd.code, closed.rcvd.reason) if closed.rcvd else (1006, "")

    def ask(self, **message: Any) -> Json:
        """Send a message; its answer is what comes next that is no notice."""
        self.say(**message)
        while (heard := self.hear())["messageType"].removeprefix(PREFIX) in {"CREATED", "UPDATED", "COMPLETED", "CANCELLED"}:
            pass
        return heard


class Rest:
    """A caller of the REST interface."""

    def __init__(self, port: int) -> None:
        self.http = httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=PATIENCE_S)

    def log_in(self, name: str) -> Rest:
        """As a member of staff."""
        token = self.http.post("/session", json={"name": name, "password": PASSWORD}).raise_for_status().json()["data"]["token"]
        self.http.headers["Authorization"] = f"Bearer {token}"
        return self

    def create(self, reference: str, **more: Any) -> Json:
        """A new execution; `data` of the answer."""
        answer = self.http.post("/prescription-execution", json=body_of(reference, **more))
        assert answer.status_code == 200, answer.text
        data: Json = answer.json()["data"]
        return data

    def ticket(self) -> str:
        """A fresh ticket."""
        return str(self.http.post("/feed-ticket").raise_for_status().json()["data"]["ticket"])


class Place:
    """The servers of a test, and ways in."""

    def __init__(self, directory: Path, beside: Place | None = None, **gateway: Any) -> None:
        self.directory = directory
        self.ports = {name: free_port() for name in (*hospital.DEPARTMENTS, "gateway")}
        if beside is not None:
            self.ports = {**beside.ports, "gateway": self.ports["gateway"]}
        self.sections: dict[str, Json] = {name: {"port": port} for name, port in self.ports.items()}
        self.sections["hospital"] = {"data_dir": str(directory), "demo": True}
        self.sections["gateway"] |= gateway
        self.running: dict[str, RunningServer] = {}
        self._tokens: dict[str, Rest] = {}
        self._open = contextlib.ExitStack()

    def start(self, *names: str) -> None:
        """Start servers."""
        for name in names:
            [self.running[name]] = hospital.start([name], self.sections)

    def stop(self, *names: str) -> None:
        """Stop servers."""
        for name in names:
            self.running.pop(name).stop()

    def close(self) -> None:
        """Stop everything."""
        self._open.close()
        self.stop(*reversed(list(self.running)))

    @property
    def gateway(self) -> GatewayServer:
        """The running gateway itself."""
        server = self.running["gateway"]
        assert isinstance(server, GatewayServer)
        return server

    @property
    def feed(self) -> Feed[Any]:
        """The treatment room's feed in it."""
        return self.gateway.feeds[0]

    def rest(self, name: str = "") -> Rest:
        """REST as this member of staff, logged in once per place; an empty name has no log-in."""
        if name not in self._tokens:
            self._tokens[name] = Rest(self.ports["gateway"])
            self._open.callback(self._tokens[name].http.close)
            if name:
                self._log_in_when_possible(self._tokens[name], name)
        return self._tokens[name]

    def _log_in_when_possible(self, rest: Rest, name: str) -> None:
        deadline = clock.monotonic() + PATIENCE_S
        while True:
            try:
                rest.log_in(name)
                return
            except httpx.HTTPStatusError as error:
                # A fresh treatment room has no catalogue for a moment.
                if error.response.status_code != 503 or clock.monotonic() > deadline:
                    raise

    def console(self, name: str = "tms1", query: str = "", **options: Any) -> Console:
        """A connected client of the feed; an empty name comes without log-in."""
        headers = {"Authorization": self.rest(name).http.headers["Authorization"]} if name else {}
        headers |= options.pop("additional_headers", {})
        url = f"ws://127.0.0.1:{self.ports['gateway']}{PATH}?{query}"
        # Nobody reads at the end: a full queue would hold up the closing handshake.
        options.setdefault("max_queue", None)
        console = Console(self._open.enter_context(connect(url, additional_headers=headers, close_timeout=1, **options)))
        self.until(lambda: all(client.waiting is None for client in self.feed.hub.clients))
        return console

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds on the gateway's loop."""
        deadline = clock.monotonic() + PATIENCE_S
        while not self.on_loop(condition):
            assert clock.monotonic() < deadline

    def on_loop(self, look: Callable[[], T]) -> T:
        """Look at the gateway from its own loop."""

        async def ask() -> T:
            return look()

        return asyncio.run_coroutine_threadsafe(ask(), self.gateway.loop).result(10)

    def page(self) -> str:
        """The metrics."""
        return self.rest().http.get("/metrics").text


@pytest.fixture(scope="package")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hospital's data, installed once."""
    directory = tmp_path_factory.mktemp("gateway")
    sections = {"hospital": {"data_dir": str(directory), "demo": True}}
    with cheap_to_verify():
        hospital.install(sections, TMS_STAFF, PASSWORD, NAMES)
    return directory


@pytest.fixture(scope="module")
def place(installed: Path) -> Iterator[Place]:
    """The servers, the gateway as it is by default."""
    made = Place(installed)
    made.start(*NAMES, "gateway")
    yield made
    made.close()


@contextlib.contextmanager
def another_gateway(place: Place, **gateway: Any) -> Iterator[Place]:
    """One more gateway beside the same servers, with settings of its own."""
    made = Place(place.directory, place, **gateway)
    made.start("gateway")
    try:
        yield made
    finally:
        made.close()
