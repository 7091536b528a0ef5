"""医嘱录入: a delta of the order sheet, checked whole and stored whole (R2.3, R2.7, R2.V, R2.U)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

import msgspec
from sqlalchemy import delete, insert

from server.kernel.text import clean
from server.kernel.unit_of_work import Work
from server.ward import models, order_queries, queries, stays
from server.ward.execution_rules import propose_first_day_times
from server.ward.order_rules import RunningItem, check_draft, check_editable, check_exclusive, check_group
from server.ward.rules import add_ons_for_group, dose_in_units
from shared.contracts.common import AppliedRow, ApplyResult, Delta, RowChange, RowConflict, RowProblem
from shared.contracts.ward.errors import DoseMissing, GroupDiffers, OrderConfirmedAlready, StartMissing, TimesMissing
from shared.contracts.ward.types import OrderDraft, OrderKind
from shared.errors import BusinessError, InvalidInput
from shared.identifiers import new_id

COLUMNS: Final = tuple(OrderDraft.__dataclass_fields__)
_LARGEST_DOSE: Final = Decimal(1_000_000)
_PLACES: Final = Decimal("0.0001")
_FURTHEST_STOP: Final = timedelta(days=366)
_LAST_GROUP: Final = 9999
_order, _add_on = models.order, models.order_add_on
Group = tuple[OrderKind, int]
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


def apply(work: Work, stay_id: str, delta: Delta) -> ApplyResult:
    """Enter, edit and delete unconfirmed orders: all rows or none."""
    stay = stays.take_treated(work, stay_id, "录入医嘱")
    sheet = _Sheet(work, stay_id)
    for change in delta.changes:
        sheet.lay(change)
    sheet.number_groups()
    sheet.check()
    if sheet.conflicts or sheet.problems:
        return ApplyResult(conflicts=tuple(sheet.conflicts), problems=tuple(sheet.problems))
    sheet.store()
    work.touch("orders", stay_id)
    stays.show(work, stay)
    return ApplyResult(applied=tuple(sheet.applied()))


class _Sheet:
    """The order sheet as it will be, and what is wrong with the change."""

    def __init__(self, work: Work, stay_id: str) -> None:
        self._work = work
        self._stay_id = stay_id
        self._stored = {row["order_id"]: row for row in order_queries.orders(work, stay_id)}
        self._rows = {order_id: _draft({name: row[name] for name in COLUMNS}) for order_id, row in self._stored.items()}
        self._sent_ids: dict[str, str] = {}
        self._deleted: list[str] = []
        self._changed: list[str] = []
        self._touched: set[Group] = set()
        self.problems: list[RowProblem] = []
        self.conflicts: list[RowConflict] = []

    # -- laying the delta over the stored rows

    def lay(self, change: RowChange) -> None:
        """Take in one changed row; a row somebody else changed meanwhile is a conflict."""
        if change.action == "insert":
            self._type(new_id(), change, {})
            return
        stored = self._stored.get(change.row_id)
        if stored is None or change.row_id not in self._rows:
            self.conflicts.append(RowConflict(change.row_id, 0, None))
        elif stored["version"] != change.version:
            theirs = msgspec.structs.asdict(order_queries.order_row(self._work, stored))
            self.conflicts.append(RowConflict(change.row_id, stored["version"], theirs))
        else:
            self._lay_over(change, asdict(self._rows[change.row_id]))

    def _lay_over(self, change: RowChange, before: Mapping[str, Any]) -> None:
        order_id = change.row_id
        try:
            check_editable(confirmed=self._is_confirmed(order_id))
        except OrderConfirmedAlready as error:
            self._problem(change.row_id, error)
            return
        self._touched.add(_group(self._rows[order_id]))
        if order_id in self._changed:
            self._changed.remove(order_id)
        if change.action == "delete":
            del self._rows[order_id]
            self._deleted.append(order_id)
            self._sent_ids[order_id] = order_id
        else:
            self._type(order_id, change, before)

    def _type(self, order_id: str, change: RowChange, before: Mapping[str, Any]) -> None:
        try:
            draft = _cleaned(_draft({**before, **change.new}))
        except BusinessError as error:
            self._rows.pop(order_id, None)
            self._problem(change.row_id, error)
            return
        self._rows[order_id] = draft
        self._changed.append(order_id)
        self._sent_ids[order_id] = change.row_id

    def number_groups(self) -> None:
        """Orders entered with 执行序号 0 get the next numbers, each its own."""
        used: dict[OrderKind, set[int]] = {kind: {0} for kind in OrderKind}
        for row in self._rows.values():
            used[row.kind].add(row.group_no)
        for order_id in self._changed:
            row = self._rows[order_id]
            if not row.group_no:
                row = self._rows[order_id] = replace(row, group_no=_next(used[row.kind]))
                used[row.kind].add(row.group_no)
            self._touched.add(_group(row))

    # -- checking

    def check(self) -> None:
        """Every rule of §2.2, each problem at its row and column."""
        short = set(queries.short_items(self._work))
        for order_id in self._changed:
            try:
                self._check_row(order_id, short)
            except BusinessError as error:
                self._problem(self._sent_ids[order_id], error)
        for group in self._touched:
            self._check_group(group)

    def _check_row(self, order_id: str, short: set[str]) -> None:
        catalog, row = self._work.catalog, self._rows[order_id]
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
            if other_id == order_id or other.kind is OrderKind.TEMPORARY or item is None or other.start_at is None:
                continue
            if item.exclusive_group is not None and (row.stop_at is None or row.stop_at > other.start_at):
                yield RunningItem(item.name, item.exclusive_group, other.stop_at)

    def _check_group(self, group: Group) -> None:
        members = {order_id: row for order_id, row in self._rows.items() if _group(row) == group}
        mine = [order_id for order_id in members if order_id in self._changed]
        try:
            # A confirmed group is final, so nothing joins it either.
            check_editable(confirmed=any(map(self._is_confirmed, members)))
            check_group(members.values())
        except (OrderConfirmedAlready, GroupDiffers) as error:
            for order_id in mine:
                self._problem(self._sent_ids[order_id], error, "group_no")

    def _is_confirmed(self, order_id: str) -> bool:
        stored = self._stored.get(order_id)
        return stored is not None and stored["confirmed_at"] is not None

    def _problem(self, sent_id: str, error: BusinessError, column: str = "") -> None:
        at = column or error.field or error.details.get("name", "")
        self.problems.append(RowProblem(sent_id, at, error.code, error.details))

    # -- storing

    def store(self) -> None:
        """Write rows and add-ons; the stay was taken, so nobody changed them since they were read."""
        work = self._work
        if self._deleted:
            work.db.execute(delete(_order).where(_order.c.order_id.in_(self._deleted)))
        inserted = [order_id for order_id in self._changed if order_id not in self._stored]
        if inserted:
            work.db.execute(insert(_order), [self._new_row(order_id) for order_id in inserted])
        for order_id in self._changed:
            if order_id in self._stored:
                version = self._stored[order_id]["version"] + 1
                work.change(_order, _order.c.order_id == order_id, version=version, **self._values(order_id))
        self._store_add_ons()
        for order_id in (*self._changed, *self._deleted):
            before = self._stored.get(order_id)
            after = self._rows.get(order_id)
            work.audit(
                order_id,
                {name: before[name] for name in COLUMNS} if before else None,
                asdict(after) if after else None,
            )

    def _values(self, order_id: str) -> dict[str, Any]:
        row, work = self._rows[order_id], self._work
        if row.dose is None:
            raise DoseMissing
        quantity = dose_in_units(row.dose, row.dose_unit, work.catalog.items[row.item_code])
        values = asdict(row) | {"kind": int(row.kind), "quantity": quantity}
        return values | {"entered_by": work.caller.user_id, "entered_at": work.now}

    def _new_row(self, order_id: str) -> dict[str, Any]:
        empty = dict.fromkeys(("confirmed_by", "confirmed_at", "stopped_by", "last_perform", "charged_to"))
        identity = {"order_id": order_id, "stay_id": self._stay_id, "version": 1, "withdrawing": False}
        return {**identity, **empty, **self._values(order_id)}

    def _store_add_ons(self) -> None:
        """附加治疗 follow from the usage and the number of orders in the group (§2.4)."""
        work, rows = self._work, []
        for kind, group_no in sorted(self._touched):
            mine = (_add_on.c.stay_id == self._stay_id, _add_on.c.kind == int(kind), _add_on.c.group_no == group_no)
            work.db.execute(delete(_add_on).where(*mine))
            members = [row for row in self._rows.values() if _group(row) == (kind, group_no)]
            if members:
                name = {"stay_id": self._stay_id, "kind": int(kind), "group_no": group_no}
                extra = add_ons_for_group(work.catalog.usages[members[0].usage], len(members))
                rows += [name | {"item_code": each.item_code, "quantity": each.quantity} for each in extra]
        if rows:
            work.db.execute(insert(_add_on), rows)

    def applied(self) -> Iterator[AppliedRow]:
        """What was stored, under the ids the client sent."""
        for order_id in self._changed:
            before = self._stored.get(order_id)
            yield AppliedRow(self._sent_ids[order_id], order_id, before["version"] + 1 if before else 1)
        for order_id in self._deleted:
            yield AppliedRow(order_id, order_id, self._stored[order_id]["version"])


def _group(row: OrderDraft) -> Group:
    return row.kind, row.group_no


def _next(used: set[int]) -> int:
    """The number after the highest one; when that is the last there is, the lowest free one."""
    highest = max(used)
    return highest + 1 if highest < _LAST_GROUP else min(set(range(_LAST_GROUP)) - used)


def _draft(values: Mapping[str, Any]) -> OrderDraft:
    """Columns as the grid sends them. Raises InvalidInput naming the column."""
    if unknown := sorted(set(values) - set(COLUMNS)):
        raise InvalidInput(name=unknown[0], label=unknown[0], problem="不能填写 / can't be entered")
    try:
        return msgspec.convert(values, OrderDraft)
    except msgspec.ValidationError as error:
        problem, _, place = str(error).partition(" - at ")
        column = place.strip("`$.")
        raise InvalidInput(name=column, label=column or "?", problem=problem) from error


def _cleaned(draft: OrderDraft) -> OrderDraft:
    """The draft as it is stored. Raises InvalidInput for what no column holds."""
    dose = draft.dose
    if dose is not None and dose.is_finite() and (abs(dose) > _LARGEST_DOSE or dose != dose.quantize(_PLACES)):
        raise InvalidInput(name="dose", label="剂量", problem="最多四位小数 / has at most four decimals")
    if draft.start_at and draft.stop_at and draft.stop_at > draft.start_at + _FURTHEST_STOP:
        raise InvalidInput(name="stop_at", label="停止时间", problem="不能晚于一年以后 / is more than a year ahead")
    return replace(draft, doctor=clean(draft.doctor, "doctor", "医生"), note=clean(draft.note, "note", "备注"))
