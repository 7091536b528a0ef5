"""医嘱录入: a delta of the order sheet, checked whole and stored whole (R2.3, R2.7, R2.V, R2.U)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
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
from shared.contracts.ward.errors import OrderConfirmedAlready, StartMissing, TimesMissing
from shared.contracts.ward.types import OrderDraft, OrderKind
from shared.errors import BusinessError, InvalidInput
from shared.identifiers import new_id

COLUMNS: Final = tuple(OrderDraft.__dataclass_fields__)
_LARGEST_DOSE: Final = Decimal(1_000_000)
_FURTHEST_STOP: Final = timedelta(days=366)
_order = models.order
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


def apply(work: Work, stay_id: str, delta: Delta) -> ApplyResult:
    """Enter, edit and delete unconfirmed orders: all rows or none."""
    stays.take_treated(work, stay_id, "录入医嘱")
    sheet = _Sheet(work, stay_id)
    for change in delta.changes:
        sheet.lay(change)
    sheet.number_groups()
    sheet.check()
    if sheet.conflicts or sheet.problems:
        return ApplyResult(conflicts=tuple(sheet.conflicts), problems=tuple(sheet.problems))
    sheet.store()
    work.touch("orders", stay_id)
    work.touch("stay", stay_id)
    return ApplyResult(applied=tuple(sheet.applied()))


class _Sheet:
    """The order sheet as it will be, and what is wrong with the change."""

    def __init__(self, work: Work, stay_id: str) -> None:
        self._work = work
        self._stay_id = stay_id
        self._stored = {row["order_id"]: row for row in order_queries.orders(work, stay_id)}
        self._rows: dict[str, Mapping[str, Any]] = dict(self._stored)
        self._drafts: dict[str, OrderDraft] = {}
        self._sent_ids: dict[str, str] = {}
        self._deleted: list[str] = []
        self._touched: set[Group] = set()
        self.problems: list[RowProblem] = []
        self.conflicts: list[RowConflict] = []

    # -- laying the delta over the stored rows

    def lay(self, change: RowChange) -> None:
        """Take in one changed row; what it says of a row somebody else changed is a conflict."""
        if change.action == "insert":
            order_id = new_id()
            self._sent_ids[order_id] = change.row_id
            self._draft(order_id, change, {})
            return
        stored = self._stored.get(change.row_id)
        if stored is None or stored["version"] != change.version:
            theirs = msgspec.structs.asdict(order_queries.order_row(self._work, stored)) if stored else None
            self.conflicts.append(RowConflict(change.row_id, stored["version"] if stored else 0, theirs))
            return
        self._sent_ids[change.row_id] = change.row_id
        try:
            check_editable(confirmed=stored["confirmed_at"] is not None)
        except OrderConfirmedAlready as error:
            self._problem(change.row_id, error)
            return
        self._touched.add(_group(stored))
        if change.action == "delete":
            self._deleted.append(change.row_id)
            del self._rows[change.row_id]
        else:
            self._draft(change.row_id, change, {name: stored[name] for name in COLUMNS})

    def _draft(self, order_id: str, change: RowChange, before: Mapping[str, Any]) -> None:
        try:
            draft = _typed({**before, **change.new})
        except BusinessError as error:
            self._rows.pop(order_id, None)
            self._problem(order_id, error)
            return
        self._drafts[order_id] = draft
        self._rows[order_id] = _values(draft)

    def number_groups(self) -> None:
        """Orders entered without 执行序号 get the next ones, each its own (0 asks for it)."""
        highest = {int(kind): 0 for kind in OrderKind}
        for row in self._rows.values():
            highest[row["kind"]] = max(highest[row["kind"]], row["group_no"])
        for order_id, draft in self._drafts.items():
            if not draft.group_no:
                highest[draft.kind] += 1
                numbered = msgspec.structs.replace if False else None
                del numbered
            self._touched.add((int(draft.kind), draft.group_no))

    # -- checking

    def check(self) -> None:
        """Every rule of §2.2, each problem at its row and column."""

    def _problem(self, order_id: str, error: BusinessError, column: str | None = None) -> None:
        at = column if column is not None else error.details.get("name") or error.field or ""
        self.problems.append(RowProblem(self._sent_ids.get(order_id, order_id), at, error.code, error.details))
