"""A screen of a station and the keys it understands.

    class OrdersPage(Page):
        icon = "mdi6.clipboard-text-outline"
        shows = frozenset({Kind.ORDERS, Kind.STAY})

        def __init__(self, shell):
            super().__init__(shell)
            self.title = self.tr("医嘱")
            self.confirm_key = self.add_key("F5", self.tr("校对"), self._confirm, "mdi6.check-decagram-outline")
            self.confirm_key.allow(because="")   # or the sentence why not: in the tooltip, and told when the key is pressed

        def load(self): …                        # read what the page shows: when first opened, and when others changed it
        def activated(self): …                   # shown: keys, cursor
        def back(self): …                        # Esc, when nothing on the page wants it

Texts are set in `__init__`, never at class or module level: translations are loaded later than modules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QWidget

from shared.contracts.common import Change
from shared.errors import BusinessError, Conflict, OutcomeUnknown, Unavailable
from shared.qt.banner import BannerPatient
from shared.qt.export import export_dialog, write
from shared.qt.form import FieldErrors
from shared.qt.form_dialog import FormDialog
from shared.qt.key_action import KeyAction
from shared.qt.reply import Reply
from shared.qt.station import Station
from shared.qt.table import Column, RowModel
from shared.qt.table_view import TableView
from shared.qt.tint import Tint


class Window(Protocol):
    """What a page asks of the window it stands in: the shell."""

    station: Station[Any]
    page_changed: SignalInstance

    @property
    def page(self) -> Page: ...
    @property
    def pages(self) -> tuple[Page, ...]: ...
    def open_page(self, page: Page) -> None: ...
    def mark_stale(self, page: Page) -> None: ...
    def show_patient(self, patient: BannerPatient | None) -> None: ...
    def show_place(self, place: str) -> None: ...
    def unsent_changed(self) -> None: ...
    def toast(self, text: str, tint: Tint = Tint.OK) -> None: ...
    def notify(self, text: str, on_open: Callable[[], object] | None = None) -> None: ...
    def report(self, error: BusinessError, form: FieldErrors | None = None) -> None: ...


class ReportView(Protocol):
    """What every presenter needs of its page."""

    def report(self, error: BusinessError) -> None:
        """Tell an error."""


class Page(QWidget):
    """Base of all screens; see the module."""

    title = ""
    icon = "mdi6.circle-outline"
    shows_patient = True
    """Whether the patient banner stands above this page."""
    in_sight: QWidget | None = None
    """What is seen however small the window is, and covered by no message. A page with such a thing scrolls the rest of itself;
    others are scrolled by the window."""
    shows: frozenset[str] = frozenset()
    """Kinds of changes that make the page look different."""

    hint_changed = Signal()

    def __init__(self, shell: Window) -> None:
        super().__init__()
        self.setObjectName("page")
        self.shell, self.station = shell, shell.station
        self.keys: list[KeyAction] = []
        self.front: FormDialog[Any] | None = None
        """The dialog in front of the page, whose fields errors belong to."""
        self.station.busy_changed.connect(self.show_working)

    def add_key(self, key: str, title: str, on_press: Callable[[], object], icon: str = "") -> KeyAction:
        """Give the page a key with a button in the top bar, in the order of these calls."""
        action = KeyAction(self, key, title, on_press, self._refuse_key, icon)
        self.keys.append(action)
        return action

    def _refuse_key(self, why_not: str) -> None:
        self.shell.toast(why_not, Tint.WAIT)

    # -- what pages implement

    def hint(self) -> str:
        """What Enter, F2 and Esc do here now; emit `hint_changed` when it changes."""
        return self.tr("Enter 下一格   F2 检索   Ctrl+F 查找   Esc 返回")

    def load(self) -> None:
        """Read what the page shows."""

    def look_again(self) -> None:
        """What the page shows may be wrong."""
        self.load()

    def activated(self) -> None:
        """The page was opened; what it shows is read by `load`, unless it is fresh."""

    def refresh(self, _changes: frozenset[Change]) -> None:
        """Something the page shows was changed, or it is shown for the first time (kind `*`)."""
        self.load()

    def back(self) -> None:
        """Esc: one step back, never losing typed text."""

    def unsent(self) -> int:
        """How many of this page's changes have not reached a server."""
        return 0

    def why_stay(self) -> str:
        """Why nobody may leave the station, lend or lock it now; empty while they may."""
        return ""

    def error_form(self) -> FieldErrors | None:
        """Whose fields errors of this page belong to while no dialog is in front of it."""
        return None

    # -- what presenters tell

    def report(self, error: BusinessError) -> None:
        """At the field it concerns: of the dialog in front, else of the page's form. Where somebody was faster, or nobody knows
        what became of a command, the page looks again."""
        self.shell.report(error, self.front or self.error_form())
        if isinstance(error, Conflict | OutcomeUnknown):
            self.look_again()

    def tell(self, text: str, tint: Tint = Tint.OK) -> None:
        """A sentence that needs no click."""
        self.shell.toast(text, tint)

    def finished(self, text: str, tint: Tint = Tint.OK) -> None:
        """A command was done: its dialog goes, a sentence says so."""
        self.close_form()
        self.tell(text, tint)

    # -- dialogs

    def open_form(self, dialog: FormDialog[Any]) -> None:
        """Put a dialog in front of the page."""
        self.front = dialog
        dialog.finished.connect(lambda _result: self._front_gone(dialog))
        dialog.open()

    def close_form(self) -> None:
        """What the dialog in front asked for is done."""
        if self.front is not None:
            self.front.accept()

    def _front_gone(self, dialog: FormDialog[Any]) -> None:
        if self.front is dialog:
            self.front = None

    def show_working(self, working: bool) -> None:
        """What is on its way can't be pressed twice."""
        if self.front is not None:
            self.front.show_working(working)

    # -- grids and papers

    def grid(
        self,
        columns: Iterable[Column],
        name: str,
        empty_text: str,
        title: str,
        *,
        key: str = "",
        view: type[TableView] = TableView,
    ) -> TableView:
        """A grid to look at. Its column widths are kept under `name`; Ctrl+P prints it under `title`, Ctrl+E writes it to a file.
        With `key`, the attribute that identifies a row, the cursor stays on its row when fresh ones are shown."""
        columns = tuple(columns)
        made = view(columns, name, empty_text)
        made.setModel(RowModel(columns, made, key=key))
        made.setSelectionMode(TableView.SelectionMode.SingleSelection)
        made.print_wanted.connect(lambda: self.print_grid(made, title))
        made.export_wanted.connect(lambda: self.export_grid(made, title))
        return made

    def print_grid(self, view: TableView, title: str) -> None:
        """What a grid shows, as a paper."""
        # PDF machinery takes a third of a second to import and is rarely wanted.
        from shared.qt.print_table import print_table  # noqa: PLC0415

        session = self.station.session
        try:
            print_table(self, view, title, session.hospital, session.user_name)
        except Unavailable as error:
            self.report(error)

    def export_grid(self, view: TableView, title: str) -> None:
        """What a grid shows, as a file for spreadsheets."""
        dialog = export_dialog(self, title)
        dialog.fileSelected.connect(lambda path: self._export(view, Path(path)))
        dialog.open()

    def _export(self, view: TableView, path: Path) -> None:
        try:
            count = write(view, path)
        except OSError:
            self.tell(self.tr("写不进 {file}，请换一个位置").format(file=path.name), Tint.BAD)
        else:
            self.tell(self.tr("{count} 行已存入 {file}").format(count=count, file=path.name))

    def show_paper(self, pdf: bytes, title: str, kind: str, numbered: Callable[[], Reply[bytes]] | None = None) -> None:
        """A paper before it is printed; printers are remembered by `kind`. `numbered` counts what is put on paper."""
        # See print_grid.
        from shared.qt.preview import PreviewDialog  # noqa: PLC0415

        PreviewDialog(self, pdf, title, kind, numbered).open()
