"""Composition of the catalogue's server. It reads its own tables where other departments keep a replica."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

from server.catalog import models, queries
from server.kernel.catalog_view import CatalogView
from server.kernel.department import Department
from server.kernel.entrance import UnitsOfWork
from server.kernel.unit_of_work import SYSTEM
from server.kernel.use_cases import use_cases
from shared import clock
from shared.contracts.catalog.contract import CatalogContract

_WAIT_S = 25.0


class OwnCatalog:
    """The catalogue as its own server sees it, reloaded when any server of this database changes it."""

    def __init__(self, units: UnitsOfWork) -> None:
        self._units = units
        self.view = CatalogView.empty()
        self.reload()

    def reload(self) -> None:
        """Read the tables again."""
        snapshot, _ = self._units.read(SYSTEM, "load catalogue", queries.current_snapshot)
        self.view = CatalogView(snapshot, clock.utc_now())

    def wake(self) -> None:
        """Our own news: the board has told already."""

    def run(self, stopping: threading.Event, _pause: Callable[[float], None]) -> None:
        """Reload after every change."""
        cursor = self._units.board.wait(-1, 0).cursor
        self.reload()
        while not stopping.is_set():
            changes = self._units.board.wait(cursor, _WAIT_S)
            cursor = changes.cursor
            if any(change.kind == "catalog" for change in changes.changes):
                self.reload()


DEPARTMENT = Department(
    name="catalog",
    contract=CatalogContract,
    metadata=models.metadata,
    kernel=models.kernel,
    versions=Path(__file__).parent / "migrations",
    use_cases=use_cases(CatalogContract, "server.catalog"),
    own_catalog=OwnCatalog,
)
