"""The command line every station has."""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from shared.qt.program import parser
from shared.rpc.wire import Address

PORTS = {"client_admission": 18801, "client_ward": 18802, "client_pharmacy": 18803, "client_tms": 18805}


def test_servers_certificate_and_language() -> None:
    options = parser("his-ward", "护士工作站", 18802).parse_args(["--server", "w1,w2:9000", "--ca", "ca.pem", "--language", "en"])
    assert options.server == (Address("w1", 18802), Address("w2", 9000))
    assert (options.ca, options.language) == (Path("ca.pem"), "en")
    assert parser("his-ward", "护士工作站", 18802).parse_args([]).server == (Address("localhost", 18802),)


@pytest.mark.parametrize("wrong", [["--language", "fr"], ["--server", ""], ["--server", "w1:port"]])
def test_what_it_cannot_read_is_told(wrong: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parser("his-ward", "护士工作站", 18802).parse_args(wrong)
    assert wrong[0] in capsys.readouterr().err


@pytest.mark.parametrize("station", PORTS)
def test_every_station_has_its_port_and_its_command(station: str, capsys: pytest.CaptureFixture[str]) -> None:
    app = importlib.import_module(f"{station}.app")
    with pytest.raises(SystemExit):
        app.main(["--help"])
    assert f"localhost:{PORTS[station]})" in capsys.readouterr().out
    assert importlib.import_module(f"{station}.__main__").main is app.main
