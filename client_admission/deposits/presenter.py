"""Deposits: taken with a receipt, voided with a reason (R1.6), used and unused ones told apart (R1.7)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from client_admission import papers
from client_admission.counter import Counter
from client_admission.papers import PaperKind
from client_admission.refusals import BankMissing, CardNumberMissing, NoPatientOpen, NoStayOpen, NothingMarked
from shared import clock
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.errors import DepositUsed, SupervisorNeeded, WrongState
from shared.contracts.admission.types import OPEN_STATES, Deposit, DepositReceipt, PayMethod, StayAction
from shared.contracts.common import Money, Text20
from shared.errors import BusinessError
from shared.identifiers import DepositId
from shared.money import total
from shared.qt import hospital_time
from shared.qt.page import ReportView
from shared.qt.reply import Reply


@dataclass(frozen=True, slots=True)
class DepositDraft:
    """What the cashier types."""

    amount: Money
    method: PayMethod
    bank: Text20 = ""
    card_no: Text20 = ""


@dataclass(frozen=True, slots=True)
class DepositSums:
    """Deposits of a stay, told apart."""

    usable: Decimal
    settled: Decimal
    void: Decimal


def sums_of(deposits: Iterable[Deposit]) -> DepositSums:
    """Unsettled, settled and void deposits."""
    known = tuple(deposits)
    return DepositSums(
        usable=total(each.amount for each in known if each.usable),
        settled=total(each.amount for each in known if each.settlement_id is not None and each.void_at is None),
        void=total(each.amount for each in known if each.void_at is not None),
    )


class DepositsView(ReportView, Protocol):
    """What the presenter shows on."""

    def show_taken(self, receipt: DepositReceipt) -> None:
        """The deposit is taken and numbered."""

    def show_void(self, deposit: Deposit) -> None:
        """The deposit is void."""

    def show_reprinted(self, receipt: DepositReceipt) -> None:
        """One more paper of the same number."""

    def show_set(self, pdf: bytes, kind: PaperKind, numbered: Callable[[], Reply[bytes]] | None = None) -> None:
        """The receipt before it is printed; `numbered` counts it when it is."""


class DepositsPresenter:
    """Behaviour of the deposits page."""

    def __init__(self, counter: Counter, view: DepositsView) -> None:
        self._counter, self._view = counter, view

    def why_not_take(self) -> BusinessError | None:
        """Why no deposit can be taken now."""
        opened = self._counter.opened
        if opened is None:
            return NoPatientOpen()
        if opened.stay is None:
            return NoStayOpen()
        state = opened.stay.state
        return None if state in OPEN_STATES else WrongState(state=state, action=StayAction.TAKE_DEPOSIT)

    def why_not_void(self, deposit: Deposit | None) -> BusinessError | None:
        """Why a deposit can't be voided."""
        if deposit is None:
            return NothingMarked()
        if not deposit.usable or deposit.method is PayMethod.CARRY_OVER:
            return DepositUsed()
        station = self._counter.station
        own_of_today = deposit.cashier_id == station.user_id and clock.local(deposit.taken_at).date() == hospital_time.today()
        return None if own_of_today or station.may("admission.supervise") else SupervisorNeeded()

    def take(self, draft: DepositDraft) -> None:
        """收取押金, then its receipt. A card names its bank and number."""
        if draft.method is PayMethod.IC_CARD and not (draft.bank and draft.card_no):
            self._view.report(CardNumberMissing() if draft.bank else BankMissing())
            return
        opened = self._counter.opened
        if opened is None or opened.stay is None:
            self._view.report(NoStayOpen())
            return
        stay_id = opened.stay.stay_id
        # The same amount once more is another deposit as soon as the cashier sees the first one.
        seen = () if opened.account is None else tuple(each.deposit_id for each in opened.account.deposits)
        sent = self._counter.station.press(
            ("deposit", stay_id, draft, seen),
            lambda api: api.take_deposit(stay_id, draft.amount, draft.method, draft.bank, draft.card_no),
        )
        sent.done(self._taken).failed(self._view.report)

    def _taken(self, receipt: DepositReceipt) -> None:
        self._view.show_taken(receipt)
        self._counter.reload()
        printed_by = self._counter.station.user_name
        # Set where nothing is waited for; no server is asked.
        query = self._counter.station.query(lambda _api: papers.deposit_receipt(receipt, printed_by))
        query.done(lambda pdf: self._view.show_set(pdf, "deposit")).failed(self._view.report)

    def void(self, deposit: Deposit, reason: str) -> None:
        """作废押金."""
        number = deposit.deposit_id
        sent = self._counter.station.press(("void", number, reason), lambda api: api.void_deposit(number, reason))
        sent.done(self._voided).failed(self._view.report)

    def _voided(self, deposit: Deposit) -> None:
        self._view.show_void(deposit)
        self._counter.reload()

    def reprint(self, deposit: Deposit) -> None:
        """补打: shown as it will be marked; counted by the server when it goes to paper."""
        number, printed_by = deposit.deposit_id, self._counter.station.user_name
        query = self._counter.station.query(lambda api: papers.next_deposit_reprint(api, number, printed_by))
        query.done(lambda pdf: self._view.show_set(pdf, "deposit", lambda: self._count(deposit))).failed(self._view.report)

    def _count(self, deposit: Deposit) -> Reply[bytes]:
        number, printed_by = deposit.deposit_id, self._counter.station.user_name
        paper: Reply[bytes] = Reply()
        sent = self._counter.station.press(("reprint", number, deposit.reprints), lambda api: _reprint(api, number, printed_by))
        sent.done(self._reprinted).done(lambda made: paper.settle(made[1], None)).failed(lambda error: paper.settle(None, error))
        return paper

    def _reprinted(self, made: tuple[DepositReceipt, bytes]) -> None:
        self._view.show_reprinted(made[0])
        self._counter.reload()


def _reprint(api: AdmissionContract, deposit_id: DepositId, printed_by: str) -> tuple[DepositReceipt, bytes]:
    receipt = api.reprint_deposit(deposit_id)
    return receipt, papers.deposit_receipt(receipt, printed_by)
