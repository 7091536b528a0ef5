"""Behaviour of the stock page."""

from __future__ import annotations

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Protocol

from msgspec import Meta

from client_pharmacy.counter import Counter
from shared.contracts.common import Change
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.contracts.pharmacy.types import BatchReceipt, BatchRow, StockMovement, StockRow
from shared.errors import BusinessError, OutcomeUnknown
from shared.qt.commands import Commands, CommandView
from shared.qt.feed import EVERYTHING

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


class StockView(CommandView, Protocol):
    """What the presenter shows on."""

    def show_stock(self, rows: Sequence[StockRow], chosen: int | None) -> None:
        """Show the drugs."""

    def show_details(self, details: DrugDetails | None) -> None:
        """Show batches and movements of the open drug, None while they are on their way."""

    def show_received(self, receipt: Receipt) -> None:
        """A batch was taken into stock."""

    def show_flagged(self, row: StockRow) -> None:
        """The 缺药 flag of a drug changed."""


class StockPresenter:
    """See the module."""

    def __init__(self, counter: Counter, view: StockView) -> None:
        self.counter, self._view = counter, view
        self._commands = Commands(counter.worker, view)
        self._rows: tuple[StockRow, ...] = ()
        self.text = ""
        self.choice = Choice.ALL
        self.drug: StockRow | None = None

    def concerns(self, changes: Iterable[Change]) -> bool:
        """Whether the page looks different now; what is reserved changes with the requests."""
        return any(change.kind in {"stock", "shortage", "requests", EVERYTHING} for change in changes)

    def reload(self) -> None:
        """Look at the stock again, and at the open drug."""
        text = self.text

        def answered(rows: tuple[StockRow, ...]) -> None:
            # An answer to an earlier search comes too late.
            if text == self.text:
                self._rows = rows
                self._show()

        self.counter.worker.query(lambda api: api.stock(text).rows).done(answered).failed(self._view.report)
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
                return row.quantity < row.lower_limit
            case Choice.SHORT:
                return row.short
            case Choice.NEAR_EXPIRY:
                limit = self.counter.today() + timedelta(days=_NEAR_DAYS)
                return row.expired > 0 or (row.nearest_expiry is not None and row.nearest_expiry <= limit)
        return True

    def open(self, row: StockRow) -> None:
        """Show a drug's batches and movements."""
        if self.drug is None or self.drug.drug_code != row.drug_code:
            self.drug = row
            self._view.show_details(None)
            self._look(row.drug_code)

    def _look(self, code: str) -> None:
        last = self.counter.today()
        first = last - timedelta(days=_MOVEMENT_DAYS)

        def answered(details: DrugDetails) -> None:
            if self.drug is not None and self.drug.drug_code == code:
                self._view.show_details(details)

        self.counter.worker.query(lambda api: _details(api, code, first, last)).done(answered).failed(self._view.report)

    def flag(self) -> None:
        """Set 缺药 of the open drug, or take it back."""
        drug = self.drug
        if drug is not None:
            sent = self._commands.press(("flag", drug), lambda api: api.flag_short(drug.drug_code, not drug.short))
            sent.done(self._flagged).failed(self._failed)

    def _flagged(self, row: StockRow) -> None:
        self._view.show_flagged(row)
        self.reload()

    def receive(self, receipt: Receipt) -> None:
        """Take a batch into stock."""
        batch = BatchReceipt(receipt.drug_code, receipt.batch_no, receipt.expires_on, receipt.quantity)
        sent = self._commands.press(("receive", receipt), lambda api: api.receive_batches((batch,), receipt.cause))
        sent.done(lambda _: self._received(receipt)).failed(self._failed)

    def _failed(self, error: BusinessError) -> None:
        self._view.report(error)
        if isinstance(error, OutcomeUnknown):
            self.reload()

    def _received(self, receipt: Receipt) -> None:
        self._view.show_received(receipt)
        self.reload()


def _details(api: PharmacyContract, code: str, first: date, last: date) -> DrugDetails:
    return DrugDetails(code, api.batches(code).rows, tuple(reversed(api.movements(code, first, last))))
