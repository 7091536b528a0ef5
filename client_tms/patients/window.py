"""病人: search at the left; courses, sessions and what was done to a session at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from client_tms import reasons, words
from client_tms.page import TmsPage, found_columns
from client_tms.patients.dialogs import link_dialog, patient_dialog
from client_tms.patients.presenter import PatientsPresenter
from client_tms.room import Room
from shared.contracts.tms.kinds import Kind
from shared.contracts.tms.types import ChangeRow, ExecutionRow, ExecutionStatus, PatientHistory, TmsPatient
from shared.qt.build import horizontal, label, vertical
from shared.qt.language import term
from shared.qt.page import Window
from shared.qt.search_line import SearchLine
from shared.qt.table import Column

_LEFT = 300
_COURSES = 176
_OVER = frozenset({ExecutionStatus.COMPLETED, ExecutionStatus.FAILED})


class PatientsPage(TmsPage):
    """See the module."""

    icon = "mdi6.account-details-outline"
    shows = frozenset({Kind.PATIENT, Kind.PRESCRIPTION, Kind.QUEUE, Kind.EXECUTION})

    def __init__(self, shell: Window, room: Room) -> None:
        super().__init__(shell, room)
        self.title = self.tr("病人")
        self.presenter = PatientsPresenter(self.station, self)
        self._history: PatientHistory | None = None
        self.search = SearchLine(self.tr("F3 姓名、住院号、编号"), self.presenter.find)
        self.add_key("F3", term("找病人"), self.search.take_focus, "mdi6.account-search-outline")
        self.record_key = self.add_key("F9", self.tr("记录单"), self._print, "mdi6.printer-outline")
        self.new_key = self.add_key("Ctrl+N", self.tr("登记外来患者"), self._ask_new, "mdi6.account-plus-outline")
        self.link_key = self.add_key("Ctrl+L", self.tr("关联住院号"), self._ask_link, "mdi6.link-variant")
        self._build()

    def _build(self) -> None:
        self.found = self.grid(found_columns(88), "tms.found", self.tr("输入姓名、住院号或编号查找"), self.tr("患者"))
        self.courses = self.grid(self._course_columns(), "tms.courses", self.tr("没有处方"), self.tr("疗程"))
        self.sessions = self.grid(self._session_columns(), "tms.sessions", self.tr("没有治疗记录"), self.tr("治疗记录"))
        self.changes = self.grid(self._change_columns(), "tms.changes", self.tr("选中一次治疗查看经过"), self.tr("经过"), key="at")
        self.courses.setFixedHeight(_COURSES)
        self.changes.setFixedHeight(_COURSES)
        self.search.entered.connect(self.found.setFocus)
        self.found.row_chosen.connect(self._open)
        self.sessions.row_chosen.connect(self._look_at)
        self.sessions.row_activated.connect(lambda _row: self.record_key.press())
        left, right = QWidget(), QWidget()
        left.setLayout(vertical(self.search, self.found, spacing=6))
        left.setFixedWidth(_LEFT)
        lists = vertical(
            label(self.tr("疗程"), "caption"), self.courses, label(self.tr("治疗"), "caption"), self.sessions, spacing=6
        )
        for each in (label(self.tr("经过"), "caption"), self.changes):
            lists.addWidget(each)
        right.setLayout(lists)
        whole = horizontal(left, right, spacing=12, margins=(12, 10, 12, 10))
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setFocusProxy(self.search)

    # -- columns

    def _course_columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("开立"), "created_at", 104),
            Column(
                self.tr("处方"), "protocol_name", 190, text=lambda row: words.treatment(row.protocol_name or "", row.stimulation)
            ),
            Column(term("部位"), "part_name", 130),
            Column(self.tr("参数"), "stimulation", 230, show=words.parameters),
            Column(self.tr("疗程"), "sessions", 76, "right", text=lambda row: words.course(row.sessions_done, row.sessions)),
            Column(term("状态"), "stopped_at", 84, text=words.course_state, tint=words.course_tint),
            Column(self.tr("开立人"), "created_by", 80),
        )

    def _session_columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("开始"), "started_at", 104),
            Column(term("状态"), "status", 92, text=words.status_word, tint=lambda row: words.STATUS_TINTS[row.status]),
            Column(self.tr("第几次"), "session_number", 70, "right", text=lambda row: f"{row.session_number}/{row.sessions}"),
            Column(self.tr("处方"), "protocol", 166, show=words.treatment),
            Column(term("部位"), "part_name", 130),
            Column(self.tr("脉冲"), "pulses_done", 100, "right", text=lambda row: f"{row.pulses_done}/{row.pulses}"),
            Column(self.tr("控制台"), "console", 110),
            Column(self.tr("说明"), "reason", 150, text=self._note),
        )

    def _change_columns(self) -> tuple[Column, ...]:
        return (
            Column(self.tr("时间"), "at", 100),
            Column(self.tr("改为"), "new", 90, tint=lambda row: words.STATUS_TINTS[row.new]),
            Column(self.tr("操作者"), "by", 110, text=lambda row: row.by or self.tr("系统")),
            Column(self.tr("控制台"), "console", 190),
            Column(self.tr("说明"), "notes", 300, text=lambda row: "  ".join(map(reasons.shown, row.notes))),
        )

    def _note(self, row: ExecutionRow) -> str:
        return "  ".join(part for part in (reasons.shown(row.reason), self.tr("补传") if row.late else "") if part)

    # -- the page

    def hint(self) -> str:
        return self.tr("F3 找病人   ↑↓ 选择   Enter 或 F9 记录单   Tab 换列表   Ctrl+F 查找")

    def activated(self) -> None:
        for key in (self.new_key, self.link_key):
            key.allow(self.station.not_allowed("tms.prescribe"))
        self._show_banner()
        self._allow()

    def load(self) -> None:
        self.presenter.reload()

    def back(self) -> None:
        self.search.clear()

    def _open(self, row: TmsPatient | None) -> None:
        if row is not None:
            self.presenter.open(row)

    def _look_at(self, row: ExecutionRow | None) -> None:
        self.presenter.look_at(row)
        self._allow()

    def _show_banner(self) -> None:
        self.show_patient(self.presenter.patient)

    def _allow(self) -> None:
        row: ExecutionRow | None = self.sessions.current_row()
        over = row is not None and row.status in _OVER
        self.record_key.allow("" if over else self.tr("请选中一次已结束的治疗"))
        patient = self.presenter.patient
        if self.station.may("tms.prescribe"):
            linked = patient is None or patient.his_id is not None
            self.link_key.allow(self.tr("只能为没有住院号的患者关联") if linked else "")

    # -- what the presenter shows

    def show_found(self, patients: Sequence[TmsPatient]) -> None:
        """What the search gave; the only one is opened."""
        self.found.rows().show_rows(patients)
        if patients:
            self.found.go_to(0)

    def show_history(self, history: PatientHistory | None) -> None:
        """Another patient is open, or none."""
        self._history = history
        self._show_banner()
        prescriptions = () if history is None else history.prescriptions
        executions = () if history is None else history.executions
        self.courses.rows().show_rows(prescriptions)
        self.sessions.rows().show_rows(executions)
        if executions and not self.sessions.currentIndex().isValid():
            self.sessions.go_to(0)
        elif not executions:
            self.show_changes(())
        self._allow()

    def show_changes(self, changes: Sequence[ChangeRow]) -> None:
        """Who did what to the session under the cursor."""
        self.changes.rows().show_rows(changes)

    def _print(self) -> None:
        self.presenter.print_record(self.sessions.current_row())

    # -- questions

    def _ask_new(self) -> None:
        self.open_form(patient_dialog(self, self.presenter.register))

    def _ask_link(self) -> None:
        patient = self.presenter.patient
        if patient is not None:
            self.open_form(link_dialog(self, patient.name, self.presenter.link))

    def show_known(self, patient: TmsPatient) -> None:
        """Somebody was registered or linked."""
        self.finished(f"{patient.name}  {words.number_of(patient)}")
