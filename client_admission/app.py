"""Composition of the cashier's station."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP

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
from shared.qt.program import run
from shared.qt.shell import MainShell

_PAGES = (HomePage, PatientsPage, AdmitPage, DepositsPage, CheckPage, SettlePage, ReceiptsPage, AccountPage)


def main(arguments: list[str] | None = None) -> int:
    """Run the station until its window is closed."""
    title = str(QT_TRANSLATE_NOOP("Station", "出入院收费处"))
    return run("his-admission", title, AdmissionContract, build, (Path(__file__).parent / "i18n",), arguments)


def build(shell: MainShell) -> Counter:
    """Fill the window of somebody who logged in; the pages share one counter."""
    counter = Counter(shell.station, shell.report)
    for page in _PAGES:
        shell.add_page(page(shell, counter))
    shell.station.open_catalogue(shell.report)
    return counter
