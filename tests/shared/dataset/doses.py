"""Rows of a made-up table, the server that keeps them, and a data set of them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import msgspec

from shared.contracts.common import AppliedRow, ApplyResult, DataPacket, Delta, RowConflict, packet
from shared.dataset import ClientDataSet, RowStatus


class Dose(msgspec.Struct, frozen=True, array_like=True):
    dose_id: str
    version: int
    drug: str
    amount: Decimal | None
    note: str
    drug_name: str


WRITABLE = ("drug", "amount", "note")


class Server:
    """The other side, as every department implements it: whole delta or nothing, versions checked."""

    def __init__(self, rows: list[Dose]) -> None:
        self.rows = {row.dose_id: row for row in rows}
        self.last = 100

    def packet(self) -> DataPacket[Dose]:
        return packet(Dose, tuple(self.rows.values()))

    def change(self, row_id: str, **values: Any) -> None:
        row = self.rows[row_id]
        self.rows[row_id] = msgspec.structs.replace(row, version=row.version + 1, **values)

    def apply(self, delta: Delta) -> ApplyResult:
        conflicts = [
            RowConflict(change.row_id, theirs.version if theirs else 0, msgspec.structs.asdict(theirs) if theirs else None)
            for change in delta.changes
            if change.action != "insert"
            for theirs in [self.rows.get(change.row_id)]
            if theirs is None or theirs.version != change.version
        ]
        if conflicts:
            return ApplyResult(conflicts=tuple(conflicts))
        return ApplyResult(tuple(self._store(change) for change in delta.changes))

    def _store(self, change: Any) -> AppliedRow:
        if change.action == "delete":
            del self.rows[change.row_id]
            return AppliedRow(change.row_id, change.row_id, 0)
        if change.action == "insert":
            self.last += 1
            row_id = f"s{self.last}"
            self.rows[row_id] = Dose(row_id, 1, **{"drug": "", "amount": None, "note": "", "drug_name": "", **change.new})
        else:
            row_id = change.row_id
            assert {column: getattr(self.rows[row_id], column) for column in change.old} == change.old
            self.change(row_id, **change.new)
        return AppliedRow(change.row_id, row_id, self.rows[row_id].version)


def some_rows(count: int = 3) -> list[Dose]:
    return [Dose(f"s{n}", 1, f"drug{n}", Decimal(n), "", f"Drug {n}") for n in range(count)]


def loaded(server: Server) -> ClientDataSet[Dose]:
    dataset = ClientDataSet(Dose, "dose_id", writable=WRITABLE)
    dataset.load(server.packet())
    return dataset


def shown(dataset: ClientDataSet[Dose]) -> list[tuple[str, dict[str, Any], RowStatus]]:
    return [(row_id, dataset.values(row_id), dataset.status(row_id)) for row_id in dataset.ids]
