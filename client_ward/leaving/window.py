"""出院/转科: what to declare on the left, what it stops on the right; F6 does it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from msgspec import Meta
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QStackedWidget, QWidget

from client_ward.desk import Topic, WardDesk
from client_ward.leaving.presenter import Departure, LeavingPresenter
from client_ward.orders.columns import item_text, spec_of
from client_ward.page import WardPage
from shared.contracts.ward.kinds import Kind
from shared.contracts.ward.types import OrderState, WardStay
from shared.qt import formats, hospital_time
from shared.qt.build import button, frame, horizontal, label, paint, vertical
from shared.qt.dialogs import confirm
from shared.qt.editors import LookupEditor, TodayEditor
from shared.qt.form import Field, FieldErrors, Form
from shared.qt.language import term, word, words_of
from shared.qt.lookup import LookupIndex, names_index
from shared.qt.shell import MainShell
from shared.qt.table import Column, RowModel
from shared.qt.table_view import TableView

_ASKS_ABOUT_ORDERS = frozenset({Departure.DISCHARGE, Departure.TRANSFER})


@dataclass(frozen=True, slots=True)
class Cutoff:
    """First day that is not settled yet."""

    cutoff: date


@dataclass(frozen=True, slots=True)
class Target:
    """The ward a patient goes to."""

    target_ward: Annotated[str, Meta(min_length=1)]


class LeavingPage(WardPage):
    """Discharge, interim settlement, transfer, recall."""

    icon = "mdi6.exit-run"
    shows = frozenset({Kind.ORDERS, Kind.STAY})
    of_patient = True

    def __init__(self, shell: MainShell, desk: WardDesk, on_account: Callable[[], object]) -> None:
        super().__init__(shell, desk)
        self.title = self.tr("出院/转科")
        self.presenter = LeavingPresenter(desk, self)
        self.choices = {departure: QRadioButton(text) for departure, text in self._titles().items()}
        self._group = QButtonGroup(self)
        self.cutoff = Form(Cutoff, (Field("cutoff", self.tr("截止日（不含）"), TodayEditor()),))
        self.cutoff.load(Cutoff(hospital_time.today()))
        self._wards = LookupIndex(())
        self.target = self._target_form()
        self.station.catalogue_changed.connect(self._offer_wards)
        self._explanation = label("", wrap=True)
        self._obstacle = label("", "fieldError", wrap=True)
        self._heading = label("", "dialogTitle")
        columns = self._columns()
        self.orders, self._model = (
            TableView(columns, "ward.leaving", self.tr("没有正在执行的长期医嘱"), standing=True),
            RowModel(columns, self),
        )
        self.orders.setModel(self._model)
        self.submit = button(self.tr("F6 办理"), self.declare, primary=True)
        self._build()
        self._declare_key = self.add_key("F6", self.tr("办理"), self.declare, "mdi6.exit-run")
        self.add_patient_keys(on_account)
        self.choices[Departure.DISCHARGE].setChecked(True)
        self._choose()

    def _titles(self) -> dict[Departure, str]:
        return {
            Departure.DISCHARGE: self.tr("出院"),
            Departure.INTERIM: self.tr("阶段结算"),
            Departure.TRANSFER: self.tr("转科"),
            Departure.RECALL: self.tr("召回"),
        }

    def _explanations(self) -> dict[Departure, str]:
        return {
            Departure.DISCHARGE: self.tr("停止全部长期医嘱，生成最后一次执行，费用移交收费处结算。"),
            Departure.INTERIM: self.tr("结算截止日以前的费用；医嘱和治疗照常进行。"),
            Departure.TRANSFER: self.tr("停止全部长期医嘱；新病区接收后原床位待清洁。"),
            Departure.RECALL: self.tr("结算之前取消出院或阶段结算；须收费处同意，已停止的医嘱不会恢复。"),
        }

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(term("组"), "group_no", 48),
            Column(term("医嘱内容"), "item_name", 270, text=item_text, elastic=True, kept=spec_of),
            Column(term("剂量"), "dose", 96, "right", text=lambda row: f"{formats.quantity(row.dose)} {row.dose_unit}"),
            Column(term("用法"), "usage_name", 96),
            Column(term("频次"), "frequency_name", 66),
            Column(term("状态"), "state", 84, words=words_of(OrderState)),
            Column(self.tr("已执行至"), "last_perform", 110),
        )

    def _build(self) -> None:
        for choice in self.choices.values():
            self._group.addButton(choice)
            paint(choice, size=16)
            choice.toggled.connect(lambda _on: self._choose())
        self._inputs = QStackedWidget()
        for page in (QWidget(), self.cutoff, self.target):
            self._inputs.addWidget(page)
        self._inputs.setFixedHeight(56)
        self.cutoff.submitted.connect(self.declare)
        self._explanation.setMinimumHeight(64)
        self._explanation.setAlignment(Qt.AlignmentFlag.AlignTop)
        left = vertical(
            *self.choices.values(),
            self._explanation,
            self._inputs,
            self._obstacle,
            self.submit,
            1,
            spacing=8,
            margins=(18, 16, 18, 16),
        )
        panel = frame("find", left)
        panel.setFixedWidth(340)
        right = vertical(self._heading, self.orders, spacing=6)
        right.setStretch(1, 1)
        whole = horizontal(panel, right, spacing=12, margins=(10, 10, 10, 10))
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def _target_form(self) -> Form[Target]:
        form = Form(Target, (Field("target_ward", self.tr("转入病区"), LookupEditor(self._wards, "wards")),))
        form.submitted.connect(self.declare)
        return form

    def hint(self) -> str:
        return self.tr("↑↓ 选择   F6 办理   F2 检索病区   Esc 返回")

    # -- showing

    @property
    def departure(self) -> Departure:
        """What is chosen."""
        return next((departure for departure, choice in self.choices.items() if choice.isChecked()), Departure.DISCHARGE)

    def activated(self) -> None:
        self.choices[self.departure].setFocus()

    def load(self) -> None:
        self.presenter.load()

    def _offer_wards(self) -> None:
        """Everywhere but here."""
        self._wards.adopt(names_index(self.presenter.target_wards()))

    def desk_changed(self, topic: Topic) -> None:
        if topic is Topic.WARDS:
            self._offer_wards()

    def _choose(self) -> None:
        departure = self.departure
        self._explanation.setText(self._explanations()[departure])
        self._inputs.setCurrentIndex({Departure.INTERIM: 1, Departure.TRANSFER: 2}.get(departure, 0))
        self.show_patient_orders()

    def show_patient_orders(self) -> None:
        """What stops, and what stands in the way."""
        stops = self.presenter.stopping if self.departure in _ASKS_ABOUT_ORDERS else ()
        self._model.show_rows(stops)
        self._heading.setText(
            self.tr("将停止的长期医嘱：{count} 条").format(count=len(stops))
            if self.departure in _ASKS_ABOUT_ORDERS
            else self.tr("不停止任何医嘱")
        )
        why = self._why_not()
        self._obstacle.setText(why)
        self.submit.setEnabled(not why)
        if self.keys:
            self._declare_key.allow(why)

    def _why_not(self) -> str:
        stay, departure = self.desk.stay, self.departure
        if stay is None:
            return self.tr("请先打开一位病人（F3）")
        if refused := self.station.not_allowed("ward.discharge"):
            return refused
        if not self.presenter.allowed(departure):
            title = self._titles()[departure]
            return self.tr("病人目前为“{state}”，不能办理{title}").format(state=word(stay.state), title=title)
        if self.presenter.orders is None:
            return self.tr("正在读取医嘱…")
        if departure in _ASKS_ABOUT_ORDERS and self.presenter.unconfirmed:
            return self.tr("还有 {count} 条未校对的医嘱，请先校对或删除").format(count=self.presenter.unconfirmed)
        return ""

    # -- declaring

    def declare(self) -> None:
        """Do what is chosen; a decision that can't be taken back at the ward is asked first."""
        if self._why_not():
            return
        match self.departure:
            case Departure.DISCHARGE:
                self._ask(self.tr("确定为 {name} 办理出院？"), self.presenter.discharge)
            case Departure.INTERIM:
                self._interim()
            case Departure.TRANSFER:
                self._transfer()
            case Departure.RECALL:
                self._ask(self.tr("确定召回 {name}？"), self.presenter.recall)

    def _interim(self) -> None:
        chosen = self.cutoff.read()
        if chosen is not None:
            question = self.tr("结算 {name} 在 {day} 以前的费用？").replace("{day}", formats.full_day(chosen.cutoff))
            self._ask(question, lambda: self.presenter.interim(chosen.cutoff))

    def _transfer(self) -> None:
        chosen = self.target.read()
        if chosen is not None:
            ward = dict(self.presenter.target_wards()).get(chosen.target_ward, chosen.target_ward)
            question = self.tr("将 {name} 转到 {ward}？").replace("{ward}", ward)
            self._ask(question, lambda: self.presenter.transfer(chosen.target_ward))

    def _ask(self, question: str, on_yes: Callable[[], object]) -> None:
        stay = self.desk.stay
        if stay is None:
            return
        text = question.replace("{name}", f"{stay.patient.bed or ''} {stay.patient.name}")
        stops = self.presenter.stopping if self.departure in _ASKS_ABOUT_ORDERS else ()
        if stops:
            listed = "\n".join(f"· {row.item_name}  {row.frequency_name}" for row in stops[:_MOST_LISTED])
            more = self.tr("\n… 共 {count} 条").format(count=len(stops)) if len(stops) > _MOST_LISTED else ""
            text += "\n\n" + self.tr("以下长期医嘱将停止：") + "\n" + listed + more
        confirm(self, text, yes=self._titles()[self.departure]).done(lambda _: on_yes())

    def declared(self, departure: Departure, stay: WardStay) -> None:
        """It is done."""
        self.tell(self.tr("{name} 已办理{what}").format(name=stay.patient.name, what=self._titles()[departure]))

    def error_form(self) -> FieldErrors | None:
        forms: dict[Departure, FieldErrors] = {Departure.INTERIM: self.cutoff, Departure.TRANSFER: self.target}
        return forms.get(self.departure)

    def obstacle(self) -> str:
        """The sentence above the button."""
        return self._obstacle.text()


_MOST_LISTED = 12
