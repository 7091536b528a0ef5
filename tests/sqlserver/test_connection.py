"""Connecting to SQL Server: our engine, pyodbc and Microsoft's own driver against a server that speaks its wire protocol."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from sqlalchemy.exc import DBAPIError

from server.__main__ import main
from server.kernel import database
from server.kernel.database import DatabaseSetupError, open_engine
from tests.live.processes import free_port
from tests.sqlserver.bridge import PASSWORD, USER, Bridge, running_bridge

pytestmark = [
    pytest.mark.db,
    pytest.mark.skipif(
        sys.platform != "linux" or platform.machine() != "x86_64", reason="Microsoft's driver comes as a Linux x86-64 package"
    ),
]


@pytest.fixture(scope="module")
def bridge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bridge]:
    """The server all tests of this module connect to."""
    with running_bridge(tmp_path_factory.mktemp("bridge")) as made:
        yield made


def url_of(port: int, driver: Path | str, *, password: str = PASSWORD, trust: bool = True) -> str:
    """A database URL as the settings file has it."""
    options = f"driver={quote_plus(str(driver))}&TrustServerCertificate={'yes' if trust else 'no'}"
    return f"mssql+pyodbc://{USER}:{quote(password, safe='')}@127.0.0.1:{port}/master?{options}"


def ask(url: str, sql: str) -> list[tuple[object, ...]]:
    """Rows of one statement, over an engine opened for it."""
    engine = open_engine(url)
    try:
        with engine.connect() as db:
            return [tuple(row) for row in db.exec_driver_sql(sql)]
    finally:
        engine.dispose()


def refusal(url: str) -> str:
    """What the administrator is told."""
    with pytest.raises(DatabaseSetupError) as caught:
        ask(url, "SELECT id FROM drug")
    return str(caught.value)


def test_rows_come_over_an_encrypted_connection(bridge: Bridge) -> None:
    assert ask(url_of(bridge.port, bridge.driver), "SELECT id, name FROM drug") == [(1, "阿司匹林")]


@pytest.mark.req("T3")
def test_a_connection_of_the_pool_is_used_again(bridge: Bridge) -> None:
    engine = open_engine(url_of(bridge.port, bridge.driver))
    connections = set()
    for _ in range(3):
        with engine.connect() as db:
            connections.add(db.connection.driver_connection)
            assert db.exec_driver_sql("SELECT id FROM drug").scalar_one() == 1
    engine.dispose()
    assert len(connections) == 1


def test_a_certificate_nobody_vouches_for_is_refused(bridge: Bridge) -> None:
    said = refusal(url_of(bridge.port, bridge.driver, trust=False))
    assert said.startswith("SQL Server's certificate is not trusted here: install its authority's certificate")


def test_the_certificate_is_checked_unless_the_url_says_otherwise(bridge: Bridge) -> None:
    said = refusal(url_of(bridge.port, bridge.driver).replace("&TrustServerCertificate=yes", ""))
    assert "certificate is not trusted" in said


def test_a_wrong_password_is_named_and_not_shown(bridge: Bridge) -> None:
    said = refusal(url_of(bridge.port, bridge.driver, password="guessed"))
    assert said.startswith("SQL Server refused the log-in: check user and password in the database URL")
    assert "guessed" not in said


def test_a_missing_driver_is_named(bridge: Bridge) -> None:
    said = refusal(url_of(bridge.port, "/nowhere/libmsodbcsql.so"))
    assert said.startswith("the ODBC driver is missing: install Microsoft's ODBC Driver 18 for SQL Server")


def test_a_url_without_a_driver_means_the_current_one() -> None:
    engine = open_engine(f"mssql+pyodbc://{USER}:pw@localhost/his")
    assert engine.url.query["driver"] == database.ODBC_DRIVER
    arguments, _ = engine.dialect.create_connect_args(engine.url)
    assert arguments[0].startswith(f"DRIVER={{{database.ODBC_DRIVER}}};Server=localhost;Database=his;UID={USER};PWD=pw")


def test_a_missing_pyodbc_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyodbc", None)
    with pytest.raises(DatabaseSetupError, match=r"pip install 'inpatient-his\[sqlserver\]', the package unixodbc, and Microsoft"):
        open_engine("mssql+pyodbc://his:pw@localhost/his")


def test_a_server_that_is_away_is_no_setup_error(bridge: Bridge) -> None:
    with pytest.raises(DBAPIError, match=r"08001|HYT00"):
        ask(url_of(free_port(), bridge.driver), "SELECT 1")


def test_the_command_says_it_in_one_line(bridge: Bridge, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config = tmp_path / "hospital.toml"
    url = url_of(bridge.port, bridge.driver, password="guessed")
    config.write_text(f'[hospital]\ndata_dir = "{tmp_path}"\n[ward]\ndatabase = "{url}"\n', encoding="utf-8")
    assert main(["migrate", "ward", "--config", str(config)]) == 2
    assert capsys.readouterr().err.startswith("SQL Server refused the log-in: ")
