"""Composition of the pharmacist's station."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP

from client_pharmacy.records import RecordsPage
from client_pharmacy.requests.window import RequestsPage
from client_pharmacy.stock.window import StockPage
from shared.contracts.common import ItemKind
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.qt.program import run
from shared.qt.shell import MainShell


def main(arguments: list[str] | None = None) -> int:
    """Run the station until its window is closed."""
    title = str(QT_TRANSLATE_NOOP("Station", "中心药房"))
    return run("his-pharmacy", title, PharmacyContract, build, (Path(__file__).parent / "i18n",), arguments)


def build(shell: MainShell) -> None:
    """Fill the window of somebody who logged in."""
    for page in (RequestsPage, StockPage, RecordsPage):
        shell.add_page(page(shell))
    shell.station.open_catalogue(shell.report, lambda item: item.kind is not ItemKind.SERVICE)
