"""Stored receipts: viewed, voided with a reason, reprinted with a mark (R1.29), with their charge list (R1.31)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from client_admission import papers
from client_admission.counter import Counter
from client_admission.papers import PaperKind
from client_admission.refusals import NothingMarked, PeriodBackwards
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.errors import SettlementNotFound
from shared.contracts.admission.types import Receipt, ReceiptRow, Settlement, SettlementState
from shared.contracts.common import DataPacket, Text50
from shared.errors import BusinessError
from shared.identifiers import SettlementId
from shared.qt.page import ReportView
from shared.qt.reply import Reply


@dataclass(frozen=True, slots=True)
class ReceiptSearch:
    """By number, patient number or name, and day of settlement."""

    text: Text50 = ""
    first: date | None = None
    last: date | None = None


class ReceiptsView(ReportView, Protocol):
    """What the presenter shows on."""

    def show_rows(self, rows: DataPacket[ReceiptRow]) -> None:
        """What the search found."""

    def show_receipt(self, receipt: Receipt | None) -> None:
        """The marked receipt."""

    def show_void(self, settlement: Settlement) -> None:
        """The settlement is taken back."""

    def show_reprinted(self, reprints: int) -> None:
        """One more paper of the same number."""

    def show_set(self, pdf: bytes, kind: PaperKind, numbered: Callable[[], Reply[bytes]] | None = None) -> None:
        """A paper before it is printed; `numbered` counts it when it is."""


class ReceiptsPresenter:
    """Behaviour of the receipts page."""

    def __init__(self, counter: Counter, view: ReceiptsView) -> None:
        self._counter, self._view = counter, view
        self._search = ReceiptSearch()
        self.receipt: Receipt | None = None

    # -- looking

    def search(self, wanted: ReceiptSearch) -> None:
        """Find receipts."""
        if wanted.first is not None and wanted.last is not None and wanted.last < wanted.first:
            self._view.report(PeriodBackwards())
            return
        self._search = wanted
        self.load()

    def load(self) -> None:
        """Search again for what was searched last."""
        wanted, slot = self._search, (self, "rows")
        query = self._counter.station.latest(slot, wanted, lambda api: api.find_receipts(wanted.text, wanted.first, wanted.last))
        query.done(self._view.show_rows).failed(self._view.report)

    def look(self, row: ReceiptRow | None) -> None:
        """Show the receipt of a row."""
        slot = (self, "receipt")
        if row is None or row.settlement_id is None:
            self._counter.station.forget(slot)
            self._show(None)
            return
        settlement_id = row.settlement_id
        self._counter.station.latest(slot, settlement_id, lambda api: api.receipt(settlement_id)).done(self._show).failed(
            self._view.report
        )

    def _show(self, receipt: Receipt | None) -> None:
        self.receipt = receipt
        self._view.show_receipt(receipt)

    # -- what is possible

    def why_not_void(self) -> BusinessError | None:
        """Why the receipt on screen can't be voided."""
        if self.receipt is None:
            return NothingMarked()
        settlement = self.receipt.settlement
        return SettlementNotFound(receipt_no=settlement.receipt_no) if settlement.state is SettlementState.VOID else None

    def why_not_print(self) -> BusinessError | None:
        """Why there is nothing to print."""
        return NothingMarked() if self.receipt is None else None

    # -- acting

    def void(self, reason: str) -> None:
        """作废结算 of the receipt on screen."""
        if self.receipt is None:
            self._view.report(NothingMarked())
            return
        settlement_id = self.receipt.settlement.settlement_id
        sent = self._counter.station.press(("void", settlement_id, reason), lambda api: api.void_settlement(settlement_id, reason))
        sent.done(self._voided).failed(self._view.report)

    def _voided(self, settlement: Settlement) -> None:
        self._view.show_void(settlement)
        self._counter.reload()
        self.load()

    def reprint(self) -> None:
        """补打: shown as it will be marked; counted by the server when it goes to paper."""
        if self.receipt is None:
            self._view.report(NothingMarked())
            return
        receipt, printed_by = self.receipt, self._counter.station.user_name
        settlement_id = receipt.settlement.settlement_id
        query = self._counter.station.query(lambda api: papers.next_reprint(api, settlement_id, printed_by))
        query.done(lambda pdf: self._view.show_set(pdf, "receipt", lambda: self._count(receipt))).failed(self._view.report)

    def _count(self, receipt: Receipt) -> Reply[bytes]:
        settlement_id, printed_by = receipt.settlement.settlement_id, self._counter.station.user_name
        paper: Reply[bytes] = Reply()
        sent = self._counter.station.press(
            ("reprint", settlement_id, receipt.reprints), lambda api: _reprint(api, settlement_id, printed_by)
        )
        sent.done(self._reprinted).done(lambda made: paper.settle(made[1], None)).failed(lambda error: paper.settle(None, error))
        return paper

    def _reprinted(self, made: tuple[Receipt, bytes]) -> None:
        receipt, _ = made
        self._show(receipt)
        self._view.show_reprinted(receipt.reprints)
        self.load()

    def charge_list(self) -> None:
        """费用清单 of the receipt on screen."""
        if self.receipt is None:
            self._view.report(NothingMarked())
            return
        settlement, printed_by = self.receipt.settlement, self._counter.station.user_name
        query = self._counter.station.query(
            lambda api: papers.charge_list(api, settlement.stay_id, None, None, settlement.settlement_id, printed_by)
        )
        query.done(lambda pdf: self._view.show_set(pdf, "charge_list")).failed(self._view.report)


def _reprint(api: AdmissionContract, settlement_id: SettlementId, printed_by: str) -> tuple[Receipt, bytes]:
    receipt = api.reprint_receipt(settlement_id)
    return receipt, papers.set_receipt(receipt, printed_by)
