"""The right side of the console: the machine and its heartbeat, safety, the checks before each session, the red button."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QSizePolicy, QWidget

from client_tms import reasons, words
from client_tms.session import obstacles
from client_tms.session.controller import SessionController
from client_tms.session.course import Check, Phase
from client_tms.stimulator.interface import StimulatorState
from shared.contracts.tms.types import Prescription
from shared.qt.build import button, frame, horizontal, label, paint, refill, scroll, show_chip, vertical
from shared.qt.language import word
from shared.qt.room import ScrollRoom
from shared.qt.tint import Tint

_WIDTH = 268


class MachineCard(QWidget):
    """The stimulator: name, state, coil, heartbeat, and how news arrives."""

    reset_wanted = Signal()

    def __init__(self, session: SessionController) -> None:
        super().__init__()
        self._session = session
        self.state, self.name = label("", "chip"), label("", wrap=True)
        self.coil, self.beat, self.feed = label(), label(), label()
        self.reset = button(self.tr("故障复位"), self.reset_wanted.emit)
        self.reset.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        head = horizontal(label(self.tr("刺激器"), "caption"), 1, self.state)
        body = vertical(head, self.name, self.coil, self.beat, self.feed, self.reset, spacing=4, margins=(12, 8, 12, 8))
        self.setLayout(vertical(frame("card", body)))

    def show_machine(self, feed_open: bool) -> None:
        """How the machine is now."""
        room = self._session.room
        device, machine = room.device_now(), room.stimulator
        show_chip(self.state, word(room.device_status), words.DEVICE_TINTS[room.device_status])
        self.name.setText(machine.name if device is None else f"{device.name or device.device_type}  {device.sn}")
        celsius = "—" if machine.coil_celsius is None else f"{machine.coil_celsius} °C"
        fault = f"   {reasons.of_machine(machine.fault_text)}" if machine.fault_text else ""
        self.coil.setText(self.tr("线圈 {celsius}").format(celsius=celsius) + fault)
        paint(self.coil, Tint.BAD if fault else None, bold=bool(fault))
        self.beat.setText(self._heartbeat())
        self.feed.setText(self.tr("● 实时推送已连接") if feed_open else self.tr("○ 无实时推送，按变更通知更新"))
        paint(self.feed, Tint.OK if feed_open else Tint.NEUTRAL)
        self.reset.setVisible(machine.state is StimulatorState.FAULT)

    def _heartbeat(self) -> str:
        room = self._session.room
        if room.device is None:
            return self.tr("未选择本机设备")
        if room.beat_age_s is None:
            return self.tr("尚无心跳")
        return self.tr("心跳 {seconds} 秒前").format(seconds=room.beat_age_s)


class SafetyCard(QWidget):
    """Threshold × percent = output, findings worst first, approval, contraindications."""

    threshold_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.output = paint(label("", wrap=True), bold=True)
        self.approval = label("", "chip", wrap=True)
        self.findings = vertical(spacing=4)
        self.measure = button(self.tr("测定阈值 (Ctrl+T)"), self.threshold_wanted.emit)
        self.measure.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inside = QWidget()
        inside.setLayout(vertical(self.output, self.measure, self.approval, self.findings, 1, spacing=6, margins=(0, 0, 6, 0)))
        room = scroll(inside)
        room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        body = vertical(label(self.tr("安全"), "caption"), room, spacing=6, margins=(12, 8, 8, 8))
        self.setLayout(vertical(frame("card", body)))

    def show_prescription(self, prescription: Prescription | None, device_note: str) -> None:
        """What speaks for and against running it."""
        refill(self.findings)
        if prescription is None:
            self.output.setText("—")
            self.approval.hide()
            self.measure.hide()
            return
        percent, threshold = prescription.stimulation.threshold_percent, prescription.patient.threshold_percent
        output = obstacles.output_of(prescription)
        self.output.setText(
            self.tr("强度 {percent}% 阈值；阈值未测定").format(percent=percent)
            if threshold is None
            else self.tr("阈值 {threshold}% × {percent}% = 输出 {output}%").format(
                threshold=threshold, percent=percent, output=output
            )
        )
        bad = output is None or output > 100
        paint(self.output, Tint.BAD if bad else Tint.OK, bold=True)
        self.measure.setVisible(threshold is None)
        show_chip(self.approval, *words.approval(prescription))
        self._show_findings(prescription, device_note)

    def _show_findings(self, prescription: Prescription, device_note: str) -> None:
        lines = [(words.finding_line(each), words.LEVEL_TINTS[each.level]) for each in obstacles.findings(prescription)]
        if too_long := obstacles.too_long(prescription.stimulation):
            lines.insert(0, (too_long, Tint.BAD))
        asked, yes = len(prescription.checklist), [answer for answer in prescription.checklist if answer.yes]
        if asked and not yes:
            lines.append((self.tr("禁忌 {count} 项均为否").format(count=asked), Tint.OK))
        if not lines:
            lines.append((self.tr("在安全限值之内"), Tint.OK))
        if device_note:
            lines.insert(0, (device_note, Tint.WAIT))
        refill(self.findings, (paint(label(text, "finding", wrap=True), tint) for text, tint in lines))


class _CheckBox(QCheckBox):
    """Enter goes on to the next one; Space ticks, as everywhere."""

    moved_on = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self.setChecked(True)
            self.moved_on.emit()
        else:
            super().keyPressEvent(event)


class ChecksCard(QWidget):
    """The checks before each session."""

    ticked = Signal(object, bool)
    """Check, done."""

    def __init__(self) -> None:
        super().__init__()
        self.boxes = {check: _CheckBox(check.text) for check in Check}
        self._count: QLabel = label()
        for check, box in self.boxes.items():
            box.toggled.connect(lambda done, check=check: self.ticked.emit(check, done))
        boxes = list(self.boxes.values())
        for box, following in pairwise(boxes):
            box.moved_on.connect(following.setFocus)
        head = horizontal(label(self.tr("治疗前核对"), "caption"), 1, self._count)
        self.setLayout(vertical(frame("card", vertical(head, *boxes, spacing=6, margins=(12, 8, 12, 10)))))

    def show_session(self, session: SessionController) -> None:
        """Which are done, and whether they can be ticked now."""
        for check, box in self.boxes.items():
            box.blockSignals(True)
            box.setChecked(check in session.ticked)
            box.blockSignals(False)
            box.setEnabled(session.phase is Phase.SAFETY)
        self._count.setText(f"{len(session.ticked)}/{len(self.boxes)}")

    def start(self) -> None:
        """Put the cursor on the first check that is open."""
        box = next((box for box in self.boxes.values() if not box.isChecked()), None)
        if box is not None:
            box.setFocus()


class SideColumn(QWidget):
    """The cards, and the red button below what is scrolled of them: it is in sight however small the window is."""

    def __init__(self, machine: MachineCard, safety: SafetyCard, checks: ChecksCard, red: QPushButton) -> None:
        super().__init__()
        cards = vertical(machine, safety, checks, spacing=8)
        cards.setStretch(1, 1)
        above = QWidget()
        above.setLayout(cards)
        whole = vertical(ScrollRoom(above, across=False), red, spacing=8)
        whole.setStretch(0, 1)
        self.setLayout(whole)
        self.setMinimumWidth(_WIDTH)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)


def red_button(text: str) -> QPushButton:
    """The emergency stop for the mouse."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    made.setObjectName("emergency")
    made.setMinimumHeight(72)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made
