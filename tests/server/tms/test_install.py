"""A new database begins with its registry, and migrating it again adds nothing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import func, select

from server import hospital
from server.kernel.database import open_engine
from server.tms import models

BEGINS_WITH = {models.hospital: 1, models.part: 10, models.protocol: 11, models.safety_limit: 25, models.question: 8}


def test_the_registry_is_there_once(directory: Path) -> None:
    sections = {"hospital": {"data_dir": str(directory)}}
    for _ in range(2):
        hospital.migrate(("tms",), sections)
    engine = open_engine(f"sqlite:///{directory / 'tms.db'}")
    with engine.connect() as db:
        counts = {table: db.execute(select(func.count()).select_from(table)).scalar_one() for table in BEGINS_WITH}
        given = dict(db.execute(select(models.counter.c.name, models.counter.c.value)).all())  # type: ignore[arg-type]
    engine.dispose()
    assert counts == BEGINS_WITH
    assert (given["part"], given["protocol"], given["execution"]) == (10, 11, 0)
