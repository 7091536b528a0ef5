"""Which servers there are, and how to start one, several or all of them in this process."""

from __future__ import annotations

import importlib
from collections.abc import Iterable
from dataclasses import replace

from server.catalog.first_accounts import Account
from server.kernel.catalog_view import CatalogView, Role
from server.kernel.changes import ChangeBoard
from server.kernel.database import open_engine
from server.kernel.declaration import Declared, RunningServer, Sections
from server.kernel.department import Department, arm_kill_point
from server.kernel.entrance import UnitsOfWork
from server.kernel.settings import Settings, SettingsError, for_server
from server.kernel.threads import Failed, only_log
from server.kernel.unit_of_work import SYSTEM

# In the order in which they start: neighbours first. A new department is added here and declares the rest in its `main.py`.
DEPARTMENTS = ("messages", "catalog", "admission", "ward", "pharmacy", "tms")
SERVERS = (*DEPARTMENTS, "gateway")
"""Everything that listens; the doors are last, and have neither contract nor database of their own."""


def declared(name: str) -> Declared:
    """What a server says of itself; who starts no gateway needs no web framework in memory."""
    found: Declared = importlib.import_module(f"server.{name}.main").DECLARED
    return found


def department(name: str) -> Department:
    """The declaration of a department."""
    found = declared(name)
    assert isinstance(found, Department)
    return found


def roles() -> dict[str, Role]:
    """What all departments together let each role do."""
    found: dict[str, Role] = {}
    for name in DEPARTMENTS:
        for role in department(name).roles:
            known = found.get(role.name, role)
            found[role.name] = replace(known, rights=known.rights | role.rights)
    return found


def settings_of(name: str, sections: Sections) -> Settings:
    """Settings of one server. Raises SettingsError."""
    it = declared(name)
    return for_server(it.name, it.port, it.asks, sections)


def migrate(names: Iterable[str], sections: Sections) -> None:
    """Upgrade the databases of these servers."""
    for name in names:
        declared(name).migrate(settings_of(name, sections))


def install(sections: Sections, accounts: tuple[Account, ...], password: str, names: Iterable[str] = DEPARTMENTS) -> None:
    """Make every database, load the catalogue that ships with the product and open the first accounts.

    Raises SettingsError when the catalogue has content already: installing twice would overwrite prices.
    """
    # Imported here like a department's code.
    from server.catalog import queries, seed_data  # noqa: PLC0415

    migrate(names, sections)
    settings, kernel = settings_of("catalog", sections), department("catalog").parts().kernel
    engine = open_engine(settings.database_url)
    units = UnitsOfWork(engine, kernel, ChangeBoard(engine, kernel), CatalogView.empty, lambda: None)
    try:
        if units.read(SYSTEM, "install", queries.current_version)[0]:
            raise SettingsError("this hospital is installed already: its catalogue has content")
        units.write(SYSTEM, "install", lambda work: seed_data.load(work, settings.hospital, accounts, password))
    finally:
        engine.dispose()


def start(names: Iterable[str], sections: Sections, kill_at: str = "", failed: Failed = only_log) -> list[RunningServer]:
    """Start these servers in this process; `failed` is told when one of them can't go on."""
    running: list[RunningServer] = []
    for name in names:
        settings = settings_of(name, sections)
        server = declared(name).server(settings, sections, roles())
        if kill_at:
            arm_kill_point(settings, kill_at)
        server.start(failed)
        running.append(server)
    return running
