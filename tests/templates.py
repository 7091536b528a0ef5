"""Databases of a new hospital, made once per test process and copied: schema and first catalogue are the same every time."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Engine, update

from server.kernel.tables import KernelTables
from shared.identifiers import new_id

_made: Path | None = None


def copy_into(directory: Path, names: tuple[str, ...], make: Callable[[Path], None]) -> None:
    """Put new databases of these departments into `directory`; `make` makes all of them in a folder, once."""
    global _made
    if _made is None:
        folder = Path(tempfile.mkdtemp(prefix="his-template-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        make(folder)
        _made = folder
    for name in names:
        shutil.copyfile(_made / f"{name}.db", directory / f"{name}.db")


def give_identity(engine: Engine, tables: KernelTables) -> None:
    """A copy is another database than the one it was copied from."""
    with engine.begin() as db:
        db.execute(update(tables.server).values(database_id=new_id()))
