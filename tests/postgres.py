"""A PostgreSQL cluster of the tests' own: Debian's server binaries, a folder of its own, a user who is not root."""

from __future__ import annotations

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psycopg

from shared.identifiers import new_id
from tests.live.processes import free_port


def bin_dir() -> Path | None:
    """Where initdb is; None when there is no PostgreSQL server on this machine."""
    candidates = sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if shutil.which("pg_config"):
        told = subprocess.run(["pg_config", "--bindir"], capture_output=True, text=True, check=True).stdout.strip()
        candidates.insert(0, Path(told))
    return next((path for path in candidates if (path / "initdb").exists()), None)


class Cluster:
    """A running cluster; `new_database` gives the URL of an empty one."""

    def __init__(self, port: int, log: Path) -> None:
        self.port = port
        self._log = log

    def deadlocks(self) -> int:
        """How often two waited for each other until one was ended. Units of work are tried again then, so nobody else tells."""
        return self._log.read_text(encoding="utf-8").count("deadlock detected")

    def new_database(self, prefix: str) -> str:
        """Make an empty database; answers its SQLAlchemy URL."""
        name = f"{prefix}_{new_id()[-12:]}"
        with psycopg.connect(host="127.0.0.1", port=self.port, user="postgres", dbname="postgres", autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{name}"


@contextlib.contextmanager
def running_cluster(*, durable: bool = False) -> Iterator[Cluster]:
    """Make and start a cluster, and remove it. Only a `durable` one waits for the disk at a commit."""
    binaries = bin_dir()
    assert binaries is not None
    directory = Path(tempfile.mkdtemp(prefix="his-pg-"))
    as_user: list[str] = []
    if os.geteuid() == 0:
        # PostgreSQL refuses to run as root; Debian's package made a user for it.
        user = pwd.getpwnam("postgres")
        os.chown(directory, user.pw_uid, user.pw_gid)
        as_user = ["runuser", "-u", "postgres", "--"]
    data, port = directory / "data", free_port()
    initdb = [*as_user, str(binaries / "initdb"), "-D", str(data), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale"]
    subprocess.run(initdb, check=True, capture_output=True, cwd=directory)
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c max_connections=200"
    if not durable:
        options += " -c fsync=off"
    control = [*as_user, str(binaries / "pg_ctl"), "-D", str(data), "-w"]
    subprocess.run([*control, "-l", str(directory / "log"), "-o", options, "start"], check=True, capture_output=True, cwd=directory)
    try:
        yield Cluster(port, directory / "log")
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, capture_output=True, cwd=directory)
        shutil.rmtree(directory, ignore_errors=True)
