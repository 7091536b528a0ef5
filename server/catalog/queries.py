"""Reads of the catalogue straight to values."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from sqlalchemy import select

from server.catalog import models
from server.kernel.unit_of_work import Work
from shared import clock
from shared.contracts.catalog.types import DrugFacts, IncomeType, PriceEntry, Snapshot, Staff, StaffAccount
from shared.contracts.common import AddOn, Frequency, Item, ItemKind, Usage, Ward
from shared.money import ZERO


def current_version(work: Work) -> int:
    """The catalogue's version; 0 before anything was loaded."""
    row = work.row(select(models.version), models.VersionRow)
    return row["version"] if row else 0


def snapshot(work: Work, after_version: int) -> Snapshot | None:
    """The catalogue, None when `after_version` is still current."""
    return current_snapshot(work) if current_version(work) > after_version else None


def current_snapshot(work: Work) -> Snapshot:
    """The whole catalogue."""
    head = work.row(select(models.version), models.VersionRow)
    prices = _prices(work)
    rows = work.rows(select(models.item).order_by(models.item.c.code), models.ItemRow)
    frequencies = work.rows(select(models.frequency).order_by(models.frequency.c.id), models.FrequencyRow)
    wards = work.rows(select(models.ward).order_by(models.ward.c.code), models.WardRow)
    beds = work.rows(select(models.bed).order_by(models.bed.c.ward, models.bed.c.bed), models.BedRow)
    income_types = work.rows(select(models.income_type).order_by(models.income_type.c.id), models.IncomeTypeRow)
    return Snapshot(
        version=head["version"] if head else 0,
        taken_at=clock.utc_now(),
        hospital=head["hospital"] if head else "",
        items=tuple(_item(row, prices, work.now) for row in rows),
        drug_facts=tuple(_drug_facts(row) for row in rows if row["kind"] != ItemKind.SERVICE),
        receipt_items=tuple((row["code"], row["receipt_item"]) for row in rows),
        prices=prices,
        frequencies=tuple(_frequency(row) for row in frequencies),
        usages=_usages(work),
        wards=tuple(Ward(row["code"], row["name"], row["floor"]) for row in wards),
        beds=tuple((row["ward"], row["bed"]) for row in beds),
        income_types=tuple(IncomeType(row["id"], row["name"], row["national_item"]) for row in income_types),
        staff=tuple(map(_account, _accounts(work))),
    )


def _prices(work: Work) -> tuple[PriceEntry, ...]:
    rows = work.rows(select(models.price).order_by(models.price.c.item_code, models.price.c.effective_from), models.PriceRow)
    return tuple(PriceEntry(row["item_code"], row["price"], row["effective_from"]) for row in rows)


def _item(row: models.ItemRow, prices: tuple[PriceEntry, ...], at: datetime) -> Item:
    in_force = [entry.price for entry in prices if entry.item_code == row["code"] and entry.effective_from <= at]
    return Item(
        code=row["code"],
        name=row["name"],
        spec=row["spec"],
        unit=row["unit"],
        kind=ItemKind(row["kind"]),
        income_type=row["income_type"],
        price=in_force[-1] if in_force else ZERO,
        initials=tuple(row["initials"].split()),
        default_usage=row["default_usage"],
        default_frequency=row["default_frequency"],
        strength=row["strength"],
        strength_unit=row["strength_unit"],
        max_dose=row["max_dose"],
        rounding=row["rounding"],
        charge_basis=row["charge_basis"],
        exclusive_group=row["exclusive_group"],
        performed_by=row["performed_by"],
        withdrawn=row["withdrawn"],
    )


def _drug_facts(row: models.ItemRow) -> DrugFacts:
    return DrugFacts(
        item_code=row["code"],
        lower_limit=row["lower_limit"],
        high_alert=row["high_alert"],
        forbidden_usages=tuple(map(int, row["forbidden_usages"].split())),
        allowed_usages=tuple(map(int, row["allowed_usages"].split())),
        control_note=row["control_note"],
        receipt_item=row["receipt_item"],
    )


def _frequency(row: models.FrequencyRow) -> Frequency:
    return Frequency(
        id=row["id"],
        name=row["name"],
        label=row["label"],
        unit_times=row["unit_times"],
        numerator=row["numerator"],
        denominator=row["denominator"],
        clock_times=tuple(row["clock_times"].split()),
        temporary_only=row["temporary_only"],
    )


def _usages(work: Work) -> tuple[Usage, ...]:
    add_ons: dict[int, list[AddOn]] = defaultdict(list)
    query = select(models.add_on).order_by(models.add_on.c.usage_id, models.add_on.c.item_code)
    for row in work.rows(query, models.AddOnRow):
        add_ons[row["usage_id"]].append(AddOn(row["item_code"], row["quantity"], row["per_group"], row["hourly"]))
    usages = work.rows(select(models.usage).order_by(models.usage.c.id), models.UsageRow)
    return tuple(
        Usage(row["id"], row["name"], row["abbreviation"], row["category"], row["for_drugs"], tuple(add_ons[row["id"]]))
        for row in usages
    )


def _account(row: models.StaffRow) -> StaffAccount:
    wards = tuple(row["wards"].split())
    return StaffAccount(row["user_id"], row["login"], row["name"], row["role"], wards, row["password_hash"], row["active"])


def staff(work: Work) -> tuple[Staff, ...]:
    """Accounts for the administrator."""
    return tuple(staff_of(work, row) for row in _accounts(work))


def _accounts(work: Work) -> list[models.StaffRow]:
    return work.rows(select(models.staff).order_by(models.staff.c.login), models.StaffRow)


def staff_of(work: Work, row: models.StaffRow) -> Staff:
    """An account as the administrator sees it."""
    return Staff(
        user_id=row["user_id"],
        version=row["version"],
        login=row["login"],
        name=row["name"],
        role=row["role"],
        rights=tuple(sorted(work.catalog.rights(row["role"]))),
        wards=tuple(row["wards"].split()),
        email=row["email"],
        mobile=row["mobile"],
        active=row["active"],
    )
