"""治疗: queue at the left, the session in the middle, machine and safety at the right (ui.md, "TMS console")."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QWidget

from client_tms import reasons
from client_tms.console.centre import CentrePanel
from client_tms.console.presenter import ConsolePresenter
from client_tms.console.queue_list import QueueCard, QueueList
from client_tms.console.side import ChecksCard, MachineCard, SafetyCard, SideColumn, red_button
from client_tms.console.stop_bar import StopBars
from client_tms.console.unplugging import KEY as UNPLUGGED_KEY
from client_tms.console.unplugging import Unplugging
from client_tms.dialogs import StartDialog, reason_for
from client_tms.live import LiveFeed
from client_tms.page import TmsPage
from client_tms.prescriptions.received import ReceivedDialog
from client_tms.room import Room
from client_tms.session.course import ENGAGED, Ending, Phase, StartChoice
from client_tms.session.emergency import EmergencyKeys
from client_tms.session.filing import LogFiler
from client_tms.session.obstacles import RUN_RIGHT
from client_tms.stimulator.interface import StimulatorError, StimulatorState
from shared.contracts.tms.errors import NeedsApproval
from shared.contracts.tms.kinds import Kind
from shared.contracts.tms.types import Because, BrainPart, Execution, ExecutionRow, ExecutionStatus, Prescription
from shared.errors import BusinessError
from shared.qt.build import horizontal, label, show_chip, vertical
from shared.qt.dialogs import Cancelled, confirm
from shared.qt.form_dialog import FormDialog, Reason
from shared.qt.key_action import KeyAction
from shared.qt.language import sentence, term
from shared.qt.page import Window
from shared.qt.reply import Reply
from shared.qt.room import ScrollRoom
from shared.qt.tint import Tint

_SECOND_MS = 1000
_LEFT, _LEFT_LEAST, _WIDE = 270, 210, 1100


class ConsolePage(TmsPage):
    """The operator's home."""

    icon = "mdi6.head-flash-outline"
    shows = frozenset({Kind.QUEUE, Kind.EXECUTION, Kind.PATIENT, Kind.PRESCRIPTION})

    def __init__(self, shell: Window, room: Room, filer: LogFiler, live: LiveFeed) -> None:
        super().__init__(shell, room)
        self.title = self.tr("治疗")
        self.filer, self.live = filer, live
        self._phase = Phase.NOTHING
        self._seen: tuple[Phase, StimulatorState] | None = None
        self._start_dialog: StartDialog | None = None
        self.presenter = ConsolePresenter(room, filer, live, self, self)
        self.session = self.presenter.session
        self.emergency = EmergencyKeys(lambda: self.session.engaged, self.session.emergency_stop, self)
        self.stop_bars = StopBars(lambda: self.session.engaged, self.session.emergency_stop, self)
        self.unplugging = Unplugging(self.session, self)
        self._add_keys()
        self._build()
        self._wire()

    def _add_keys(self) -> None:
        self.step_key = self.add_key("F5", self.tr("接收/确认"), self.presenter.step, "mdi6.check-decagram-outline")
        self.go_key = self.add_key("F6", self.tr("开始/继续"), self.presenter.go, "mdi6.play")
        self.halt_key = self.add_key("F7", self.tr("暂停/停止"), self.presenter.halt, "mdi6.pause")
        self.cancel_key = self.add_key("F8", self.tr("取消/重试"), self._cancel_or_retry, "mdi6.restore")
        self.record_key = self.add_key("F9", self.tr("记录单"), self.presenter.print_record, "mdi6.printer-outline")
        self.threshold_key = self.add_key("Ctrl+T", self.tr("测阈值"), self._ask_threshold, "mdi6.flash-outline")

    def _build(self) -> None:
        self.alert = label("", "chip")
        self.alert.hide()
        self.queue = QueueList(self.tr("没有待执行的处方\n医生开出并创建执行后会显示在这里"))
        self.centre = CentrePanel(self.session)
        self.machine, self.safety, self.checks = MachineCard(self.session), SafetyCard(), ChecksCard()
        self.red = red_button(self.tr("急停\n空格 / Esc"))
        self.in_sight = self.red
        self._left = QWidget()
        waiting = vertical(label(self.tr("待执行"), "caption"), self.alert, self.queue, spacing=6)
        waiting.setStretch(2, 1)
        self._left.setLayout(waiting)
        # Strips and banners that come later take their room from all but the red button.
        self.queue.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        right = SideColumn(self.machine, self.safety, self.checks, self.red)
        columns = horizontal(self._left, ScrollRoom(self.centre), right, spacing=12, margins=(12, 10, 12, 10))
        columns.setStretch(1, 1)
        self.setLayout(columns)
        self.setFocusProxy(self.queue)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._left.setFixedWidth(_LEFT if self.width() >= _WIDE else _LEFT_LEAST)

    def _wire(self) -> None:
        self.queue.chosen.connect(self.presenter.open)
        self.centre.identity_typed.connect(self._identify)
        self.centre.step_wanted.connect(lambda: self._next_key().press())
        self.checks.ticked.connect(self.session.tick)
        self.safety.threshold_wanted.connect(self.threshold_key.press)
        self.machine.reset_wanted.connect(self._reset)
        self.red.clicked.connect(self.session.emergency_stop)
        self.session.changed.connect(self.emergency.follow)
        self.session.changed.connect(self.stop_bars.follow)
        self.session.changed.connect(self.unplugging.follow)
        self.centre.unplugged_wanted.connect(self.unplugging.ask)
        self.room.device_changed.connect(self.show_session)
        self.live.state_changed.connect(self._show_machine)
        self.filer.refused.connect(self._log_refused)
        self.filer.held.connect(self._log_held)
        self.filer.changed.connect(self.shell.unsent_changed)
        self.shell.page_changed.connect(self._hold_page)
        # An arrival must be heard on every page, not only on this one.
        self.station.listen(self.shows, self._hear)
        self._second = QTimer(self, interval=_SECOND_MS)
        self._second.timeout.connect(self._look_at_machine)
        self._second.start()
        self.session.changed.emit()

    # -- the page

    def activated(self) -> None:
        self.presenter.load_parts()
        self.show_session()

    def hint(self) -> str:
        if self.session.unsure:
            return self.tr("空格 / Esc 急停   {key} 电源已拔，线圈已移开").format(key=UNPLUGGED_KEY)
        if self._phase in ENGAGED:
            return self.tr("空格 / Esc 急停   F6 开始或继续   F7 暂停或停止")
        why_not = self.step_key.why_not
        if not why_not and self.presenter.unconfirmed is not None:
            why_not = self.tr("需先核对禁忌")
        keys = self.tr("F5 接收/确认   ↑↓ 选择   空格 勾选   Alt+1…4 换页")
        return f"{keys}   ·   {why_not}" if why_not and self._phase is Phase.SAFETY else keys

    def load(self) -> None:
        self.presenter.reload()

    def why_stay(self) -> str:
        return self.tr("治疗未结束，请先停止") if self.session.engaged else ""

    def unsent(self) -> int:
        return self.filer.unsent

    def _hear(self) -> None:
        if not self.isVisible():
            self.load()

    def _hold_page(self, page: QWidget) -> None:
        """Nobody turns away from a patient under a charged coil."""
        if page is not self and self.session.engaged:
            self.shell.open_page(self)
            self.tell(self.why_stay(), Tint.WAIT)

    # -- the queue

    def show_queue(self, cards: Sequence[QueueCard], chosen: int | None) -> None:
        """Show the sessions."""
        self.queue.show_cards(cards, chosen)

    def show_parts(self, parts: dict[int, BrainPart]) -> None:
        """Where the brain parts are."""
        self.centre.show_parts(parts)
        self.show_session()

    def announce(self, rows: Sequence[ExecutionRow]) -> None:
        """Sessions arrived."""
        QApplication.beep()
        QApplication.alert(self.window())
        for row in rows:
            text = self.tr("新处方：{who}  {part}").format(who=f"{row.bed or ''} {row.patient_name}".strip(), part=row.part_name)
            self.shell.notify(text, partial(self._go_to, row.id))
            if not self.isVisible():
                self.tell(text, Tint.INFO)
        self._show_alert(len(self.presenter.unacknowledged()))

    def remind(self, waiting: int) -> None:
        """The alert stays until somebody takes the session."""
        if waiting:
            QApplication.beep()
        self._show_alert(waiting)

    def _show_alert(self, waiting: int) -> None:
        show_chip(self.alert, self.tr("● {count} 份新处方，F5 接收").format(count=waiting) if waiting else "", Tint.WAIT, size=16)
        self._allow_keys()

    def _go_to(self, execution_id: int) -> None:
        self.shell.open_page(self)
        self.presenter.open(execution_id)

    # -- the session

    def show_session(self) -> None:
        """The open session changed."""
        session, execution = self.session, self.session.execution
        self.show_patient(None if execution is None else execution.prescription.patient)
        self._allow_keys()
        key = self._next_key()
        why_not = key.why_not if session.phase is Phase.SAFETY else ""
        self.centre.show_session(self._next_text(key), why_not)
        self.safety.show_prescription(None if execution is None else execution.prescription, self._device_note())
        self.checks.show_session(session)
        self._show_machine()
        self._seen = self._to_be_seen()
        if session.phase is not self._phase:
            self._phase = session.phase
            self._put_cursor()
        self.hint_changed.emit()

    def _put_cursor(self) -> None:
        if not self.isVisible() or QApplication.activeModalWidget() is not None:
            return
        match self._phase:
            case Phase.IDENTIFY:
                self.centre.identity.setFocus()
            case Phase.SAFETY:
                self.checks.start()
            case _:
                self.queue.setFocus()

    def _allow_keys(self) -> None:
        phase, presenter = self.session.phase, self.presenter
        run = self.station.not_allowed(RUN_RIGHT)
        self.step_key.allow(presenter.why_not_step())
        ready = {Phase.ARMED, Phase.PAUSED}
        self.go_key.allow("" if phase in ready else self.tr("刺激器就绪或暂停后才能开始或继续"))
        halting = {Phase.ARMED, Phase.RUNNING, Phase.PAUSED}
        self.halt_key.allow("" if phase in halting else self.tr("没有正在进行的治疗"))
        self.cancel_key.allow(run or presenter.why_not_cancel())
        self.record_key.allow(presenter.why_not_print())
        no_patient = self.tr("请先选择处方") if self.session.execution is None else ""
        self.threshold_key.allow(run or no_patient or (self.tr("治疗未结束") if self.session.engaged else ""))
        self.red.setEnabled(self.session.engaged)
        self.red.setToolTip("" if self.session.engaged else self.tr("刺激器未充电"))

    def _next_key(self) -> KeyAction:
        """The key that goes on from here."""
        return {
            Phase.ARMED: self.go_key,
            Phase.RUNNING: self.halt_key,
            Phase.PAUSED: self.go_key,
            Phase.OVER: self.cancel_key if self.presenter.failed else self.record_key,
        }.get(self.session.phase, self.step_key)

    def _next_text(self, key: KeyAction) -> str:
        texts = {
            Phase.ARRIVED: self.tr("接收"),
            Phase.IDENTIFY: self.tr("身份无误"),
            Phase.SAFETY: self.tr("充电就绪") if self.presenter.unconfirmed is None else self.tr("核对禁忌"),
            Phase.ARMED: self.tr("开始治疗"),
            Phase.RUNNING: self.tr("暂停"),
            Phase.PAUSED: self.tr("继续"),
            Phase.OVER: term("重试") if self.presenter.failed else self.tr("打印治疗记录"),
        }
        text = "" if self.session.unsure else texts.get(self.session.phase, "")
        return f"{key.key}  {text}" if text else ""

    def _device_note(self) -> str:
        execution, own = self.session.execution, self.room.device
        if execution is None or execution.device is None or own is None or execution.device.id == own.id:
            return ""
        return self.tr("处方指定设备 {wanted}，本机为 {own}").format(wanted=execution.device.sn, own=own.sn)

    def show_progress(self) -> None:
        """The machine went on."""
        self.centre.show_progress()

    def _look_at_machine(self) -> None:
        """A machine that is switched off or on, or answers again, tells nobody."""
        if self._to_be_seen() != self._seen:
            self.session.changed.emit()
            self._hold_page(self.shell.page)
        self._show_machine()

    def _to_be_seen(self) -> tuple[Phase, StimulatorState]:
        return self.session.phase, self.room.stimulator.state

    def _show_machine(self) -> None:
        self.machine.show_machine(self.live.is_open)

    def _reset(self) -> None:
        try:
            self.room.stimulator.reset()
        except StimulatorError as error:
            self.warn(reasons.of_machine(str(error)))
        self.session.changed.emit()

    def _identify(self, typed: str) -> None:
        if not self.session.identify(typed):
            QApplication.beep()
            self.centre.show_identity(self.tr("号码与该患者不符"))

    # -- what happened

    def warn(self, text: str) -> None:
        """A sentence that stays under the bell."""
        self.tell(text, Tint.BAD)
        self.shell.notify(text)

    def show_ending(self, ending: Ending) -> None:
        """The session is over: a question that was open is pointless now."""
        if self._start_dialog is not None:
            self._start_dialog.reject()
        if ending.emergency and not ending.confirmed:
            self.unplugging.tell()
        elif ending.emergency:
            self.warn(self.tr("已急停，刺激器已停止"))
        elif ending.status is ExecutionStatus.COMPLETED:
            QApplication.beep()
            self.tell(self.tr("治疗完成"))
        else:
            self.warn(self.tr("治疗未完成：{reason}").format(reason=reasons.of_machine(ending.reason)))

    def _log_refused(self, error: BusinessError, path: object) -> None:
        text = self.tr("服务器拒收治疗日志（{words}），已保留在本机：{path}")
        self.warn(text.format(words=sentence(error), path=path))

    def _log_held(self, error: BusinessError) -> None:
        text = self.tr("服务器暂未收下治疗日志（{words}），日志留在本机，会再次补传")
        self.warn(text.format(words=sentence(error)))

    # -- questions

    def ask_contraindications(self, execution: Execution) -> None:
        """Another system sent the prescription: contraindications and warnings before anything is charged."""
        dialog = ReceivedDialog(self, self.room, execution)
        dialog.reply.done(self._confirmed)
        dialog.open()

    def _confirmed(self, prescription: Prescription) -> None:
        self.presenter.take_confirmed(prescription)
        if prescription.needs_approval:
            self.warn(sentence(NeedsApproval()))
        else:
            self.tell(self.tr("禁忌已核对"))

    def choose_start(self, error: BusinessError) -> Reply[StartChoice]:
        """No server confirms the start."""
        execution = self.session.execution
        name = "" if execution is None else execution.prescription.patient.name
        dialog = StartDialog(self, error, name)
        dialog.finished.connect(lambda _result: setattr(self, "_start_dialog", None))
        self._start_dialog = dialog
        dialog.open()
        return dialog.reply

    def confirm_partly_given(self, pulses: int, planned: int) -> Reply[None]:
        """Earlier attempts gave some of it already."""
        question = self.tr("该患者此前的尝试已接受 {pulses} 个脉冲，本次将从头给出全部 {planned} 个。仍要充电就绪吗？")
        return confirm(self, question.format(pulses=pulses, planned=planned), yes=self.tr("充电就绪"), danger=True)

    def ask_reason(self) -> Reply[Because]:
        """Why the session was stopped."""
        reply: Reply[Because] = Reply(self)

        def given(reason: Because) -> None:
            self.close_form()
            reply.settle(reason, None)

        dialog = reason_for(self, self.tr("停止治疗的原因"), self.tr("确定"), reasons.STOP, given)
        dialog.rejected.connect(lambda: reply.settle(None, Cancelled()))
        self.open_form(dialog)
        return reply

    def _cancel_or_retry(self) -> None:
        """What is answered holds for the session as it is shown now, whatever arrives while the question is open."""
        seen = self.session.execution
        if seen is None:
            return
        if self.presenter.failed:
            question = self.tr("重新安排这一次治疗？患者和处方不变，作为新的一次执行。")
            if had := self.presenter.pulses_had:
                question += "\n" + self.tr("该患者这一次已接受 {pulses} 个脉冲。").format(pulses=had)
            confirm(self, question, yes=term("重试")).done(lambda _: self.presenter.retry(seen))
            return
        cancel = partial(self.presenter.cancel, seen)
        if self.session.phase is Phase.ELSEWHERE:
            self.open_form(self._end_elsewhere(seen, cancel))
        else:
            self.open_form(reason_for(self, self.tr("取消这次治疗的原因"), self.tr("取消治疗"), reasons.CANCEL, cancel))

    def _end_elsewhere(self, seen: Execution, on_reason: Callable[[Because], object]) -> FormDialog[Reason]:
        facts = self.tr(
            "据记录，{patient} 的这次治疗正由 {console} 执行。\n"
            "这里只结束记录，不会停止那台机器：请先到现场确认机器已停。该控制台仍有应答时，服务器不会接受。"
        ).format(patient=seen.prescription.patient.name, console=seen.console)
        title, yes = self.tr("结束他处治疗记录的原因"), self.tr("结束记录")
        return reason_for(self, title, yes, reasons.END_ELSEWHERE, on_reason, facts)

    def _ask_threshold(self) -> None:
        if self.session.execution is not None:
            self.ask_threshold(self.session.execution.prescription.patient)
