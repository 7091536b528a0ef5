"""Upgrades of databases with content, on every engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Connection, MetaData, select

from server import hospital
from server.kernel.database import open_engine
from shared import clock

pytestmark = pytest.mark.db


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, directory: Path) -> Iterator[tuple[Connection, Any]]:
    """A database of the second version, and Alembic's configuration for it."""
    url = f"sqlite:///{directory / 'tms.db'}"
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres").new_database("upgrade")
    engine, config = open_engine(url), hospital.department("tms").alembic()
    with engine.begin() as db:
        config.attributes["connection"] = db
        command.upgrade(config, "tms_0002")
        yield db, config
    engine.dispose()


def table(db: Connection, name: str) -> Any:
    """A table as it is in the database now."""
    metadata = MetaData()
    metadata.reflect(db, only=[name])
    return metadata.tables[name]


def add(db: Connection, name: str, **values: Any) -> None:
    """A row; what is not said is empty."""
    into = table(db, name)
    empty = {"VARCHAR": "", "TEXT": "", "INTEGER": 0, "BIGINT": 0, "BOOLEAN": False}
    row = {
        column.name: next((value for kind, value in empty.items() if str(column.type).startswith(kind)), clock.utc_now())
        for column in into.columns
        if not column.nullable
    }
    db.execute(into.insert().values(row | values))


def late(db: Connection, number: int, pulses: int, **values: Any) -> None:
    add(db, "tms_execution", id=number, version=3, status=4, pulses_done=pulses, console="1号台", **values)


def test_runs_kept_twice_are_found_once(before: tuple[Connection, Any]) -> None:
    db, config = before
    for number in (7, 8, 9):
        late(db, number, 400, run_of=3, run_attempt=1 if number < 9 else 2)
    command.upgrade(config, "tms_0003")
    execution = table(db, "tms_execution")
    kept = dict(db.execute(select(execution.c.id, execution.c.run_attempt)).all())  # type: ignore[arg-type]
    assert kept == {7: 1, 8: None, 9: 2}


def test_what_the_present_attempt_gave_is_counted(before: tuple[Connection, Any]) -> None:
    db, config = before
    late(db, 5, 300)
    for version, old in ((2, 1), (3, 2)):
        add(db, "tms_change", execution_id=5, version=version, old=old, new=4)
    command.upgrade(config, "tms_0003")
    change = table(db, "tms_change")
    assert db.execute(select(change.c.version, change.c.pulses_done).order_by(change.c.version)).all() == [(2, 0), (3, 300)]


def test_a_threshold_charged_without_a_stay_is_found_by_the_patient_number(before: tuple[Connection, Any]) -> None:
    db, config = before
    for number, his_id in ((1, 100001), (2, None), (3, 100003)):
        add(db, "tms_patient", id=number, his_id=his_id, external_id=f"e{number}")
    for number in (1, 2):
        add(db, "tms_charge", purpose=f"threshold patient {number}")
    add(db, "tms_unpriced", purpose="threshold patient 3")
    command.upgrade(config, "tms_0003")
    charge, unpriced = table(db, "tms_charge"), table(db, "tms_unpriced")
    assert set(db.execute(select(charge.c.purpose)).scalars()) == {"threshold number 100001", "threshold patient 2"}
    assert set(db.execute(select(unpriced.c.purpose)).scalars()) == {"threshold number 100003"}
