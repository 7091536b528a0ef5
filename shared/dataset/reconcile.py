"""Settling a conflict: mine, theirs, or both where they don't overlap."""

from __future__ import annotations

import enum
from dataclasses import replace

from shared.dataset.entry import Columns, Entry
from shared.errors import Refused


class Reconcile(enum.Enum):
    """How the user settles a conflict."""

    KEEP_MINE = "mine"
    """The row as I see it, also in the columns that only they changed."""
    TAKE_THEIRS = "theirs"
    MERGE = "merge"
    """Their row with my changes; only where nobody changed a column of the other."""


class ColumnsOverlap(Refused):
    """A merge of rows in which both changed one column."""

    code = "dataset.columns_overlap"
    zh = "双方修改了同一内容，请选择保留哪一方"
    en = "Both changed the same content; choose which to keep"


def can_merge(entry: Entry, columns: Columns) -> bool:
    """Whether both sides changed different columns of a row that both still have."""
    theirs = None if entry.conflict is None else entry.conflict.theirs
    if theirs is None or entry.base is None or entry.deleted:
        return False
    base = entry.base
    mine = columns.changed(entry)
    return all(theirs.get(column) == base.get(column) for column in mine)


def reconciled(entry: Entry, choice: Reconcile, columns: Columns) -> Entry | None:
    """The entry after the user's choice; None when the row goes, `base` None when it must be entered anew."""
    if entry.conflict is None:
        return entry
    theirs, version = entry.conflict.theirs, entry.conflict.version
    if theirs is None:
        if choice is Reconcile.MERGE:
            raise ColumnsOverlap
        return Entry(None, 0, entry.values()) if choice is Reconcile.KEEP_MINE and not entry.deleted else None
    if choice is Reconcile.TAKE_THEIRS:
        return Entry(theirs, version)
    if choice is Reconcile.MERGE:
        if not can_merge(entry, columns):
            raise ColumnsOverlap
        edits = entry.edits
    else:
        shown = entry.values()
        edits = {column: shown.get(column) for column in columns.names if column not in {columns.key, columns.version}}
    after = replace(entry, base=theirs, version=version, edits=edits, conflict=None, problems=())
    return replace(after, edits=columns.without_idle_edits(after))
