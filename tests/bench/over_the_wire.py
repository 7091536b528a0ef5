"""Goals that stations feel: calls over TLS to server processes, beside raw RPyC and raw SQL on the same files."""

from __future__ import annotations

import contextlib
import sqlite3
import statistics
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import count, cycle
from pathlib import Path
from typing import Any, Protocol

import msgspec
from sqlalchemy import Engine

from server.kernel.database import open_engine
from server.kernel.passwords import hasher
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.common import Delta, LineState, RowChange
from shared.contracts.ward.contract import WardContract
from shared.contracts.ward.types import OrderDraft, OrderKind, OrderSheet
from shared.identifiers import new_key
from shared.rpc import Client, wire
from tests.bench import filling
from tests.bench.filling import Patients
from tests.bench.floors import Floors, request, running_floors
from tests.bench.programs import Program, worked
from tests.bench.ratios import Measured, Size, against, alternate, percentile, timed
from tests.live.processes import HospitalOfProcesses
from tests.passwords import PASSWORD
from tests.scenarios.people import PO, QD, on

_REQUEST_BYTES = 180
"""A call with its session token and one id."""
_PAPER_BYTES = 200_000
_LOG_INS = 8
_STATIONS = 29
_READS = (
    "SELECT * FROM ward_order WHERE stay_id = ?",
    "SELECT * FROM ward_stay JOIN ward_admission_stay USING (stay_id) LEFT JOIN ward_account USING (stay_id) WHERE stay_id = ?",
    "SELECT * FROM ward_order_add_on WHERE stay_id = ?",
)


class Raw(Protocol):
    """A driver's connection; parameters are marked `?`."""

    def execute(self, sql: str, values: tuple[Any, ...] = ...) -> Any:
        """A cursor."""

    def executemany(self, sql: str, values: list[tuple[Any, ...]]) -> Any:
        """As `execute`, once for each."""

    def close(self) -> None:
        """End it."""


@dataclass
class Stage:
    """A filled hospital whose servers run, and the raw way around them."""

    size: Size
    hospital: HospitalOfProcesses
    patients: Patients
    charged: str
    floors: Floors
    nurse: Client[WardContract]
    cashier: Client[AdmissionContract]

    def raw(self, department: str) -> Raw:
        """The department's file without anything of ours, as durable as ours."""
        connection = sqlite3.connect(self.hospital.directory / f"{department}.db", isolation_level=None, timeout=10)
        connection.execute("PRAGMA synchronous = FULL")
        return connection


@contextlib.contextmanager
def stage(directory: Path, size: Size) -> Iterator[Stage]:
    """Fill the databases, start catalogue, ward and admission, log in."""
    names = ("messages", "catalog", "admission", "ward")
    hospital = HospitalOfProcesses(directory, names, tls=True, moment=on(10, 10), costly_passwords=True)
    try:
        patients, charged = _fill(directory, size)
        hospital.start()
        with running_floors(directory / "tls") as floors:
            nurse, cashier = hospital.client(WardContract, "nurse1", 60), hospital.client(AdmissionContract, "cashier1", 60)
            yield Stage(size, hospital, patients, charged, floors, nurse, cashier)
    finally:
        hospital.stop()


def _fill(directory: Path, size: Size) -> tuple[Patients, str]:
    engines: list[Engine] = [open_engine(f"sqlite:///{directory / name}.db") for name in ("ward", "admission")]
    try:
        # Half of the wards run over the wire, half within one process.
        return filling.fill_ward(engines[0], size, 2 * size.rounds), filling.fill_admission(engines[1], size)
    finally:
        for engine in engines:
            engine.dispose()


def measure(scene: Stage) -> Iterator[Measured]:
    """Every goal of this module, one after another."""
    yield from order_sheet(scene)
    yield large_answer(scene)
    yield save_order(scene)
    yield from beside_waiting_stations(scene)
    yield whole_ward(scene)
    yield log_in(scene)
    yield others_during_log_ins(scene)
    yield account(scene)


def order_sheet(scene: Stage) -> Iterator[Measured]:
    """P1 and P2 from the same calls."""
    stays, size, raw = cycle(scene.patients.shown), scene.size, scene.raw("ward")
    answer_bytes = len(wire.encoder.encode(_sheet(scene, next(stays))))
    asked = request(answer_bytes, _REQUEST_BYTES)
    ratios, tails, mine, theirs, slow = [], [], [], [], []
    for _ in range(size.rounds):
        taken = alternate(
            5 * size.calls, lambda: _sheet(scene, next(stays)), lambda: scene.floors.tuned(asked), lambda: _read(raw, next(stays))
        )
        own, echo, read = map(statistics.median, taken)
        ratios.append(own / (echo + read))
        mine.append(own * 1000)
        theirs.append((echo + read) * 1000)
        slow.append(percentile(taken[0], 99) * 1000)
        tails.append(slow[-1] / mine[-1])
    raw.close()
    yield Measured("P1", tuple(ratios), statistics.median(mine), statistics.median(theirs))
    yield Measured("P2", tuple(tails), statistics.median(slow), statistics.median(mine))


def _sheet(scene: Stage, stay_id: str) -> OrderSheet:
    return scene.nurse.api.order_sheet(stay_id)  # type: ignore[arg-type]


def _read(raw: Raw, stay_id: str) -> list[list[Any]]:
    return [raw.execute(sql, (stay_id,)).fetchall() for sql in _READS]


def large_answer(scene: Stage) -> Measured:
    """P3."""
    asked = request(_PAPER_BYTES, _REQUEST_BYTES)
    calls = max(scene.size.calls // 3, 3)
    return against("P3", scene.size, lambda: scene.floors.ours(asked), lambda: scene.floors.defaults(asked), calls=calls)


def beside_waiting_stations(scene: Stage) -> Iterator[Measured]:
    """P18: an order is saved while 29 stations wait for changes, and while none does; each save wakes them all."""
    stays, size, delta = cycle(scene.patients.typed), scene.size, _an_order()
    pid, session = scene.hospital.servers["ward"].process.pid, scene.nurse.session
    assert session is not None
    ward, ca = str(scene.hospital.ports["ward"]), str(scene.hospital.directory / "tls" / "ca.pem")

    def saves() -> tuple[float, float]:
        before = worked(pid)
        taken = [timed(lambda: _save(scene, next(stays), delta)) for _ in range(size.calls)]
        return percentile(taken, 50) * 1000, (worked(pid) - before) / size.calls

    pairs = []
    for _ in range(size.rounds):
        waiting = Program(sys.executable, "-m", "tests.bench.waiting", ward, ca, session.token, str(_STATIONS))
        crowded = saves()
        waiting.end()
        pairs.append((crowded, saves()))
    for name, part in (("P18", 0), ("P18 CPU", 1)):
        with_them, without = ([side[part] for side in each] for each in zip(*pairs, strict=True))
        ratios = tuple(mine / max(alone, 0.01) for mine, alone in zip(with_them, without, strict=True))
        yield Measured(name, ratios, statistics.median(with_them), statistics.median(without))


def _an_order() -> Delta:
    draft = OrderDraft(
        kind=OrderKind.LONG_TERM,
        group_no=0,
        item_code=filling.due_items()[0][0],
        dose=Decimal(1),
        dose_unit=filling.due_items()[0][1],
        usage=PO,
        frequency=QD,
        start_at=on(10, 11),
        doctor="张医生",
    )
    return Delta((RowChange("insert", "new-1", 0, {}, _columns(draft)),))


def save_order(scene: Stage) -> Measured:
    """P7. An order's charges are born when it is executed ("P8 wire"): the three raw rows stand for order, audit, answer."""
    stays, raw, numbers, delta = cycle(scene.patients.typed), scene.raw("ward"), count(), _an_order()
    _save(scene, next(stays), delta)
    rows = _sample(raw, scene.patients.typed[0])

    def commit() -> None:
        number = f"{next(numbers):032x}"
        raw.execute("BEGIN IMMEDIATE")
        for sql, values in rows:
            raw.execute(sql, (number, *values))
        raw.execute("COMMIT")

    asked = request(120, 500)
    measured = against(
        "P7",
        scene.size,
        lambda: _save(scene, next(stays), delta),
        lambda: scene.floors.tuned(asked),
        commit,
        calls=scene.size.calls,
    )
    raw.close()
    return measured


def _columns(draft: OrderDraft) -> dict[str, Any]:
    values: dict[str, Any] = msgspec.to_builtins(draft, builtin_types=(Decimal, datetime))
    return values


def _save(scene: Stage, stay_id: str, delta: Delta) -> None:
    result = scene.nurse.api.apply_orders(stay_id, delta)  # type: ignore[arg-type]
    if not result.applied:
        raise RuntimeError(f"the order was not saved: {result}")


def _sample(raw: Raw, stay_id: str) -> list[tuple[str, tuple[Any, ...]]]:
    """Insert statements, with the values of rows that are there, for an order, its line and its audit row."""
    statements = []
    for table, condition in (("ward_order", f"stay_id = '{stay_id}'"), ("ward_line", "1 = 1"), ("kernel_audit", "1 = 1")):
        row = raw.execute(f"SELECT * FROM {table} WHERE {condition} LIMIT 1").fetchone()
        statements.append((f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", tuple(row[1:])))
    return statements


def whole_ward(scene: Stage) -> Measured:
    """P8 as a station does it; the reference inserts the same lines and executions again under other ids."""
    ratios, mine, theirs = [], [], []
    raw = scene.raw("ward")
    for stays in scene.patients.runs[: scene.size.rounds]:

        def run(stays: tuple[str, ...] = stays) -> None:
            for stay_id in stays:
                execute(scene, stay_id)

        ours, again = timed(run), copies_of(raw, stays, ("ward_line", "ward_execution"))
        reference = timed(lambda again=again: write_again(raw, again))  # type: ignore[misc]
        ratios.append(ours / reference)
        mine.append(ours * 1000)
        theirs.append(reference * 1000)
    raw.close()
    return Measured("P8 wire", tuple(ratios), statistics.median(mine), statistics.median(theirs))


def execute(scene: Stage, stay_id: str) -> None:
    result = scene.nurse.api.execute_patient(stay_id)  # type: ignore[arg-type]
    if result.not_sent or not result.charged:
        raise RuntimeError(f"the run did not send everything: {result}")


Rows = dict[str, list[tuple[Any, ...]]]


def copies_of(raw: Raw, stays: tuple[str, ...], tables: tuple[str, ...]) -> Rows:
    """The rows of these stays with fresh ids, and with orders of their own where a constraint wants that."""
    marks = ", ".join("?" * len(stays))
    return {
        table: [
            (new_key(), f"{row[1]}", *row[2:]) if table == "ward_line" else (new_key(), new_key(), *row[2:])
            for row in raw.execute(f"SELECT * FROM {table} WHERE stay_id IN ({marks})", stays)
        ]
        for table in tables
    }


def write_again(raw: Raw, rows: Rows) -> None:
    """One transaction of bare inserts."""
    raw.execute("BEGIN IMMEDIATE")
    for table, values in rows.items():
        raw.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(values[0]))})", values)
    raw.execute("COMMIT")


def log_in(scene: Stage) -> Measured:
    """P16."""
    stored = hasher.hash(PASSWORD)
    visitor = scene.hospital.client(WardContract, timeout_s=60)
    calls = max(scene.size.calls // 6, 2)
    return against(
        "P16", scene.size, lambda: visitor.log_in("nurse2", PASSWORD), lambda: hasher.verify(stored, PASSWORD), calls=calls
    )


def others_during_log_ins(scene: Stage) -> Measured:
    """P16: the slowest sheets while eight log-ins are under way, beside as many without."""
    visitors = [scene.hospital.client(WardContract, timeout_s=60) for _ in range(_LOG_INS)]
    stays, size = cycle(scene.patients.shown), scene.size
    ratios, during, without = [], [], []
    for _ in range(size.rounds):
        threads = [threading.Thread(target=visitor.log_in, args=("nurse2", PASSWORD)) for visitor in visitors]
        for thread in threads:
            thread.start()
        busy = [timed(lambda: _sheet(scene, next(stays)))]
        while any(thread.is_alive() for thread in threads):
            busy.append(timed(lambda: _sheet(scene, next(stays))))
        quiet = [timed(lambda: _sheet(scene, next(stays))) for _ in busy]
        during.append(percentile(busy, 99) * 1000)
        without.append(percentile(quiet, 99) * 1000)
        ratios.append(during[-1] / without[-1])
    return Measured("P16 others", tuple(ratios), statistics.median(during), statistics.median(without))


def account(scene: Stage) -> Measured:
    """The cashier's account of a long stay."""
    raw = scene.raw("admission")
    sql = "SELECT sum(amount), count(*) FROM admission_charge_line WHERE stay_id = ? AND state = ?"

    def add_up() -> None:
        if raw.execute(sql, (scene.charged, int(LineState.CONFIRMED))).fetchone()[1] != scene.size.charges:
            raise RuntimeError("not the account that was meant")

    calls = max(scene.size.calls // 6, 2)
    measured = against("account", scene.size, lambda: scene.cashier.api.account(scene.charged), add_up, calls=calls)  # type: ignore[arg-type]
    raw.close()
    return measured
