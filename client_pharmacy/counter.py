"""What the pages of one station share: the connection, who stands at the counter, hospital time, the catalogue for look-ups."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from shared import clock
from shared.contracts.common import ItemCatalog, ItemKind, Ward
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.qt.lookup import LookupIndex, items_index
from shared.qt.worker import Worker


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Wards and drugs as the pharmacy looks them up."""

    version: int = 0
    wards: tuple[Ward, ...] = ()
    drugs: LookupIndex = field(default_factory=lambda: LookupIndex(()))

    def ward_name(self, code: str) -> str:
        """The ward's name, its code while the catalogue is on its way."""
        return next((ward.name for ward in self.wards if ward.code == code), code)


class Counter:
    """See the module."""

    def __init__(self, worker: Worker[PharmacyContract] | Any) -> None:
        self.worker = worker
        self.catalogue = Catalogue()
        self._ahead = timedelta(0)
        self._listeners: list[Callable[[], object]] = []

    def subscribe(self, listener: Callable[[], object]) -> None:
        """Tell `listener` when a newer catalogue is there."""
        self._listeners.append(listener)

    # -- who

    @property
    def user_name(self) -> str:
        """Who is logged in, as papers name them."""
        session = self.worker.session
        return "" if session is None else str(session.user_name)

    def may(self, right: str) -> bool:
        """Whether the person logged in holds `right`."""
        session = self.worker.session
        return session is not None and right in session.rights

    # -- when

    def set_time(self, hospital_time: datetime) -> None:
        """The server's word for what time it is; a station's own clock may be wrong, and hospital time may be a demo's."""
        self._ahead = hospital_time - clock.utc_now()

    def now(self) -> datetime:
        """Hospital time."""
        return clock.local(clock.utc_now() + self._ahead)

    def today(self) -> date:
        """The hospital's day."""
        return self.now().date()

    # -- the catalogue

    def load_catalogue(self) -> None:
        """Fetch the catalogue if there is a newer one than ours."""

        def taken(found: Catalogue | None) -> None:
            if found is not None:
                self.catalogue = found
                for listener in self._listeners:
                    listener()

        version = self.catalogue.version
        self.worker.query(lambda api: _catalogue(api, version)).done(taken)


def _catalogue(api: PharmacyContract, version: int) -> Catalogue | None:
    """The index is built here, on the connection's thread: 20,000 items would hold up the window."""
    found: ItemCatalog | None = api.items(version)
    if found is None:
        return None
    drugs = (item for item in found.items if item.kind is not ItemKind.SERVICE)
    return Catalogue(found.version, found.wards, items_index(drugs))
