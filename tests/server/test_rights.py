"""Who may call what: every operation of every contract, asked for by every role and by every department's server.

`tests/data/rights.csv` says it in words that can be read: `anybody` needs no log-in, `staff` is whoever is logged in, `servers` are
the departments' own. A new operation or role is in there before it is anywhere else.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from server import hospital
from shared.contracts.catalog.types import NewStaff
from shared.contracts.operation import operations_of
from shared.errors import InvalidInput, LoginRequired, MissingRight
from shared.identifiers import new_key
from shared.rpc.client import Press
from tests import in_process
from tests.in_process import InProcessHospital
from tests.passwords import PASSWORD

TABLE = Path(__file__).parent.parent / "data" / "rights.csv"
ROLES = tuple(sorted(hospital.roles()))
SERVERS = tuple(name for name in hospital.SERVERS if name != "messages")
OPERATIONS = tuple(
    f"{name}.{operation}" for name in hospital.DEPARTMENTS for operation in operations_of(hospital.department(name).contract)
)
EVERYBODY = {
    "anybody": {"nobody", *ROLES, *(f"{name} server" for name in SERVERS)},
    "staff": set(ROLES),
    "servers": {f"{name} server" for name in SERVERS},
}


def table() -> dict[str, set[str]]:
    """Who may, by operation."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        rows = {row["operation"]: [each.strip() for each in row["who may"].split("·")] for row in csv.DictReader(file)}
    return {name: set().union(*(EVERYBODY.get(who, {who}) for who in said)) - {""} for name, said in rows.items()}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessHospital]:
    """Every department, and somebody of every role."""
    names = tuple(name for name in hospital.DEPARTMENTS if name != "messages")
    with in_process.hospital(tmp_path_factory.mktemp("hospital"), *names) as made:
        admin = made.station("catalog", "admin")
        for role in ROLES:
            admin.add_staff(NewStaff(f"a {role}", role, role), PASSWORD)
        made.reload_catalog()
        yield made


def tokens(house: InProcessHospital, department: str) -> Iterator[tuple[str, str]]:
    """A session of everybody who can have one there: the message center knows no staff."""
    running = house.server(department)
    yield "nobody", ""
    for role in ROLES if department != "messages" else ():
        yield role, running.sessions._open(running.catalog.view.staff_by_login[f"a {role}"].user_id, "")
    for name in SERVERS:
        yield f"{name} server", running.sessions._open("", name)


@pytest.mark.req("R1.15", "T8")
def test_the_table_names_every_operation_and_only_who_exists() -> None:
    assert tuple(table()) == OPERATIONS
    assert set().union(*table().values()) <= EVERYBODY["anybody"]


@pytest.mark.req("R1.15", "R1.37", "T8")
@pytest.mark.parametrize("name", OPERATIONS)
def test_the_right_decides(house: InProcessHospital, name: str) -> None:
    """Before anything else is looked at: no operation is given the arguments it needs."""
    department, operation = name.split(".")
    declared = operations_of(hospital.department(department).contract)[operation]
    may = set()
    for who, token in tokens(house, department):
        try:
            house.proxy(department, token, lambda: "")._call(declared, (), Press(new_key(), ()))
        except (MissingRight, LoginRequired):
            continue
        except InvalidInput:
            pass
        may.add(who)
    assert may == {who for who in table()[name] if department != "messages" or who not in ROLES}
