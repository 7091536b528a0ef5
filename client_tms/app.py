"""Composition of the TMS operator's station."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QT_TRANSLATE_NOOP

from client_tms.queue.window import QueuePage
from shared.contracts.tms.contract import TmsContract
from shared.qt.program import run
from shared.qt.shell import MainShell

DEFAULT_PORT = 18805


def main(arguments: list[str] | None = None) -> int:
    """Run the station until its window is closed."""
    title = str(QT_TRANSLATE_NOOP("Station", "TMS治疗室"))
    return run("his-tms", title, TmsContract, DEFAULT_PORT, build, (Path(__file__).parent / "i18n",), arguments)


def build(shell: MainShell) -> None:
    """Fill the window of somebody who logged in."""
    shell.add_page(QueuePage(shell))
