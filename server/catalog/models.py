"""Tables of the catalogue."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, PrimaryKeyConstraint, String, Table, Unicode, UniqueConstraint

from server.kernel.database import Amount, Id, Moment, Price, new_metadata
from server.kernel.tables import kernel_tables

metadata = new_metadata()
kernel = kernel_tables(metadata)

version = Table(
    "catalog_version",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("version", BigInteger, nullable=False),
    Column("hospital", Unicode(80), nullable=False),
)
item = Table(
    "catalog_item",
    metadata,
    Column("code", Unicode(6), primary_key=True),
    Column("name", Unicode(60), nullable=False),
    Column("spec", Unicode(40), nullable=False),
    Column("unit", Unicode(10), nullable=False),
    Column("kind", Integer, nullable=False),
    Column("income_type", Integer, nullable=False),
    Column("receipt_item", Unicode(20), nullable=False),
    Column("initials", Unicode(400), nullable=False),
    Column("default_usage", Integer, nullable=False),
    Column("default_frequency", Integer, nullable=False),
    Column("strength", Amount(), nullable=True),
    Column("strength_unit", Unicode(10), nullable=True),
    Column("max_dose", Amount(), nullable=True),
    Column("rounding", Integer, nullable=False),
    Column("charge_basis", String(10), nullable=False),
    Column("exclusive_group", String(20), nullable=True),
    Column("performed_by", String(20), nullable=True),
    Column("withdrawn", Boolean(create_constraint=False), nullable=False),
    Column("lower_limit", Amount(), nullable=False),
    Column("high_alert", Boolean(create_constraint=False), nullable=False),
    Column("forbidden_usages", String(60), nullable=False),
    Column("allowed_usages", String(60), nullable=False),
    Column("control_note", Unicode(100), nullable=False),
)
price = Table(
    "catalog_price",
    metadata,
    Column("item_code", Unicode(6), nullable=False),
    Column("effective_from", Moment(), nullable=False),
    Column("price", Price(), nullable=False),
    PrimaryKeyConstraint("item_code", "effective_from"),
)
frequency = Table(
    "catalog_frequency",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Unicode(20), nullable=False),
    Column("label", Unicode(40), nullable=False),
    Column("unit_times", Integer, nullable=False),
    Column("numerator", Integer, nullable=False),
    Column("denominator", Integer, nullable=False),
    Column("clock_times", String(200), nullable=False),
    Column("temporary_only", Boolean(create_constraint=False), nullable=False),
)
usage = Table(
    "catalog_usage",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Unicode(30), nullable=False),
    Column("abbreviation", Unicode(20), nullable=False),
    Column("category", Unicode(20), nullable=False),
    Column("for_drugs", Boolean(create_constraint=False), nullable=False),
)
add_on = Table(
    "catalog_add_on",
    metadata,
    Column("usage_id", Integer, nullable=False),
    Column("item_code", Unicode(6), nullable=False),
    Column("quantity", Amount(), nullable=False),
    Column("per_group", Boolean(create_constraint=False), nullable=False),
    Column("hourly", Boolean(create_constraint=False), nullable=False),
    PrimaryKeyConstraint("usage_id", "item_code"),
)
ward = Table(
    "catalog_ward",
    metadata,
    Column("code", Unicode(10), primary_key=True),
    Column("name", Unicode(40), nullable=False),
    Column("floor", Unicode(10), nullable=False),
)
bed = Table(
    "catalog_bed",
    metadata,
    Column("ward", Unicode(10), nullable=False),
    Column("bed", Unicode(20), nullable=False),
    PrimaryKeyConstraint("ward", "bed"),
)
income_type = Table(
    "catalog_income_type",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("name", Unicode(20), nullable=False),
    Column("national_item", Unicode(80), nullable=False),
)
staff = Table(
    "catalog_staff",
    metadata,
    Column("user_id", Id, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("login", Unicode(30), nullable=False),
    Column("name", Unicode(30), nullable=False),
    Column("role", String(30), nullable=False),
    Column("wards", Unicode(200), nullable=False),
    Column("email", Unicode(100), nullable=False),
    Column("mobile", Unicode(20), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean(create_constraint=False), nullable=False),
    UniqueConstraint("login"),
    Index("ix_catalog_staff_role", "role"),
)
