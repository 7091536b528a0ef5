"""处方: requests and patients at the left; a new prescription, or those of the open patient, at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QTabWidget, QWidget

from client_tms import reasons, words
from client_tms.dialogs import reason_for
from client_tms.page import TmsPage, found_columns
from client_tms.prescriptions.editor import PrescriptionEditor
from client_tms.prescriptions.presenter import PrescriptionsPresenter, Standards
from client_tms.room import Room
from shared.contracts.tms.kinds import Kind
from shared.contracts.tms.types import (
    Notice,
    Prescription,
    PrescriptionCheck,
    TmsPatient,
    TreatmentRequestRow,
)
from shared.qt.build import horizontal, label, vertical
from shared.qt.form import FieldErrors
from shared.qt.language import term
from shared.qt.page import Window
from shared.qt.search_line import SearchLine
from shared.qt.table import Column
from shared.qt.tint import Tint

PRESCRIBE_RIGHT, APPROVE_RIGHT, ARRANGE_RIGHT = "tms.prescribe", "tms.approve", "tms.execution.create"
_LEFT = 330
_FOUND = 168


class PrescriptionsPage(TmsPage):
    """See the module."""

    icon = "mdi6.clipboard-pulse-outline"
    shows = frozenset({Kind.REQUESTS, Kind.PRESCRIPTION, Kind.PATIENT, Kind.QUEUE, Kind.EXECUTION})

    def __init__(self, shell: Window, room: Room) -> None:
        super().__init__(shell, room)
        self.title = self.tr("处方")
        self.presenter = PrescriptionsPresenter(room, self)
        self.editor: PrescriptionEditor | None = None
        self._showing = False
        self.search = SearchLine(self.tr("F3 姓名、住院号、编号"), self.presenter.find)
        self._add_keys()
        self._build()

    def _add_keys(self) -> None:
        self.add_key("F3", term("找病人"), self.search.take_focus, "mdi6.account-search-outline")
        self.new_key = self.add_key("Ctrl+N", self.tr("新处方"), self._new, "mdi6.plus")
        self.save_key = self.add_key("Ctrl+S", self.tr("开立"), self._save, "mdi6.content-save-outline")
        self.approve_key = self.add_key("F5", self.tr("批准"), self._ask_approval, "mdi6.check-decagram-outline")
        self.arrange_key = self.add_key("F6", self.tr("安排一次"), self._arrange, "mdi6.calendar-plus")
        self.stop_key = self.add_key("F8", self.tr("停用"), self._ask_stop, "mdi6.cancel")
        self.threshold_key = self.add_key("Ctrl+T", self.tr("测阈值"), self._ask_threshold, "mdi6.flash-outline")

    def _build(self) -> None:
        self.requests = self.grid(
            self._request_columns(), "tms.requests", self.tr("没有病区申请"), self.tr("病区申请"), key="order_id"
        )
        self.found = self.grid(found_columns(100), "tms.prescribe_for", self.tr("没有申请时在这里找患者"), self.tr("患者"))
        self.found.setFixedHeight(_FOUND)
        self.list = self.grid(self._columns(), "tms.prescriptions", self.tr("没有处方，按 Ctrl+N 开立"), self.tr("处方"))
        self.requests.row_chosen.connect(self._choose_request)
        self.requests.row_activated.connect(lambda _row: self.new_key.press())
        self.found.row_chosen.connect(self._choose_patient)
        self.found.row_activated.connect(lambda _row: self.new_key.press())
        self.list.row_chosen.connect(lambda _row: self._allow())
        self.search.entered.connect(self.found.setFocus)
        self.whose = label("", "muted", wrap=True)
        self._entry = QWidget()
        self.tabs = QTabWidget()
        self.tabs.addTab(self._entry, self.tr("新处方"))
        self.tabs.addTab(self.list, self.tr("已有处方"))
        self.tabs.currentChanged.connect(lambda _at: self._allow())
        left, right = QWidget(), QWidget()
        left.setLayout(vertical(label(self.tr("病区申请"), "caption"), self.requests, self.search, self.found, spacing=6))
        left.setFixedWidth(_LEFT)
        right.setLayout(vertical(self.whose, self.tabs, spacing=4))
        whole = horizontal(left, right, spacing=12, margins=(12, 10, 12, 10))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.requests)
        self.show_open(None, None)

    def _request_columns(self) -> tuple[Column, ...]:
        return (
            Column(term("姓名"), "patient_name", 76, bold=lambda _row: True),
            Column(term("床位"), "bed", 82),
            Column(self.tr("医嘱"), "ordered", 70),
            Column(self.tr("处方"), "prescription_id", 60, show=lambda value: self.tr("已开") if value else self.tr("待开")),
        )

    def _columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("开立"), "created_at", 104),
            Column(
                self.tr("处方"), "protocol_name", 160, text=lambda row: words.treatment(row.protocol_name or "", row.stimulation)
            ),
            Column(term("部位"), "part_name", 116),
            Column(self.tr("参数"), "stimulation", 236, show=words.parameters),
            Column(self.tr("强度"), "stimulation", 60, "right", show=lambda value: f"{value.threshold_percent}%"),
            Column(self.tr("疗程"), "sessions", 72, "right", text=lambda row: words.course(row.sessions_done, row.sessions)),
            Column(term("状态"), "stopped_at", 72, text=words.course_state, tint=words.course_tint),
            Column(self.tr("批准"), "approved_by", 90, show=lambda value: value or ""),
        )

    # -- the page

    def hint(self) -> str:
        return self.tr("F2 标准处方   Enter 下一格   Ctrl+S 开立   F3 找病人   Esc 返回")

    def activated(self) -> None:
        self.show_patient(self.presenter.patient)
        self._allow()

    def load(self) -> None:
        self.presenter.load()

    def error_form(self) -> FieldErrors | None:
        return None if self.editor is None else self.editor.form

    def back(self) -> None:
        self.search.clear()
        self.requests.setFocus()

    def _allow(self) -> None:
        nobody = "" if self._somebody() else self.tr("请先选择病区申请或患者")
        prescribe = self.station.not_allowed(PRESCRIBE_RIGHT)
        self.new_key.allow(prescribe or nobody)
        self.save_key.allow(prescribe or nobody or ("" if self.tabs.currentIndex() == 0 else self.tr("请先按 Ctrl+N 填写新处方")))
        self.threshold_key.allow(
            self.station.not_allowed("tms.run") or ("" if self.presenter.patient else nobody or self.tr("请稍候"))
        )
        row: Prescription | None = self.list.current_row() if self.tabs.currentIndex() == 1 else None
        none = self.tr("请在“已有处方”中选中一条") if row is None else ""
        waiting = self.tr("该处方无需批准") if row is not None and not row.needs_approval else ""
        self.approve_key.allow(self.station.not_allowed(APPROVE_RIGHT) or none or waiting)
        unapproved = self.tr("须先由第二人批准") if row is not None and row.needs_approval else ""
        stopped = self.tr("处方已停用") if row is not None and row.stopped_at is not None else ""
        self.arrange_key.allow(self.station.not_allowed(ARRANGE_RIGHT) or none or stopped or unapproved)
        self.stop_key.allow(prescribe or none or stopped)

    def _somebody(self) -> bool:
        return self.presenter.patient is not None or self.presenter.request is not None

    # -- what the presenter shows

    def show_standards(self, standards: Standards) -> None:
        """Standard prescriptions, parts and questions are there."""
        self.editor = PrescriptionEditor(standards.protocols, standards.parts, standards.questions)
        self.editor.check_wanted.connect(self._check)
        self._entry.setLayout(vertical(self.editor, margins=(0, 8, 0, 0)))

    def show_requests(self, rows: Sequence[TreatmentRequestRow]) -> None:
        """Open requests of the wards."""
        self._showing = True
        self.requests.rows().show_rows(rows)
        self._showing = False
        self._mark_open()

    def show_found(self, patients: Sequence[TmsPatient]) -> None:
        """What the search gave."""
        self._showing = True
        self.found.rows().show_rows(patients)
        self._showing = False
        if patients:
            self.found.go_to(0)

    def _choose_request(self, row: TreatmentRequestRow | None) -> None:
        if row is not None and not self._showing:
            self.presenter.open_request(row)

    def _choose_patient(self, row: TmsPatient | None) -> None:
        if row is not None and not self._showing:
            self.presenter.open_patient(row)

    def _mark_open(self) -> None:
        """The cursor stands on whoever is open, and on nobody else."""
        request, patient = self.presenter.request, self.presenter.patient
        self._showing = True
        for view, key in ((self.requests, request and request.order_id), (self.found, patient and patient.id)):
            row = -1 if key is None else view.rows().row_of(key)
            if row != view.currentIndex().row():
                view.setCurrentIndex(view.model().index(row, 0))
        self._showing = False

    def show_open(self, patient: TmsPatient | None, request: TreatmentRequestRow | None) -> None:
        """Whose prescription it is now."""
        self.show_patient(patient)
        if request is not None:
            text = self.tr("病区申请：{ward} {bed} {name}   {item}   {ordered}")
            self.whose.setText(
                text.format(
                    ward=patient.ward_name if patient is not None else "",
                    bed=request.bed or "",
                    name=request.patient_name,
                    item=request.item_name,
                    ordered=request.ordered,
                )
            )
        else:
            self.whose.setText("" if patient is None else self.tr("无病区申请，直接开立"))
        self._mark_open()
        self._allow()
        self._check()

    def show_prescriptions(self, rows: Sequence[Prescription]) -> None:
        """The open patient's prescriptions."""
        self.list.rows().show_rows(rows)
        if rows and not self.list.currentIndex().isValid():
            self.list.go_to(0)
        self._allow()

    def show_check(self, check: PrescriptionCheck | None) -> None:
        """What the rules say of the draft."""
        if self.editor is not None:
            self.editor.check.show_check(check)

    def show_prescribed(self, prescription: Prescription) -> None:
        """It was stored."""
        if self.editor is not None:
            self.editor.clear()
        self.tabs.setCurrentIndex(1)
        self.list.setFocus()
        if prescription.needs_approval:
            self.tell(self.tr("处方已开立，须由第二人批准后才能安排治疗"), Tint.WAIT)
        else:
            self.tell(self.tr("处方已开立，按 F6 安排治疗"))

    def show_changed(self, prescription: Prescription) -> None:
        """Approved or stopped."""
        self.finished(self.tr("处方已停用") if prescription.stopped_at is not None else self.tr("处方已批准"))

    def show_arranged(self, notice: Notice) -> None:
        """A session was created."""
        patient = notice.execution.prescription.patient
        self.tell(self.tr("{name}：已安排第 {number} 次治疗").format(name=patient.name, number=notice.execution.session_number))

    # -- keys

    def _new(self) -> None:
        self.tabs.setCurrentIndex(0)
        if self.editor is not None:
            self.editor.protocol.setFocus()

    def _check(self) -> None:
        if self.editor is None:
            return
        typed = self.editor.quiet()
        draft = None
        if typed is not None and typed.totals() is not None:
            draft = self.presenter.draft(typed, self.editor.checklist.answers(), self.editor.chosen_protocol())
        self.presenter.check(draft)

    def _save(self) -> None:
        if self.editor is None:
            return
        parameters = self.editor.form.read()
        if parameters is None:
            return
        draft = self.presenter.draft(parameters, self.editor.checklist.answers(), self.editor.chosen_protocol())
        if draft is not None:
            self.presenter.prescribe(draft)

    def _ask_approval(self) -> None:
        row: Prescription = self.list.current_row()
        findings = "\n".join(words.finding_text(each) for each in row.findings)
        approve = partial(self.presenter.approve, row)
        self.open_form(reason_for(self, self.tr("批准处方的理由"), self.tr("批准"), reasons.APPROVE, approve, findings))

    def _arrange(self) -> None:
        self.presenter.arrange(self.list.current_row())

    def _ask_stop(self) -> None:
        stop = partial(self.presenter.stop, self.list.current_row())
        self.open_form(reason_for(self, self.tr("停用处方的原因"), self.tr("停用"), reasons.STOP_PRESCRIPTION, stop))

    def _ask_threshold(self) -> None:
        if self.presenter.patient is not None:
            self.ask_threshold(self.presenter.patient)
