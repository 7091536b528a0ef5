"""What a database's schema is, to the type of each column, and how two differ."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from alembic import command
from sqlalchemy import Engine, MetaData, inspect

from server.kernel.database import open_engine
from server.kernel.department import Department


def migrated(declared: Department, url: str) -> set[str]:
    """The schema that a department's migrations make in the empty database at `url`."""
    engine, config = open_engine(url), declared.alembic()
    with engine.begin() as db:
        config.attributes["connection"] = db
        command.upgrade(config, "head")
    return _described(engine)


def modelled(metadata: MetaData, url: str) -> set[str]:
    """The schema that the tables themselves make in the empty database at `url`."""
    engine = open_engine(url)
    metadata.create_all(engine)
    return _described(engine)


def _described(engine: Engine) -> set[str]:
    inspector = inspect(engine)
    lines = {
        f"{table}: {line}"
        for table in inspector.get_table_names()
        if not table.startswith("alembic_version_")
        for line in _lines(inspector, table, engine.dialect)
    }
    engine.dispose()
    return lines


def _lines(inspector: Any, table: str, dialect: Any) -> Iterator[str]:
    for column in inspector.get_columns(table):
        kind, default = column["type"].compile(dialect), column["default"]
        yield f"{column['name']} {kind}{'' if column['nullable'] else ' not null'}{f' default {default}' if default else ''}"
    key = inspector.get_pk_constraint(table)
    yield f"key {key['name']} {key['constrained_columns']}"
    for index in inspector.get_indexes(table):
        where = {str(value) for name, value in index.get("dialect_options", {}).items() if name.endswith("_where")}
        yield f"index {index['name']} {index['column_names']} unique {bool(index['unique'])} where {where}"
    for unique in inspector.get_unique_constraints(table):
        yield f"unique {unique['name']} {unique['column_names']}"
    for check in inspector.get_check_constraints(table):
        yield f"check {check['name']} {check['sqltext']}"
    for link in inspector.get_foreign_keys(table):
        yield f"foreign {link['name']} {link['constrained_columns']} {link['referred_table']} {link['referred_columns']}"
