"""A migrated database is exactly what the tables say, on every engine; and the tool that writes migrations."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Index, Integer, MetaData, String, Table, Unicode, UniqueConstraint

from server import hospital
from server.kernel.database import ExactDecimal, Moment, new_metadata
from server.kernel.department import Department
from server.kernel.schema_version import newest
from server.revise import revise
from tests.server.schemas import migrated, modelled

ROOT = Path(__file__).parents[2]
NewDatabase = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def new_database(request: pytest.FixtureRequest, directory: Path) -> Iterator[NewDatabase]:
    """Gives the URL of an empty database each time."""
    if request.param == "postgresql":
        cluster = request.getfixturevalue("postgres")
        yield lambda: cluster.new_database("schema")
    else:
        numbers = iter(range(9))
        yield lambda: f"sqlite:///{directory / f'{next(numbers)}.db'}"


@pytest.mark.db
@pytest.mark.parametrize("name", hospital.DEPARTMENTS)
def test_migrations_make_what_the_tables_say(name: str, new_database: NewDatabase) -> None:
    declared = hospital.department(name)
    assert migrated(declared, new_database()) ^ modelled(declared.parts().metadata, new_database()) == set()


@pytest.mark.parametrize("name", hospital.DEPARTMENTS)
def test_a_server_knows_its_newest_schema_without_alembic(name: str) -> None:
    declared = hospital.department(name)
    assert [newest(name, declared.versions)] == ScriptDirectory.from_config(declared.alembic()).get_heads()


def _thing(*columns: Column[object], more: tuple[UniqueConstraint | Index, ...] = ()) -> MetaData:
    metadata = new_metadata()
    Table("thing", metadata, Column("id", Integer, primary_key=True, autoincrement=False), *columns, *more)
    return metadata


@pytest.mark.db
@pytest.mark.parametrize(
    ("one", "other", "seen_on_sqlite"),
    [
        pytest.param(_thing(Column("name", String(50))), _thing(Column("name", String(5))), True, id="length"),
        pytest.param(_thing(Column("price", ExactDecimal(2))), _thing(Column("price", ExactDecimal(4))), False, id="scale"),
        pytest.param(_thing(Column("price", ExactDecimal(2))), _thing(Column("price", ExactDecimal(2, 9))), False, id="precision"),
        pytest.param(_thing(Column("at", Moment())), _thing(Column("at", Integer)), True, id="type"),
        pytest.param(_thing(Column("n", Integer)), _thing(Column("n", Integer, nullable=False)), True, id="nullability"),
        pytest.param(_thing(Column("n", Integer)), _thing(Column("n", Integer, server_default="0")), True, id="default"),
        pytest.param(_thing(Column("n", Integer)), _thing(Column("n", Integer), more=(Index("i", "n"),)), True, id="index"),
        pytest.param(
            _thing(Column("n", Integer), more=(Index("i", "n"),)),
            _thing(Column("n", Integer), more=(Index("i", "n", unique=True),)),
            True,
            id="unique index",
        ),
        pytest.param(_thing(Column("n", Integer)), _thing(Column("n", Integer), more=(UniqueConstraint("n"),)), True, id="unique"),
        pytest.param(_thing(Column("n", Integer)), _thing(Column("n", Integer, primary_key=True)), True, id="key"),
        pytest.param(_thing(Column("n", Integer)), _thing(), True, id="column"),
    ],
)
def test_what_differs_is_seen(one: MetaData, other: MetaData, seen_on_sqlite: bool, new_database: NewDatabase) -> None:
    same = modelled(one, new_database()) == modelled(other, url := new_database())
    # SQLite keeps decimals as whole numbers, whatever their places: PostgreSQL tells.
    assert same is (url.startswith("sqlite") and not seen_on_sqlite)


_TOY = """
from sqlalchemy import Column, Index, String, Table

from server.kernel.database import Id, Moment, Money, new_metadata
from server.kernel.declaration import Parts
from server.kernel.department import Department
from server.kernel.tables import kernel_tables
from shared.contracts.common import DepartmentContract

metadata = new_metadata()
kernel = kernel_tables(metadata)
thing = Table(
    "toy_thing",
    metadata,
    Column("id", Id, primary_key=True),
    Column("name", String(50), nullable=False),
    Column("price", Money(), nullable=False),
    Column("at", Moment(), nullable=True),
    Index("ix_toy_thing_name", "name"),
)


class ToyContract(DepartmentContract):
    department = "toy"
    default_port = 18899


def _parts() -> Parts:
    return Parts(metadata, kernel, lambda work: None)


DECLARED = Department(contract=ToyContract, parts=_parts)
"""


@pytest.fixture
def toy(tmp_path: Path) -> Department:
    """A department without migrations, in a folder of its own under our rules of style."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "main.py").write_text(_TOY.lstrip(), encoding="utf-8")
    spec = importlib.util.spec_from_file_location("toy_main", tmp_path / "main.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    declared: Department = module.DECLARED
    return declared


@pytest.mark.db
def test_migrations_are_written_as_lint_wants_them(toy: Department, new_database: NewDatabase) -> None:
    thing = toy.parts().metadata.tables["toy_thing"]
    revise(toy, "initial")
    assert migrated(toy, new_database()) == modelled(toy.parts().metadata, new_database())
    thing.append_column(Column("remark", Unicode(200), nullable=True))
    Index("ix_toy_thing_at", thing.c.at)
    revise(toy, "remarks")
    assert migrated(toy, new_database()) == modelled(toy.parts().metadata, new_database())
    assert sorted(path.name for path in toy.versions.glob("*.py")) == ["toy_0001_initial.py", "toy_0002_remarks.py"]
    assert newest(toy.name, toy.versions) == "toy_0002"
    for words in (["check"], ["format", "--check"]):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *words, "migrations"],
            cwd=toy.versions.parent,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout
