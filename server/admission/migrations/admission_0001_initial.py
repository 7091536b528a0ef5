"""initial"""

import sqlalchemy as sa
from alembic import op

from server.kernel import database
from server.kernel.schema import create_kernel_tables

revision = "admission_0001"
down_revision = None


def upgrade() -> None:
    create_kernel_tables()
    op.create_table(
        "admission_charge_line",
        sa.Column("line_id", sa.String(length=32), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("ward", sa.Unicode(length=10), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("ordered_as", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.String(length=32), nullable=True),
        sa.Column("group_no", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.Unicode(length=6), nullable=False),
        sa.Column("item_name", sa.Unicode(length=60), nullable=False),
        sa.Column("spec", sa.Unicode(length=40), nullable=False),
        sa.Column("unit", sa.Unicode(length=10), nullable=False),
        sa.Column("income_type", sa.Integer(), nullable=False),
        sa.Column("is_drug", sa.Boolean(), nullable=False),
        sa.Column("quantity", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("price", database.ExactDecimal(precision=18, scale=4), nullable=True),
        sa.Column("amount", database.ExactDecimal(precision=18, scale=2), nullable=True),
        sa.Column("planned_date", sa.Date(), nullable=False),
        sa.Column("order_day", sa.Date(), nullable=True),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("created_at", database.Moment(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("reverses", sa.String(length=32), nullable=True),
        sa.Column("reversed_quantity", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=True),
        sa.Column("settlement_id", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_admission_charge_line")),
        comment="planned_date is what the source stated; service_date is the day the fee arose (Costdate). order_day: the day a long-term order is charged for by this line, while no other line may charge it.",
    )
    with op.batch_alter_table("admission_charge_line", schema=None) as batch_op:
        batch_op.create_index("ix_admission_charge_line_stay_id_service_date", ["stay_id", "service_date"], unique=False)
        batch_op.create_index(
            "uq_admission_charge_line_order_day",
            ["order_id", "order_day"],
            unique=True,
            sqlite_where=sa.text("order_day IS NOT NULL"),
            postgresql_where=sa.text("order_day IS NOT NULL"),
            mssql_where=sa.text("order_day IS NOT NULL"),
        )

    op.create_table(
        "admission_counter",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_admission_counter")),
    )
    op.create_table(
        "admission_daily_bill",
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("made_at", database.Moment(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("day_total", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.PrimaryKeyConstraint("stay_id", "service_date", name=op.f("pk_admission_daily_bill")),
        comment="What each night's bills came to: a bill asked for later says whether the day has changed since.",
    )
    op.create_table(
        "admission_deposit",
        sa.Column("deposit_id", sa.String(length=32), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("receipt_no", sa.Unicode(length=20), nullable=False),
        sa.Column("amount", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.Column("bank", sa.Unicode(length=20), nullable=False),
        sa.Column("card_no", sa.Unicode(length=20), nullable=False),
        sa.Column("taken_at", database.Moment(), nullable=False),
        sa.Column("cashier_id", sa.Unicode(length=40), nullable=False),
        sa.Column("cashier", sa.Unicode(length=30), nullable=False),
        sa.Column("void_at", database.Moment(), nullable=True),
        sa.Column("voider_id", sa.Unicode(length=40), nullable=True),
        sa.Column("void_by", sa.Unicode(length=30), nullable=True),
        sa.Column("void_reason", sa.Unicode(length=200), nullable=True),
        sa.Column("settlement_id", sa.String(length=32), nullable=True),
        sa.Column("carried_from", sa.String(length=32), nullable=True),
        sa.Column("reprints", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("deposit_id", name=op.f("pk_admission_deposit")),
    )
    with op.batch_alter_table("admission_deposit", schema=None) as batch_op:
        batch_op.create_index("ix_admission_deposit_cashier_id_taken_at", ["cashier_id", "taken_at"], unique=False)
        batch_op.create_index("ix_admission_deposit_receipt_no", ["receipt_no"], unique=False)
        batch_op.create_index("ix_admission_deposit_stay_id", ["stay_id"], unique=False)
        batch_op.create_index("ix_admission_deposit_voider_id_void_at", ["voider_id", "void_at"], unique=False)

    op.create_table(
        "admission_difference",
        sa.Column("difference_id", sa.String(length=32), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("line", sa.Unicode(length=4000), nullable=False),
        sa.Column("noted_at", database.Moment(), nullable=False),
        sa.Column("resolved_at", database.Moment(), nullable=True),
        sa.Column("resolved_by", sa.Unicode(length=30), nullable=True),
        sa.Column("charged", sa.Boolean(), nullable=True),
        sa.Column("why", sa.Unicode(length=200), nullable=True),
        sa.PrimaryKeyConstraint("difference_id", name=op.f("pk_admission_difference")),
    )
    op.create_table(
        "admission_early_answer",
        sa.Column("line_id", sa.String(length=32), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("quantity", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("price", database.ExactDecimal(precision=18, scale=4), nullable=True),
        sa.Column("answered_at", database.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_admission_early_answer")),
        comment="The pharmacy's answers that overtook the line they answer.",
    )
    op.create_table(
        "admission_order",
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("ward", sa.Unicode(length=10), nullable=False),
        sa.Column("group_no", sa.Integer(), nullable=False),
        sa.Column("ordered_as", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.Unicode(length=6), nullable=False),
        sa.Column("item_name", sa.Unicode(length=60), nullable=False),
        sa.Column("dose_text", sa.Unicode(length=40), nullable=False),
        sa.Column("usage", sa.Unicode(length=30), nullable=False),
        sa.Column("frequency", sa.Unicode(length=40), nullable=False),
        sa.Column("start_at", database.Moment(), nullable=False),
        sa.Column("stop_at", database.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_admission_order")),
    )
    with op.batch_alter_table("admission_order", schema=None) as batch_op:
        batch_op.create_index("ix_admission_order_stay_id", ["stay_id"], unique=False)

    op.create_table(
        "admission_patient",
        sa.Column("patient_no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Unicode(length=30), nullable=False),
        sa.Column("initials", sa.Unicode(length=300), nullable=False),
        sa.Column("sex", sa.Integer(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("id_card", sa.Unicode(length=18), nullable=False),
        sa.Column("payer", sa.Integer(), nullable=False),
        sa.Column("phone", sa.Unicode(length=30), nullable=False),
        sa.Column("address", sa.Unicode(length=100), nullable=False),
        sa.Column("postcode", sa.Unicode(length=6), nullable=False),
        sa.Column("hometown", sa.Unicode(length=20), nullable=False),
        sa.Column("country", sa.Unicode(length=20), nullable=False),
        sa.Column("employer", sa.Unicode(length=50), nullable=False),
        sa.Column("employer_address", sa.Unicode(length=100), nullable=False),
        sa.Column("employer_phone", sa.Unicode(length=20), nullable=False),
        sa.Column("employer_postcode", sa.Unicode(length=6), nullable=False),
        sa.Column("insurance_card", sa.Unicode(length=20), nullable=False),
        sa.Column("insurance_area", sa.Unicode(length=20), nullable=False),
        sa.Column("patient_kind", sa.Unicode(length=20), nullable=False),
        sa.Column("contact_name", sa.Unicode(length=30), nullable=False),
        sa.Column("contact_relationship", sa.Unicode(length=20), nullable=False),
        sa.Column("contact_phone", sa.Unicode(length=30), nullable=False),
        sa.Column("contact_address", sa.Unicode(length=100), nullable=False),
        sa.Column("contact_employer", sa.Unicode(length=50), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("current_stay", sa.String(length=32), nullable=True),
        sa.Column("registered_at", database.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("patient_no", name=op.f("pk_admission_patient")),
    )
    with op.batch_alter_table("admission_patient", schema=None) as batch_op:
        batch_op.create_index("ix_admission_patient_id_card", ["id_card"], unique=False)
        batch_op.create_index("ix_admission_patient_name", ["name"], unique=False)
        batch_op.create_index(
            "uq_admission_patient_in_hospital",
            ["id_card"],
            unique=True,
            sqlite_where=sa.text("id_card <> '' AND state <> 0 AND state <> 5"),
            postgresql_where=sa.text("id_card <> '' AND state <> 0 AND state <> 5"),
            mssql_where=sa.text("id_card <> '' AND state <> 0 AND state <> 5"),
        )

    op.create_table(
        "admission_payment",
        sa.Column("payment_id", sa.String(length=32), nullable=False),
        sa.Column("settlement_id", sa.String(length=32), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.Column("amount", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.Column("bank", sa.Unicode(length=20), nullable=False),
        sa.Column("card_no", sa.Unicode(length=20), nullable=False),
        sa.Column("paid_at", database.Moment(), nullable=False),
        sa.Column("cashier_id", sa.Unicode(length=40), nullable=False),
        sa.Column("reverses", sa.String(length=32), nullable=True),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_admission_payment")),
    )
    with op.batch_alter_table("admission_payment", schema=None) as batch_op:
        batch_op.create_index("ix_admission_payment_settlement_id", ["settlement_id"], unique=False)
        batch_op.create_index("ix_admission_payment_stay_id", ["stay_id"], unique=False)

    op.create_table(
        "admission_receipt_range",
        sa.Column("range_id", sa.String(length=32), nullable=False),
        sa.Column("series", sa.String(length=10), nullable=False),
        sa.Column("cashier_id", sa.Unicode(length=40), nullable=False),
        sa.Column("prefix", sa.Unicode(length=10), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("next", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("range_id", name=op.f("pk_admission_receipt_range")),
    )
    with op.batch_alter_table("admission_receipt_range", schema=None) as batch_op:
        batch_op.create_index("ix_admission_receipt_range_cashier_id", ["cashier_id", "series"], unique=False)

    op.create_table(
        "admission_settlement",
        sa.Column("settlement_id", sa.String(length=32), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("patient_no", sa.Integer(), nullable=False),
        sa.Column("patient_name", sa.Unicode(length=30), nullable=False),
        sa.Column("ward", sa.Unicode(length=10), nullable=False),
        sa.Column("bed", sa.Unicode(length=20), nullable=True),
        sa.Column("mode", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("receipt_no", sa.Unicode(length=20), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("cutoff", sa.Date(), nullable=True),
        sa.Column("total", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.Column("insurance", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.Column("own_share", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.Column("deposit_total", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.Column("due", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.Column("paid", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.Column("carried_over", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.Column("settled_at", database.Moment(), nullable=False),
        sa.Column("cashier_id", sa.Unicode(length=40), nullable=False),
        sa.Column("cashier", sa.Unicode(length=30), nullable=False),
        sa.Column("void_at", database.Moment(), nullable=True),
        sa.Column("void_by", sa.Unicode(length=30), nullable=True),
        sa.Column("void_reason", sa.Unicode(length=200), nullable=True),
        sa.Column("reprints", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("settlement_id", name=op.f("pk_admission_settlement")),
        sa.UniqueConstraint("receipt_no", name=op.f("uq_admission_settlement_receipt_no")),
    )
    with op.batch_alter_table("admission_settlement", schema=None) as batch_op:
        batch_op.create_index("ix_admission_settlement_patient_no", ["patient_no"], unique=False)
        batch_op.create_index("ix_admission_settlement_settled_at", ["settled_at"], unique=False)
        batch_op.create_index("ix_admission_settlement_stay_id", ["stay_id"], unique=False)

    op.create_table(
        "admission_settlement_category",
        sa.Column("settlement_id", sa.String(length=32), nullable=False),
        sa.Column("income_type", sa.Integer(), nullable=False),
        sa.Column("amount", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.PrimaryKeyConstraint("settlement_id", "income_type", name=op.f("pk_admission_settlement_category")),
    )
    op.create_table(
        "admission_statement",
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cutoff", sa.Date(), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("heard_at", database.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("stay_id", "source", name=op.f("pk_admission_statement")),
    )
    op.create_table(
        "admission_stay",
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("patient_no", sa.Integer(), nullable=False),
        sa.Column("visit_no", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("ward", sa.Unicode(length=10), nullable=False),
        sa.Column("target_ward", sa.Unicode(length=10), nullable=True),
        sa.Column("bed", sa.Unicode(length=20), nullable=True),
        sa.Column("admitting_ward", sa.Unicode(length=10), nullable=False),
        sa.Column("discharge_ward", sa.Unicode(length=10), nullable=True),
        sa.Column("referring_doctor", sa.Unicode(length=50), nullable=False),
        sa.Column("attending_doctor", sa.Unicode(length=50), nullable=False),
        sa.Column("discharging_doctor", sa.Unicode(length=50), nullable=False),
        sa.Column("diagnosis", sa.Unicode(length=200), nullable=False),
        sa.Column("insurance_serial", sa.Unicode(length=20), nullable=False),
        sa.Column("payer", sa.Integer(), nullable=False),
        sa.Column("admitted_at", database.Moment(), nullable=False),
        sa.Column("received_at", database.Moment(), nullable=True),
        sa.Column("declared_at", database.Moment(), nullable=True),
        sa.Column("cutoff", sa.Date(), nullable=True),
        sa.Column("discharged_at", database.Moment(), nullable=True),
        sa.Column("line_version", sa.Integer(), nullable=False),
        sa.Column("checked_version", sa.Integer(), nullable=True),
        sa.Column("checked_by", sa.Unicode(length=30), nullable=True),
        sa.Column("checked_at", database.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("stay_id", name=op.f("pk_admission_stay")),
        sa.UniqueConstraint("patient_no", "visit_no", name=op.f("uq_admission_stay_patient_no_visit_no")),
    )
    with op.batch_alter_table("admission_stay", schema=None) as batch_op:
        batch_op.create_index("ix_admission_stay_state", ["state"], unique=False)
        batch_op.create_index(
            "uq_admission_stay_open",
            ["patient_no"],
            unique=True,
            sqlite_where=sa.text("state <> 5 AND state <> 9"),
            postgresql_where=sa.text("state <> 5 AND state <> 9"),
            mssql_where=sa.text("state <> 5 AND state <> 9"),
        )

    op.create_table(
        "admission_unassigned_charge",
        sa.Column("line_id", sa.String(length=32), nullable=False),
        sa.Column("patient_no", sa.Integer(), nullable=True),
        sa.Column("patient_name", sa.Unicode(length=50), nullable=False),
        sa.Column("item_code", sa.Unicode(length=6), nullable=False),
        sa.Column("item_name", sa.Unicode(length=60), nullable=False),
        sa.Column("unit", sa.Unicode(length=10), nullable=False),
        sa.Column("income_type", sa.Integer(), nullable=False),
        sa.Column("quantity", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("price", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("performed_at", database.Moment(), nullable=False),
        sa.Column("closed_at", database.Moment(), nullable=True),
        sa.Column("closed_by", sa.Unicode(length=30), nullable=True),
        sa.Column("stay_id", sa.String(length=32), nullable=True),
        sa.Column("reason", sa.Unicode(length=200), nullable=True),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_admission_unassigned_charge")),
        comment="Charges of people without a stay; closed_at is set once, with the stay they were charged to or a reason.",
    )
