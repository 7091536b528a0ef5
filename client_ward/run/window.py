"""执行: preview of the run per patient, and of each order what happens to it; F6 runs patient by patient."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QTabBar, QWidget

from client_ward.desk import Topic, WardDesk
from client_ward.page import WardPage
from client_ward.run.presenter import PatientRun, RunPresenter, RunSummary
from client_ward.run.summary import SummaryDialog
from client_ward.words import reason_of, reason_tint
from shared.contracts.common import Change
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import PlannedOrder, WardStay
from shared.identifiers import OrderId, StayId
from shared.qt import formats
from shared.qt.build import horizontal, label, vertical
from shared.qt.language import term
from shared.qt.progress import Batch, Outcome
from shared.qt.shell import MainShell
from shared.qt.station import concerned
from shared.qt.table import Column, RowModel
from shared.qt.table_view import TableView
from shared.qt.tint import Tint


class RunPage(WardPage):
    """The run of the ward."""

    icon = "mdi6.needle"
    shows_patient = False
    shows = frozenset({Kind.SHORTAGE, Kind.BOARD, Kind.ORDERS, Kind.STAY})

    def __init__(
        self,
        shell: MainShell,
        desk: WardDesk,
        on_account: Callable[[], object],
        on_stop: Callable[[WardStay, OrderId], object],
    ) -> None:
        super().__init__(shell, desk)
        self.title = self.tr("执行")
        self.presenter = RunPresenter(desk, self)
        self.batch: Batch[WardStay] | None = None
        self.summary_dialog: SummaryDialog | None = None
        self._finished, self._on_stop = True, on_stop
        self.scope = QTabBar()
        self.scope.addTab(self.tr("全病区"))
        self.scope.addTab(self.tr("当前病人"))
        self._totals = label("", "muted")
        self.patients, self._patient_model = self._grid(self._patient_columns(), "ward.run", self.tr("没有在床的病人"))
        self.orders, self._order_model = self._grid(self._order_columns(), "ward.run.orders", self.tr("没有医嘱"))
        self._build()
        self._run_key = self.add_key("F6", self.tr("执行"), self.run, "mdi6.needle")
        self._stop_key = self.add_key("F7", self.tr("停缺药医嘱"), self._stop_short, "mdi6.stop-circle-outline")
        self.add_key("Ctrl+R", self.tr("重新预览"), self.presenter.load, "mdi6.refresh")
        self.add_patient_keys(on_account)
        self._allow_keys()

    def _grid(self, columns: tuple[Column, ...], name: str, empty: str) -> tuple[TableView, RowModel]:
        view, model = TableView(columns, name, empty, standing=True), RowModel(columns, self)
        view.setModel(model)
        return view, model

    def _patient_columns(self) -> tuple[Column, ...]:
        return (
            Column(term("床号"), "bed", 92, text=lambda run: run.stay.patient.bed or ""),
            Column(term("姓名"), "name", 96, text=lambda run: run.stay.patient.name, bold=lambda _run: True),
            Column(
                self.tr("执行"),
                "runs",
                56,
                "right",
                text=lambda run: _count(run.runs),
                tint=lambda run: Tint.OK if run.runs else None,
            ),
            Column(self.tr("送药房"), "to_pharmacy", 66, "right", text=lambda run: _count(run.to_pharmacy)),
            Column(
                self.tr("需处理"),
                "needs_action",
                66,
                "right",
                text=lambda run: _count(run.needs_action),
                tint=lambda run: Tint.BAD if run.needs_action else None,
            ),
        )

    def _order_columns(self) -> tuple[Column, ...]:
        def amount(order: PlannedOrder) -> str:
            done = self.tr("{times} 次  共 {quantity}")
            return "" if order.reason else done.format(times=order.administrations, quantity=formats.quantity(order.quantity))

        def goes(order: PlannedOrder) -> str:
            if order.again:
                return self.tr("药房未发，再次送药房")
            return reason_of(order) or (self.tr("送药房") if order.to_pharmacy else self.tr("记费用"))

        return (
            Column(term("组"), "group_no", 46),
            Column(term("医嘱内容"), "item_name", 260, elastic=True),
            Column(self.tr("本次"), "administrations", 120, "right", text=amount),
            Column(self.tr("去向 / 未执行原因"), "reason", 260, text=goes, tint=reason_tint),
        )

    def _build(self) -> None:
        self.scope.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.scope.setExpanding(False)
        self.scope.currentChanged.connect(self._change_scope)
        self.patients.row_chosen.connect(self._show_orders)
        self.orders.row_chosen.connect(lambda _order: self._allow_keys())
        self.patients.row_activated.connect(lambda _run: self.orders.setFocus())
        splitter = QSplitter(Qt.Orientation.Horizontal)
        for view in (self.patients, self.orders):
            holder = QWidget()
            holder.setLayout(vertical(view))
            splitter.addWidget(holder)
        splitter.setSizes([430, 820])
        splitter.setStretchFactor(1, 1)
        whole = vertical(horizontal(self.scope, 1, self._totals), splitter, spacing=6, margins=(10, 4, 10, 8))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.patients)
        self.patients.print_wanted.connect(lambda: self.print_grid(self.patients, self.tr("执行预览")))
        self.orders.print_wanted.connect(lambda: self.print_grid(self.orders, self.tr("执行预览")))

    def _change_scope(self, number: int) -> None:
        if self._finished:
            # What an interrupted run left is in the new preview; the server does nothing twice.
            self.batch = None
        self.presenter.show_ward(number == 0)

    def hint(self) -> str:
        return self.tr("↑↓ 选择病人   F6 执行   Ctrl+R 重新预览   Ctrl+P 打印")

    # -- showing

    def load(self) -> None:
        self.presenter.load()
        self.desk.load_short()

    def desk_changed(self, topic: Topic) -> None:
        if topic is Topic.SHORT:
            self._allow_keys()

    def refresh(self, changes: frozenset[Change]) -> None:
        if self.batch is not None and not self._finished:
            return
        if concerned(changes, {Kind.SHORTAGE, Kind.BOARD}):
            self.load()
            return
        for stay_id in {change.subject for change in changes}:
            self.presenter.load_one(StayId(stay_id))

    def patient_found(self, stay: WardStay) -> None:
        super().patient_found(stay)
        if self.scope.currentIndex() == 1:
            self.presenter.load()
        self.scope.setCurrentIndex(1)

    def show_runs(self) -> None:
        """Show the previews that are there; the cursor stays on its patient."""
        runs = self.presenter.runs()
        current = self.patients.current_row()
        self._patient_model.show_rows(runs)
        at = next((row for row, run in enumerate(runs) if current is not None and run.stay.stay_id == current.stay.stay_id), 0)
        if runs:
            self.patients.setCurrentIndex(self._patient_model.index(at, 0))
        self._show_orders(self.patients.current_row())
        self._show_totals(runs)
        self._allow_keys()

    def _show_totals(self, runs: tuple[PatientRun, ...]) -> None:
        text = self.tr("{patients} 位病人，将执行 {orders} 条，其中 {drugs} 条送药房；{stuck} 条需处理").format(
            patients=len(self.presenter.to_run()),
            orders=sum(run.runs for run in runs),
            drugs=sum(run.to_pharmacy for run in runs),
            stuck=sum(run.needs_action for run in runs),
        )
        loading = self.presenter.loading
        self._totals.setText(self.tr("正在预览，还有 {count} 位…").format(count=loading) if loading else text)

    def totals(self) -> str:
        """The line above the grids."""
        return self._totals.text()

    def _show_orders(self, run: Any) -> None:
        self._order_model.show_rows(() if run is None else run.orders)
        self._allow_keys()

    def _short_order(self) -> PlannedOrder | None:
        """The order under the cursor if its drug is short, else the patient's first such order."""
        run, going_on = self.patients.current_row(), {order.order_id for order in self.desk.short}
        short = [] if run is None else [order for order in run.orders if order.order_id in going_on]
        chosen = self.orders.current_row()
        return chosen if chosen in short else next(iter(short), None)

    def _stop_short(self) -> None:
        order = self._short_order()
        if order is not None:
            self._on_stop(self.patients.current_row().stay, order.order_id)

    def _allow_keys(self) -> None:
        none_short = "" if self._short_order() is not None else self.tr("所选病人没有缺药的医嘱")
        self._stop_key.allow(self.station.not_allowed("ward.order.stop") or none_short)
        if not self.station.may("ward.run"):
            self._run_key.allow(self.tr("您没有执行医嘱的权限"))
        elif not self._finished:
            self._run_key.allow(self.tr("正在执行"))
        else:
            some = self.presenter.to_run() or self.batch is not None
            self._run_key.allow("" if some else self.tr("没有需要执行的医嘱"))

    # -- running

    def run(self) -> None:
        """Run, or go on with a run that was interrupted: with the same keys, so nothing is done twice."""
        if not self._finished:
            return
        if self.batch is None:
            subjects = self.presenter.to_run()
            self.batch = Batch(
                self, self.station.worker, self.tr("发药"), subjects, self.presenter.execute, lambda stay: stay.patient.name
            )
            self.batch.finished.connect(self._ran)
        self._finished = False
        self._allow_keys()
        self.station.acting.emit()
        self.batch.start()

    def _ran(self, outcome: Outcome[WardStay]) -> None:
        self._finished = True
        summary = self.presenter.summary(outcome.done, outcome.failed, outcome.left)
        if not summary.unfinished and self.batch is not None:
            self.batch.deleteLater()
            self.batch = None
        self.presenter.load()
        self.desk.load_board()
        self._show_summary(summary)

    def _show_summary(self, summary: RunSummary) -> None:
        self.summary_dialog = SummaryDialog(self, summary, self.run)
        self.summary_dialog.finished.connect(lambda _result: setattr(self, "summary_dialog", None))
        self.summary_dialog.open()


def _count(number: int) -> str:
    return str(number) if number else ""
