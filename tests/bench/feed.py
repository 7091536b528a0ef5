"""Goals of the feed: fan-out beside node's `ws` and a floor (P9, P10), a client that does not read (P11), POST to console, memory.

All servers tell of one execution for a line on their standard input; what is timed is from that line to the last of a thousand
clients. The clients of a server live in one process with a parser that does nothing else.
"""

from __future__ import annotations

import contextlib
import json
import sqlite3
import statistics
import sys
from collections.abc import Iterator
from contextlib import closing
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from websockets.sync.client import connect

from server.gateway.tms import wire
from shared.clock import monotonic
from shared.contracts.tms.contract import TmsContract
from tests.bench.programs import Program
from tests.bench.ratios import Measured, Size, percentile, timed
from tests.live import node
from tests.live.processes import ROOT, HospitalOfProcesses, free_port
from tests.passwords import PASSWORD
from tests.server.gateway import samples
from tests.server.gateway.people import TMS_STAFF, body_of

PATH = "/ws/prescriptionexecution"
URL = "/prescription-execution"
_JSON = {"Content-Type": "application/json"}
_WARM_UP = 3


class Fan:
    """A server and its clients."""

    def __init__(self, server: Program, port: int, path: str, clients: int, kind: str, *more: str) -> None:
        self.server = server
        bare = server.resident()
        self.clients = Program(sys.executable, "-m", "tests.bench.feed_clients", str(port), path, str(clients), kind, *more)
        self.bytes_per_client = (server.resident() - bare) / clients

    def tell(self) -> tuple[float, float]:
        """Milliseconds from the word to the last client, and to 99 of 100."""
        self.clients.say()
        self.clients.hear()
        begin = monotonic()
        self.server.say()
        last, most = map(float, self.clients.hear().split())
        return (last - begin) * 1000, (most - begin) * 1000


@contextlib.contextmanager
def treatment_room(directory: Path) -> Iterator[HospitalOfProcesses]:
    """Message center, catalogue and TMS; gateways come and go."""
    options = {"anonymous_feed": True, "max_clients_per_address": 5000, "ping_s": 300.0, "requests_per_minute": 1_000_000}
    hospital = HospitalOfProcesses(directory / "feed", ("messages", "catalog", "tms"), more={"gateway": options}, staff=TMS_STAFF)
    try:
        hospital.start()
        yield hospital
    finally:
        hospital.stop()


def measure(directory: Path, size: Size) -> Iterator[Measured]:
    """Every goal of this module; those beside node are left out where there is none."""
    with treatment_room(directory) as hospital:
        why = node.missing()
        if why:
            print(f"P9, P10: {why}", file=sys.stderr)
        else:
            for name, kind in (("P9", "plain"), ("P10", "deflate")):
                yield from fan_out(hospital, size, name, kind, size.feed)
                for crowd in size.crowds:
                    beside_node, floor, *_ = fan_out(hospital, size, f"{name} {crowd}", kind, crowd)
                    yield from (beside_node, floor)
        yield stalled(hospital, size)
        yield post_to_console(hospital, size)


def _fan(hospital: HospitalOfProcesses, clients: int, kind: str, *more: str) -> Fan:
    port = free_port()
    server = Program(sys.executable, "-m", "tests.bench.feed_server", str(hospital.config), str(port))
    return Fan(server, port, PATH, clients, kind, *more)


def _references(hospital: HospitalOfProcesses, clients: int, kind: str) -> Iterator[Fan]:
    """node's `ws`, and the floor."""
    node.prepare(ROOT / "tests" / "bench" / "fanout.js")
    sample = hospital.directory / "sample.json"
    sample.write_text(json.dumps(wire.notice_json(samples.notice(), wire.Dialect()), ensure_ascii=False), encoding="utf-8")
    for command, cwd in (
        (("node", str(node.FOLDER / "fanout.js")), node.FOLDER),
        ((sys.executable, "-m", "tests.bench.feed_floor"), ROOT),
    ):
        port = free_port()
        yield Fan(Program(*command, str(port), kind, str(sample), cwd=cwd), port, "/", clients, kind)


def fan_out(hospital: HospitalOfProcesses, size: Size, name: str, kind: str, clients: int) -> Iterator[Measured]:
    """Our gateway, node's `ws` and the floor, with all their clients side by side, told in turn."""
    fans = (_fan(hospital, clients, kind), *_references(hospital, clients, kind))
    for _ in range(_WARM_UP):
        for fan in fans:
            fan.tell()
    calls = max(size.calls // 4, 3)
    begin = [fan.server.worked() for fan in fans]
    rounds = []
    for _ in range(size.rounds):
        told = [[fan.tell()[0] for fan in fans] for _ in range(calls)]
        rounds.append([statistics.median(side) for side in zip(*told, strict=True)])
    mine, theirs, least = (statistics.median(side) for side in zip(*rounds, strict=True))
    yield Measured(name, tuple(own / other for own, other, _ in rounds), mine, theirs)
    yield Measured(f"{name} floor", tuple(own / floor for own, _, floor in rounds), mine, least)
    times = size.rounds * calls
    work = [(fan.server.worked() - before) / times for fan, before in zip(fans, begin, strict=True)]
    yield Measured(f"{name} CPU", (work[0] / max(work[1], 0.01),), work[0], work[1])
    if kind == "plain":
        memory = fans[0].bytes_per_client, fans[1].bytes_per_client
        yield Measured("feed memory", (memory[0] / memory[1],), memory[0] / 1024, memory[1] / 1024)
    _end(*fans)


def stalled(hospital: HospitalOfProcesses, size: Size) -> Measured:
    """P11: the 99th percentile of all others, with one that does not read and without."""
    ratios, with_one, without = [], [], []
    burdened, free = _fan(hospital, size.feed, "plain", "stalled"), _fan(hospital, size.feed, "plain")
    for _ in range(_WARM_UP):
        burdened.tell(), free.tell()
    for _ in range(size.rounds):
        pairs = [(burdened.tell()[1], free.tell()[1]) for _ in range(max(size.calls // 4, 3))]
        slow, quick = (statistics.median(side) for side in zip(*pairs, strict=True))
        ratios.append(slow / quick)
        with_one.append(slow)
        without.append(quick)
    _end(burdened, free)
    return Measured("P11", tuple(ratios), statistics.median(with_one), statistics.median(without))


def post_to_console(hospital: HospitalOfProcesses, size: Size) -> Measured:
    """From the POST to the console's receipt, beside a bare loopback echo and a bare durable commit."""
    hospital.client(TmsContract, "his_api")
    hospital.start("gateway")
    address = f"127.0.0.1:{hospital.ports['gateway']}"
    raw = sqlite3.connect(hospital.directory / "raw.db", isolation_level=None)
    raw.executescript("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE t (a INTEGER PRIMARY KEY, b BLOB)")
    ratios, mine, theirs = [], [], []
    with closing(HTTPConnection(address)) as http, connect(f"ws://{address}{PATH}") as console:
        token = _posted(http, "/session", {"name": "his_api", "password": PASSWORD}, {})["token"]
        rights = {"Authorization": f"Bearer {token}"}
        known = _posted(http, URL, body_of("bench"), rights)
        console.recv()
        ids = json.dumps({"prescriptionId": known["prescriptionInfo"]["id"], "patientId": known["patientInfo"]["id"]})

        def post() -> float:
            begin = monotonic()
            http.request("POST", URL, ids, rights | _JSON)
            console.recv()
            taken = monotonic() - begin
            assert http.getresponse().read().startswith(b'{"success":true')
            return taken

        def echo() -> None:
            console.send('{"messageType":"PING"}')
            console.recv()

        def commit() -> None:
            raw.execute("INSERT INTO t (b) VALUES (?)", (bytes(200),))

        for _ in range(size.rounds):
            post(), echo(), commit()
            taken = [(post(), timed(echo), timed(commit)) for _ in range(size.calls // 2)]
            own, there, stored = (percentile(side, 50) for side in zip(*taken, strict=True))
            ratios.append(own / (there + stored))
            mine.append(own * 1000)
            theirs.append((there + stored) * 1000)
    raw.close()
    return Measured("POST", tuple(ratios), statistics.median(mine), statistics.median(theirs))


def _posted(http: HTTPConnection, path: str, body: object, headers: dict[str, str]) -> Any:
    """What the gateway answers to a POST."""
    http.request("POST", path, json.dumps(body), headers | _JSON)
    return json.loads(http.getresponse().read())["data"]


def _end(*fans: Fan) -> None:
    for fan in fans:
        fan.clients.end()
        fan.server.end()
