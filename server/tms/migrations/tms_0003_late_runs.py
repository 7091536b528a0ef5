"""late runs: one late attempt for each attempt and console, and what an attempt had given at each step"""

from alembic import op
import sqlalchemy as sa


revision = "tms_0003"
down_revision = "tms_0002"
branch_labels = None
depends_on = None

_SET = sa.text("run_attempt IS NOT NULL")


def upgrade() -> None:
    with op.batch_alter_table("tms_change", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pulses_done", sa.Integer(), nullable=False, server_default="0"))

    with op.batch_alter_table("tms_execution", schema=None) as batch_op:
        batch_op.drop_index("ix_tms_execution_run_of")
        batch_op.create_index(
            "uq_tms_execution_run",
            ["run_of", "console", "run_attempt"],
            unique=True,
            sqlite_where=_SET,
            postgresql_where=_SET,
            mssql_where=_SET,
        )


def downgrade() -> None:
    with op.batch_alter_table("tms_execution", schema=None) as batch_op:
        batch_op.drop_index("uq_tms_execution_run", sqlite_where=_SET, postgresql_where=_SET, mssql_where=_SET)
        batch_op.create_index("ix_tms_execution_run_of", ["run_of"], unique=False)

    with op.batch_alter_table("tms_change", schema=None) as batch_op:
        batch_op.drop_column("pulses_done")
