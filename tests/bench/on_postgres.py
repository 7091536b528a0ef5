"""Goals on PostgreSQL, where there is one: a list of 60 orders and the save of one, on a cluster that waits for its disk."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import make_url

from server.kernel.database import open_engine
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.ward.contract import WardContract
from tests.bench import filling, over_the_wire
from tests.bench.floors import running_floors
from tests.bench.over_the_wire import Stage
from tests.bench.ratios import Measured, Size
from tests.live.processes import HospitalOfProcesses
from tests.postgres import bin_dir, running_cluster
from tests.scenarios.people import on

_NAMES = ("messages", "catalog", "admission", "ward")


class _Driver:
    """psycopg with the marks and the words of SQLite's driver."""

    def __init__(self, url: str) -> None:
        self._connection = psycopg.connect(make_url(url).set(drivername="postgresql").render_as_string(), autocommit=True)

    def execute(self, sql: str, values: tuple[Any, ...] = ()) -> Any:
        """A cursor."""
        return self._connection.execute(sql.replace("?", "%s").removesuffix(" IMMEDIATE"), values)

    def executemany(self, sql: str, values: list[tuple[Any, ...]]) -> Any:
        """As `execute`, once for each."""
        return self._connection.cursor().executemany(sql.replace("?", "%s"), values)

    def close(self) -> None:
        """End it."""
        self._connection.close()


@dataclass
class _Stage(Stage):
    databases: dict[str, str]

    def raw(self, department: str) -> _Driver:
        """The department's database by its driver alone."""
        return _Driver(self.databases[department])


def measure(directory: Path, size: Size) -> Iterator[Measured]:
    """P1 and P7 again; nothing where no PostgreSQL is installed."""
    if bin_dir() is None:
        return
    with running_cluster(durable=True) as cluster:
        databases = {name: cluster.new_database(name) for name in _NAMES}
        own = {name: {"database": url} for name, url in databases.items()}
        hospital = HospitalOfProcesses(directory, _NAMES, tls=True, moment=on(10, 10), more=own)
        try:
            engine = open_engine(databases["ward"])
            patients = filling.fill_orders(engine)
            engine.dispose()
            hospital.start()
            with running_floors(directory / "tls") as floors:
                nurse, cashier = hospital.client(WardContract, "nurse1", 60), hospital.client(AdmissionContract, "cashier1", 60)
                scene = _Stage(size, hospital, patients, "", floors, nurse, cashier, databases)
                # The save's reference writes a line like one that is there.
                over_the_wire.execute(scene, patients.runs[0][0])
                yield replace(next(over_the_wire.order_sheet(scene)), name="PG list")
                yield replace(over_the_wire.save_order(scene), name="PG save")
        finally:
            hospital.stop()
