"""One row of a client data set: what the server stores, and what the user changed on top of it."""

from __future__ import annotations

import typing
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from shared.contracts.common import RowConflict, RowProblem
from shared.errors import InvalidInput, Problem

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Entry:
    """A row as the client knows it. `base` is None until the server stores the row; `edits` lie on top of it."""

    base: Values | None
    version: int
    edits: Values = field(default_factory=dict)
    deleted: bool = False
    conflict: RowConflict | None = None
    problems: tuple[RowProblem, ...] = ()

    def value(self, column: str) -> Any:
        """What the user sees in `column`; None when nothing was entered."""
        if column in self.edits:
            return self.edits[column]
        return None if self.base is None else self.base.get(column)

    def values(self) -> dict[str, Any]:
        """Everything the user sees."""
        return {**(self.base or {}), **self.edits}


class Columns:
    """Names and types of the columns of a row type, and which of them travel back to the server."""

    def __init__(self, row_type: type[Any], key: str, version: str, writable: Collection[str] | None) -> None:
        self.names: tuple[str, ...] = row_type.__struct_fields__
        self.key, self.version = key, version
        self.writable = frozenset(self.names if writable is None else writable) & frozenset(self.names) - {key, version}
        self._types = typing.get_type_hints(row_type, include_extras=True)

    def typed(self, column: str, value: Any) -> Any:
        """`value` as the column's type; an empty cell is None, whatever the type. Raises InvalidInput."""
        if column not in self._types:
            raise KeyError(column)
        if value is None:
            return None
        try:
            return msgspec.convert(value, self._types[column])
        except msgspec.ValidationError as error:
            raise InvalidInput(name=column, problem=Problem.MALFORMED, limit=str(error)) from error

    def typed_row(self, values: Values) -> dict[str, Any]:
        """The known columns of `values`, typed; a newer server may send columns this client does not know."""
        return {column: self.typed(column, value) for column, value in values.items() if column in self._types}

    def changed(self, entry: Entry) -> dict[str, Any]:
        """The edits of `entry` that travel to the server."""
        return {column: value for column, value in entry.edits.items() if column in self.writable}

    def is_changed(self, entry: Entry) -> bool:
        """Whether the user did anything to the row that is not stored yet."""
        return entry.base is None or entry.deleted or bool(self.changed(entry))

    def without_idle_edits(self, entry: Entry) -> Values:
        """The edits that say something else than the stored row; shown-only columns go when no sent column is left."""
        if entry.base is None:
            return entry.edits
        edits = {column: value for column, value in entry.edits.items() if value != entry.base.get(column)}
        return edits if any(column in self.writable for column in edits) else {}
