"""A hospital of real processes: each department's server started by its own command, on ports of its own."""

from __future__ import annotations

import contextlib
import fcntl
import itertools
import json
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO, TypeVar

from server import hospital
from server.catalog.first_accounts import Account
from server.kernel.certificates import make_certificates
from server.kernel.settings import load
from shared import clock
from shared.rpc import Address, Client, TlsTrust
from tests.in_process import STAFF
from tests.passwords import PASSWORD, cheap_to_verify
from tests.patience import PATIENCE_S

C = TypeVar("C")
ROOT = Path(__file__).parents[2]
NAMES = ("messages", "catalog", "admission", "ward", "pharmacy")


def _usable_ports() -> range:
    """Those below the ports that the system gives to outgoing connections: none of these can take one meanwhile."""
    with contextlib.suppress(OSError, ValueError):
        first_outgoing = int(Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()[0])
        return range(max(first_outgoing - 12_000, 1_100), first_outgoing)
    return range(20_000, 32_000)


_ports = itertools.cycle(random.SystemRandom().sample(_usable_ports(), len(_usable_ports())))
# The tests that run beside this one draw from the same ports: a port stays with the process that drew it until that ends.
_drawn: list[TextIO] = []


def free_port() -> int:
    """A port that nobody has now and that no other test process is given meanwhile."""
    claims = Path(tempfile.gettempdir()) / f"test-ports-{os.getuid()}"
    claims.mkdir(mode=0o700, exist_ok=True)
    for port in _ports:
        claim = (claims / str(port)).open("w", encoding="ascii")
        with socket.socket() as probe, contextlib.suppress(OSError):
            fcntl.flock(claim, fcntl.LOCK_EX | fcntl.LOCK_NB)
            probe.bind(("127.0.0.1", port))
            _drawn.append(claim)
            return port
        claim.close()
    raise AssertionError("unreachable")


class ServerProcess:
    """One `python -m server <department>`."""

    def __init__(self, name: str, config: Path, kill_at: str = "", environment: Mapping[str, str] | None = None) -> None:
        self.name = name
        environment = {**os.environ, "HIS_KILL_AT": kill_at, "PYTHONUNBUFFERED": "1", **(environment or {})}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "server", *name.split(), "--config", str(config)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def wait_ready(self) -> None:
        """Wait until it listens; raise with its words when it does not start."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line.startswith("ready"):
            _, errors = self.process.communicate(timeout=10)
            raise RuntimeError(f"{self.name} did not start: {line}{errors}")

    def kill(self) -> None:
        """A power cut."""
        self.process.kill()
        self.process.communicate()

    def stop(self) -> int:
        """An orderly end; answers the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            self.process.communicate(timeout=20)
        except subprocess.TimeoutExpired:
            self.kill()
            raise
        return self.process.returncode


class HospitalOfProcesses:
    """Servers, their settings file and hospital time; `client` gives a logged-in client of a department."""

    def __init__(
        self,
        directory: Path,
        names: tuple[str, ...] = NAMES,
        tls: bool = False,
        moment: datetime | None = None,
        database: str = "",
        more: Mapping[str, Mapping[str, object]] | None = None,
        staff: tuple[Account, ...] = STAFF,
        *,
        costly_passwords: bool = False,
    ) -> None:
        self.directory = directory
        self.names = names
        directory.mkdir(parents=True, exist_ok=True)
        self.ports = {name: free_port() for name in (*NAMES, "tms", "gateway")}
        self.metrics_ports = {name: free_port() for name in self.ports}
        self.tls = TlsTrust(make_certificates(directory / "tls", "localhost")[0]) if tls else None
        self.clock_file = directory / "clock"
        self.at(moment or datetime.now(clock.ZONE))
        # The stations of a test live in its process and keep the hospital's time.
        clock.use_control_file(self.clock_file)
        self.config = directory / "hospital.toml"
        self.config.write_text(self._toml(database, more or {}), encoding="utf-8")
        self.servers: dict[str, ServerProcess] = {}
        self._clients: list[Client[Any]] = []
        with contextlib.nullcontext() if costly_passwords else cheap_to_verify():
            hospital.install(load(self.config, {}), staff, PASSWORD, self.names)

    def _toml(self, database: str, more: Mapping[str, Mapping[str, object]]) -> str:
        lines = [
            "[hospital]",
            'name = "示范医院"',
            f'data_dir = "{self.directory}"',
            "demo = true",
            "[clock]",
            f'control_file = "{self.clock_file}"',
            "[log]",
            f'directory = "{self.directory / "log"}"',
        ]
        if self.tls:
            folder = self.directory / "tls"
            lines += ["[tls]", *(f'{name} = "{folder / file}"' for name, file in _TLS_FILES.items())]
        for name, port in self.ports.items():
            lines += [f"[{name}]", f"port = {port}", f"metrics_port = {self.metrics_ports[name]}"]
            if self.tls:
                lines.append(f'address = "localhost:{port}"')
            lines += [f"{key} = {json.dumps(value)}" for key, value in more.get(name, {}).items()]
            if database and name != "gateway":
                lines.append(f'database = "{database.format(name=name)}"')
        return "\n".join(lines) + "\n"

    def at(self, moment: datetime) -> None:
        """Set hospital time for every server."""
        clock.set_control_file(self.clock_file, moment)

    def start(self, *names: str, kill_at: str = "") -> None:
        """Start these servers (all of them without names) and wait until they listen."""
        for name in names or self.names:
            self.servers[name] = ServerProcess(name, self.config, kill_at if kill_at.startswith(f"{name}:") else "")
        for name in names or self.names:
            self.servers[name].wait_ready()

    def stop(self) -> None:
        """End everything."""
        for client in self._clients:
            client.close()
        for server in self.servers.values():
            with contextlib.suppress(subprocess.TimeoutExpired):
                server.stop()

    def address(self, name: str) -> Address:
        """Where a department listens."""
        return Address("localhost" if self.tls else "127.0.0.1", self.ports[name])

    def client(self, contract: type[C], login: str | None = None, timeout_s: float = 10.0) -> Client[C]:
        """A client of a department, logged in where `login` is given; waits for the catalogue of a fresh server."""
        name: str = contract.department  # type: ignore[attr-defined]
        client = Client(contract, (self.address(name),), self.tls, timeout_s)
        self._clients.append(client)
        client.connect()
        if login:
            log_in_when_possible(client, login)
        return client


_TLS_FILES = {"certificate": "server.pem", "key": "server.key", "ca": "ca.pem"}


def log_in_when_possible(client: Client[Any], login: str) -> None:
    """Log in; a server that has no catalogue yet is asked again until it has."""
    from shared.errors import CatalogMissing

    deadline = clock.monotonic() + PATIENCE_S
    while True:
        try:
            client.log_in(login, PASSWORD)
            return
        except CatalogMissing:
            if clock.monotonic() > deadline:
                raise


@contextlib.contextmanager
def running_hospital(directory: Path, *names: str, **options: Any) -> Iterator[HospitalOfProcesses]:
    """A hospital of processes, started and ended."""
    kill_at = options.pop("kill_at", "")
    made = HospitalOfProcesses(directory, names or NAMES, **options)
    try:
        made.start(kill_at=kill_at)
        yield made
    finally:
        made.stop()
