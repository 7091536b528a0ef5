"""Items charged by the day — bed, nursing, diet, consultation: which order a day belongs to (F15, F16 of §2.3; domain rules 2 §5).

The days follow from the orders alone, whatever runs were made or missed and however late somebody stopped, moved or recalled:
a run charges the days that are missing, and what turns out to be another's is given back.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from server.ward.execution_rules import SERVICE_DAY_HOUR, WEEKDAYS
from shared.clock import at, local
from shared.contracts.common import Frequency

_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayOrder:
    """What the rule needs of an order charged by the day."""

    order_id: str
    shares: str
    """Its exclusive group, or its item: of all that shares this, a patient is charged one a day."""
    frequency: Frequency
    start_at: datetime
    ends_at: datetime | None = None
    """From then on no day is its own: its stop, or the beginning of the day that is not its ward's any more."""
    once: bool = False
    """A temporary order: its day is the one it is run on, if nothing else is charged for that day."""


@dataclass(frozen=True, slots=True)
class Charged:
    """A day an order is charged for. What is settled stays with its order."""

    order_id: str
    day: date
    settled: bool = False


@dataclass(frozen=True, slots=True)
class Reckoning:
    """What a run has to do so that every day is charged to the order it belongs to."""

    due: Mapping[str, tuple[date, ...]]
    """Days to be charged, by order."""
    back: tuple[Charged, ...]
    """Days to be given back."""
    taken: frozenset[str]
    """Orders that have nothing due because today is charged to another one."""


def first_day_of_the_next(left_at: datetime, admitted_on: date | None, *, charge_leaving_day: bool = False) -> datetime:
    """`DayOrder.ends_at` of the orders of a patient who leaves at `left_at`: 计入不计出, but a stay of one day counts (F15).

    `admitted_on` is None for a transfer: that day is the receiving ward's.
    """
    leaving_day = local(left_at).date()
    counts = admitted_on is not None and (charge_leaving_day or admitted_on == leaving_day)
    return at(leaving_day + _DAY * counts)


def reckon(orders: Iterable[DayOrder], charged: Iterable[Charged], moment: datetime, *, today_too: bool = True) -> Reckoning:
    """Compare the days of `orders`, up to the day of `moment` or the one before, with what is charged."""
    charged, today = tuple(charged), local(moment).date()
    begun = {order.order_id: order for order in orders if order.start_at <= moment}
    reckoned_to = moment if today_too else at(today) - timedelta(microseconds=1)
    owners = _owners((order for order in begun.values() if not order.once), reckoned_to)
    kept: dict[tuple[str, date], str] = {}
    back: list[Charged] = []
    for each in charged:
        order = begun.get(each.order_id)
        if order is None or not (each.settled or order.once or owners.get((order.shares, each.day)) == each.order_id):
            back.append(each)
        else:
            kept[order.shares, each.day] = each.order_id
    due: dict[str, tuple[date, ...]] = {}
    for (shares, day), order_id in sorted(owners.items()):
        if (shares, day) not in kept:
            due[order_id] = (*due.get(order_id, ()), day)
    holders = owners | kept
    ran = {each.order_id for each in charged}
    for order in sorted(begun.values(), key=_age):
        if order.once and order.order_id not in ran and holders.setdefault((order.shares, today), order.order_id) == order.order_id:
            due[order.order_id] = (today,)
    taken = {name for name, order in begun.items() if holders.get((order.shares, today), name) != name}
    return Reckoning(due, tuple(back), frozenset(taken - set(due)))


def _owners(orders: Iterable[DayOrder], moment: datetime) -> dict[tuple[str, date], str]:
    """Who a day of what is shared belongs to: the order in force at its 09:00, else the first one that began on it."""
    today = local(moment).date()
    owners: dict[tuple[str, date], tuple[bool, datetime, str]] = {}
    for order in orders:
        first = local(order.start_at).date()
        for day in (first + _DAY * number for number in range((today - first).days + 1)):
            nine = at(day, SERVICE_DAY_HOUR)
            in_force = nine <= moment and order.start_at <= nine and (order.ends_at is None or order.ends_at > nine)
            began = day == first and (order.ends_at is None or order.ends_at > order.start_at)
            if (in_force or began) and _falls_on(order.frequency, first, day):
                claim = (not in_force, *_age(order))
                owners[order.shares, day] = min(claim, owners.get((order.shares, day), claim))
    return {key: order_id for key, (_, _, order_id) in owners.items()}


def _age(order: DayOrder) -> tuple[datetime, str]:
    return order.start_at, order.order_id


def _falls_on(frequency: Frequency, first: date, day: date) -> bool:
    """Whether a day counts: every one, every second from the first on, the listed weekdays (F3, F14)."""
    weekdays = WEEKDAYS.get(frequency.name)
    if weekdays is not None:
        return day.isoweekday() in weekdays
    return bool(frequency.numerator) and (day - first).days % -(-frequency.denominator // frequency.numerator) == 0
