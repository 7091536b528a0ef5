"""Rows that travel, and what was edited in them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Generic, TypeVar

from msgspec import Meta

from shared.errors import ErrorData

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class DataPacket(Generic[Row]):
    """Rows by value: column names once, each row an array (row types are `array_like` structs)."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]


def packet(row_type: type[Row], rows: tuple[Row, ...]) -> DataPacket[Row]:
    """A packet of `rows`; the column names come from `row_type`."""
    return DataPacket(row_type.__struct_fields__, rows)  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class RowChange:
    """One edited row of a `Delta`: only the changed columns, with the values they had before."""

    action: Annotated[str, Meta(pattern="^(insert|update|delete)$")]
    row_id: str
    version: int
    old: dict[str, Any]
    new: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Delta:
    """What a user changed in a data set; applied whole or not at all, once per `key` of the command that carries it."""

    changes: tuple[RowChange, ...]


@dataclass(frozen=True, slots=True)
class AppliedRow:
    """A row that was stored: the id it has now and its new version."""

    sent_id: str
    row_id: str
    version: int


@dataclass(frozen=True, slots=True)
class RowConflict:
    """Somebody else changed the row first; `theirs` is the stored row, None when it is gone."""

    row_id: str
    version: int
    theirs: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class RowProblem:
    """A rule refuses a row; `column` is where the cursor should go."""

    row_id: str
    column: str
    error: ErrorData


@dataclass(frozen=True, slots=True)
class ApplyResult:
    """Answer to a delta. With a conflict or a problem nothing was stored and `applied` is empty."""

    applied: tuple[AppliedRow, ...] = ()
    conflicts: tuple[RowConflict, ...] = ()
    problems: tuple[RowProblem, ...] = ()
