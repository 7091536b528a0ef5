"""Papers of the account; the account itself comes with the open patient (R1.17, R1.20, R1.31)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from client_admission import papers
from client_admission.counter import Counter
from client_admission.papers import PaperKind
from client_admission.refusals import NoStayOpen, PeriodBackwards
from shared.contracts.admission.contract import AdmissionContract
from shared.errors import BusinessError
from shared.identifiers import StayId


@dataclass(frozen=True, slots=True)
class ListPeriod:
    """Service dates of a charge list; an empty end is open."""

    first: date | None = None
    last: date | None = None


class AccountView(Protocol):
    """What the presenter shows on."""

    def report(self, error: BusinessError) -> None:
        """Tell an error."""

    def show_list_ready(self) -> None:
        """The charge list is set: its dialog can go."""

    def show_set(self, pdf: bytes, kind: PaperKind) -> None:
        """A paper before it is printed."""


class AccountPresenter:
    """Behaviour of the account page."""

    def __init__(self, counter: Counter, view: AccountView) -> None:
        self._counter, self._view = counter, view

    def notice(self) -> None:
        """交款通知单."""
        self._paper("notice", papers.payment_notice)

    def daily_bill(self, service_date: date) -> None:
        """一日清单 of a day."""
        self._paper("daily_bill", lambda api, stay_id, who: papers.daily_bill(api, stay_id, service_date, who))

    def charge_list(self, period: ListPeriod) -> None:
        """费用清单 of a period."""
        if period.first is not None and period.last is not None and period.last < period.first:
            self._view.report(PeriodBackwards())
            return
        self._paper(
            "charge_list",
            lambda api, stay_id, who: papers.charge_list(api, stay_id, period.first, period.last, None, who),
        )

    def _paper(self, kind: PaperKind, make: Callable[[AdmissionContract, StayId, str], bytes]) -> None:
        opened, printed_by = self._counter.opened, self._counter.station.user_name
        if opened is None or opened.stay is None:
            self._view.report(NoStayOpen())
            return
        stay_id = opened.stay.stay_id

        def made(pdf: bytes) -> None:
            self._view.show_list_ready()
            self._view.show_set(pdf, kind)

        self._counter.station.query(lambda api: make(api, stay_id, printed_by)).done(made).failed(self._view.report)
