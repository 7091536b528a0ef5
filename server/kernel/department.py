"""A department: its declaration, its parts put together, and its server with sockets, threads and an orderly end."""

from __future__ import annotations

import contextlib
import inspect
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, select
from sqlalchemy.exc import DBAPIError

from server.kernel import killpoint, schema_version
from server.kernel.audit import ReadLog, seal
from server.kernel.catalog_replica import CatalogReplica
from server.kernel.catalog_view import CatalogView, Role
from server.kernel.changes import ChangeBoard
from server.kernel.database import open_engine, reading
from server.kernel.declaration import CatalogSource, Job, Parts, Roles, Sections
from server.kernel.entrance import Entrance, UnitsOfWork
from server.kernel.front_desk import Desk
from server.kernel.host import Host
from server.kernel.idempotency import forget_old
from server.kernel.inbox import Consumer
from server.kernel.lease import Lease
from server.kernel.message_center import MessageCenter
from server.kernel.message_center.link import EmbeddedLink
from server.kernel.neighbours import Neighbourhood, Neighbours
from server.kernel.observation import Metrics, log
from server.kernel.outbox import Relay
from server.kernel.sessions import Sessions, make_secret
from server.kernel.settings import Settings
from server.kernel.standing import Standing
from server.kernel.threads import Failed, Threads, only_log
from server.kernel.unit_of_work import SYSTEM, Work
from shared import clock
from shared.contracts.catalog.events import VersionChanged
from shared.errors import Unavailable
from shared.rpc import TlsTrust

if TYPE_CHECKING:
    from alembic.config import Config


@dataclass(frozen=True, kw_only=True)
class Department:
    """What a department's `main.py` declares. Who only reads the declaration need not import the inside."""

    contract: type[Any]
    parts: Callable[[], Parts]
    asks: tuple[type[Any], ...] = ()
    services: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Rights that other departments' servers have here, by the name of the department; `*` stands for every one."""
    roles: tuple[Role, ...] = ()

    @property
    def name(self) -> str:
        """As its contract has it."""
        name: str = self.contract.department
        return name

    @property
    def port(self) -> int:
        """As its contract has it, since stations must know it too."""
        port: int = self.contract.default_port
        return port

    @property
    def versions(self) -> Path:
        """The folder of its migrations, in its package."""
        return Path(inspect.getfile(self.parts)).parent / "migrations"

    def alembic(self) -> Config:
        """Alembic's configuration of this department."""
        from server.kernel import schema  # noqa: PLC0415 — who only serves needs no Alembic in memory

        return schema.config_for(self.name, self.versions, self.parts().metadata)

    def migrate(self, settings: Settings) -> None:
        """Bring its database to the newest schema."""
        from server.kernel import schema  # noqa: PLC0415 — as above

        engine = open_engine(settings.database_url)
        schema.upgrade(engine, self.alembic(), self.parts().kernel, settings.demo)
        engine.dispose()

    def server(self, settings: Settings, _sections: Sections, roles: Roles) -> DepartmentServer:
        """Its server, not listening yet. Raises SettingsError for a database of another schema."""
        return DepartmentServer(self, settings, roles)


class NoCatalog:
    """Stands in where there is no catalogue, or while the catalogue department loads its own tables, which takes a unit of work."""

    view = CatalogView.empty()

    def wake(self) -> None:
        """There is nothing to look for."""

    def run(self, stopping: threading.Event, pause: Callable[[float], None]) -> None:
        """There is nothing to keep."""


@dataclass(frozen=True)
class Surroundings:
    """What a department meets outside its own database."""

    center: MessageCenter
    reader: MessageCenter
    """The message center again: a read that waits must not hold up what is sent."""
    neighbours: Neighbourhood
    roles: Roles


class Assembly:
    """A department put together on its database, without sockets and threads."""

    def __init__(self, department: Department, settings: Settings, engine: Engine, around: Surroundings) -> None:
        parts, name = department.parts(), department.name
        tables = parts.kernel
        self.department = department
        self.parts = parts
        self.engine = engine
        self.neighbours = around.neighbours
        self.metrics = Metrics(name)
        self.board = ChangeBoard(engine, tables)
        self.leases = [Lease(engine, tables, "relay")]
        self.standing = Standing(name, engine, tables, around.center)
        self.relay = Relay(name, engine, tables, around.center, self.standing, self.leases[0], self.metrics)
        self.catalog: CatalogSource = NoCatalog()
        self.units = UnitsOfWork(engine, tables, self.board, lambda: self.catalog.view, self.relay.wake)
        if parts.own_catalog is not None:
            self.catalog = parts.own_catalog(self.units, around.roles)
        elif parts.follows:
            self.catalog = CatalogReplica(engine, tables, around.neighbours, around.roles)
        handlers = {VersionChanged.event_type: self._newer_catalog, **parts.handlers}
        self.consumer = Consumer(name, around.reader, self.standing, self.units, handlers, self.metrics)
        self.read_log = ReadLog(engine, tables)
        idle = timedelta(minutes=settings.session_idle_minutes)
        self.sessions = Sessions(engine, tables, settings.secret_file, idle, department.services)
        desk = (
            parts.own_desk(self.sessions, engine)
            if parts.own_desk
            else Desk(
                department.contract,
                settings,
                self.units,
                self.sessions,
                self.relay,
                self.consumer,
                self.standing,
                around.neighbours,
            )
        )
        self.entrance = Entrance(
            department.contract,
            parts.use_cases,
            self.units,
            self.sessions,
            desk,
            self.read_log,
            self.metrics,
            around.neighbours,
            parts.belongs,
        )

    def _newer_catalog(self, _work: Work, _fact: VersionChanged) -> None:
        self.catalog.wake()

    def jobs(self) -> dict[Job, Lease]:
        """What one of its servers does from time to time, with the lease that says which one."""
        tables = self.parts.kernel
        jobs = (Job("forget old commands", 3600, lambda work: forget_old(work.db, tables)), *self.parts.jobs)
        leases = {job: Lease(self.engine, tables, f"job {job.name}"[:40]) for job in jobs}
        self.leases += leases.values()
        return leases

    def tidy(self) -> None:
        """What is due every minute."""
        seal(self.engine, self.parts.kernel)
        self.consumer.retry_parked()
        self.relay.forget_old()
        self.standing.look()

    def let_go(self) -> None:
        """Let everybody who waits here go."""
        self.relay.wake()
        self.catalog.wake()
        self.board.close()
        self.parts.let_go()

    def close(self) -> None:
        """Store what was collected and give the leases up, as far as the database lets us: the other servers must end too."""
        try:
            self.read_log.write()
            for lease in self.leases:
                lease.release()
        except DBAPIError:
            log.critical("the database took no last word", extra={"fields": {"reads_lost": len(self.read_log)}}, exc_info=True)
        self.engine.dispose()


class DepartmentServer:
    """One running server of a department."""

    def __init__(self, department: Department, settings: Settings, roles: Roles) -> None:
        self.department = department
        self.settings = settings
        self._stopping = threading.Event()
        self._threads: Threads | None = None
        self._tidy_at = 0.0
        make_secret(settings.secret_file)
        if settings.demo:
            clock.use_control_file(settings.clock_file)
        engine = open_engine(settings.database_url)
        schema_version.check(engine, department.name, department.versions)
        self._refuse_fake_clock(engine)
        trust = TlsTrust(settings.tls.ca) if settings.tls else None
        self._center, self._reader = (
            EmbeddedLink(department.name, settings.neighbours["messages"], settings.secret_file, trust) for _ in range(2)
        )
        self._neighbours = Neighbours(settings)
        self.assembly = Assembly(department, settings, engine, Surroundings(self._center, self._reader, self._neighbours, roles))
        self.host = Host(settings, self.assembly.entrance, self.assembly.metrics)

    def _refuse_fake_clock(self, engine: Engine) -> None:
        table = self.department.parts().kernel.server
        with reading(engine) as db:
            demo: bool = db.execute(select(table.c.demo)).scalar_one()
        if self.settings.clock_file is not None and not demo:
            raise RuntimeError(f"{self.department.name}: a fake clock may only run on a demo database")

    # -- life

    def start(self, failed: Failed = only_log) -> None:
        """Listen and start the background threads."""
        self._threads = Threads(self._stopping, failed)
        if self.assembly.parts.follows:
            # Before anybody can run or settle anything; out of reach, the center is asked before the first event.
            with contextlib.suppress(Unavailable):
                self.assembly.standing.ensure()
        self.host.open()
        self._threads.run(f"{self.department.name}-host", self.host.accept_all)
        if self.settings.metrics_port:
            self.assembly.metrics.serve(self.settings.host, self.settings.metrics_port)
        self._run("housekeeping", self._keep_house)
        if self.assembly.parts.follows:
            self._run("relay", self.assembly.relay.run)
            self._run("consumer", self.assembly.consumer.run)
            self._run("catalogue", self.assembly.catalog.run)
        log.info("listening", extra={"fields": {"department": self.department.name, "port": self.settings.port}})

    def stop(self) -> None:
        """Stop accepting, finish what runs, give leases up."""
        self._stopping.set()
        self.assembly.let_go()
        self._reader.close()
        self.host.shut()
        if self._threads is not None:
            self._threads.join(5)
        self._center.close()
        self._neighbours.close()
        self.assembly.close()

    def _run(self, name: str, run: Callable[[threading.Event, Callable[[float], None]], None]) -> None:
        assert self._threads is not None
        self._threads.run(f"{self.department.name}-{name}", lambda: self._guarded(name, run))

    def _pause(self, seconds: float) -> None:
        self._stopping.wait(seconds)

    def _guarded(self, name: str, run: Callable[[threading.Event, Callable[[float], None]], None]) -> None:
        while not self._stopping.is_set():
            try:
                run(self._stopping, self._pause)
            except Exception:  # noqa: BLE001 — a background thread must outlive a passing fault of the database
                if not self._stopping.is_set():
                    log.error("background thread failed, starts again", extra={"fields": {"thread": name}}, exc_info=True)
                self._pause(1.0)

    def _keep_house(self, stopping: threading.Event, pause: Callable[[float], None]) -> None:
        leases = self.assembly.jobs()
        due = {job: clock.monotonic() + job.every_s for job in leases}
        while not stopping.is_set():
            self._chore("strangers", self.host.dismiss_strangers)
            self._chore("reads", self.assembly.read_log.write)
            for job, lease in leases.items():
                if clock.monotonic() >= due[job]:
                    self._chore(job.name, lambda job=job, lease=lease: self._do(job, lease, due))  # type: ignore[misc]
            if clock.monotonic() >= self._tidy_at:
                self._tidy_at = clock.monotonic() + 60
                self._chore("tidy", self.assembly.tidy)
            pause(1.0)

    def _do(self, job: Job, lease: Lease, due: dict[Job, float]) -> None:
        if lease.hold():
            due[job] = clock.monotonic() + job.every_s
            self.assembly.units.write(SYSTEM, f"job {job.name}", job.run)

    def _chore(self, name: str, do: Callable[[], object]) -> None:
        """One that fails, while the database is busy for example, must not keep the others from being done."""
        try:
            do()
        except Exception:  # noqa: BLE001 — it is tried again in a second
            if not self._stopping.is_set():
                log.error("chore failed, is tried again", extra={"fields": {"chore": name}}, exc_info=True)


def arm_kill_point(settings: Settings, point: str) -> None:
    """For tests of power cuts: `<department>:<point>[:<occurrence>]`, on demo databases only."""
    department, _, where = point.partition(":")
    name, _, occurrence = where.partition(":")
    if settings.demo and department == settings.department:
        killpoint.arm(name, int(occurrence or 1))
