"""A hospital without sockets: every department's real entrance, use cases, handlers and database in this process.

Calls go through `Entrance.handle` as bytes, exactly as over the wire; `deliver` carries outbox events to the handlers through the
real embedded log until nothing moves any more. Tests of processes, TLS and power cuts are in `tests/live`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from sqlalchemy import Engine, event

from server.catalog import seed_data
from server.catalog.first_accounts import Account
from server.hospital import DEPARTMENTS, department, roles, settings_of
from server.kernel import schema
from server.kernel.database import open_engine
from server.kernel.department import Assembly, Surroundings
from server.kernel.entrance import UnitsOfWork
from server.kernel.sessions import make_secret
from server.kernel.unit_of_work import SYSTEM
from server.messages import log
from shared import clock
from shared.contracts.catalog.contract import CatalogContract
from shared.contracts.common import EVERY_WARD
from shared.errors import rebuild
from shared.rpc import proxy, wire
from shared.rpc.client import Press
from tests import templates
from tests.identities import Books
from tests.passwords import PASSWORD, cheap_to_verify

C = TypeVar("C")
T = TypeVar("T")

EVERY = (EVERY_WARD,)
STAFF = (
    Account("cashier1", "王收费", "cashier", EVERY),
    Account("cashier2", "钱收费", "cashier", EVERY),
    Account("supervisor", "孙主管", "supervisor", EVERY),
    Account("nurse1", "李护士", "nurse", ("W01",)),
    Account("nurse2", "陈护士", "nurse", ("W01",)),
    Account("nurse3", "周护士", "nurse", ("W02",)),
    Account("headnurse", "吴护士长", "head_nurse", EVERY),
    Account("doctor1", "张医生", "doctor", EVERY),
    Account("dispenser1", "赵药师", "dispenser", EVERY),
    Account("dispenser2", "冯药师", "dispenser", EVERY),
    Account("pharmacist", "郑主任", "head_pharmacist", EVERY),
    Account("tms1", "郭操作", "tms_operator", EVERY),
    Account("tms2", "冯操作", "tms_operator", EVERY),
    Account("tmsdoc1", "沈医师", "tms_physician", EVERY),
    Account("tmsdoc2", "韩医师", "tms_physician", EVERY),
    Account("his_api", "接口", "integration", EVERY),
    Account("admin", "管理员", "administrator", EVERY),
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
        self._readers = log.Readers()

    def append(self, topic: str, events: tuple[Any, ...]) -> None:
        self._units.write(SYSTEM, "append", lambda work: log.append(work, topic, events))

    def read(self, group: str, topics: tuple[str, ...], limit: int, wait_s: float) -> tuple[Any, ...]:
        return log.read(self._units.engine, self._readers, group, topics, limit, 0)

    def newest(self, source: str) -> tuple[int, int] | None:
        return self._units.read(SYSTEM, "newest", lambda work: log.newest(work, source))[0]

    def told(self, source: str, incarnation: int, after: int, limit: int) -> tuple[tuple[int, str], ...]:
        return self._units.read(SYSTEM, "told", lambda work: log.told_after(work, source, incarnation, after, limit))[0]

    def rewind(self, group: str, places: tuple[Any, ...]) -> None:
        self._units.write(SYSTEM, "rewind", lambda work: log.rewind(work, group, places))

    def commit(self, group: str, offsets: tuple[tuple[str, int], ...]) -> None:
        self._units.write(SYSTEM, "commit", lambda work: log.commit(work, group, offsets))


class _Neighbours:
    def __init__(self, hospital: InProcessHospital, department_name: str) -> None:
        self._hospital = hospital
        self._name = department_name
        self.unreachable: set[str] = set()

    def ask(self, contract: type[C], question: Callable[[C], T]) -> T:
        from server.kernel.neighbours import _acting
        from shared.errors import ServerUnreachable

        # Its real server knows the addresses of these only.
        assert contract in (CatalogContract, *department(self._name).asks), f"{self._name} does not declare that it asks {contract}"
        if contract.department in self.unreachable or contract.department not in self._hospital.running:
            raise ServerUnreachable(server=contract.department)
        token = self._hospital.running[contract.department].sessions._open("", self._name)
        return question(self._hospital.proxy(contract.department, token, _acting.get))


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

        self._roles = roles()
        center: Any = None
        self._messages = self._assemble("messages", url_of("messages"), center, copied=copied)
        self.center = _Center(self._messages.units)
        self.running: dict[str, Assembly] = {}
        for name in ("catalog", *(each for each in names if each != "catalog")):
            self.running[name] = self._assemble(name, url_of(name), self.center, copied=copied)
        if not copied:
            catalog = self.running["catalog"].units
            with cheap_to_verify():
                catalog.write(SYSTEM, "seed", lambda work: seed_data.load(work, "示范医院", staff, PASSWORD))
        self.reload_catalog()

    def another_server(self, name: str) -> Assembly:
        """A second server of a department on the same database."""
        first = self.running[name]
        second = self._assemble(name, first.engine.url.render_as_string(hide_password=False), self.center, copied=False)
        second.catalog.view = first.catalog.view
        return second

    def _assemble(self, name: str, url: str, center: Any, *, copied: bool) -> Assembly:
        declared = department(name)
        settings = settings_of(name, {"hospital": {"data_dir": str(self.directory), "demo": True}, name: {"database": url}})
        engine = open_quickly(url)
        if copied:
            templates.give_identity(engine, declared.parts().kernel)
        else:
            schema.upgrade(engine, declared.alembic(), declared.parts().kernel, demo=True)
        return Assembly(declared, settings, engine, Surroundings(center, center, _Neighbours(self, name), self._roles))

    def reload_catalog(self) -> None:
        """Give every department the catalogue as it is now."""
        own: Any = self.running["catalog"].catalog
        own.reload()
        for running in self.running.values():
            running.catalog.view = own.view

    def at(self, moment: datetime) -> None:
        """Set hospital time."""
        clock.set_control_file(self.clock_file, moment)

    def station(self, department_name: str, login: str) -> Any:
        """The department's contract as this member of staff's station calls it."""
        running = self.running[department_name]
        account = running.catalog.view.staff_by_login[login]
        return self.proxy(department_name, running.sessions._open(account.user_id, ""), lambda: "")

    def server(self, name: str) -> Assembly:
        """A department's server, the message center's too."""
        return self._messages if name == "messages" else self.running[name]

    def proxy(self, department_name: str, token: str, on_behalf_of: Callable[[], str]) -> Any:
        """A typed API over the entrance, for whoever holds `token`."""
        running = self.server(department_name)
        contract = running.department.contract

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
                if running.parts.handlers and (only is None or name in only)
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
        for assembly in (self._messages, *self.running.values()):
            assembly.close()


def _make_template(folder: Path) -> None:
    InProcessHospital(folder, tuple(name for name in DEPARTMENTS if name != "messages")).close()


@contextmanager
def hospital(directory: Path, *names: str, url: Callable[[str], str] | None = None) -> Any:
    """An in-process hospital of these departments (the catalogue always among them)."""
    made = InProcessHospital(directory, names, url or _url_of_this_run)
    try:
        yield made
    finally:
        made.close()
