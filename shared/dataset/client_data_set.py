"""The rows of one grid on the client's side: load, edit, undo, send what changed, reconcile (requirement T4).

A row is the server's last known state plus the user's edits on top. From that follow the rules that hold at any time:

* a row the user has not touched always shows the newest state the server told;
* a row the user has touched is never overwritten: if the server's version moved it becomes a conflict that the user reconciles;
* `pending()` holds only changed columns with the values they had, and applying it to the server's rows gives what the user sees.

Undo steps back through the user's edits since the last successful save. A new row has a temporary id `new-1`, `new-2` … until
the server answers with its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import msgspec

from shared.contracts.common import AppliedRow, ApplyResult, DataPacket, Delta, RowChange, RowConflict, RowProblem
from shared.dataset.entry import Columns, Entry, Values
from shared.dataset.reconcile import Reconcile, can_merge, reconciled
from shared.dataset.view import RowStatus, RowView

Row = TypeVar("Row", bound=msgspec.Struct)
NEW = "new-"
"""What temporary ids begin with."""


@dataclass(frozen=True, slots=True)
class _Step:
    """How a row stood before one edit. `edits` None: the row did not exist."""

    row_id: str
    position: int
    edits: Values | None
    deleted: bool = False


class ClientDataSet(Generic[Row]):
    """Typed rows of `row_type` with the user's changes.

    `key` and `version` name the columns with the row's id and version. `writable` are the columns that travel back (default: all);
    the others may be edited too, to show at once what follows from an edit, and are never sent.
    """

    def __init__(self, row_type: type[Row], key: str, version: str = "version", writable: Collection[str] | None = None) -> None:
        self.columns = Columns(row_type, key, version, writable)
        self._entries: dict[str, Entry] = {}
        self._order: list[str] = []
        self._steps: list[_Step] = []
        self._last_new = 0
        self._listeners: list[Callable[[], None]] = []

    # -- reading

    @property
    def ids(self) -> tuple[str, ...]:
        """Row ids in the order of the grid."""
        return tuple(self._order)

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, row_id: object) -> bool:
        return row_id in self._entries

    def row_id(self, position: int) -> str:
        """Id of the row at `position`."""
        return self._order[position]

    def position(self, row_id: str) -> int:
        """Where the row stands in the grid."""
        return self._order.index(row_id)

    def value(self, row_id: str, column: str) -> Any:
        """What the user sees in a cell."""
        return self._entries[row_id].value(column)

    def values(self, row_id: str) -> dict[str, Any]:
        """What the user sees in a row."""
        return self._entries[row_id].values()

    def view(self, row_id: str) -> RowView:
        """The row to read by attribute."""
        return RowView(row_id, self._entries[row_id], self.status(row_id))

    def version(self, row_id: str) -> int:
        """Version of the row the user's edits start from; 0 for a new row."""
        return self._entries[row_id].version

    def status(self, row_id: str) -> RowStatus:
        """What to show about a row."""
        entry = self._entries[row_id]
        if entry.conflict is not None:
            return RowStatus.CONFLICT
        if entry.problems:
            return RowStatus.PROBLEM
        if entry.deleted:
            return RowStatus.DELETED
        if entry.base is None:
            return RowStatus.NEW
        return RowStatus.EDITED if self.columns.is_changed(entry) else RowStatus.UNCHANGED

    def changed_columns(self, row_id: str) -> frozenset[str]:
        """Columns of a row that the user changed and that will be sent."""
        return frozenset(self.columns.changed(self._entries[row_id]))

    def problems(self, row_id: str) -> tuple[RowProblem, ...]:
        """What the server refused about the row, until the user edits it."""
        return self._entries[row_id].problems

    def conflict(self, row_id: str) -> RowConflict | None:
        """The stored row that somebody else changed, with typed values, until it is reconciled."""
        return self._entries[row_id].conflict

    @property
    def dirty(self) -> bool:
        """Whether anything waits to be sent."""
        return any(map(self.columns.is_changed, self._entries.values()))

    def subscribe(self, listener: Callable[[], None]) -> None:
        """Call `listener` after every change."""
        self._listeners.append(listener)

    # -- editing

    def edit(self, row_id: str, column: str, value: Any) -> None:
        """Change one cell. Raises InvalidInput when the value does not fit the column."""
        self.edit_row(row_id, {column: value})

    def edit_row(self, row_id: str, values: Mapping[str, Any]) -> None:
        """Change several cells of a row as one step of undo."""
        entry = self._entries[row_id]
        typed = self.columns.typed_row(values)
        after = replace(entry, edits={**entry.edits, **typed}, problems=_problems_left(entry, typed))
        after = replace(after, edits=self.columns.without_idle_edits(after))
        if after == entry:
            return
        self._remember(row_id)
        self._put(row_id, after)
        self._tell()

    def append(self, values: Mapping[str, Any] | None = None) -> str:
        """Add a row at the end; answers its temporary id."""
        typed = self.columns.typed_row(values or {})
        row_id = self._new_id()
        self._steps.append(_Step(row_id, len(self._order), None))
        self._insert(len(self._order), row_id, Entry(None, 0, typed))
        self._tell()
        return row_id

    def delete(self, row_id: str) -> None:
        """Mark a row to be deleted; a row the server never had is gone at once."""
        entry = self._entries[row_id]
        if entry.deleted:
            return
        self._remember(row_id)
        if entry.base is None:
            self._drop(row_id)
        else:
            self._put(row_id, replace(entry, deleted=True))
        self._tell()

    def undo(self) -> str | None:
        """Take back the last edit; answers the row it concerned, None when there is nothing to take back."""
        if not self._steps:
            return None
        step = self._steps.pop()
        if step.edits is None:
            self._drop(step.row_id)
        elif step.row_id not in self._entries:
            self._insert(step.position, step.row_id, Entry(None, 0, step.edits))
        else:
            entry = replace(self._entries[step.row_id], edits=step.edits, deleted=step.deleted, problems=())
            # The stored row may have moved on below the edit since (refresh).
            self._put(step.row_id, replace(entry, edits=self.columns.without_idle_edits(entry)))
        self._tell()
        return step.row_id

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return bool(self._steps)

    # -- sending

    def pending(self) -> Delta:
        """What changed since the last save, ready to send."""
        changes = ((row_id, self._change(row_id)) for row_id in self._order)
        return Delta(tuple(change for _, change in changes if change is not None))

    def _change(self, row_id: str) -> RowChange | None:
        entry = self._entries[row_id]
        if not self.columns.is_changed(entry):
            return None
        if entry.deleted:
            return RowChange("delete", row_id, entry.version, {}, {})
        new = self.columns.changed(entry)
        if entry.base is None:
            return RowChange("insert", row_id, 0, {}, new)
        return RowChange("update", row_id, entry.version, {column: entry.base.get(column) for column in new}, new)

    def apply_result(self, result: ApplyResult, sent: Delta) -> None:
        """Take in the server's answer to `sent`. Edits made while it was on its way stay pending.

        With a conflict or problem nothing was stored: the rows keep their edits and say what is wrong.
        """
        for problem in result.problems:
            if (entry := self._entries.get(problem.row_id)) is not None:
                self._entries[problem.row_id] = replace(entry, problems=(*entry.problems, problem))
        for conflict in result.conflicts:
            theirs = None if conflict.theirs is None else self.columns.typed_row(conflict.theirs)
            if (entry := self._entries.get(conflict.row_id)) is not None:
                typed = RowConflict(conflict.row_id, conflict.version, theirs)
                self._entries[conflict.row_id] = replace(entry, conflict=typed)
        if not result.conflicts and not result.problems:
            stored = {row.sent_id: row for row in result.applied}
            for change in sent.changes:
                self._stored(change, stored.get(change.row_id))
            self._steps.clear()
        self._tell()

    def _stored(self, change: RowChange, applied: AppliedRow | None) -> None:
        entry = self._entries.get(change.row_id)
        if change.action == "delete":
            if entry is not None and entry.deleted:
                self._drop(change.row_id)
            elif entry is not None:
                self._reenter(change.row_id, entry)
            return
        if applied is None:
            return
        base = {**((entry and entry.base) or {}), **self.columns.typed_row(change.new)}
        base |= {self.columns.key: applied.row_id, self.columns.version: applied.version}
        # The rows may have been read again before the answer came: then the new row stands there a second time.
        twin = self._entries.get(applied.row_id) if applied.row_id != change.row_id else None
        if twin is not None:
            self._drop(applied.row_id)
        if entry is None:
            # Deleted by the user while the insert was on its way.
            self._insert(len(self._order), applied.row_id, Entry(base, applied.version, deleted=True))
        else:
            shown_only = {column: value for column, value in entry.edits.items() if column not in self.columns.writable}
            edits = {**entry.edits, **(twin.edits if twin else {})}
            after = Entry({**base, **shown_only}, applied.version, edits, entry.deleted or bool(twin and twin.deleted))
            self._rename(change.row_id, applied.row_id)
            self._put(applied.row_id, replace(after, edits=self.columns.without_idle_edits(after)))
        if twin is not None and twin.base is not None:
            self._entries[applied.row_id] = self._refreshed(applied.row_id, twin.base)

    def restore(self, delta: Delta) -> None:
        """Lay a delta that was kept on disk over freshly loaded rows; rows that moved on since become conflicts."""
        for change in delta.changes:
            entry = self._entries.get(change.row_id)
            new = self.columns.typed_row(change.new)
            if change.action == "insert":
                self._last_new = max(self._last_new, _number(change.row_id))
                self._insert(len(self._order), change.row_id, Entry(None, 0, new))
                continue
            deleted = change.action == "delete"
            if entry is None:
                if not deleted:
                    gone = RowConflict(change.row_id, 0, None)
                    self._insert(len(self._order), change.row_id, Entry({}, change.version, new, conflict=gone))
            elif entry.version == change.version:
                self._put(change.row_id, replace(entry, edits=new, deleted=deleted))
            else:
                conflict = RowConflict(change.row_id, entry.version, dict(entry.base or {}))
                old = {**(entry.base or {}), **self.columns.typed_row(change.old)}
                self._put(change.row_id, Entry(old, change.version, new, deleted, conflict))
        self._tell()

    # -- what others did

    def load(self, packet: DataPacket[Row]) -> None:
        """Forget everything and show `packet`."""
        self._entries.clear()
        self._order.clear()
        self._steps.clear()
        self.refresh(packet)

    def refresh(self, packet: DataPacket[Row]) -> None:
        """Take in the server's present rows (all of them), in its order; rows with changes of the user's own are kept."""
        incoming = {str(getattr(row, self.columns.key)): msgspec.structs.asdict(row) for row in packet.rows}
        kept = [row_id for row_id in self._order if row_id not in incoming]
        for row_id, values in incoming.items():
            self._entries[row_id] = self._refreshed(row_id, values)
        self._order = [*incoming, *kept]
        for row_id in kept:
            self._vanished(row_id)
        self._tell()

    def _refreshed(self, row_id: str, values: Values) -> Entry:
        version = int(values[self.columns.version])
        entry = self._entries.get(row_id)
        if entry is None or not self.columns.is_changed(entry):
            return Entry(values, version)
        if version == entry.version:
            same = replace(entry, base=values, conflict=None)
            return replace(same, edits=self.columns.without_idle_edits(same))
        if not entry.deleted and all(values.get(column) == value for column, value in self.columns.changed(entry).items()):
            # Both did the same: nothing is left to send.
            self._forget_steps(row_id)
            return Entry(values, version)
        return replace(entry, conflict=RowConflict(row_id, version, dict(values)))

    def _vanished(self, row_id: str) -> None:
        entry = self._entries[row_id]
        if entry.base is None:
            return
        if entry.deleted or not self.columns.is_changed(entry):
            self._drop(row_id)
            self._forget_steps(row_id)
        else:
            self._entries[row_id] = replace(entry, conflict=RowConflict(row_id, 0, None))

    def can_merge(self, row_id: str) -> bool:
        """Whether both sides changed different columns."""
        return can_merge(self._entries[row_id], self.columns)

    def reconcile(self, row_id: str, choice: Reconcile) -> str | None:
        """Settle a conflict; answers the id the row has now, None when it is gone. Raises ColumnsOverlap.

        Keeping one's own version of a row that was deleted meanwhile enters it anew.
        """
        after = reconciled(self._entries[row_id], choice, self.columns)
        self._forget_steps(row_id)
        now: str | None = row_id
        if after is None:
            self._drop(row_id)
            now = None
        elif after.base is None:
            now = self._reenter(row_id, after)
        else:
            self._put(row_id, after)
        self._tell()
        return now

    # -- inside

    def _new_id(self) -> str:
        self._last_new += 1
        return f"{NEW}{self._last_new}"

    def _remember(self, row_id: str) -> None:
        entry = self._entries[row_id]
        self._steps.append(_Step(row_id, self._order.index(row_id), entry.edits, entry.deleted))

    def _forget_steps(self, row_id: str) -> None:
        self._steps = [step for step in self._steps if step.row_id != row_id]

    def _put(self, row_id: str, entry: Entry) -> None:
        """Store an entry; a row the user no longer changes follows the server at once."""
        if entry.conflict is None or self.columns.is_changed(entry):
            self._entries[row_id] = entry
        elif entry.conflict.theirs is None:
            self._drop(row_id)
            self._forget_steps(row_id)
        else:
            self._entries[row_id] = Entry(entry.conflict.theirs, entry.conflict.version)

    def _insert(self, position: int, row_id: str, entry: Entry) -> None:
        self._entries[row_id] = entry
        self._order.insert(position, row_id)

    def _drop(self, row_id: str) -> None:
        del self._entries[row_id]
        self._order.remove(row_id)

    def _rename(self, row_id: str, new_id: str) -> None:
        self._order[self._order.index(row_id)] = new_id
        self._entries[new_id] = self._entries.pop(row_id)

    def _reenter(self, row_id: str, entry: Entry) -> str:
        """Make a stored row a new one with everything the user sees in it."""
        new_id = self._new_id()
        own = {column: value for column, value in entry.values().items() if column not in {self.columns.key, self.columns.version}}
        self._rename(row_id, new_id)
        self._entries[new_id] = Entry(None, 0, own)
        return new_id

    def _tell(self) -> None:
        for listener in self._listeners:
            listener()


def _problems_left(entry: Entry, typed: Values) -> tuple[RowProblem, ...]:
    """Problems of the columns that were not touched; one that names no column goes with any edit."""
    return tuple(problem for problem in entry.problems if problem.column and problem.column not in typed)


def _number(row_id: str) -> int:
    return int(row_id.removeprefix(NEW)) if row_id.startswith(NEW) else 0
