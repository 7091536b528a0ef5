"""入院: the admission form left, where the patient stands right."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from PySide6.QtWidgets import QGridLayout

from client_admission.admit.presenter import AdmitPresenter
from client_admission.counter import Counter, OpenPatient
from client_admission.desk_page import DeskPage, Place, because
from client_admission.widgets import card, titled
from shared.contracts.admission.types import AdmissionRequest, Stay, StayFacts, StayState
from shared.qt import formats, hospital_time
from shared.qt.build import button, horizontal, label, paint, refill, vertical
from shared.qt.editors import LookupEditor
from shared.qt.form import Field, FieldErrors, Form
from shared.qt.form_dialog import FormDialog, reason_dialog
from shared.qt.language import term, word, words_of
from shared.qt.lookup import Beside
from shared.qt.shell import MainShell
from shared.qt.table import Column
from shared.qt.tint import Tint, tint_of


class AdmitPage(DeskPage):
    """Arrange and cancel an admission."""

    icon = "mdi6.bed-outline"
    place = Place.ADMIT

    def __init__(self, shell: MainShell, counter: Counter) -> None:
        super().__init__(shell, counter)
        self.title = self.tr("入院")
        self.presenter = AdmitPresenter(counter, self)
        self.admit_key = self.add_key("F6", self.tr("办理入院"), self._admit, "mdi6.check")
        self.cancel_key = self.add_key("F8", self.tr("取消入院"), self._ask_cancel, "mdi6.undo-variant")
        self.deposit_key = self.add_key("F7", self.tr("收押金"), lambda: self.go(Place.DEPOSITS), "mdi6.cash-plus")
        self.edit_key = self.add_key("Ctrl+D", self.tr("修改登记"), self._ask_edit, "mdi6.pencil-outline")
        self.add_patient_keys()
        self._shown: int | None = None
        wards = LookupEditor(counter.station.catalogue.wards, "admission.wards")
        fields = (
            Field("ward", term("病区"), wards),
            Field("admitted_at", term("入院时间")),
            *self._facts_fields(),
        )
        self.form: Form[AdmissionRequest] = Form(AdmissionRequest, fields)
        self.form.submitted.connect(self.admit_key.press)
        self.submit = button(self.tr("F6 办理入院"), self.admit_key.press, primary=True)
        self._why = label("", "hint", wrap=True)
        form = card(self.tr("办理入院"), self.form, self._why, horizontal(1, self.submit), 1)
        form.setFixedWidth(470)
        self._state, self._facts = label(), QGridLayout()
        self._facts.setHorizontalSpacing(18)
        self._facts.setVerticalSpacing(8)
        self._facts.setColumnStretch(1, 1)
        now = card(self.tr("目前状态"), self._state, self._facts)
        self.stays = self.grid(self._columns(), "admission.admit.stays", self.tr("还没有住院记录"), self.tr("住院记录"))
        right = vertical(now, titled(label(self.tr("历次住院")), self.stays), spacing=12)
        self.setLayout(horizontal(form, right, spacing=12, margins=(14, 12, 14, 12)))
        self.setFocusProxy(self.form.widget("ward"))

    def _facts_fields(self) -> tuple[Field, ...]:
        return (
            Field("referring_doctor", self.tr("介绍医生")),
            Field("diagnosis", self.tr("入院诊断")),
            Field("insurance_serial", self.tr("社保序号")),
        )

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(term("次"), "visit", 36, "right", text=lambda stay: str(stay.patient.visit_no)),
            Column(term("状态"), "state", 92, words=words_of(StayState)),
            Column(
                self.tr("入院病区"),
                "admitting_ward",
                180,
                text=lambda stay: self.station.catalogue.ward_name(stay.admitting_ward),
                elastic=True,
            ),
            Column(term("入院时间"), "admitted_at", 136, show=formats.full_moment),
            Column(self.tr("介绍医生"), "referring_doctor", 90),
            Column(self.tr("出院时间"), "discharged_at", 136, show=formats.full_moment),
        )

    def hint(self) -> str:
        return self.tr("Enter 下一格（末格办理）   F2 选病区   F6 办理入院   F8 取消入院   Esc 返回")

    def error_form(self) -> FieldErrors | None:
        return self.form

    def show_open(self, opened: OpenPatient | None) -> None:
        number = None if opened is None else opened.patient.patient_no
        if number != self._shown:
            self._shown = number
            self.form.load({"admitted_at": hospital_time.now()})
        self.stays.rows().show_rows(() if opened is None else opened.stays)
        self._show_state(opened)
        why_not = because(self.presenter.why_not_admit())
        self._why.setText(why_not)
        self.submit.setEnabled(not why_not)
        self.admit_key.allow(why_not)
        self.cancel_key.allow(because(self.presenter.why_not_cancel()))
        self.edit_key.allow(because(self.presenter.why_not_edit()))
        self.deposit_key.allow(because(self.patient_missing()))

    def _show_state(self, opened: OpenPatient | None) -> None:
        refill(self._facts)
        if opened is None:
            self._state.setText("")
            return
        state = opened.patient.state
        tint = tint_of(state) or Tint.NEUTRAL
        self._state.setText(word(state))
        paint(self._state, tint, size=24, bold=True)
        for row, (caption, value) in enumerate(self._fact_lines(opened)):
            self._facts.addWidget(label(caption, "muted"), row, 0)
            self._facts.addWidget(label(value, selectable=True), row, 1)

    def _fact_lines(self, opened: OpenPatient) -> list[tuple[str, str]]:
        stay, patient = opened.stay, opened.patient
        lines = [(self.tr("住院次数"), str(patient.visits))]
        if stay is not None:
            ward = " ".join(part for part in (stay.patient.ward_name, stay.patient.bed or "") if part)
            lines += [
                (self.tr("病区床位"), ward),
                (term("入院时间"), formats.full_moment(stay.admitted_at)),
                (self.tr("入科时间"), formats.full_moment(stay.received_at)),
                (self.tr("主管医生"), stay.attending_doctor),
                (self.tr("介绍医生"), stay.referring_doctor),
                (self.tr("入院诊断"), stay.diagnosis),
                (self.tr("社保序号"), stay.insurance_serial),
                (self.tr("结算阶段"), self.tr("第 {segment} 阶段").format(segment=stay.segment)),
            ]
        return [(caption, value or "—") for caption, value in lines]

    def activated(self) -> None:
        super().activated()
        self.presenter.load_free_beds()

    def show_free_beds(self, beds: Mapping[str, int] | None) -> None:
        """Beside the wards in their look-up."""
        amounts = (
            None if beds is None else {ward.code: Decimal(beds.get(ward.code, 0)) for ward in self.station.catalogue.data.wards}
        )
        self.station.catalogue.wards.beside = None if amounts is None else Beside(self.tr("空床"), amounts)

    # -- acting

    def _admit(self) -> None:
        request = self.form.read()
        if request is not None:
            self.presenter.admit(request)

    def show_admitted(self, stay: Stay) -> None:
        """The ward waits for the patient."""
        text = self.tr("{name} 第 {visit} 次住院已办理，等待 {ward} 接收")
        brief = stay.patient
        self.finished(text.format(name=brief.name, visit=brief.visit_no, ward=brief.ward_name or brief.ward))

    def _ask_edit(self) -> None:
        opened = self.counter.opened
        if opened is None or opened.stay is None:
            return
        stay = opened.stay
        form = Form(StayFacts, self._facts_fields())
        form.load(StayFacts(stay.referring_doctor, stay.diagnosis, stay.insurance_serial))
        about = f"{stay.patient.name}   {stay.patient.patient_no}-{stay.patient.visit_no}"
        self.open_form(FormDialog(self, self.tr("修改登记"), form, lambda facts: self.presenter.edit(stay, facts), about=about))

    def show_edited(self, stay: Stay) -> None:
        """What was noted is corrected."""
        self.finished(self.tr("已修改 {name} 的住院登记").format(name=stay.patient.name))

    def _ask_cancel(self) -> None:
        self.open_form(reason_dialog(self, self.tr("取消入院"), self.tr("取消原因"), self.presenter.cancel))

    def show_cancelled(self, stay: Stay) -> None:
        """The admission was taken back."""
        self.finished(self.tr("已取消 {name} 的入院").format(name=stay.patient.name))
