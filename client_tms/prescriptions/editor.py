"""The form of a new prescription: a standard prescription, its parameters, the contraindications, and what the rules say of it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QScrollArea, QWidget

from client_tms import words
from client_tms.look import caption, card
from client_tms.prescriptions.parameters import Parameters
from shared.contracts.tms.types import (
    BrainPart,
    ChecklistAnswer,
    FindingLevel,
    PrescriptionCheck,
    PrescriptionKind,
    Protocol,
    Question,
    TbsType,
    Totals,
)
from shared.qt.build import horizontal, label, vertical
from shared.qt.editors import ChoiceEditor, Editor, IntegerEditor, NumberEditor, TextEditor
from shared.qt.form import Field, Form
from shared.qt.language import language, term
from shared.qt.lookup import LookupEntry, LookupIndex
from shared.qt.lookup_edit import LookupEdit
from shared.qt.tint import LINE, Tint

_CHECK_MS = 200
_IDLE = "QLineEdit:disabled, QComboBox:disabled { background: #eceff4; border: 1px solid #d8dfe8; }"
_TBS_FIELDS = ("tbs_type", "burst_pulses", "burst_hz", "bursts_per_train")


class _Answer(QRadioButton):
    """否 or 是. Y and N answer the question wherever its cursor is."""

    typed = Signal(bool)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Y, Qt.Key.Key_N}:
            self.typed.emit(event.key() == Qt.Key.Key_Y)
        else:
            super().keyPressEvent(event)


class ChecklistForm(QWidget):
    """Every contraindication is asked; none has an answer before."""

    answered = Signal()

    def __init__(self, questions: Sequence[Question]) -> None:
        super().__init__()
        self._questions = tuple(questions)
        self.groups: list[QButtonGroup] = []
        rows = vertical(spacing=2)
        for number, question in enumerate(self._questions):
            rows.addWidget(self._row(number, question))
        rows.addStretch(1)
        self.setLayout(rows)

    def _row(self, number: int, question: Question) -> QWidget:
        group = QButtonGroup(self)
        no, yes = _Answer(self.tr("否")), _Answer(self.tr("是"))
        for value, answer in enumerate((no, yes)):
            group.addButton(answer, value)
            answer.typed.connect(lambda wanted, number=number: self._answer(number, wanted))
        group.idClicked.connect(lambda _id: self.answered.emit())
        self.groups.append(group)
        row = QWidget()
        row.setObjectName("question")
        row.setStyleSheet(f"QWidget#question {{ border-bottom: 1px solid {LINE}; }}")
        text = question.zh if language() == "zh" else question.en
        row.setLayout(horizontal(label(f"{number + 1}. {text}", wrap=True), no, yes, spacing=8, margins=(0, 3, 0, 3)))
        layout = row.layout()
        assert layout is not None
        layout.setStretch(0, 1)  # type: ignore[attr-defined]
        return row

    def _answer(self, number: int, yes: bool) -> None:
        self.groups[number].button(int(yes)).setChecked(True)
        if number + 1 < len(self.groups):
            self.groups[number + 1].button(0).setFocus()
        self.answered.emit()

    def start(self) -> None:
        """Put the cursor on the first question without an answer."""
        group = next((group for group in self.groups if group.checkedId() < 0), None)
        if group is not None:
            group.button(0).setFocus()

    def answers(self) -> tuple[ChecklistAnswer, ...]:
        """What was answered."""
        pairs = zip(self._questions, self.groups, strict=True)
        return tuple(ChecklistAnswer(question.code, group.checkedId() == 1) for question, group in pairs if group.checkedId() >= 0)

    def clear(self) -> None:
        """Nothing was asked."""
        for group in self.groups:
            group.setExclusive(False)
            for each in group.buttons():
                each.setChecked(False)
            group.setExclusive(True)


class CheckPanel(QWidget):
    """Totals and findings of what is being typed."""

    def __init__(self) -> None:
        super().__init__()
        self.totals, self.output = label("", wrap=True), label("", wrap=True)
        self.totals.setStyleSheet("font-size: 16px; font-weight: 700;")
        self._findings = vertical(spacing=4)
        self.setLayout(vertical(self.totals, self.output, self._findings, 1, spacing=5))

    def show_totals(self, totals: Totals | None) -> None:
        """What the parameters come to, None while they come to nothing; no server is needed for it."""
        if totals is None:
            self.totals.setText(self.tr("参数不完整"))
            return
        text = self.tr("{trains} 串 × {each} = {pulses} 脉冲，{time}").format(
            trains=totals.trains, each=totals.pulses_per_train, pulses=totals.pulses, time=words.clock_face(float(totals.end_s))
        )
        self.totals.setText(text)

    def show_check(self, check: PrescriptionCheck | None) -> None:
        """What the rules say; None while there is nothing to say it of."""
        while (item := self._findings.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.output.setText("")
        if check is None:
            return
        output = check.output_percent
        known = self.tr("机器输出 {output}%").format(output=output) if output is not None else self.tr("机器输出：阈值未测定")
        self.output.setText(known)
        lines = [(words.finding_line(each), words.LEVEL_TINTS[each.level]) for each in check.findings]
        if check.level is FindingLevel.NOTE and not lines:
            lines = [(self.tr("在安全限值之内"), Tint.OK)]
        for text, tint in lines:
            line = label(text, wrap=True)
            line.setStyleSheet(f"color: {tint.value[0]}; background: {tint.value[1]}; border-radius: 5px; padding: 3px 7px;")
            self._findings.addWidget(line)

    def findings(self) -> list[str]:
        """What it says, worst first."""
        items = (self._findings.itemAt(number) for number in range(self._findings.count()))
        return [item.widget().text() for item in items if item is not None and item.widget() is not None]  # type: ignore[union-attr]


class PrescriptionEditor(QWidget):
    """See the module. `check_wanted` asks the server's opinion a moment after the last key."""

    check_wanted = Signal()
    submitted = Signal()

    def __init__(self, protocols: Sequence[Protocol], parts: Sequence[BrainPart], questions: Sequence[Question]) -> None:
        super().__init__()
        entries = (LookupEntry(each, f"P{each.id:02}", each.name, (each.code,)) for each in protocols)
        self.protocol = LookupEdit(LookupIndex(entries), "tms.protocol")
        self._editors = self._made_editors(parts)
        self.form: Form[Parameters] = Form(Parameters, self._fields(), columns=2)
        self.form.setStyleSheet(_IDLE)
        self.checklist, self.check = ChecklistForm(questions), CheckPanel()
        self._wait = QTimer(self, singleShot=True, interval=_CHECK_MS)
        self._wait.timeout.connect(self.check_wanted)
        self.protocol.chosen_changed.connect(self._take_protocol)
        self.form.edited.connect(self._edited)
        self.form.submitted.connect(self.checklist.start)
        self.checklist.answered.connect(self._wait.start)
        self._build()
        self.clear()

    def _made_editors(self, parts: Sequence[BrainPart]) -> dict[str, Editor]:
        number = NumberEditor(4, 0)
        return {
            "part_id": ChoiceEditor([(part.id, part.name) for part in parts]),
            "threshold_percent": IntegerEditor(1, 200),
            "kind": ChoiceEditor(PrescriptionKind),
            "frequency_hz": number,
            "train_s": number,
            "pause_s": number,
            "trains": IntegerEditor(1, 100_000),
            "tbs_type": ChoiceEditor(TbsType, may_be_empty=True),
            "burst_pulses": IntegerEditor(1, 100_000),
            "burst_hz": number,
            "bursts_per_train": IntegerEditor(1, 100_000),
            "periods": IntegerEditor(1, 100_000),
            "sessions": IntegerEditor(1, 200),
            "note": TextEditor(200),
        }

    def _fields(self) -> tuple[Field, ...]:
        labels = {
            "part_id": term("部位"),
            "threshold_percent": self.tr("强度 %阈值"),
            "kind": term("类型"),
            "frequency_hz": self.tr("频率 Hz"),
            "train_s": self.tr("串长 s"),
            "pause_s": self.tr("串间隔 s"),
            "trains": self.tr("串数"),
            "periods": self.tr("周期数"),
            "tbs_type": self.tr("丛状模式"),
            "burst_pulses": self.tr("丛内脉冲"),
            "burst_hz": self.tr("丛频率 Hz"),
            "bursts_per_train": self.tr("每串丛数"),
            "sessions": self.tr("疗程次数"),
            "note": term("备注"),
        }
        return tuple(Field(name, text, self._editors[name]) for name, text in labels.items())

    def _build(self) -> None:
        inside = QWidget()
        inside.setObjectName("questions")
        inside.setStyleSheet("QWidget#questions { background: transparent; }")
        inside.setLayout(vertical(self.checklist, margins=(0, 0, 8, 0)))
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setStyleSheet("QScrollArea { background: transparent; }")
        scroll.setWidget(inside)
        head = horizontal(label(self.tr("标准处方"), "fieldLabel"), self.protocol, spacing=10)
        head.setStretch(1, 1)
        left = card(vertical(head, self.form, 1, spacing=8, margins=(14, 12, 14, 8)))
        check = card(vertical(caption(self.tr("核算与安全")), self.check, spacing=6, margins=(14, 10, 14, 10)))
        asked = card(vertical(caption(self.tr("禁忌询问（Y 是 / N 否）")), scroll, spacing=6, margins=(14, 10, 8, 10)))
        right = vertical(check, asked, spacing=8)
        right.setStretch(0, 3)
        right.setStretch(1, 7)
        whole = horizontal(left, right, spacing=10)
        whole.setStretch(0, 11)
        whole.setStretch(1, 9)
        self.setLayout(whole)
        self.setFocusProxy(self.protocol)

    # -- values

    def chosen_protocol(self) -> Protocol | None:
        """The standard prescription it started from."""
        entry = self.protocol.chosen()
        return None if entry is None else entry.value

    def quiet(self) -> Parameters | None:
        """What is typed now, None while something is missing or wrong; says nothing and moves no cursor."""
        values: dict[str, Any] = {}
        for name, editor in self._editors.items():
            try:
                values[name] = editor.read(self.form.widget(name))
            except ValueError:
                return None
        optional = {*_TBS_FIELDS, "note"}
        if any(value is None for name, value in values.items() if name not in optional):
            return None
        return Parameters(**values | {"note": values["note"] or ""})

    def clear(self) -> None:
        """An empty form."""
        self.protocol.show_entry(None)
        self.form.clear()
        self.checklist.clear()
        self.check.show_check(None)
        self._follow()

    def _take_protocol(self) -> None:
        chosen = self.chosen_protocol()
        if chosen is not None:
            typed = self.quiet()
            self.form.load(Parameters.of(chosen))
            if typed is not None:
                self._editors["sessions"].load(self.form.widget("sessions"), typed.sessions)
            self.form.widget("threshold_percent").setFocus()
            self.form.widget("threshold_percent").selectAll()
        self._edited()

    def _edited(self) -> None:
        self._follow()
        self._wait.start()

    def _derive_train(self) -> None:
        try:
            count, rate = (self._editors[name].read(self.form.widget(name)) for name in ("bursts_per_train", "burst_hz"))
        except ValueError:
            return
        if count and rate:
            self._editors["train_s"].load(self.form.widget("train_s"), Decimal(count) / rate)

    def _follow(self) -> None:
        bursts = self._editors["kind"].read(self.form.widget("kind")) is PrescriptionKind.TBS
        for name in _TBS_FIELDS:
            self.form.widget(name).setEnabled(bursts)
        # With theta bursts the length of a train follows from them.
        self.form.widget("train_s").setEnabled(not bursts)
        if bursts:
            self._derive_train()
        typed = self.quiet()
        self.check.show_totals(None if typed is None else typed.totals())
