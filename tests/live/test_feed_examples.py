"""The examples of docs/integration.md, taken from there and run against real servers as they stand."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.live import node
from tests.live.processes import ROOT, HospitalOfProcesses
from tests.live.test_feed import URL, rest_as, treatment_room
from tests.passwords import PASSWORD
from tests.server.gateway.people import body_of

pytestmark = [pytest.mark.live, pytest.mark.req("W1"), pytest.mark.req("W2")]
_DOCUMENT = ROOT / "docs" / "integration.md"


def example(heading: str) -> str:
    """The first code block under a heading."""
    text = _DOCUMENT.read_text(encoding="utf-8")
    section = text.split(f"### {heading}", 1)[1]
    found = re.search(r"```(?:bash|python|javascript)\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return found.group(1)


@pytest.fixture(scope="module")
def room(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HospitalOfProcesses]:
    """One hospital for all examples."""
    with treatment_room(tmp_path_factory.mktemp("examples")) as hospital:
        yield hospital


@pytest.fixture
def http(room: HospitalOfProcesses) -> Iterator[httpx.Client]:
    """REST as an operator."""
    with rest_as(room, "tms1") as client:
        yield client


@pytest.fixture
def with_node() -> None:
    """Skip where there is no node."""
    if why := node.missing():
        pytest.skip(why)


def _environment(room: HospitalOfProcesses, name: str) -> dict[str, str]:
    return {**os.environ, "GATEWAY": f"http://127.0.0.1:{room.ports['gateway']}", "HIS_NAME": name, "HIS_PASSWORD": PASSWORD}


def _run(room: HospitalOfProcesses, *command: str) -> str:
    environment = _environment(room, "his_api")
    done = subprocess.run(command, env=environment, cwd=room.directory, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextlib.contextmanager
def _console(room: HospitalOfProcesses, *command: str) -> Iterator[subprocess.Popen[str]]:
    with subprocess.Popen(
        command,
        env=_environment(room, "tms1"),
        cwd=node.FOLDER if command[0] == "node" else room.directory,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "connected\n"
        try:
            yield process
        finally:
            process.kill()


def _script(folder: Path, name: str, heading: str) -> Path:
    path = folder / name
    path.write_text(example(heading), encoding="utf-8")
    return path


@pytest.mark.skipif(not shutil.which("curl"), reason="no curl on this machine")
def test_curl(room: HospitalOfProcesses, http: httpx.Client) -> None:
    script = example("curl")
    answers = [json.loads(_run(room, "bash", "-euc", script)) for _ in range(2)]
    assert answers[0]["message"] == "处方执行记录创建成功"
    assert answers[0]["data"]["executionId"] == answers[1]["data"]["executionId"]
    stored = http.get(f"{URL}/{answers[0]['data']['executionId']}").json()["data"]
    assert stored["patientInfo"]["name"] == "李四"


def test_python_posts(room: HospitalOfProcesses, http: httpx.Client) -> None:
    said = _run(room, sys.executable, "-c", example("Python\n"))
    (number, pulses), (status,) = (line.split() for line in said.splitlines())
    assert (pulses, status) == ("600", "0")
    assert http.get(f"{URL}/{number}").json()["data"]["prescriptionInfo"]["totalTime"] == 365


@pytest.mark.usefixtures("with_node")
def test_javascript_posts(room: HospitalOfProcesses, http: httpx.Client) -> None:
    number, status = _run(room, "node", "-e", example("JavaScript (Node.js 18")).split()
    assert http.get(f"{URL}/{number}").json()["data"]["executionStatus"] == int(status) == 0


@pytest.mark.usefixtures("with_node")
def test_the_javascript_console_acknowledges(room: HospitalOfProcesses, http: httpx.Client) -> None:
    script = _script(node.FOLDER, "example_console.js", "Console in JavaScript")
    with _console(room, "node", str(script)) as console:
        number = http.post(URL, json=body_of("example-js")).json()["data"]["executionId"]
        assert console.stdout is not None
        while console.stdout.readline() != f"PRESCRIPTION_EXECUTION_CONFIRMATION {number} SUCCESS\n":
            assert console.poll() is None
    assert http.get(f"{URL}/{number}").json()["data"]["executionStatus"] == 1


def test_the_python_console_runs_a_session(room: HospitalOfProcesses, http: httpx.Client) -> None:
    script = _script(room.directory, "example_console.py", "Console in Python")
    with _console(room, sys.executable, str(script)) as console:
        number = http.post(URL, json=body_of("example-py")).json()["data"]["executionId"]
        assert console.stdout is not None
        while console.stdout.readline() != f"{number} COMPLETED SUCCESS 处方执行状态更新成功\n":
            assert console.poll() is None
    stored = http.get(f"{URL}/{number}").json()["data"]
    assert (stored["executionStatus"], stored["progressInfo"]["console"]) == (3, "room-2")
