"""The demo hospital's servers over a copy of the prepared databases: a process per department, as a hospital runs them."""

from __future__ import annotations

import contextlib
import enum
import fcntl
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO

from server.hospital import DEPARTMENTS, SERVERS, declared
from shared import clock
from shared.rpc.wire import Address
from tests.demo.hospital import ROOT, fresh_copy
from tests.identities import Books
from tests.live.processes import free_port
from tests.scenarios.people import on

HOSPITAL = "示范医院"
BEGINNING = on(1, 9, 30)
"""Hospital time when the demo begins: Monday 2026-03-02, the first day of the journey."""
_LOOK_S = 0.05
_LONGEST_END_S = 30.0


def demo_directory() -> Path:
    """Where the demo plays: `HIS_DEMO_DIR`, else var/demo."""
    return Path(os.environ.get("HIS_DEMO_DIR") or ROOT / "var" / "demo").absolute()


class ServerState(enum.Enum):
    """What can be seen of a server from outside."""

    STARTING = enum.auto()
    RUNNING = enum.auto()
    STOPPING = enum.auto()
    STOPPED = enum.auto()
    DIED = enum.auto()
    """It ended, and nobody asked it to."""


class DepartmentServer:
    """One server in a process of its own; it ends with this process. `folder` is where its last words are kept."""

    def __init__(self, name: str, port: int, config: Path, folder: Path) -> None:
        self.name, self.port = name, port
        self._config = config
        self._words = folder / f"{name}.words"
        self._process: subprocess.Popen[bytes] | None = None
        self._wanted = self._ready = False

    @property
    def state(self) -> ServerState:
        """What it does now. It also runs when somebody else has started it again."""
        if self.ours:
            if not self._wanted:
                return ServerState.STOPPING
            return ServerState.RUNNING if self._is_ready() else ServerState.STARTING
        if _listened_to(self.port):
            return ServerState.RUNNING
        return ServerState.DIED if self._wanted else ServerState.STOPPED

    @property
    def ours(self) -> bool:
        """Whether a process is there that this one has started."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int:
        """Number of the process that was started last."""
        assert self._process is not None
        return self._process.pid

    def start(self) -> None:
        """Start it unless it is there; returns at once."""
        if self.state not in {ServerState.STOPPED, ServerState.DIED}:
            return
        self._words.parent.mkdir(parents=True, exist_ok=True)
        command = (sys.executable, "-m", "tests.demo.part", "server", self.name, "--config", str(self._config))
        with self._words.open("wb") as words:
            self._process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=words, stderr=words)
        self._wanted, self._ready = True, False

    def stop(self) -> None:
        """Ask it to end; returns at once."""
        self._wanted = False
        if self._process is not None and self._process.stdin is not None:
            self._process.stdin.close()

    def wait_ready(self) -> None:
        """Wait until it listens. Raises RuntimeError with its last words when it does not."""
        assert self._process is not None
        while not self._is_ready():
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(_LOOK_S)
                raise RuntimeError(f"{self.name} did not start: {self.end}")

    def _is_ready(self) -> bool:
        """Whether our process has said that it listens; that somebody listens there does not tell who."""
        self._ready = self._ready or any(line.startswith("ready ") for line in self._said())
        return self._ready

    def _said(self) -> list[str]:
        return self._words.read_text(encoding="utf-8", errors="replace").splitlines()

    def wait_ended(self) -> None:
        """Wait until its process is gone; one that can't end by itself is killed."""
        if self._process is None:
            return
        try:
            self._process.wait(_LONGEST_END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @property
    def end(self) -> str:
        """How its process ended and its last words; empty while there is none that ended."""
        code = None if self._process is None else self._process.poll()
        if code is None:
            return ""
        how = f"exit code {code}"
        if code < 0:
            with contextlib.suppress(ValueError):
                how = signal.Signals(-code).name
        return "\n".join((how, *self._said()[-5:]))


class DemoHospital:
    """A fresh hospital with its settings file; `start` and `stop` its servers, `at` moves hospital time."""

    def __init__(self, directory: Path, tell: Callable[[str], None]) -> None:
        self.directory = fresh_copy(directory, tell)
        self.clock_file = directory / "clock"
        self.log_directory = directory / "log"
        self.config = directory / "hospital.toml"
        self._usual_ports = _take_usual_ports()
        self.ports = {name: _port(declared(name).port, usual=self._usual_ports is not None) for name in SERVERS}
        self.config.write_text(self._toml(), encoding="utf-8")
        self.at(BEGINNING)
        self.servers = [DepartmentServer(name, port, self.config, self.log_directory) for name, port in self.ports.items()]

    def _toml(self) -> str:
        lines = [
            "[hospital]",
            f'name = "{HOSPITAL}"',
            f'data_dir = "{self.directory}"',
            "demo = true",
            "[clock]",
            f'control_file = "{self.clock_file}"',
            "[log]",
            f'directory = "{self.log_directory}"',
        ]
        for name, port in self.ports.items():
            lines += [f"[{name}]", f"port = {port}"]
        return "\n".join(lines) + "\n"

    def at(self, moment: datetime, *, runs: bool = False) -> None:
        """Set hospital time for every server and station; it `runs` on from there, or stands."""
        clock.set_control_file(self.clock_file, moment, runs=runs)

    def address(self, department: str) -> Address:
        """Where a department listens."""
        return Address("127.0.0.1", self.ports[department])

    @property
    def feed(self) -> str:
        """Where the gateway tells consoles of sessions."""
        return f"ws://127.0.0.1:{self.ports['gateway']}/ws/prescriptionexecution"

    def start(self) -> None:
        """Start the servers and wait until they listen. Raises RuntimeError with the words of one that does not."""
        for server in self.servers:
            server.start()
        for server in self.servers:
            server.wait_ready()

    def stop(self) -> None:
        """End the servers, doors first; the databases stay."""
        for server in reversed(self.servers):
            server.stop()
        for server in reversed(self.servers):
            server.wait_ended()

    def complaints(self) -> list[str]:
        """The last warnings and errors in the servers' logs."""
        lines = [line for log in sorted(self.log_directory.glob("*.log")) for line in log.read_text(encoding="utf-8").splitlines()]
        return [line for line in lines if '"level": "INFO"' not in line][-10:]

    def problems(self) -> list[str]:
        """What does not hold of the books; see `tests.identities`."""
        books = Books({name: f"sqlite:///{self.directory / f'{name}.db'}" for name in DEPARTMENTS if name != "messages"})
        try:
            return books.problems()
        finally:
            books.close()


def _take_usual_ports() -> IO[str] | None:
    """The right to the ports that servers have by default: one demo of this machine has it, as long as it keeps the answer."""
    try:
        right = (Path(tempfile.gettempdir()) / "inpatient-his-demo.lock").open("w", encoding="ascii")
    except PermissionError:
        return None
    try:
        fcntl.flock(right, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        right.close()
        return None
    return right


def _port(wanted: int, *, usual: bool) -> int:
    """`wanted` when the `usual` ones are ours and nobody listens there; else a free one."""
    return wanted if usual and not _listened_to(wanted) else free_port()


def _listened_to(port: int) -> bool:
    """Whether somebody listens there; told without disturbing whoever does."""
    with socket.socket() as probe:
        # As servers do: a port left in TIME_WAIT by an earlier demo is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return True
    return False
