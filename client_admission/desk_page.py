"""What the pages of the desk have in common: the open patient, F3 and F4, the way from one page to another, and papers."""

from __future__ import annotations

import enum
from collections.abc import Callable

from client_admission.banner import banner_of
from client_admission.counter import Counter, OpenPatient
from client_admission.papers import PaperKind
from client_admission.refusals import NoPatientOpen, NoStayOpen
from shared.errors import BusinessError
from shared.qt.language import sentence, term
from shared.qt.page import Page, Window
from shared.qt.reply import Reply


class Place(enum.Enum):
    """The pages, for going from one to another."""

    HOME = "home"
    PATIENTS = "patients"
    ADMIT = "admit"
    DEPOSITS = "deposits"
    CHECK = "check"
    SETTLE = "settle"
    RECEIPTS = "receipts"
    ACCOUNT = "account"


class DeskPage(Page):
    """Base of the pages. Subclasses set `place` and implement `load` and, where the open patient matters, `show_open`."""

    place: Place

    def __init__(self, shell: Window, counter: Counter) -> None:
        super().__init__(shell)
        self.counter = counter
        self._came_from: Page | None = None
        counter.subscribe(self._follow)

    def add_patient_keys(self) -> None:
        """F3 and F4, the same on every page; called after the page's own keys."""
        if self.place is not Place.PATIENTS:
            self.add_key("F3", term("找病人"), lambda: self.go(Place.PATIENTS), "mdi6.account-search-outline")
        if self.place is not Place.ACCOUNT:
            self.add_key("F4", term("账户"), lambda: self.go(Place.ACCOUNT), "mdi6.wallet-outline")

    def show_open(self, opened: OpenPatient | None) -> None:
        """Another patient is open, or the open one changed."""

    # -- coming, going, following

    def go(self, place: Place) -> None:
        """Open another page."""
        for page in self.shell.pages:
            if isinstance(page, DeskPage) and page.place is place:
                page.come_from(self)
                self.shell.open_page(page)

    def come_from(self, page: Page) -> None:
        """Remember where Esc leads back to."""
        self._came_from = page

    def back(self) -> None:
        if self._came_from is not None:
            came_from, self._came_from = self._came_from, None
            self.shell.open_page(came_from)

    def activated(self) -> None:
        self.show_open(self.counter.opened)

    def _follow(self, anew: bool) -> None:
        opened = self.counter.opened
        if self.shell.page is not self:
            self.shell.mark_stale(self)
            return
        self.shell.show_patient(None if opened is None else banner_of(opened))
        self.show_open(opened)
        if anew and opened is not None:
            self.load()

    def look_again(self) -> None:
        if self.counter.opened is None:
            self.load()
        else:
            self.counter.reload()

    def patient_missing(self, *, stay: bool = True) -> BusinessError | None:
        """Why nothing about a patient can be done here now."""
        opened = self.counter.opened
        if opened is None:
            return NoPatientOpen()
        return NoStayOpen() if stay and opened.stay is None else None

    def show_set(self, pdf: bytes, kind: PaperKind, numbered: Callable[[], Reply[bytes]] | None = None) -> None:
        """A paper of the desk before it is printed; `numbered` counts it as a reprint when it is."""
        titles: dict[PaperKind, str] = {
            "receipt": self.tr("住院收费票据"),
            "deposit": self.tr("预交金收据"),
            "notice": self.tr("交款通知单"),
            "charge_list": term("费用清单"),
            "daily_bill": self.tr("一日清单"),
        }
        self.show_paper(pdf, titles[kind], kind, numbered)


def because(error: BusinessError | None) -> str:
    """The sentence that keeps a key from being pressed."""
    return "" if error is None else sentence(error)
