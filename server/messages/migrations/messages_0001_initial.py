"""initial"""

import sqlalchemy as sa
from alembic import op

from server.kernel import database
from server.kernel.schema import create_kernel_tables

revision = "messages_0001"
down_revision = None


def upgrade() -> None:
    create_kernel_tables()
    op.create_table(
        "message_log",
        sa.Column("source", sa.String(length=20), nullable=False),
        sa.Column("incarnation", sa.Integer(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("type", sa.String(length=80), nullable=False),
        sa.Column("subject", sa.Unicode(length=64), nullable=False),
        sa.Column("time", database.Moment(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.Column("event_id", sa.String(length=32), nullable=False),
        sa.Column("logged_at", database.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("topic", "offset", name=op.f("pk_message_log")),
        sa.UniqueConstraint("source", "incarnation", "number", name=op.f("uq_message_log_source_incarnation_number")),
    )
    op.create_table(
        "message_offset",
        sa.Column("consumer", sa.String(length=40), nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("offset", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("consumer", "topic", name=op.f("pk_message_offset")),
    )
    op.create_table(
        "message_topic",
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("last_offset", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("topic", name=op.f("pk_message_topic")),
    )
