"""Behaviour of the order sheet (R2.3, R2.4, R2.K, R2.U, R2.V): entry, save, confirm, stop, reverse."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from client_ward.desk import Topic, WardDesk
from client_ward.orders.entry import OrderEntry, stays_with_drafts
from shared.contracts.common import AddOn, ApplyResult, Item, ItemKind, PlannedLine, RowChange
from shared.contracts.ward.types import AddOnRow, GroupReversal, OrderDraft, OrderKind, OrderRow, OrderSheet, OrderState
from shared.dataset import DraftStore, RowStatus
from shared.errors import BusinessError, Unavailable
from shared.identifiers import OrderId, StayId
from shared.qt import hospital_time
from shared.qt.lookup import LookupEntry


@dataclass(frozen=True, slots=True)
class StopTime:
    """When a long-term order stops."""

    stop_at: datetime


def bracket(groups: Sequence[object], at: int) -> str:
    """The part of a group's bracket that stands at a row: neighbours of one group are bound together."""
    above = at > 0 and groups[at - 1] == groups[at]
    below = at + 1 < len(groups) and groups[at + 1] == groups[at]
    return "┃" if above and below else "┗" if above else "┏" if below else ""


class OrdersView(Protocol):
    """What the order sheet shows."""

    def show_sheet(self) -> None: ...
    def open_kind(self, kind: OrderKind) -> None: ...
    def show_entry_changed(self) -> None: ...
    def saved(self, count: int, deleted: int) -> None: ...
    def go_to_problem(self, kind: OrderKind, row_id: str, column: str) -> None: ...
    def confirmed(self, count: int) -> None: ...
    def stopped(self) -> None: ...
    def reversed(self, lines: int, waiting: int) -> None: ...
    def report(self, error: BusinessError) -> None: ...


class OrdersPresenter:
    """Order sheet of the desk's open patient."""

    def __init__(self, desk: WardDesk, drafts: DraftStore, view: OrdersView) -> None:
        self._desk, self._drafts, self._view = desk, drafts, view
        self.entries: dict[OrderKind, OrderEntry] = {}
        self.add_ons: tuple[AddOnRow, ...] = ()
        self.proposals: dict[str, int] = {}
        """首次次数 the server proposes, by row (F6)."""
        self._asked: dict[str, tuple[object, ...]] = {}
        self._doctor = ""
        self._more_to_save = False
        desk.subscribe(self._on_desk)

    # -- opening

    @property
    def stay_id(self) -> StayId | None:
        """The open patient."""
        return self._desk.stay_id

    def _on_desk(self, topic: Topic) -> None:
        if topic is Topic.PATIENT:
            self._open()

    def _open(self) -> None:
        stay = self._desk.stay
        self.add_ons, self.proposals, self._asked = (), {}, {}
        self.entries = {}
        if stay is not None:
            user, database = self._desk.station.user_id, self._desk.station.database_id
            self.entries = {kind: OrderEntry(stay.stay_id, kind, self._drafts, user, database) for kind in OrderKind}
            self._doctor = stay.doctor
        self._view.show_sheet()

    def load(self) -> None:
        """Read the sheet again; what was typed stays."""
        stay_id = self.stay_id
        if stay_id is not None:
            self._desk.station.latest(self, stay_id, lambda api: api.order_sheet(stay_id)).done(self._take).failed(
                self._view.report
            )

    def _take(self, sheet: OrderSheet) -> None:
        if sheet.stay.stay_id != self.stay_id:
            return
        first = not any(entry.loaded for entry in self.entries.values())
        for entry in self.entries.values():
            entry.take(sheet.orders)
        self.add_ons = sheet.add_ons.rows
        if sheet.stay != self._desk.stay:
            self._desk.take_stay(sheet.stay)
        self._view.show_sheet()
        if first:
            self._view.open_kind(next((kind for kind, entry in self.entries.items() if entry.dataset.ids), OrderKind.LONG_TERM))
            self.resend()

    def waiting_drafts(self) -> frozenset[str]:
        """Stays whose typed orders wait on this station's disk."""
        return stays_with_drafts(self._drafts, self._desk.station.user_id, self._desk.station.database_id)

    def unsent(self) -> int:
        """Rows of the open patient that are not stored, and other patients with drafts."""
        others = self.waiting_drafts() - {str(self.stay_id)}
        return sum(entry.unsent for entry in self.entries.values()) + len(others)

    # -- entry

    def new_row(self, kind: OrderKind) -> dict[str, Any]:
        """Values of a fresh order: it starts now, a group of its own, the doctor of the last one."""
        now = hospital_time.now().replace(second=0, microsecond=0)
        empty = {"item_code": "", "dose": None, "dose_unit": "", "usage": 0, "frequency": 0, "note": ""}
        return {**empty, "kind": kind, "group_no": 0, "start_at": now, "doctor": self._doctor}

    def item_values(self, entry: LookupEntry) -> dict[str, Any]:
        """What follows from the choice of an item: its name, unit, and the usual route and frequency (R2.K)."""
        item: Item = entry.value
        catalogue = self._desk.station.catalogue
        usage = catalogue.usage_by_id.get(item.default_usage)
        frequency = catalogue.frequency_by_id.get(item.default_frequency)
        drug = item.kind in {ItemKind.DRUG, ItemKind.HERBAL}
        values: dict[str, Any] = {
            "item_name": item.name,
            "spec": item.spec,
            "unit": item.unit,
            "dose": None if drug else Decimal(1),
            "dose_unit": item.strength_unit or item.unit if drug else item.unit,
        }
        if usage is not None:
            values |= {"usage": usage.id, "usage_name": usage.name}
        if frequency is not None:
            values |= {"frequency": frequency.id, "frequency_name": frequency.name}
        return values

    def join_group(self, kind: OrderKind, row_id: str) -> bool:
        """Put an unsaved order into the group of the row above, or out of it again; False when there is nothing to join.

        Orders of one group are given together: route, frequency and times are taken over.
        """
        entry = self.entries[kind]
        dataset = entry.dataset
        at = dataset.position(row_id)
        if at == 0 or not self.editable(kind, row_id):
            return False
        above = dataset.row_id(at - 1)
        number = dataset.value(above, "group_no")
        if number and dataset.value(row_id, "group_no") == number:
            dataset.edit(row_id, "group_no", 0)
            return True
        number = entry.group_to_join(above)
        shared = ("usage", "usage_name", "frequency", "frequency_name", "start_at", "stop_at", "first_day_times")
        dataset.edit_row(row_id, {"group_no": number, **{column: dataset.value(above, column) for column in shared}})
        return True

    def editable(self, kind: OrderKind, row_id: str) -> bool:
        """Whether an order may still be typed over: before its confirmation."""
        dataset = self.entries[kind].dataset
        return dataset.status(row_id) is RowStatus.NEW or dataset.value(row_id, "state") in {None, OrderState.NEW}

    def brackets(self, kind: OrderKind) -> dict[str, str]:
        """Group brackets like on paper: ┏ ┃ ┗ along neighbouring rows of one group."""
        entry = self.entries.get(kind)
        if entry is None:
            return {}
        dataset, ids = entry.dataset, entry.dataset.ids
        groups = [dataset.value(row_id, "group_no") or 0 for row_id in ids]
        return {row_id: bracket(groups, at) if groups[at] else "" for at, row_id in enumerate(ids)}

    def has_treatment(self, kind: OrderKind) -> bool:
        """Whether the treatment room has taken up an order of this kind."""
        entry = self.entries.get(kind)
        return entry is not None and any(entry.dataset.value(row_id, "treatment") for row_id in entry.dataset.ids)

    def propose_first_day(self, row_id: str) -> None:
        """Have the server propose the first day's administrations of a long-term order that is being typed (F6)."""
        draft = self._draft(row_id)
        if draft is None:
            return
        question = (draft.item_code, draft.frequency, draft.start_at)
        if self._asked.get(row_id) == question:
            return
        self._asked[row_id] = question
        asked = self._desk.station.query(lambda api: api.first_day_times(draft))
        asked.done(lambda times: self._take_proposal(row_id, question, times))
        # Without an answer the cell stays empty, and the server takes its proposal when the order is stored.
        asked.failed(lambda _error: self._asked.pop(row_id, None))

    def _take_proposal(self, row_id: str, question: tuple[object, ...], times: int) -> None:
        if self._asked.get(row_id) == question:
            self.proposals[row_id] = times
            self._view.show_entry_changed()

    def _draft(self, row_id: str) -> OrderDraft | None:
        entry = self.entries.get(OrderKind.LONG_TERM)
        if entry is None or row_id not in entry.dataset:
            return None
        row = entry.dataset.view(row_id)
        if not row.item_code or not row.frequency or not row.usage or row.start_at is None:
            return None
        return OrderDraft(
            OrderKind.LONG_TERM,
            row.group_no or 0,
            row.item_code,
            row.dose,
            row.dose_unit or "",
            row.usage,
            row.frequency,
            row.start_at,
        )

    def add_ons_of(self, kind: OrderKind, row_id: str) -> tuple[AddOnRow, ...]:
        """附加 of a row's group; for an order that is not stored yet, what its usage will add."""
        entry = self.entries.get(kind)
        if entry is None or row_id not in entry.dataset:
            return ()
        row = entry.dataset.view(row_id)
        stored = tuple(one for one in self.add_ons if one.kind is kind and one.group_no == row.group_no and row.group_no)
        if stored or row.status is not RowStatus.NEW:
            return stored
        usage = self._desk.station.catalogue.usage_by_id.get(row.usage or 0)
        return () if usage is None else tuple(self._coming(kind, row.group_no or 0, one) for one in usage.add_ons)

    def _coming(self, kind: OrderKind, group: int, added: AddOn) -> AddOnRow:
        item = self._desk.items.by_code(added.item_code)
        name, unit = (item.name, item.unit) if item is not None else (added.item_code, "")
        return AddOnRow(group, kind, added.item_code, name, unit, added.quantity)

    # -- saving

    def save(self) -> None:
        """Store what was typed, long-term orders first; what was sent before and not answered goes again as it was, and the rest
        follows it, whenever that is: now, or when the server is back."""
        self._more_to_save = any(entry.unanswered for entry in self.entries.values())
        if not (self._more_to_save and self._desk.station.busy):
            self._save([*self.entries.values()], ())

    def resend(self) -> None:
        """After a lost connection: send only what waits for an answer."""
        waiting = [entry for entry in self.entries.values() if entry.unanswered]
        if waiting:
            self._save(waiting, ())

    def _save(self, entries: list[OrderEntry], stored: tuple[RowChange, ...]) -> None:
        at = next((at for at, entry in enumerate(entries) if entry.next_to_send() is not None), None)
        if at is not None:
            self._send(entries[at], entries[at + 1 :], stored)
        elif stored:
            deleted = sum(change.action == "delete" for change in stored)
            self._view.saved(len(stored) - deleted, deleted)
            self.load()

    def _send(self, entry: OrderEntry, rest: list[OrderEntry], stored: tuple[RowChange, ...]) -> None:
        pending = entry.next_to_send()
        assert pending is not None, "an entry is sent because it has something to send"
        sent = self._desk.station.press(
            ("orders", entry.stay_id, entry.kind, pending.key),
            lambda api: api.apply_orders(entry.stay_id, pending.delta),
            key=pending.key,
        )
        sent.done(lambda result: self._applied(entry, result, rest, stored + pending.delta.changes))
        sent.failed(lambda error: self._not_applied(entry, error, rest))

    def _applied(self, entry: OrderEntry, result: ApplyResult, rest: list[OrderEntry], stored: tuple[RowChange, ...]) -> None:
        self._doctor = self._last_doctor(entry) or self._doctor
        more, self._more_to_save = self._more_to_save, False
        if entry.answered(result):
            self._save([*self.entries.values()] if more else rest, stored)
            return
        if entry.stay_id != self.stay_id:
            return
        problem = next(iter(result.problems), None)
        row_id = problem.row_id if problem is not None else result.conflicts[0].row_id
        self._view.go_to_problem(entry.kind, row_id, problem.column if problem is not None else "")

    def _not_applied(self, entry: OrderEntry, error: BusinessError, rest: list[OrderEntry]) -> None:
        if isinstance(error, Unavailable):
            self._more_to_save = self._more_to_save or any(other.unsent for other in rest)
        else:
            self._more_to_save = False
            entry.refused()
        self._view.report(error)

    def _last_doctor(self, entry: OrderEntry) -> str:
        return next((doctor for row in reversed(entry.dataset.ids) if (doctor := entry.dataset.value(row, "doctor"))), "")

    # -- confirming

    def to_confirm(self, chosen: Collection[str] = ()) -> list[OrderRow]:
        """Stored, unconfirmed orders: those `chosen` with the rest of their groups, or all when none of them is chosen."""
        rows = [row for entry in self.entries.values() for row in self._stored(entry) if row.state is OrderState.NEW]
        groups = {(row.kind, row.group_no) for row in rows if row.order_id in chosen}
        return [row for row in rows if (row.kind, row.group_no) in groups] if groups else rows

    def _stored(self, entry: OrderEntry) -> list[Any]:
        return [entry.dataset.view(row_id) for row_id in entry.dataset.ids if entry.dataset.status(row_id) is RowStatus.UNCHANGED]

    def confirm(self, orders: list[OrderRow]) -> None:
        """校对."""
        stay_id = self.stay_id
        if stay_id is None or not orders:
            return
        pairs = tuple((OrderId(row.order_id), row.version) for row in orders)
        sent = self._desk.station.press(("confirm", stay_id, pairs), lambda api: api.confirm_orders(stay_id, pairs))
        sent.done(lambda sheet: self._after(sheet, lambda: self._view.confirmed(len(pairs)))).failed(self._view.report)

    def stop(self, order: OrderRow, wanted: StopTime) -> None:
        """停止."""
        stop_at = wanted.stop_at
        order_id, version = OrderId(order.order_id), order.version
        sent = self._desk.station.press(
            ("stop", order_id, version, stop_at), lambda api: api.stop_order(order_id, version, stop_at)
        )
        sent.done(lambda sheet: self._after(sheet, self._view.stopped)).failed(self._view.report)

    def reverse(self, reversal: GroupReversal) -> None:
        """冲正 of administrations of a group."""
        sent = self._desk.station.press(("reverse", reversal), lambda api: api.reverse_group(reversal))
        sent.done(self._reversed).failed(self._view.report)

    def _reversed(self, lines: tuple[PlannedLine, ...]) -> None:
        self._view.reversed(len(lines), sum(line.is_drug for line in lines))
        self.load()

    def _after(self, sheet: OrderSheet, tell: Callable[[], object]) -> None:
        self._take(sheet)
        tell()
