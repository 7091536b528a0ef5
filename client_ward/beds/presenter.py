"""Behaviour of the bed board (R2.1, R2.14, R2.B, R2.N): what each bed shows and what can be done with it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Protocol

from msgspec import Meta

from client_ward.desk import Topic, WardDesk
from shared.contracts.common import Text20
from shared.contracts.ward.types import Bed, BedState, Reception, WardStay
from shared.errors import BusinessError
from shared.text import identity


@dataclass(frozen=True, slots=True)
class BedCard:
    """A bed with who lies in it. `drafts`: orders typed at this station that were not saved yet. `namesake`: somebody else of the
    ward has the same name."""

    bed: Bed
    stay: WardStay | None
    drafts: bool = False
    namesake: bool = False


@dataclass(frozen=True, slots=True)
class BedChoice:
    """A bed somebody chose."""

    bed: Annotated[Text20, Meta(min_length=1)]


class BoardView(Protocol):
    """What the bed board shows."""

    def show_board(self, cards: Sequence[BedCard], waiting: Sequence[WardStay]) -> None: ...
    def received(self, stay: WardStay) -> None: ...
    def moved(self, stay: WardStay) -> None: ...
    def bed_added(self, bed: Bed) -> None: ...
    def bed_ready(self, bed: Bed) -> None: ...
    def report(self, error: BusinessError) -> None: ...


class BoardPresenter:
    """Bed board of the desk's ward."""

    def __init__(self, desk: WardDesk, view: BoardView) -> None:
        self._desk, self._view = desk, view
        self._with_drafts: frozenset[str] = frozenset()
        desk.subscribe(self._on_desk)

    def _on_desk(self, topic: Topic) -> None:
        if topic is Topic.BOARD:
            self._view.show_board(self.cards(), self.waiting())

    def show_drafts(self, stays: frozenset[str]) -> None:
        """Mark the patients whose typed orders wait on this station's disk (T2)."""
        if stays != self._with_drafts:
            self._with_drafts = stays
            self._view.show_board(self.cards(), self.waiting())

    # -- reading

    def cards(self) -> tuple[BedCard, ...]:
        """Every bed in use, in order."""
        board = self._desk.board
        if board is None:
            return ()
        people = {stay.stay_id: stay for stay in board.stays}
        names = Counter(identity(stay.patient.name) for stay in (*board.stays, *board.waiting))
        beds = sorted((bed for bed in board.beds if bed.state is not BedState.CLOSED), key=lambda bed: bed.bed)

        def card(bed: Bed) -> BedCard:
            stay = people.get(bed.stay_id) if bed.stay_id else None
            namesake = stay is not None and names[identity(stay.patient.name)] > 1
            return BedCard(bed, stay, str(bed.stay_id) in self._with_drafts, namesake)

        return tuple(map(card, beds))

    def waiting(self) -> tuple[WardStay, ...]:
        """Who waits for a bed, longest first."""
        board = self._desk.board
        return () if board is None else tuple(sorted(board.waiting, key=lambda stay: stay.admitted_at))

    def free_beds(self) -> tuple[str, ...]:
        """Beds a patient can be laid in."""
        return tuple(card.bed.bed for card in self.cards() if card.bed.state is BedState.FREE)

    def counts(self) -> dict[BedState, int]:
        """How many beds are in which state."""
        states = [card.bed.state for card in self.cards()]
        return {state: states.count(state) for state in BedState}

    # -- doing

    def receive(self, stay: WardStay, reception: Reception) -> None:
        """接收入科."""
        ward = self._desk.ward
        sent = self._desk.station.press(
            ("receive", stay.stay_id, reception), lambda api: api.receive(stay.stay_id, ward, reception)
        )
        sent.done(self._received).failed(self._view.report)

    def _received(self, stay: WardStay) -> None:
        self._desk.load_board()
        self._view.received(stay)

    def change_bed(self, stay: WardStay, wanted: BedChoice) -> None:
        """换床."""
        bed = wanted.bed
        sent = self._desk.station.press(("bed", stay.stay_id, bed), lambda api: api.change_bed(stay.stay_id, bed))
        sent.done(self._moved).failed(self._view.report)

    def _moved(self, stay: WardStay) -> None:
        self._desk.load_board()
        self._view.moved(stay)

    def add_bed(self, wanted: BedChoice) -> None:
        """加床, for those who may."""
        ward, bed = self._desk.ward, wanted.bed
        sent = self._desk.station.press(("add", ward, bed), lambda api: api.add_bed(ward, bed))
        sent.done(self._added).failed(self._view.report)

    def _added(self, bed: Bed) -> None:
        self._desk.load_board()
        self._view.bed_added(bed)

    def clean(self, bed: Bed) -> None:
        """待清洁 → 空床."""
        sent = self._desk.station.press(("clean", bed.bed, bed.version), lambda api: api.bed_cleaned(bed.ward, bed.bed))
        sent.done(self._cleaned).failed(self._view.report)

    def _cleaned(self, bed: Bed) -> None:
        self._desk.load_board()
        self._view.bed_ready(bed)
