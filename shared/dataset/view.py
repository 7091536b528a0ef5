"""What a grid reads of a row."""

from __future__ import annotations

import enum
from typing import Any

from shared.dataset.entry import Entry


class RowStatus(enum.Enum):
    """What a grid shows about a row; the first that applies, from bottom to top."""

    UNCHANGED = "unchanged"
    EDITED = "edited"
    NEW = "new"
    DELETED = "deleted"
    PROBLEM = "problem"
    CONFLICT = "conflict"


class RowView:
    """A row to read by attribute, like the typed rows of a packet; columns nobody filled yet are None."""

    __slots__ = ("_entry", "row_id", "status")

    def __init__(self, row_id: str, entry: Entry, status: RowStatus) -> None:
        self.row_id, self._entry, self.status = row_id, entry, status

    def __getattr__(self, column: str) -> Any:
        return self._entry.value(column)
