"""Behaviour of the records page (R3.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated, Protocol

from msgspec import Meta

from client_pharmacy import papers
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.contracts.pharmacy.types import DispensedQuery, DispensedRow
from shared.errors import BusinessError
from shared.money import total
from shared.qt import hospital_time
from shared.qt.station import Station

_MOST = 1000


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for."""

    first: date
    last: date
    ward: str | None = None
    text: Annotated[str, Meta(max_length=50)] = ""


@dataclass(frozen=True, slots=True)
class Found:
    """What was found. `cut` tells that there is more than is shown."""

    rows: tuple[DispensedRow, ...]
    amount: Decimal
    cut: bool


class RecordsView(Protocol):
    """What the presenter shows on."""

    def show_found(self, found: Found) -> None:
        """Show the records."""

    def show_slip(self, pdf: bytes) -> None:
        """A slip before it is printed."""

    def report(self, error: BusinessError) -> None:
        """Tell an error."""


class RecordsPresenter:
    """See the module."""

    def __init__(self, station: Station[PharmacyContract], view: RecordsView) -> None:
        self._station, self._view = station, view
        self._search: Search | None = None

    def search(self, wanted: Search) -> None:
        """Look for records."""
        self._search = wanted
        self.reload()

    def reload(self) -> None:
        """Look again for what was looked for last."""
        wanted = self._search
        if wanted is None:
            return
        query = DispensedQuery(wanted.first, wanted.last, wanted.ward, None, wanted.text, _MOST)

        def answered(rows: Sequence[DispensedRow]) -> None:
            self._view.show_found(Found(tuple(rows), total(row.amount for row in rows), len(rows) == _MOST))

        self._station.latest(self, wanted, lambda api: api.dispensed(query).rows).done(answered).failed(self._view.report)

    def print_slip(self, row: DispensedRow) -> None:
        """The slip of the press this record belongs to."""
        by, at = self._station.user_name, hospital_time.now()
        paper = self._station.query(lambda api: papers.slip(api, row.dispense_id, by, at))
        paper.done(self._view.show_slip).failed(self._view.report)
