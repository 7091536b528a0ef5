"""What all pages of the station share: the ward, its board, the catalogue, the items the pharmacy is out of, the open patient."""

from __future__ import annotations

import enum
from collections.abc import Callable, Iterable

from shared.contracts.common import Change, ItemCatalog, Session
from shared.contracts.ward.contract import WardContract
from shared.contracts.ward.types import Board, WardStay
from shared.errors import BusinessError
from shared.identifiers import StayId
from shared.qt.commands import Commands, Decisions
from shared.qt.lookup import LookupEntry, LookupIndex, initials, items_index
from shared.qt.reply import Reply
from shared.qt.worker import Worker

_ANYTHING = "*"


class Topic(enum.Enum):
    """What changed at the desk."""

    WARDS = "wards"
    BOARD = "board"
    PATIENT = "patient"
    """Another patient was opened."""
    STAY = "stay"
    """Something about the open patient changed."""
    CATALOG = "catalog"
    """Items, usages or shortages."""


class WardDesk:
    """The station's own state, filled from the server; pages subscribe to it."""

    def __init__(
        self, worker: Worker[WardContract], decisions: Decisions, report: Callable[[BusinessError], object], last_ward: str = ""
    ) -> None:
        self.worker, self.report = worker, report
        self.commands = Commands(worker, decisions)
        self.wards: tuple[tuple[str, str], ...] = ()
        self.ward = ""
        self.catalog = ItemCatalog(0, (), (), (), (), ())
        self.short: frozenset[str] = frozenset()
        self.items = LookupIndex(())
        self.board: Board | None = None
        self.stay: WardStay | None = None
        self._last_ward = last_ward
        self._listeners: list[Callable[[Topic], object]] = []

    def subscribe(self, listener: Callable[[Topic], object]) -> None:
        """Call `listener` after every change."""
        self._listeners.append(listener)

    def _tell(self, topic: Topic) -> None:
        for listener in self._listeners:
            listener(topic)

    # -- who works where

    @property
    def session(self) -> Session:
        """Who is logged in."""
        session = self.worker.session
        assert session is not None, "pages exist only after log-in"
        return session

    def may(self, right: str) -> bool:
        """Whether the person holds a right."""
        return right in self.session.rights

    def start(self) -> None:
        """Ask for everything the station works with."""
        self.worker.query(lambda api: api.wards()).done(self._take_wards).failed(self.report)
        self.load_catalog()

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
        self.load_board()

    def load_catalog(self) -> None:
        """Refresh the catalogue and the shortages."""
        known = self.catalog.version
        self.worker.query(lambda api: api.items(known)).done(self._take_catalog).failed(self.report)
        self.load_shortages()

    def load_shortages(self) -> None:
        """Refresh what the pharmacy is out of (R2.7)."""
        self.worker.query(lambda api: api.short_items()).done(self._take_short).failed(self.report)

    def _take_catalog(self, catalog: ItemCatalog | None) -> None:
        if catalog is not None:
            self.catalog = catalog
            self._index()

    def _take_short(self, codes: tuple[str, ...]) -> None:
        if frozenset(codes) != self.short:
            self.short = frozenset(codes)
            self._index()

    def _index(self) -> None:
        self.items = items_index(self.catalog.items, self.short)
        self._tell(Topic.CATALOG)

    # -- the board and the open patient

    def load_board(self) -> Reply[Board] | None:
        """Read the bed board again."""
        if not self.ward:
            return None
        ward = self.ward
        return self.worker.query(lambda api: api.board(ward)).done(self._take_board).failed(self.report)

    def _take_board(self, board: Board) -> None:
        if board.ward != self.ward:
            return
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

    def open_stay(self, stay: WardStay | None) -> None:
        """Make a patient the one all pages are about."""
        before, self.stay = self.stay, stay
        if (before and before.stay_id) != (stay and stay.stay_id):
            self._tell(Topic.PATIENT)
        elif before != stay:
            self._tell(Topic.STAY)

    def replace_stay(self, stay: WardStay) -> None:
        """A command answered with the patient's new state."""
        if self.stay is not None and self.stay.stay_id == stay.stay_id:
            self.open_stay(stay)
        self.load_board()

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

    def take(self, changes: Iterable[Change]) -> None:
        """Read again what others changed; the board carries every patient's marks."""
        kinds = {change.kind for change in changes}
        if not self.wards:
            # The first look was lost with the line.
            self.start()
            return
        if _ANYTHING in kinds:
            self.load_catalog()
        elif "shortage" in kinds:
            self.load_shortages()
        if kinds & {_ANYTHING, "board", "stay", "account", "orders", "requests", "request"}:
            self.load_board()


def concerns(changes: Iterable[Change], kinds: Iterable[str], stay_id: StayId | None) -> bool:
    """Whether one of `kinds` changed for this stay; kind `*` means anything."""
    wanted = set(kinds)
    return any(change.kind == _ANYTHING or (change.kind in wanted and change.subject in {stay_id, ""}) for change in changes)
