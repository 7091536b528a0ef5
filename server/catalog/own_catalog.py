"""The catalogue as its own server sees it: read from its own tables, where other departments keep a replica."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from server.catalog import queries
from server.kernel.catalog_view import CatalogView, Role
from server.kernel.entrance import UnitsOfWork
from server.kernel.unit_of_work import SYSTEM
from shared import clock

_WAIT_S = 25.0


class OwnCatalog:
    """The catalogue as its own server sees it, reloaded when any server of this database changes it."""

    def __init__(self, units: UnitsOfWork, roles: Mapping[str, Role]) -> None:
        self._units = units
        self._roles = roles
        self.view = CatalogView.empty()
        self.reload()

    def reload(self) -> None:
        """Read the tables again."""
        snapshot, _ = self._units.read(SYSTEM, "load catalogue", queries.current_snapshot)
        self.view = CatalogView(snapshot, clock.utc_now(), self._roles)

    def wake(self) -> None:
        """Our own news: the board has told already."""

    def run(self, stopping: threading.Event, _pause: Callable[[float], None]) -> None:
        """Reload after every change."""
        cursor = self._units.board.wait(-1, 0).cursor
        self.reload()
        while not stopping.is_set():
            changes = self._units.board.wait(cursor, _WAIT_S)
            cursor = changes.cursor
            self.view.as_of = clock.utc_now()
            if any(change.kind == "catalog" for change in changes.changes):
                self.reload()
