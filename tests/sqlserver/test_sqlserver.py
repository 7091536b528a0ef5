"""Schema and statements as SQL Server gets them, read by Microsoft's own parser and by our lint."""

from __future__ import annotations

import io
import platform
import sys
from pathlib import Path

import pytest
from alembic import command

from server import hospital
from tests.in_process import hospital as open_hospital
from tests.scenarios.test_patient_journey import Journey
from tests.sqlserver import lint, scriptdom
from tests.sqlserver.collect import StatementCollector

pytestmark = [
    pytest.mark.db,
    pytest.mark.skipif(
        sys.platform != "linux" or platform.machine() != "x86_64", reason="Microsoft's parser comes as a Linux x86-64 package"
    ),
]


def _schema(name: str) -> str:
    declared = hospital.department(name)
    config, output = declared.alembic(), io.StringIO()
    config.attributes.update(dialect="mssql", output=output)
    command.upgrade(config, "head", sql=True)
    return output.getvalue()


@pytest.mark.parametrize("name", hospital.DEPARTMENTS)
def test_the_schema_is_good_tsql(name: str) -> None:
    script = _schema(name)
    assert "CREATE TABLE" in script
    assert scriptdom.parse([script]) == []
    statements = [part.strip() for part in script.split("GO\n")]
    assert [problem for part in statements for problem in lint.problems(part)] == []


def test_every_statement_of_the_journey_is_good_tsql(tmp_path: Path) -> None:
    collector = StatementCollector(tmp_path)
    with open_hospital(tmp_path / "h", "admission", "ward", "pharmacy") as made:
        journey = Journey(made)
        journey.until_settlement()
        journey.settlement()
        journey.every_number_is_right()
        journey.farewell()
    statements = list(collector.statements)
    assert len(statements) > 120
    assert [(statements[number], message) for number, _, message in scriptdom.parse(statements)] == []
    assert {(sql, problem) for sql in statements for problem in lint.problems(sql)} == set()


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM t LIMIT 3",
        "SELECT * FROM t WHERE flag",
        "SELECT CURRENT_DATE",
        "SELECT a FROM t ORDER BY a OFFSET 3",
        "CREATE UNIQUE INDEX i ON t (a) WHERE a = 1 OR b = 2",
    ],
)
def test_the_parser_finds_what_other_engines_allow(sql: str) -> None:
    assert scriptdom.parse([sql]) != []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT a FROM t FOR UPDATE",
        "SELECT a::int FROM t",
        "SELECT strftime('%Y', a) FROM t",
        "UPDATE t SET a = TRUE",
        "CREATE TABLE t (\n\ta SERIAL NOT NULL, \n\tb NVARCHAR(5000) NULL\n)",
    ],
)
def test_the_lint_finds_what_the_parser_lets_pass(sql: str) -> None:
    assert lint.problems(sql) != []
