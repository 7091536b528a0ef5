"""What a run would do with a patient's orders: planned order by order, sent group by group (R2.5, R2.7)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, TypedDict

from sqlalchemy import and_, select

from server.kernel.unit_of_work import Work
from server.ward import day_charges, models, order_queries
from server.ward.day_rules import Reckoning
from server.ward.execution_rules import Plan, Unissued, left_in_vials, order_state, plan
from server.ward.order_facts import facts_of
from server.ward.order_queries import OrderToPlanRow
from server.ward.order_rules import is_drug
from server.ward.rules import NOTHING, ROUND_PER_PATIENT
from shared.contracts.common import Item, LineKind, LineState, Quantity
from shared.contracts.ward.errors import ItemShort, PriceMissing
from shared.contracts.ward.types import OrderKind, OrderState, PlannedOrder
from shared.errors import Refused
from shared.identifiers import LineId, OrderId

_order, _line, _execution = models.order, models.line, models.execution
_HINDRANCES: Final = (ItemShort, PriceMissing)
"""What keeps an order from running although it is due."""
_LIVE: Final = frozenset({int(LineState.PENDING), int(LineState.CONFIRMED)})


@dataclass(frozen=True, slots=True)
class Member:
    """An order and what the run makes of it, or why it makes nothing."""

    order: OrderToPlanRow
    item: Item
    outcome: Plan | Refused
    instead_of: LineId | None
    """The line the pharmacy did not issue, where the run asks once more."""


@dataclass(frozen=True, slots=True)
class PlannedGroup:
    """Orders that go on one line, with their add-ons (quantity per administration)."""

    kind: OrderKind
    group_no: int
    members: tuple[Member, ...]
    sent: tuple[tuple[Member, Plan], ...]
    """The members that run."""
    add_ons: tuple[tuple[Item, Quantity], ...]

    @property
    def administrations(self) -> int:
        """How often the group is given."""
        return max((plan.administrations for _, plan in self.sent), default=0)


class _UnissuedRow(TypedDict):
    """A drug the last run of an order asked for in vain."""

    line_id: LineId
    order_id: str
    service_date: date
    administrations: int
    state: int


class _Run(TypedDict):
    """What one run gave of an order, and one of its lines if it made any."""

    order_id: str
    administrations: int
    state: int | None
    quantity: Quantity
    reversed_quantity: Quantity


def plan_groups(work: Work, stay_id: str, *, days_only: bool = False, today_too: bool = True) -> list[PlannedGroup]:
    """Plan every order of a stay that has something left. `days_only`: only what is due of the items charged by the day;
    without `today_too` they are charged up to yesterday."""
    orders = order_queries.orders_to_plan(work, stay_id)
    days = day_charges.reckoning(work, orders, today_too=today_too)
    unissued = {} if days_only else _unissued(work, stay_id)
    wanted = days.due.keys() | unissued.keys()
    current = [row for row in orders if row["order_id"] in wanted or (not days_only and _is_current(work, row))]
    planning = _Planning(work, stay_id, current, days, unissued)
    grouped: dict[tuple[int, int], list[Member]] = defaultdict(list)
    for row in current:
        outcome = planning.outcome(row)
        if isinstance(outcome, Refused) and not _is_current(work, row):
            continue
        instead_of = unissued[row["order_id"]]["line_id"] if isinstance(outcome, Plan) and outcome.again else None
        member = Member(row, work.catalog.items[row["item_code"]], outcome, instead_of)
        grouped[row["kind"], row["group_no"]].append(member)
    return [
        _group(OrderKind(kind), group_no, members, planning.add_ons[kind, group_no])
        for (kind, group_no), members in grouped.items()
    ]


def _group(kind: OrderKind, group_no: int, members: Iterable[Member], add_ons: tuple[tuple[Item, Quantity], ...]) -> PlannedGroup:
    sent = tuple((member, member.outcome) for member in members if isinstance(member.outcome, Plan))
    return PlannedGroup(kind, group_no, tuple(members), sent, add_ons)


def _is_current(work: Work, row: OrderToPlanRow) -> bool:
    """Whether a run still has anything to say of the order."""
    if row["kind"] == OrderKind.TEMPORARY:
        return order_state(facts_of(work.catalog, row), work.now) not in {OrderState.DONE, OrderState.STOPPED}
    return row["stop_at"] is None or row["stop_at"] > (row["last_perform"] or row["start_at"])


class _Planning:
    """What the plan of one order needs to know of the others."""

    def __init__(
        self,
        work: Work,
        stay_id: str,
        current: Iterable[OrderToPlanRow],
        days: Reckoning,
        unissued: Mapping[str, _UnissuedRow],
    ) -> None:
        self._work, self._days, self._unissued = work, days, unissued
        self._in_hand = _in_hand(work, current)
        self._short: set[str] = set()
        self.add_ons = self._add_ons(stay_id)
        self._hindrances: dict[tuple[int, int], Refused] = {}
        for row in current:
            if row["short"]:
                self._short.add(row["item_code"])
            hindrance = self._hindrance(row)
            if hindrance is not None:
                self._hindrances.setdefault((row["kind"], row["group_no"]), hindrance)

    def _add_ons(self, stay_id: str) -> dict[tuple[int, int], tuple[tuple[Item, Quantity], ...]]:
        found: dict[tuple[int, int], tuple[tuple[Item, Quantity], ...]] = defaultdict(tuple)
        for row in order_queries.add_ons(self._work, stay_id):
            if row["short"]:
                self._short.add(row["item_code"])
            found[row["kind"], row["group_no"]] += ((self._work.catalog.items[row["item_code"]], row["quantity"]),)
        return found

    def _hindrance(self, row: OrderToPlanRow) -> Refused | None:
        """Why nothing of the order's group can be sent now."""
        extra = self.add_ons.get((row["kind"], row["group_no"]), ())
        for item in (self._work.catalog.items[row["item_code"]], *(item for item, _ in extra)):
            if item.code in self._short:
                return ItemShort(item=item.name)
            if not is_drug(item) and self._work.catalog.price(item.code, self._work.now) is None:
                return PriceMissing(item=item.name)
        return None

    def outcome(self, row: OrderToPlanRow) -> Plan | Refused:
        """The plan of an order, or the reason why it does not run."""
        order_id = row["order_id"]
        facts = facts_of(
            self._work.catalog,
            row,
            in_hand=self._in_hand.get(order_id, NOTHING),
            unissued=_unissued_of(self._unissued.get(order_id)),
            due_days=self._days.due.get(order_id, ()),
            day_taken=order_id in self._days.taken,
        )
        made = plan(facts, self._work.now)
        if isinstance(made, Refused):
            return made
        return self._hindrances.get((row["kind"], row["group_no"])) or made


def _unissued(work: Work, stay_id: str) -> dict[str, _UnissuedRow]:
    """What the pharmacy did not issue of the last runs of a stay's orders, and nobody asked for again, by order."""
    later = _line.alias()
    asked_again = select(later.c.line_id).where(later.c.instead_of == _line.c.line_id).exists()
    last_run = and_(
        _execution.c.order_id == _line.c.order_id,
        _execution.c.service_date == _line.c.service_date,
        _execution.c.covers_to > work.now,
    )
    query = (
        select(_line.c.line_id, _line.c.order_id, _line.c.service_date, _line.c.administrations, _line.c.state)
        .join_from(_line, _execution, last_run)
        .where(
            _line.c.stay_id == stay_id,
            _line.c.state.in_([int(LineState.REFUSED), int(LineState.WITHDRAWN)]),
            _line.c.kind != int(LineKind.REVERSAL),
            ~asked_again,
        )
    )
    return {row["order_id"]: row for row in work.rows(query, _UnissuedRow)}


def _unissued_of(row: _UnissuedRow | None) -> Unissued | None:
    return row and Unissued(row["service_date"], row["administrations"], row["state"] == LineState.WITHDRAWN)


def _in_hand(work: Work, current: Iterable[OrderToPlanRow]) -> dict[str, Quantity]:
    """What is left in the opened vials of drugs issued one vial per patient, by order."""
    shared = {row["order_id"]: row for row in current if work.catalog.items[row["item_code"]].rounding == ROUND_PER_PATIENT}
    if not shared:
        return {}
    same_run = and_(
        _line.c.order_id == _execution.c.order_id,
        _line.c.service_date == _execution.c.service_date,
        _line.c.kind != int(LineKind.REVERSAL),
    )
    query = (
        select(_execution.c.order_id, _execution.c.administrations, _line.c.state, _line.c.quantity, _line.c.reversed_quantity)
        .join_from(_execution, _line, same_run, isouter=True)
        .where(_execution.c.order_id.in_(list(shared)))
    )
    issued: dict[str, Quantity] = defaultdict(lambda: NOTHING)
    given: dict[str, int] = defaultdict(int)
    for run in work.rows(query, _Run):
        if run["state"] is None or run["state"] in _LIVE:
            given[run["order_id"]] += run["administrations"]
        if run["state"] in _LIVE:
            issued[run["order_id"]] += run["quantity"] - run["reversed_quantity"]
    return {order_id: left_in_vials(issued[order_id], row["quantity"], given[order_id]) for order_id, row in shared.items()}


def planned_orders(groups: Iterable[PlannedGroup]) -> tuple[PlannedOrder, ...]:
    """The plan as the nurse reads it."""
    return tuple(_planned_order(group, member) for group in groups for member in group.members)


def not_sent(groups: Iterable[PlannedGroup]) -> tuple[PlannedOrder, ...]:
    """The orders that do not run, with the reason."""
    return tuple(
        _planned_order(group, member) for group in groups for member in group.members if isinstance(member.outcome, Refused)
    )


def hindered(groups: Iterable[PlannedGroup]) -> tuple[PlannedOrder, ...]:
    """The orders that are due and can't run: somebody must do something about them, or do without."""
    return tuple(
        _planned_order(group, member) for group in groups for member in group.members if isinstance(member.outcome, _HINDRANCES)
    )


def missed(groups: Iterable[PlannedGroup]) -> tuple[PlannedOrder, ...]:
    """The orders that run without making up for what was missed (F7)."""
    return tuple(_planned_order(group, member) for group in groups for member, made in group.sent if made.missed)


def _planned_order(group: PlannedGroup, member: Member) -> PlannedOrder:
    plan = member.outcome if isinstance(member.outcome, Plan) else None
    reason = member.outcome if isinstance(member.outcome, Refused) else None
    return PlannedOrder(
        order_id=OrderId(member.order["order_id"]),
        group_no=group.group_no,
        item_name=member.item.name,
        administrations=plan.administrations if plan else 0,
        quantity=plan.quantity if plan else NOTHING,
        to_pharmacy=is_drug(member.item),
        reason=reason.data() if reason else None,
        missed=plan.missed if plan else 0,
        again=plan is not None and plan.again,
    )
