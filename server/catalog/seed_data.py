"""Loads a hospital's first catalogue from CSV files (server/catalog/seed) and opens its first accounts."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from pathlib import Path

from sqlalchemy import insert, update

from server.catalog import models
from server.catalog.first_accounts import Account
from server.catalog.versions import raise_version
from server.kernel.passwords import hasher
from server.kernel.unit_of_work import Work
from shared import clock
from shared.contracts.common import ItemKind
from shared.identifiers import new_id

SEED = Path(__file__).parent / "seed"
_FIRST_PRICES = datetime(2000, 1, 1, tzinfo=clock.ZONE)
_MOST_READINGS = 8
_ADD_ON = re.compile(r"(?P<code>\w{6})\*(?P<quantity>h|[\d.]+)(@(?P<scope>group|order))?$")


def initials(name: str) -> str:
    """Pinyin initials of a name, every reading of heteronyms, space separated: 重组 → cz zz."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 — its dictionary of phrases is for the installation only

    letters = [
        sorted({reading[0].lower() for reading in readings if reading and reading[0].isalnum()})
        for readings in pinyin(name, style=Style.FIRST_LETTER, heteronym=True)
    ]
    readings = itertools.islice(itertools.product(*filter(None, letters)), _MOST_READINGS)
    return " ".join(dict.fromkeys("".join(reading) for reading in readings))


def load(work: Work, hospital: str, accounts: tuple[Account, ...], password: str, seed: Path = SEED) -> int:
    """Fill an empty catalogue; answers its version."""
    work.db.execute(insert(models.item), [*_drugs(seed), *_services(seed)])
    work.db.execute(insert(models.price), list(_prices(seed)))
    work.db.execute(insert(models.frequency), list(_frequencies(seed)))
    _load_usages(work, seed)
    _load_wards(work, seed)
    work.db.execute(
        insert(models.income_type),
        [
            {"id": int(row["income_type"]), "name": row["name"], "national_item": row["national_receipt_item"]}
            for row in _read(seed, "income_types")
        ],
    )
    _load_accounts(work, accounts, password)
    raised = raise_version(work)
    work.db.execute(update(models.version).values(hospital=hospital))
    return raised


def _read(seed: Path, name: str) -> list[dict[str, str]]:
    with (seed / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _drugs(seed: Path) -> Iterator[dict[str, object]]:
    for row in _read(seed, "drugs"):
        yield {
            "code": row["ordercode"],
            "name": row["generic_name"],
            "spec": row["spec"],
            "unit": row["order_unit"],
            "kind": int(row["item_type"]),
            "income_type": int(row["income_type"]),
            "receipt_item": row["receipt_item"],
            "initials": initials(row["generic_name"]),
            "default_usage": int(row["default_performcode"]),
            "default_frequency": int(row["default_times_id"]),
            "strength": _decimal(row["strength_per_unit"]),
            "strength_unit": row["strength_unit"] or None,
            "max_dose": _decimal(row["maxamount_per_dose_in_order_units"]),
            "rounding": int(row["rounding"]),
            "charge_basis": "each",
            "exclusive_group": None,
            "performed_by": None,
            "withdrawn": False,
            "lower_limit": _decimal(row["low_stock_limit"]) or Decimal(0),
            "high_alert": row["high_alert"] == "1",
            "forbidden_usages": row["forbidden_usages"].replace(";", " "),
            "allowed_usages": row["allowed_usages"].replace(";", " "),
            "control_note": row["control_note"],
        }


def _services(seed: Path) -> Iterator[dict[str, object]]:
    for row in _read(seed, "services"):
        yield {
            "code": row["item_code"],
            "name": row["name"],
            "spec": "",
            "unit": row["unit"],
            "kind": int(ItemKind.SERVICE),
            "income_type": int(row["income_type"]),
            "receipt_item": row["receipt_item"],
            "initials": initials(row["name"]),
            "default_usage": int(row["default_usage"]),
            "default_frequency": int(row["default_frequency"]),
            "strength": None,
            "strength_unit": None,
            "max_dose": _decimal(row["max_quantity_per_day"]),
            "rounding": 0,
            "charge_basis": row["charge_basis"],
            "exclusive_group": row["exclusive_group"] or None,
            "performed_by": row["performed_by"] or None,
            "withdrawn": False,
            "lower_limit": Decimal(0),
            "high_alert": False,
            "forbidden_usages": "",
            "allowed_usages": "",
            "control_note": "",
        }


def _prices(seed: Path) -> Iterator[dict[str, object]]:
    columns = (("drugs", "ordercode", "retail_price_illustrative"), ("services", "item_code", "price_illustrative"))
    for name, code, price in columns:
        for row in _read(seed, name):
            yield {"item_code": row[code], "effective_from": _FIRST_PRICES, "price": Decimal(row[price])}


def _frequencies(seed: Path) -> Iterator[dict[str, object]]:
    for row in _read(seed, "frequencies"):
        yield {
            "id": int(row["times_id"]),
            "name": row["name"],
            "label": row["cn_name"],
            "unit_times": int(row["unit_times"]),
            "numerator": int(row["factor_num"]),
            "denominator": int(row["factor_den"]),
            "clock_times": " ".join(_clock_times(row["default_clock_times"])),
            "temporary_only": row["temporary_only"] == "1",
        }


def _clock_times(text: str) -> list[str]:
    """HH:MM list; `every hour` and `every 2 h from 08:00` are written out, anything else has none."""
    if text == "every hour":
        return [f"{hour:02d}:00" for hour in range(24)]
    if text.startswith("every 2 h"):
        return [f"{hour % 24:02d}:00" for hour in range(8, 32, 2)]
    return re.findall(r"\d\d:\d\d", text)


def _load_usages(work: Work, seed: Path) -> None:
    for row in _read(seed, "usages"):
        usage_id = int(row["performcode"])
        work.add(
            models.usage,
            id=usage_id,
            name=row["name"],
            abbreviation=row["abbr"],
            category=row["category"],
            for_drugs=row["for_drug"] == "1",
        )
        for part in filter(None, row["addons_code_x_qty"].split(";")):
            match = _ADD_ON.match(part)
            if match is None:
                raise ValueError(f"usages.csv: {part}")
            hourly = match["quantity"] == "h"
            work.add(
                models.add_on,
                usage_id=usage_id,
                item_code=match["code"],
                quantity=Decimal(1) if hourly else Decimal(match["quantity"]),
                per_group=(match["scope"] or row["addon_scope"]) == "group",
                hourly=hourly,
            )


def _load_wards(work: Work, seed: Path) -> None:
    for row in _read(seed, "wards"):
        code = row["ward_code"]
        work.add(models.ward, code=code, name=row["ward_name"], floor=row["floor"])
        beds = [{"ward": code, "bed": f"{code}-{number:03d}"} for number in range(1, int(row["fixed_beds"]) + 1)]
        work.db.execute(insert(models.bed), beds)


def _load_accounts(work: Work, accounts: tuple[Account, ...], password: str) -> None:
    # One hash for all: they share their first password and must change it.
    password_hash = hasher.hash(password)
    rows = [
        {
            "user_id": new_id(),
            "version": 1,
            "login": account.login,
            "name": account.name,
            "role": account.role,
            "wards": " ".join(account.wards),
            "email": f"{account.login}@hospital.example",
            "mobile": "",
            "password_hash": password_hash,
            "active": True,
        }
        for account in accounts
    ]
    if rows:
        work.db.execute(insert(models.staff), rows)


def _decimal(text: str) -> Decimal | None:
    return Decimal(text) if text else None
