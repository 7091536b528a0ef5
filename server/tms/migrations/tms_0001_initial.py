"""initial"""

import sqlalchemy as sa
from alembic import op

from server.kernel import database
from server.kernel.schema import create_kernel_tables
from server.tms import seed_data

revision = "tms_0001"
down_revision = None


def upgrade() -> None:
    create_kernel_tables()
    op.create_table(
        "tms_change",
        sa.Column("execution_id", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", database.Moment(), nullable=False),
        sa.Column("by", sa.Unicode(length=40), nullable=False),
        sa.Column("console", sa.Unicode(length=50), nullable=False),
        sa.Column("device_id", sa.BigInteger(), nullable=True),
        sa.Column("old", sa.Integer(), nullable=True),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("pulses_done", sa.Integer(), nullable=False),
        sa.Column("notes", sa.UnicodeText(), nullable=False),
        sa.PrimaryKeyConstraint("execution_id", "version", name=op.f("pk_tms_change")),
        comment="Who brought a session from state to state, when and where, and what its attempt had given then; only grows.",
    )
    op.create_table(
        "tms_charge",
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("line_id", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name=op.f("pk_tms_charge")),
        comment="What was charged: one line for a session, one for the first threshold measurement of a stay.",
    )
    op.create_table(
        "tms_counter",
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_tms_counter")),
        comment="The last number given, per kind. Its row is locked until the commit, so numbers follow the order of commits.",
    )
    op.create_table(
        "tms_device",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hospital_id", sa.BigInteger(), nullable=False),
        sa.Column("device_type", sa.Unicode(length=50), nullable=False),
        sa.Column("sn", sa.Unicode(length=50), nullable=False),
        sa.Column("name", sa.Unicode(length=50), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("last_heartbeat", database.Moment(), nullable=True),
        sa.Column("heard_at", database.Moment(), nullable=True),
        sa.Column("console", sa.Unicode(length=50), nullable=False),
        sa.Column("coil_celsius", sa.Integer(), nullable=True),
        sa.Column("fault", sa.Unicode(length=200), nullable=False),
        sa.Column("silent", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tms_device")),
        sa.UniqueConstraint("hospital_id", "sn", name=op.f("uq_tms_device_hospital_id_sn")),
        comment="`heard_at` is machine time, which decides on offline; `last_heartbeat` is the hospital's. `silent`: told as offline.",
    )
    op.create_table(
        "tms_execution",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("attempt_at", database.Moment(), nullable=False),
        sa.Column("prescription_id", sa.BigInteger(), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("hospital_id", sa.BigInteger(), nullable=False),
        sa.Column("device_id", sa.BigInteger(), nullable=True),
        sa.Column("executor_id", sa.BigInteger(), nullable=True),
        sa.Column("created_by", sa.Unicode(length=40), nullable=False),
        sa.Column("created_at", database.Moment(), nullable=False),
        sa.Column("client_reference", sa.Unicode(length=50), nullable=True),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("received_at", database.Moment(), nullable=True),
        sa.Column("client_info", sa.Unicode(length=200), nullable=False),
        sa.Column("console", sa.Unicode(length=50), nullable=False),
        sa.Column("operator", sa.Unicode(length=40), nullable=False),
        sa.Column("started_at", database.Moment(), nullable=True),
        sa.Column("ended_at", database.Moment(), nullable=True),
        sa.Column("trains_done", sa.Integer(), nullable=False),
        sa.Column("pulses_done", sa.Integer(), nullable=False),
        sa.Column("pulses_before", sa.Integer(), nullable=False),
        sa.Column("output_percent", sa.Integer(), nullable=True),
        sa.Column("reason", sa.UnicodeText(), nullable=False),
        sa.Column("notice", sa.BigInteger(), nullable=False),
        sa.Column("sends", sa.Integer(), nullable=False),
        sa.Column("told_at", database.Moment(), nullable=False),
        sa.Column("heard_at", database.Moment(), nullable=True),
        sa.Column("undelivered", sa.Boolean(), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("run_of", sa.BigInteger(), nullable=True),
        sa.Column("run_attempt", sa.Integer(), nullable=True),
        sa.Column("charge", sa.String(length=20), nullable=False),
        sa.Column("session_number", sa.Integer(), nullable=False),
        sa.CheckConstraint("status >= 0 AND status <= 4", name=op.f("ck_tms_execution_status")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tms_execution")),
        comment="`attempt_at`: when this attempt began to wait. `content`: digest of what asked for it. `notice`: its last CREATED. `told_at` is machine time, of that telling; `heard_at` too, of the console's last word of the run. `operator` started it. `run_of`, `run_attempt`: the attempt that a late one tells of, once for each console. `pulses_before`: what earlier attempts gave.",
    )
    with op.batch_alter_table("tms_execution", schema=None) as batch_op:
        batch_op.create_index("ix_tms_execution_created_at", ["created_at"], unique=False)
        batch_op.create_index("ix_tms_execution_ended_at", ["ended_at"], unique=False)
        batch_op.create_index("ix_tms_execution_patient_id", ["patient_id", "status"], unique=False)
        batch_op.create_index("ix_tms_execution_prescription_id", ["prescription_id", "status"], unique=False)
        batch_op.create_index("ix_tms_execution_status", ["status", "told_at"], unique=False)
        batch_op.create_index(
            "uq_tms_execution_client_reference",
            ["created_by", "client_reference"],
            unique=True,
            sqlite_where=sa.text("client_reference IS NOT NULL"),
            postgresql_where=sa.text("client_reference IS NOT NULL"),
            mssql_where=sa.text("client_reference IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_tms_execution_run",
            ["run_of", "console", "run_attempt"],
            unique=True,
            sqlite_where=sa.text("run_attempt IS NOT NULL"),
            postgresql_where=sa.text("run_attempt IS NOT NULL"),
            mssql_where=sa.text("run_attempt IS NOT NULL"),
        )

    op.create_table(
        "tms_executor",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("staff_id", sa.Unicode(length=40), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tms_executor")),
        sa.UniqueConstraint("staff_id", name=op.f("uq_tms_executor_staff_id")),
        comment="The number under which a member of staff appears on the wire.",
    )
    op.create_table(
        "tms_hospital",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Unicode(length=100), nullable=False),
        sa.Column("address", sa.Unicode(length=200), nullable=True),
        sa.Column("contact", sa.Unicode(length=50), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tms_hospital")),
        sa.UniqueConstraint("name", name=op.f("uq_tms_hospital_name")),
        comment="Number 1 is our own; the catalogue knows its name.",
    )
    op.create_table(
        "tms_line",
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
        sa.Column("stay_id", sa.String(length=32), nullable=True),
        sa.Column("price", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("amount", database.ExactDecimal(precision=18, scale=2), nullable=False),
        sa.Column("reason", sa.Unicode(length=200), nullable=False),
        sa.Column("reversed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_tms_line")),
        comment="Charge lines born here; without a stay it is the cashier's to assign.",
    )
    with op.batch_alter_table("tms_line", schema=None) as batch_op:
        batch_op.create_index("ix_tms_line_stay_id", ["stay_id", "service_date"], unique=False)

    op.create_table(
        "tms_notice",
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("execution_id", sa.BigInteger(), nullable=False),
        sa.Column("at", database.Moment(), nullable=False),
        sa.Column("told_at", database.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_tms_notice")),
    )
    with op.batch_alter_table("tms_notice", schema=None) as batch_op:
        batch_op.create_index("ix_tms_notice_told_at", ["told_at"], unique=False)

    op.create_table(
        "tms_part",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("name", sa.Unicode(length=50), nullable=False),
        sa.Column("x", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("y", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tms_part")),
        sa.UniqueConstraint("name", name=op.f("uq_tms_part_name")),
    )
    op.create_table(
        "tms_patient",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("hospital_id", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.Unicode(length=50), nullable=True),
        sa.Column("name", sa.Unicode(length=50), nullable=False),
        sa.Column("sex", sa.Integer(), nullable=True),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("id_card", sa.Unicode(length=20), nullable=True),
        sa.Column("code", sa.Unicode(length=50), nullable=True),
        sa.Column("his_id", sa.Integer(), nullable=True),
        sa.Column("threshold_percent", sa.Integer(), nullable=True),
        sa.Column("threshold_at", database.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tms_patient")),
        comment="Everybody who is or was in the hospital has a row, and whom other systems named. `his_id`: the patient number.",
    )
    with op.batch_alter_table("tms_patient", schema=None) as batch_op:
        batch_op.create_index("ix_tms_patient_code", ["code"], unique=False)
        batch_op.create_index("ix_tms_patient_external_id", ["external_id"], unique=False)
        batch_op.create_index(
            "uq_tms_patient_external_id",
            ["hospital_id", "external_id"],
            unique=True,
            sqlite_where=sa.text("external_id IS NOT NULL"),
            postgresql_where=sa.text("external_id IS NOT NULL"),
            mssql_where=sa.text("external_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_tms_patient_his_id",
            ["his_id"],
            unique=True,
            sqlite_where=sa.text("his_id IS NOT NULL"),
            postgresql_where=sa.text("his_id IS NOT NULL"),
            mssql_where=sa.text("his_id IS NOT NULL"),
        )

    op.create_table(
        "tms_position",
        sa.Column("client", sa.Unicode(length=50), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("noted_at", database.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("client", name=op.f("pk_tms_position")),
        comment="How far a known client of the feed has got.",
    )
    op.create_table(
        "tms_prescription",
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("threshold_percent", sa.Integer(), nullable=False),
        sa.Column("frequency_hz", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("train_s", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("pause_s", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("trains", sa.Integer(), nullable=False),
        sa.Column("pulses", sa.Integer(), nullable=False),
        sa.Column("duration_s", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("tbs_type", sa.Integer(), nullable=True),
        sa.Column("burst_pulses", sa.Integer(), nullable=True),
        sa.Column("burst_hz", database.ExactDecimal(precision=18, scale=4), nullable=True),
        sa.Column("bursts_per_train", sa.Integer(), nullable=True),
        sa.Column("periods", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("hospital_id", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.Unicode(length=50), nullable=True),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("part_id", sa.BigInteger(), nullable=True),
        sa.Column("part_name", sa.Unicode(length=50), nullable=False),
        sa.Column("protocol_id", sa.BigInteger(), nullable=True),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.String(length=32), nullable=True),
        sa.Column("checklist", sa.UnicodeText(), nullable=False),
        sa.Column("findings", sa.UnicodeText(), nullable=False),
        sa.Column("needs_approval", sa.Boolean(), nullable=False),
        sa.Column("approved_by", sa.Unicode(length=40), nullable=True),
        sa.Column("approved_at", database.Moment(), nullable=True),
        sa.Column("approval_reason", sa.UnicodeText(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("created_by", sa.Unicode(length=40), nullable=False),
        sa.Column("created_at", database.Moment(), nullable=False),
        sa.Column("confirmed_by", sa.Unicode(length=40), nullable=True),
        sa.Column("confirmed_at", database.Moment(), nullable=True),
        sa.Column("stopped_at", database.Moment(), nullable=True),
        sa.Column("stop_reason", sa.UnicodeText(), nullable=False),
        sa.Column("note", sa.Unicode(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tms_prescription")),
        comment="What was prescribed never changes: other content under the same external id is another prescription. `confirmed_by`: who asked a received one's patient for contraindications and answered its warnings.",
    )
    with op.batch_alter_table("tms_prescription", schema=None) as batch_op:
        batch_op.create_index("ix_tms_prescription_order_id", ["order_id"], unique=False)
        batch_op.create_index("ix_tms_prescription_patient_id", ["patient_id"], unique=False)
        batch_op.create_index(
            "uq_tms_prescription_external_id",
            ["hospital_id", "external_id"],
            unique=True,
            sqlite_where=sa.text("external_id IS NOT NULL"),
            postgresql_where=sa.text("external_id IS NOT NULL"),
            mssql_where=sa.text("external_id IS NOT NULL"),
        )

    op.create_table(
        "tms_protocol",
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("threshold_percent", sa.Integer(), nullable=False),
        sa.Column("frequency_hz", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("train_s", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("pause_s", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("trains", sa.Integer(), nullable=False),
        sa.Column("pulses", sa.Integer(), nullable=False),
        sa.Column("duration_s", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("tbs_type", sa.Integer(), nullable=True),
        sa.Column("burst_pulses", sa.Integer(), nullable=True),
        sa.Column("burst_hz", database.ExactDecimal(precision=18, scale=4), nullable=True),
        sa.Column("bursts_per_train", sa.Integer(), nullable=True),
        sa.Column("periods", sa.Integer(), nullable=False),
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("code", sa.Unicode(length=50), nullable=False),
        sa.Column("name", sa.Unicode(length=50), nullable=False),
        sa.Column("part_id", sa.BigInteger(), nullable=False),
        sa.Column("note", sa.Unicode(length=400), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tms_protocol")),
        sa.UniqueConstraint("code", name=op.f("uq_tms_protocol_code")),
    )
    op.create_table(
        "tms_question",
        sa.Column("code", sa.Unicode(length=50), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("zh", sa.Unicode(length=100), nullable=False),
        sa.Column("en", sa.Unicode(length=200), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_tms_question")),
        comment="Contraindications to ask for.",
    )
    op.create_table(
        "tms_request",
        sa.Column("order_id", sa.String(length=32), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.Unicode(length=6), nullable=False),
        sa.Column("item_name", sa.Unicode(length=60), nullable=False),
        sa.Column("ordered", sa.Unicode(length=100), nullable=False),
        sa.Column("start_at", database.Moment(), nullable=False),
        sa.Column("stop_at", database.Moment(), nullable=True),
        sa.Column("closed_at", database.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_tms_request")),
        comment="`version` counts what the ward was told of the order.",
    )
    with op.batch_alter_table("tms_request", schema=None) as batch_op:
        batch_op.create_index("ix_tms_request_closed_at", ["closed_at", "start_at"], unique=False)
        batch_op.create_index("ix_tms_request_stay_id", ["stay_id"], unique=False)

    op.create_table(
        "tms_safety_limit",
        sa.Column("frequency_hz", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("longest_s", database.ExactDecimal(precision=18, scale=4), nullable=False),
        sa.Column("reduced_s", database.ExactDecimal(precision=18, scale=4), nullable=True),
        sa.PrimaryKeyConstraint("frequency_hz", "percent", name=op.f("pk_tms_safety_limit")),
        comment="Longest single train: table 4 of Rossi 2009, and Chen 1997 less a quarter (§3.3).",
    )
    op.create_table(
        "tms_session_log",
        sa.Column("filed_for", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("console", sa.Unicode(length=50), nullable=False),
        sa.Column("began_at", database.Moment(), nullable=False),
        sa.Column("execution_id", sa.BigInteger(), nullable=False),
        sa.Column("entries", sa.UnicodeText(), nullable=False),
        sa.Column("filed_at", database.Moment(), nullable=False),
        sa.Column("filed_by", sa.Unicode(length=40), nullable=False),
        sa.PrimaryKeyConstraint("filed_for", "console", "began_at", name=op.f("pk_tms_session_log")),
        comment="A console's record, filed for one execution and kept under it or under a late attempt of its own. Console and first moment tell runs apart, so a run counts once however often its record comes.",
    )
    with op.batch_alter_table("tms_session_log", schema=None) as batch_op:
        batch_op.create_index("ix_tms_session_log_execution_id", ["execution_id"], unique=False)

    op.create_table(
        "tms_statement",
        sa.Column("stay_id", sa.String(length=32), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("cutoff", sa.Date(), nullable=True),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("stands", sa.Boolean(), nullable=False),
        sa.Column("looked", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("stay_id", name=op.f("pk_tms_statement")),
        comment="The last closing statement told for the stay. `looked` is raised first, which queues those who look at one stay.",
    )
    op.create_table(
        "tms_stay",
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
        sa.Column("left_at", database.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("stay_id", name=op.f("pk_tms_stay")),
        comment="`left_at`: when we heard that it was over; empty while the patient is in the hospital.",
    )
    with op.batch_alter_table("tms_stay", schema=None) as batch_op:
        batch_op.create_index("ix_tms_stay_patient_no", ["patient_no", "admitted_at"], unique=False)

    op.create_table(
        "tms_threshold",
        sa.Column("id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=True),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("device_id", sa.BigInteger(), nullable=True),
        sa.Column("measured_at", database.Moment(), nullable=False),
        sa.Column("measured_by", sa.Unicode(length=40), nullable=False),
        sa.Column("note", sa.Unicode(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tms_threshold")),
    )
    with op.batch_alter_table("tms_threshold", schema=None) as batch_op:
        batch_op.create_index("ix_tms_threshold_patient_id", ["patient_id"], unique=False)

    op.create_table(
        "tms_ticket",
        sa.Column("ticket_hash", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.Unicode(length=40), nullable=False),
        sa.Column("expires_at", database.Moment(), nullable=False),
        sa.Column("used_at", database.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("ticket_hash", name=op.f("pk_tms_ticket")),
    )
    op.create_table(
        "tms_unpriced",
        sa.Column("purpose", sa.String(length=60), nullable=False),
        sa.Column("patient_id", sa.BigInteger(), nullable=False),
        sa.Column("stay_id", sa.String(length=32), nullable=True),
        sa.Column("order_id", sa.String(length=32), nullable=True),
        sa.Column("item_code", sa.Unicode(length=6), nullable=False),
        sa.Column("performed_at", database.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("purpose", name=op.f("pk_tms_unpriced")),
        comment="What was given while its item had no price: charged once there is one; no statement of the stay is valid before.",
    )
    with op.batch_alter_table("tms_unpriced", schema=None) as batch_op:
        batch_op.create_index("ix_tms_unpriced_stay_id", ["stay_id"], unique=False)
    # What a new database begins with. Written by hand: put it back when this migration is made anew.
    for table, rows in seed_data.rows():
        op.bulk_insert(table, rows)
