"""Checking charges against orders (R1.12), adding what was missed (R1.13), reversing (R1.14), stamping the check (R1.16).

The desk never changes a ward's orders or lines (R1.15): a reversal is asked of the line's source.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Annotated, Protocol

from msgspec import Meta
from PySide6.QtCore import QCoreApplication

from client_admission.counter import Counter
from client_admission.refusals import LineNotReversible, NoPatientOpen, NoStayOpen, NothingMarked
from shared.contracts.admission.contract import AdmissionContract
from shared.contracts.admission.errors import WrongState
from shared.contracts.admission.types import Account, ChargeRow, OrderCheckRow, StayAction, StayState, SupplementaryOrder
from shared.contracts.common import AddOn, Item, ItemKind, LineKind, LineState, Money, PlannedLine, Quantity
from shared.errors import BusinessError
from shared.identifiers import StayId
from shared.qt.catalogue import Catalogue
from shared.qt.page import ReportView

translate = QCoreApplication.translate
_CHECKABLE = frozenset({StayState.INTERIM, StayState.DISCHARGING})
_SUPPLEMENTABLE = _CHECKABLE | {StayState.IN_WARD}
_COUNTS = frozenset({LineState.PENDING, LineState.CONFIRMED})


@dataclass(frozen=True, slots=True)
class Sheet:
    """Orders and charges as of `account`, which was read first: a check of it never covers a line nobody saw."""

    account: Account
    orders: tuple[OrderCheckRow, ...]
    charges: tuple[ChargeRow, ...]


@dataclass(frozen=True, slots=True)
class Reversal:
    """What the cashier types to reverse a line. A corrected price means: all of it again, at that price (§2.6)."""

    quantity: Quantity
    reason: Annotated[str, Meta(min_length=1, max_length=200)]
    new_price: Money | None = None


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a supplementary order would charge: the item's amount today, and the add-ons its usage proposes."""

    amount: Decimal | None
    add_ons: tuple[tuple[str, Quantity], ...]
    """(name, quantity)."""
    asks_pharmacy: bool


class CheckView(ReportView, Protocol):
    """What the presenter shows on."""

    def show_sheet(self, sheet: Sheet | None) -> None:
        """Show orders and charges; None for no stay."""

    def show_supplemented(self, lines: tuple[PlannedLine, ...]) -> None:
        """The missed charge is there."""

    def show_reversed(self, lines: tuple[PlannedLine, ...]) -> None:
        """The reversal is made."""

    def show_checked(self, account: Account) -> None:
        """The charges are stamped."""


class CheckPresenter:
    """Behaviour of the check."""

    def __init__(self, counter: Counter, view: CheckView) -> None:
        self._counter, self._view = counter, view
        self.sheet: Sheet | None = None

    # -- looking

    def load(self) -> None:
        """Look at the open stay."""
        stay_id = self._stay_id()
        if stay_id is None:
            self._counter.station.forget(self)
            self._show(None)
            return
        self._counter.station.latest(self, stay_id, lambda api: _sheet(api, stay_id)).done(self._found).failed(self._view.report)

    def _found(self, sheet: Sheet) -> None:
        self._show(sheet)
        self._counter.take(sheet.account)

    def _show(self, sheet: Sheet | None) -> None:
        self.sheet = sheet
        self._view.show_sheet(sheet)

    def _stay_id(self) -> StayId | None:
        opened = self._counter.opened
        return None if opened is None or opened.stay is None else opened.stay.stay_id

    # -- what is possible

    def _why_not(self, states: frozenset[StayState], action: StayAction) -> BusinessError | None:
        opened = self._counter.opened
        if opened is None:
            return NoPatientOpen()
        if opened.stay is None:
            return NoStayOpen()
        state = opened.stay.state
        return None if state in states else WrongState(state=state, action=action)

    def why_not_check(self) -> BusinessError | None:
        """Why the charges can't be stamped now."""
        return self._why_not(_CHECKABLE, StayAction.CHECK)

    def why_not_supplement(self) -> BusinessError | None:
        """Why nothing can be added now."""
        return self._why_not(_SUPPLEMENTABLE, StayAction.SUPPLEMENT)

    def why_not_reverse(self, line: ChargeRow | None) -> BusinessError | None:
        """Why a line can't be reversed."""
        if line is None or self.sheet is None:
            return NothingMarked()
        reason = ""
        if line.kind is LineKind.REVERSAL:
            reason = translate("check", "本身是冲正")
        elif line.state is not LineState.CONFIRMED:
            reason = translate("check", "未确认")
        elif line.settlement_id is not None:
            reason = translate("check", "已结算，请先作废结算")
        elif remaining(line, self.sheet.charges) <= 0:
            reason = translate("check", "已全部冲正")
        return LineNotReversible(reason=reason) if reason else None

    # -- acting

    def propose(self, item_code: str | None, quantity: Decimal | None, usage: int | None) -> Proposal:
        """What the typed supplementary order would charge."""
        catalogue = self._counter.station.catalogue
        item = catalogue.item_by_code.get(item_code or "")
        amount = None if item is None or quantity is None else item.price * quantity
        add_ons = tuple((_name(catalogue, each), each.quantity) for each in once_add_ons(catalogue, usage))
        return Proposal(amount, add_ons, item is not None and item.kind is not ItemKind.SERVICE)

    def _seen(self) -> int | None:
        """The line set on screen: the same once more is another charge as soon as the cashier sees the first one."""
        return None if self.sheet is None else self.sheet.account.line_version

    def supplement(self, order: SupplementaryOrder) -> None:
        """补充医嘱."""
        stay_id = self._stay_id()
        if stay_id is None:
            self._view.report(NoStayOpen())
            return
        sent = self._counter.station.press(("supplement", stay_id, order, self._seen()), lambda api: api.supplement(stay_id, order))
        sent.done(self._supplemented).failed(self._view.report)

    def _supplemented(self, lines: tuple[PlannedLine, ...]) -> None:
        self._view.show_supplemented(lines)
        self.load()

    def reverse(self, line: ChargeRow, wanted: Reversal) -> None:
        """冲正."""
        sent = self._counter.station.press(
            ("reverse", line.line_id, wanted, self._seen()),
            lambda api: api.reverse_charge(line.line_id, wanted.quantity, wanted.reason, wanted.new_price),
        )
        sent.done(self._reversed).failed(self._view.report)

    def _reversed(self, lines: tuple[PlannedLine, ...]) -> None:
        self._view.show_reversed(lines)
        self.load()

    def mark_checked(self) -> None:
        """Stamp exactly the line set that is shown."""
        if self.sheet is None:
            self._view.report(NoStayOpen())
            return
        stay_id, version = self.sheet.account.stay.stay_id, self.sheet.account.line_version
        sent = self._counter.station.press(("check", stay_id, version), lambda api: api.mark_checked(stay_id, version))
        sent.done(self._checked).failed(self._view.report)

    def _checked(self, account: Account) -> None:
        if self.sheet is not None:
            self.sheet = replace(self.sheet, account=account)
        self._view.show_checked(account)
        self._counter.take(account)


def _sheet(api: AdmissionContract, stay_id: StayId) -> Sheet:
    account = api.account(stay_id)
    return Sheet(account, api.order_check(stay_id).rows, api.charges(stay_id, None, None).rows)


def once_add_ons(catalogue: Catalogue, usage: int | None) -> tuple[AddOn, ...]:
    """Add-ons a usage brings for one administration; hourly ones are counted by the ward."""
    known = catalogue.usage_by_id.get(usage or 0)
    return () if known is None else tuple(each for each in known.add_ons if not each.hourly)


def _name(catalogue: Catalogue, add_on: AddOn) -> str:
    item: Item | None = catalogue.item_by_code.get(add_on.item_code)
    return add_on.item_code if item is None else item.name


def remaining(line: ChargeRow, charges: Iterable[ChargeRow]) -> Decimal:
    """What of a line is not reversed yet; reversals on their way count."""
    taken = (each.quantity for each in charges if each.reverses == line.line_id and each.state in _COUNTS)
    return line.quantity + sum(taken, Decimal(0))


def filtered(charges: Iterable[ChargeRow], day: date | None, state: LineState | None) -> tuple[ChargeRow, ...]:
    """Charges of a day and a state; None means any."""
    return tuple(each for each in charges if day in {None, each.service_date} and state in {None, each.state})
