"""医嘱录入: a delta of the order sheet, checked whole and stored whole (R2.3, R2.7, R2.V, R2.U)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final

import msgspec
from sqlalchemy import bindparam, delete

from server.kernel.database import insert_into
from server.kernel.rows import pick
from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.ward import models, order_queries, stays, supply
from server.ward.execution_rules import propose_first_day_times
from server.ward.models import OrderRow
from server.ward.order_queries import StandingOrder
from server.ward.order_rules import RunningItem, check_draft, check_editable, check_exclusive, check_group, is_drug
from server.ward.rules import add_ons_for_group, dose_in_units
from shared import clock
from shared.contracts.admission.types import StayAction
from shared.contracts.common import AppliedRow, ApplyResult, Delta, RowChange, RowConflict, RowProblem
from shared.contracts.ward.errors import DoseMissing, GroupDiffers, OrderConfirmedAlready, StartMissing, TimesMissing
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import OrderDraft, OrderKind
from shared.errors import BusinessError, InvalidInput, Problem
from shared.identifiers import new_id

COLUMNS: Final = tuple(OrderDraft.__dataclass_fields__)
_COLUMN_SET: Final = frozenset(COLUMNS)
_values_of: Final = attrgetter(*COLUMNS)
_LARGEST_DOSE: Final = Decimal(1_000_000)
_PLACES: Final = Decimal("0.0001")
_FURTHEST_STOP: Final = timedelta(days=366)
_LAST_GROUP: Final = 9999
_order, _add_on = models.order, models.order_add_on
_DELETE: Final = delete(_order).where(_order.c.order_id.in_(bindparam("order_ids", expanding=True)))
_DELETE_ADD_ONS: Final = delete(_add_on).where(
    _add_on.c.stay_id == bindparam("of_stay"), _add_on.c.kind == bindparam("of_kind"), _add_on.c.group_no == bindparam("of_group")
)
Group = tuple[int, int]
"""(kind, 执行序号): what goes together."""


def first_day_times(work: Work, draft: OrderDraft) -> int:
    """Proposal of 首次次数; a temporary order is given its frequency's times once."""
    frequency = work.catalog.frequencies.get(draft.frequency)
    if frequency is None:
        raise TimesMissing
    if draft.start_at is None:
        raise StartMissing
    if draft.kind is OrderKind.TEMPORARY:
        return frequency.unit_times
    return propose_first_day_times(frequency, draft.start_at, draft.stop_at)


def apply_orders(work: Work, stay_id: str, delta: Delta) -> ApplyResult:
    """Enter, edit and delete unconfirmed orders: all rows or none."""
    stay = stays.take_own(work, stay_id, StayAction.ENTER_ORDERS)
    sheet = _Sheet(work, stay_id, delta.changes)
    sheet.check()
    if sheet.conflicts or sheet.problems:
        return ApplyResult(conflicts=tuple(sheet.conflicts), problems=tuple(sheet.problems))
    sheet.store()
    stays.show(work, stay, Kind.ORDERS)
    return ApplyResult(applied=tuple(sheet.applied()))


class _Sheet:
    """The order sheet as it will be, and what is wrong with the change.

    Of the orders that stay as they are it reads only those the change has to do with: a long sheet costs no more than a short one.
    """

    def __init__(self, work: Work, stay_id: str, changes: Iterable[RowChange]) -> None:
        self._work = work
        self._stay_id = stay_id
        named = {change.row_id for change in changes if change.action != "insert"}
        self._stored = order_queries.whole_orders(work, stay_id, named) if named else {}
        """The orders the change names, as they stand."""
        self._drafts: dict[str, OrderDraft] = {}
        """The orders as they were typed now."""
        self._gone: set[str] = set()
        """Orders that are deleted, or typed as no order can be."""
        self._sent_ids: dict[str, str] = {}
        self._deleted: list[str] = []
        self._touched: set[Group] = set()
        self.problems: list[RowProblem] = []
        self.conflicts: list[RowConflict] = []
        for change in changes:
            self._lay(change)
        self._standing = self._read_standing(self._number_groups())
        """Other orders of the touched groups and of the exclusive items."""
        self._rows: dict[str, StandingOrder | OrderDraft] = {**self._standing, **self._drafts}

    # -- laying the delta over the stored rows

    def _lay(self, change: RowChange) -> None:
        """Take in one changed row; a row somebody else changed meanwhile is a conflict."""
        if change.action == "insert":
            self._type(new_id(), change, {})
            return
        stored = self._stored.get(change.row_id)
        if stored is None or change.row_id in self._gone:
            self.conflicts.append(RowConflict(change.row_id, 0, None))
        elif stored["version"] != change.version:
            theirs = msgspec.structs.asdict(order_queries.order_row(self._work, stored))
            self.conflicts.append(RowConflict(change.row_id, stored["version"], theirs))
        else:
            self._lay_over(change, stored)

    def _lay_over(self, change: RowChange, stored: OrderRow) -> None:
        order_id = change.row_id
        try:
            check_editable(confirmed=stored["confirmed_by"] is not None)
        except OrderConfirmedAlready as error:
            self._problem(change.row_id, error)
            return
        typed = self._drafts.pop(order_id, None)
        self._touched.add(_group(typed) if typed else (stored["kind"], stored["group_no"]))
        if change.action == "delete":
            self._gone.add(order_id)
            self._deleted.append(order_id)
            self._sent_ids[order_id] = order_id
        else:
            self._type(order_id, change, _columns(typed) if typed else pick(stored, COLUMNS))

    def _type(self, order_id: str, change: RowChange, before: Mapping[str, Any]) -> None:
        try:
            draft = _cleaned(_draft({**before, **change.new}))
        except BusinessError as error:
            self._gone.add(order_id)
            self._problem(change.row_id, error)
            return
        self._drafts[order_id] = draft
        self._sent_ids[order_id] = change.row_id

    def _number_groups(self) -> set[Group]:
        """New groups get the next numbers. Answers the other groups the change has to do with."""
        named = {_group(draft) for draft in self._drafts.values() if draft.group_no > 0}
        new_groups = self._new_groups()
        known = self._touched | named
        if new_groups:
            highest = order_queries.highest_numbers(self._work, self._stay_id, self._not_standing())
            for kind, number in named:
                highest[kind] = max(highest.get(kind, 0), number)
            for members in new_groups:
                kind = self._drafts[members[0]].kind
                number = self._number_after(highest.get(kind, 0), kind)
                highest[kind] = max(highest.get(kind, 0), number)
                for order_id in members:
                    self._drafts[order_id] = replace(self._drafts[order_id], group_no=number)
        self._touched.update(map(_group, self._drafts.values()))
        return known

    def _new_groups(self) -> list[list[str]]:
        """Orders typed as new groups: those with 执行序号 0 each on its own, those of a kind with one negative number together."""
        together: dict[Group | str, list[str]] = {}
        for order_id, draft in self._drafts.items():
            if draft.group_no <= 0:
                together.setdefault(_group(draft) if draft.group_no else order_id, []).append(order_id)
        return list(together.values())

    def _number_after(self, highest: int, kind: OrderKind) -> int:
        """The next number; after the last there is, the lowest free one."""
        if highest < _LAST_GROUP:
            return highest + 1
        used = order_queries.group_numbers(self._work, self._stay_id, kind, self._not_standing())
        used |= {draft.group_no for draft in self._drafts.values() if draft.kind == kind}
        return min(set(range(1, _LAST_GROUP)) - used)

    def _read_standing(self, groups: set[Group]) -> dict[str, StandingOrder]:
        catalog = self._work.catalog
        typed = (catalog.items.get(draft.item_code) for draft in self._drafts.values())
        exclusive = {item.exclusive_group for item in typed if item is not None and item.exclusive_group is not None}
        items = [code for name in exclusive for code in catalog.exclusive_items(name)]
        if not groups and not items:
            return {}
        numbers = {number for _, number in groups}
        return order_queries.standing_orders(self._work, self._stay_id, numbers, items, self._not_standing())

    def _not_standing(self) -> set[str]:
        """The stored orders that will be something else, or nothing."""
        return self._gone.union(self._drafts) & self._stored.keys()

    # -- checking

    def check(self) -> None:
        """Every rule of §2.2, each problem at its row and column."""
        short = self._short()
        for order_id, draft in self._drafts.items():
            try:
                self._check_row(order_id, draft, short)
            except BusinessError as error:
                self._problem(self._sent_ids[order_id], error)
        for group in self._touched:
            self._check_group(group)

    def _short(self) -> Collection[str]:
        items = (self._work.catalog.items.get(draft.item_code) for draft in self._drafts.values())
        return supply.short_items(self._work) if any(item is not None and is_drug(item) for item in items) else ()

    def _check_row(self, order_id: str, row: OrderDraft, short: Collection[str]) -> None:
        catalog = self._work.catalog
        item, facts = catalog.items.get(row.item_code), catalog.drug_facts.get(row.item_code)
        check_draft(
            row,
            item,
            catalog.usages.get(row.usage),
            catalog.frequencies.get(row.frequency),
            now=self._work.now,
            short=row.item_code in short,
            forbidden_usages=facts.forbidden_usages if facts else (),
            allowed_usages=facts.allowed_usages if facts else (),
        )
        if item is not None and row.start_at is not None:
            check_exclusive(item, row.kind, row.start_at, self._overlapping(order_id, row))

    def _overlapping(self, order_id: str, row: OrderDraft) -> Iterator[RunningItem]:
        """The other long-term orders that start before this one stops."""
        for other_id, other in self._rows.items():
            item = self._work.catalog.items.get(other.item_code)
            if other_id == order_id or other.kind == OrderKind.TEMPORARY or item is None or other.start_at is None:
                continue
            if item.exclusive_group is not None and (row.stop_at is None or row.stop_at > other.start_at):
                yield RunningItem(item.name, item.exclusive_group, other.stop_at)

    def _check_group(self, group: Group) -> None:
        members = {order_id: row for order_id, row in self._rows.items() if _group(row) == group}
        mine = [order_id for order_id in members if order_id in self._drafts]
        try:
            # A confirmed group is final, so nothing joins it either.
            check_editable(confirmed=any(map(self._is_confirmed, members)))
            check_group(members.values())
        except (OrderConfirmedAlready, GroupDiffers) as error:
            for order_id in mine:
                self._problem(self._sent_ids[order_id], error, "group_no")

    def _is_confirmed(self, order_id: str) -> bool:
        standing = self._standing.get(order_id)
        return standing is not None and standing.confirmed_by is not None

    def _problem(self, sent_id: str, error: BusinessError, column: str = "") -> None:
        at = column or error.field or (error.name if isinstance(error, InvalidInput) else "")
        self.problems.append(RowProblem(sent_id, at, error.data()))

    # -- storing

    def store(self) -> None:
        """Write rows and add-ons; the stay was taken, so nobody changed them since they were read."""
        work = self._work
        if self._deleted:
            work.db.execute(_DELETE, {"order_ids": self._deleted})
        new = [self._new_row(order_id, draft) for order_id, draft in self._drafts.items() if order_id not in self._stored]
        if new:
            work.db.execute(insert_into(_order), new)
        for order_id, draft in self._drafts.items():
            if order_id in self._stored:
                version = self._stored[order_id]["version"] + 1
                work.change(_order, _order.c.order_id == order_id, version=version, **self._values(draft))
        self._store_add_ons()
        for order_id in (*self._drafts, *self._deleted):
            before, after = self._stored.get(order_id), self._drafts.get(order_id)
            work.audit(
                order_id,
                pick(before, COLUMNS) if before else None,
                _columns(after) if after else None,
            )

    def _values(self, draft: OrderDraft) -> dict[str, Any]:
        work = self._work
        if draft.dose is None:
            raise DoseMissing
        quantity = dose_in_units(draft.dose, draft.dose_unit, work.catalog.items[draft.item_code])
        entered = {"entered_by": work.caller.user_id, "entered_at": work.now}
        return {**_columns(draft), "kind": int(draft.kind), "quantity": quantity, **entered}

    def _new_row(self, order_id: str, draft: OrderDraft) -> dict[str, Any]:
        identity = {"order_id": order_id, "stay_id": self._stay_id, "version": 1, "withdrawing": False}
        return {**identity, **self._values(draft)}

    def _store_add_ons(self) -> None:
        """附加治疗 follow from the usage and the number of orders in the group (§2.4). A group without orders had none."""
        work, rows = self._work, []
        stood = {_group(row) for row in self._standing.values()}
        stood |= {(row["kind"], row["group_no"]) for row in self._stored.values()}
        old = [
            {"of_stay": self._stay_id, "of_kind": int(kind), "of_group": number} for kind, number in sorted(self._touched & stood)
        ]
        if old:
            work.db.execute(_DELETE_ADD_ONS, old)
        for kind, group_no in sorted(self._touched):
            members = [row for row in self._rows.values() if _group(row) == (kind, group_no)]
            if members:
                name = {"stay_id": self._stay_id, "kind": int(kind), "group_no": group_no}
                extra = add_ons_for_group(work.catalog.usages[members[0].usage], len(members))
                rows += [name | {"item_code": each.item_code, "quantity": each.quantity} for each in extra]
        if rows:
            work.db.execute(insert_into(_add_on), rows)

    def applied(self) -> Iterator[AppliedRow]:
        """What was stored, under the ids the client sent."""
        for order_id in self._drafts:
            before = self._stored.get(order_id)
            yield AppliedRow(self._sent_ids[order_id], order_id, before["version"] + 1 if before else 1)
        for order_id in self._deleted:
            yield AppliedRow(order_id, order_id, self._stored[order_id]["version"])


def _group(row: StandingOrder | OrderDraft) -> Group:
    return row.kind, row.group_no


def _columns(draft: OrderDraft) -> dict[str, Any]:
    return dict(zip(COLUMNS, _values_of(draft), strict=True))


def _draft(values: Mapping[str, Any]) -> OrderDraft:
    """Columns as the grid sends them. Raises InvalidInput naming the column."""
    if unknown := sorted(values.keys() - _COLUMN_SET):
        raise InvalidInput(name=unknown[0], problem=Problem.NOT_EDITABLE)
    try:
        return msgspec.convert(values, OrderDraft)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at ")
        column = place.strip("`$.")
        raise InvalidInput(name=column, problem=Problem.MALFORMED, limit=problem) from error


def _cleaned(draft: OrderDraft) -> OrderDraft:
    """The draft as it is stored. Raises InvalidInput for what no column holds."""
    dose = draft.dose
    if dose is not None and dose.is_finite() and (abs(dose) > _LARGEST_DOSE or dose != dose.quantize(_PLACES)):
        raise InvalidInput(name="dose", problem=Problem.DECIMALS, limit="4")
    if draft.start_at and draft.stop_at and draft.stop_at > draft.start_at + _FURTHEST_STOP:
        raise InvalidInput(name="stop_at", problem=Problem.TOO_MUCH, limit=f"{clock.local(draft.start_at + _FURTHEST_STOP).date()}")
    return replace(draft, doctor=clean(draft.doctor, "doctor"), note=clean(draft.note, "note"))
