"""Schema of a department's database: Alembic upgrades it."""

from __future__ import annotations

from pathlib import Path

from alembic import command, op
from alembic.config import Config
from sqlalchemy import Engine, MetaData, insert, select

from server.kernel.database import new_metadata
from server.kernel.schema_version import version_table
from server.kernel.tables import KernelTables, kernel_tables
from shared.identifiers import new_id

_ENVIRONMENT = Path(__file__).parent / "migrations"


def config_for(department: str, versions: Path, metadata: MetaData) -> Config:
    """Alembic's configuration for one department; the connection travels in `attributes`."""
    config = Config()
    config.set_main_option("script_location", str(_ENVIRONMENT))
    config.set_main_option("version_locations", str(versions))
    config.set_main_option("path_separator", "newline")
    config.attributes.update(department=department, metadata=metadata, version_table=version_table(department))
    return config


def create_kernel_tables() -> None:
    """Make the kernel's tables: the first step of every department's first migration.

    They are made as they are now, so from the first release on this function stands still: what changes then is a function beside
    it that the next migration of every department calls.
    """
    metadata = new_metadata()
    kernel_tables(metadata)
    for table in metadata.sorted_tables:
        op.get_context().impl.create_table(table)


def upgrade(engine: Engine, config: Config, tables: KernelTables, demo: bool) -> None:
    """Bring the database to the newest schema and give a new one its identity."""
    with engine.begin() as db:
        config.attributes["connection"] = db
        command.upgrade(config, "head")
        if db.execute(select(tables.server.c.id)).one_or_none() is None:
            db.execute(insert(tables.server).values(id=1, database_id=new_id(), incarnation=1, demo=demo))
            db.execute(insert(tables.ticket).values(id=1, event_number=0, change_number=0, relayed_number=0, behind=False))
