"""A screen that is one list: columns, a question to the server, kinds and a title.

    class RecordsPage(ListPage[PharmacyContract, DispensedRow]):
        icon = "mdi6.history"
        grid_name = "pharmacy.records"
        shows = frozenset({Kind.REQUEST})

        def __init__(self, shell):
            super().__init__(shell)
            self.period = PeriodChooser(…)
            self.build(self.tr("发药记录"), self.tr("没有符合条件的发药记录"), self.period)

        def columns(self): return (Column(self.tr("发药时间"), "dispensed_at", 100), …)

        def query(self):
            search = DispensedQuery(*self.period.days())
            return lambda api: api.dispensed(search).rows

The rows come when the page is opened and when somebody else changed what it `shows`; the cursor stays on its row, the newest
question wins, and the number of rows stands above. Ctrl+F finds, Ctrl+C copies, Ctrl+P prints, Ctrl+E writes a file.

A page with more than its list calls `make_list` instead of `build` and lays out `head` and `list` itself; `look_at` hears where the
cursor is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from PySide6.QtWidgets import QHBoxLayout

from shared.errors import BusinessError
from shared.qt.build import Item, horizontal, label, vertical
from shared.qt.page import Page
from shared.qt.table import Column

C = TypeVar("C")
R = TypeVar("R")


class ListPage(Page, Generic[C, R]):
    """See the module."""

    shows_patient = False
    grid_name: str
    """What the widths of its columns are kept under."""
    key = ""
    """The attribute that identifies a row; empty where rows are not followed."""

    def build(self, title: str, empty: str, *search: Item) -> None:
        """Called by the page's `__init__`; `empty` is what an empty list says, `search` stands above it."""
        self.make_list(title, empty)
        self.setLayout(vertical(self.head(*search), self.list, margins=(12, 10, 12, 10)))

    def make_list(self, title: str, empty: str) -> None:
        """The list, to be placed."""
        self.title = title
        self.shown: tuple[R, ...] = ()
        """The rows that stand there."""
        self.problem, self.summary = label("", "fieldError"), label("", "muted")
        self.list = self.grid(self.columns(), self.grid_name, empty, title, key=self.key)
        self.list.row_activated.connect(self.open_row)
        self.list.row_chosen.connect(self.look_at)
        self.setFocusProxy(self.list)

    def head(self, *search: Item) -> QHBoxLayout:
        """What stands above the list: `search`, what is wrong with it, and what is said of all rows."""
        return horizontal(*search, self.problem, 1, self.summary)

    # -- what pages give

    def columns(self) -> tuple[Column, ...]:
        """What is shown of a row."""
        raise NotImplementedError

    def query(self) -> Callable[[C], Sequence[R]] | None:
        """The question for the rows, from the fields above the list; it is asked on another thread, so it may read no widget.
        None where there is nobody to ask about. Raises ValueError with a sentence where a field can't be read."""
        raise NotImplementedError

    def sum_up(self, rows: Sequence[R]) -> str:
        """What is said of all rows."""
        return self.tr("{count} 条").format(count=len(rows))

    def open_row(self, row: R) -> None:
        """Enter or double click."""

    def look_at(self, row: R | None) -> None:
        """The cursor came to another row, or its row is shown afresh; None: there is no row."""

    # -- what they get

    def hint(self) -> str:
        return self.tr("↑↓ 选择   Ctrl+F 查找   Ctrl+C 复制   Ctrl+P 打印   Ctrl+E 导出   Esc 返回")

    def load(self) -> None:
        try:
            query = self.query()
        except ValueError as error:
            self.problem.setText(str(error))
            return
        self.problem.setText("")
        if query is None:
            self.clear()
            return
        if not self.shown:
            self.summary.setText(self.tr("正在读取…"))
        self.station.latest(self, query, query, self).done(self.show_rows).failed(self._not_read)

    def clear(self) -> None:
        """What stands there is somebody else's, and so is what was asked for."""
        self.station.forget(self)
        self.show_rows(())

    def current(self) -> R | None:
        """The row under the cursor."""
        row: Any = self.list.current_row()
        return row  # type: ignore[no-any-return]

    def show_rows(self, rows: Sequence[R]) -> None:
        """Show what was read; the cursor stays on its row."""
        self.shown = tuple(rows)
        self.list.refill(rows)
        if not rows:
            self.look_at(None)
        self.summary.setText(self.sum_up(rows))

    def _not_read(self, error: BusinessError) -> None:
        self.summary.setText(self.sum_up(self.shown))
        self.report(error)
