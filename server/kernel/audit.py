"""Who changed and who read what: rows that only ever grow, sealed into a hash chain.

Changes are written in the transaction that made them (`Work.audit`). Reads are collected and written in batches: a power cut may
cost the last second of them, a busy or broken database none. When too many wait, nothing more is shown.
"""

from __future__ import annotations

import hashlib
import itertools
import threading
from collections import deque
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, Table, bindparam, func, insert, select, update

from server.kernel.database import reading
from server.kernel.rows import every, pick
from server.kernel.tables import AuditRow, KernelTables
from server.kernel.unit_of_work import Caller
from shared import clock
from shared.errors import DatabaseBusy
from shared.identifiers import new_id

_BATCH = 500
_MOST_WAITING = 50_000
"""Reads in memory, about 25 MB."""
_SEALED_AT_ONCE = 500
_SEALED = ("id", "at", "hospital_time", "user_id", "service", "operation", "subject", "before", "after")


class ReadLog:
    """Collects reads of patient data until `write`, called every second, stores them."""

    def __init__(self, engine: Engine, tables: KernelTables) -> None:
        self._engine = engine
        self._table = tables.read_log
        self._rows: deque[dict[str, Any]] = deque()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """How many reads wait to be stored."""
        return len(self._rows)

    def note(self, caller: Caller, operation: str, subjects: list[str]) -> None:
        """`caller` is about to be shown the data of `subjects`. Raises DatabaseBusy when that can't be kept."""
        if not subjects:
            return
        if len(self._rows) >= _MOST_WAITING:
            raise DatabaseBusy
        who = {"at": clock.utc_now(), "user_id": caller.user_id, "service": caller.service, "operation": operation}
        rows = [{"id": new_id(), **who, "subject": subject} for subject in subjects]
        with self._lock:
            self._rows.extend(rows)

    def write(self) -> None:
        """Store what was collected. Raises DBAPIError when the database does not take it now: it is kept for the next time."""
        while batch := self._oldest():
            with self._engine.begin() as db:
                db.execute(insert(self._table), batch)
            for _ in batch:
                self._rows.popleft()

    def _oldest(self) -> list[dict[str, Any]]:
        with self._lock:
            return list(itertools.islice(self._rows, _BATCH))


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
    with reading(engine) as db:
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
