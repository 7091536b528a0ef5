"""Connections that say nothing: what they may cost, and that they never end a server or half of it."""

from __future__ import annotations

import contextlib
import re
import resource
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from server.kernel.settings import Settings
from shared import clock
from shared.contracts.catalog.contract import CatalogContract
from tests.live.processes import ROOT, HospitalOfProcesses, running_hospital
from tests.patience import PATIENCE_S

pytestmark = pytest.mark.live


@pytest.fixture(params=[False, True], ids=["plain", "tls"])
def hospital(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[HospitalOfProcesses]:
    with running_hospital(tmp_path, "messages", "catalog", tls=request.param) as made:
        yield made


def _pid(hospital: HospitalOfProcesses) -> int:
    return hospital.servers["catalog"].process.pid


def _threads(hospital: HospitalOfProcesses) -> int:
    found = re.search(r"Threads:\s+(\d+)", Path(f"/proc/{_pid(hospital)}/status").read_text())
    assert found
    return int(found[1])


def _metric(hospital: HospitalOfProcesses, name: str) -> float:
    with urllib.request.urlopen(f"http://127.0.0.1:{hospital.metrics_ports['catalog']}/metrics") as page:
        found = re.search(rf"^{name}{{.*}} (\S+)$", page.read().decode(), re.MULTILINE)
    assert found
    return float(found[1])


def _until(true: Callable[[], bool]) -> None:
    deadline = clock.monotonic() + PATIENCE_S
    while not true():
        assert clock.monotonic() < deadline


def _silent(hospital: HospitalOfProcesses, how_many: int, crowd: contextlib.ExitStack) -> list[socket.socket]:
    port = hospital.ports["catalog"]
    return [crowd.enter_context(socket.create_connection(("127.0.0.1", port))) for _ in range(how_many)]


@pytest.mark.req("T13")
def test_running_out_of_descriptors_passes(hospital: HospitalOfProcesses) -> None:
    """Accept fails while strangers hold every descriptor, and works again when they are gone."""
    used = len(list(Path(f"/proc/{_pid(hospital)}/fd").iterdir()))
    resource.prlimit(_pid(hospital), resource.RLIMIT_NOFILE, (used + 10, used + 10))
    with contextlib.ExitStack() as crowd:
        _silent(hospital, 60, crowd)
        _until(lambda: "no room for another connection" in _log(hospital))
        assert hospital.servers["catalog"].process.poll() is None
    assert hospital.client(CatalogContract, timeout_s=PATIENCE_S).api.hello().department == "catalog"


def _log(hospital: HospitalOfProcesses) -> str:
    return (hospital.directory / "log" / "catalog.log").read_text(encoding="utf-8")


@pytest.mark.req("T13")
def test_one_address_takes_its_share_of_connections_and_threads(hospital: HospitalOfProcesses) -> None:
    before, refused = _threads(hospital), _metric(hospital, "his_refused_connections_total")
    here = int(_metric(hospital, "his_connections"))
    more = 60
    with contextlib.ExitStack() as crowd:
        _silent(hospital, Settings.max_per_address - here + more, crowd)
        _until(lambda: _metric(hospital, "his_refused_connections_total") >= refused + more)
        assert _metric(hospital, "his_connections") <= Settings.max_per_address
        # The page of the metrics, asked above, has a thread of its own now and then.
        assert _threads(hospital) <= before + Settings.max_per_address + 5
    _until(lambda: _metric(hospital, "his_connections") <= here)
    assert hospital.client(CatalogContract, timeout_s=PATIENCE_S).api.hello().department == "catalog"


@pytest.mark.parametrize(
    "broken",
    [
        "from server.kernel.host import Host; Host.accept_all = lambda self: None",
        "from server.kernel.outbox import Relay; Relay.run = lambda *_: (_ for _ in ()).throw(SystemExit(0))",
        "from server.kernel.inbox import Consumer; Consumer.run = lambda *_: (_ for _ in ()).throw(SystemExit(0))",
    ],
    ids=["listener", "relay", "consumer"],
)
def test_a_part_that_ends_ends_the_process_with_a_code(tmp_path: Path, broken: str) -> None:
    made = HospitalOfProcesses(tmp_path, ("messages", "catalog", "ward"))
    program = f"import sys; {broken}; from server.__main__ import main; sys.exit(main(['ward', '--config', {str(made.config)!r}]))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, timeout=PATIENCE_S, check=False)
    assert done.returncode == 70
    assert "a thread of the server ended" in (made.directory / "log" / "ward.log").read_text(encoding="utf-8")


def test_what_the_servers_keep_is_for_their_account_alone(tmp_path: Path) -> None:
    made = HospitalOfProcesses(tmp_path / "hospital", ("messages", "catalog"))
    # As an older version left it.
    (made.directory / "catalog.db").chmod(0o644)
    made.directory.chmod(0o755)
    made.start()
    try:
        made.client(CatalogContract, "admin")
        kept = [made.directory, made.directory / "log", made.config, *made.directory.glob("*.db*"), *made.directory.glob("log/*")]
        assert {path.name for path in kept} >= {"catalog.db", "messages.db", "catalog.log", "hospital.toml"}
        assert {path.name: oct(path.stat().st_mode & 0o077) for path in kept} == {path.name: "0o0" for path in kept}
    finally:
        made.stop()
