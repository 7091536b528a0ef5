"""The middle of the console: where the coil belongs, what to do now, the countdown, the pulse train under its playhead."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QLineEdit, QProgressBar, QWidget

from client_tms import reasons, words
from client_tms.console.chart import TrainChart
from client_tms.console.head import HeadSketch
from client_tms.console.unplugging import KEY as UNPLUGGED_KEY
from client_tms.console.unplugging import unplugged_button
from client_tms.session.controller import SessionController
from client_tms.session.course import ENGAGED, Ending, Phase
from client_tms.session.obstacles import runnable, too_long
from shared import stimulation as arithmetic
from shared.contracts.tms.types import BrainPart, Execution, ExecutionStatus, Stimulation, Totals
from shared.qt.build import button, frame, horizontal, label, paint, show_chip, vertical
from shared.qt.language import word
from shared.qt.tint import Tint

_WIDE = 580
"""Pixels that the sketch and the words beside it need."""


class CentrePanel(QWidget):
    """Shows a `SessionController`."""

    identity_typed = Signal(str)
    step_wanted = Signal()
    unplugged_wanted = Signal()

    def __init__(self, session: SessionController) -> None:
        super().__init__()
        self._session = session
        self._parts: dict[int, BrainPart] = {}
        self._planned: tuple[int, Stimulation] | None = None
        self._totals: Totals | None = None
        self.head, self.chart = HeadSketch(), TrainChart()
        self.state, self.instruction = label("", "chip"), label("", wrap=True)
        self.identity = QLineEdit(placeholderText=self.tr("扫腕带或输入住院号，回车"), maxLength=30)
        self.identity_error = label("", "fieldError")
        self.next = button("", self.step_wanted.emit, primary=True)
        self.unplugged = unplugged_button(self.unplugged_wanted.emit)
        self.countdown = paint(label(), size=50, bold=True)
        self.trains, self.pulses, self.output = (paint(label(), size=20, bold=True) for _ in range(3))
        self.bar = QProgressBar(textVisible=False, maximum=1000)
        self.bar.setFixedHeight(10)
        self.train_text = label()
        self.identity.returnPressed.connect(self._on_identity)
        self._build()

    def _build(self) -> None:
        self.instruction.setMinimumHeight(44)
        self.instruction.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.identity.setMaximumWidth(240)
        self.next.setMinimumHeight(38)
        self.next.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._facts = label("", "muted", wrap=True)
        counts = horizontal(
            vertical(label(self.tr("串")), self.trains, 1, spacing=0),
            vertical(label(self.tr("脉冲")), self.pulses, 1, spacing=0),
            vertical(label(self.tr("输出")), self.output, 1, spacing=0),
            1,
            spacing=18,
        )
        left = vertical(label(self.tr("剩余时间"), "muted"), self.countdown, 1, spacing=0)
        self._figures = horizontal(left, counts, 1, spacing=18)
        steps = horizontal(self.next, self.unplugged, self.identity, self.identity_error, 1, spacing=10)
        status = vertical(
            horizontal(self.state, 1), self.instruction, steps, self._figures, self._facts, 1, spacing=8, margins=(16, 12, 16, 8)
        )
        sketch = frame("card", horizontal(1, self.head, 1, margins=(6, 6, 6, 6)))
        self._top = horizontal(sketch, frame("card", status), spacing=10)
        self._top.setStretch(1, 1)
        title = horizontal(label(self.tr("脉冲串"), "caption"), 1, self.train_text)
        pulses = vertical(title, self.chart, self.bar, spacing=6, margins=(14, 8, 14, 12))
        pulses.setStretch(1, 1)
        whole = vertical(self._top, frame("card", pulses), spacing=10)
        whole.setStretch(1, 1)
        self.setLayout(whole)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # Where it is narrow, what to do now comes first and the head below it.
        wide = self.width() >= _WIDE
        self._top.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.BottomToTop)
        self._figures.setDirection(QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom)

    def show_parts(self, parts: dict[int, BrainPart]) -> None:
        """Where the brain parts are."""
        self._parts = parts

    def _on_identity(self) -> None:
        if self.identity.text().strip():
            self.identity_typed.emit(self.identity.text())

    def show_identity(self, error: str) -> None:
        """What was wrong with the number that was typed."""
        self.identity_error.setText(error)
        self.identity.selectAll()

    # -- following the session

    def show_session(self, next_text: str, why_not: str) -> None:
        """Show the open session with the next step on the button, and why it cannot be taken."""
        session = self._session
        execution, phase = session.execution, session.phase
        self._show_plan(execution)
        self._facts.setText(self._parameters(execution))
        state, tint = self._state(phase, execution, session.ending)
        show_chip(self.state, state, tint, size=22)
        self.instruction.setText(why_not or self._instruction(phase, execution, session.ending))
        paint(self.instruction, Tint.BAD if why_not else None, size=15)
        self.next.setText(next_text)
        self.next.setVisible(bool(next_text))
        self.next.setEnabled(not why_not)
        self.next.setToolTip(why_not)
        self.unplugged.setVisible(session.unsure)
        asking = phase is Phase.IDENTIFY
        self.identity.setVisible(asking)
        self.identity_error.setVisible(asking)
        if not asking:
            self.identity.clear()
            self.identity_error.setText("")
        self.show_progress()

    def _show_plan(self, execution: Execution | None) -> None:
        planned = self._session.stimulation
        wanted = None if execution is None or planned is None else (execution.id, planned)
        part_tint = Tint.BAD if self._session.phase is Phase.RUNNING else Tint.WAIT if self._session.engaged else Tint.INFO
        prescription = None if execution is None else execution.prescription
        part = None if prescription is None else self._parts.get(prescription.part_id or 0)
        self.head.show_part(part, "" if prescription is None else prescription.part_name, part_tint)
        if wanted == self._planned:
            return
        self._planned = wanted
        stimulation = planned if planned is not None and runnable(planned) and not too_long(planned) else None
        self._totals = None if stimulation is None else arithmetic.totals(stimulation)
        self.chart.show_plan(stimulation)

    def _parameters(self, execution: Execution | None) -> str:
        if execution is None:
            return ""
        prescription = execution.prescription
        name = words.treatment(prescription.protocol_name or "", prescription.stimulation)
        session = self.tr("第 {number} 次，疗程 {course}").format(
            number=execution.session_number, course=words.course(prescription.sessions_done, prescription.sessions)
        )
        before = execution.pulses_before
        had = self.tr("   此前的尝试已给 {pulses} 个脉冲").format(pulses=before) if before else ""
        return f"{name}   {session}{had}\n{words.parameters(self._session.stimulation or prescription.stimulation)}"

    def show_progress(self) -> None:
        """The machine went on."""
        session, totals = self._session, self._totals
        delivered = session.delivered
        if totals is None:
            for each in (self.countdown, self.trains, self.pulses, self.output):
                each.setText("–")
            self.train_text.setText("")
            self.bar.setValue(0)
            return
        position = self._position(totals)
        self.countdown.setText(words.clock_face(float(totals.end_s) - position))
        self.trains.setText(f"{delivered.trains}/{totals.trains}")
        self.pulses.setText(f"{delivered.pulses}/{totals.pulses}")
        output = session.output_percent
        self.output.setText("—" if output is None else f"{output}%")
        left = totals.trains - delivered.trains
        self.train_text.setText(
            self.tr("已完成 {done} 串，剩余 {left} 串").format(done=delivered.trains, left=left)
            if session.phase in {Phase.RUNNING, Phase.PAUSED} or delivered.pulses
            else self.tr("共 {count} 串，每串 {pulses} 个脉冲").format(count=totals.trains, pulses=totals.pulses_per_train)
        )
        self.bar.setValue(round(1000 * position / float(totals.end_s)))
        self.chart.show_position(position)

    def _position(self, totals: Totals) -> float:
        session = self._session
        if session.phase in ENGAGED - {Phase.UNSURE}:
            return session.stimulator.position_s
        if session.delivered.pulses >= totals.pulses:
            return float(totals.end_s)
        return session.stimulator.position_s if session.ending is not None and session.delivered.pulses else 0.0

    def _state(self, phase: Phase, execution: Execution | None, ending: Ending | None) -> tuple[str, Tint]:
        if phase is Phase.OVER and execution is not None:
            if self._session.unsure:
                return self.tr("急停未确认"), Tint.BAD
            if ending is not None and ending.emergency:
                return self.tr("已急停"), Tint.BAD
            status = execution.status if ending is None else ending.status
            return word(status), words.STATUS_TINTS[status]
        texts = {
            Phase.NOTHING: self.tr("待命"),
            Phase.ARRIVED: self.tr("新到"),
            Phase.IDENTIFY: self.tr("核对患者"),
            Phase.SAFETY: self.tr("安全核对"),
            Phase.ARMED: self.tr("已就绪"),
            Phase.STARTING: self.tr("正在开始"),
            Phase.RUNNING: self.tr("治疗中"),
            Phase.PAUSED: self.tr("已暂停"),
            Phase.UNSURE: self.tr("状态不明"),
            Phase.ELSEWHERE: self.tr("他处执行中"),
            Phase.OVER: "",
        }
        return texts[phase], words.PHASE_TINTS[phase]

    def _instruction(self, phase: Phase, execution: Execution | None, ending: Ending | None) -> str:
        if phase is Phase.OVER and execution is not None:
            return self._outcome(execution, ending)
        texts = {
            Phase.NOTHING: self.tr("在左侧选择处方；新处方到达时有声音提示，按 F5 接收"),
            Phase.ARRIVED: self.tr("新处方已到达，按 F5 接收"),
            Phase.IDENTIFY: self.tr("请患者说出姓名，与上方横幅核对；扫腕带或输入号码后回车，或按 F5 确认"),
            Phase.SAFETY: self._safety(execution),
            Phase.ARMED: self.tr("刺激器已充电，可以开始。空格或 Esc 立即急停"),
            Phase.STARTING: self.tr("正在写入治疗日志，并等待服务器确认由本机执行…"),
            Phase.RUNNING: self.tr("正在治疗，请勿离开患者。空格或 Esc 立即急停"),
            Phase.PAUSED: self.tr("已暂停：F6 继续，F7 停止并填写原因"),
            Phase.UNSURE: self.tr(
                "刺激器没有确认，可能已充电：请查看机器，拔掉电源，移开线圈，再按 {key} 确认。空格或 Esc 再次急停"
            ).format(key=UNPLUGGED_KEY),
            Phase.ELSEWHERE: self.tr("正由 {console} 执行。该控制台无应答时，可按 F8 结束这条记录").format(
                console="" if execution is None else execution.console
            ),
            Phase.OVER: "",
        }
        return texts[phase]

    def _safety(self, execution: Execution | None) -> str:
        if execution is not None and execution.prescription.unconfirmed:
            return self.tr("外来处方，需先核对禁忌：按 F5 逐项询问")
        return self.tr("右侧各项核对完毕后按 F5，刺激器充电就绪")

    def _outcome(self, execution: Execution, ending: Ending | None) -> str:
        if self._session.unsure:
            return self.tr("刺激器未确认停止，请立即拔掉电源，移开线圈，再按 {key} 确认！").format(key=UNPLUGGED_KEY)
        status = execution.status if ending is None else ending.status
        if status is ExecutionStatus.COMPLETED:
            return self.tr("治疗完成，按 F9 打印治疗记录")
        reason = reasons.of_machine(execution.reason if ending is None else ending.reason)
        if execution.late:
            return self.tr("补报的治疗记录，未完成：{reason}").format(reason=reason)
        return self.tr("未完成：{reason}。可按 F8 重新安排一次").format(reason=reason)
