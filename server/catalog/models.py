"""Tables of the catalogue."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Annotated, TypedDict

from sqlalchemy import Index, String, Unicode, UniqueConstraint

from server.kernel.database import new_metadata
from server.kernel.rows import Long, Uid, UnitPrice, Units, declare
from server.kernel.tables import kernel_tables

metadata = new_metadata()
kernel = kernel_tables(metadata)
table = partial(declare, metadata)


class VersionRow(TypedDict):
    id: int
    version: Long
    hospital: Annotated[str, Unicode(80)]


version = table("catalog_version", VersionRow, key="id")


class ItemRow(TypedDict):
    code: Annotated[str, Unicode(6)]
    name: Annotated[str, Unicode(60)]
    spec: Annotated[str, Unicode(40)]
    unit: Annotated[str, Unicode(10)]
    kind: int
    income_type: int
    receipt_item: Annotated[str, Unicode(20)]
    initials: Annotated[str, Unicode(400)]
    default_usage: int
    default_frequency: int
    strength: Units | None
    strength_unit: Annotated[str, Unicode(10)] | None
    max_dose: Units | None
    rounding: int
    charge_basis: Annotated[str, String(10)]
    exclusive_group: Annotated[str, String(20)] | None
    performed_by: Annotated[str, String(20)] | None
    withdrawn: bool
    lower_limit: Units
    high_alert: bool
    forbidden_usages: Annotated[str, String(60)]
    allowed_usages: Annotated[str, String(60)]
    control_note: Annotated[str, Unicode(100)]


item = table("catalog_item", ItemRow, key="code")


class PriceRow(TypedDict):
    item_code: Annotated[str, Unicode(6)]
    effective_from: datetime
    price: UnitPrice


price = table("catalog_price", PriceRow, key=("item_code", "effective_from"))


class FrequencyRow(TypedDict):
    id: int
    name: Annotated[str, Unicode(20)]
    label: Annotated[str, Unicode(40)]
    unit_times: int
    numerator: int
    denominator: int
    clock_times: Annotated[str, String(200)]
    temporary_only: bool


frequency = table("catalog_frequency", FrequencyRow, key="id")


class UsageRow(TypedDict):
    id: int
    name: Annotated[str, Unicode(30)]
    abbreviation: Annotated[str, Unicode(20)]
    category: Annotated[str, Unicode(20)]
    for_drugs: bool


usage = table("catalog_usage", UsageRow, key="id")


class AddOnRow(TypedDict):
    usage_id: int
    item_code: Annotated[str, Unicode(6)]
    quantity: Units
    per_group: bool
    hourly: bool


add_on = table("catalog_add_on", AddOnRow, key=("usage_id", "item_code"))


class WardRow(TypedDict):
    code: Annotated[str, Unicode(10)]
    name: Annotated[str, Unicode(40)]
    floor: Annotated[str, Unicode(10)]


ward = table("catalog_ward", WardRow, key="code")


class BedRow(TypedDict):
    ward: Annotated[str, Unicode(10)]
    bed: Annotated[str, Unicode(20)]


bed = table("catalog_bed", BedRow, key=("ward", "bed"))


class IncomeTypeRow(TypedDict):
    id: int
    name: Annotated[str, Unicode(20)]
    national_item: Annotated[str, Unicode(80)]


income_type = table("catalog_income_type", IncomeTypeRow, key="id")


class StaffRow(TypedDict):
    user_id: Uid[str]
    version: int
    login: Annotated[str, Unicode(30)]
    name: Annotated[str, Unicode(30)]
    role: Annotated[str, String(30)]
    wards: Annotated[str, Unicode(200)]
    email: Annotated[str, Unicode(100)]
    mobile: Annotated[str, Unicode(20)]
    password_hash: Annotated[str, String(200)]
    active: bool


staff = table("catalog_staff", StaffRow, UniqueConstraint("login"), Index("ix_catalog_staff_role", "role"), key="user_id")
