"""Tables declared by the type of their rows: stored as the fields say, and read by the type checker under the same names."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, TypedDict, get_args, get_type_hints, is_typeddict

import pytest
from sqlalchemy import BigInteger, Boolean, Date, Integer, String, Table, Unicode, UnicodeText

from server import hospital
from server.kernel.database import ExactDecimal, Moment, Packed, new_metadata
from server.kernel.rows import Long, Uid, UnitPrice, Yuan, declare
from shared.identifiers import StayId

ROOT = Path(__file__).parents[2]


class _Base(TypedDict):
    number: int
    stay_id: Uid[StayId]


class _ThingRow(_Base):
    """What it is,
    over two lines."""

    name: Annotated[str, Unicode(50)] | None
    amount: Yuan
    price: UnitPrice | None
    day: date
    at: datetime | None
    there: bool
    big: Long


def _thing(key: str | tuple[str, ...] = "number") -> Table:
    return declare(new_metadata(), "thing", _ThingRow, key=key)


def test_a_column_is_what_its_field_says() -> None:
    kinds = {column.name: (type(column.type), column.nullable) for column in _thing().c}
    assert kinds == {
        "number": (Integer, False),
        "stay_id": (String, False),
        "name": (Unicode, True),
        "amount": (ExactDecimal, False),
        "price": (ExactDecimal, True),
        "day": (Date, False),
        "at": (Moment, True),
        "there": (Boolean, False),
        "big": (BigInteger, False),
    }
    assert (_thing().c.amount.type.scale, _thing().c.price.type.scale) == (2, 4)
    assert _thing().c.name.type.length == 50


def test_keys_do_not_count_up_by_themselves() -> None:
    assert [column.name for column in _thing().primary_key] == ["number"]
    assert _thing().autoincrement_column is None
    assert [column.name for column in _thing(("stay_id", "number")).primary_key] == ["stay_id", "number"]


def test_the_docstring_is_the_tables_comment() -> None:
    assert _thing().comment == "What it is, over two lines."
    assert declare(new_metadata(), "base", _Base, key="number").comment is None


def test_a_field_that_cannot_be_stored_is_refused() -> None:
    class Row(TypedDict):
        name: str

    with pytest.raises(KeyError):
        declare(new_metadata(), "thing", Row, key="name")


@pytest.mark.parametrize("name", [*hospital.DEPARTMENTS, "kernel"])
def test_the_tables_of_departments_are_declared_so(name: str) -> None:
    """A `Table(…)` written by hand has no row type that the checker reads."""
    written = {path.name for path in (ROOT / "server" / name).glob("*.py") if " = Table(" in path.read_text(encoding="utf-8")}
    assert written == set()


def _stored_as() -> Iterator[tuple[str, Any, Any]]:
    """Every field of a row that names its column type: where it stands, its Python type, its column type."""
    for name in (*hospital.DEPARTMENTS, "kernel"):
        for module in (sys.modules.get(f"server.{name}.{part}") for part in ("models", "replicas", "tables", "log")):
            for row in vars(module).values() if module is not None else ():
                if is_typeddict(row):
                    for field, hint in get_type_hints(row, include_extras=True).items():
                        for kind in (hint, *get_args(hint)):
                            if hasattr(kind, "__metadata__"):
                                yield f"{name} {row.__name__}.{field}", kind.__origin__, kind.__metadata__[0]


def _given_by(stored: Any) -> Any:
    plain = {String: str, Unicode: str, UnicodeText: str, BigInteger: int, ExactDecimal: Decimal}
    return stored.kind if isinstance(stored, Packed) else plain[type(stored)]


def test_what_the_checker_reads_is_what_the_column_gives() -> None:
    for name in hospital.DEPARTMENTS:
        hospital.department(name).parts()
    fields = list(_stored_as())
    assert len(fields) > 300
    assert [where for where, read, stored in fields if getattr(read, "__supertype__", read) != _given_by(stored)] == []


@pytest.mark.slow
def test_the_type_checker_refuses_a_misspelt_column(tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.py"
    wrong.write_text(
        "from sqlalchemy import select\n"
        "from server.admission.models import DepositRow, deposit\n"
        "from server.kernel.unit_of_work import Work\n"
        "def amounts(work: Work) -> list[object]:\n"
        "    return [(row['amount'], row['amuont']) for row in work.rows(select(deposit), DepositRow)]\n"
    )
    command = [sys.executable, "-m", "mypy", "--config-file", "setup.cfg", "--cache-dir", str(tmp_path), str(wrong)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert 'TypedDict "DepositRow" has no key "amuont"' in done.stdout
    assert "Found 1 error" in done.stdout
