"""Values of the catalogue contract."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from shared.contracts.common import Frequency, Item, Money, Text50, Usage, Ward


@dataclass(frozen=True, slots=True)
class PriceEntry:
    """A price from `effective_from` on; entries travel ahead of their time."""

    item_code: str
    price: Money
    effective_from: datetime


@dataclass(frozen=True, slots=True)
class DrugFacts:
    """What only the pharmacy and the order rules ask of a drug."""

    item_code: str
    lower_limit: Decimal
    high_alert: bool
    forbidden_usages: tuple[int, ...]
    allowed_usages: tuple[int, ...]
    control_note: str
    receipt_item: str


@dataclass(frozen=True, slots=True)
class IncomeType:
    """One of the thirteen classes of income of the thesis' receipt."""

    id: int
    name: str
    national_item: str


@dataclass(frozen=True, slots=True)
class StaffAccount:
    """A member of staff with what log-in needs; never sent to stations."""

    user_id: str
    login: str
    name: str
    role: str
    wards: tuple[str, ...]
    password_hash: str
    active: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole catalogue at one version, as departments keep it."""

    version: int
    taken_at: datetime
    hospital: str
    items: tuple[Item, ...]
    drug_facts: tuple[DrugFacts, ...]
    receipt_items: tuple[tuple[str, str], ...]
    """(item code, 收费项目 of the national receipt)."""
    prices: tuple[PriceEntry, ...]
    frequencies: tuple[Frequency, ...]
    usages: tuple[Usage, ...]
    wards: tuple[Ward, ...]
    beds: tuple[tuple[str, str], ...]
    """(ward, bed) of the fixed beds."""
    income_types: tuple[IncomeType, ...]
    staff: tuple[StaffAccount, ...]


@dataclass(frozen=True, slots=True)
class NewStaff:
    """A new account (T8)."""

    login: Annotated[str, Meta(min_length=2, max_length=30)]
    name: Annotated[str, Meta(min_length=1, max_length=30)]
    role: Text50
    wards: tuple[str, ...] = ()
    email: Annotated[str, Meta(max_length=100)] = ""
    mobile: Annotated[str, Meta(max_length=20)] = ""


@dataclass(frozen=True, slots=True)
class StaffChange:
    """What of an account can be changed; the log-in name stays."""

    name: Annotated[str, Meta(min_length=1, max_length=30)]
    role: Text50
    wards: tuple[str, ...]
    email: Annotated[str, Meta(max_length=100)] = ""
    mobile: Annotated[str, Meta(max_length=20)] = ""
    active: bool = True
    """Closed, nobody logs in with it and its sessions end."""


@dataclass(frozen=True, slots=True)
class RoleName:
    """A role an account can have."""

    name: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Staff:
    """An account as the administrator sees it."""

    user_id: str
    version: int
    login: str
    name: str
    role: str
    rights: tuple[str, ...]
    wards: tuple[str, ...]
    email: str
    mobile: str
    active: bool
