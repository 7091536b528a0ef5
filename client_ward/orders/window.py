"""医嘱: 长期 | 临时 with 附加 below; what is typed stands in the last rows of the sheet and is stored with Ctrl+S."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QSplitter, QStackedWidget, QTabBar, QWidget

from client_ward.desk import WardDesk
from client_ward.orders.columns import TREATMENT, OrderColumns
from client_ward.orders.dialogs import ConfirmDialog, reversal_form, stop_form
from client_ward.orders.presenter import OrdersPresenter
from client_ward.page import WardPage
from shared.contracts.common import Change
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import OrderKind, OrderState
from shared.dataset import DraftStore, Reconcile, RowStatus
from shared.identifiers import OrderId
from shared.qt.build import button, frame, horizontal, label, paint, vertical
from shared.qt.feed import EVERYTHING
from shared.qt.form_dialog import FormDialog
from shared.qt.language import language, term, word
from shared.qt.shell import MainShell
from shared.qt.table import DataSetModel, RowModel
from shared.qt.table_view import TableView
from shared.qt.tint import Tint


class OrdersPage(WardPage):
    """Order sheet of the open patient."""

    icon = "mdi6.clipboard-text-outline"
    shows = frozenset({Kind.ORDERS, Kind.STAY})
    of_patient = True

    def __init__(self, shell: MainShell, desk: WardDesk, drafts: DraftStore, on_account: Callable[[], object]) -> None:
        super().__init__(shell, desk)
        self.title = self.tr("医嘱")
        self.presenter = OrdersPresenter(desk, drafts, self)
        self.columns = OrderColumns(desk.items, self.station.catalogue, self.presenter.item_values, self._bracket, self._first_day)
        self.confirm_dialog: ConfirmDialog | None = None
        self._to_stop = OrderId("")
        """The order that is to be stopped once its sheet is there."""
        self._brackets: dict[OrderKind, dict[str, str]] = {kind: {} for kind in OrderKind}
        self.views = {kind: self._view(kind) for kind in OrderKind}
        self.add_ons = TableView(self.columns.add_ons(), "ward.addons", self.tr("本组没有附加项目"))
        self._add_on_model = RowModel(self.columns.add_ons(), self)
        self.add_ons.setModel(self._add_on_model)
        self.tabs, self._stack = QTabBar(), QStackedWidget()
        self._problem = paint(label("", wrap=True), Tint.BAD, bold=True)
        self._conflict = self._conflict_strip()
        self._build()
        self._add_keys(on_account)
        self.show_sheet()

    def _view(self, kind: OrderKind) -> TableView:
        columns = self.columns.orders(kind)
        empty = self.tr("没有{kind}医嘱，按 Ctrl+N 新开").format(kind=word(kind))
        view = TableView(columns, f"ward.orders.{int(kind)}", empty, standing=True, new_row=lambda: self.presenter.new_row(kind))
        view.setModel(RowModel(columns, view))
        view.show_column(TREATMENT, False)
        view.setProperty("columns", columns)
        view.row_chosen.connect(lambda _row: self._show_row())
        return view

    def _build(self) -> None:
        for kind, view in self.views.items():
            self.tabs.addTab(word(kind))
            self._stack.addWidget(view)
        self.tabs.setExpanding(False)
        self.tabs.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.tabs.currentChanged.connect(self._open_tab)
        self._problem.setMinimumHeight(20)
        below = vertical(label(self.tr("附加"), "fieldLabel"), self.add_ons, spacing=3)
        lower = QWidget()
        lower.setLayout(below)
        splitter = QSplitter(Qt.Orientation.Vertical)
        upper = QWidget()
        upper.setLayout(vertical(self._stack, self._problem, self._conflict, spacing=2))
        splitter.addWidget(upper)
        splitter.addWidget(lower)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 1)
        splitter.setSizes([430, 130])
        splitter.setChildrenCollapsible(False)
        whole = vertical(self.tabs, splitter, spacing=6, margins=(10, 4, 10, 8))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        QShortcut(QKeySequence("Ctrl+Tab"), self, lambda: self.tabs.setCurrentIndex(1 - self.tabs.currentIndex()))

    def _conflict_strip(self) -> QWidget:
        text = label(self.tr("此行已被他人修改："))
        choices = (
            button(self.tr("保留我的"), lambda: self._reconcile(Reconcile.KEEP_MINE)),
            button(self.tr("采用对方的"), lambda: self._reconcile(Reconcile.TAKE_THEIRS)),
            button(self.tr("合并"), lambda: self._reconcile(Reconcile.MERGE)),
        )
        strip = frame("offline", horizontal(text, *choices, 1, margins=(10, 4, 10, 4)))
        self._merge = choices[2]
        strip.hide()
        return strip

    def _add_keys(self, on_account: Callable[[], object]) -> None:
        self._new_key = self.add_key("Ctrl+N", self.tr("新开"), self._new_order, "mdi6.plus")
        self._group_key = self.add_key("Ctrl+G", self.tr("同组"), self._join_group, "mdi6.code-brackets")
        self._save_key = self.add_key("Ctrl+S", self.tr("保存"), self.presenter.save, "mdi6.content-save-outline")
        self._confirm_key = self.add_key("F5", self.tr("校对"), self._ask_confirm, "mdi6.check-decagram-outline")
        self._stop_key = self.add_key("F7", self.tr("停止"), self._ask_stop, "mdi6.stop-circle-outline")
        self._reverse_key = self.add_key("F8", self.tr("冲正"), self._ask_reversal, "mdi6.undo-variant")
        self.add_patient_keys(on_account)

    def hint(self) -> str:
        return self.tr(
            "Enter 下一格（末格新行）   F2 检索   Ctrl+G 同组   Ctrl+Tab 长期/临时   Ctrl+Z 撤销   Ctrl+Delete 删除   Esc 返回"
        )

    # -- what stands where

    @property
    def kind(self) -> OrderKind:
        """The list that is open."""
        return OrderKind.LONG_TERM if self.tabs.currentIndex() == 0 else OrderKind.TEMPORARY

    @property
    def view(self) -> TableView:
        """The grid that is open."""
        return self.views[self.kind]

    def _open_tab(self, number: int) -> None:
        self._stack.setCurrentIndex(number)
        self._show_row()
        self.view.setFocus()

    def _bracket(self, kind: OrderKind, row: Any) -> str:
        number = str(row.group_no) if (row.group_no or 0) > 0 else term("新")
        return f"{number} {self._brackets[kind].get(row.row_id, '')}".strip()

    def _first_day(self, row: Any) -> str:
        if row.first_day_times is not None:
            return str(row.first_day_times)
        proposed = self.presenter.proposals.get(row.row_id)
        return "" if proposed is None else f"({proposed})"

    def activated(self) -> None:
        self.desk.load_stock()
        self.setFocusProxy(self.view)
        self.view.setFocus()
        self._go_to_first()

    def load(self) -> None:
        self.presenter.load()

    def refresh(self, changes: frozenset[Change]) -> None:
        if any(change.kind == EVERYTHING for change in changes):
            self.presenter.resend()
        super().refresh(changes)

    def unsent(self) -> int:
        return self.presenter.unsent()

    # -- showing

    def show_sheet(self) -> None:
        """Show the orders as they are now."""
        for kind, view in self.views.items():
            entry = self.presenter.entries.get(kind)
            model = view.model()
            if entry is None:
                view.setModel(RowModel(view.property("columns"), view))
            elif not isinstance(model, DataSetModel) or model.dataset is not entry.dataset:
                fresh = DataSetModel(entry.dataset, view.property("columns"), view)
                # A doctor's or nurse's right; without it the sheet is to read.
                fresh.read_only = not self.station.may("ward.order.enter")
                view.setModel(fresh)
                entry.dataset.subscribe(self._edited)
        self._edited()
        self._go_to_first()

    def _go_to_first(self) -> None:
        if not self.view.currentIndex().isValid() and self.view.model().rowCount():
            self.view.setCurrentIndex(self.view.model().index(0, 3))

    def open_kind(self, kind: OrderKind) -> None:
        """The sheet has arrived: it opens on the list where something stands."""
        self.tabs.setCurrentIndex(int(kind))
        self._go_to_first()
        self._offer_stop()

    def offer_stop(self, order_id: OrderId) -> None:
        """Ask when this order stops, as soon as its sheet is there: its drug is short (R2.7)."""
        self._to_stop = order_id
        self._offer_stop()

    def _offer_stop(self) -> None:
        for kind, entry in self.presenter.entries.items():
            if self._to_stop in entry.dataset.ids:
                self.tabs.setCurrentIndex(int(kind))
                self.view.go_to(entry.dataset.position(self._to_stop), "item_code")
                self._to_stop = OrderId("")
                self._stop_key.press()

    def show_entry_changed(self) -> None:
        """A proposal arrived."""
        self.view.viewport().update()

    def _edited(self) -> None:
        """Something was typed, or rows arrived: brackets, proposals, counts and the sentence below follow."""
        for number, kind in enumerate(OrderKind):
            self._brackets[kind] = self.presenter.brackets(kind)
            entry = self.presenter.entries.get(kind)
            unsent = entry.unsent if entry is not None else 0
            count = len(entry.dataset) if entry is not None else 0
            mark = self.tr("  · 未保存 {count}").format(count=unsent) if unsent else ""
            self.tabs.setTabText(number, f"{word(kind)} {count}{mark}")
            self.views[kind].show_column(TREATMENT, self.presenter.has_treatment(kind))
        long_term = self.presenter.entries.get(OrderKind.LONG_TERM)
        if long_term is not None:
            for row_id in long_term.dataset.ids:
                if long_term.dataset.status(row_id) is not RowStatus.UNCHANGED:
                    self.presenter.propose_first_day(row_id)
        self._show_row()
        self.shell.unsent_changed()

    def _current(self) -> Any:
        model, index = self.view.model(), self.view.currentIndex()
        return model.row(index.row()) if isinstance(model, DataSetModel) and index.isValid() else None

    def _show_row(self) -> None:
        """What the present row says of itself, and what its usage adds."""
        row = self._current()
        model = self.view.model()
        row_id = "" if row is None else row.row_id
        self._add_on_model.show_rows(self.presenter.add_ons_of(self.kind, row_id))
        self._problem.setText("\n".join(self._problems(row_id)))
        conflicted = row is not None and row.status is RowStatus.CONFLICT
        self._conflict.setVisible(conflicted)
        if conflicted and isinstance(model, DataSetModel):
            self._merge.setEnabled(model.dataset.can_merge(row_id))
        self._allow_keys(row)

    def _problems(self, row_id: str) -> list[str]:
        """What is wrong: with one row when the cursor is there, with several all of it, each at its row and once."""
        entry = self.presenter.entries.get(self.kind)
        if entry is None:
            return []
        said = {}
        for number, each in enumerate(entry.dataset.ids, 1):
            words = dict.fromkeys(problem.error.sentence(language()) for problem in entry.dataset.problems(each))
            if words:
                said[each] = number, "   ".join(words)
        if len(said) > 1:
            return [self.tr("第 {row} 行：{problem}").format(row=number, problem=text) for number, text in said.values()]
        return [text for each, (_, text) in said.items() if each == row_id]

    def problem_text(self) -> str:
        """The sentence below the grid."""
        return self._problem.text()

    def _allow_keys(self, row: Any) -> None:
        if not self.keys:
            return
        nobody = "" if self.desk.stay is not None else self.tr("请先打开一位病人（F3）")
        may = {right: self.station.not_allowed(right) for right in _RIGHTS}
        stored = row is not None and row.state not in {None, OrderState.NEW}
        running = stored and row.state in {OrderState.CONFIRMED, OrderState.RUNNING} and self.kind is OrderKind.LONG_TERM
        self._new_key.allow(nobody or may["ward.order.enter"])
        self._save_key.allow(nobody or may["ward.order.enter"])
        self._group_key.allow(nobody or ("" if row is not None else self.tr("请先新开医嘱")))
        self._confirm_key.allow(nobody or may["ward.order.confirm"])
        self._stop_key.allow(nobody or may["ward.order.stop"] or ("" if running else self.tr("只有已校对的长期医嘱可以停止")))
        self._reverse_key.allow(nobody or may["ward.reverse"] or ("" if stored else self.tr("请先选择已执行的医嘱")))

    # -- doing

    def _new_order(self) -> None:
        if isinstance(self.view.model(), DataSetModel):
            self.view.add_row()
            self.view.setFocus()

    def _join_group(self) -> None:
        row = self._current()
        if row is not None and not self.presenter.join_group(self.kind, row.row_id):
            self.tell(self.tr("上一行没有可同组的医嘱"), Tint.WAIT)

    def _reconcile(self, choice: Reconcile) -> None:
        row, model = self._current(), self.view.model()
        if row is not None and isinstance(model, DataSetModel):
            model.dataset.reconcile(row.row_id, choice)
            self.view.setFocus()

    def _ask_confirm(self) -> None:
        if any(entry.unsent for entry in self.presenter.entries.values()):
            self.tell(self.tr("有未保存的医嘱，请先保存（Ctrl+S）"), Tint.WAIT)
            return
        # One marked row is only where the cursor stands; several are a choice.
        marked = self.view.selected_rows() if isinstance(self.view.model(), DataSetModel) else []
        chosen = {row.row_id for row in marked} if len(marked) > 1 else set()
        orders = self.presenter.to_confirm(chosen)
        if not orders:
            self.tell(self.tr("没有待校对的医嘱"), Tint.WAIT)
            return
        stay = self.desk.stay
        assert stay is not None, "orders are somebody's"
        self.confirm_dialog = ConfirmDialog(self, stay, orders, self.station.user_name, self.presenter.confirm)
        self.confirm_dialog.finished.connect(lambda _result: setattr(self, "confirm_dialog", None))
        self.confirm_dialog.open()

    def _ask_stop(self) -> None:
        row = self._current()
        subject = f"{row.item_name}  {row.spec}   {row.frequency_name}"
        stop, yes = partial(self.presenter.stop, row), self.tr("停止")
        self.open_form(FormDialog(self, self.tr("停止医嘱"), stop_form(), stop, yes, about=subject, width=460))

    def _ask_reversal(self) -> None:
        row, stay_id = self._current(), self.presenter.stay_id
        if stay_id is None:
            return
        form = reversal_form(stay_id, row.group_no, self.kind)
        subject = self.tr("第 {group} 组  {item} 及同组、附加项目").format(group=row.group_no, item=row.item_name)
        self.open_form(FormDialog(self, self.tr("冲正"), form, self.presenter.reverse, about=subject, width=460))

    # -- what became of it

    def saved(self, count: int, deleted: int) -> None:
        """Orders are stored, and some are gone."""
        told = [(count, self.tr("已保存 {count} 条医嘱")), (deleted, self.tr("已删除 {count} 条医嘱"))]
        self.finished(self.tr("，").join(text.format(count=number) for number, text in told if number))

    def go_to_problem(self, kind: OrderKind, row_id: str, column: str) -> None:
        """The server refused a row: show it, with the cursor where it must be corrected."""
        self.tabs.setCurrentIndex(int(kind))
        dataset = self.presenter.entries[kind].dataset
        self.view.go_to(dataset.position(row_id), column)
        self.view.setFocus()
        self._show_row()

    def confirmed(self, count: int) -> None:
        """Orders are confirmed."""
        self.finished(self.tr("已校对 {count} 条医嘱").format(count=count))

    def stopped(self) -> None:
        """The order is stopped."""
        self.finished(self.tr("医嘱已停止"))

    def reversed(self, lines: int, waiting: int) -> None:
        """Administrations were taken back; drugs wait for the pharmacy."""
        text = self.tr("已冲正 {lines} 条费用").format(lines=lines)
        self.finished(text + (self.tr("，其中 {count} 条待药房确认").format(count=waiting) if waiting else ""))


_RIGHTS = ("ward.order.enter", "ward.order.confirm", "ward.order.stop", "ward.reverse")
