"""Rules of order entry, confirmation and stopping: thesis §6.1 with the gaps closed in domain rules §2.2; rows R2.V, R2.4.

Every check returns nothing or raises the refusal the nurse reads. The order of the checks is part of the rule: of two mistakes
the earlier one of §2.2 is shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from server.ward.rules import dose_in_units
from shared.contracts.common import Frequency, Item, ItemKind, Usage
from shared.contracts.ward.errors import (
    DoseMissing,
    DoseTooHigh,
    ExclusiveItemRunning,
    FirstDayTimesOutOfRange,
    FrequencyNotForKind,
    GroupDiffers,
    GroupPartlyConfirmed,
    HourlyNotYet,
    ItemShort,
    ItemUnknown,
    ItemWithdrawn,
    NotLongTerm,
    OrderConfirmedAlready,
    OrderTooFarAhead,
    OrderTooOld,
    OwnOrder,
    StartMissing,
    StopBeforeStart,
    StopFrozen,
    StopMissing,
    TimesMissing,
    UsageNotForItem,
    UsageUnknown,
)
from shared.contracts.ward.types import OrderDraft, OrderKind
from shared.identifiers import OrderId

ENTRY_LIMIT: Final = timedelta(hours=20)
"""只能早于当前时间20小时的医嘱."""
FUTURE_HOURS: Final = 24
_DRUGS: Final = frozenset({ItemKind.DRUG, ItemKind.HERBAL})
HOURLY_FREQUENCY: Final = "cont"
"""持续(按小时): for hourly items only (§7)."""


def is_drug(item: Item) -> bool:
    """Drugs, western and herbal, go through the pharmacy; everything else becomes a charge at once (R2.6)."""
    return item.kind in _DRUGS


def check_draft(
    draft: OrderDraft,
    item: Item | None,
    usage: Usage | None,
    frequency: Frequency | None,
    *,
    now: datetime,
    short: bool,
    forbidden_usages: Collection[int] = (),
    allowed_usages: Collection[int] = (),
    future_hours: int = FUTURE_HOURS,
) -> None:
    """Raise the first refusal of a draft: the checks of §6.1 in their order, then those of the hospital.

    `item`, `usage`, `frequency` are the catalogue's entries, None where the draft's numbers name none. `short`: the pharmacy has
    flagged the item 缺药 (R2.7). Empty `allowed_usages` allow every usage that is not forbidden.
    """
    if draft.start_at is None:
        raise StartMissing()
    if item is None:
        raise ItemUnknown()
    if frequency is None:
        raise TimesMissing()
    # The source lets a stop at the very start pass although its message says "greater"; such an order could never run.
    if draft.stop_at is not None and draft.stop_at <= draft.start_at:
        raise StopBeforeStart()
    _check_dose(draft, item)
    _check_entry_time(draft.start_at, now, future_hours)
    if usage is None:
        raise UsageUnknown()
    if not _fits(usage, item, forbidden_usages, allowed_usages):
        raise UsageNotForItem(usage=usage.name, item=item.name)
    _check_kind(draft, frequency)
    _check_item(item, short=short)
    _check_times(draft, frequency)


def _check_dose(draft: OrderDraft, item: Item) -> None:
    if draft.dose is None or not draft.dose.is_finite() or draft.dose <= 0:
        raise DoseMissing()
    quantity = dose_in_units(draft.dose, draft.dose_unit, item)
    if item.max_dose is not None and quantity > item.max_dose:
        raise DoseTooHigh(limit=item.max_dose, unit=item.unit)
    if not quantity:
        raise DoseMissing()


def _check_entry_time(start_at: datetime, now: datetime, future_hours: int) -> None:
    if start_at < now - ENTRY_LIMIT:
        raise OrderTooOld()
    if start_at > now + timedelta(hours=future_hours):
        raise OrderTooFarAhead(hours=future_hours)


def _fits(usage: Usage, item: Item, forbidden: Collection[int], allowed: Collection[int]) -> bool:
    return usage.for_drugs == is_drug(item) and usage.id not in forbidden and (not allowed or usage.id in allowed)


def _check_kind(draft: OrderDraft, frequency: Frequency) -> None:
    if frequency.temporary_only and draft.kind == OrderKind.LONG_TERM:
        raise FrequencyNotForKind(frequency=frequency.label)
    if draft.stop_at is not None and draft.kind == OrderKind.TEMPORARY:
        raise NotLongTerm()


def _check_item(item: Item, *, short: bool) -> None:
    if short:
        raise ItemShort(item=item.name)
    if item.withdrawn:
        raise ItemWithdrawn(item=item.name)
    if item.charge_basis == "hour":
        raise HourlyNotYet(item=item.name)


def _check_times(draft: OrderDraft, frequency: Frequency) -> None:
    if frequency.name == HOURLY_FREQUENCY:
        raise HourlyNotYet(item=frequency.label)
    if draft.first_day_times is not None and not 0 <= draft.first_day_times <= frequency.unit_times:
        raise FirstDayTimesOutOfRange(limit=frequency.unit_times)


class GroupMember(Protocol):
    """What orders of one group have in common; drafts and rows of the order sheet both have it."""

    @property
    def usage(self) -> int: ...
    @property
    def frequency(self) -> int: ...
    @property
    def start_at(self) -> datetime | None: ...
    @property
    def stop_at(self) -> datetime | None: ...


def check_group(members: Iterable[GroupMember]) -> None:
    """Orders of one group (one infusion line) share usage, frequency, start and stop. Raises GroupDiffers."""
    if len({(member.usage, member.frequency, member.start_at, member.stop_at) for member in members}) > 1:
        raise GroupDiffers()


@dataclass(frozen=True, slots=True)
class RunningItem:
    """A long-term order of an item that excludes others: bed, nursing level, diet."""

    item_name: str
    exclusive_group: str
    stop_at: datetime | None


def check_exclusive(item: Item, kind: OrderKind, start_at: datetime, others: Iterable[RunningItem]) -> None:
    """One long-term order of an exclusive group runs at a time (F16): the old one must stop before `start_at`."""
    if kind == OrderKind.TEMPORARY or item.exclusive_group is None:
        return
    for other in others:
        if other.exclusive_group == item.exclusive_group and (other.stop_at is None or other.stop_at > start_at):
            raise ExclusiveItemRunning(other=other.item_name)


def check_editable(*, confirmed: bool) -> None:
    """Before confirmation an order may be edited and deleted, afterwards neither. Raises OrderConfirmedAlready."""
    if confirmed:
        raise OrderConfirmedAlready()


def check_confirmation(confirmer: str, entered_by: Iterable[str], chosen: Collection[OrderId], group: Collection[OrderId]) -> None:
    """A second person confirms, and a whole group at once (R2.4).

    `entered_by` are those who entered the chosen orders, `group` the unconfirmed orders of their groups. Raises OwnOrder,
    GroupPartlyConfirmed.
    """
    if confirmer in entered_by:
        raise OwnOrder()
    if not set(group) <= set(chosen):
        raise GroupPartlyConfirmed()


def check_stop(
    kind: OrderKind, start_at: datetime, old_stop: datetime | None, stop_at: datetime | None, *, confirmed: bool
) -> None:
    """All a confirmed long-term order may still get is a stop time, once.

    Raises NotLongTerm, StopFrozen, StopBeforeStart, StopMissing.
    """
    if kind == OrderKind.TEMPORARY or not confirmed:
        raise NotLongTerm()
    if old_stop is not None:
        raise StopFrozen()
    if stop_at is None:
        raise StopMissing()
    if stop_at <= start_at:
        raise StopBeforeStart()
