"""F8: cancel, try again, end what another console does not end. What is answered holds for what was seen when it was asked."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel

from client_tms.session.course import Phase
from server.kernel.unit_of_work import SYSTEM, Work
from server.tms import models
from shared import clock
from shared.contracts.tms.errors import CourseComplete, ExecutionChanged, LateRecord
from shared.contracts.tms.types import HEARTBEAT_LIMIT_S, Execution, ExecutionStatus, Why
from shared.qt.dialogs import QuestionDialog
from shared.qt.form_dialog import FormDialog
from tests.client_tms.station import Console, dialog
from tests.server.tms.world import World

PENDING, DISPATCHED, EXECUTING, COMPLETED, FAILED = ExecutionStatus
OTHER = "2号控制台"


def says(asked: Any) -> str:
    return "\n".join(each.text() for each in asked.findChildren(QLabel))


def opened(console: Console, execution: Execution) -> Console:
    """Choose a session in the queue."""
    console.until(lambda: any(card.row.id == execution.id for card in console.page.queue.cards()))
    console.page.presenter.open(execution.id)
    console.until(lambda: console.session.execution is not None and console.execution.id == execution.id)
    console.rest()
    return console


def decide(reason: str) -> None:
    """Give a reason and Enter."""
    asked = dialog(FormDialog)
    asked.form.widget("reason").setCurrentText(reason)
    asked.yes.click()


def fall_silent(world: World, execution: Execution) -> None:
    """The console that runs the session has said nothing for longer than a silence counts as an answer."""
    long_ago = clock.utc_now() - timedelta(seconds=2 * HEARTBEAT_LIMIT_S)
    table = models.execution

    def job(work: Work) -> None:
        work.change(table, table.c.id == execution.id, heard_at=long_ago)

    world.hospital.running["tms"].units.write(SYSTEM, "silence", job)


# -- what another console runs


@pytest.mark.req("W9")
def test_what_a_silent_console_runs_is_ended_here(world: World, open_console: Any) -> None:
    _, execution = world.ready(name="张秀英")
    world.start(execution, OTHER)
    console = opened(open_console(), execution)
    console.phase(Phase.ELSEWHERE)
    assert "F8" in console.page.centre.instruction.text()
    fall_silent(world, execution)
    console.press("F8")
    asked = dialog(FormDialog)
    assert f"张秀英 的这次治疗正由 {OTHER} 执行" in says(asked)
    assert "不会停止那台机器" in says(asked)
    decide("控制台无应答，现场确认已停止")
    console.phase(Phase.OVER)
    assert (world.now(execution).status, world.now(execution).reason) == (FAILED, Why.CONSOLE_SILENT)


@pytest.mark.req("W9")
def test_what_an_answering_console_runs_is_not_ended_here(world: World, open_console: Any) -> None:
    _, execution = world.ready()
    world.start(execution, OTHER)
    console = opened(open_console(), execution)
    console.phase(Phase.ELSEWHERE)
    console.press("F8")
    decide("控制台无应答")
    console.until(lambda: dialog(FormDialog).problem.text() == f"已由{OTHER}执行")
    assert world.now(execution).status is EXECUTING


# -- what was seen


@pytest.mark.req("W9")
def test_a_session_that_changed_under_the_question_is_not_cancelled(world: World, open_console: Any) -> None:
    """Somebody cancelled and arranged it again meanwhile: the reason was given for what is over."""
    console: Console = open_console()
    _, execution = world.ready()
    console.acknowledge()
    console.rest()
    console.press("F8")
    world.operator.cancel(execution.id, world.now(execution).version, "患者拒绝")
    world.operator.retry(execution.id)
    console.until(lambda: console.execution.attempt == 2)
    decide("患者未到")
    console.until(lambda: dialog(FormDialog).problem.text() == ExecutionChanged.zh)
    assert (world.now(execution).status, world.now(execution).attempt) == (PENDING, 2)


@pytest.mark.req("W9")
def test_a_session_that_was_tried_again_under_the_question_is_not_repeated(world: World, open_console: Any) -> None:
    _, execution = world.ready()
    world.start(execution)
    world.update(execution, FAILED, reason="头痛")
    console = opened(open_console(), execution)
    console.phase(Phase.OVER)
    console.press("F8")
    world.operator.retry(execution.id)
    world.update(execution, FAILED, reason="患者拒绝")
    console.until(lambda: console.execution.attempt == 2 and console.execution.status is FAILED)
    dialog(QuestionDialog).yes.click()
    console.until(lambda: ExecutionChanged.zh in console.shell.toasts())
    console.rest()
    assert (world.now(execution).status, world.now(execution).attempt) == (FAILED, 2)


# -- once more than planned


def course_is_full(world: World) -> Execution:
    """The only planned session was cancelled, and given by another one."""
    _, patient = world.in_patient()
    world.measure(patient.id)
    prescription = world.prescribe(patient, sessions=1)
    execution = world.session(prescription)
    world.update(execution, FAILED, reason="患者未到")
    world.complete(world.session(prescription))
    return execution


@pytest.mark.req("W9")
def test_one_session_more_than_planned_is_asked(world: World, open_console: Any) -> None:
    execution = course_is_full(world)
    console = opened(open_console(), execution)
    asked, told = CourseComplete(sessions=1).sentence(), list(console.shell.toasts())
    console.press("F8")
    dialog(QuestionDialog).yes.click()
    console.until(lambda: dialog(QuestionDialog) is not None and asked in says(dialog(QuestionDialog)))
    dialog(QuestionDialog).no.click()
    console.rest()
    assert world.now(execution).status is FAILED
    assert list(console.shell.toasts()) == told
    console.press("F8")
    dialog(QuestionDialog).yes.click()
    console.until(lambda: dialog(QuestionDialog) is not None and asked in says(dialog(QuestionDialog)))
    dialog(QuestionDialog).yes.click()
    console.phase(Phase.ARRIVED)
    assert world.now(execution).attempt == 2


@pytest.mark.req("W9")
def test_a_record_that_was_filed_late_is_not_repeated(world: World, open_console: Any) -> None:
    _, execution = world.ready()
    world.start(execution)
    world.update(execution, FAILED, reason="头痛")
    late = world.file(world.log(execution, FAILED, OTHER, 120, reason="急停"))
    assert late.late
    console = opened(open_console(), late)
    console.phase(Phase.OVER)
    assert console.page.cancel_key.why_not == LateRecord.zh
    assert "补报的治疗记录" in console.page.centre.instruction.text()
    assert "F9" in console.page.centre.next.text()
