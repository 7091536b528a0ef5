"""Alembic's environment, shared by every department's tree of versions."""

from typing import Any

from alembic import context

from server.kernel.database import Packed

config = context.config
metadata = config.attributes["metadata"]
options = {
    "target_metadata": metadata,
    "version_table": config.attributes["version_table"],
    "render_as_batch": True,
    "compare_type": True,
    "user_module_prefix": "database.",
    # What the JSON says is no matter of the schema.
    "render_item": lambda kind, item, _: "sa.UnicodeText()" if kind == "type" and isinstance(item, Packed) else False,
    # Departments may share one database: each sees its own tables only.
    "include_name": lambda name, kind, _parents: kind != "table" or name in metadata.tables,
}

if context.is_offline_mode():
    context.configure(dialect_name=config.attributes["dialect"], output_buffer=config.attributes["output"], **options)
    if config.attributes["dialect"] == "mssql":
        # What a live connection would tell: the default schema, which comments need, and SQL Server 2019, which has DATE.
        dialect: Any = context.get_context().dialect
        dialect.default_schema_name = "dbo"
        dialect.server_version_info = (15, 0, 0, 0)
        dialect.deprecate_large_types = True
    with context.begin_transaction():
        context.run_migrations()
else:
    context.configure(connection=config.attributes["connection"], **options)
    context.run_migrations()
