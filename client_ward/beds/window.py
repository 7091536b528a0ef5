"""床位: the station's home. Waiting people in a strip on top, beds as cards; Enter or a double click opens, dragging receives."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView

from client_ward.beds.cards import CARD, WAITING_CARD, CardView
from client_ward.beds.dialogs import WardDialog, bed_form, receive_form
from client_ward.beds.presenter import BedCard, BoardPresenter
from client_ward.desk import Topic, WardDesk
from client_ward.page import WardPage
from client_ward.words import trouble_of
from shared.contracts.ward.types import Bed, BedState, WardStay
from shared.qt import formats
from shared.qt.build import frame, horizontal, label, vertical
from shared.qt.form_dialog import FormDialog
from shared.qt.language import word
from shared.qt.shell import MainShell
from shared.qt.tint import Tint

_STRIP_HEIGHT = WAITING_CARD.height() + 12


class BoardPage(WardPage):
    """Bed board."""

    icon = "mdi6.bed-outline"
    shows_patient = False

    def __init__(
        self, shell: MainShell, desk: WardDesk, on_open: Callable[[WardStay], object], on_account: Callable[[], object]
    ) -> None:
        super().__init__(shell, desk)
        self.title = self.tr("床位")
        self._on_open, self._on_account = on_open, on_account
        self.ward_dialog: WardDialog | None = None
        self.beds = CardView(CARD, self.tr("正在读取床位…"))
        self.waiting = CardView(WAITING_CARD, self.tr("没有等待入科的病人"), one_row=True)
        self._waiting_title = label(self.tr("等待入科"), "fieldLabel")
        self._counts = label("", "muted")
        self.presenter = BoardPresenter(desk, self)
        self._build()
        self.add_patient_keys(self._open_account)
        self._bed_key = self.add_key("Ctrl+B", self.tr("换床"), self._ask_bed, "mdi6.swap-horizontal")
        self._clean_key = self.add_key("Ctrl+L", self.tr("清洁完毕"), self._clean, "mdi6.broom")
        self._add_key = self.add_key("Ctrl+N", self.tr("加床"), self._ask_new_bed, "mdi6.bed-queen-outline")
        self._ward_key = self.add_key("Ctrl+W", self.tr("换病区"), self.choose_ward, "mdi6.hospital-building")
        self._allow_keys()

    def _build(self) -> None:
        self.waiting.setFixedHeight(_STRIP_HEIGHT)
        self.waiting.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.waiting.setDragEnabled(True)
        self.waiting.setDragDropMode(QListView.DragDropMode.DragOnly)
        self.beds.take_drops()
        self.beds.cards.dropped.connect(self._dropped)
        for view in (self.beds, self.waiting):
            view.opened.connect(self._open)
            view.chosen.connect(lambda _card: self._allow_keys())
        head = vertical(self._waiting_title, 1, self._counts, spacing=2)
        self._counts.setWordWrap(True)
        strip = frame("patient", horizontal(head, self.waiting, spacing=12, margins=(12, 4, 8, 4)))
        strip.layout().setStretch(1, 1)  # type: ignore[union-attr]
        strip.setFixedHeight(_STRIP_HEIGHT + 10)
        whole = vertical(strip, self.beds, spacing=8, margins=(0, 0, 0, 0))
        whole.setStretch(1, 1)
        self.beds.setContentsMargins(10, 0, 0, 0)
        self.beds.setViewportMargins(10, 0, 0, 0)
        self.setLayout(whole)
        self.setFocusProxy(self.beds)

    def hint(self) -> str:
        return self.tr("Enter 打开病人 / 接收   F3 找病人   Ctrl+B 换床   拖动等待病人到空床可接收")

    # -- showing

    def desk_changed(self, topic: Topic) -> None:
        if topic is Topic.WARDS:
            if not self.desk.ward and len(self.desk.wards) > 1:
                self.choose_ward()
            elif not self.desk.wards:
                self.tell(self.tr("您没有本服务器任何病区的权限"), Tint.BAD)
            self._allow_keys()

    def show_board(self, cards: Sequence[BedCard], waiting: Sequence[WardStay]) -> None:
        """Show beds and who waits; the cursor stays where it was."""
        first = not self.beds.cards.cards
        self.beds.show_cards(cards, lambda card: card.bed.bed if isinstance(card, BedCard) else None)
        self.waiting.show_cards(waiting, lambda card: card.stay_id if isinstance(card, WardStay) else None)
        if first and cards:
            self.beds.setCurrentIndex(self.beds.cards.index(0))
        self._waiting_title.setText(self.tr("等待入科 {count}").format(count=len(waiting)))
        counts = self.presenter.counts()
        shown = (BedState.OCCUPIED, BedState.FREE, BedState.TO_CLEAN)
        self._counts.setText("  ".join(f"{word(state)} {counts[state]}" for state in shown))
        self._allow_keys()

    def _allow_keys(self) -> None:
        card = self.beds.current_card()
        stay = card.stay if isinstance(card, BedCard) else None
        dirty = isinstance(card, BedCard) and card.bed.state is BedState.TO_CLEAN
        refused = self.station.not_allowed("ward.receive")
        self._bed_key.allow(refused or ("" if stay is not None else self.tr("请先选择一位病人")))
        self._clean_key.allow(refused or ("" if dirty else self.tr("请先选择待清洁的床位")))
        self._add_key.allow("" if self.station.may("ward.bed.edit") else self.tr("加床由护士长办理"))
        self._ward_key.allow("" if len(self.desk.wards) > 1 else self.tr("您只有一个病区"))

    # -- opening and receiving

    def _open(self, card: BedCard | WardStay) -> None:
        if isinstance(card, WardStay):
            self.ask_reception(card)
        elif card.stay is not None:
            self._on_open(card.stay)
        elif card.bed.state is BedState.TO_CLEAN:
            self._clean()
        elif self.presenter.waiting():
            self.ask_reception(self.presenter.waiting()[0], card.bed.bed)
        else:
            self.tell(self.tr("空床；没有等待入科的病人"), Tint.WAIT)

    def patient_found(self, stay: WardStay) -> None:
        if stay.patient.bed is None:
            self.ask_reception(stay)
        else:
            self._on_open(stay)

    def _open_account(self) -> None:
        card = self.beds.current_card()
        if isinstance(card, BedCard) and card.stay is not None:
            self.desk.open_stay(card.stay)
        self._on_account()

    def _dropped(self, stay_id: str, card: BedCard) -> None:
        stay = next((stay for stay in self.presenter.waiting() if stay.stay_id == stay_id), None)
        if stay is not None:
            self.ask_reception(stay, card.bed.bed)

    def ask_reception(self, stay: WardStay, bed: str = "") -> None:
        """接收入科: bed, doctor, allergy."""
        form = receive_form(self.presenter.free_beds(), self.station.catalogue.doctors, bed, stay.doctor)
        subject = f"{stay.patient.name}   {word(stay.sex)}   {formats.age(stay.patient.birth_date)}   {trouble_of(stay)}"
        receive = partial(self.presenter.receive, stay)
        self.open_form(FormDialog(self, self.tr("接收入科"), form, receive, self.tr("接收"), about=subject, width=460))
        if bed:
            form.widget("doctor").setFocus()

    def _ask_bed(self) -> None:
        card = self.beds.current_card()
        stay = card.stay if isinstance(card, BedCard) else None
        if stay is None:
            return
        form = bed_form(self.presenter.free_beds())
        subject = f"{stay.patient.bed}   {stay.patient.name}"
        change = partial(self.presenter.change_bed, stay)
        self.open_form(FormDialog(self, self.tr("换床"), form, change, about=subject, width=460))

    def _ask_new_bed(self) -> None:
        form = bed_form()
        form.load({"bed": f"{self.desk.ward}-+1"})
        add, ward = self.presenter.add_bed, self.desk.ward_name
        self.open_form(FormDialog(self, self.tr("加床"), form, add, about=ward, width=460))

    def _clean(self) -> None:
        card = self.beds.current_card()
        if isinstance(card, BedCard):
            self.presenter.clean(card.bed)

    def choose_ward(self) -> None:
        """Work on another ward."""
        self.ward_dialog = WardDialog(self, self.desk.wards, self.desk.ward, self.desk.choose_ward)
        self.ward_dialog.open()

    # -- what became of it

    def received(self, stay: WardStay) -> None:
        """A patient lies in a bed now."""
        self.finished(self.tr("{name} 已入 {bed}").format(name=stay.patient.name, bed=stay.patient.bed))

    def moved(self, stay: WardStay) -> None:
        """A patient lies in another bed now."""
        self.finished(self.tr("{name} 已换到 {bed}").format(name=stay.patient.name, bed=stay.patient.bed))

    def bed_added(self, bed: Bed) -> None:
        """There is a new bed."""
        self.finished(self.tr("已加床 {bed}").format(bed=bed.bed))

    def bed_ready(self, bed: Bed) -> None:
        """A bed is clean."""
        self.finished(self.tr("{bed} 已可使用").format(bed=bed.bed))

    def look_again(self) -> None:
        # Somebody was faster: the board shows who lies there now.
        self.desk.load_board()
