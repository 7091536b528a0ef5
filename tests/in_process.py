"""A hospital without sockets: every department's real entrance, use cases, handlers and database in this process.

Calls go through `Entrance.handle` as bytes, exactly as over the wire; `deliver` carries outbox events to the handlers through the
real embedded log until nothing moves any more. Tests of processes, TLS and power cuts are in `tests/live`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Engine, event

from server.catalog import seed_data
from server.catalog.first_accounts import Account
from server.hospital import DEPARTMENTS, department
from server.kernel import schema
from server.kernel.audit import ReadLog
from server.kernel.catalog_view import CatalogView
from server.kernel.changes import ChangeBoard
from server.kernel.database import open_engine
from server.kernel.department import Department
from server.kernel.entrance import Entrance, UnitsOfWork
from server.kernel.front_desk import Desk
from server.kernel.inbox import Consumer
from server.kernel.lease import Lease
from server.kernel.message_center import embedded
from server.kernel.messages_server import DEPARTMENT as MESSAGES
from server.kernel.observation import Metrics
from server.kernel.outbox import Relay
from server.kernel.sessions import Sessions, make_secret
from server.kernel.settings import for_department
from server.kernel.unit_of_work import SYSTEM
from shared import clock
from shared.errors import rebuild
from shared.rpc import proxy, wire
from shared.rpc.client import Press
from tests import templates
from tests.identities import Books
from tests.passwords import PASSWORD, cheap_to_verify

C = TypeVar("C")
T = TypeVar("T")

STAFF = (
    Account("cashier1", "王收费", "cashier"),
    Account("cashier2", "钱收费", "cashier"),
    Account("supervisor", "孙主管", "supervisor"),
    Account("nurse1", "李护士", "nurse", ("W01",)),
    Account("nurse2", "陈护士", "nurse", ("W01",)),
    Account("nurse3", "周护士", "nurse", ("W02",)),
    Account("headnurse", "吴护士长", "head_nurse"),
    Account("doctor1", "张医生", "doctor"),
    Account("dispenser1", "赵药师", "dispenser"),
    Account("dispenser2", "冯药师", "dispenser"),
    Account("pharmacist", "郑主任", "head_pharmacist"),
    Account("tms1", "郭操作", "tms_operator"),
    Account("tms2", "冯操作", "tms_operator"),
    Account("tmsdoc1", "沈医师", "tms_physician"),
    Account("tmsdoc2", "韩医师", "tms_physician"),
    Account("his_api", "接口", "integration"),
    Account("admin", "管理员", "administrator"),
)


def use_databases(url: Callable[[str], str | None]) -> None:
    """Where hospitals of this run keep their data from now on (`make test-full`: PostgreSQL); None means SQLite."""
    global _url_of_this_run
    _url_of_this_run = url


def _sqlite(_name: str) -> str | None:
    return None


_url_of_this_run: Callable[[str], str | None] = _sqlite


def open_quickly(url: str) -> Engine:
    """An engine that leaves writing to the disk to the system: in-process hospitals survive no power cut and need not."""
    engine = open_engine(url)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous = OFF"))
    return engine


class _Center:
    """The embedded log, called directly."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units
        self._arrivals = embedded.Arrivals()

    def append(self, topic: str, events: tuple[Any, ...]) -> None:
        self._units.write(SYSTEM, "append", lambda work: embedded.append(work, topic, events))

    def read(self, group: str, topics: tuple[str, ...], limit: int, wait_s: float) -> tuple[Any, ...]:
        return embedded.read(self._units.engine, self._arrivals, group, topics, limit, 0)

    def commit(self, group: str, offsets: tuple[tuple[str, int], ...]) -> None:
        self._units.write(SYSTEM, "commit", lambda work: embedded.commit(work, group, offsets))


class _Catalog:
    """Where a department's entrance finds the catalogue; refreshed by `InProcessHospital.reload_catalog`."""

    view = CatalogView.empty()

    def wake(self) -> None:
        """Tests reload by hand."""


class _Neighbours:
    def __init__(self, hospital: InProcessHospital, department_name: str) -> None:
        self._hospital = hospital
        self._name = department_name
        self.unreachable: set[str] = set()

    def ask(self, contract: type[C], question: Callable[[C], T]) -> T:
        from server.kernel.neighbours import _acting
        from shared.errors import ServerUnreachable

        if contract.department in self.unreachable:
            raise ServerUnreachable(server=contract.department)
        token = self._hospital.running[contract.department].sessions._open("", self._name)
        return question(self._hospital.proxy(contract.department, token, _acting.get))


class Running:
    """One department of an in-process hospital."""

    def __init__(self, hospital: InProcessHospital, name: str, url: str, *, copied: bool = False) -> None:
        declared = self.declared = department(name)
        self.settings = for_department(
            name, {"hospital": {"data_dir": str(hospital.directory), "demo": True}, name: {"database": url}}
        )
        self.engine = open_quickly(url)
        _make_or_identify(self.engine, declared, copied=copied)
        self.board = ChangeBoard(self.engine, declared.kernel)
        self.catalog = _Catalog()
        self.units = UnitsOfWork(self.engine, declared.kernel, self.board, lambda: self.catalog.view, lambda: None)
        self.metrics = Metrics(name)
        self.sessions = Sessions(self.engine, declared.kernel, self.settings.secret_file, timedelta(hours=8))
        self.neighbours = _Neighbours(hospital, name)
        self.relay = Relay(
            name, self.engine, declared.kernel, hospital.center, Lease(self.engine, declared.kernel, "relay"), self.metrics
        )
        self.consumer = Consumer(name, hospital.center, self.units, declared.handlers, self.metrics)
        self.read_log = ReadLog(self.engine, declared.kernel)
        desk = Desk(
            declared.contract,
            self.settings,
            self.engine,
            declared.kernel,
            self.sessions,
            self.board,
            lambda: self.catalog.view,
            self.relay,
        )
        self.entrance = Entrance(
            declared.contract, declared.use_cases, self.units, self.sessions, desk, self.read_log, self.metrics, self.neighbours
        )


class InProcessHospital:
    """Departments by name; `station` gives a typed API for a member of staff, `at` moves hospital time."""

    def __init__(
        self,
        directory: Path,
        names: tuple[str, ...],
        url: Callable[[str], str | None] | None = None,
        staff: tuple[Account, ...] = STAFF,
    ) -> None:
        copied = url is _sqlite and staff is STAFF
        directory.mkdir(parents=True, exist_ok=True)
        if copied:
            templates.copy_into(directory, ("messages", "catalog", *(each for each in names if each != "catalog")), _make_template)
        self.directory = directory
        self.clock_file = directory / "clock"
        clock.set_control_file(self.clock_file, datetime.now(clock.ZONE))
        clock.use_control_file(self.clock_file)
        make_secret(directory / "service.secret")
        databases: dict[str, str] = {}

        def url_of(name: str) -> str:
            made = url(name) if url else None
            return databases.setdefault(name, made or f"sqlite:///{directory / f'{name}.db'}")

        engine = open_quickly(url_of("messages"))
        _make_or_identify(engine, MESSAGES, copied=copied)
        board = ChangeBoard(engine, MESSAGES.kernel)
        self.center = _Center(UnitsOfWork(engine, MESSAGES.kernel, board, CatalogView.empty, lambda: None))
        self._engines = [engine]
        self.running: dict[str, Running] = {}
        for name in ("catalog", *(each for each in names if each != "catalog")):
            self.running[name] = Running(self, name, url_of(name), copied=copied)
            self._engines.append(self.running[name].engine)
        if not copied:
            catalog = self.running["catalog"].units
            with cheap_to_verify():
                catalog.write(SYSTEM, "seed", lambda work: seed_data.load(work, "示范医院", staff, PASSWORD))
        self.reload_catalog()

    def reload_catalog(self) -> None:
        """Give every department the catalogue as it is now."""
        from server.catalog import queries

        snapshot, _ = self.running["catalog"].units.read(SYSTEM, "snapshot", queries.current_snapshot)
        view = CatalogView(snapshot, clock.utc_now())
        for running in self.running.values():
            running.catalog.view = view

    def at(self, moment: datetime) -> None:
        """Set hospital time."""
        clock.set_control_file(self.clock_file, moment)

    def station(self, department_name: str, login: str) -> Any:
        """The department's contract as this member of staff's station calls it."""
        running = self.running[department_name]
        account = running.catalog.view.staff_by_login[login]
        return self.proxy(department_name, running.sessions._open(account.user_id, ""), lambda: "")

    def proxy(self, department_name: str, token: str, on_behalf_of: Callable[[], str]) -> Any:
        """A typed API over the entrance, for whoever holds `token`."""
        running = self.running[department_name]

        contract = running.declared.contract

        def call(operation: Any, arguments: tuple[Any, ...], press: Press) -> Any:
            request = wire.Call(
                contract.department,
                contract.version,
                operation.name,
                operation.fingerprint,
                token,
                on_behalf_of(),
                press.key,
                press.answers,
                msgspec.Raw(wire.encoder.encode(arguments)),
            )
            answer = wire.answer_decoder.decode(running.entrance.handle(wire.encoder.encode(request), "127.0.0.1")[0])
            if answer.status != wire.OK:
                raise rebuild(wire.error_decoder.decode(answer.body))
            return operation.result_decoder.decode(answer.body)

        return proxy(contract, call)

    def deliver(self, only: tuple[str, ...] | None = None) -> int:
        """Relay and consume until nothing moves; `only` limits which departments consume. Answers how many events moved."""
        moved = 0
        while True:
            for running in self.running.values():
                while running.relay.relay_batch():
                    pass
            step = sum(
                running.consumer.consume_batch(0)
                for name, running in self.running.items()
                if running.declared.handlers and (only is None or name in only)
            )
            if not step:
                return moved
            moved += step

    def problems(self) -> list[str]:
        """What does not hold of the books; see `tests.identities`."""
        books = Books({name: running.engine.url.render_as_string(hide_password=False) for name, running in self.running.items()})
        try:
            return books.problems()
        finally:
            books.close()

    def settle_down(self) -> None:
        """Wait until every event has arrived."""
        self.deliver()

    def close(self) -> None:
        """Release the databases and the clock."""
        clock.use_control_file(None)
        for engine in self._engines:
            engine.dispose()


def _make_template(folder: Path) -> None:
    InProcessHospital(folder, tuple(name for name in DEPARTMENTS if name != "messages")).close()


def _make_or_identify(engine: Engine, declared: Department, *, copied: bool) -> None:
    if copied:
        templates.give_identity(engine, declared.kernel)
    else:
        schema.upgrade(engine, declared.alembic(), declared.kernel, demo=True)


@contextmanager
def hospital(directory: Path, *names: str, url: Callable[[str], str] | None = None) -> Any:
    """An in-process hospital of these departments (the catalogue always among them)."""
    made = InProcessHospital(directory, names, url or _url_of_this_run)
    try:
        yield made
    finally:
        made.close()
