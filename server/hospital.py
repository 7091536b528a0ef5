"""Which departments there are, and how to start one, several or all of them in this process."""

from __future__ import annotations

import importlib
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from server.catalog.first_accounts import Account
from server.kernel import schema
from server.kernel.catalog_view import CatalogView
from server.kernel.changes import ChangeBoard
from server.kernel.database import open_engine
from server.kernel.department import Department, DepartmentServer, arm_kill_point
from server.kernel.entrance import UnitsOfWork
from server.kernel.messages_server import DEPARTMENT as MESSAGES
from server.kernel.messages_server import MessagesServer
from server.kernel.settings import Settings, SettingsError, for_department
from server.kernel.unit_of_work import SYSTEM

# In the order in which they start: neighbours first.
DEPARTMENTS = ("messages", "catalog", "admission", "ward", "pharmacy", "tms")
GATEWAY = "gateway"
SERVERS = (*DEPARTMENTS, GATEWAY)
"""Everything that listens; the gateway is last, and has neither contract nor database of its own."""


class RunningServer(Protocol):
    """A server that can be stopped."""

    settings: Settings

    def start(self) -> None:
        """Listen."""

    def stop(self) -> None:
        """End in good order."""


def department(name: str) -> Department:
    """The declaration of a department; its code is imported only when it is asked for."""
    if name == "messages":
        return MESSAGES
    found: Department = importlib.import_module(f"server.{name}.main").DEPARTMENT
    return found


def migrate(names: Iterable[str], sections: Mapping[str, Mapping[str, Any]]) -> None:
    """Upgrade the databases of these departments; the gateway has none."""
    for name in names:
        if name == GATEWAY:
            continue
        settings = for_department(name, sections)
        engine = open_engine(settings.database_url)
        declared = department(name)
        schema.upgrade(engine, declared.alembic(), declared.kernel, settings.demo)
        engine.dispose()


def install(
    sections: Mapping[str, Mapping[str, Any]],
    accounts: tuple[Account, ...],
    password: str,
    names: Iterable[str] = DEPARTMENTS,
) -> None:
    """Make every database, load the catalogue that ships with the product and open the first accounts.

    Raises SettingsError when the catalogue has content already: installing twice would overwrite prices.
    """
    # Imported here like a department's code: the dictionary of pinyin is large.
    from server.catalog import queries, seed_data  # noqa: PLC0415

    migrate(names, sections)
    settings, declared = for_department("catalog", sections), department("catalog")
    engine = open_engine(settings.database_url)
    units = UnitsOfWork(engine, declared.kernel, ChangeBoard(engine, declared.kernel), CatalogView.empty, lambda: None)
    try:
        if units.read(SYSTEM, "install", queries.current_version)[0]:
            raise SettingsError("this hospital is installed already: its catalogue has content")
        units.write(SYSTEM, "install", lambda work: seed_data.load(work, settings.hospital, accounts, password))
    finally:
        engine.dispose()


def start(names: Iterable[str], sections: Mapping[str, Mapping[str, Any]], kill_at: str = "") -> list[RunningServer]:
    """Start the servers of these departments in this process."""
    running: list[RunningServer] = []
    for name in names:
        settings = for_department(name, sections)
        server = _server(name, settings, sections)
        if kill_at:
            arm_kill_point(settings, kill_at)
        server.start()
        running.append(server)
    return running


def _server(name: str, settings: Settings, sections: Mapping[str, Mapping[str, Any]]) -> RunningServer:
    if name == "messages":
        return MessagesServer(settings)
    if name == GATEWAY:
        # Imported here like a department's code: whoever starts none needs no web framework in memory.
        gateway: RunningServer = importlib.import_module("server.gateway.main").GatewayServer(settings, sections)
        return gateway
    return DepartmentServer(department(name), settings)
