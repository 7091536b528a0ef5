"""The demo hospital's catalogue as contract values, read from the seed tables the product ships with."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import islice, product
from pathlib import Path

from pypinyin import Style, pinyin

from shared.contracts.catalog.types import DrugFacts
from shared.contracts.common import AddOn, Frequency, Item, ItemKind, Usage, Ward

SEED = Path(__file__).parent.parent / "server" / "catalog" / "seed"
_READINGS = 16


def rows(table: str) -> Iterator[dict[str, str]]:
    """Rows of a seed table by column name."""
    with (SEED / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def initials(name: str) -> tuple[str, ...]:
    """Pinyin initials of the Chinese characters, one entry for each combination of readings (at most 16): 长 → c, z."""
    letters = [
        sorted({reading[0] for reading in readings})
        for readings in pinyin(name, style=Style.FIRST_LETTER, heteronym=True, errors="ignore")
    ]
    return tuple("".join(choice) for choice in islice(product(*letters), _READINGS))


@cache
def items() -> dict[str, Item]:
    """Drugs and services by code."""
    return {item.code: item for item in (*_drugs(), *_services())}


def _drugs() -> Iterator[Item]:
    for row in rows("drugs"):
        yield Item(
            code=row["ordercode"],
            name=row["generic_name"],
            spec=row["spec"],
            unit=row["order_unit"],
            kind=ItemKind(int(row["item_type"])),
            income_type=int(row["income_type"]),
            price=Decimal(row["retail_price_illustrative"]),
            initials=initials(row["generic_name"]),
            default_usage=int(row["default_performcode"]),
            default_frequency=int(row["default_times_id"]),
            strength=Decimal(row["strength_per_unit"]),
            strength_unit=row["strength_unit"],
            max_dose=Decimal(row["maxamount_per_dose_in_order_units"]),
            rounding=int(row["rounding"]),
            charge_basis="each",
            exclusive_group=None,
            performed_by=None,
            withdrawn=False,
        )


def _services() -> Iterator[Item]:
    for row in rows("services"):
        yield Item(
            code=row["item_code"],
            name=row["name"],
            spec="",
            unit=row["unit"],
            kind=ItemKind.SERVICE,
            income_type=int(row["income_type"]),
            price=Decimal(row["price_illustrative"]),
            initials=initials(row["name"]),
            default_usage=int(row["default_usage"]),
            default_frequency=int(row["default_frequency"]),
            strength=None,
            strength_unit=None,
            max_dose=None,
            rounding=0,
            charge_basis=row["charge_basis"],
            exclusive_group=row["exclusive_group"] or None,
            performed_by=row["performed_by"] or None,
            withdrawn=False,
        )


@cache
def drug_facts() -> dict[str, DrugFacts]:
    """What only the pharmacy and the order rules ask of a drug, by code."""
    return {
        row["ordercode"]: DrugFacts(
            item_code=row["ordercode"],
            lower_limit=Decimal(row["low_stock_limit"]),
            high_alert=row["high_alert"] == "1",
            forbidden_usages=_numbers(row["forbidden_usages"]),
            allowed_usages=_numbers(row["allowed_usages"]),
            control_note=row["control_note"],
            receipt_item=row["receipt_item"],
        )
        for row in rows("drugs")
    }


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(int(part) for part in text.split(";") if part)


@cache
def frequencies() -> dict[str, Frequency]:
    """Frequencies by their short name (q8h)."""
    return {
        row["name"]: Frequency(
            id=int(row["times_id"]),
            name=row["name"],
            label=row["cn_name"],
            unit_times=int(row["unit_times"]),
            numerator=int(row["factor_num"]),
            denominator=int(row["factor_den"]),
            clock_times=_clock_times(row["default_clock_times"]),
            temporary_only=row["temporary_only"] == "1",
        )
        for row in rows("frequencies")
    }


def _clock_times(text: str) -> tuple[str, ...]:
    every = {"every hour": 1, "every 2 h from 08:00": 2}.get(text)
    if every:
        return tuple(f"{(8 + hour) % 24:02}:00" for hour in range(0, 24, every))
    return tuple(text.split(",")) if re.match(r"\d\d:\d\d", text) else ()


@cache
def usages() -> dict[int, Usage]:
    """Usages by number."""
    return {
        int(row["performcode"]): Usage(
            id=int(row["performcode"]),
            name=row["name"],
            abbreviation=row["abbr"],
            category=row["category"],
            for_drugs=row["for_drug"] == "1",
            add_ons=tuple(_add_on(part, row["addon_scope"]) for part in row["addons_code_x_qty"].split(";") if part),
        )
        for row in rows("usages")
    }


def _add_on(text: str, default_scope: str) -> AddOn:
    code, _, rest = text.partition("*")
    quantity, _, scope = rest.partition("@")
    hourly = quantity == "h"
    return AddOn(code, Decimal(1 if hourly else quantity), (scope or default_scope) == "group", hourly)


@cache
def wards() -> tuple[Ward, ...]:
    """The wards."""
    return tuple(Ward(row["ward_code"], row["ward_name"], row["floor"]) for row in rows("wards"))
