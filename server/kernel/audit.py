"""Who changed and who read what: rows that only ever grow, sealed into a hash chain.

Changes are written in the transaction that made them (`Work.audit`). Reads are collected and written in batches, since a lost
second of reads is worth less than a slow screen.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Table, bindparam, func, insert, select, update

from server.kernel.rows import every, pick
from server.kernel.tables import AuditRow, KernelTables
from server.kernel.unit_of_work import Caller
from shared import clock
from shared.identifiers import new_id

_BATCH = 200
_SEALED_AT_ONCE = 500
_SEALED = ("id", "at", "hospital_time", "user_id", "service", "operation", "subject", "before", "after")


class ReadLog:
    """Collects reads of patient data until `write` stores them."""

    def __init__(self, engine: Engine, tables: KernelTables) -> None:
        self._engine = engine
        self._table = tables.read_log
        self._rows: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    def note(self, caller: Caller, operation: str, subjects: list[str]) -> None:
        """`caller` was shown the data of `subjects`."""
        if not subjects:
            return
        now = clock.utc_now()
        rows = [
            {
                "id": new_id(),
                "at": now,
                "user_id": caller.user_id,
                "service": caller.service,
                "operation": operation,
                "subject": subject,
            }
            for subject in subjects
        ]
        with self._lock:
            self._rows += rows
            full = len(self._rows) >= _BATCH
        if full:
            self.write()

    def write(self) -> None:
        """Store what was collected."""
        with self._lock:
            rows, self._rows = self._rows, []
        if rows:
            with self._engine.begin() as db:
                db.execute(insert(self._table), rows)


def seal(engine: Engine, tables: KernelTables) -> int:
    """Chain the rows that are not sealed yet, oldest first; answers how many. Each seal covers the row and the seal before.

    A few hundred rows to a transaction: a backlog of a night must not keep SQLite's only writer from anybody.
    """
    sealed = 0
    while (batch := _seal_batch(engine, tables.audit)) == _SEALED_AT_ONCE:
        sealed += batch
    return sealed + batch


def _seal_batch(engine: Engine, audit: Table) -> int:
    unsealed = select(audit).where(audit.c.seal_number.is_(None)).order_by(audit.c.at, audit.c.id).limit(_SEALED_AT_ONCE)
    with engine.begin() as db:
        last = db.execute(select(func.max(audit.c.seal_number))).scalar_one() or 0
        previous = ""
        if last:
            previous = db.execute(select(audit.c.seal).where(audit.c.seal_number == last)).scalar_one()
        seals = []
        for number, row in enumerate(every(db, unsealed, AuditRow), last + 1):
            previous = seal_of(previous, row)
            seals.append({"row": row["id"], "seal": previous, "seal_number": number})
        if seals:
            db.execute(update(audit).where(audit.c.id == bindparam("row")), seals)
    return len(seals)


def broken_seal(engine: Engine, tables: KernelTables) -> int | None:
    """The number of the first sealed row that was changed or removed afterwards; None when the chain holds."""
    audit = tables.audit
    previous = ""
    with engine.connect().execution_options(readonly=True) as db:
        query = select(audit).where(audit.c.seal_number.is_not(None)).order_by(audit.c.seal_number)
        for expected, row in enumerate(db.execute(query).mappings(), 1):
            previous = seal_of(previous, dict(row))
            if row["seal_number"] != expected or row["seal"] != previous:
                return expected
    return None


def seal_of(previous: str, row: Mapping[str, Any]) -> str:
    """The seal of one audit row after the seal `previous`."""
    parts = [previous]
    for value in pick(row, _SEALED).values():
        parts.append(value.isoformat() if isinstance(value, datetime) else str(value))
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
