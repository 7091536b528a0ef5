"""Composition of the pharmacist's station."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP

from client_pharmacy.counter import Counter
from client_pharmacy.records.window import RecordsPage
from client_pharmacy.requests.window import RequestsPage
from client_pharmacy.stock.window import StockPage
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.qt.program import run
from shared.qt.shell import MainShell

DEFAULT_PORT = 18803
_PAGES = (RequestsPage, StockPage, RecordsPage)


def main(arguments: list[str] | None = None) -> int:
    """Run the station until its window is closed."""
    title = str(QT_TRANSLATE_NOOP("Station", "中心药房"))
    return run("his-pharmacy", title, PharmacyContract, DEFAULT_PORT, build, (Path(__file__).parent / "i18n",), arguments)


def build(shell: MainShell) -> Counter:
    """Fill the window of somebody who logged in; the pages share one counter."""
    counter = Counter(shell.worker)
    for page in _PAGES:
        shell.add_page(page(shell, counter))
    counter.load_catalogue()
    return counter
