"""A table declared by the type of its rows, so that the type checker reads the very fields that the database stores.

    class BedRow(TypedDict):
        bed: Annotated[str, Unicode(20)]
        stay_id: Uid[StayId] | None

    table = partial(declare, metadata)
    bed = table("ward_bed", BedRow, key="bed")

The row type costs nothing at run time: `work.row(select(bed), BedRow)` is the row that the driver made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import Annotated, Any, TypeVar, cast, get_args, get_type_hints

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    CompoundSelect,
    Date,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Select,
    Table,
    text,
)
from sqlalchemy.engine import Connection
from sqlalchemy.schema import SchemaItem
from sqlalchemy.sql.dml import ReturningUpdate

from server.kernel.database import Amount, Id, Moment, Money, Price

R = TypeVar("R")
Query = Select[Any] | CompoundSelect[Any] | ReturningUpdate[Any]
_Id = TypeVar("_Id", bound=str)
Uid = Annotated[_Id, Id]
"""An identifier, under its type of `shared.identifiers`."""
Long = Annotated[int, BigInteger()]
Yuan = Annotated[Decimal, Money()]
UnitPrice = Annotated[Decimal, Price()]
Units = Annotated[Decimal, Amount()]
"""A quantity in order units."""

_STORED = {int: Integer(), bytes: LargeBinary(), bool: Boolean(create_constraint=False), date: Date(), datetime: Moment()}
"""How a field is stored whose type says no more."""


def declare(metadata: MetaData, name: str, row: type[Any], *more: SchemaItem, key: str | tuple[str, ...]) -> Table:
    """The table of `row`s, a TypedDict; its docstring is the table's comment in the database."""
    hints = get_type_hints(row, include_extras=True)
    key = (key,) if isinstance(key, str) else key
    comment = " ".join((row.__dict__.get("__doc__") or "").split()) or None
    columns = [_column(name, hint, is_key=key == (name,)) for name, hint in hints.items()]
    return Table(name, metadata, *columns, PrimaryKeyConstraint(*key), *more, comment=comment)


def unique_where(name: str, condition: str, *columns: str) -> Index:
    """A unique index of the rows that meet `condition`: SQL Server counts NULLs as equal, so one of an optional column needs it."""
    where = text(condition)
    return Index(name, *columns, unique=True, sqlite_where=where, postgresql_where=where, mssql_where=where)


def one(db: Connection, query: Query, of: type[R], **bound: Any) -> R | None:  # noqa: ARG001 — the type checker's
    """The only row of `query`, or None; `of` is the row type of what is selected, its parameters are `bound`."""
    return cast("R | None", db.execute(query, bound).mappings().one_or_none())


def every(db: Connection, query: Query, of: type[R], **bound: Any) -> list[R]:  # noqa: ARG001 — the type checker's
    """All rows of `query`, as in `one`."""
    return cast("list[R]", list(db.execute(query, bound).mappings().all()))


def pick(row: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """Some fields of a row, by names that the type checker does not see."""
    return {name: row[name] for name in names}


def _column(name: str, hint: Any, *, is_key: bool) -> Column[Any]:
    """A field `Annotated` with a column type is stored as that, `| None` makes it optional. No key counts up by itself."""
    (kind,) = {*get_args(hint)} - {NoneType} if (optional := NoneType in get_args(hint)) else {hint}
    stored: Any = kind.__metadata__[0] if hasattr(kind, "__metadata__") else _STORED[kind]
    return Column(name, stored, nullable=optional, autoincrement=False if is_key and isinstance(stored, Integer) else "auto")
