"""What all pages of the station have in common: the open patient, F3 and F4, questions, errors, grids and papers."""

from __future__ import annotations

import enum
from collections.abc import Iterable

from client_admission.banner import banner_of
from client_admission.counter import Counter, OpenPatient
from client_admission.dialogs import FormDialog
from client_admission.papers import PaperKind
from client_admission.refusals import NoPatientOpen, NoStayOpen
from shared.contracts.common import Change
from shared.errors import BusinessError, NeedsConfirmation
from shared.qt.commands import DialogDecisions
from shared.qt.feed import EVERYTHING
from shared.qt.language import sentence
from shared.qt.page import Page
from shared.qt.reply import Reply
from shared.qt.shell import FieldErrors, MainShell
from shared.qt.table import Column, RowModel
from shared.qt.table_view import TableView


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

    def __init__(self, shell: MainShell, counter: Counter) -> None:
        super().__init__(shell)
        self.counter = counter
        self._decisions = DialogDecisions(self)
        self.front: FormDialog | None = None
        self._came_from: Page | None = None
        counter.subscribe(self._follow)
        counter.on_error = shell.report

    def add_patient_keys(self) -> None:
        """F3 and F4, the same on every page; called after the page's own keys."""
        if self.place is not Place.PATIENTS:
            self.add_key("F3", self.tr("找病人"), lambda: self.go(Place.PATIENTS), "mdi6.account-search-outline")
        if self.place is not Place.ACCOUNT:
            self.add_key("F4", self.tr("账户"), lambda: self.go(Place.ACCOUNT), "mdi6.wallet-outline")

    # -- what the pages implement

    def load(self) -> None:
        """Fetch what the page shows."""

    def show_open(self, opened: OpenPatient | None) -> None:
        """Another patient is open, or the open one changed."""

    def error_form(self) -> FieldErrors | None:
        """Whose fields errors of this page belong to."""
        return None

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
        self.load()

    def refresh(self, changes: frozenset[Change]) -> None:
        if any(change.kind == EVERYTHING for change in changes):
            # Also where the first look was lost with the line.
            self.counter.load_catalogue()
        if self.counter.concerns(changes):
            self.counter.reload()

    def _follow(self) -> None:
        opened = self.counter.opened
        self.shell.show_patient(None if opened is None else banner_of(opened))
        if self.shell.page is self:
            self.show_open(opened)
            if opened is not None:
                self.load()

    # -- questions and errors

    def report(self, error: BusinessError) -> None:
        """At the field it concerns: of the dialog in front, else of the page's form."""
        self.shell.report(error, self.front or self.error_form())

    def ask(self, question: NeedsConfirmation) -> Reply[None]:
        """Ask what the server wants confirmed; the field keeps the sentence after a no."""
        return self._decisions.ask(question).failed(lambda _: self._declined(question))

    def _declined(self, question: NeedsConfirmation) -> None:
        form = self.front or self.error_form()
        if form is not None:
            form.show_error(question.field, sentence(question))

    def offer_retry(self, error: BusinessError) -> Reply[None]:
        """The outcome is unknown: the same command again, or leave it and look."""
        return self._decisions.offer_retry(error).failed(lambda _: self._look_again())

    def _look_again(self) -> None:
        self.counter.reload()
        self.load()

    def show_working(self, working: bool) -> None:
        """A command is on its way: its dialog can't be pressed twice."""
        if self.front is not None:
            self.front.show_working(working)

    def finished(self, text: str) -> None:
        """A command was done: its dialog goes, a sentence says so."""
        if self.front is not None:
            self.front.accept()
        self.shell.toast(text)

    def open_form(self, dialog: FormDialog) -> None:
        """Put a dialog in front of the page."""
        self.front = dialog
        dialog.finished.connect(self._front_gone)
        dialog.open()

    def _front_gone(self) -> None:
        self.front = None

    def patient_missing(self, *, stay: bool = True) -> BusinessError | None:
        """Why nothing about a patient can be done here now."""
        opened = self.counter.opened
        if opened is None:
            return NoPatientOpen()
        return NoStayOpen() if stay and opened.stay is None else None

    # -- grids and papers

    def grid(self, columns: Iterable[Column], name: str, empty_text: str, title: str) -> TableView:
        """A grid to look at; Ctrl+P prints it under `title`."""
        columns = tuple(columns)
        view = TableView(columns, f"admission.{name}", empty_text)
        view.setModel(RowModel(columns, view))
        view.setSelectionMode(TableView.SelectionMode.SingleSelection)
        view.print_wanted.connect(lambda: self._print_grid(view, title))
        return view

    def _print_grid(self, view: TableView, title: str) -> None:
        # PDF machinery takes a third of a second to import and is rarely wanted.
        from shared.qt.print_table import print_table  # noqa: PLC0415

        print_table(self, view, title)

    def show_paper(self, pdf: bytes, kind: PaperKind) -> None:
        """A paper before it is printed."""
        # See _print_grid.
        from shared.qt.preview import PreviewDialog  # noqa: PLC0415

        titles: dict[PaperKind, str] = {
            "receipt": self.tr("住院收费票据"),
            "deposit": self.tr("预交金收据"),
            "notice": self.tr("交款通知单"),
            "charge_list": self.tr("费用清单"),
            "daily_bill": self.tr("一日清单"),
        }
        PreviewDialog(self, pdf, titles[kind], kind).open()


def because(error: BusinessError | None) -> str:
    """The sentence that keeps a key from being pressed."""
    return "" if error is None else sentence(error)
