"""initial"""

import sqlalchemy as sa
from alembic import op

from server.kernel import database
from server.kernel.schema import create_kernel_tables

revision = "pharmacy_0001"
down_revision = None


def upgrade() -> None:
    create_kernel_tables()
    op.create_table(
        "pharmacy_allergy",
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("allergy", sa.Unicode(length=200), nullable=False),
        sa.Column("asked_at", database.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("stay_id", name=op.f("pk_pharmacy_allergy")),
        comment="S1. A row of its own, since wards and admission tell in any order; the last reception counts.",
    )
    op.create_table(
        "pharmacy_batch",
        sa.Column("drug_code", sa.Unicode(length=6), nullable=False),
        sa.Column("batch_no", sa.Unicode(length=30), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("quantity", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_pharmacy_batch_not_negative")),
        sa.PrimaryKeyConstraint("drug_code", "batch_no", name=op.f("pk_pharmacy_batch")),
    )
    op.create_table(
        "pharmacy_dispense",
        sa.Column("dispense_id", sa.String(length=32), nullable=False),
        sa.Column("slip_no", sa.String(length=20), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("dispensed_at", database.Moment(), nullable=False),
        sa.Column("dispensed_by", sa.Unicode(length=50), nullable=False),
        sa.PrimaryKeyConstraint("dispense_id", name=op.f("pk_pharmacy_dispense")),
        comment="One press of 发药.",
    )
    with op.batch_alter_table("pharmacy_dispense", schema=None) as batch_op:
        batch_op.create_index("ix_pharmacy_dispense_dispensed_at", ["dispensed_at"], unique=False)
        batch_op.create_index("uq_pharmacy_dispense_slip_no", ["slip_no"], unique=True)

    op.create_table(
        "pharmacy_early_withdrawal",
        sa.Column("line_id", sa.String(length=32), nullable=False),
        sa.Column("asked_at", database.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_pharmacy_early_withdrawal")),
        comment="Withdrawals that came before their line did.",
    )
    op.create_table(
        "pharmacy_line",
        sa.Column("line_id", sa.String(length=32), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("ordered_as", sa.Integer(), nullable=False),
        sa.Column("group_no", sa.Integer(), nullable=False),
        sa.Column("drug_code", sa.Unicode(length=6), nullable=False),
        sa.Column("drug_name", sa.Unicode(length=60), nullable=False),
        sa.Column("spec", sa.Unicode(length=40), nullable=False),
        sa.Column("unit", sa.Unicode(length=10), nullable=False),
        sa.Column("quantity", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("dose_text", sa.Unicode(length=100), nullable=False),
        sa.Column("usage", sa.Unicode(length=60), nullable=False),
        sa.Column("frequency", sa.Unicode(length=60), nullable=False),
        sa.Column("administrations", sa.Integer(), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("reverses", sa.String(length=32), nullable=True),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Unicode(length=200), nullable=False),
        sa.Column("price", database.ExactDecimal(precision=18, scale=4), nullable=True),
        sa.Column("returned", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("dispense_id", sa.String(length=32), nullable=True),
        sa.Column("handled_at", database.Moment(), nullable=True),
        sa.Column("handled_by", sa.Unicode(length=50), nullable=False),
        sa.CheckConstraint(
            "returned >= 0 AND (returned = 0 OR returned <= quantity)", name=op.f("ck_pharmacy_line_returned_of_quantity")
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_pharmacy_line")),
        comment="A line is answered once: its state leaves WAITING by a guarded update. `returned` counts what came back of it.",
    )
    with op.batch_alter_table("pharmacy_line", schema=None) as batch_op:
        batch_op.create_index("ix_pharmacy_line_dispense_id", ["dispense_id"], unique=False)
        batch_op.create_index("ix_pharmacy_line_request_id", ["request_id"], unique=False)
        batch_op.create_index("ix_pharmacy_line_reverses", ["reverses"], unique=False)
        batch_op.create_index("ix_pharmacy_line_service_date", ["service_date"], unique=False)
        batch_op.create_index("ix_pharmacy_line_state", ["state", "drug_code"], unique=False)

    op.create_table(
        "pharmacy_movement",
        sa.Column("movement_id", sa.String(length=32), nullable=False),
        sa.Column("drug_code", sa.Unicode(length=6), nullable=False),
        sa.Column("batch_no", sa.Unicode(length=30), nullable=False),
        sa.Column("quantity", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("balance", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("cause", sa.Unicode(length=50), nullable=False),
        sa.Column("line_id", sa.String(length=32), nullable=True),
        sa.Column("dispense_id", sa.String(length=32), nullable=True),
        sa.Column("moved_at", database.Moment(), nullable=False),
        sa.Column("moved_by", sa.Unicode(length=30), nullable=False),
        sa.PrimaryKeyConstraint("movement_id", name=op.f("pk_pharmacy_movement")),
        comment="Only grows. With line and dispense it is also what was issued of which batch, down to the patient.",
    )
    with op.batch_alter_table("pharmacy_movement", schema=None) as batch_op:
        batch_op.create_index("ix_pharmacy_movement_dispense_id", ["dispense_id"], unique=False)
        batch_op.create_index("ix_pharmacy_movement_drug_code", ["drug_code", "moved_at"], unique=False)
        batch_op.create_index("ix_pharmacy_movement_line_id", ["line_id"], unique=False)

    op.create_table(
        "pharmacy_request",
        sa.Column("request_id", sa.String(length=32), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("ward", sa.Unicode(length=10), nullable=False),
        sa.Column("bed", sa.Unicode(length=20), nullable=True),
        sa.Column("patient_no", sa.Integer(), nullable=False),
        sa.Column("patient_name", sa.Unicode(length=50), nullable=False),
        sa.Column("requested_at", database.Moment(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_pharmacy_request")),
    )
    with op.batch_alter_table("pharmacy_request", schema=None) as batch_op:
        batch_op.create_index("ix_pharmacy_request_state", ["state", "ward", "requested_at"], unique=False)
        batch_op.create_index("ix_pharmacy_request_stay_id", ["stay_id"], unique=False)

    op.create_table(
        "pharmacy_requisition_draft",
        sa.Column("drug_code", sa.Unicode(length=6), nullable=False),
        sa.Column("drafted_at", database.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("drug_code", name=op.f("pk_pharmacy_requisition_draft")),
        comment="领药: drugs below their lower limit, one open line each.",
    )
    op.create_table(
        "pharmacy_slip_counter",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_pharmacy_slip_counter")),
    )
    op.create_table(
        "pharmacy_stay",
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("patient_no", sa.Integer(), nullable=False),
        sa.Column("visit_no", sa.Integer(), nullable=False),
        sa.Column("name", sa.Unicode(length=50), nullable=False),
        sa.Column("sex", sa.Integer(), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("payer", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("segment", sa.Integer(), nullable=False),
        sa.Column("ward", sa.Unicode(length=10), nullable=False),
        sa.Column("bed", sa.Unicode(length=20), nullable=True),
        sa.Column("admitted_at", database.Moment(), nullable=False),
        sa.Column("declared_at", database.Moment(), nullable=True),
        sa.Column("target_ward", sa.Unicode(length=10), nullable=True),
        sa.PrimaryKeyConstraint("stay_id", name=op.f("pk_pharmacy_stay")),
        comment="The fields of `StayChanged`; a department adds what it needs to know besides.",
    )
    op.create_table(
        "pharmacy_stock",
        sa.Column("drug_code", sa.Unicode(length=6), nullable=False),
        sa.Column("quantity", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("short", sa.Boolean(), nullable=False),
        sa.Column("short_since", database.Moment(), nullable=True),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_pharmacy_stock_not_negative")),
        sa.PrimaryKeyConstraint("drug_code", name=op.f("pk_pharmacy_stock")),
        comment="A drug's whole stock, expired batches included. Its row is changed first: it queues those who want the same drug.",
    )
