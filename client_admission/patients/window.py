"""病人: search left, record right, history of stays below."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QComboBox, QWidget

from client_admission.counter import Counter, OpenPatient
from client_admission.desk_page import DeskPage, Place, because
from client_admission.patients.id_card import holder_of
from client_admission.patients.presenter import PatientsPresenter
from client_admission.widgets import card, titled
from shared.contracts.admission.types import Patient, PatientDetails, PatientRow, Payer, Sex, Stay, StayState
from shared.contracts.common import DataPacket
from shared.qt import formats
from shared.qt.build import horizontal, label, paint, vertical
from shared.qt.dialogs import confirm
from shared.qt.editors import ChoiceEditor
from shared.qt.form import Field, FieldErrors, Form
from shared.qt.language import term, word, words_of
from shared.qt.search_line import SearchLine
from shared.qt.shell import MainShell
from shared.qt.table import Column
from shared.qt.tint import Tint

_SEARCH_WIDTH = 416


class PatientsPage(DeskPage):
    """Search and record."""

    icon = "mdi6.account-details-outline"
    place = Place.PATIENTS

    def __init__(self, shell: MainShell, counter: Counter) -> None:
        super().__init__(shell, counter)
        self.title = self.tr("病人")
        self.presenter = PatientsPresenter(counter, self)
        self.search = SearchLine(self.tr("住院号 / 姓名 / 拼音首字母 / 身份证号"), lambda _text: self._look())
        self.add_key("F3", term("找病人"), self.search.take_focus, "mdi6.account-search-outline")
        self.add_key("Ctrl+N", self.tr("新病人"), self._new, "mdi6.account-plus-outline")
        self.add_key("Ctrl+S", self.tr("保存"), self._save, "mdi6.content-save-outline")
        self.admit_key = self.add_key("F6", self.tr("办理入院"), lambda: self.go(Place.ADMIT), "mdi6.bed-outline")
        self.deposit_key = self.add_key("F7", self.tr("收押金"), lambda: self.go(Place.DEPOSITS), "mdi6.cash-plus")
        self.add_patient_keys()
        self._build_search()
        self._build_record()
        self.stays = self.grid(self._stay_columns(), "admission.patients.stays", self.tr("还没有住院记录"), self.tr("住院记录"))
        self.stays.row_activated.connect(self.presenter.choose_stay)
        self.stays.setMaximumHeight(150)
        record = card("", horizontal(self._heading, 1, self._number), self._notice, self.form, 1, spacing=6)
        right = vertical(record, titled(label(self.tr("住院记录（Enter 打开该次住院）")), self.stays), spacing=8)
        right.setStretch(0, 1)
        left = QWidget()
        left.setLayout(vertical(self.search, self._filters, self.hits, spacing=8))
        left.setFixedWidth(_SEARCH_WIDTH)
        self.setLayout(horizontal(left, right, spacing=12, margins=(14, 10, 14, 10)))
        self.setFocusProxy(self.search)

    # -- search

    def _build_search(self) -> None:
        self.ward, self.state = QComboBox(), QComboBox()
        self.ward.addItem(term("全部病区"), None)
        self.state.addItem(self.tr("全部状态"), None)
        for state in StayState:
            self.state.addItem(word(state), state)
        self._filters = horizontal(self.ward, self.state)
        self._filters.setStretch(0, 3)
        self._filters.setStretch(1, 2)
        self.hits = self.grid(
            self._hit_columns(), "admission.patients.hits", self.tr("没有找到病人\n按 Ctrl+N 登记新病人"), self.tr("病人")
        )
        self.search.entered.connect(self._open_found)
        self.search.downwards.connect(self._to_hits)
        for box in (self.ward, self.state):
            box.currentIndexChanged.connect(lambda _: self._look())
        self.hits.row_activated.connect(self.presenter.choose)
        self.hits.clicked.connect(lambda index: self.presenter.choose(self.hits.rows().row(index.row())))
        self._open_single = False

    def _hit_columns(self) -> tuple[Column, ...]:
        return (
            Column(term("住院号"), "patient_no", 68, "left", show=str),
            Column(term("姓名"), "name", 76, bold=lambda _: True),
            Column(self.tr("性别"), "sex", 42, words=words_of(Sex)),
            Column(self.tr("年龄"), "birth_date", 52, text=lambda row: formats.age(row.birth_date)),
            Column(term("状态"), "state", 74, words=words_of(StayState)),
            Column(term("床位"), "bed", 70, text=lambda row: row.bed or row.ward or ""),
        )

    def _look(self) -> None:
        self.presenter.search(self.search.typed(), self.ward.currentData(), self.state.currentData())

    def _open_found(self) -> None:
        """Enter: a scanned or complete number opens its patient."""
        self._open_single = True

    def _to_hits(self) -> None:
        if self.hits.rows().rowCount():
            self.hits.setFocus()
            self.hits.go_to(max(self.hits.currentIndex().row(), 0))

    def show_hits(self, hits: DataPacket[PatientRow]) -> None:
        """What the search found; after Enter a single hit opens, several get the cursor."""
        self.hits.rows().show_packet(hits)
        opens, self._open_single = self._open_single, False
        if not opens or not hits.rows:
            return
        exact = [row for row in hits.rows if str(row.patient_no) == self.search.typed()] or hits.rows
        if len(exact) == 1:
            self.presenter.choose(exact[0])
        else:
            self._to_hits()

    # -- record

    def _build_record(self) -> None:
        self._heading, self._number = label(), paint(label("", selectable=True), Tint.INFO, size=15, bold=True)
        self._notice = label("", "hint", wrap=True)
        self._notice.hide()
        self.form: Form[PatientDetails] = Form(PatientDetails, self._fields(), columns=3)
        self.form.edited.connect(self._on_edited)
        self.form.submitted.connect(self._save)
        self.form.widget("id_card").textEdited.connect(self._fill_from_id_card)

    def _fields(self) -> tuple[Field, ...]:
        return (
            Field("name", term("姓名")),
            Field("id_card", self.tr("身份证号")),
            Field("sex", self.tr("性别"), ChoiceEditor(Sex)),
            Field("birth_date", self.tr("出生日期")),
            Field("payer", self.tr("医保类别"), ChoiceEditor(Payer)),
            Field("phone", self.tr("电话")),
            Field("address", self.tr("住址"), span=2),
            Field("postcode", self.tr("邮编")),
            Field("hometown", self.tr("籍贯")),
            Field("country", self.tr("国籍")),
            Field("patient_kind", self.tr("病人类别")),
            Field("employer", self.tr("工作单位")),
            Field("employer_phone", self.tr("单位电话")),
            Field("employer_postcode", self.tr("单位邮编")),
            Field("employer_address", self.tr("单位地址")),
            Field("insurance_card", self.tr("医保卡号")),
            Field("insurance_area", self.tr("医保地区")),
            Field("contact_name", self.tr("联系人")),
            Field("contact_relationship", self.tr("关系")),
            Field("contact_phone", self.tr("联系电话")),
            Field("contact_address", self.tr("联系地址"), span=2),
            Field("contact_employer", self.tr("联系人单位")),
        )

    def _stay_columns(self) -> tuple[Column, ...]:
        return (
            Column(term("次"), "visit", 36, "right", text=lambda stay: str(stay.patient.visit_no)),
            Column(term("状态"), "state", 90, words=words_of(StayState)),
            Column(term("病区"), "ward", 190, text=lambda stay: stay.patient.ward_name, elastic=True),
            Column(term("床位"), "bed", 76, text=lambda stay: stay.patient.bed or ""),
            Column(term("入院时间"), "admitted_at", 132, show=formats.full_moment),
            Column(self.tr("出院时间"), "discharged_at", 132, show=formats.full_moment),
            Column(self.tr("出院医生"), "discharging_doctor", 90),
        )

    def _new(self) -> None:
        self.presenter.new()
        self.form.start()

    def _on_edited(self) -> None:
        self.presenter.edited = True

    def _fill_from_id_card(self, text: str) -> None:
        """A complete number knows birthday and sex."""
        holder = holder_of(text)
        if holder is not None:
            self.form.widget("birth_date").setText(holder.birth_date.isoformat())
            self.form.widget("sex").setCurrentIndex(list(Sex).index(holder.sex))

    def _save(self) -> None:
        details = self.form.read()
        if details is not None:
            self.presenter.save(details)

    def show_record(self, patient: Patient | None) -> None:
        """A person's record; None for a new one."""
        self._show_number(patient)
        self._notice.hide()
        if patient is None:
            self.form.clear()
        else:
            self.form.load(patient.details)

    def _show_number(self, patient: Patient | None) -> None:
        self._heading.setText(self.tr("登记新病人") if patient is None else patient.details.name)
        text = self.tr("住院号 {number}　　住院 {visits} 次　　{state}")
        paint(self._heading, Tint.NEUTRAL if patient is None else None, size=17, bold=True)
        self._number.setText(
            "" if patient is None else text.format(number=patient.patient_no, visits=patient.visits, state=word(patient.state))
        )

    def show_stays(self, stays: tuple[Stay, ...]) -> None:
        """The history."""
        self.stays.rows().show_rows(stays)

    def show_merged(self, patient: Patient, details: PatientDetails, theirs: tuple[str, ...]) -> None:
        """Somebody else saved first."""
        self._show_number(patient)
        self.form.load(details)
        labels = {field.name: field.label for field in self._fields()}
        changed = "、".join(f"{labels.get(name, name)}：{formats.plain(getattr(patient.details, name))}" for name in theirs)
        self._notice.setText(self.tr("他人刚刚改为　{changed}　请核对后再按 Ctrl+S").format(changed=changed))
        self._notice.show()

    def show_saved(self, patient: Patient, *, registered: bool) -> None:
        """The record is stored."""
        text = self.tr("已登记 {name}，住院号 {number}") if registered else self.tr("已保存 {name}（{number}）")
        self.finished(text.format(name=patient.details.name, number=patient.patient_no))
        self._look()

    def ask_discard(self, yes: Callable[[], None]) -> None:
        """Unsaved edits would be lost."""
        asked = confirm(self, self.tr("资料已修改但未保存，放弃这些修改吗？"), yes=self.tr("放弃修改"), danger=True)
        asked.done(lambda _: yes())

    # -- the page

    def hint(self) -> str:
        return self.tr("Enter 查找 / 下一格   ↓ 到列表   Ctrl+N 新病人   Ctrl+S 保存   F6 入院   Esc 返回")

    def load(self) -> None:
        self._look()

    def show_open(self, opened: OpenPatient | None) -> None:
        self._show_wards()
        self.admit_key.allow(because(self.patient_missing(stay=False)))
        self.deposit_key.allow(because(self.patient_missing()))
        self.presenter.follow(opened)

    def _show_wards(self) -> None:
        names = {ward.code: ward.name for ward in self.station.catalogue.data.wards}
        if self.ward.count() == len(names) + 1:
            return
        self.ward.blockSignals(True)
        while self.ward.count() > 1:
            self.ward.removeItem(1)
        for code, name in names.items():
            self.ward.addItem(name, code)
        self.ward.blockSignals(False)

    def error_form(self) -> FieldErrors | None:
        return self.form

    def unsent(self) -> int:
        return int(self.presenter.edited)
