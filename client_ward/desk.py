"""What the pages of the station share besides the station itself: the ward, its board, the open patient, what is out of stock."""

from __future__ import annotations

import enum
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from decimal import Decimal

from shared.contracts.common import Change
from shared.contracts.ward.contract import WardContract
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import Board, ShortOrder, WardStay
from shared.errors import BusinessError
from shared.identifiers import StayId
from shared.qt.language import term
from shared.qt.lookup import Beside, LookupEntry, LookupIndex, initials, items_index
from shared.qt.station import Station, concerned


class Topic(enum.Enum):
    """What changed at the desk."""

    WARDS = "wards"
    BOARD = "board"
    PATIENT = "patient"
    """Another patient was opened."""
    STAY = "stay"
    """Something about the open patient changed."""
    SHORT = "short"
    """Orders whose drug is short were looked for."""


class WardDesk:
    """The station's own state, filled from the server; pages subscribe to it. `failed` hears of a look that failed."""

    def __init__(self, station: Station[WardContract], failed: Callable[[BusinessError], object], last_ward: str = "") -> None:
        self.station, self._failed = station, failed
        self.wards: tuple[tuple[str, str], ...] = ()
        self.ward = ""
        self.items = LookupIndex(())
        """The catalogue's items; those the pharmacy is out of can't be chosen (R2.7)."""
        self.short: tuple[ShortOrder, ...] = ()
        """Orders that go on although their drug is short."""
        self.board: Board | None = None
        self.stay: WardStay | None = None
        self._last_ward = last_ward
        self._listeners: list[Callable[[Topic], object]] = []
        station.news.connect(self._take_news)
        station.show({Kind.SHORTAGE, *_MARKS})
        station.catalogue_changed.connect(self.load_items)

    def subscribe(self, listener: Callable[[Topic], object]) -> None:
        """Call `listener` after every change."""
        self._listeners.append(listener)

    def _tell(self, topic: Topic) -> None:
        for listener in self._listeners:
            listener(topic)

    # -- who works where

    def start(self) -> None:
        """Ask for everything the station works with."""
        self.station.query(lambda api: api.wards()).done(self._take_wards).failed(self._failed)

    def _take_wards(self, wards: tuple[tuple[str, str], ...]) -> None:
        self.wards = wards
        codes = [code for code, _ in wards]
        if len(codes) == 1 or self._last_ward in codes:
            self.choose_ward(self._last_ward if self._last_ward in codes else codes[0])
        self._tell(Topic.WARDS)

    @property
    def ward_name(self) -> str:
        """Name of the chosen ward."""
        return dict(self.wards).get(self.ward, "")

    def choose_ward(self, ward: str) -> None:
        """Work on a ward of this server (R2.S); the open patient is closed."""
        if ward != self.ward:
            self.ward, self.board = ward, None
            self.open_stay(None)
            self._tell(Topic.WARDS)
            self.load_short()
        self.load_board()

    def load_items(self) -> None:
        """Index the catalogue with what the pharmacy is out of, on the connection's thread: 20,000 items hold up a window."""
        items = self.station.catalogue.data.items
        asked = self.station.latest((self, "items"), None, lambda api: items_index(items, api.short_items()))
        asked.done(self.items.adopt).failed(self._failed)

    def load_stock(self) -> None:
        """What the pharmacy can issue now, for the look-up; while it can't be asked nothing is shown rather than what was."""
        asked = self.station.latest((self, "stock"), None, lambda api: api.drug_stock())
        asked.done(self._take_stock).failed(lambda _error: self._take_stock(None))

    def _take_stock(self, stock: Mapping[str, Decimal] | None) -> None:
        self.items.beside = None if stock is None else Beside(term("库存"), stock)

    def load_short(self) -> None:
        """Whose orders go on although their drug is short (R2.7)."""
        ward = self.ward
        if ward:
            asked = self.station.latest((self, "short"), ward, lambda api: api.short_orders(ward))
            asked.done(self._take_short).failed(self._failed)

    def _take_short(self, orders: tuple[ShortOrder, ...]) -> None:
        self.short = orders
        self._tell(Topic.SHORT)

    # -- the board and the open patient

    def load_board(self) -> None:
        """Read the bed board again."""
        ward = self.ward
        if ward:
            self.station.latest((self, "board"), ward, lambda api: api.board(ward)).done(self._take_board).failed(self._failed)

    def _take_board(self, board: Board) -> None:
        self.board = board
        if self.stay is not None:
            known = {stay.stay_id: stay for stay in (*board.stays, *board.waiting)}
            fresh = known.get(self.stay.stay_id)
            if fresh is not None:
                self.open_stay(fresh)
        self._tell(Topic.BOARD)

    @property
    def patients(self) -> tuple[WardStay, ...]:
        """Everybody in a bed, by bed."""
        return () if self.board is None else tuple(sorted(self.board.stays, key=lambda stay: stay.patient.bed or ""))

    @property
    def stay_id(self) -> StayId | None:
        """The open patient."""
        return None if self.stay is None else self.stay.stay_id

    def open_stay(self, stay: WardStay | None) -> None:
        """Make a patient the one all pages are about."""
        before, self.stay = self.stay, stay
        if (before and before.stay_id) != (stay and stay.stay_id):
            self._tell(Topic.PATIENT)
        elif before != stay:
            self._tell(Topic.STAY)

    def take_stay(self, stay: WardStay) -> None:
        """An answer told a patient's new state: the board shows it without being read again."""
        if self.board is not None:
            fresh = {stay.stay_id: stay}
            people = ([fresh.get(one.stay_id, one) for one in group] for group in (self.board.stays, self.board.waiting))
            stays, waiting = map(tuple, people)
            self.board = replace(self.board, stays=stays, waiting=waiting)
        if self.stay_id == stay.stay_id:
            self.open_stay(stay)
        self._tell(Topic.BOARD)

    def find_index(self) -> LookupIndex:
        """Everybody of the ward by bed, name, initials, number (F3; a wristband is the number)."""
        people = (*self.patients, *(self.board.waiting if self.board is not None else ()))
        return LookupIndex(
            LookupEntry(
                stay, stay.patient.bed or "—", stay.patient.name, (*initials(stay.patient.name), str(stay.patient.patient_no))
            )
            for stay in people
        )

    # -- what others did

    def _take_news(self, changes: Collection[Change]) -> None:
        """Read again what others changed; the board carries every patient's marks."""
        if not self.wards:
            # The first look was lost with the line.
            self.start()
        others = [change for change in changes if not change.own]
        if concerned(others, {Kind.SHORTAGE}) and self.station.catalogue.version:
            self.load_items()
            self.load_stock()
            self.load_short()
        if concerned(others, _MARKS):
            self.load_board()


_MARKS = frozenset({Kind.BOARD, Kind.STAY, Kind.ACCOUNT, Kind.ORDERS})
"""What the board shows of a patient."""
