"""`python -m server [department…]`: start servers. `install` makes a new hospital, `migrate` upgrades databases, `certificates`
makes TLS files."""

from __future__ import annotations

import argparse
import contextlib
import os
import secrets
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

from server import hospital
from server.catalog.first_accounts import Account
from server.gateway.settings import DESCRIPTIONS as GATEWAY_DESCRIPTIONS
from server.kernel.certificates import make_certificates
from server.kernel.observation import start_log
from server.kernel.private_files import keep_private
from server.kernel.settings import DESCRIPTIONS, SettingsError, load
from server.kernel.threads import only_log
from shared.contracts.common import EVERY_WARD

_BROKEN = 70
"""The exit code of servers of which a part failed for good (sysexits: internal software error)."""
_FILES = 65_536
COMMANDS = frozenset({"install", "migrate", "certificates"})


def main(arguments: list[str] | None = None) -> int:
    """Entry point of the servers."""
    options = _parser().parse_args(arguments)
    names = [name for name in options.words if name not in COMMANDS] or list(hospital.SERVERS)
    unknown = sorted(set(names) - set(hospital.SERVERS))
    if unknown:
        print(f"unknown department: {', '.join(unknown)}; there are {', '.join(hospital.SERVERS)}", file=sys.stderr)
        return 2
    try:
        sections = load(options.config)
        if "certificates" in options.words:
            print(f"made {', '.join(str(path) for path in make_certificates(options.output, options.host))}")
            return 0
        os.umask(0o077)
        if "install" in options.words:
            password = os.environ.get("HIS_ADMIN_PASSWORD") or secrets.token_urlsafe(9)
            hospital.install(sections, (Account("admin", "系统管理员", "administrator", (EVERY_WARD,)),), password)
            print(f"installed; log in as admin with the password {password}")
            return 0
        if "migrate" in options.words:
            hospital.migrate(names, sections)
            return 0
        return _serve(names, sections, options.config)
    except (SettingsError, RuntimeError, OSError) as error:
        print(error, file=sys.stderr)
        return 2


def _serve(names: list[str], sections: dict[str, dict[str, object]], config: Path | None) -> int:
    # A byte waits for whoever reads it; a lock would miss a signal that comes the moment before this thread sleeps on it.
    asked, asking = socket.socketpair()
    asking.setblocking(False)
    signal.set_wakeup_fd(asking.fileno())
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: None)
    broken: list[str] = []

    def failed(thread: str) -> None:
        # Half a server would go on answering or listening as if nothing were wrong: whoever watches the process starts a whole one.
        only_log(thread)
        broken.append(thread)
        asking.send(b"!")

    _allow_many_files()
    log = sections.get("log", {})
    directory = Path(str(log["directory"])) if log.get("directory") else None
    name = "-".join(names[:2])
    keep_private(_ours(hospital.settings_of(names[0], sections).data_dir, directory, name, config))
    start_log(str(log.get("level", "INFO")).upper(), directory, name)
    if str(sections.get("hospital", {}).get("migrate", "")).lower() in {"1", "true"}:
        hospital.migrate(names, sections)
    running = hospital.start(names, sections, os.environ.get("HIS_KILL_AT", ""), failed)
    print("ready " + " ".join(f"{server.settings.department}={server.settings.port}" for server in running), flush=True)
    asked.recv(1)
    for server in reversed(running):
        server.stop()
    return _BROKEN if broken else 0


def _ours(data_dir: Path, logs: Path | None, name: str, config: Path | None) -> Iterator[Path]:
    """What these servers keep or read. Of a folder of logs, which may be the system's, only what is written here."""
    if data_dir.is_dir():
        yield from (data_dir, *data_dir.glob("*.db*"), *data_dir.glob("*.secret"))
    if logs is not None:
        yield from logs.glob(f"{name}.log*")
    if config is not None:
        yield config


def _allow_many_files() -> None:
    """A connection is a descriptor, and the usual 1,024 are fewer than one process of all servers may need."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415 — POSIX has it, Windows needs it not

        _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        wanted = _FILES if most == resource.RLIM_INFINITY else min(most, _FILES)
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, most))


def _parser() -> argparse.ArgumentParser:
    settings = "\n".join(f"  {name:34} {meaning}" for name, meaning in (DESCRIPTIONS | GATEWAY_DESCRIPTIONS).items())
    parser = argparse.ArgumentParser(
        prog="python -m server",
        description="Servers of the inpatient hospital information system.",
        epilog=f"settings (TOML sections, or HIS_<SECTION>_<NAME> in the environment):\n{settings}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "words",
        nargs="*",
        metavar="department",
        help=f"{', '.join(hospital.SERVERS)} (none: all); or install, migrate, certificates",
    )
    parser.add_argument("--config", type=Path, help="settings file (TOML)")
    parser.add_argument("--output", type=Path, default=Path("var/tls"), help="where `certificates` writes")
    parser.add_argument("--host", default="localhost", help="host name for `certificates`")
    return parser


if __name__ == "__main__":
    sys.exit(main())
