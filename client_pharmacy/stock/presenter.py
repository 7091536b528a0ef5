"""Behaviour of the stock page."""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Protocol

from msgspec import Meta

from shared.contracts.pharmacy.contract import PharmacyContract
from shared.contracts.pharmacy.types import BatchReceipt, BatchRow, StockMovement, StockRow
from shared.errors import BusinessError
from shared.qt import hospital_time
from shared.qt.station import Station

RECEIVE_RIGHT, SHORTAGE_RIGHT = "pharmacy.stock.enter", "pharmacy.shortage"
_MOVEMENT_DAYS = 30
_NEAR_DAYS = 180


class Choice(enum.Enum):
    """Which drugs are listed."""

    ALL = "all"
    LOW = "low"
    SHORT = "short"
    NEAR_EXPIRY = "near expiry"


@dataclass(frozen=True, slots=True)
class Receipt:
    """One batch that comes in, as it is typed."""

    drug_code: Annotated[str, Meta(max_length=6)]
    batch_no: Annotated[str, Meta(min_length=1, max_length=30)]
    expires_on: date
    quantity: Decimal
    cause: Annotated[str, Meta(min_length=1, max_length=50)]


@dataclass(frozen=True, slots=True)
class DrugDetails:
    """Batches and latest movements of a drug, newest first."""

    drug_code: str
    batches: tuple[BatchRow, ...]
    movements: tuple[StockMovement, ...]


class StockView(Protocol):
    """What the presenter shows on."""

    def show_stock(self, rows: Sequence[StockRow], chosen: int | None) -> None:
        """Show the drugs."""

    def show_details(self, details: DrugDetails | None) -> None:
        """Show batches and movements of the open drug, None while they are on their way."""

    def show_received(self, receipt: Receipt) -> None:
        """A batch was taken into stock."""

    def show_flagged(self, row: StockRow) -> None:
        """The 缺药 flag of a drug changed."""

    def report(self, error: BusinessError) -> None:
        """Tell an error."""


class StockPresenter:
    """See the module."""

    def __init__(self, station: Station[PharmacyContract], view: StockView) -> None:
        self._station, self._view = station, view
        self._rows: tuple[StockRow, ...] = ()
        self.text = ""
        self.choice = Choice.ALL
        self.drug: StockRow | None = None

    def reload(self) -> None:
        """Look at the stock again, and at the open drug."""
        text = self.text

        def answered(rows: tuple[StockRow, ...]) -> None:
            self._rows = rows
            self._show()

        self._station.latest((self, "stock"), text, lambda api: api.stock(text).rows).done(answered).failed(self._view.report)
        if self.drug is not None:
            self._look(self.drug.drug_code)

    def search(self, text: str) -> None:
        """Only drugs whose code, name or initials match."""
        self.text = text.strip()
        self.reload()

    def choose(self, choice: Choice) -> None:
        """Only drugs that are low, short, or near their expiry."""
        self.choice = choice
        self._show()

    def _show(self) -> None:
        shown = [row for row in self._rows if self._is_listed(row)]
        codes = [row.drug_code for row in shown]
        code = self.drug.drug_code if self.drug else None
        chosen = codes.index(code) if code in codes else None
        if chosen is not None:
            self.drug = shown[chosen]
        self._view.show_stock(shown, chosen)

    def _is_listed(self, row: StockRow) -> bool:
        match self.choice:
            case Choice.LOW:
                return row.low
            case Choice.SHORT:
                return row.short
            case Choice.NEAR_EXPIRY:
                limit = hospital_time.today() + timedelta(days=_NEAR_DAYS)
                return row.expired > 0 or (row.nearest_expiry is not None and row.nearest_expiry <= limit)
        return True

    def open(self, row: StockRow) -> None:
        """Show a drug's batches and movements."""
        if self.drug is None or self.drug.drug_code != row.drug_code:
            self.drug = row
            self._view.show_details(None)
            self._look(row.drug_code)

    def _look(self, code: str) -> None:
        last = hospital_time.today()
        first = last - timedelta(days=_MOVEMENT_DAYS)
        asked = self._station.latest((self, "drug"), code, lambda api: _details(api, code, first, last))
        asked.done(self._view.show_details).failed(self._view.report)

    def flag(self) -> None:
        """Set 缺药 of the open drug, or take it back."""
        drug = self.drug
        if drug is not None:
            sent = self._station.press(("flag", drug), lambda api: api.flag_short(drug.drug_code, not drug.short))
            sent.done(self._flagged).failed(self._view.report)

    def _flagged(self, row: StockRow) -> None:
        self._view.show_flagged(row)
        self.reload()

    def receive(self, receipt: Receipt) -> None:
        """Take a batch into stock."""
        batch = BatchReceipt(receipt.drug_code, receipt.batch_no, receipt.expires_on, receipt.quantity)
        sent = self._station.press(("receive", receipt), lambda api: api.receive_batches((batch,), receipt.cause))
        sent.done(lambda _: self._received(receipt)).failed(self._view.report)

    def _received(self, receipt: Receipt) -> None:
        self._view.show_received(receipt)
        self.reload()


def _details(api: PharmacyContract, code: str, first: date, last: date) -> DrugDetails:
    return DrugDetails(code, api.batches(code).rows, tuple(reversed(api.movements(code, first, last))))
