"""What a server's `main.py` says of it. The hospital, its settings, sessions and migrations find everything there."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import Engine, MetaData

from server.kernel.catalog_view import CatalogView, Role
from server.kernel.entrance import FrontDesk, UnitsOfWork
from server.kernel.inbox import Handler
from server.kernel.sessions import Sessions
from server.kernel.settings import Settings
from server.kernel.tables import KernelTables
from server.kernel.threads import Failed, only_log
from server.kernel.unit_of_work import Work
from server.kernel.use_cases import UseCases
from server.kernel.ward_access import Belongs

Sections = Mapping[str, Mapping[str, Any]]
"""The settings file: a section for the hospital, one for each server."""
Roles = Mapping[str, Role]
"""What all departments together let each role do."""


class RunningServer(Protocol):
    """A server that can be stopped."""

    settings: Settings

    def start(self, failed: Failed = only_log) -> None:
        """Listen; `failed` is told when it can't go on."""

    def stop(self) -> None:
        """End in good order."""


class Declared(Protocol):
    """Something that listens."""

    @property
    def name(self) -> str:
        """As in the settings file, and as its package under `server` is called."""

    @property
    def port(self) -> int:
        """Where it listens unless the settings say otherwise."""

    @property
    def asks(self) -> tuple[type[Any], ...]:
        """Contracts of the neighbours it calls; the catalogue and the message center are everybody's."""

    def migrate(self, settings: Settings) -> None:
        """Bring its database to the newest schema."""

    def server(self, settings: Settings, sections: Sections, roles: Roles) -> RunningServer:
        """Its server, not listening yet."""


@dataclass(frozen=True)
class Stateless:
    """A server without contract and database."""

    name: str
    port: int
    asks: tuple[type[Any], ...]
    make: Callable[[Settings, Sections], RunningServer]

    def migrate(self, settings: Settings) -> None:
        """It stores nothing."""

    def server(self, settings: Settings, sections: Sections, _roles: Roles) -> RunningServer:
        """Its server, not listening yet."""
        return self.make(settings, sections)


class CatalogSource(Protocol):
    """Where a server's catalogue comes from."""

    view: CatalogView

    def wake(self) -> None:
        """Look for a newer version now."""

    def run(self, stopping: threading.Event, pause: Callable[[float], None]) -> None:
        """Keep `view` current until `stopping`."""


@dataclass(frozen=True)
class Job:
    """Something a department does by itself every `every_s` seconds, on one of its servers."""

    name: str
    every_s: float
    run: Callable[[Work], Any]


@dataclass(frozen=True)
class Parts:
    """A department's inside. What is not said is as in most departments."""

    metadata: MetaData
    kernel: KernelTables
    use_cases: UseCases
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    jobs: tuple[Job, ...] = ()
    belongs: Belongs = field(default_factory=dict)
    """How the wards of what its operations take are found, where its use cases don't look after that themselves."""
    own_catalog: Callable[[UnitsOfWork, Roles], CatalogSource] | None = None
    """The catalogue department reads its own tables instead of a replica."""
    own_desk: Callable[[Sessions, Engine], FrontDesk] | None = None
    """The message center answers fewer questions outside units of work than a department."""
    follows: bool = True
    """Whether it sends and reads events and has a catalogue; the message center does not."""
    let_go: Callable[[], None] = lambda: None
    """Called at the end, so that calls that wait come back."""
