"""Settling a stay and discharging it (R1.22–R1.28, R1.32): what is shown is what is charged.

The request follows the stay's state: discharge takes everything, interim a period and the ticked deposits.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from client_admission import papers
from client_admission.counter import Counter
from client_admission.papers import PaperKind
from client_admission.refusals import NoPatientOpen, NoStayOpen, NotSettledYet, PeriodBackwards
from client_admission.settle import till
from client_admission.settle.till import Counted, Tender
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.errors import WrongState
from shared.contracts.admission.types import (
    Account,
    Settlement,
    SettlementMode,
    SettlementPreview,
    SettlementRequest,
    Stay,
    StayAction,
    StayState,
)
from shared.contracts.common import Text50
from shared.errors import BusinessError, Conflict
from shared.identifiers import DepositId, StayId
from shared.money import ZERO
from shared.qt.page import ReportView


@dataclass(frozen=True, slots=True)
class Sheet:
    """A settlement in the making, with the account it is made from."""

    preview: SettlementPreview
    account: Account

    @property
    def needed(self) -> Decimal:
        """What changes hands when it is settled."""
        return till.needed(self.preview.request.mode, self.preview.due)


@dataclass(frozen=True, slots=True)
class Leaving:
    """办理出院: who discharged the patient, and from where (R1.32)."""

    doctor: Text50
    ward: str


class SettleView(ReportView, Protocol):
    """What the presenter shows on."""

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Show the settlement in the making; None for no stay."""

    def show_news(self, before: Decimal, now: Decimal) -> None:
        """The amount is another one than the cashier saw."""

    def show_settled(self, settlement: Settlement) -> None:
        """The settlement is stored."""

    def show_discharged(self, stay: Stay) -> None:
        """The patient is discharged."""

    def show_set(self, pdf: bytes, kind: PaperKind) -> None:
        """The receipt before it is printed."""


class SettlePresenter:
    """Behaviour of the settlement page."""

    def __init__(self, counter: Counter, view: SettleView) -> None:
        self._counter, self._view = counter, view
        self._period: tuple[date | None, date | None] = (None, None)
        self._left_out: frozenset[DepositId] = frozenset()
        self._news_of: Decimal | None = None
        self.sheet: Sheet | None = None

    # -- the settlement in the making

    def begin(self) -> None:
        """Another stay: everything unsettled, every usable deposit."""
        self._period, self._left_out, self._news_of = (None, None), frozenset(), None
        self._show(None)

    def choose_period(self, first: date | None, last: date | None) -> None:
        """An interim settlement's service dates (R1.23)."""
        if first is not None and last is not None and last < first:
            self._view.report(PeriodBackwards())
            return
        self._period = (first, last)
        self.load()

    def leave_out(self, deposits: frozenset[DepositId]) -> None:
        """An interim settlement's deposits that are kept for later (R1.22)."""
        self._left_out = deposits
        self.load()

    def load(self) -> None:
        """Compute the sum as it would be settled now."""
        opened = self._counter.opened
        if opened is None or opened.stay is None:
            self._counter.station.forget(self)
            self._show(None)
            return
        stay_id, left_out, period = opened.stay.stay_id, self._left_out, self._period

        def found(sheet: Sheet) -> None:
            self._show(sheet)
            self._tell_news(sheet)
            self._counter.take(sheet.account)

        query = self._counter.station.latest(self, (stay_id, left_out, period), lambda api: _look(api, stay_id, left_out, period))
        query.done(found).failed(self._view.report)

    def _show(self, sheet: Sheet | None) -> None:
        self.sheet = sheet
        self._view.show_sheet(sheet)

    def _tell_news(self, sheet: Sheet) -> None:
        before, self._news_of = self._news_of, None
        if before is not None and before != sheet.preview.due:
            self._view.show_news(before, sheet.preview.due)

    def count(self, tender: Tender) -> Counted | None:
        """Cash due and change for what is typed."""
        return None if self.sheet is None else till.count(self.sheet.needed, tender)

    # -- what is possible

    def declared(self) -> bool:
        """Whether the ward has declared what can be settled now."""
        return self.sheet is not None and self.sheet.account.stay.state in {StayState.INTERIM, StayState.DISCHARGING}

    def settled(self) -> bool:
        """Whether nothing of a declared discharge is left to settle."""
        if self.sheet is None:
            return False
        account = self.sheet.account
        open_sums = (account.unsettled, account.deposits_usable)
        return account.stay.state is StayState.DISCHARGING and not any(open_sums) and not account.pending

    def why_not_discharge(self) -> BusinessError | None:
        """Why the patient can't be discharged now."""
        opened = self._counter.opened
        if opened is None:
            return NoPatientOpen()
        if opened.stay is None:
            return NoStayOpen()
        state = opened.stay.state
        if state is not StayState.DISCHARGING:
            return WrongState(state=state, action=StayAction.DISCHARGE)
        return None if self.settled() else NotSettledYet()

    # -- acting

    def settle(self, tender: Tender) -> None:
        """Settle what is shown with what is typed."""
        sheet, counted = self.sheet, self.count(tender)
        if sheet is None or counted is None:
            self._view.report(NoStayOpen())
            return
        if counted.problem is not None:
            self._view.report(counted.problem)
            return
        shown = sheet.preview
        sent = self._counter.station.press(
            ("settle", shown.request, shown.line_version, shown.due, counted.payments),
            lambda api: api.settle(shown.request, shown.line_version, shown.due, counted.payments),
        )
        sent.done(self._settled).failed(lambda error: self._failed(error, shown.due))

    def _settled(self, settlement: Settlement) -> None:
        self._period, self._left_out = (None, None), frozenset()
        self._view.show_settled(settlement)
        self.load()
        printed_by, number = self._counter.station.user_name, settlement.settlement_id
        query = self._counter.station.query(lambda api: papers.receipt(api, number, printed_by))
        query.done(lambda pdf: self._view.show_set(pdf, "receipt")).failed(self._view.report)

    def _failed(self, error: BusinessError, due: Decimal) -> None:
        if isinstance(error, Conflict):
            self._news_of = due
        self._view.report(error)

    def discharge(self, leaving: Leaving) -> None:
        """办理出院."""
        opened = self._counter.opened
        if opened is None or opened.stay is None:
            self._view.report(NoStayOpen())
            return
        stay_id = opened.stay.stay_id
        sent = self._counter.station.press(
            ("discharge", stay_id, leaving), lambda api: api.discharge(stay_id, leaving.doctor, leaving.ward)
        )
        sent.done(self._discharged).failed(self._view.report)

    def _discharged(self, stay: Stay) -> None:
        self._view.show_discharged(stay)
        self._counter.reload()


def surplus(sheet: Sheet) -> Decimal:
    """What an interim settlement carries over into a new deposit."""
    return sheet.needed - sheet.preview.due if sheet.preview.due < ZERO else ZERO


def _look(
    api: AdmissionContract, stay_id: StayId, left_out: frozenset[DepositId], period: tuple[date | None, date | None]
) -> Sheet:
    account = api.account(stay_id)
    interim = account.stay.state is StayState.INTERIM
    if not interim:
        return Sheet(api.preview_settlement(SettlementRequest(stay_id, SettlementMode.DISCHARGE)), account)
    chosen = tuple(each.deposit_id for each in account.deposits if each.usable and each.deposit_id not in left_out)
    return Sheet(api.preview_settlement(SettlementRequest(stay_id, SettlementMode.INTERIM, *period, chosen)), account)
