"""initial"""

import sqlalchemy as sa
from alembic import op

from server.kernel import database
from server.kernel.schema import create_kernel_tables

revision = "catalog_0001"
down_revision = None


def upgrade() -> None:
    create_kernel_tables()
    op.create_table(
        "catalog_add_on",
        sa.Column("usage_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.Unicode(length=6), nullable=False),
        sa.Column("quantity", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("per_group", sa.Boolean(), nullable=False),
        sa.Column("hourly", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("usage_id", "item_code", name=op.f("pk_catalog_add_on")),
    )
    op.create_table(
        "catalog_bed",
        sa.Column("ward", sa.Unicode(length=10), nullable=False),
        sa.Column("bed", sa.Unicode(length=20), nullable=False),
        sa.PrimaryKeyConstraint("ward", "bed", name=op.f("pk_catalog_bed")),
    )
    op.create_table(
        "catalog_frequency",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Unicode(length=20), nullable=False),
        sa.Column("label", sa.Unicode(length=40), nullable=False),
        sa.Column("unit_times", sa.Integer(), nullable=False),
        sa.Column("numerator", sa.Integer(), nullable=False),
        sa.Column("denominator", sa.Integer(), nullable=False),
        sa.Column("clock_times", sa.String(length=200), nullable=False),
        sa.Column("temporary_only", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_frequency")),
    )
    op.create_table(
        "catalog_income_type",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Unicode(length=20), nullable=False),
        sa.Column("national_item", sa.Unicode(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_income_type")),
    )
    op.create_table(
        "catalog_item",
        sa.Column("code", sa.Unicode(length=6), nullable=False),
        sa.Column("name", sa.Unicode(length=60), nullable=False),
        sa.Column("spec", sa.Unicode(length=40), nullable=False),
        sa.Column("unit", sa.Unicode(length=10), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("income_type", sa.Integer(), nullable=False),
        sa.Column("receipt_item", sa.Unicode(length=20), nullable=False),
        sa.Column("initials", sa.Unicode(length=400), nullable=False),
        sa.Column("default_usage", sa.Integer(), nullable=False),
        sa.Column("default_frequency", sa.Integer(), nullable=False),
        sa.Column("strength", database.ExactDecimal(precision=18, scale=4), nullable=True),
        sa.Column("strength_unit", sa.Unicode(length=10), nullable=True),
        sa.Column("max_dose", database.ExactDecimal(precision=18, scale=4), nullable=True),
        sa.Column("rounding", sa.Integer(), nullable=False),
        sa.Column("charge_basis", sa.String(length=10), nullable=False),
        sa.Column("exclusive_group", sa.String(length=20), nullable=True),
        sa.Column("performed_by", sa.String(length=20), nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("lower_limit", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("high_alert", sa.Boolean(), nullable=False),
        sa.Column("forbidden_usages", sa.String(length=60), nullable=False),
        sa.Column("allowed_usages", sa.String(length=60), nullable=False),
        sa.Column("control_note", sa.Unicode(length=100), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_catalog_item")),
    )
    op.create_table(
        "catalog_price",
        sa.Column("item_code", sa.Unicode(length=6), nullable=False),
        sa.Column("effective_from", database.Moment(), nullable=False),
        sa.Column("price", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.PrimaryKeyConstraint("item_code", "effective_from", name=op.f("pk_catalog_price")),
    )
    op.create_table(
        "catalog_staff",
        sa.Column("user_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("login", sa.Unicode(length=30), nullable=False),
        sa.Column("name", sa.Unicode(length=30), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("wards", sa.Unicode(length=200), nullable=False),
        sa.Column("email", sa.Unicode(length=100), nullable=False),
        sa.Column("mobile", sa.Unicode(length=20), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_catalog_staff")),
        sa.UniqueConstraint("login", name=op.f("uq_catalog_staff_login")),
    )
    with op.batch_alter_table("catalog_staff", schema=None) as batch_op:
        batch_op.create_index("ix_catalog_staff_role", ["role"], unique=False)

    op.create_table(
        "catalog_usage",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Unicode(length=30), nullable=False),
        sa.Column("abbreviation", sa.Unicode(length=20), nullable=False),
        sa.Column("category", sa.Unicode(length=20), nullable=False),
        sa.Column("for_drugs", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_usage")),
    )
    op.create_table(
        "catalog_version",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("hospital", sa.Unicode(length=80), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalog_version")),
    )
    op.create_table(
        "catalog_ward",
        sa.Column("code", sa.Unicode(length=10), nullable=False),
        sa.Column("name", sa.Unicode(length=40), nullable=False),
        sa.Column("floor", sa.Unicode(length=10), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_catalog_ward")),
    )
