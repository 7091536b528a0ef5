"""Composition of the administrator's station."""

from __future__ import annotations

from PySide6.QtCore import QT_TRANSLATE_NOOP

from shared.contracts.catalog.contract import CatalogContract
from shared.qt.administration.staff import StaffPage
from shared.qt.program import run
from shared.qt.shell import MainShell


def main(arguments: list[str] | None = None) -> int:
    """Run the station until its window is closed."""
    title = str(QT_TRANSLATE_NOOP("Station", "系统管理"))
    return run("his-administration", title, CatalogContract, build, (), arguments)


def build(shell: MainShell) -> StaffPage:
    """Fill the window of somebody who logged in."""
    page = StaffPage(shell)
    shell.add_page(page)
    return page
