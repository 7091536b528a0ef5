"""late runs: one late attempt for each attempt and console, and what an attempt had given at each step"""

from alembic import op
import sqlalchemy as sa


revision = "tms_0003"
down_revision = "tms_0002"
branch_labels = None
depends_on = None

_SET = sa.text("run_attempt IS NOT NULL")
# Written out rather than bound: the upgrade is also printed as a script.
_EXECUTING = sa.literal_column("2", sa.Integer())
_execution = sa.table("tms_execution", *map(sa.column, ("id", "version", "pulses_done", "run_of", "console", "run_attempt")))
_change = sa.table("tms_change", *map(sa.column, ("execution_id", "version", "old", "pulses_done")))
_patient = sa.table("tms_patient", *map(sa.column, ("id", "his_id")))


def upgrade() -> None:
    with op.batch_alter_table("tms_change", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pulses_done", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("tms_session_log", schema=None) as batch_op:
        batch_op.add_column(sa.Column("attempt", sa.Integer(), nullable=False, server_default="1"))

    _count_what_ended()
    _keep_one_of_each_run()
    _charge_people_by_their_number()
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

    with op.batch_alter_table("tms_session_log", schema=None) as batch_op:
        batch_op.drop_column("attempt")


def _count_what_ended() -> None:
    """The present attempt's count stands on its session; those of earlier ones are only told in notes."""
    mine = sa.and_(_execution.c.id == _change.c.execution_id, _execution.c.version == _change.c.version)
    counted = sa.select(_execution.c.pulses_done).where(mine).scalar_subquery()
    op.execute(sa.update(_change).where(_change.c.old == _EXECUTING, sa.exists().where(mine)).values(pulses_done=counted))


def _keep_one_of_each_run() -> None:
    """Attempts that told of one run twice stay, but only the first is found as that run's."""
    first = _execution.alias("first")
    same = [first.c[name] == _execution.c[name] for name in ("run_of", "console", "run_attempt")]
    twice = sa.exists().where(*same, first.c.id < _execution.c.id)
    op.execute(sa.update(_execution).where(_execution.c.run_attempt.is_not(None), twice).values(run_attempt=sa.null()))


def _charge_people_by_their_number() -> None:
    """A measurement without a stay is charged to the patient number where there is one, so that it is found again."""
    for name in ("tms_charge", "tms_unpriced"):
        table = sa.table(name, sa.column("purpose", sa.String(60)))
        numbered = [_patient.c.his_id.is_not(None), table.c.purpose == _named("threshold patient ", _patient.c.id)]
        renamed = sa.select(_named("threshold number ", _patient.c.his_id)).where(*numbered).scalar_subquery()
        op.execute(sa.update(table).where(sa.exists().where(*numbered)).values(purpose=renamed))


def _named(words: str, number: sa.ColumnElement[int]) -> sa.ColumnElement[str]:
    return sa.literal_column(f"'{words}'", sa.String(60)).concat(sa.cast(number, sa.String(20)))
