"""The console by keyboard on the real treatment room: arrival → acknowledge → check → arm → start → complete → record."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from client_tms.console import presenter
from client_tms.session.course import Check, Phase
from client_tms.stimulator.simulator import Fault, Simulator
from shared.contracts.tms.errors import Unconfirmed
from shared.contracts.tms.types import ExecutionStatus, Why
from shared.qt.build import texts_in
from shared.qt.dialogs import QuestionDialog
from shared.qt.form_dialog import FormDialog
from shared.qt.preview import PreviewDialog
from tests.client_tms.station import Console, dialog
from tests.server.tms.world import World, rtms

COMPLETED, FAILED = ExecutionStatus.COMPLETED, ExecutionStatus.FAILED


@pytest.mark.req("W9")
def test_from_arrival_to_record(world: World, open_console: Any, tmp_path: Any) -> None:
    console: Console = open_console()
    _, execution = world.ready(name="张秀英")
    console.phase(Phase.ARRIVED)
    assert console.shell.topbar.bell.unseen == 1
    assert "1 份新处方" in console.page.alert.text()
    console.press("F5")
    console.phase(Phase.IDENTIFY)
    assert not console.page.alert.isVisible()
    assert "张秀英" in console.shell.patient_banner.text()
    number = str(console.execution.prescription.patient.his_id)
    QTest.keyClicks(console.page.centre.identity, number + "-1")
    QTest.keyClick(console.page.centre.identity, Qt.Key.Key_Return)
    console.phase(Phase.SAFETY)
    for check in Check:
        box = console.page.checks.boxes[check]
        assert QApplication.focusWidget() is box
        QTest.keyClick(box, Qt.Key.Key_Return)
    console.press("F5")
    console.phase(Phase.ARMED)
    console.press("F6")
    console.phase(Phase.OVER)
    done = console.filed()
    assert (done.status, done.trains_done, done.pulses_done, done.output_percent) == (COMPLETED, 10, 400, 40)
    assert (done.console, done.device and done.device.sn) == ("1号控制台", "TMS2026001")
    console.until(lambda: not console.page.record_key.why_not)
    assert console.page.centre.chart.done == 10
    console.press("F9")
    console.until(lambda: dialog(PreviewDialog))
    record = world.operator.treatment_record(execution.id)
    assert [entry.what for entry in record.entries if entry.what != "train"] == ["armed", "started", "completed"]
    assert sum(entry.what == "train" for entry in record.entries) == 10
    dialog(PreviewDialog).reject()


def test_a_wrong_number_does_not_identify(world: World, open_console: Any) -> None:
    console: Console = open_console()
    world.ready()
    console.acknowledge()
    QTest.keyClicks(console.page.centre.identity, "4711")
    QTest.keyClick(console.page.centre.identity, Qt.Key.Key_Return)
    assert console.page.centre.identity_error.text() == "号码与该患者不符"
    assert console.session.phase is Phase.IDENTIFY
    QTest.keyClick(console.page.centre.identity, Qt.Key.Key_Backspace)
    QTest.keyClick(console.page.centre.identity, Qt.Key.Key_Return)
    assert console.session.phase is Phase.IDENTIFY
    console.press("F5")
    console.phase(Phase.SAFETY)


@pytest.mark.req("W9")
def test_the_alert_repeats_until_it_is_acknowledged(world: World, open_console: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    beeps: list[int] = []
    monkeypatch.setattr(QApplication, "beep", lambda: beeps.append(1))
    monkeypatch.setattr(presenter, "REMIND_EVERY_MS", 30)
    console: Console = open_console()
    world.ready()
    console.until(lambda: len(beeps) > 3)
    console.acknowledge()
    console.rest()
    heard = len(beeps)
    assert not console.page.presenter._remind.isActive()
    assert len(beeps) == heard
    assert console.execution.client_info == "TMS控制台 1号控制台"


def test_an_arrival_is_heard_on_every_page_and_taken_while_another_runs(world: World, open_console: Any) -> None:
    console: Console = open_console(speed=1.0)
    console.shell.open_page(console.station.devices)
    world.ready(name="张秀英")
    console.until(lambda: any("张秀英" in text for text in console.shell.toasts()))
    console.shell.open_page(console.page)
    console.ready()
    console.start()
    _, second = world.ready(name="李建国")
    console.until(lambda: "1 份新处方" in console.page.alert.text())
    console.press("F5")
    console.until(lambda: world.now(second).received_at is not None)
    assert console.session.phase is Phase.RUNNING
    assert console.execution.prescription.patient.name == "张秀英"
    console.page.queue.setCurrentIndex(console.page.queue.model().index(1, 0))
    assert console.execution.prescription.patient.name == "张秀英"
    console.shell.open_page(console.station.patients)
    assert console.shell.page is console.page
    console.shell.close()
    assert console.shell.isVisible()


def test_every_key_says_why_not(world: World, open_console: Any) -> None:
    console: Console = open_console(device=False)
    page = console.page
    assert page.step_key.why_not == "没有需要接收或确认的"
    assert page.go_key.why_not == "刺激器就绪或暂停后才能开始或继续"
    assert page.halt_key.why_not == "没有正在进行的治疗"
    assert page.record_key.why_not == "治疗结束后可打印治疗记录"
    _, patient = world.in_patient()
    execution = world.session(world.prescribe(patient))
    console.acknowledge()
    console.press("F5")
    assert page.step_key.why_not == "尚未测定运动阈值，请先测定"
    console.press("Ctrl+T")
    asked = dialog(FormDialog)
    QTest.keyClicks(asked.form.widget("percent"), "0")
    asked.yes.click()
    assert asked.form.error("percent") == "应在 1 到 100 之间"
    asked.form.widget("percent").setText("50")
    asked.yes.click()
    console.until(lambda: page.step_key.why_not == "请先在“设备”页选择本机设备")
    console.choose_device()
    console.until(lambda: page.step_key.why_not == "请逐项完成治疗前核对")
    assert "请逐项完成治疗前核对" in console.shell.statusbar.texts()[0]
    assert page.centre.next.toolTip() == page.step_key.why_not
    console.arm()
    assert world.now(execution).prescription.patient.threshold_percent == 50


def test_pause_resume_and_stop_with_a_reason(world: World, open_console: Any) -> None:
    console: Console = open_console(speed=20.0)
    world.ready()
    console.ready()
    console.start()
    console.until(lambda: console.machine.delivered.pulses > 45)
    console.press("F7")
    console.phase(Phase.PAUSED)
    stood = console.machine.delivered
    console.press("F6")
    console.until(lambda: console.machine.delivered.pulses > stood.pulses)
    console.press("F7")
    console.phase(Phase.PAUSED)
    given = console.machine.delivered
    console.press("F7")
    asked = dialog(FormDialog)
    assert console.session.phase is Phase.OVER
    asked.yes.click()
    assert asked.form.error("reason") == "请填写“原因（记入治疗记录）”"
    QTest.keyClicks(asked.form.widget("reason").lineEdit(), "headache")
    QTest.keyClick(asked.form.widget("reason").lineEdit(), Qt.Key.Key_Return)
    done = console.filed()
    assert (done.status, done.reason) == (FAILED, "headache")
    assert (done.trains_done, done.pulses_done) == (given.trains, given.pulses)
    entries = world.operator.treatment_record(done.id).entries
    assert [entry.what for entry in entries if entry.what != "train"] == [
        "armed",
        "started",
        "paused",
        "resumed",
        "paused",
        "stopped",
    ]


@pytest.mark.req("W9")
@pytest.mark.parametrize("reason", [Why.HEADACHE, None])
def test_a_fault_under_the_question_for_the_reason_loses_no_record(world: World, open_console: Any, reason: Why | None) -> None:
    """The coil is taken off while the operator is asked; no reason is a question that is left."""
    console: Console = open_console(speed=20.0)
    world.ready()
    console.ready()
    console.start()
    console.until(lambda: console.machine.delivered.pulses > 45)
    console.press("F7")
    given = console.machine.delivered
    console.press("F7")
    asked = dialog(FormDialog)
    console.machine.provoke(Fault.COIL_LOOSE)
    if reason:
        asked.form.widget("reason").setCurrentText(reason.zh)
        asked.yes.click()
    else:
        asked.reject()
    assert console.page.unsent() == 1
    done = console.filed()
    assert (done.status, done.reason) == (FAILED, reason or Why.STOPPED_BY_OPERATOR)
    assert (done.trains_done, done.pulses_done) == (given.trains, given.pulses)
    entries = world.operator.treatment_record(done.id).entries
    assert [(entry.what, entry.note) for entry in entries[-2:]] == [("stopped", ""), ("fault", "线圈未连接")]


def test_a_stop_whose_question_is_left_is_filed_all_the_same(world: World, open_console: Any) -> None:
    console: Console = open_console(speed=1.0)
    world.ready()
    console.ready()
    console.start()
    console.press("F7")
    console.press("F7")
    dialog(FormDialog).reject()
    assert console.filed().reason is Why.STOPPED_BY_OPERATOR


def test_disarming_gives_nothing_and_tells_nobody(world: World, open_console: Any) -> None:
    console: Console = open_console()
    _, execution = world.ready()
    console.ready()
    console.press("F7")
    console.phase(Phase.SAFETY)
    console.rest()
    assert not console.station.filer.unsent
    assert world.now(execution).status is ExecutionStatus.DISPATCHED


def test_cancel_with_a_reason_and_retry(world: World, open_console: Any) -> None:
    console: Console = open_console()
    _, execution = world.ready()
    console.acknowledge()
    console.press("F8")
    asked = dialog(FormDialog)
    asked.form.widget("reason").setCurrentText("患者未到")
    asked.yes.click()
    console.phase(Phase.OVER)
    assert (world.now(execution).status, world.now(execution).reason) == (FAILED, Why.ABSENT)
    console.press("F8")
    dialog(QuestionDialog).yes.click()
    console.phase(Phase.ARRIVED)
    assert console.execution.attempt == 2
    console.ready()


def test_a_fault_ends_the_session_and_must_be_reset(world: World, open_console: Any) -> None:
    machine = Simulator(20.0)
    console: Console = open_console(machine=machine)
    world.ready()
    console.ready()
    console.start()
    console.until(lambda: machine.delivered.pulses > 0)
    machine.provoke(Fault.COIL_LOOSE)
    done = console.filed()
    assert (done.status, done.reason) == (FAILED, "线圈未连接")
    console.phase(Phase.OVER)
    assert console.page.machine.reset.isVisible()
    console.until(lambda: world.operator.devices()[0].status.zh == "故障")
    console.press("F8")
    dialog(QuestionDialog).yes.click()
    console.acknowledge()
    console.identify()
    for check in Check:
        console.page.checks.boxes[check].setChecked(True)
    assert console.page.step_key.why_not == "刺激器故障：线圈未连接"
    console.page.machine.reset.click()
    console.press("F5")
    dialog(QuestionDialog).yes.click()
    console.phase(Phase.ARMED)


@pytest.mark.req("W9")
def test_the_second_console_is_refused(world: World, open_console: Any) -> None:
    first: Console = open_console(speed=1.0)
    second: Console = open_console("tms2", "2号控制台")
    _, execution = world.ready()
    first.ready()
    second.phase(Phase.IDENTIFY)
    second.identify()
    second.arm()
    second.deaf()
    first.start()
    second.rest()
    second.until(lambda: not second.page.go_key.why_not)
    second.press("F6")
    second.until(lambda: any("已由1号控制台执行" in text for text in second.shell.toasts()))
    second.until(lambda: second.session.phase in {Phase.SAFETY, Phase.ELSEWHERE})
    assert not second.station.filer.unsent
    assert not second.session.engaged
    assert world.now(execution).console == "1号控制台"


def test_armed_here_and_started_there_it_is_discharged(world: World, open_console: Any) -> None:
    first: Console = open_console(speed=1.0)
    second: Console = open_console("tms2", "2号控制台")
    world.ready()
    first.ready()
    second.phase(Phase.IDENTIFY)
    second.identify()
    second.arm()
    first.start()
    second.phase(Phase.ELSEWHERE)
    assert "正由 1号控制台 执行" in second.page.centre.instruction.text()


def test_progress_is_seen_elsewhere(world: World, open_console: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("client_tms.session.progress.PROGRESS_EVERY_S", 0.05)
    console: Console = open_console(speed=30.0)
    _, execution = world.ready()
    console.ready()
    console.start()
    console.until(lambda: world.now(execution).trains_done >= 1)
    assert world.now(execution).status is ExecutionStatus.EXECUTING


def test_received_values_that_make_no_train_are_shown_and_not_run(world: World, open_console: Any) -> None:
    console: Console = open_console()
    notice = world.post()
    console.acknowledge()
    console.press("F5")
    world.measure(notice.execution.prescription.patient.id)
    console.until(lambda: console.session.why_not_arm() == Unconfirmed.zh)
    console.until(lambda: any("提示" in text for text in _safety(console)))


def test_needs_approval_is_said_at_the_key(world: World, open_console: Any) -> None:
    _, patient = world.in_patient()
    world.measure(patient.id)
    prescription = world.prescribe(patient, rtms(90, train="10", pause="50"))
    assert prescription.needs_approval
    approved = world.second.approve(prescription.id, prescription.version, "获益大于风险")
    world.session(approved)
    console: Console = open_console()
    console.acknowledge()
    console.press("F5")
    assert console.page.step_key.why_not == "请逐项完成治疗前核对"
    assert "韩医师" in console.page.safety.approval.text()
    console.until(lambda: any("须批准" in text for text in _safety(console)))


def _safety(console: Console) -> list[str]:
    return texts_in(console.page.safety)
