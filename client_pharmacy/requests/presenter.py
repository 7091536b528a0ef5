"""Behaviour of the requests page: ward → patient → lines, ticks, one press per request, and what arrives meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol, TypeVar

from client_pharmacy import papers, words
from client_pharmacy.requests import ticking
from client_pharmacy.requests.ticking import Proposal
from shared.contracts.pharmacy.contract import PharmacyContract
from shared.contracts.pharmacy.errors import NothingTicked, StockShort
from shared.contracts.pharmacy.types import DispenseResult, PickRow, Refusal, Request, RequestLineRow, RequestRow
from shared.errors import BusinessError
from shared.identifiers import LineId, RequestId
from shared.qt import hospital_time
from shared.qt.station import Station

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class WardRow:
    """A ward of the inbox; the first one stands for all of them, with `ward` None."""

    ward: str | None
    name: str
    requests: int
    minutes: int
    fresh: int


@dataclass(frozen=True, slots=True)
class WaitingRow:
    """A patient's request in the inbox."""

    row: RequestRow
    minutes: int
    fresh: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """One look at everything the page shows."""

    rows: tuple[RequestRow, ...]
    sum: tuple[PickRow, ...]
    request: Request | None


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of the open request as it is shown. `bracket` ties a group: ┌ │ └, empty for a line on its own."""

    row: RequestLineRow
    ticked: bool
    reason: str
    bracket: str


class RequestsView(Protocol):
    """What the presenter shows on."""

    def show_wards(self, rows: Sequence[WardRow], chosen: int) -> None:
        """Show the wards; `chosen` is the number of the open one."""

    def show_requests(self, rows: Sequence[WaitingRow], chosen: int | None) -> None:
        """Show the requests of the open ward."""

    def show_request(self, request: Request | None) -> None:
        """Another request is open, or none."""

    def show_lines(self, lines: Sequence[LineView]) -> None:
        """Show the lines of the open request with their ticks."""

    def show_sum(self, rows: Sequence[PickRow]) -> None:
        """Show what the open ward asks for by drug."""

    def announce(self, rows: Sequence[RequestRow]) -> None:
        """New requests arrived: sound and badge."""

    def show_dispensed(self, result: DispenseResult) -> None:
        """A press succeeded."""

    def show_refused(self, request: Request, lines: int) -> None:
        """Lines were refused."""

    def show_slip(self, pdf: bytes) -> None:
        """A slip before it is printed."""

    def report(self, error: BusinessError) -> None:
        """Tell an error."""


class RequestsPresenter:
    """See the module."""

    def __init__(self, station: Station[PharmacyContract], view: RequestsView) -> None:
        self._station, self._view = station, view
        self._rows: tuple[RequestRow, ...] = ()
        self._known: set[RequestId] | None = None
        self._fresh: set[RequestId] = set()
        self._filter = ""
        self.ward: str | None = None
        self.request: Request | None = None
        self._proposal = Proposal(frozenset(), {})
        self._chosen: dict[LineId, bool] = {}
        self._wanted: RequestId | None = None
        self.last_dispense_id = ""

    # -- the inbox

    def reload(self) -> None:
        """Look at the inbox again, and at what is open."""
        wanted, ward = self._wanted, self.ward
        asked = self._station.latest((self, "inbox"), (wanted, ward), lambda api: _look(api, wanted, ward))
        asked.done(self._take).failed(self._view.report)

    def _take(self, found: _Found) -> None:
        self._rows = found.rows
        ids = {row.request_id for row in found.rows}
        arrived = [] if self._known is None else [row for row in found.rows if row.request_id not in self._known]
        self._known = ids if self._known is None else self._known | ids
        self._fresh = (self._fresh | {row.request_id for row in arrived}) & ids
        if self._wanted is None and self._shown():
            self.open(self._shown()[0].request_id)
        self.show_inbox()
        self._view.show_sum(found.sum)
        if found.request is not None:
            self._take_request(found.request)
        if arrived:
            self._view.announce(arrived)

    def show_inbox(self) -> None:
        """Show wards and requests with the age they have now."""
        now = hospital_time.now()
        if self.ward not in {None, *(row.ward for row in self._rows)}:
            self.ward = None
        wards = [self._ward_row(None, self._rows, now)]
        for ward in dict.fromkeys(row.ward for row in self._rows):
            wards.append(self._ward_row(ward, [row for row in self._rows if row.ward == ward], now))
        codes = [row.ward for row in wards]
        self._view.show_wards(wards, codes.index(self.ward))
        shown = self._shown()
        ids = [row.request_id for row in shown]
        chosen = ids.index(self._wanted) if self._wanted in ids else None
        minutes = [words.minutes_between(row.requested_at, now) for row in shown]
        rows = [WaitingRow(row, age, row.request_id in self._fresh) for row, age in zip(shown, minutes, strict=True)]
        self._view.show_requests(rows, chosen)

    def _ward_row(self, ward: str | None, rows: Sequence[RequestRow], now: datetime) -> WardRow:
        oldest = min((row.requested_at for row in rows), default=now)
        fresh = sum(row.request_id in self._fresh for row in rows)
        return WardRow(ward, rows[0].ward_name if ward and rows else "", len(rows), words.minutes_between(oldest, now), fresh)

    def _shown(self) -> list[RequestRow]:
        rows = [row for row in self._rows if self.ward in {None, row.ward}]
        return [row for row in rows if not self._filter or _matches(row, self._filter)]

    def shown_requests(self) -> tuple[RequestRow, ...]:
        """The requests that are listed now: what 整病区发药 goes through."""
        return tuple(self._shown())

    def choose_ward(self, ward: str | None) -> None:
        """Show the requests of one ward, of all with None, and its sum by drug."""
        if ward != self.ward:
            self.ward = ward
            self.show_inbox()
            self._load_sum()

    def find(self, text: str) -> None:
        """F3: only patients whose number, bed or name contains `text`."""
        self._filter = text.strip().casefold()
        self.show_inbox()

    def _load_sum(self) -> None:
        ward = self.ward
        asked = self._station.latest((self, "sum"), ward, lambda api: api.ward_sum(ward).rows)
        asked.done(self._view.show_sum).failed(self._view.report)

    # -- the open request

    def open(self, request_id: RequestId) -> None:
        """Open a request; the one before is gone from the screen before this one is there."""
        if request_id != self._wanted:
            self._turn_to(request_id)
            asked = self._station.latest((self, "request"), request_id, lambda api: api.request(request_id))
            asked.done(self._take_request).failed(self._view.report)

    def _turn_to(self, request_id: RequestId) -> None:
        self._wanted = request_id
        self._chosen = {}
        self._show(None)

    def _take_request(self, request: Request) -> None:
        if request.request_id == self._wanted:
            self._fresh.discard(request.request_id)
            self._show(request)

    def _show(self, request: Request | None) -> None:
        self.request = request
        self._proposal = ticking.propose(request.lines.rows) if request else Proposal(frozenset(), {})
        self._view.show_request(request)
        self._show_lines()

    def _show_lines(self) -> None:
        self._view.show_lines(self.lines())

    def lines(self) -> tuple[LineView, ...]:
        """The lines of the open request as they are shown."""
        rows = self.request.lines.rows if self.request else ()
        brackets = _brackets(rows)
        return tuple(
            LineView(row, self.is_ticked(row), self._proposal.reasons.get(row.line_id, ""), bracket)
            for row, bracket in zip(rows, brackets, strict=True)
        )

    # -- ticks

    def is_ticked(self, row: RequestLineRow) -> bool:
        """Whether F6 will answer this line: as proposed, unless the pharmacist decided otherwise."""
        return ticking.is_waiting(row) and self._chosen.get(row.line_id, row.line_id in self._proposal.ticked)

    def toggle(self, line_id: LineId) -> None:
        """Tick or untick a line, with its group."""
        rows = self.request.lines.rows if self.request else ()
        members = ticking.with_group(rows, line_id)
        wanted = not all(self.is_ticked(row) for row in members)
        self._chosen |= {row.line_id: wanted for row in members}
        self._show_lines()

    def ticked(self) -> tuple[LineId, ...]:
        """The lines F6 will answer."""
        return tuple(line.row.line_id for line in self.lines() if line.ticked)

    # -- commands

    def dispense(self) -> None:
        """F6: issue what is ticked and accept the ticked returns."""
        request, lines = self.request, self.ticked()
        if request is None or not lines:
            self._view.report(NothingTicked())
            return
        number = request.request_id
        self._press(("dispense", number, lines), lambda api: api.dispense(number, lines), self._dispensed)

    def _dispensed(self, result: DispenseResult) -> None:
        self.last_dispense_id = result.dispense_id
        self._answered(result.request)
        self._view.show_dispensed(result)

    def group(self, line_ids: Iterable[LineId]) -> tuple[RequestLineRow, ...]:
        """The waiting lines among these with their groups: what a refusal will answer."""
        rows = self.request.lines.rows if self.request else ()
        members = {row.line_id for line_id in line_ids for row in ticking.with_group(rows, line_id)}
        return tuple(row for row in rows if row.line_id in members)

    def refuse(self, lines: Sequence[RequestLineRow], reason: str) -> None:
        """F7: refuse lines with a reason the ward will read."""
        request = self.request
        if request is None:
            return
        refusal = Refusal(tuple(row.line_id for row in lines), reason)
        self._press(
            ("refuse", request.request_id, refusal),
            lambda api: api.refuse(request.request_id, refusal),
            lambda after: self._refused(after, lines),
        )

    def _refused(self, request: Request, lines: Sequence[RequestLineRow]) -> None:
        self._answered(request)
        self._view.show_refused(request, len(lines))

    def _press(
        self,
        what: Hashable,
        call: Callable[[PharmacyContract], T],
        done: Callable[[T], object],
    ) -> None:
        def told(error: BusinessError) -> None:
            self._view.report(error)
            if isinstance(error, StockShort):
                short = {each.line_id for each in error.shortages}
                self._chosen = {line: tick for line, tick in self._chosen.items() if line not in short}
            # Somebody was faster, or the stock is another than shown: look again.
            self.reload()

        self._station.press(what, call).done(done).failed(told)

    def _answered(self, request: Request) -> None:
        """Show what is left of a request; when that is nothing, go to the one after it."""
        left = any(ticking.is_waiting(row) for row in request.lines.rows)
        following = self._after(request.request_id)
        self._chosen = {}
        if left or following is None:
            self._show(request)
        else:
            self._turn_to(following)
        self.reload()

    def _after(self, request_id: RequestId) -> RequestId | None:
        ids = [row.request_id for row in self._shown()]
        at = ids.index(request_id) if request_id in ids else -1
        others = [*ids[at + 1 :], *ids[: max(at, 0)]]
        return others[0] if others else None

    # -- slips

    def print_slip(self) -> None:
        """F9: the slip of the last press."""
        dispense_id, by, at = self.last_dispense_id, self._station.user_name, hospital_time.now()
        self._print(lambda api: papers.slip(api, dispense_id, by, at))

    def print_ward(self, ward: str, day: date) -> None:
        """Shift+F9: everything issued to a ward for a day."""
        by, at = self._station.user_name, hospital_time.now()
        self._print(lambda api: papers.ward_slip(api, ward, day, by, at))

    def _print(self, make: Callable[[PharmacyContract], bytes]) -> None:
        self._station.query(make).done(self._view.show_slip).failed(self._view.report)


def _look(api: PharmacyContract, wanted: RequestId | None, ward: str | None) -> _Found:
    return _Found(api.inbox().rows, api.ward_sum(ward).rows, None if wanted is None else api.request(wanted))


def _matches(row: RequestRow, text: str) -> bool:
    return text in str(row.patient_no) or text in (row.bed or "").casefold() or text in row.patient_name.casefold()


def _brackets(rows: Sequence[RequestLineRow]) -> list[str]:
    """The brackets of groups, as on paper orders."""
    groups = [ticking.group_of(row) for row in rows]
    marks = []
    for at, group in enumerate(groups):
        above = group is not None and at > 0 and groups[at - 1] == group
        below = group is not None and at + 1 < len(groups) and groups[at + 1] == group
        marks.append({(False, True): "┌", (True, True): "│", (True, False): "└"}.get((above, below), ""))
    return marks


def issue_what_can_be_met(api: PharmacyContract, request_id: RequestId) -> DispenseResult | None:
    """For a whole ward: issue of one request what can be met now; returns are left to be looked at. None when that is nothing."""
    ticked = ticking.propose(api.request(request_id).lines.rows, returns=False).ticked
    return api.dispense(request_id, tuple(sorted(ticked))) if ticked else None
