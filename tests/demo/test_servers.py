"""A department's server as the launcher keeps it: its state is what is true, and it never outlives who started it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.demo.hospital import ROOT
from tests.demo.leftovers import alive
from tests.demo.servers import DepartmentServer, ServerState
from tests.live.processes import HospitalOfProcesses, ServerProcess
from tests.scenarios.people import wait_until

pytestmark = pytest.mark.live
NAME = "messages"
_STARTER = """
import os, signal, sys, time
from pathlib import Path
from tests.demo.servers import DepartmentServer
server = DepartmentServer(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]))
server.start()
if sys.argv[5] == "ready":
    server.wait_ready()
print(server.pid, flush=True)
signal.pause()
"""


@pytest.fixture
def hospital(tmp_path: Path) -> HospitalOfProcesses:
    return HospitalOfProcesses(tmp_path, (NAME, "catalog"))


@pytest.fixture
def server(hospital: HospitalOfProcesses) -> Iterator[DepartmentServer]:
    made = DepartmentServer(NAME, hospital.ports[NAME], hospital.config, hospital.directory / "log")
    yield made
    made.stop()
    made.wait_ended()


def comes(server: DepartmentServer, state: ServerState) -> None:
    wait_until(lambda: server.state is state, 60)


def test_it_is_stopped_and_started_again(server: DepartmentServer) -> None:
    assert server.state is ServerState.STOPPED
    for _ in range(5):
        server.start()
        assert server.state is ServerState.STARTING
        comes(server, ServerState.RUNNING)
        server.stop()
        comes(server, ServerState.STOPPED)
        assert server.end.startswith("exit code 0")


def test_one_that_aborts_is_shown_as_such_and_starts_again(server: DepartmentServer) -> None:
    server.start()
    server.wait_ready()
    os.kill(server.pid, signal.SIGABRT)
    comes(server, ServerState.DIED)
    assert server.end.startswith("SIGABRT")
    server.start()
    comes(server, ServerState.RUNNING)
    assert server.end == ""


def test_one_that_is_back_by_another_hand_runs(server: DepartmentServer, hospital: HospitalOfProcesses) -> None:
    server.start()
    server.wait_ready()
    os.kill(server.pid, signal.SIGKILL)
    comes(server, ServerState.DIED)
    by_hand = ServerProcess(NAME, hospital.config)
    try:
        by_hand.wait_ready()
        assert server.state is ServerState.RUNNING
        assert not server.ours
    finally:
        by_hand.stop()
    comes(server, ServerState.DIED)


def test_one_that_can_not_start_says_why(tmp_path: Path) -> None:
    server = DepartmentServer(NAME, 1, tmp_path / "nowhere.toml", tmp_path / "log")
    server.start()
    with pytest.raises(RuntimeError, match="there is no settings file"):
        server.wait_ready()
    assert server.state is ServerState.DIED


def test_of_two_on_one_port_only_one_is_ready(server: DepartmentServer, hospital: HospitalOfProcesses) -> None:
    other = DepartmentServer(NAME, server.port, hospital.config, hospital.directory / "other")
    server.start()
    other.start()
    try:
        assert sorted((_is_ready(server), _is_ready(other))) == [False, True]
    finally:
        other.stop()
        other.wait_ended()


def _is_ready(server: DepartmentServer) -> bool:
    try:
        server.wait_ready()
    except RuntimeError:
        return False
    return True


@pytest.mark.parametrize(("when", "end"), [("starting", signal.SIGKILL), ("ready", signal.SIGKILL), ("ready", signal.SIGABRT)])
def test_it_ends_with_who_started_it_however_that_ends(hospital: HospitalOfProcesses, when: str, end: signal.Signals) -> None:
    arguments = (NAME, str(hospital.ports[NAME]), str(hospital.config), str(hospital.directory / "log"), when)
    starter = subprocess.Popen([sys.executable, "-c", _STARTER, *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert starter.stdout is not None
    pid = int(starter.stdout.readline())
    assert alive(pid)
    os.kill(starter.pid, end)
    starter.communicate()
    wait_until(lambda: not alive(pid), 60)
