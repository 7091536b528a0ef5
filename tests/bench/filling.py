"""A hospital of 500,000 orders: one template ward written row by row, the rest copied inside the database.

The rows of a patient lie scattered, as they do when many nurses type at once. Bench data: nobody ever confirmed or paid it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Engine, Table, insert, text

from server.admission import models as admission
from server.ward import models as ward
from server.ward import replicas
from shared import clock
from shared.contracts.admission.types import StayState
from shared.contracts.common import LineKind, LineState
from shared.contracts.ward.types import OrderKind
from shared.identifiers import new_id
from tests import catalog_data
from tests.bench.ratios import Size
from tests.scenarios.people import PO, QD, ROUTINE

WARD = "W01"
_ORDERS_PER_STAY = 60
_TEMPLATE_STAYS = 60
_ORDERS_PER_RUN = 20
_CHARGED_STAYS = 100
_NURSE, _DOCTOR = "nurse1", "张医生"


@dataclass(frozen=True)
class Patients:
    """Stays of the ward by what they are for."""

    shown: tuple[str, ...]
    """60 orders each."""
    typed: tuple[str, ...]
    """20 orders each; more are saved."""
    runs: tuple[tuple[str, ...], ...]
    """Whole wards with 20 due orders each, one ward for each run."""


def fill_ward(engine: Engine, size: Size, runs: int) -> Patients:
    """Write the ward's stays, orders, executions and lines."""
    patients = Patients(
        shown=tuple(new_id() for _ in range(_TEMPLATE_STAYS)),
        typed=tuple(new_id() for _ in range(_TEMPLATE_STAYS)),
        runs=tuple(tuple(new_id() for _ in range(size.ward)) for _ in range(runs)),
    )
    with engine.begin() as db:
        _stays(db, patients.shown, 1)
        _orders(db, patients.shown, _ORDERS_PER_STAY, performed=True)
        _done(db)
        _multiply(db, size.copies)
        _stays(db, patients.typed, 1001)
        _orders(db, patients.typed, _ORDERS_PER_RUN, performed=True)
        waiting = tuple(stay_id for each in patients.runs for stay_id in each)
        _stays(db, waiting, 2001)
        _orders(db, waiting, _ORDERS_PER_RUN, performed=False)
    _settle_statistics(engine)
    return patients


def fill_orders(engine: Engine) -> Patients:
    """As many stays of each kind without a past, on any engine; one waits for its run."""
    patients = Patients(*(tuple(new_id() for _ in range(_TEMPLATE_STAYS)) for _ in range(2)), runs=((new_id(),),))
    with engine.begin() as db:
        for stays, first, each in ((patients.shown, 1, _ORDERS_PER_STAY), (patients.typed, 1001, _ORDERS_PER_RUN)):
            _stays(db, stays, first)
            _orders(db, stays, each, performed=True)
        _stays(db, patients.runs[0], 2001)
        _orders(db, patients.runs[0], _ORDERS_PER_RUN, performed=False)
    return patients


def _stays(db: Connection, stays: tuple[str, ...], first_patient: int) -> None:
    now = clock.now()
    for number, stay_id in enumerate(stays, first_patient):
        own = {"stay_id": stay_id, "version": 1, "state": int(StayState.IN_WARD)}
        here = {"wanted": "", "problem": None, "ward": WARD, "bed": f"{WARD}-{number:05d}", "target_ward": None, "doctor": _DOCTOR}
        db.execute(insert(ward.stay).values(**own, **here, allergy="无", received_at=now, declared_at=None))
        person = {"patient_no": number, "visit_no": 1, "name": "王建国", "sex": 1, "birth_date": date(1950, 5, 1), "payer": 0}
        admitted = {"ward": WARD, "bed": here["bed"], "segment": 1, "admitted_at": now - timedelta(days=3)}
        db.execute(insert(replicas.stay).values(**own, **person, **admitted))
        money = {"deposits": Decimal(3000), "unsettled": Decimal(1200), "balance": Decimal(1800), "dearest_day": Decimal(400)}
        db.execute(insert(replicas.account).values(stay_id=stay_id, version=1, **money, as_of=now))


def due_items() -> list[tuple[str, str, int]]:
    """(code, dose unit, usage) of twenty things given once a day: fourteen drugs, six services."""
    items = catalog_data.items().values()
    drugs = ((item.code, item.unit, PO) for item in items if item.strength is not None and item.default_usage == PO)
    plain = (item for item in items if item.strength is None and item.exclusive_group is None and item.charge_basis == "each")
    services = ((item.code, item.unit, ROUTINE) for item in plain if item.performed_by is None)
    return [*islice(drugs, 14), *islice(services, 6)]


def _orders(db: Connection, stays: tuple[str, ...], each: int, *, performed: bool) -> None:
    """Order by order across the stays, which scatters the rows of a patient."""
    items, start = due_items(), clock.at(clock.today() - timedelta(days=0 if not performed else 3), 8)
    last = clock.at(clock.today() + timedelta(days=1), 8) if performed else None
    for number in range(each):
        code, unit, usage = items[number % len(items)]
        facts = {"version": 1, "kind": int(OrderKind.LONG_TERM), "group_no": number + 1, "item_code": code, "dose": Decimal(1)}
        how = {"dose_unit": unit, "quantity": Decimal(1), "usage": usage, "frequency": QD, "start_at": start, "stop_at": None}
        who = {"doctor": _DOCTOR, "note": "", "entered_by": "doctor1", "entered_at": start, "confirmed_by": _NURSE}
        then = {"first_day_times": None, "confirmed_at": start, "stopped_by": None, "last_perform": last}
        common = {**facts, **how, **who, **then, "withdrawing": False}
        db.execute(insert(ward.order), [{"order_id": new_id(), "stay_id": stay_id, **common} for stay_id in stays])


def _done(db: Connection) -> None:
    """An execution and a confirmed line for every order there is."""
    today = clock.today().isoformat()
    _insert_from(
        db,
        ward.execution,
        "ward_order",
        {"execution_id": "order_id", "order_id": "order_id", "stay_id": "stay_id", "administrations": "1", "missed": "0"}
        | {"service_date": f"'{today}'", "covers_to": "last_perform", "executed_at": "start_at", "executed_by": "entered_by"},
    )
    empty = dict.fromkeys(("request_id", "reverses", "cause", "answered_at", "settled_segment"), "NULL")
    none = dict.fromkeys(("reversed_quantity", "reversed_administrations", "unused", "withdrawing"), "0")
    same = {name: name for name in ("stay_id", "order_id", "group_no", "item_code", "quantity", "kind")}
    named = {"item_name": "'氯化钠注射液'", "spec": "'100ml'", "unit": "'袋'", "dose_text": "'100ml'", "usage": "'口服'"}
    values = {"line_id": "order_id", "run_id": "stay_id", "ward": f"'{WARD}'", "ordered_as": "kind", "income_type": "5"}
    money = {"is_drug": "1", "price": "28000", "amount": "280", "administrations": "1", "state": str(int(LineState.CONFIRMED))}
    when = {"service_date": f"'{today}'", "charged_on": f"'{today}'", "created_at": "start_at", "frequency": "'qd'", "reason": "''"}
    _insert_from(db, ward.line, "ward_order", {**same, **empty, **none, **named, **values, **money, **when})


def _multiply(db: Connection, copies: int) -> None:
    discharged = {"state": str(int(StayState.DISCHARGED)), "bed": "NULL"}
    for table, ids, changed in (
        (ward.stay, ("stay_id",), discharged),
        (replicas.stay, ("stay_id",), {"state": discharged["state"]}),
        (replicas.account, ("stay_id",), {}),
        (ward.order, ("order_id", "stay_id"), {}),
        (ward.execution, ("execution_id", "order_id", "stay_id"), {}),
        (ward.line, ("line_id", "order_id", "stay_id", "run_id"), {}),
    ):
        _copy(db, table, copies, ids, changed)


def _copy(db: Connection, table: Table, copies: int, ids: tuple[str, ...], changed: Mapping[str, str]) -> None:
    """Copy every row, its ids beginning with the number of the copy instead."""
    last = db.execute(text(f"SELECT max(rowid) FROM {table.name}")).scalar_one()
    for number in range(1, copies + 1):
        renamed = {name: f"'{number:04x}' || substr({name}, 5)" for name in ids}
        values = {column.name: column.name for column in table.c} | renamed | dict(changed)
        _insert_from(db, table, f"{table.name} WHERE rowid <= {last}", values)


def _insert_from(db: Connection, table: Table, source: str, values: Mapping[str, Any]) -> None:
    columns = ", ".join(f'"{name}"' for name in values)
    db.execute(text(f"INSERT INTO {table.name} ({columns}) SELECT {', '.join(values.values())} FROM {source}"))


def fill_admission(engine: Engine, size: Size) -> str:
    """A stay with its charges, and 99 more of them; answers the first."""
    stay_id, now = new_id(), clock.now()
    with engine.begin() as db:
        _patient(db, stay_id)
        days = [clock.today() - timedelta(days=number) for number in range(50)]
        items = [item for item in catalog_data.items().values() if item.strength is not None]
        rows = []
        for number in range(size.charges):
            item, day = items[number % len(items)], days[number % len(days)]
            what = {"item_code": item.code, "item_name": item.name, "spec": item.spec, "unit": item.unit, "is_drug": True}
            price = {"income_type": item.income_type, "quantity": Decimal(2), "price": item.price, "amount": Decimal("5.60")}
            rows.append(
                {"line_id": new_id(), "stay_id": stay_id, "source": "ward", "ward": WARD, "kind": int(LineKind.LONG_TERM)}
                | {"ordered_as": int(LineKind.LONG_TERM), "order_id": new_id(), "group_no": 1, **what, **price}
                | {"planned_date": day, "service_date": day, "created_at": now, "state": int(LineState.CONFIRMED)}
                | {"reverses": None, "reversed_quantity": Decimal(0), "request_id": None, "settlement_id": None}
            )
        db.execute(insert(admission.charge_line), rows)
        _copy(db, admission.charge_line, min(size.copies, _CHARGED_STAYS - 1), ("line_id", "order_id", "stay_id"), {})
    _settle_statistics(engine)
    return stay_id


def _patient(db: Connection, stay_id: str) -> None:
    now = clock.now()
    columns: dict[str, Any] = {column.name: None for column in admission.patient.c if column.nullable}
    columns |= {column.name: "" for column in admission.patient.c if column.name not in columns}
    numbers = {"patient_no": 1, "version": 1, "visits": 1, "sex": 1, "payer": 0, "state": int(StayState.IN_WARD)}
    db.execute(insert(admission.patient).values(columns | numbers | {"name": "王建国", "registered_at": now}))
    own: dict[str, Any] = {column.name: None for column in admission.stay.c if column.nullable}
    own |= {column.name: "" for column in admission.stay.c if column.name not in own}
    place = {"stay_id": stay_id, "ward": WARD, "admitting_ward": WARD, "bed": f"{WARD}-001", "admitted_at": now}
    counts = {"patient_no": 1, "visit_no": 1, "version": 1, "segment": 1, "payer": 0, "line_version": 1}
    db.execute(insert(admission.stay).values(own | place | counts | {"state": int(StayState.IN_WARD), "received_at": now}))


def _settle_statistics(engine: Engine) -> None:
    """Put everything into the database file, so that no round pays for the filling."""
    connection = engine.raw_connection()
    try:
        connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    finally:
        connection.close()
