"""Which schema a database has: a server on another one than it was written for refuses to start.

Alembic, which changes it (`schema`), is a third of a small server's memory: only who migrates imports it.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Engine, Select, String, column, inspect, select, table

from server.kernel.database import reading
from server.kernel.settings import SettingsError


def version_table(department: str) -> str:
    """Each department counts its own versions, also where several share one database."""
    return f"alembic_version_{department}"


def newest(department: str, versions: Path) -> str:
    """The version that the last of its migrations leads to: their files begin with it, ward_0001_initial.py."""
    return max(path.stem[: len(f"{department}_0001")] for path in versions.glob(f"{department}_*.py"))


def check(engine: Engine, department: str, versions: Path) -> None:
    """Raise SettingsError unless the database has the newest schema."""
    name, wanted = version_table(department), newest(department, versions)
    with reading(engine) as db:
        query: Select[str] = select(column("version_num", String)).select_from(table(name))
        found = list(db.execute(query).scalars()) if inspect(db).has_table(name) else []
    if found != [wanted]:
        raise SettingsError(
            f"{department}: the database has schema {', '.join(found) or 'none'}, this server needs {wanted}: "
            f"run `python -m server migrate {department}`"
        )
