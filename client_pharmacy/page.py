"""What all pages of the station have in common: errors, a lost answer, grids and papers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from client_pharmacy.counter import Counter
from shared.contracts.common import Change
from shared.errors import BusinessError, NeedsConfirmation
from shared.qt.commands import DialogDecisions
from shared.qt.feed import EVERYTHING
from shared.qt.page import Page
from shared.qt.reply import Reply
from shared.qt.shell import FieldErrors, MainShell
from shared.qt.table import Column, RowModel
from shared.qt.table_view import TableView


class PharmacyPage(Page):
    """Base of the pages."""

    def __init__(self, shell: MainShell, counter: Counter) -> None:
        super().__init__(shell)
        self.counter = counter
        self._decisions = DialogDecisions(self)

    def refresh(self, changes: frozenset[Change]) -> None:
        if any(change.kind == EVERYTHING for change in changes):
            # Also where the first look was lost with the line.
            self.counter.load_catalogue()

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
        return "" if self.counter.may(right) else self.tr("您没有此操作的权限")

    def grid(self, columns: Iterable[Column], name: str, empty_text: str, title: str, view: type[TableView] = TableView) -> Any:
        """A grid to look at; Ctrl+P prints it under `title`."""
        columns = tuple(columns)
        made = view(columns, f"pharmacy.{name}", empty_text)
        made.setModel(RowModel(columns, made))
        made.setSelectionMode(TableView.SelectionMode.SingleSelection)
        made.print_wanted.connect(lambda: self._print_grid(made, title))
        return made

    @staticmethod
    def show_rows(view: TableView, rows: Sequence[Any], chosen: int | None) -> None:
        """Show rows, the cursor on `chosen` and the picture where it was."""
        scrolled = view.verticalScrollBar().value()
        view.rows().show_rows(rows)
        view.verticalScrollBar().setValue(scrolled)
        if chosen is not None:
            view.setCurrentIndex(view.model().index(chosen, 0))

    def _print_grid(self, view: TableView, title: str) -> None:
        # PDF machinery takes a third of a second to import and is rarely wanted.
        from shared.qt.print_table import print_table  # noqa: PLC0415

        print_table(self, view, title)

    def show_paper(self, pdf: bytes) -> None:
        """A slip before it is printed."""
        # See _print_grid.
        from shared.qt.preview import PreviewDialog  # noqa: PLC0415

        PreviewDialog(self, pdf, self.tr("病区发药单"), "dispensing_slip").open()
