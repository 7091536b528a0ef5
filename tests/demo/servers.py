"""The demo hospital's servers: every department in one process, on loopback, over a copy of the prepared databases."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from server.hospital import DEPARTMENTS, SERVERS, declared
from shared import clock
from shared.rpc.wire import Address
from tests.demo.hospital import ROOT, fresh_copy
from tests.identities import Books
from tests.live.processes import ServerProcess, free_port
from tests.scenarios.people import on

HOSPITAL = "示范医院"
BEGINNING = on(1, 9, 30)
"""Hospital time when the demo begins: Monday 2026-03-02, the first day of the journey."""


def demo_directory() -> Path:
    """Where the demo plays: `HIS_DEMO_DIR`, else var/demo."""
    return Path(os.environ.get("HIS_DEMO_DIR") or ROOT / "var" / "demo").absolute()


class DemoHospital:
    """A fresh hospital with its settings file; `start` and `stop` its servers, `at` moves hospital time."""

    def __init__(self, directory: Path, tell: Callable[[str], None]) -> None:
        self.directory = fresh_copy(directory, tell)
        self.clock_file = directory / "clock"
        self.log_directory = directory / "log"
        self.config = directory / "hospital.toml"
        self.ports = {name: _port(declared(name).port) for name in SERVERS}
        self.config.write_text(self._toml(), encoding="utf-8")
        self.at(BEGINNING)
        self._process: ServerProcess | None = None

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

    def at(self, moment: datetime) -> None:
        """Set hospital time for every server and station."""
        clock.set_control_file(self.clock_file, moment)

    def address(self, department: str) -> Address:
        """Where a department listens."""
        return Address("127.0.0.1", self.ports[department])

    def start(self) -> None:
        """Start the servers and wait until they listen. Raises RuntimeError with their words when they do not."""
        self._process = ServerProcess(" ".join(SERVERS), self.config)
        self._process.wait_ready()

    @property
    def running(self) -> bool:
        """Whether the servers are there."""
        return self._process is not None and self._process.process.poll() is None

    def stop(self) -> None:
        """End the servers; the databases stay."""
        process, self._process = self._process, None
        if process is not None:
            process.stop()

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


def _port(wanted: int) -> int:
    """`wanted`, or a free one when somebody else listens there."""
    with socket.socket() as probe:
        # As servers do: a port left in TIME_WAIT by an earlier demo is free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", wanted))
        except OSError:
            return free_port()
    return wanted
