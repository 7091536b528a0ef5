"""Keeps a department's copy of the catalogue: fetched by authenticated RPC, stored in its own database, swapped in whole."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

import msgspec
from sqlalchemy import Engine, insert, select, update

from server.kernel.catalog_view import CatalogView, Role
from server.kernel.database import reading
from server.kernel.neighbours import Neighbourhood
from server.kernel.observation import log
from server.kernel.rows import one
from server.kernel.tables import CatalogRow, KernelTables
from shared import clock
from shared.contracts.catalog.contract import CatalogContract
from shared.contracts.catalog.types import Snapshot
from shared.errors import BusinessError

_LOOK_EVERY_S = 60.0
_decoder = msgspec.msgpack.Decoder(Snapshot)


class CatalogReplica:
    """The current catalogue of a server, and the thread that keeps it current."""

    def __init__(self, engine: Engine, tables: KernelTables, neighbours: Neighbourhood, roles: Mapping[str, Role]) -> None:
        self._engine = engine
        self._table = tables.catalog
        self._neighbours = neighbours
        self._roles = roles
        self._wake = threading.Event()
        self.view = self._load() or CatalogView.empty()

    def wake(self) -> None:
        """There is a newer version."""
        self._wake.set()

    def run(self, stopping: threading.Event, pause: Callable[[float], None]) -> None:
        """Fetch until `stopping`: when woken, every minute, and without rest until the first copy is here."""
        while not stopping.is_set():
            self._wake.clear()
            try:
                self.refresh()
            except BusinessError as error:
                fields = {"why": error.code, "old": self.view.old}
                log.warning("catalogue not refreshed", extra={"fields": fields})
            if self.view.missing:
                pause(0.3)
            else:
                self._wake.wait(_LOOK_EVERY_S)

    def refresh(self) -> None:
        """Fetch a newer version if there is one."""
        after = self.view.version
        snapshot = self._neighbours.ask(CatalogContract, lambda api: api.snapshot(after))
        if snapshot is None:
            self._confirm()
            return
        self._store(snapshot)
        self.view = CatalogView(snapshot, clock.utc_now(), self._roles)

    def _load(self) -> CatalogView | None:
        with reading(self._engine) as db:
            row = one(db, select(self._table), CatalogRow)
        return CatalogView(_decoder.decode(row["snapshot"]), row["fetched_at"], self._roles) if row else None

    def _confirm(self) -> None:
        now = clock.utc_now()
        # Told to the database now and then, for a restart while the catalogue's server is away.
        if self.view.as_of.replace(minute=0, second=0, microsecond=0) < now.replace(minute=0, second=0, microsecond=0):
            with self._engine.begin() as db:
                db.execute(update(self._table).values(fetched_at=now))
        self.view.as_of = now

    def _store(self, snapshot: Snapshot) -> None:
        values = {"version": snapshot.version, "fetched_at": clock.utc_now(), "snapshot": msgspec.msgpack.encode(snapshot)}
        with self._engine.begin() as db:
            if not db.execute(update(self._table).values(**values)).rowcount:
                db.execute(insert(self._table).values(id=1, **values))
