"""A screen without widgets: what the presenters showed last."""

from __future__ import annotations

from collections.abc import Sequence

from client_pharmacy.requests.presenter import LineView, WaitingRow, WardRow
from client_pharmacy.stock.presenter import DrugDetails, Receipt
from shared.contracts.pharmacy.types import DispenseResult, PickRow, Request, RequestRow, StockRow
from shared.errors import BusinessError, NeedsConfirmation
from shared.qt.reply import Reply


class Screen:
    """What the presenters showed last."""

    def __init__(self) -> None:
        self.errors: list[BusinessError] = []
        self.retries: list[Reply[None]] = []
        self.wards: Sequence[WardRow] = ()
        self.ward = 0
        self.requests: Sequence[WaitingRow] = ()
        self.chosen: int | None = None
        self.request: Request | None = None
        self.requests_seen: list[Request | None] = []
        self.lines: Sequence[LineView] = ()
        self.sum: Sequence[PickRow] = ()
        self.announced: list[RequestRow] = []
        self.dispensed: list[DispenseResult] = []
        self.refused: list[int] = []
        self.papers: list[bytes] = []
        self.stock: Sequence[StockRow] = ()
        self.details: list[DrugDetails | None] = []
        self.received: list[Receipt] = []
        self.flagged: list[StockRow] = []

    def report(self, error: BusinessError) -> None:
        self.errors.append(error)

    def ask(self, question: NeedsConfirmation) -> Reply[None]:
        raise AssertionError(question.code)

    def offer_retry(self, error: BusinessError) -> Reply[None]:
        self.retries.append(Reply())
        return self.retries[-1]

    def show_wards(self, rows: Sequence[WardRow], chosen: int) -> None:
        self.wards, self.ward = rows, chosen

    def show_requests(self, rows: Sequence[WaitingRow], chosen: int | None) -> None:
        self.requests, self.chosen = rows, chosen

    def show_request(self, request: Request | None) -> None:
        self.request = request
        self.requests_seen.append(request)

    def show_lines(self, lines: Sequence[LineView]) -> None:
        self.lines = lines

    def show_sum(self, rows: Sequence[PickRow]) -> None:
        self.sum = rows

    def announce(self, rows: Sequence[RequestRow]) -> None:
        self.announced += rows

    def show_dispensed(self, result: DispenseResult) -> None:
        self.dispensed.append(result)

    def show_refused(self, _request: Request, lines: int) -> None:
        self.refused.append(lines)

    def show_slip(self, pdf: bytes) -> None:
        self.papers.append(pdf)

    def show_stock(self, rows: Sequence[StockRow], chosen: int | None) -> None:
        self.stock, self.chosen = rows, chosen

    def show_details(self, details: DrugDetails | None) -> None:
        self.details.append(details)

    def show_received(self, receipt: Receipt) -> None:
        self.received.append(receipt)

    def show_flagged(self, row: StockRow) -> None:
        self.flagged.append(row)

    def ticks(self) -> list[bool]:
        return [line.ticked for line in self.lines]
