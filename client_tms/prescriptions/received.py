"""核对外来处方: another system's prescription is shown, and its contraindications are asked, before a console arms (W9, W10, §3.3).

The answers stay while the dialog is open, whatever the server says. A warning is asked as for a prescription of ours; a
contraindication waits for a second person. Nothing is stored before every question has its answer.
"""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QWidget

from client_tms import words
from client_tms.look import caption, card, paint_chip
from client_tms.prescriptions.editor import ChecklistForm, CheckPanel
from client_tms.room import Room
from client_tms.session import obstacles
from shared.contracts.tms.contract import TmsContract
from shared.contracts.tms.errors import PrescriptionChanged
from shared.contracts.tms.types import ChecklistAnswer, Execution, Prescription, PrescriptionCheck, Question
from shared.errors import BusinessError, NeedsConfirmation
from shared.qt.banner import PatientBanner
from shared.qt.build import button, horizontal, label, vertical
from shared.qt.commands import Commands, Decisions, DialogDecisions
from shared.qt.dialogs import Cancelled, Dialog
from shared.qt.language import sentence, term
from shared.qt.page import ReportView
from shared.qt.reply import Reply
from shared.qt.tint import Tint

_SIZE = 940, 600


class ReceivedView(Decisions, ReportView, Protocol):
    """What the presenter shows on."""

    def show_questions(self, questions: tuple[Question, ...]) -> None:
        """What is to be asked."""

    def show_prescription(self, prescription: Prescription) -> None:
        """What was sent, as it is now."""

    def show_confirmed(self, prescription: Prescription) -> None:
        """It is done, here or at another console."""


class ReceivedPresenter:
    """Behaviour of the dialog; no answer reaches it once `owner` is gone."""

    def __init__(self, room: Room, execution: Execution, view: ReceivedView, owner: QObject) -> None:
        self._room, self._view, self._owner = room, view, owner
        self._commands: Commands[TmsContract] = Commands(room.station.worker, view)
        self._execution_id = execution.id
        self.prescription = execution.prescription
        self.questions: tuple[Question, ...] | None = None

    @property
    def busy(self) -> bool:
        """Whether the confirmation is on its way or waits for a decision."""
        return self._commands.busy

    def load(self) -> None:
        """Read the questions, and the prescription as it is now."""
        number = self._execution_id
        found = self._room.station.query(lambda api: (api.questions(), api.execution(number).prescription), owner=self._owner)
        found.done(self._take).failed(self._view.report)

    def _take(self, found: tuple[tuple[Question, ...], Prescription]) -> None:
        questions, self.prescription = found
        if questions != self.questions:
            self.questions = questions
            self._view.show_questions(questions)
        self._view.show_prescription(self.prescription)
        # A confirmation that is on its way has its own answer, which somebody must be there to hear.
        if not self.prescription.unconfirmed and not self.busy:
            self._view.show_confirmed(self.prescription)

    def confirm(self, checklist: tuple[ChecklistAnswer, ...]) -> None:
        """Send the answers for the prescription that was seen."""
        number, version = self.prescription.id, self.prescription.version
        sent = self._commands.press(
            ("confirm", number, version, checklist),
            lambda api: api.confirm_received(number, version, checklist),
        )
        sent.done(self._view.show_confirmed).failed(self._failed)

    def _failed(self, error: BusinessError) -> None:
        self._view.report(error)
        if isinstance(error, PrescriptionChanged):
            self.load()


class ReceivedDialog(Dialog):
    """See the module. F5 or Enter sends; the reply has the confirmed prescription, which may need a second person now."""

    def __init__(self, parent: QWidget, room: Room, execution: Execution) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("核对外来处方"))
        self.setMinimumSize(*_SIZE)
        self.reply: Reply[Prescription] = Reply(parent)
        self.presenter = ReceivedPresenter(room, execution, self, self)
        self._decisions = DialogDecisions(self)
        self.checklist: ChecklistForm | None = None
        self.banner, self.check = PatientBanner(), CheckPanel()
        self.facts = label("", wrap=True)
        self.second_person = label()
        self.problem = label("", "fieldError", wrap=True)
        self.yes = button("", self._press, primary=True)
        self.yes.setAutoDefault(True)
        QShortcut(QKeySequence("F5"), self, self._press).setAutoRepeat(False)
        self.rejected.connect(lambda: self.reply.settle(None, Cancelled()))
        self._build()
        self.show_prescription(execution.prescription)
        self._name_button()
        self.presenter.load()

    def _build(self) -> None:
        self._questions, found = _scroll(), _scroll()
        found.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.check.setObjectName("check")
        self.check.setStyleSheet("QWidget#check { background: transparent; }")
        found.setWidget(self.check)
        sent = vertical(caption(self.tr("处方")), self.facts, found, spacing=8, margins=(14, 10, 8, 10))
        sent.setStretch(2, 1)
        asked = vertical(caption(self.tr("禁忌询问（Y 是 / N 否）")), self._questions, spacing=6, margins=(14, 10, 8, 10))
        asked.setStretch(1, 1)
        columns = horizontal(card(sent), card(asked), spacing=10)
        columns.setStretch(0, 4)
        columns.setStretch(1, 5)
        self.fill(
            label(self.tr("外来处方，治疗前需先核对禁忌"), "dialogTitle"),
            self.banner,
            columns,
            self.problem,
            horizontal(self.second_person, 1, button(term("取消"), self.reject), self.yes, spacing=10),
        )
        layout = self.layout()
        assert layout is not None
        layout.setStretch(2, 1)  # type: ignore[attr-defined]

    # -- what the presenter shows

    def show_questions(self, questions: tuple[Question, ...]) -> None:
        """What is to be asked."""
        self.checklist = ChecklistForm(questions)
        self.checklist.setObjectName("questions")
        self.checklist.setStyleSheet("QWidget#questions { background: transparent; }")
        self.checklist.answered.connect(self._answered)
        self._questions.setWidget(self.checklist)
        self.problem.clear()
        self._name_button()
        self._put_cursor()

    def show_prescription(self, prescription: Prescription) -> None:
        """What was sent, as it is now."""
        stimulation = prescription.stimulation
        self.banner.show_patient(words.banner(prescription.patient))
        facts = self.tr("{name}   {part}\n{parameters}\n强度 {percent}% 阈值   疗程 {course}")
        self.facts.setText(
            facts.format(
                name=words.treatment(prescription.protocol_name or "", stimulation),
                part=prescription.part_name,
                parameters=words.parameters(stimulation),
                percent=stimulation.threshold_percent,
                course=words.course(prescription.sessions_done, prescription.sessions),
            )
        )
        self.check.show_totals(prescription.totals)
        output = obstacles.output_of(prescription)
        self.check.show_check(PrescriptionCheck(prescription.totals, obstacles.findings(prescription), output))

    def show_confirmed(self, prescription: Prescription) -> None:
        """It is done."""
        self.accept()
        self.reply.settle(prescription, None)

    def ask(self, question: NeedsConfirmation) -> Reply[None]:
        """A warning."""
        return self._decisions.ask(question)

    def offer_retry(self, error: BusinessError) -> Reply[None]:
        """The outcome is unknown."""
        return self._decisions.offer_retry(error)

    def report(self, error: BusinessError) -> None:
        """What is wrong; the answers stay."""
        self.problem.setText("" if isinstance(error, Cancelled) else sentence(error))
        self._name_button()
        self._put_cursor()

    # -- answers and keys

    def _answered(self) -> None:
        assert self.checklist is not None
        answers = self.checklist.answers()
        present = any(answer.yes for answer in answers)
        paint_chip(self.second_person, self.tr("有禁忌：核对后须由第二人批准才能治疗") if present else "", Tint.BAD)
        if len(answers) == len(self.checklist.groups):
            self.yes.setFocus()
        self._follow_cursor()

    def _put_cursor(self) -> None:
        self.yes.setFocus()
        if self.checklist is not None:
            self.checklist.start()
            self._follow_cursor()

    def _follow_cursor(self) -> None:
        """Nobody answers a question that is out of sight."""
        groups = [] if self.checklist is None else self.checklist.groups
        for at in (each for group in groups for each in group.buttons() if each.hasFocus()):
            self._questions.ensureWidgetVisible(at)

    def _name_button(self) -> None:
        """Without the questions there is nothing to confirm, only to read them once more."""
        self.yes.setText(self.tr("F5  重新读取") if self.checklist is None else self.tr("F5  核对完毕"))

    def _press(self) -> None:
        if self.presenter.busy:
            return
        self.problem.clear()
        if self.checklist is None:
            self.presenter.load()
        else:
            self.presenter.confirm(self.checklist.answers())

    def reject(self) -> None:
        """Esc leaves everything as it was; not while an answer is on its way, which would be told to nobody."""
        if not self.presenter.busy:
            super().reject()


def _scroll() -> QScrollArea:
    """Room that grows downwards only: no finding and no question may be cut."""
    made = QScrollArea(widgetResizable=True)
    made.setFrameShape(QScrollArea.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setStyleSheet("QScrollArea { background: transparent; }")
    return made
