"""A lost server stops no session: the log goes to the disk and is filed later, in order, once, also after a restart."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from client_tms.dialogs import StartDialog
from client_tms.session.course import Phase
from client_tms.session.journal import Header
from client_tms.stimulator.simulator import Fault, Simulator
from shared import clock
from shared.contracts.tms.errors import ExecutionChanged, PrescriptionStopped
from shared.contracts.tms.types import DeviceStatus, ExecutionStatus, LogEntry, SessionLog, Why
from shared.errors import BusinessError, OutcomeUnknown, StorageFull, UnknownError
from shared.identifiers import new_key
from shared.qt.form_dialog import FormDialog
from tests.client_tms.station import Console, ConsoleClient, dialog
from tests.client_tms.test_journal import full_from_now
from tests.server.tms.world import World

COMPLETED, FAILED = ExecutionStatus.COMPLETED, ExecutionStatus.FAILED


@pytest.mark.req("W9")
def test_a_lost_server_does_not_stop_a_running_session(world: World, open_console: Any) -> None:
    console: Console = open_console(speed=400.0)
    _, execution = world.ready()
    console.ready()
    console.start()
    console.lose_server()
    console.phase(Phase.OVER)
    console.until(lambda: console.page.unsent() == 1)
    assert world.now(execution).status is ExecutionStatus.EXECUTING
    assert console.page.record_key.why_not == "治疗日志尚未上传，恢复连接后自动补传"
    assert console.page.cancel_key.why_not == console.page.record_key.why_not
    console.until(lambda: "未发送 1 项" in console.shell.offline_banner.text())
    console.find_server()
    done = console.filed()
    assert (done.status, done.pulses_done) == (COMPLETED, 400)


def test_a_lost_answer_files_nothing_twice(world: World, open_console: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("client_tms.session.filing._AGAIN_MS", 10)
    console: Console = open_console(speed=400.0)
    _, execution = world.ready()
    console.ready()
    console.start()
    console.client.lose_answers = 1
    console.phase(Phase.OVER)
    done = console.filed()
    assert done.status is COMPLETED
    changes = world.operator.changes_of(execution.id).rows
    assert [change.new for change in changes].count(COMPLETED) == 1


@pytest.mark.req("W9")
def test_an_offline_start_needs_a_word_and_is_filed_late(world: World, open_console: Any) -> None:
    console: Console = open_console(speed=400.0)
    _, execution = world.ready()
    console.ready()
    console.lose_server()
    console.press("F6")
    console.until(lambda: dialog(StartDialog))
    asked = dialog(StartDialog)
    assert asked.again.hasFocus() or not asked.offline.hasFocus()
    asked.offline.click()
    assert console.session.phase is Phase.RUNNING
    assert console.session.offline
    console.phase(Phase.OVER)
    console.find_server()
    done = console.filed()
    assert (done.status, done.console) == (COMPLETED, "1号控制台")
    entries = world.operator.treatment_record(execution.id).entries
    assert Why.STARTED_OFFLINE is next(entry.note for entry in entries if entry.what == "started")


def test_the_question_can_be_answered_with_again(world: World, open_console: Any) -> None:
    console: Console = open_console(speed=1.0)
    world.ready()
    console.ready()
    console.lose_server()
    console.press("F6")
    console.until(lambda: dialog(StartDialog))
    console.find_server()
    console.until(lambda: console.worker.state.value == "online")
    dialog(StartDialog).again.click()
    console.phase(Phase.RUNNING)
    assert not console.session.offline


def test_given_up_without_an_answer_nothing_is_left(world: World, open_console: Any) -> None:
    console: Console = open_console()
    _, execution = world.ready()
    console.ready()
    console.lose_server()
    console.press("F6")
    console.until(lambda: dialog(StartDialog))
    dialog(StartDialog).leave.click()
    console.phase(Phase.SAFETY)
    assert not console.station.filer.unsent
    assert world.now(execution).status is ExecutionStatus.DISPATCHED


def test_given_up_after_a_lost_answer_the_server_learns_that_nothing_was_given(world: World, open_console: Any) -> None:
    console: Console = open_console()
    _, execution = world.ready()
    console.ready()
    console.client.lose_statuses = 1
    console.press("F6")
    console.until(lambda: dialog(StartDialog))
    assert world.now(execution).status is ExecutionStatus.EXECUTING
    dialog(StartDialog).leave.click()
    done = console.filed()
    assert (done.status, done.reason, done.pulses_done) == (FAILED, Why.NOT_STARTED, 0)


def test_again_after_a_lost_answer_is_the_same_start(world: World, open_console: Any) -> None:
    console: Console = open_console(speed=1.0)
    _, execution = world.ready()
    console.ready()
    console.client.lose_statuses = 1
    console.press("F6")
    console.until(lambda: dialog(StartDialog))
    console.until(lambda: console.worker.state.value == "online")
    dialog(StartDialog).again.click()
    console.phase(Phase.RUNNING)
    assert [change.new for change in world.operator.changes_of(execution.id).rows].count(ExecutionStatus.EXECUTING) == 1


def test_started_elsewhere_meanwhile_the_operator_is_warned(
    world: World, open_console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client_tms.session.progress.PROGRESS_EVERY_S", 0.05)
    console: Console = open_console(speed=1.0)
    _, execution = world.ready()
    console.ready()
    console.lose_server()
    console.press("F6")
    console.until(lambda: dialog(StartDialog))
    world.update(execution, ExecutionStatus.EXECUTING, "2号控制台", api=world.other)
    dialog(StartDialog).offline.click()
    console.find_server()
    console.until(lambda: any("已由2号控制台执行" in text and "仍在进行" in text for text in console.shell.toasts()))
    assert console.session.phase is Phase.RUNNING
    console.session.emergency_stop()
    console.until(lambda: not console.station.filer.unsent)
    assert world.now(execution).console == "2号控制台"


def _console_that_dies(logs: Path, database_id: str, execution_id: int) -> None:
    """A process that begins a session, writes two lines of its log and is gone in the middle of a third."""
    code = f"""
        import os
        from datetime import datetime
        from pathlib import Path
        from client_tms.session.journal import Header, JournalStore
        from shared.clock import ZONE
        from shared.contracts.tms.types import LogEntry
        now = datetime(2026, 3, 2, 10, 0, tzinfo=ZONE)
        journal = JournalStore(Path({str(logs)!r})).begin(
            Header("k-of-the-dead", {database_id!r}, {execution_id}, "1号控制台", None, 40, now))
        journal.append(LogEntry(now, "started", 0, 0))
        journal.append(LogEntry(now, "train", 3, 120))
        os.write(journal._file, b'{{"type":"entry","entr')
        os._exit(9)
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], env={**os.environ, "PYTHONPATH": os.getcwd()}, check=False
    )
    assert ended.returncode == 9


@pytest.mark.req("W9")
def test_a_console_that_died_files_what_was_given(world: World, open_console: Any, tmp_path: Path) -> None:
    _, execution = world.ready()
    world.start(execution, "1号控制台")
    database_id = world.operator.hello().database_id
    _console_that_dies(tmp_path / "1号控制台", database_id, execution.id)
    console: Console = open_console()
    console.until(lambda: world.now(execution).status is FAILED)
    done = world.now(execution)
    assert (done.reason, done.trains_done, done.pulses_done) == (Why.CONSOLE_DIED, 3, 120)
    assert world.operator.treatment_record(execution.id).entries[-1].what == "interrupted"
    console.until(lambda: not console.station.filer.unsent)
    assert any("补传" in text for text in console.shell.toasts())


@pytest.mark.req("W9")
def test_a_log_is_filed_after_a_restart_of_the_console(world: World, open_console: Any) -> None:
    first: Console = open_console(speed=400.0)
    _, execution = world.ready()
    first.ready()
    first.start()
    first.lose_server()
    first.phase(Phase.OVER)
    first.close()
    assert world.now(execution).status is ExecutionStatus.EXECUTING
    second: Console = open_console(speed=400.0)
    second.until(lambda: world.now(execution).status is COMPLETED)
    assert world.now(execution).pulses_done == 400
    assert second.client.calls.count("file_log") == 1


def test_a_log_that_the_server_refuses_is_kept_aside(world: World, open_console: Any, tmp_path: Path) -> None:
    _console_that_dies(tmp_path / "1号控制台", world.operator.hello().database_id, 4711)
    console: Console = open_console()
    console.until(lambda: any("拒收" in text for text in console.shell.toasts()))
    assert [path.suffix for path in (tmp_path / "1号控制台").iterdir()] == [".refused"]


@pytest.mark.req("W9")
def test_a_log_is_filed_by_who_comes_next(world: World, open_console: Any, tmp_path: Path) -> None:
    """The server has the log, its answer was lost, and somebody else logs in at the console."""
    first: Console = open_console(speed=400.0)
    _, execution = world.ready()
    first.ready()
    first.start()
    first.client.lose_answers = 1000
    first.until(lambda: world.now(execution).status is COMPLETED)
    first.close()
    assert [path.suffix for path in (tmp_path / "1号控制台").iterdir()] == [".session"]
    second: Console = open_console("tms2")
    second.until(lambda: not list((tmp_path / "1号控制台").iterdir()))
    second.rest()
    assert not [text for text in second.shell.toasts() if "日志" in text]
    assert [change.new for change in world.operator.changes_of(execution.id).rows].count(COMPLETED) == 1
    assert len(world.operator.history(execution.prescription.patient.id).executions) == 1


@pytest.mark.req("W9")
def test_a_log_whose_end_a_full_disk_refused_is_sent_once_there_is_room(
    world: World, open_console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client_tms.session.filing._AGAIN_MS", 10)
    console: Console = open_console(speed=1.0)
    _, execution = world.ready()
    console.ready()
    console.start()
    attempt = console.session._attempt
    assert attempt is not None
    room: list[Callable[[], None]] = []
    console.station.disk.do(lambda: room.append(full_from_now(attempt.recorder._journal)))
    console.session.emergency_stop()
    console.until(lambda: any("治疗日志写入失败" in text for text in console.shell.toasts()))
    console.until(lambda: console.station.filer._unended)
    assert console.page.unsent() == 1
    assert world.now(execution).status is ExecutionStatus.EXECUTING
    room[0]()
    done = console.filed()
    assert (done.status, done.reason) == (FAILED, Why.EMERGENCY_STOP)
    assert world.operator.treatment_record(execution.id).entries[-1].what == "emergency_stop"


@pytest.mark.req("W9")
def test_words_that_no_server_stores_do_not_keep_a_log_from_it(world: World, open_console: Any, tmp_path: Path) -> None:
    console: Console = open_console(speed=1.0)
    world.ready()
    console.ready()
    console.start()
    console.press("F7")
    console.press("F7")
    asked = dialog(FormDialog)
    asked.form.widget("reason").setCurrentText("头\ue000痛")
    sent: list[SessionLog] = []
    console.client.before_filing = sent.append
    asked.yes.click()
    assert console.filed().reason == "头�痛"
    assert [log.reason for log in sent] == ["头�痛"]
    assert list((tmp_path / "1号控制台").iterdir()) == []


class _Babbling(Simulator):
    """A machine whose driver puts anything into its words."""

    @property
    def fault_text(self) -> str:
        return "\ue000\x00" + "线圈过热" * 100 if super().fault_text else ""


@pytest.mark.req("W8")
def test_whatever_a_faulty_machine_says_it_is_shown_as_faulty(world: World, open_console: Any) -> None:
    machine = _Babbling(1.0)
    console: Console = open_console(machine=machine)
    world.ready()
    console.ready()
    console.start()
    machine.provoke(Fault.COIL_HOT)
    done = console.filed()
    assert done.status is FAILED
    assert done.reason.startswith("��线圈过热")
    console.until(lambda: world.operator.devices()[0].status is DeviceStatus.FAULT)


class _Moody:
    """A connection whose server does not take a log for a reason of the test's."""

    def __init__(self, client: ConsoleClient) -> None:
        self.client = client
        self.because: dict[int, BusinessError] = {}
        self.filed: list[int] = []
        client.before_filing = self

    def __call__(self, log: SessionLog) -> None:
        self.filed.append(log.execution_id)
        if log.execution_id in self.because:
            raise self.because[log.execution_id]


@pytest.mark.req("W9")
@pytest.mark.parametrize("error", [PrescriptionStopped(), StorageFull(), ExecutionChanged(), UnknownError(unknown="t")])
def test_a_log_that_is_not_taken_now_stays_and_is_told(
    world: World, open_console: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: BusinessError
) -> None:
    monkeypatch.setattr("client_tms.session.filing._AGAIN_MS", 10)
    console: Console = open_console(speed=400.0)
    moody = _Moody(console.client)
    _, execution = world.ready()
    moody.because[execution.id] = error
    console.ready()
    console.start()
    console.until(lambda: len(moody.filed) >= 3)
    told = [text for text in console.shell.toasts() if "暂未收下治疗日志" in text]
    assert len(told) == 1
    assert console.station.filer.unsent == 1
    assert [path.suffix for path in (tmp_path / "1号控制台").iterdir()] == [".session"]
    moody.because.clear()
    assert console.filed().status is COMPLETED


def test_a_log_that_must_wait_does_not_hold_up_another_patients(
    world: World, open_console: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("client_tms.session.filing._AGAIN_MS", 10)
    console: Console = open_console()
    moody = _Moody(console.client)
    filer, room = console.station.filer, console.station.room
    _, first = world.ready()
    _, second = world.ready(name="李建国")
    moody.because[first.id] = PrescriptionStopped()
    for execution in (first, second):
        journal = filer.store.begin(Header(new_key(), room.station.database_id, execution.id, room.console, None, 40, clock.now()))
        journal.append(LogEntry(clock.now(), "completed", 10, 400))
        journal.end(COMPLETED, "")
    filer.file()
    console.until(lambda: world.now(second).status is COMPLETED)
    assert world.now(first).status is not COMPLETED
    moody.because.clear()
    console.until(lambda: world.now(first).status is COMPLETED)


def test_an_answer_may_be_lost_for_good(world: World, open_console: Any) -> None:
    """OutcomeUnknown is an answer like none: the same question follows."""
    console: Console = open_console()
    world.ready()
    console.ready()
    console.client.lose_statuses = 1
    console.press("F6")
    console.until(lambda: dialog(StartDialog))
    assert OutcomeUnknown.zh.split("；")[0] in dialog(StartDialog).findChild(type(console.page.alert), "hint").text()
    dialog(StartDialog).leave.click()
    console.filed()
