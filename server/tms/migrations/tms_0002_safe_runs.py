"""safe runs: confirmations of received prescriptions, runs told of late, charges without a price"""

from alembic import op
import sqlalchemy as sa

import server.kernel.database


revision = "tms_0002"
down_revision = "tms_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("tms_prescription", schema=None) as batch_op:
        batch_op.add_column(sa.Column("confirmed_by", sa.Unicode(length=40), nullable=True))
        batch_op.add_column(sa.Column("confirmed_at", server.kernel.database.Moment(), nullable=True))

    with op.batch_alter_table("tms_execution", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pulses_before", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("heard_at", server.kernel.database.Moment(), nullable=True))
        batch_op.add_column(sa.Column("run_of", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("run_attempt", sa.Integer(), nullable=True))
        batch_op.create_index("ix_tms_execution_run_of", ["run_of"], unique=False)

    op.create_table(
        "tms_unpriced",
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=True),
        sa.Column("order_id", sa.String(length=32), nullable=True),
        sa.Column("item_code", sa.Unicode(length=6), nullable=False),
        sa.Column("performed_at", server.kernel.database.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name=op.f("pk_tms_unpriced")),
        comment="What was given while its item had no price: charged once there is one; no statement of the stay is valid before.",
    )
    with op.batch_alter_table("tms_unpriced", schema=None) as batch_op:
        batch_op.create_index("ix_tms_unpriced_stay_id", ["stay_id"], unique=False)


def downgrade() -> None:
    op.drop_table("tms_unpriced")
    with op.batch_alter_table("tms_execution", schema=None) as batch_op:
        batch_op.drop_index("ix_tms_execution_run_of")
        batch_op.drop_column("run_attempt")
        batch_op.drop_column("run_of")
        batch_op.drop_column("heard_at")
        batch_op.drop_column("pulses_before")

    with op.batch_alter_table("tms_prescription", schema=None) as batch_op:
        batch_op.drop_column("confirmed_at")
        batch_op.drop_column("confirmed_by")
