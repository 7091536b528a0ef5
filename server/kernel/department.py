"""A department's server put together: database, entrance, host, relay, consumer, catalogue, jobs — and its orderly end."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any, Protocol

from alembic.config import Config
from sqlalchemy import Engine, MetaData, select

from server.kernel import killpoint, schema
from server.kernel.audit import ReadLog, seal
from server.kernel.catalog_replica import CatalogReplica
from server.kernel.catalog_view import CatalogView
from server.kernel.changes import ChangeBoard
from server.kernel.database import open_engine
from server.kernel.entrance import Entrance, UnitsOfWork
from server.kernel.front_desk import Desk
from server.kernel.host import Host
from server.kernel.idempotency import forget_old
from server.kernel.inbox import Consumer, Handler
from server.kernel.lease import Lease
from server.kernel.message_center.link import EmbeddedLink
from server.kernel.neighbours import Neighbours
from server.kernel.observation import Metrics, log
from server.kernel.outbox import Relay
from server.kernel.sessions import Sessions, make_secret
from server.kernel.settings import Settings
from server.kernel.tables import KernelTables
from server.kernel.unit_of_work import SYSTEM, Work
from server.kernel.use_cases import UseCases
from shared import clock
from shared.contracts.catalog.events import VersionChanged
from shared.rpc import TlsTrust


@dataclass(frozen=True)
class Job:
    """Something a department does by itself every `every_s` seconds, on one of its servers."""

    name: str
    every_s: float
    run: Callable[[Work], Any]


@dataclass(frozen=True)
class Department:
    """What a department's `main.py` declares."""

    name: str
    contract: type[Any]
    metadata: MetaData
    kernel: KernelTables
    versions: Path
    use_cases: UseCases
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    jobs: tuple[Job, ...] = ()
    own_catalog: Callable[[UnitsOfWork], CatalogSource] | None = None
    """The catalogue department reads its own tables instead of a replica."""

    def alembic(self) -> Config:
        """Alembic's configuration of this department."""
        return schema.config_for(self.name, self.versions, self.metadata)


class CatalogSource(Protocol):
    """Where a server's catalogue comes from."""

    view: CatalogView

    def wake(self) -> None:
        """Look for a newer version now."""

    def run(self, stopping: threading.Event, pause: Callable[[float], None]) -> None:
        """Keep `view` current until `stopping`."""


class NoCatalogYet:
    """Stands in while the catalogue department loads its own tables, which takes a unit of work."""

    view = CatalogView.empty()

    def wake(self) -> None:
        """There is nothing to look for."""

    def run(self, stopping: threading.Event, pause: Callable[[float], None]) -> None:
        """There is nothing to keep."""


class DepartmentServer:
    """One running server of a department."""

    def __init__(self, department: Department, settings: Settings) -> None:
        self.department = department
        self.settings = settings
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self.catalog: CatalogSource = NoCatalogYet()
        make_secret(settings.secret_file)
        if settings.demo:
            clock.use_control_file(settings.clock_file)
        self.engine: Engine = open_engine(settings.database_url)
        schema.check(self.engine, department.alembic())
        self._refuse_fake_clock()
        self._assemble()

    def _assemble(self) -> None:
        department, settings, tables = self.department, self.settings, self.department.kernel
        self.metrics = Metrics(department.name)
        self.board = ChangeBoard(self.engine, tables)
        self.neighbours = Neighbours(settings)
        trust = TlsTrust(settings.tls.ca) if settings.tls else None
        self.center = EmbeddedLink(department.name, settings.neighbours["messages"], settings.secret_file, trust)
        self.reader = EmbeddedLink(department.name, settings.neighbours["messages"], settings.secret_file, trust)
        lease = Lease(self.engine, tables, "relay")
        self.relay = Relay(department.name, self.engine, tables, self.center, lease, self.metrics)
        self._leases = [lease]
        self.units = UnitsOfWork(self.engine, tables, self.board, self._view, self.relay.wake)
        self.catalog = (
            department.own_catalog(self.units) if department.own_catalog else CatalogReplica(self.engine, tables, self.neighbours)
        )
        handlers = {VersionChanged.event_type: self._newer_catalog, **department.handlers}
        self.consumer = Consumer(department.name, self.reader, self.units, handlers, self.metrics)
        self.read_log = ReadLog(self.engine, tables)
        sessions = Sessions(self.engine, tables, settings.secret_file, timedelta(minutes=settings.session_idle_minutes))
        desk = Desk(department.contract, settings, self.engine, tables, sessions, self.board, self._view, self.relay)
        entrance = Entrance(
            department.contract, department.use_cases, self.units, sessions, desk, self.read_log, self.metrics, self.neighbours
        )
        self.host = Host(settings, entrance, self.metrics)

    def _view(self) -> CatalogView:
        return self.catalog.view

    def _refuse_fake_clock(self) -> None:
        table = self.department.kernel.server
        with self.engine.connect().execution_options(readonly=True) as db:
            demo: bool = db.execute(select(table.c.demo)).scalar_one()
        if self.settings.clock_file is not None and not demo:
            raise RuntimeError(f"{self.department.name}: a fake clock may only run on a demo database")

    def _newer_catalog(self, _work: Work, _fact: VersionChanged) -> None:
        self.catalog.wake()

    # -- life

    def start(self) -> None:
        """Listen and start the background threads."""
        self.host.open()
        if self.settings.metrics_port:
            self.metrics.serve(self.settings.host, self.settings.metrics_port)
        for name, run in (
            ("relay", self.relay.run),
            ("consumer", self.consumer.run),
            ("catalogue", self.catalog.run),
            ("housekeeping", self._keep_house),
        ):
            thread = threading.Thread(target=self._guarded, args=(name, run), name=f"{self.department.name}-{name}", daemon=True)
            thread.start()
            self._threads.append(thread)
        log.info("listening", extra={"fields": {"department": self.department.name, "port": self.host.port}})

    def stop(self) -> None:
        """Stop accepting, finish what runs, give leases up."""
        self._stopping.set()
        self.relay.wake()
        self.catalog.wake()
        self.board.close()
        self.reader.close()
        self.host.shut()
        for thread in self._threads:
            thread.join(5)
        self.read_log.write()
        for lease in self._leases:
            lease.release()
        self.center.close()
        self.neighbours.close()
        self.engine.dispose()

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

    # -- housekeeping

    def _keep_house(self, stopping: threading.Event, pause: Callable[[float], None]) -> None:
        jobs = (*self._own_jobs(), *self.department.jobs)
        leases = {job.name: Lease(self.engine, self.department.kernel, f"job {job.name}"[:40]) for job in jobs}
        self._leases += leases.values()
        due = {job.name: clock.monotonic() + job.every_s for job in jobs}
        while not stopping.is_set():
            self.host.dismiss_strangers()
            self.read_log.write()
            for job in jobs:
                if clock.monotonic() >= due[job.name] and leases[job.name].hold():
                    due[job.name] = clock.monotonic() + job.every_s
                    self.units.write(SYSTEM, f"job {job.name}", job.run)
            self._minutely()
            pause(1.0)

    def _own_jobs(self) -> tuple[Job, ...]:
        tables = self.department.kernel
        return (Job("forget old commands", 3600, lambda work: forget_old(work.db, tables)),)

    _next_minute = 0.0

    def _minutely(self) -> None:
        if clock.monotonic() < self._next_minute:
            return
        self._next_minute = clock.monotonic() + 60
        seal(self.engine, self.department.kernel)
        self.consumer.retry_parked()
        self.relay.forget_old()


def arm_kill_point(settings: Settings, point: str) -> None:
    """For tests of power cuts: `<department>:<point>[:<occurrence>]`, on demo databases only."""
    department, _, where = point.partition(":")
    name, _, occurrence = where.partition(":")
    if settings.demo and department == settings.department:
        killpoint.arm(name, int(occurrence or 1))
