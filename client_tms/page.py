"""What all pages of the station have in common: errors, questions, grids and papers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from client_tms import words
from client_tms.room import Room
from shared.contracts.common import Change
from shared.contracts.tms.types import TmsPatient
from shared.errors import BusinessError, NeedsConfirmation
from shared.qt.commands import DialogDecisions
from shared.qt.feed import EVERYTHING
from shared.qt.page import Page
from shared.qt.reply import Reply
from shared.qt.shell import FieldErrors, MainShell
from shared.qt.table import Column, RowModel
from shared.qt.table_view import TableView


class TmsPage(Page):
    """Base of the pages. `shows` names the kinds of changes that make the page look different."""

    shows: frozenset[str] = frozenset()

    def __init__(self, shell: MainShell, room: Room) -> None:
        super().__init__(shell)
        self.room = room
        self._decisions = DialogDecisions(self)

    def error_form(self) -> FieldErrors | None:
        """Whose fields errors of this page belong to."""
        return None

    def report(self, error: BusinessError) -> None:
        """Tell an error at its field, else where the shell does."""
        self.shell.report(error, self.error_form())

    def ask(self, question: NeedsConfirmation) -> Reply[None]:
        """Ask what the server wants confirmed."""
        return self._decisions.ask(question)

    def offer_retry(self, error: BusinessError) -> Reply[None]:
        """The outcome is unknown: the same command again, or leave it and look."""
        return self._decisions.offer_retry(error)

    def not_allowed(self, right: str) -> str:
        """The sentence that keeps a key from being pressed by somebody without `right`."""
        return "" if self.room.may(right) else self.tr("您没有此操作的权限")

    def concerned(self, changes: Iterable[Change]) -> bool:
        """Whether the page looks different now."""
        return any(change.kind == EVERYTHING or change.kind in self.shows for change in changes)

    def grid(self, columns: Iterable[Column], name: str, empty_text: str, title: str, key: str = "id") -> Any:
        """A grid to look at; Ctrl+P prints it under `title`."""
        columns = tuple(columns)
        made = TableView(columns, f"tms.{name}", empty_text)
        made.setModel(RowModel(columns, made, key=key))
        made.setSelectionMode(TableView.SelectionMode.SingleSelection)
        made.print_wanted.connect(lambda: self._print_grid(made, title))
        return made

    def _print_grid(self, view: TableView, title: str) -> None:
        # PDF machinery takes a third of a second to import and is rarely wanted.
        from shared.qt.print_table import print_table  # noqa: PLC0415

        print_table(self, view, title)

    def show_patient(self, patient: TmsPatient | None) -> None:
        """Whose banner stands above the page."""
        self.shell.show_patient(None if patient is None else words.banner(patient, self.room.now().date()))

    def show_paper(self, pdf: bytes) -> None:
        """A record before it is printed."""
        # See _print_grid.
        from shared.qt.preview import PreviewDialog  # noqa: PLC0415

        PreviewDialog(self, pdf, self.tr("治疗记录单"), "treatment_record").open()
