"""What a run does with an order: thesis §6.2 with its faults F1–F17 resolved as domain rules §2.3 say; requirement rows R2.4, R2.5.

A service date runs from its 09:00 to the next. A run at moment P covers an order up to N, 09:00 of the calendar day after P, and
N becomes the order's `last_perform`: that makes it once a day however often somebody presses the button. Nothing here reads a
clock or a database; the same order and moment always give the same plan.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Final

from server.ward.rules import NOTHING, issue_quantity
from shared.clock import at, local
from shared.contracts.common import Frequency, Quantity
from shared.contracts.ward.errors import AlreadyRun, ChargedByTms, NotConfirmed, NotDueToday, NotStarted, OnDemandOnly
from shared.contracts.ward.types import OrderKind, OrderState
from shared.errors import Refused

SERVICE_DAY_HOUR: Final = 9
WEEKDAYS: Final = {"biw": frozenset({1, 4}), "tiw": frozenset({1, 3, 5})}
"""ISO weekdays of the service dates of frequencies that no share of days describes (F14)."""
SOS_LAPSES_AFTER: Final = timedelta(hours=12)
"""临时备用医嘱 12 小时内有效 (F13)."""
BY_TMS: Final = "tms"
PER_DAY: Final = "day"
_DAY: Final = timedelta(days=1)
# Counts a frequency without clock times once for each of its times, in the morning round.
_MORNING: Final = time(8)


@dataclass(frozen=True, slots=True)
class Unissued:
    """What the last run asked for and the pharmacy refused, or left at the ward's wish."""

    service_date: date
    administrations: int
    withdrawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderFacts:
    """What the rules need of a stored order."""

    kind: OrderKind
    confirmed: bool
    start_at: datetime
    frequency: Frequency
    quantity: Quantity
    """Order units for one administration, or for one day of an item charged by the day."""
    stop_at: datetime | None = None
    last_perform: datetime | None = None
    """09:00 up to which the order has run; None: never."""
    first_day_times: int | None = None
    """The nurse's 首次次数, None for the proposal."""
    rounding: int = 0
    charge_basis: str = "each"
    performed_by: str | None = None
    in_hand: Quantity = NOTHING
    """Order units issued for earlier runs of this order and not used up; only counts for one vial per patient."""
    unissued: Unissued | None = None
    """What the run up to `last_perform` did not get."""
    due_days: tuple[date, ...] = ()
    """Of an item charged by the day: the days that are this order's and not charged yet (`day_rules`)."""
    day_taken: bool = False
    """Of an item charged by the day: this day is charged to another order."""


@dataclass(frozen=True, slots=True)
class RunPolicy:
    """The hospital's settings of §2.3."""

    catch_up_drugs: bool = False
    """F7: also issue what missed runs would have issued. Off: one run issues at most one unit and reports the rest."""


DEFAULT_POLICY: Final = RunPolicy()


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run makes of an order. Without administrations it makes no line and only moves `last_perform`."""

    administrations: int
    """Doses or treatments; days of an item charged by the day."""
    quantity: Quantity
    """Issued and charged, in order units; 0 while an opened vial lasts."""
    service_dates: tuple[date, ...]
    """The day of the run; of an item charged by the day every day that is charged, each with a line of its own."""
    next_perform: datetime
    """The order's new `last_perform` (N)."""
    missed: int = 0
    """Administrations that fell due since the last run and are not made up for (F7): to be reported."""
    again: bool = False
    """Asks once more for what the pharmacy did not issue; `last_perform` stays."""


def next_perform_after(moment: datetime) -> datetime:
    """N: 09:00 of the calendar day after `moment`, also for moments between 00:00 and 09:00 (F10)."""
    return at(local(moment).date() + _DAY, SERVICE_DAY_HOUR)


def plan(order: OrderFacts, moment: datetime, policy: RunPolicy = DEFAULT_POLICY) -> Plan | Refused:
    """What a run at `moment` does with `order`, or the reason why it does nothing. The reason is returned, not raised."""
    moment = local(moment)
    obstacle = _obstacle(order, moment)
    if obstacle is not None:
        return obstacle
    if order.unissued is not None and (times := _wanted_again(order, order.unissued, moment)):
        return _issue_again(order, order.unissued, times)
    if order.charge_basis == PER_DAY:
        return _plan_days(order, moment)
    if order.kind == OrderKind.TEMPORARY:
        return _issue(order, moment, order.frequency.unit_times)
    return _plan_administrations(order, moment, policy)


def propose_first_day_times(frequency: Frequency, start_at: datetime, stop_at: datetime | None = None) -> int:
    """首次次数 of a long-term order: its clock times from the start to the next calendar day 09:00, at most one day's (F6)."""
    if not frequency.numerator or not _is_listed(frequency, local(start_at).date()):
        return 0
    closes = next_perform_after(start_at)
    scheduled = _count(frequency, start_at, closes if stop_at is None else min(closes, stop_at))
    return min(scheduled, frequency.unit_times)


def unused_administrations(order: OrderFacts, stop_at: datetime) -> int:
    """Administrations a run has issued whose clock time lies after `stop_at`: to be withdrawn, or returned if dispensed (§8 S6)."""
    if order.kind == OrderKind.TEMPORARY or order.charge_basis == PER_DAY or order.last_perform is None:
        return 0
    return min(_count(order.frequency, stop_at, order.last_perform), order.frequency.unit_times)


def order_state(order: OrderFacts, now: datetime, *, withdrawing: bool = False) -> OrderState:
    """The state shown for an order. `withdrawing`: it is stopped and the pharmacy has not answered for its open lines."""
    if not order.confirmed:
        return OrderState.NEW
    as_needed = not order.frequency.numerator
    return confirmed_state(order.kind, order.start_at, order.stop_at, order.last_perform, now, as_needed, withdrawing)


def confirmed_state(
    kind: int,
    start_at: datetime,
    stop_at: datetime | None,
    last_perform: datetime | None,
    now: datetime,
    as_needed: bool,
    withdrawing: bool,
) -> OrderState:
    """The state of a confirmed order from its bare columns: an order sheet asks it for every row."""
    if withdrawing:
        return OrderState.WITHDRAWING
    if kind == OrderKind.TEMPORARY:
        if last_perform is not None:
            return OrderState.DONE
        return OrderState.STOPPED if as_needed and now >= start_at + SOS_LAPSES_AFTER else OrderState.CONFIRMED
    if stop_at is not None and stop_at <= now:
        return OrderState.STOPPED
    return OrderState.CONFIRMED if last_perform is None else OrderState.RUNNING


def _obstacle(order: OrderFacts, moment: datetime) -> Refused | None:
    if not order.confirmed:
        return NotConfirmed()
    if order.performed_by == BY_TMS:
        return ChargedByTms()
    if not order.frequency.numerator:
        return OnDemandOnly()
    if order.start_at > moment:
        return NotStarted()
    wanted = order.unissued is not None and _wanted_again(order, order.unissued, moment)
    return None if order.due_days or wanted else _nothing_left(order, moment)


def _nothing_left(order: OrderFacts, moment: datetime) -> Refused | None:
    """F1 and F5 without the precedence error of the source: run up to a later time already, or stopped before what is left."""
    if order.kind == OrderKind.TEMPORARY:
        return AlreadyRun() if order.last_perform is not None or order.day_taken else None
    if order.day_taken or (order.last_perform is not None and order.last_perform > moment):
        return AlreadyRun()
    if order.stop_at is not None and order.stop_at <= (order.last_perform or order.start_at):
        return NotDueToday(frequency=order.frequency.label)
    return None


def _plan_administrations(order: OrderFacts, moment: datetime, policy: RunPolicy) -> Plan | Refused:
    """Drugs and treatments, by clock times in [max(start, last), min(N, stop)) (F5)."""
    frequency = order.frequency
    if order.last_perform is None:
        due = _first_due(frequency, order.start_at, order.stop_at, order.first_day_times, moment)
    else:
        due = _due(frequency, order.last_perform, order.stop_at, moment)
    if due is None:
        return NotDueToday(frequency=frequency.label)
    given = due
    if due > frequency.unit_times and not policy.catch_up_drugs:
        # A first run in the small hours covers more than a day; what lies ahead of it is not missed.
        given = min(due, max(frequency.unit_times, _count(frequency, moment, _closes(moment, order.stop_at))))
    return _issue(order, moment, given, missed=due - given)


# Remembered, since a run asks the same of most of its orders: from one 09:00 to the next. Counting anew was half of planning.
@functools.lru_cache(maxsize=4096)
def _due(frequency: Frequency, last_perform: datetime, stop_at: datetime | None, moment: datetime) -> int | None:
    """Administrations due since `last_perform`; None when the frequency does not fall on these dates."""
    units, due_from = _units(frequency, local(last_perform).date(), moment.date(), first=False)
    if not units:
        return None
    scheduled = _count(frequency, at(due_from, SERVICE_DAY_HOUR), _closes(moment, stop_at))
    return min(scheduled, frequency.unit_times * units)


@functools.lru_cache(maxsize=4096)
def _first_due(
    frequency: Frequency, start_at: datetime, stop_at: datetime | None, first_day_times: int | None, moment: datetime
) -> int | None:
    """As `_due`, for an order that never ran."""
    begin = local(start_at).date()
    units, due_from = _units(frequency, begin, moment.date(), first=True)
    if not units:
        return None
    if due_from == begin:
        scheduled = _first_day_times(frequency, start_at, stop_at, first_day_times)
        scheduled += _count(frequency, next_perform_after(start_at), _closes(moment, stop_at))
    else:
        scheduled = _count(frequency, at(due_from, SERVICE_DAY_HOUR), _closes(moment, stop_at))
    return min(scheduled, frequency.unit_times * units)


def _closes(moment: datetime, stop_at: datetime | None) -> datetime:
    closes = next_perform_after(moment)
    return closes if stop_at is None else min(closes, stop_at)


def _first_day_times(frequency: Frequency, start_at: datetime, stop_at: datetime | None, first_day_times: int | None) -> int:
    proposal = propose_first_day_times(frequency, start_at, stop_at)
    if first_day_times is None:
        return proposal
    # The nurse's number was meant for the whole first day; an order stopped within it gives no more than its clock times.
    stopped_early = stop_at is not None and stop_at < next_perform_after(start_at)
    return min(first_day_times, proposal) if stopped_early else first_day_times


def _wanted_again(order: OrderFacts, unissued: Unissued, moment: datetime) -> int:
    """Administrations that lie ahead of what the pharmacy did not issue, while no later run has taken the order on.

    What was withdrawn at the ward's wish is wanted only as far as a stop within the day leaves it: an order stopped for 20:00
    before the pharmacy issued keeps its 16:00 dose.
    """
    covered, stop_at = order.last_perform, order.stop_at
    if covered is None or covered <= moment or (unissued.withdrawn and (stop_at is None or stop_at >= covered)):
        return 0
    if order.kind == OrderKind.TEMPORARY:
        return unissued.administrations
    return min(unissued.administrations, _count(order.frequency, moment, covered if stop_at is None else min(covered, stop_at)))


def _issue_again(order: OrderFacts, unissued: Unissued, times: int) -> Plan:
    assert order.last_perform is not None, "something was asked for"
    quantity = issue_quantity(order.quantity, times, order.rounding, order.in_hand)
    missed = 0 if unissued.withdrawn else unissued.administrations - times
    return Plan(times, quantity, (unissued.service_date,), order.last_perform, missed, again=True)


def _plan_days(order: OrderFacts, moment: datetime) -> Plan | Refused:
    if not order.due_days:
        return NotDueToday(frequency=order.frequency.label)
    return replace(_issue(order, moment, len(order.due_days)), service_dates=order.due_days)


def _issue(order: OrderFacts, moment: datetime, times: int, missed: int = 0) -> Plan:
    quantity = issue_quantity(order.quantity, times, order.rounding, order.in_hand)
    return Plan(times, quantity, (moment.date(),), next_perform_after(moment), missed)


def _units(frequency: Frequency, begin: date, last: date, *, first: bool) -> tuple[int, date]:
    """How often `frequency` falls due on the service dates `begin` to `last`, and the first date it does.

    Whole numbers throughout, since 1/3 of a day kept as 0.3333 is due every fourth day only (F3, F9). The first run is due at once
    (F2), except on the wrong weekday (F14).
    """
    days = (last - begin).days + 1
    if frequency.name in WEEKDAYS:
        listed = [day for day in (begin + _DAY * n for n in range(days)) if _is_listed(frequency, day)]
        return len(listed), listed[0] if listed else begin
    units = days * frequency.numerator // frequency.denominator
    if first:
        return max(1, units), begin
    interval = -(-frequency.denominator // frequency.numerator)
    return units, begin + _DAY * (interval - 1)


def _is_listed(frequency: Frequency, day: date) -> bool:
    weekdays = WEEKDAYS.get(frequency.name)
    return weekdays is None or day.isoweekday() in weekdays


def _count(frequency: Frequency, opens: datetime, closes: datetime) -> int:
    """Clock times of `frequency` in [opens, closes)."""
    opens, closes = local(opens), local(closes)
    times = [time.fromisoformat(text) for text in frequency.clock_times] or [_MORNING] * frequency.unit_times
    days = [opens.date() + _DAY * n for n in range((closes.date() - opens.date()).days + 1)]
    return sum(opens <= at(day, moment.hour, moment.minute) < closes for day in days for moment in times)


def left_in_vials(issued: Quantity, quantity: Quantity, administrations: int) -> Quantity:
    """`OrderFacts.in_hand`: what `issued` vials still hold after `administrations` doses of `quantity` order units each."""
    return max(NOTHING, issued - quantity * administrations)
