"""Composition of the cashier's station."""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from client_admission.account.window import AccountPage
from client_admission.admit.window import AdmitPage
from client_admission.check.window import CheckPage
from client_admission.counter import Counter
from client_admission.deposits.window import DepositsPage
from client_admission.home.window import HomePage
from client_admission.patients.window import PatientsPage
from client_admission.receipts.window import ReceiptsPage
from client_admission.settle.window import SettlePage
from shared.contracts.admission.contract import AdmissionContract
from shared.qt.app import Station, start
from shared.qt.shell import MainShell
from shared.rpc.wire import Address, TlsTrust

DEFAULT_PORT = 18801
_PAGES = (HomePage, PatientsPage, AdmitPage, DepositsPage, CheckPage, SettlePage, ReceiptsPage, AccountPage)


def main(arguments: list[str] | None = None) -> int:
    """Run the station until its window is closed."""
    options = _parser().parse_args(arguments)
    if options.language:
        os.environ["HIS_LANGUAGE"] = options.language
    app = start("his-admission", (Path(__file__).parent / "i18n",))
    tls = TlsTrust(options.ca) if options.ca else None
    title = app.translate("Station", "出入院收费处")
    station: Station[AdmissionContract] = Station(title, AdmissionContract, options.server, tls, build)
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
    parser = argparse.ArgumentParser(prog="his-admission", description="出入院收费处 · the cashier's station")
    default = f"localhost:{DEFAULT_PORT}"
    parser.add_argument("--server", type=addresses, default=addresses(default), help=f"host:port[,host:port] (default {default})")
    parser.add_argument("--ca", type=Path, help="certificate of the hospital's authority; without it the line is not encrypted")
    parser.add_argument("--language", choices=("zh", "en"), help="language of the windows (default: the user's setting)")
    return parser
