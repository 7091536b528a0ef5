"""What must be true of a hospital's books at any quiet moment (architecture, "why the bill is complete").

opening + in − out = closing per drug and batch · deposits − refunds + settlements = cash ·
lines at the sources = lines in admission · completed treatments = charges of treatments.
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import Any

from sqlalchemy import Engine, Table, func, select

from server import hospital
from server.kernel.database import open_engine
from shared.contracts.common import LineState
from shared.contracts.tms.types import ExecutionStatus


class Books:
    """The databases of a hospital, read only."""

    def __init__(self, url_of: dict[str, str]) -> None:
        self._engines = {name: open_engine(url) for name, url in url_of.items()}

    def close(self) -> None:
        """Release the databases."""
        for engine in self._engines.values():
            engine.dispose()

    def problems(self) -> list[str]:
        """Every identity that does not hold, in words."""
        return [*self._stock(), *self._lines(), *self._treatments(), *self._charges(), *self._leftovers()]

    def _read(self, name: str) -> tuple[Engine, dict[str, Table]]:
        return self._engines[name], dict(hospital.department(name).parts().metadata.tables)

    def _stock(self) -> list[str]:
        engine, tables = self._read("pharmacy")
        batch, movement = tables["pharmacy_batch"], tables["pharmacy_movement"]
        with engine.connect() as db:
            moved = select(movement.c.drug_code, movement.c.batch_no, func.sum(movement.c.quantity).label("moved"))
            sums = {
                (row.drug_code, row.batch_no): row.moved
                for row in db.execute(moved.group_by(movement.c.drug_code, movement.c.batch_no))
            }
            rows = db.execute(select(batch.c.drug_code, batch.c.batch_no, batch.c.quantity)).all()
        found = [f"batch {row.drug_code}/{row.batch_no} is negative" for row in rows if row.quantity < 0]
        return found + [
            f"batch {row.drug_code}/{row.batch_no}: {row.quantity} on hand, {sums.get((row.drug_code, row.batch_no))} moved"
            for row in rows
            if sums.get((row.drug_code, row.batch_no), Decimal(0)) != row.quantity
        ]

    def _lines(self) -> list[str]:
        return [*self._lines_of("ward"), *self._lines_of("tms")]

    def _lines_of(self, source: str) -> list[str]:
        if source not in self._engines:
            return []
        engine, tables = self._read(source)
        admission, admission_tables = self._read("admission")
        here, there = tables[f"{source}_line"], admission_tables["admission_charge_line"]
        with engine.connect() as db:
            # A line of the treatment room without a stay is on the cashier's desk instead.
            planned = {row.line_id: _facts(row) for row in db.execute(select(here).where(here.c.stay_id.is_not(None)))}
        with admission.connect() as db:
            charged = {row.line_id: _facts(row) for row in db.execute(select(there).where(there.c.source == source))}
        found = [f"line {line} is at the {source} only" for line in planned.keys() - charged.keys()]
        found += [f"line {line} is at admission only" for line in charged.keys() - planned.keys()]
        both = planned.keys() & charged.keys()
        return found + [
            f"line {line}: {planned[line]} at the {source}, {charged[line]} at admission"
            for line in both
            if planned[line] != charged[line]
        ]

    def _treatments(self) -> list[str]:
        """Every completed session was charged once, on a bill or at the cashier's desk, and no other one was."""
        if "tms" not in self._engines:
            return []
        engine, tables = self._read("tms")
        execution, charge, line = tables["tms_execution"], tables["tms_charge"], tables["tms_line"]
        with engine.connect() as db:
            given = set(db.execute(select(execution.c.id).where(execution.c.status == int(ExecutionStatus.COMPLETED))).scalars())
            charged = db.execute(select(charge.c.purpose, line.c.line_id).outerjoin(line, line.c.line_id == charge.c.line_id)).all()
        paid = {int(row.purpose.split()[1]) for row in charged if row.purpose.startswith("session ")}
        found = [f"session {number} was given and not charged" for number in given - paid]
        found += [f"session {number} was charged and not given" for number in paid - given]
        return found + [f"{row.purpose} was charged without a line" for row in charged if row.line_id is None]

    def _charges(self) -> list[str]:
        engine, tables = self._read("admission")
        line, settlement, payment, deposit = (
            tables[f"admission_{name}"] for name in ("charge_line", "settlement", "payment", "deposit")
        )
        found = []
        with engine.connect() as db:
            taken = dict(
                db.execute(
                    select(line.c.settlement_id, func.sum(line.c.amount))
                    .where(line.c.settlement_id.is_not(None))
                    .group_by(line.c.settlement_id)
                ).all()  # type: ignore[arg-type]
            )
            used: defaultdict[str, Decimal] = defaultdict(Decimal)
            for row in db.execute(select(deposit).where(deposit.c.settlement_id.is_not(None))):
                used[row.settlement_id] += row.amount
            paid: defaultdict[str, Decimal] = defaultdict(Decimal)
            for row in db.execute(select(payment)):
                paid[row.settlement_id] += row.amount
            for row in db.execute(select(settlement)):
                void = row.void_at is not None
                lines = taken.get(row.settlement_id, Decimal(0))
                cash = paid[row.settlement_id]
                if void and (lines or cash or used[row.settlement_id]):
                    found.append(f"void settlement {row.receipt_no} still holds lines, deposits or cash")
                if not void and (lines != row.total or used[row.settlement_id] + cash - row.carried_over != row.own_share):
                    found.append(f"settlement {row.receipt_no}: lines {lines}, deposits {used[row.settlement_id]}, cash {cash}")
        return found

    def _leftovers(self) -> list[str]:
        found = []
        for name in self._engines:
            engine, tables = self._read(name)
            parked = tables["kernel_parked"]
            with engine.connect() as db:
                count = db.execute(select(func.count()).select_from(parked)).scalar_one()
            if count:
                found.append(f"{name} has {count} parked events")
        return found


def _facts(row: Any) -> tuple[Decimal, int, Decimal | None]:
    """Quantity, state and money of a line; the treatment room's are confirmed when they arise."""
    return row.quantity, getattr(row, "state", int(LineState.CONFIRMED)), row.amount
