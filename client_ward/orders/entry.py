"""What was typed into one list of orders and is not stored yet: on screen, on its way, on disk (requirements T2, T4).

At most one delta is on its way. As long as nobody knows what became of it, it is sent again as it was, with its key, before
anything typed later: so an order is never entered twice, whatever the network does.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from shared.contracts.common import ApplyResult, DataPacket, Delta, packet
from shared.contracts.ward.types import OrderKind, OrderRow
from shared.dataset import ClientDataSet, DraftName, DraftStore, PendingDelta, RowStatus
from shared.identifiers import StayId, new_key

WRITABLE = (
    "kind",
    "group_no",
    "item_code",
    "dose",
    "dose_unit",
    "usage",
    "frequency",
    "start_at",
    "stop_at",
    "doctor",
    "first_day_times",
    "note",
)
"""Columns that travel to the server: those of `OrderDraft`."""
_PREFIX = "orders"
_SHOWN_WITH_ITEM = ("item_name", "spec", "unit", "usage_name", "frequency_name")


@dataclass(frozen=True, slots=True)
class KeptOrders:
    """A draft on disk: everything typed, words to show it by, and the delta whose answer is missing."""

    typed: Delta
    shown: dict[str, dict[str, str]]
    sent: PendingDelta | None


class OrderEntry:
    """Orders of one kind of one stay."""

    def __init__(self, stay_id: StayId, kind: OrderKind, drafts: DraftStore, user_id: str, database_id: str) -> None:
        self.stay_id, self.kind = stay_id, kind
        self.dataset = ClientDataSet(OrderRow, "order_id", writable=WRITABLE)
        self._drafts = drafts
        self._name = DraftName(user_id, database_id, f"{_PREFIX}/{stay_id}/{int(kind)}")
        self._sent: PendingDelta | None = None
        self.loaded = False
        """Whether the server's orders have arrived."""

    @property
    def unanswered(self) -> bool:
        """Whether a delta was sent and nobody knows what became of it."""
        return self._sent is not None

    @property
    def unsent(self) -> int:
        """How many rows are not stored."""
        return len(self.dataset.pending().changes)

    # -- loading

    def take(self, orders: DataPacket[OrderRow]) -> None:
        """Show the server's orders; the first time, lay the draft of an earlier session over them."""
        own = packet(OrderRow, tuple(row for row in orders.rows if row.kind is self.kind))
        # An empty list that stays empty is no news to anybody.
        if own.rows or self.dataset.ids:
            self.dataset.refresh(own)
        if self.loaded:
            return
        self.loaded = True
        self._restore()
        self.dataset.subscribe(self.keep)

    def _restore(self) -> None:
        kept = self._drafts.load(self._name, KeptOrders)
        if kept is None:
            return
        # Columns that only show what follows from the typed ones are laid beside them; they never travel.
        changes = (replace(change, new={**change.new, **kept.shown.get(change.row_id, {})}) for change in kept.typed.changes)
        self.dataset.restore(Delta(tuple(changes)))
        self._sent = kept.sent

    # -- groups

    def group_to_join(self, row_id: str) -> int:
        """The number by which an order comes into the group of `row_id`.

        A new group has a negative number, which means something within one delta only: once that is on its way the group is
        made anew, with all its orders.
        """
        number: int = self.dataset.value(row_id, "group_no") or 0
        if number > 0 or (number < 0 and not self._has_left(row_id)):
            return number
        members = [other for other in self.dataset.ids if number and self.dataset.value(other, "group_no") == number] or [row_id]
        fresh = min(0, *(self.dataset.value(other, "group_no") or 0 for other in self.dataset.ids)) - 1
        for member in members:
            self.dataset.edit(member, "group_no", fresh)
        return fresh

    def _has_left(self, row_id: str) -> bool:
        on_its_way = self._sent is not None and any(change.row_id == row_id for change in self._sent.delta.changes)
        return on_its_way or self.dataset.status(row_id) is not RowStatus.NEW

    # -- sending

    def next_to_send(self) -> PendingDelta | None:
        """The delta to send now, kept on disk with its key before it leaves; None when there is nothing."""
        if self._sent is None and self.dataset.dirty:
            self._sent = PendingDelta(new_key(), self.dataset.pending())
            self.keep()
        return self._sent

    def answered(self, result: ApplyResult) -> bool:
        """Take in the server's answer; True when the rows are stored."""
        assert self._sent is not None, "an answer belongs to a delta"
        sent, self._sent = self._sent, None
        self.dataset.apply_result(result, sent.delta)
        self.keep()
        return not result.problems and not result.conflicts

    def refused(self) -> None:
        """The server did nothing: the rows stay typed, the key is used up."""
        self._sent = None
        self.keep()

    # -- on disk

    def keep(self) -> None:
        """Bring the disk in step with the screen."""
        typed = self.dataset.pending()
        if not typed.changes and self._sent is None:
            self._drafts.discard(self._name)
            return
        shown = {
            change.row_id: {column: text for column in _SHOWN_WITH_ITEM if (text := self.dataset.value(change.row_id, column))}
            for change in typed.changes
        }
        self._drafts.save(self._name, KeptOrders(typed, shown, self._sent))


def stays_with_drafts(drafts: DraftStore, user_id: str, database_id: str) -> frozenset[str]:
    """Ids of the stays this user typed orders for that were never stored."""
    parts = (name.dataset.split("/") for name in drafts.names(user_id, database_id))
    return frozenset(part[1] for part in parts if part[0] == _PREFIX)
