"""What the station's pages have in common: the desk, F3 find patient, F4 account, questions and messages."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from client_ward.desk import Topic, WardDesk
from client_ward.words import banner_of
from shared.contracts.common import Change
from shared.contracts.ward.types import WardStay
from shared.qt.language import term
from shared.qt.lookup import LookupEntry
from shared.qt.lookup_edit import LookupPopup
from shared.qt.page import Page, Window
from shared.qt.station import concerned


class WardPage(Page):
    """Base of the station's screens. Those about the open patient say so: changes of other patients are no news to them."""

    of_patient = False

    def __init__(self, shell: Window, desk: WardDesk) -> None:
        super().__init__(shell)
        self.desk = desk
        self.popup: LookupPopup | None = None
        self._anchor = QWidget(self)
        self._anchor.setGeometry(12, 0, 1, 1)
        desk.subscribe(self._on_desk)

    def _on_desk(self, topic: Topic) -> None:
        self.desk_changed(topic)
        if self.follows(topic):
            if self.shell.page is self:
                self.load()
            else:
                self.shell.mark_stale(self)

    def desk_changed(self, topic: Topic) -> None:
        """Something at the desk changed; also told to hidden pages."""

    def follows(self, topic: Topic) -> bool:
        """Whether the page shows something else from then on."""
        return self.of_patient and topic is Topic.PATIENT

    # -- keys of every page

    def add_patient_keys(self, on_account: Callable[[], object] | None = None) -> None:
        """F3 and, where there is an account page to open, F4."""
        self.add_key("F3", self.tr("找病人"), self.find_patient, "mdi6.account-search-outline")
        if on_account is not None:
            self.add_key("F4", term("账户"), on_account, "mdi6.wallet-outline")

    def find_patient(self) -> None:
        """F3: bed, name, initials, number or a wristband."""
        self.popup = LookupPopup(self.desk.find_index(), "", self._anchor)
        self.popup.chosen.connect(self._found)
        self.popup.open_under(self._anchor)

    def _found(self, entry: LookupEntry) -> None:
        self.patient_found(entry.value)

    def patient_found(self, stay: WardStay) -> None:
        """Open the patient that was found."""
        self.desk.open_stay(stay)

    def refresh(self, changes: frozenset[Change]) -> None:
        if not self.of_patient or concerned(changes, self.shows, self.desk.stay_id or "-"):
            self.load()

    def back(self) -> None:
        self.shell.open_page(self.shell.pages[0])


class BannerKeeper:
    """Keeps the shell's banner and place in step with the desk."""

    def __init__(self, shell: Window, desk: WardDesk) -> None:
        self._shell, self._desk = shell, desk
        desk.subscribe(self._show)

    def _show(self, topic: Topic) -> None:
        stay = self._desk.stay
        if topic in {Topic.PATIENT, Topic.STAY}:
            self._shell.show_patient(None if stay is None else banner_of(stay))
        elif topic is Topic.WARDS:
            self._shell.show_place(self._desk.ward_name)
