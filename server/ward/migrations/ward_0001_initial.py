"""initial"""

import sqlalchemy as sa
from alembic import op

from server.kernel import database
from server.kernel.schema import create_kernel_tables

revision = "ward_0001"
down_revision = None


def upgrade() -> None:
    create_kernel_tables()
    op.create_table(
        "ward_account",
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("deposits", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.Column("unsettled", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.Column("balance", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.Column("dearest_day", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.Column("as_of", database.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("stay_id", name=op.f("pk_ward_account")),
    )
    op.create_table(
        "ward_admission_stay",
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
        sa.PrimaryKeyConstraint("stay_id", name=op.f("pk_ward_admission_stay")),
        comment="The fields of `StayChanged`; a department adds what it needs to know besides.",
    )
    op.create_table(
        "ward_bed",
        sa.Column("ward", sa.Unicode(length=10), nullable=False),
        sa.Column("bed", sa.Unicode(length=20), nullable=False),
        sa.Column("identity", sa.Unicode(length=60), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ward", "bed", name=op.f("pk_ward_bed")),
        sa.UniqueConstraint("ward", "identity", name=op.f("uq_ward_bed_ward_identity")),
        comment="A fixed bed of the catalogue has a row from its first patient on; until then it is free. W01-001 and w01-001 are one.",
    )
    with op.batch_alter_table("ward_bed", schema=None) as batch_op:
        batch_op.create_index(
            "uq_ward_bed_stay_id",
            ["stay_id"],
            unique=True,
            sqlite_where=sa.text("stay_id IS NOT NULL"),
            postgresql_where=sa.text("stay_id IS NOT NULL"),
            mssql_where=sa.text("stay_id IS NOT NULL"),
        )

    op.create_table(
        "ward_execution",
        sa.Column("execution_id", sa.String(length=32), nullable=False),
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("administrations", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("covers_to", database.Moment(), nullable=False),
        sa.Column("executed_at", database.Moment(), nullable=False),
        sa.Column("executed_by", sa.Unicode(length=40), nullable=False),
        sa.PrimaryKeyConstraint("execution_id", name=op.f("pk_ward_execution")),
        sa.UniqueConstraint("order_id", "service_date", name=op.f("uq_ward_execution_order_id_service_date")),
        comment="What a run did with an order: once per service date, a temporary order once at all (F11). Of an item charged by the day each day has one, which goes when the day is given back.",
    )
    with op.batch_alter_table("ward_execution", schema=None) as batch_op:
        batch_op.create_index("ix_ward_execution_stay_id", ["stay_id"], unique=False)

    op.create_table(
        "ward_line",
        sa.Column("line_id", sa.String(length=32), nullable=False),
        sa.Column("ward", sa.Unicode(length=10), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.String(length=32), nullable=True),
        sa.Column("item_code", sa.Unicode(length=6), nullable=False),
        sa.Column("item_name", sa.Unicode(length=60), nullable=False),
        sa.Column("spec", sa.Unicode(length=40), nullable=False),
        sa.Column("unit", sa.Unicode(length=10), nullable=False),
        sa.Column("income_type", sa.Integer(), nullable=False),
        sa.Column("quantity", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("service_date", sa.Date(), nullable=False),
        sa.Column("created_at", database.Moment(), nullable=False),
        sa.Column("reverses", sa.String(length=32), nullable=True),
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("run_id", sa.String(length=32), nullable=False),
        sa.Column("ordered_as", sa.Integer(), nullable=False),
        sa.Column("group_no", sa.Integer(), nullable=False),
        sa.Column("is_drug", sa.Boolean(), nullable=False),
        sa.Column("administrations", sa.Integer(), nullable=False),
        sa.Column("instead_of", sa.String(length=32), nullable=True),
        sa.Column("price", database.ExactDecimal(precision=18, scale=4), nullable=True),
        sa.Column("amount", database.ExactDecimal(precision=18, scale=2), nullable=True),
        sa.Column("charged_on", sa.Date(), nullable=False),
        sa.Column("dose_text", sa.Unicode(length=40), nullable=False),
        sa.Column("usage", sa.Unicode(length=30), nullable=False),
        sa.Column("frequency", sa.Unicode(length=40), nullable=False),
        sa.Column("request_id", sa.String(length=32), nullable=True),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Unicode(length=200), nullable=False),
        sa.Column("cause", sa.Integer(), nullable=True),
        sa.Column("answered_at", database.Moment(), nullable=True),
        sa.Column("reversed_quantity", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("reversed_administrations", sa.Integer(), nullable=False),
        sa.Column("unused", sa.Integer(), nullable=False),
        sa.Column("withdrawing", sa.Boolean(), nullable=False),
        sa.Column("settled_segment", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "reversed_quantity = 0 OR reversed_quantity <= quantity", name=op.f("ck_ward_line_reversed_within_quantity")
        ),
        sa.CheckConstraint("reversed_quantity >= 0", name=op.f("ck_ward_line_reversed_not_negative")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_ward_line")),
        comment="Charge lines born here. `service_date` is as planned and never changes; `charged_on` is the day the fee arose. `run_id` is shared by the lines of one run or reversal, `request_id` only by those that ask the pharmacy.",
    )
    with op.batch_alter_table("ward_line", schema=None) as batch_op:
        batch_op.create_index("ix_ward_line_order_id", ["order_id"], unique=False)
        batch_op.create_index("ix_ward_line_run_id", ["run_id"], unique=False)
        batch_op.create_index("ix_ward_line_state", ["stay_id", "state"], unique=False)
        batch_op.create_index("ix_ward_line_stay_id", ["stay_id", "service_date"], unique=False)
        batch_op.create_index("ix_ward_line_ward", ["ward", "charged_on"], unique=False)

    op.create_table(
        "ward_order",
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("group_no", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.Unicode(length=6), nullable=False),
        sa.Column("dose", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("dose_unit", sa.Unicode(length=10), nullable=False),
        sa.Column("quantity", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("usage", sa.Integer(), nullable=False),
        sa.Column("frequency", sa.Integer(), nullable=False),
        sa.Column("start_at", database.Moment(), nullable=False),
        sa.Column("stop_at", database.Moment(), nullable=True),
        sa.Column("first_day_times", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", database.Moment(), nullable=True),
        sa.Column("last_perform", database.Moment(), nullable=True),
        sa.Column("no_day_from", database.Moment(), nullable=True),
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("doctor", sa.Unicode(length=50), nullable=False),
        sa.Column("note", sa.Unicode(length=200), nullable=False),
        sa.Column("entered_by", sa.Unicode(length=40), nullable=False),
        sa.Column("entered_at", database.Moment(), nullable=False),
        sa.Column("confirmed_by", sa.Unicode(length=40), nullable=True),
        sa.Column("stopped_by", sa.Unicode(length=40), nullable=True),
        sa.Column("withdrawing", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_ward_order")),
        comment="`entered_by` wrote the present content. `no_day_from`: from then on it charges no day, where that is not `stop_at`: the patient left the ward that gave it.",
    )
    with op.batch_alter_table("ward_order", schema=None) as batch_op:
        batch_op.create_index("ix_ward_order_stay_id", ["stay_id"], unique=False)

    op.create_table(
        "ward_order_add_on",
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("group_no", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.Unicode(length=6), nullable=False),
        sa.Column("quantity", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.PrimaryKeyConstraint("stay_id", "kind", "group_no", "item_code", name=op.f("pk_ward_order_add_on")),
        comment="Add-ons of a group as its usage gave them when the group was entered; per administration.",
    )
    op.create_table(
        "ward_shortage",
        sa.Column("drug_code", sa.Unicode(length=6), nullable=False),
        sa.Column("since", database.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("drug_code", name=op.f("pk_ward_shortage")),
        comment="Drugs flagged short now.",
    )
    op.create_table(
        "ward_statement",
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cutoff", sa.Date(), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("stay_id", name=op.f("pk_ward_statement")),
        comment="The last closing statement told for the stay. It `stands` while the end it belongs to is declared, and is told as "
        "withdrawn also while some line is not decided.",
    )
    op.create_table(
        "ward_stay",
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.String(length=40), nullable=False),
        sa.Column("problem", sa.UnicodeText(), nullable=True),
        sa.Column("ward", sa.Unicode(length=10), nullable=False),
        sa.Column("bed", sa.Unicode(length=20), nullable=True),
        sa.Column("target_ward", sa.Unicode(length=10), nullable=True),
        sa.Column("doctor", sa.Unicode(length=50), nullable=False),
        sa.Column("allergy", sa.Unicode(length=200), nullable=False),
        sa.Column("received_at", database.Moment(), nullable=True),
        sa.Column("declared_at", database.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("stay_id", name=op.f("pk_ward_stay")),
        comment="The ward's view of a stay. `wanted`: states it declared and admission has not answered, oldest first; `problem`: what it refused last. Every command on a stay raises `version` first, which queues those who work on the same patient.",
    )
    with op.batch_alter_table("ward_stay", schema=None) as batch_op:
        batch_op.create_index("ix_ward_stay_target_ward", ["target_ward"], unique=False)
        batch_op.create_index("ix_ward_stay_ward", ["ward", "state"], unique=False)

    op.create_table(
        "ward_treatment",
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("sessions_done", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("last_at", database.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_ward_treatment")),
        comment="How far the treatment room is with an order, as it told last; `status` is that of the latest session.",
    )
    with op.batch_alter_table("ward_treatment", schema=None) as batch_op:
        batch_op.create_index("ix_ward_treatment_stay_id", ["stay_id", "status"], unique=False)
