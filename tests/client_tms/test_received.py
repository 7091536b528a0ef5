"""核对外来处方: the contraindications of another system's prescription are asked, by keyboard, before a console arms (W9, W10)."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from client_tms.dialogs import StartDialog
from client_tms.prescriptions.received import ReceivedDialog
from client_tms.session.course import Check, Phase
from client_tms.stimulator.interface import StimulatorState
from shared.contracts.tms.errors import ChecklistIncomplete, NeedsApproval, PrescriptionChanged, Unconfirmed
from shared.contracts.tms.types import Execution, ExecutionStatus, NewExecution, PatientGiven, PrescriptionGiven, Stimulation, Why
from shared.identifiers import new_id
from shared.qt.dialogs import QuestionDialog
from tests.client_tms.station import Console, dialog
from tests.server.tms.world import World, rtms

F5, RETURN, ESCAPE, YES, NO = Qt.Key.Key_F5, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Y, Qt.Key.Key_N
WARNED = rtms(120)
"""10 Hz at 120 % in trains of 4 s: a warning."""


def sent(world: World, stimulation: Stimulation | None = None) -> Execution:
    """A session that another system posts, with its own prescription, for somebody whose threshold is known."""
    person = PatientGiven(new_id(), "李四", code="MZ-3002")
    given = PrescriptionGiven(new_id(), stimulation or rtms(), "左侧前额叶")
    made: Execution = world.his.create_execution(NewExecution(prescription=given, patient=person)).execution
    world.measure(made.prescription.patient.id)
    return made


def at_safety(console: Console) -> None:
    """F5 接收, F5 身份无误, Enter on each check: the keyboard in the window."""
    console.phase(Phase.ARRIVED)
    console.shell.activateWindow()
    console.strike(F5, console.shell)
    console.phase(Phase.IDENTIFY)
    console.rest()
    console.strike(F5)
    console.phase(Phase.SAFETY)
    for check in Check:
        assert QApplication.focusWidget() is console.page.checks.boxes[check]
        console.strike(RETURN)


def opened(console: Console) -> ReceivedDialog:
    """F5, and the questions are there."""
    console.strike(F5)
    asked: ReceivedDialog = dialog(ReceivedDialog)
    console.until(lambda: asked.checklist is not None)
    return asked


def waiting(world: World, open_console: Any, stimulation: Stimulation | None = None, **options: Any) -> tuple[Console, Execution]:
    """A console before the open dialog's session, every check ticked."""
    console: Console = open_console(**options)
    made = sent(world, stimulation)
    at_safety(console)
    return console, made


def answer(console: Console, asked: ReceivedDialog, yes: tuple[int, ...] = ()) -> None:
    """N on every question but these, wherever the cursor is."""
    assert asked.checklist is not None
    for number in range(len(asked.checklist.groups)):
        console.strike(YES if number in yes else NO)


def texts(asked: ReceivedDialog) -> str:
    return "\n".join(each.text() for each in asked.findChildren(QLabel) if each.isVisible())


def gone(console: Console) -> None:
    """The dialog is closed."""
    console.until(lambda: dialog(ReceivedDialog) is None)
    console.rest()
    in_front(console, console.shell)


def in_front(console: Console, window: QWidget) -> None:
    """What a window system does when a dialog closes: the one below gets the keyboard."""
    window.activateWindow()
    console.until(lambda: QApplication.activeWindow() is window)


@pytest.mark.req("W9")
@pytest.mark.req("W10")
def test_by_keyboard_from_the_arrival_to_the_charged_machine(world: World, open_console: Any) -> None:
    console, made = waiting(world, open_console)
    page = console.page
    assert page.safety.approval.text() == "需先核对禁忌"
    assert "需先核对禁忌" in page.centre.instruction.text()
    assert page.centre.next.text() == "F5  核对禁忌"
    assert "需先核对禁忌" in console.shell.statusbar.texts()[0]
    asked = opened(console)
    assert console.machine.state is StimulatorState.IDLE
    for said in ("李四", "MZ-3002", "左侧前额叶", "10 Hz · 4 s / 26 s · 10 串", "强度 80%", "10 串 × 40 = 400 脉冲，04:34"):
        assert said in texts(asked)
    assert "机器输出 40%" in asked.check.output.text()
    answer(console, asked)
    assert asked.yes.hasFocus()
    console.strike(RETURN)
    gone(console)
    stored = world.now(made).prescription
    assert (stored.confirmed_by, stored.checklist, stored.needs_approval) == ("郭操作", world.checklist(), False)
    assert page.centre.next.text() == "F5  充电就绪"
    assert page.safety.approval.text() == "无需批准"
    console.strike(F5)
    console.phase(Phase.ARMED)
    console.start()
    console.phase(Phase.OVER)
    assert console.filed().status is ExecutionStatus.COMPLETED
    assert not any(Why.UNCONFIRMED in change.notes for change in world.operator.changes_of(made.id).rows)


@pytest.mark.req("W10")
def test_a_contraindication_waits_for_a_second_person(world: World, open_console: Any) -> None:
    console, made = waiting(world, open_console)
    asked = opened(console)
    answer(console, asked, yes=(1,))
    assert "须由第二人批准" in asked.second_person.text()
    console.strike(F5)
    gone(console)
    assert console.page.step_key.why_not == NeedsApproval.zh
    assert console.page.centre.instruction.text() == NeedsApproval.zh
    assert any(NeedsApproval.zh in text for text in console.shell.toasts())
    console.strike(F5)
    assert console.machine.state is StimulatorState.IDLE
    assert dialog(ReceivedDialog) is None
    stored = world.now(made).prescription
    assert [each.question for each in stored.checklist if each.yes] == [world.checklist()[1].question]
    world.second.approve(stored.id, stored.version, "已评估")
    console.until(lambda: not console.page.step_key.why_not)
    console.strike(F5)
    console.phase(Phase.ARMED)


@pytest.mark.req("W10")
def test_a_warning_is_asked_and_its_no_keeps_the_answers(world: World, open_console: Any) -> None:
    console, made = waiting(world, open_console, WARNED)
    asked = opened(console)
    assert any("警告" in text for text in asked.check.findings())
    answer(console, asked)
    console.strike(F5)
    console.until(lambda: dialog(QuestionDialog))
    console.strike(ESCAPE, dialog(QuestionDialog))
    console.rest()
    assert asked.isVisible()
    assert asked.problem.text() == ""
    assert world.now(made).prescription.unconfirmed
    in_front(console, asked)
    console.strike(F5)
    console.until(lambda: dialog(QuestionDialog))
    console.strike(RETURN, dialog(QuestionDialog))
    gone(console)
    assert not world.now(made).prescription.unconfirmed
    console.strike(F5)
    console.phase(Phase.ARMED)


def test_a_question_without_an_answer_is_named_and_gets_the_cursor(world: World, open_console: Any) -> None:
    console, made = waiting(world, open_console)
    asked = opened(console)
    console.strike(NO)
    console.strike(F5)
    question = world.doctor.questions()[1]
    console.until(lambda: asked.problem.text() == ChecklistIncomplete(question=question).sentence("zh"))
    assert asked.checklist is not None
    assert asked.checklist.groups[1].button(0).hasFocus()
    assert len(asked.checklist.answers()) == 1
    assert world.now(made).prescription.unconfirmed


def test_the_question_that_is_asked_is_in_sight(world: World, open_console: Any) -> None:
    console, _ = waiting(world, open_console)
    asked = opened(console)
    asked.setMinimumSize(0, 0)
    asked.resize(940, 420)
    console.until(lambda: asked.height() == 420)
    assert asked.checklist is not None
    last = asked.checklist.groups[-1].button(0)
    assert last.visibleRegion().isEmpty()
    for group in asked.checklist.groups[:-1]:
        assert not group.button(0).visibleRegion().isEmpty()
        console.strike(NO)
    assert last.hasFocus()
    assert not last.visibleRegion().isEmpty()


@pytest.mark.req("W10")
def test_cancel_leaves_everything(world: World, open_console: Any) -> None:
    console, made = waiting(world, open_console)
    before = world.now(made)
    asked = opened(console)
    answer(console, asked)
    console.strike(ESCAPE)
    gone(console)
    assert world.now(made) == before
    assert console.client.calls.count("confirm_received") == 0
    assert console.session.phase is Phase.SAFETY
    assert console.session.ticked == set(Check)
    console.session.arm()
    assert console.machine.state is StimulatorState.IDLE
    assert opened(console).isVisible()


@pytest.mark.req("W10")
def test_changed_meanwhile_it_is_read_again_and_the_answers_stay(world: World, open_console: Any) -> None:
    beyond = rtms(120, "20", "2", "26")
    console, made = waiting(world, open_console, beyond)
    asked = opened(console)
    answer(console, asked)
    seen = world.now(made).prescription
    world.second.approve(seen.id, seen.version, "获益大于风险")
    console.strike(F5)
    console.until(lambda: asked.problem.text() == PrescriptionChanged.zh)
    console.until(lambda: asked.presenter.prescription.version == seen.version + 1)
    assert asked.checklist is not None
    assert asked.checklist.answers() == world.checklist()
    assert asked.problem.text() == PrescriptionChanged.zh
    console.strike(F5)
    gone(console)
    assert (world.now(made).prescription.confirmed_by, world.now(made).prescription.approved_by) == ("郭操作", "韩医师")


def test_asked_at_another_console_meanwhile_it_is_done(world: World, open_console: Any) -> None:
    console, made = waiting(world, open_console)
    asked = opened(console)
    answer(console, asked)
    seen = world.now(made).prescription
    world.other.confirm_received(seen.id, seen.version, world.checklist())
    console.strike(F5)
    gone(console)
    assert world.now(made).prescription.version == seen.version + 1
    console.strike(F5)
    console.phase(Phase.ARMED)


@pytest.mark.req("W9")
def test_a_lost_server_is_told_in_the_dialog_and_nothing_is_lost(world: World, open_console: Any) -> None:
    console, made = waiting(world, open_console)
    asked = opened(console)
    answer(console, asked)
    console.lose_server()
    console.strike(F5)
    console.until(lambda: "无法连接服务器" in asked.problem.text())
    assert asked.checklist is not None
    assert asked.checklist.answers() == world.checklist()
    console.find_server()
    console.until(lambda: console.worker.state.value == "online")
    console.strike(F5)
    gone(console)
    assert not world.now(made).prescription.unconfirmed


def test_without_a_server_the_questions_are_read_once_it_is_back(world: World, open_console: Any) -> None:
    console, _ = waiting(world, open_console)
    console.lose_server()
    console.strike(F5)
    asked = dialog(ReceivedDialog)
    console.until(lambda: "无法连接服务器" in asked.problem.text())
    assert asked.yes.text() == "F5  重新读取"
    console.find_server()
    console.until(lambda: console.worker.state.value == "online")
    console.strike(F5)
    console.until(lambda: asked.checklist is not None)
    assert asked.problem.text() == ""
    assert asked.yes.text() == "F5  核对完毕"


def test_a_lost_answer_is_asked_for_again_and_counts_once(world: World, open_console: Any) -> None:
    console, made = waiting(world, open_console)
    asked = opened(console)
    answer(console, asked)
    before = world.now(made).prescription.version
    console.client.lose_answers = 1
    console.strike(F5)
    console.until(lambda: dialog(QuestionDialog))
    asked.reject()
    assert asked.isVisible()
    console.until(lambda: console.worker.state.value == "online")
    console.strike(RETURN, dialog(QuestionDialog))
    gone(console)
    assert world.now(made).prescription.version == before + 1


@pytest.mark.req("W9")
def test_no_console_runs_it_unasked_while_the_server_is_away(world: World, open_console: Any) -> None:
    """The rule is the console's own: nobody answers, and nothing is charged."""
    console, made = waiting(world, open_console)
    console.lose_server()
    assert console.session.why_not_arm() == Unconfirmed.zh
    console.session.arm()
    console.session.start()
    assert console.machine.state is StimulatorState.IDLE
    assert dialog(StartDialog) is None
    assert not console.station.filer.unsent
    assert world.now(made).status is ExecutionStatus.DISPATCHED


@pytest.mark.req("W9")
def test_a_confirmed_one_may_be_started_offline(world: World, open_console: Any) -> None:
    console, _ = waiting(world, open_console)
    answer(console, opened(console))
    console.strike(F5)
    gone(console)
    console.strike(F5)
    console.phase(Phase.ARMED)
    console.lose_server()
    console.press("F6")
    console.until(lambda: dialog(StartDialog))
    dialog(StartDialog).offline.click()
    console.phase(Phase.OVER)
    console.find_server()
    assert console.filed().status is ExecutionStatus.COMPLETED


@pytest.mark.req("W9")
@pytest.mark.parametrize("key", [Qt.Key.Key_Space, ESCAPE])
def test_the_emergency_keys_stop_over_the_dialog(world: World, open_console: Any, key: Qt.Key) -> None:
    """However a machine came to be charged under it, the first press stops the machine and leaves the dialog as it is."""
    console, _ = waiting(world, open_console)
    asked = opened(console)
    console.strike(NO)
    console.machine.arm(rtms(), 40)
    console.session.changed.emit()
    layout = asked.layout()
    assert layout is not None
    assert layout.menuBar() is not None
    console.strike(key)
    assert console.machine.state is StimulatorState.IDLE
    assert asked.isVisible()
    assert asked.checklist is not None
    assert len(asked.checklist.answers()) == 1


def test_without_the_right_to_run_nobody_is_asked(world: World, open_console: Any) -> None:
    console: Console = open_console("his_api", device=False)
    world.received(sent(world))
    console.phase(Phase.IDENTIFY)
    console.press("F5")
    console.phase(Phase.SAFETY)
    assert console.page.step_key.why_not == "您没有此操作的权限"
    console.press("F5")
    assert dialog(ReceivedDialog) is None


def test_answered_with_the_mouse(world: World, open_console: Any) -> None:
    console, made = waiting(world, open_console)
    QTest.mouseClick(console.page.centre.next, Qt.MouseButton.LeftButton)
    asked = dialog(ReceivedDialog)
    console.until(lambda: asked.checklist is not None)
    for group in asked.checklist.groups:
        QTest.mouseClick(group.button(0), Qt.MouseButton.LeftButton)
    QTest.mouseClick(asked.yes, Qt.MouseButton.LeftButton)
    gone(console)
    assert not world.now(made).prescription.unconfirmed
