"""Composition of the pharmacist's station."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from client_pharmacy.counter import Counter
from client_pharmacy.records.window import RecordsPage
from client_pharmacy.requests.window import RequestsPage
from client_pharmacy.stock.window import StockPage
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.qt.app import Station, start
from shared.qt.shell import MainShell
from shared.rpc.wire import Address, TlsTrust

DEFAULT_PORT = 18803
_PAGES = (RequestsPage, StockPage, RecordsPage)


def main(arguments: list[str] | None = None) -> int:
    """Run the station until its window is closed."""
    options = _parser().parse_args(arguments)
    if options.language:
        os.environ["HIS_LANGUAGE"] = options.language
    app = start("his-pharmacy", (Path(__file__).parent / "i18n",))
    tls = TlsTrust(options.ca) if options.ca else None
    title = app.translate("Station", "中心药房")
    station: Station[PharmacyContract] = Station(title, PharmacyContract, options.server, tls, build)
    station.log_in()
    return app.exec()


def build(shell: MainShell) -> Counter:
    """Fill the window of somebody who logged in; the pages share one counter."""
    counter = Counter(shell.worker)
    for page in _PAGES:
        shell.add_page(page(shell, counter))
    counter.load_catalogue()
    return counter


def addresses(text: str) -> tuple[Address, ...]:
    """`host:port,host`: servers of one database, in the order in which they are tried."""
    found = []
    for part in text.split(","):
        host, _, port = part.strip().rpartition(":")
        found.append(Address(host, int(port)) if host else Address(part.strip(), DEFAULT_PORT))
    return tuple(found)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="his-pharmacy", description="中心药房 · the pharmacist's station")
    default = f"localhost:{DEFAULT_PORT}"
    parser.add_argument("--server", type=addresses, default=addresses(default), help=f"host:port[,host:port] (default {default})")
    parser.add_argument("--ca", type=Path, help="certificate of the hospital's authority; without it the line is not encrypted")
    parser.add_argument("--language", choices=("zh", "en"), help="language of the windows (default: the user's setting)")
    return parser
