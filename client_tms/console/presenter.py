"""Behaviour of the console: what arrives and is acknowledged, which session is open, and what each key does now (W9)."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from client_tms import papers
from client_tms.console.queue_list import QueueCard
from client_tms.live import LiveFeed
from client_tms.room import Room
from client_tms.session import obstacles
from client_tms.session.controller import SessionController
from client_tms.session.course import Ending, Phase
from client_tms.session.filing import LogFiler
from client_tms.session.start import SessionView
from shared import clock
from shared.contracts.tms.contract import TmsContract
from shared.contracts.tms.errors import ExecutionChanged, LateRecord
from shared.contracts.tms.types import (
    Because,
    BrainPart,
    Execution,
    ExecutionRow,
    ExecutionStatus,
    FeedFilter,
    Prescription,
)
from shared.errors import BusinessError
from shared.qt import hospital_time
from shared.qt.language import sentence
from shared.qt.page import ReportView
from shared.qt.reply import Reply

REMIND_EVERY_MS = 5000
_CONFIRMATION_MS = 3000
_OPEN = frozenset({ExecutionStatus.PENDING, ExecutionStatus.DISPATCHED})
_OVER = frozenset({ExecutionStatus.COMPLETED, ExecutionStatus.FAILED})


class ConsoleView(ReportView, SessionView, Protocol):
    """What the presenter shows on."""

    def report(self, error: BusinessError) -> None:
        """Tell an error."""

    def show_queue(self, cards: Sequence[QueueCard], chosen: int | None) -> None:
        """Show the sessions; `chosen` is the open one."""

    def show_parts(self, parts: dict[int, BrainPart]) -> None:
        """Where the brain parts are."""

    def show_session(self) -> None:
        """The open session changed."""

    def show_progress(self) -> None:
        """The machine went on."""

    def announce(self, rows: Sequence[ExecutionRow]) -> None:
        """Sessions arrived: sound, badge, and a sentence."""

    def remind(self, waiting: int) -> None:
        """So many are still not acknowledged; 0 ends the alert."""

    def ask_contraindications(self, execution: Execution) -> None:
        """Another system sent the prescription of `execution`, and nobody has asked yet."""

    def show_ending(self, ending: Ending) -> None:
        """The session at this machine is over."""

    def close_form(self) -> None:
        """What the dialog in front asked for is done."""

    def show_record(self, pdf: bytes) -> None:
        """A record before it is printed."""


class ConsolePresenter(QObject):
    """See the module."""

    def __init__(self, room: Room, filer: LogFiler, live: LiveFeed, view: ConsoleView, parent: QObject) -> None:
        super().__init__(parent)
        self.room, self.filer, self.live, self._view = room, filer, live, view
        self._station = room.station
        self.session = SessionController(room, filer, view, self)
        self._rows: tuple[ExecutionRow, ...] = ()
        self._known: set[tuple[int, int]] | None = None
        self._heard: dict[int, ExecutionRow] = {}
        """What the feed told since the queue was last asked for: an answer under way may be older."""
        self._wanted: int | None = None
        self._remind = QTimer(self, interval=REMIND_EVERY_MS)
        self._remind.timeout.connect(lambda: view.remind(len(self.unacknowledged())))
        self.session.changed.connect(view.show_session)
        self.session.moved.connect(view.show_progress)
        self.session.ended.connect(view.show_ending)
        filer.filed.connect(self._filed)
        live.news.connect(self._hear)
        live.confirmed.connect(lambda _id, _ok: self.reload())

    # -- the queue

    def load_parts(self) -> None:
        """Where coils go."""
        found = self._station.query(lambda api: api.parts(), owner=self)
        found.done(lambda parts: self._view.show_parts({part.id: part for part in parts}))

    def reload(self) -> None:
        """Look at the queue again, and at what is open."""
        self._heard.clear()
        self._station.latest((self, "queue"), None, lambda api: api.queue(FeedFilter()).rows, owner=self).done(
            self._show_rows
        ).failed(self._view.report)
        if self._wanted is not None:
            self._fetch(self._wanted)

    def _hear(self, row: ExecutionRow | None) -> None:
        """A message of the feed carries what the queue shows; the server is asked only where it carries nothing."""
        if row is None or self._known is None:
            self.reload()
            return
        if row.id == self._wanted:
            # The open session shows more than a queue does.
            self._fetch(row.id)
        self._heard[row.id] = row
        self._show_rows(self._rows)

    def _show_rows(self, rows: Iterable[ExecutionRow]) -> None:
        merged = {row.id: row for row in rows}
        for row in self._heard.values():
            known = merged.get(row.id)
            if known is not None and known.version > row.version:
                continue
            merged[row.id] = row
            if row.status in _OVER and not self._ended_today(row):
                # A replay tells of other days too, the queue does not.
                del merged[row.id]
        self._rows = tuple(sorted(merged.values(), key=lambda row: (row.status in _OVER, row.created_at)))
        ids = {(row.id, row.attempt) for row in self.unacknowledged()}
        news = [row for row in self.unacknowledged() if self._known is None or (row.id, row.attempt) not in self._known]
        self._known = ids if self._known is None else self._known | ids
        if self._wanted is None and self._rows and self._rows[0].status not in _OVER:
            self.open(self._rows[0].id)
        self._show_queue()
        if news:
            self._view.announce(news)
        self._follow_alert()

    def _ended_today(self, row: ExecutionRow) -> bool:
        return row.ended_at is not None and clock.local(row.ended_at).date() == hospital_time.today()

    def unacknowledged(self) -> tuple[ExecutionRow, ...]:
        """Sessions that wait for F5 接收, oldest first."""
        return tuple(row for row in self._rows if row.received_at is None and row.status in _OPEN)

    def _show_queue(self) -> None:
        fresh = {row.id for row in self.unacknowledged()}
        self._view.show_queue([QueueCard(row, row.id in fresh) for row in self._rows], self._wanted)

    def _follow_alert(self) -> None:
        waiting = len(self.unacknowledged())
        if waiting and not self._remind.isActive():
            self._remind.start()
        elif not waiting and self._remind.isActive():
            self._remind.stop()
            self._view.remind(0)

    # -- the open session

    def open(self, execution_id: int) -> None:
        """Open a session of the queue; the one before is gone from the screen before this one is there."""
        if execution_id == self._wanted:
            return
        if self.session.engaged:
            self._show_queue()
            self._view.warn(QCoreApplication.translate("ConsolePresenter", "治疗未结束，不能换到另一位患者"))
            return
        self._wanted = execution_id
        self.session.open(None)
        self._fetch(execution_id)

    def _fetch(self, execution_id: int) -> None:
        asked = self._station.latest((self, "open"), execution_id, lambda api: api.execution(execution_id), owner=self)
        asked.done(self.session.open).failed(self._view.report)

    def _filed(self, _execution: Execution) -> None:
        self.reload()

    # -- F5

    def step(self) -> None:
        """F5: the next thing to confirm; away from the open session, the oldest arrival."""
        match self.session.phase:
            case Phase.ARRIVED if self.session.execution is not None:
                self.acknowledge(self.session.execution.id)
            case Phase.IDENTIFY:
                self.session.identify()
            case Phase.SAFETY if self.session.execution is not None and self.unconfirmed is not None:
                self._view.ask_contraindications(self.session.execution)
            case Phase.SAFETY:
                self.session.arm()
            case _ if self.unacknowledged():
                self.acknowledge(self.unacknowledged()[0].id)

    def why_not_step(self) -> str:
        """Why F5 does nothing now."""
        phase = self.session.phase
        if self.session.unsure:
            # Whoever arrived meanwhile waits: only a stop, or the plug, is left.
            return QCoreApplication.translate("ConsolePresenter", "刺激器状态不明，请先急停或拔掉电源")
        if self.unconfirmed is not None:
            return obstacles.to_confirm(self.room, self.unconfirmed)
        if phase is Phase.SAFETY:
            return self.session.why_not_arm()
        if phase in {Phase.ARRIVED, Phase.IDENTIFY} or self.unacknowledged():
            return ""
        return QCoreApplication.translate("ConsolePresenter", "没有需要接收或确认的")

    @property
    def unconfirmed(self) -> Prescription | None:
        """The prescription before the operator while F5 asks its contraindications: another system's, that nobody asked for yet."""
        execution = self.session.execution
        if execution is None or self.session.phase is not Phase.SAFETY:
            return None
        return execution.prescription if execution.prescription.unconfirmed else None

    def take_confirmed(self, prescription: Prescription) -> None:
        """The contraindications were asked: the open session goes on from the server's word, and everything is read again."""
        execution = self.session.execution
        if execution is not None and execution.prescription.id == prescription.id:
            self.session.open(replace(execution, prescription=prescription))
        self.reload()

    def acknowledge(self, execution_id: int) -> None:
        """接收: by the feed where it stands, else by the server; whoever is asked twice does it once."""
        if self.session.phase in {Phase.NOTHING, Phase.OVER, Phase.ELSEWHERE}:
            self.open(execution_id)
        if not self.live.is_open:
            self._acknowledge_here(execution_id)
            return
        self.live.acknowledge(execution_id)
        # A gateway that takes the message and says nothing must not keep the patient waiting.
        QTimer.singleShot(_CONFIRMATION_MS, self, partial(self._acknowledge_if_open, execution_id))

    def _acknowledge_if_open(self, execution_id: int) -> None:
        if any(row.id == execution_id for row in self.unacknowledged()):
            self._acknowledge_here(execution_id)

    def _acknowledge_here(self, execution_id: int) -> None:
        info, at = self.client_info, hospital_time.now()
        sent = self._station.worker.command(lambda api: api.acknowledge(execution_id, info, at), owner=self)
        sent.done(lambda _: self.reload()).failed(self._view.report)

    @property
    def client_info(self) -> str:
        """Who acknowledges."""
        return QCoreApplication.translate("ConsolePresenter", "TMS控制台 {console}").format(console=self.room.console)

    # -- F6, F7, F8, F9

    def go(self) -> None:
        """F6: start, or go on."""
        if self.session.phase is Phase.PAUSED:
            self.session.resume()
        else:
            self.session.start()

    def halt(self) -> None:
        """F7: pause; paused, stop for good; armed, discharge."""
        match self.session.phase:
            case Phase.RUNNING:
                self.session.pause()
            case Phase.PAUSED:
                self.session.stop()
            case Phase.ARMED:
                self.session.disarm()

    def why_not_cancel(self) -> str:
        """Why F8 does nothing now: it cancels what was not begun or runs elsewhere, and repeats what failed."""
        execution = self.session.execution
        if self.unfiled:
            return _not_filed()
        if execution is None or self.session.engaged or execution.status is ExecutionStatus.COMPLETED:
            return QCoreApplication.translate("ConsolePresenter", "只能取消未开始或由他处执行的处方，或重试未完成的处方")
        if execution.late:
            return sentence(LateRecord())
        return ""

    @property
    def unfiled(self) -> bool:
        """Whether the open session ended here and the server does not know it yet."""
        execution = self.session.execution
        return self.session.ending is not None and execution is not None and execution.status not in _OVER

    @property
    def failed(self) -> bool:
        """Whether F8 would repeat the open session; a record that was filed late is not repeated, its session is."""
        execution, ending = self.session.execution, self.session.ending
        if execution is None or execution.late:
            return False
        return (execution.status if ending is None else ending.status) is ExecutionStatus.FAILED

    @property
    def pulses_had(self) -> int:
        """Pulses of the open session that the patient has had, all attempts together."""
        execution = self.session.execution
        return 0 if execution is None else execution.pulses_before + self.session.delivered.pulses

    def cancel(self, seen: Execution, reason: Because) -> None:
        """F8: the session will not be run, or is not run any more; as it was `seen` by who decided."""
        number, version = seen.id, seen.version
        sent = self._press(("cancel", number, version, reason), lambda api: api.cancel(number, version, reason))
        sent.done(lambda _: self._view.close_form())

    def retry(self, seen: Execution) -> None:
        """F8: a failed session once more, as a new attempt; nothing when somebody else has tried since it was `seen`."""
        number, attempt, now = seen.id, seen.attempt, self.session.execution
        if now is not None and now.id == number and now.attempt != attempt:
            self._view.report(ExecutionChanged())
            return
        self._press(("retry", number, attempt), lambda api: api.retry(number))

    def why_not_print(self) -> str:
        """Why F9 does nothing now."""
        execution = self.session.execution
        if self.unfiled:
            return _not_filed()
        if execution is None or execution.status not in _OVER:
            return QCoreApplication.translate("ConsolePresenter", "治疗结束后可打印治疗记录")
        return ""

    def print_record(self) -> None:
        """F9: the record of the open session."""
        execution = self.session.execution
        if execution is not None:
            number, by, at = execution.id, self._station.user_name, hospital_time.now()
            reprints = papers.count_print(number, execution.attempt)
            made = self._station.query(lambda api: papers.record(api, number, by, at, reprints), owner=self)
            made.done(self._view.show_record).failed(self._view.report)

    def _press(self, what: Hashable, call: Callable[[TmsContract], object]) -> Reply[object]:
        def told(error: BusinessError) -> None:
            self._view.report(error)
            self.reload()

        return self._station.press(what, call).done(lambda _: self.reload()).failed(told)


def _not_filed() -> str:
    return QCoreApplication.translate("ConsolePresenter", "治疗日志尚未上传，恢复连接后自动补传")
