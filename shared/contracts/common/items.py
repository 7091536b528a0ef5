"""The catalogue as stations look things up in it: items, usages, frequencies, wards."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from shared.contracts.common.values import Money, Quantity
from shared.enums import Code


class ItemKind(Code):
    """项目类别: only drugs (1 and herbal 2) go through the pharmacy."""

    DRUG = 1, "药品", "drug"
    HERBAL = 2, "中药", "herbal drug"
    SERVICE = 3, "诊疗项目", "service"


@dataclass(frozen=True, slots=True)
class Item:
    """A drug or service as stations look it up. `price` is the one in force when the catalogue was read."""

    code: str
    name: str
    spec: str
    unit: str
    kind: ItemKind
    income_type: int
    price: Money
    initials: tuple[str, ...]
    """Pinyin initials, several where a character has several readings."""
    default_usage: int
    default_frequency: int
    strength: Decimal | None
    strength_unit: str | None
    max_dose: Quantity | None
    """Largest single dose in order units; None has no limit."""
    rounding: int
    """0 none, 1 per dose, 2 per request, 3 one vial per patient."""
    charge_basis: str
    """each, day or hour."""
    exclusive_group: str | None
    performed_by: str | None
    withdrawn: bool


@dataclass(frozen=True, slots=True)
class Frequency:
    """频次. `numerator`/`denominator` is the exact share of days it is due on (1/2: every other day)."""

    id: int
    name: str
    label: str
    unit_times: int
    numerator: int
    denominator: int
    clock_times: tuple[str, ...]
    """HH:MM, empty when there are none (st, prn)."""
    temporary_only: bool


@dataclass(frozen=True, slots=True)
class AddOn:
    """One item that a usage adds, per group of orders or per order, for each administration."""

    item_code: str
    quantity: Quantity
    per_group: bool
    hourly: bool


@dataclass(frozen=True, slots=True)
class Usage:
    """用法 (route of administration) with the items it adds."""

    id: int
    name: str
    abbreviation: str
    category: str
    for_drugs: bool
    add_ons: tuple[AddOn, ...]


@dataclass(frozen=True, slots=True)
class Ward:
    """A nursing ward (病区)."""

    code: str
    name: str
    floor: str


@dataclass(frozen=True, slots=True)
class ItemCatalog:
    """What a station needs to enter orders: items, usages, frequencies, wards and doctors of one catalogue version, at the prices
    of a moment; `version` rises too when a price comes into force."""

    version: int
    items: tuple[Item, ...]
    frequencies: tuple[Frequency, ...]
    usages: tuple[Usage, ...]
    wards: tuple[Ward, ...]
    doctors: tuple[tuple[str, str], ...]
    """(staff id, name)."""
