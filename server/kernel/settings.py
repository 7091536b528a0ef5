"""Settings of a hospital's servers: a TOML file, overridden by environment variables, shown by `--help`.

`[hospital]`, `[tls]`, `[clock]`, `[log]` hold for all; a section per department (`[ward]`, …) says where it listens and stores.
`HIS_WARD_PORT=…` overrides `port` of `[ward]`.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from shared.contracts.catalog.contract import CatalogContract
from shared.contracts.messages.contract import MessagesContract
from shared.rpc.wire import Address, parse_addresses

DESCRIPTIONS = {
    "hospital.name": "the hospital's name on every paper",
    "hospital.data_dir": "where SQLite databases, the service secret and logs live",
    "hospital.demo": "true marks new databases as demo: red frames, fake clock allowed",
    "<department>.host": "address to listen on; off loopback TLS is required (127.0.0.1)",
    "<department>.port": "port to listen on (messages 18799, departments from 18800, gateway 9527)",
    "<department>.address": "where other departments find it, host:port[,host:port…]",
    "<department>.database": "SQLAlchemy URL; SQLite file in data_dir by default",
    "<department>.metrics_port": "port of the Prometheus page; none by default",
    "<department>.max_connections": "connections of all stations and neighbours together (500)",
    "<department>.max_per_address": "connections from one address; more where a terminal server carries many stations (100)",
    "tls.certificate, tls.key": "PEM files of the server's certificate",
    "tls.ca": "PEM file of the authority that clients and neighbours trust",
    "clock.control_file": "file that holds hospital time; only for demo databases on loopback",
    "log.level": "DEBUG, INFO, WARNING",
    "log.directory": "write <department>.log there, rotated; stderr when empty",
}


_VARIABLE = re.compile(r"HIS_([A-Z]+)_([A-Z_]+)")


class SettingsError(Exception):
    """A setting is missing or contradicts another; the message says which and what to do."""


@dataclass(frozen=True)
class Tls:
    """Certificate of a server and the authority others are checked against."""

    certificate: Path
    key: Path
    ca: Path


@dataclass(frozen=True)
class Settings:
    """Everything one department server needs to know."""

    department: str
    hospital: str
    data_dir: Path
    demo: bool
    host: str
    port: int
    database_url: str
    metrics_port: int | None
    tls: Tls | None
    clock_file: Path | None
    neighbours: Mapping[str, tuple[Address, ...]]
    session_idle_minutes: int = 480
    max_connections: int = 500
    max_per_address: int = 100

    @property
    def secret_file(self) -> Path:
        """The secret departments know each other by; made at installation, readable by the owner only."""
        return self.data_dir / "service.secret"

    def check(self) -> None:
        """Refuse what is unsafe. Raises SettingsError."""
        loopback = Address(self.host, self.port).loopback
        if not loopback and self.tls is None:
            raise SettingsError(
                f"[{self.department}] host = {self.host} is not loopback: set [tls] certificate, key and ca "
                "(make them with `python -m server certificates`)"
            )
        if self.clock_file is not None and not (self.demo and loopback):
            raise SettingsError("[clock] control_file needs [hospital] demo = true and a loopback host")


def load(path: Path | None, environment: Mapping[str, str] = os.environ) -> dict[str, dict[str, Any]]:
    """Sections of the file at `path` with the environment laid over them. Raises SettingsError."""
    sections: dict[str, dict[str, Any]] = {}
    if path is not None:
        try:
            sections = tomllib.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            raise SettingsError(f"there is no settings file {path}") from None
        except tomllib.TOMLDecodeError as error:
            raise SettingsError(f"{path}: {error}") from None
    for variable, value in environment.items():
        if match := _VARIABLE.fullmatch(variable):
            section, name = match[1].lower(), match[2].lower()
            sections.setdefault(section, {})[name] = value
    return sections


def for_server(
    department: str, default_port: int, asks: Iterable[type[Any]], sections: Mapping[str, Mapping[str, Any]]
) -> Settings:
    """Settings of one server, with the addresses of the neighbours whose contracts it calls. Raises SettingsError."""
    hospital, own = (sections.get(name, {}) for name in ("hospital", department))
    data_dir = Path(str(hospital.get("data_dir", "var/hospital")))
    control_file = str(sections.get("clock", {}).get("control_file", ""))
    settings = Settings(
        department=department,
        hospital=str(hospital.get("name", "示范医院")),
        data_dir=data_dir,
        demo=truth(hospital.get("demo", False)),
        host=str(own.get("host", "127.0.0.1")),
        port=int(own.get("port", default_port)),
        database_url=str(own.get("database", f"sqlite:///{data_dir / f'{department}.db'}")),
        metrics_port=int(own["metrics_port"]) if own.get("metrics_port") else None,
        tls=_tls(sections.get("tls", {})),
        clock_file=Path(control_file) if control_file else None,
        neighbours=_neighbours((MessagesContract, CatalogContract, *asks), sections),
        max_connections=int(own.get("max_connections", Settings.max_connections)),
        max_per_address=int(own.get("max_per_address", Settings.max_per_address)),
    )
    settings.check()
    return settings


def _neighbours(contracts: Iterable[type[Any]], sections: Mapping[str, Mapping[str, Any]]) -> dict[str, tuple[Address, ...]]:
    return {contract.department: _address(contract, sections) for contract in contracts}


def _address(contract: type[Any], sections: Mapping[str, Mapping[str, Any]]) -> tuple[Address, ...]:
    section = sections.get(contract.department, {})
    port = int(section.get("port", contract.default_port))
    host = str(section.get("host", "127.0.0.1"))
    return parse_addresses(str(section.get("address", f"{host}:{port}")), port)


def _tls(section: Mapping[str, Any]) -> Tls | None:
    given = [name for name in ("certificate", "key", "ca") if section.get(name)]
    if not given:
        return None
    if len(given) < 3:
        raise SettingsError("[tls] needs certificate, key and ca together")
    return Tls(*(Path(str(section[name])) for name in ("certificate", "key", "ca")))


def truth(value: object) -> bool:
    """What a settings file or the environment means by it."""
    return value is True or str(value).lower() in {"1", "true", "yes"}
