"""处方: from every standard prescription, with the live check; approval by a second person; sessions from it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from client_tms import words
from client_tms.prescriptions.window import PrescriptionsPage
from client_tms.session.course import Phase
from shared.contracts.tms.types import PrescriptionKind, Why
from shared.qt.dialogs import QuestionDialog
from shared.qt.form_dialog import FormDialog
from tests.client_tms.station import Console, dialog
from tests.server.tms.world import World, rtms


def opened(console: Console) -> PrescriptionsPage:
    """The page, with its standards there."""
    page = console.station.prescriptions
    console.shell.open_page(page)
    console.until(lambda: page.editor is not None)
    return page


def find(console: Console, page: PrescriptionsPage, name: str) -> None:
    """F3, a name, and the one that is found."""
    console.press("F3", page)
    page.search.setText(name)
    console.until(lambda: page.presenter.patient is not None and page.presenter.patient.name == name)


def choose(page: PrescriptionsPage, code: str) -> None:
    """F2, the code, Enter."""
    editor = page.editor
    assert editor is not None
    QTest.keyClick(editor.protocol, Qt.Key.Key_F2)
    popup = editor.protocol.popup
    assert popup is not None
    QTest.keyClicks(popup.line, code)
    QTest.keyClick(popup.line, Qt.Key.Key_Return)


def ask_all(page: PrescriptionsPage, yes: tuple[int, ...] = ()) -> None:
    """N on every question but these."""
    editor = page.editor
    assert editor is not None
    for number, group in enumerate(editor.checklist.groups):
        QTest.keyClick(group.button(0), Qt.Key.Key_Y if number in yes else Qt.Key.Key_N)


def save(console: Console, page: PrescriptionsPage) -> None:
    """Ctrl+S, and yes to what is asked."""
    before = page.list.rows().rowCount()
    console.press("Ctrl+S", page)

    def stored() -> bool:
        asked = dialog(QuestionDialog)
        if asked is not None:
            asked.yes.click()
        return bool(page.list.rows().rowCount() > before)

    console.until(stored)


@pytest.mark.req("W10")
def test_a_prescription_from_every_standard_one(world: World, open_console: Any) -> None:
    _, patient = world.in_patient(name="张秀英")
    world.measure(patient.id)
    console: Console = open_console("tmsdoc1")
    page = opened(console)
    find(console, page, "张秀英")
    for protocol in world.doctor.protocols():
        console.press("Ctrl+N", page)
        choose(page, protocol.code)
        assert page.editor is not None
        assert page.editor.chosen_protocol() == protocol
        ask_all(page)
        save(console, page)
        made = world.operator.history(patient.id).prescriptions[0]
        assert made.protocol_id == protocol.id
        assert made.part_name == protocol.part_name
        assert made.own
        given, wanted = made.stimulation, protocol.stimulation
        assert (given.kind, given.threshold_percent, given.trains) == (wanted.kind, wanted.threshold_percent, wanted.trains)
        assert (given.pulses, made.totals.pulses) == (wanted.pulses, wanted.pulses)
        assert (given.train_s, given.pause_s, given.frequency_hz) == (wanted.train_s, wanted.pause_s, wanted.frequency_hz)
    assert page.list.rows().rowCount() == len(world.doctor.protocols())


@pytest.mark.req("W10")
def test_a_wards_request_becomes_a_prescription_and_a_session(world: World, open_console: Any) -> None:
    stay, patient = world.in_patient(name="张秀英")
    order = world.order(stay)
    console: Console = open_console("tmsdoc1")
    page = opened(console)
    console.until(lambda: page.requests.rows().rowCount() == 1)
    page.requests.go_to(0)
    console.until(lambda: page.presenter.patient is not None)
    assert "张秀英" in console.shell.patient_banner.text()
    choose(page, "ITBS600")
    ask_all(page)
    save(console, page)
    assert world.operator.history(patient.id).prescriptions[0].order_id == order
    console.until(lambda: not page.arrange_key.why_not)
    console.press("F6", page)
    console.until(lambda: any("已安排第 1 次治疗" in text for text in console.shell.toasts()))
    console.shell.open_page(console.page)
    console.phase(Phase.ARRIVED)


@pytest.mark.req("W10")
def test_the_check_follows_what_is_typed(world: World, open_console: Any) -> None:
    _, patient = world.in_patient(name="张秀英")
    world.measure(patient.id, 50)
    console: Console = open_console("tmsdoc1")
    page = opened(console)
    find(console, page, "张秀英")
    editor = page.editor
    assert editor is not None
    assert editor.check.totals.text() == "参数不完整"
    choose(page, "HF10_DLPFC_37")
    assert editor.check.totals.text() == "75 串 × 40 = 3000 脉冲，37:04"
    console.until(lambda: any(text.startswith("警告") and "4 秒" in text for text in editor.check.findings()))
    assert editor.check.output.text() == "机器输出 60%"
    train = editor.form.widget("train_s")
    train.selectAll()
    QTest.keyClicks(train, "6")
    console.until(lambda: any(text.startswith("须批准") and "6 秒" in text for text in editor.check.findings()))
    train.selectAll()
    QTest.keyClicks(train, "x")
    assert editor.check.totals.text() == "参数不完整"
    choose(page, "ITBS600")
    assert not editor.form.widget("train_s").isEnabled()
    bursts = editor.form.widget("bursts_per_train")
    bursts.selectAll()
    QTest.keyClicks(bursts, "20")
    assert editor.form.widget("train_s").text() == "4"
    assert editor.check.totals.text().startswith("20 串 × 60 = 1200 脉冲")


def test_every_contraindication_is_asked(world: World, open_console: Any) -> None:
    world.in_patient(name="张秀英")
    console: Console = open_console("tmsdoc1")
    page = opened(console)
    find(console, page, "张秀英")
    choose(page, "CTBS300")
    console.press("Ctrl+S", page)
    console.until(lambda: any("请逐项询问禁忌" in text for text in console.shell.toasts()))
    assert page.editor is not None
    assert page.editor.quiet() is not None


@pytest.mark.req("W9")
@pytest.mark.req("W10")
def test_a_second_person_approves(world: World, open_console: Any) -> None:
    world.in_patient(name="张秀英")
    first: Console = open_console("tmsdoc1")
    page = opened(first)
    find(first, page, "张秀英")
    choose(page, "ITBS600")
    ask_all(page, yes=(2,))
    save(first, page)
    assert page.arrange_key.why_not == "须先由第二人批准"
    first.press("F5", page)
    asked = dialog(FormDialog)
    asked.form.widget("reason").setCurrentText("x")
    asked.yes.click()
    first.until(lambda: "不能批准自己开的处方" in asked.problem.text())
    asked.reject()
    second: Console = open_console("tmsdoc2", "2号控制台")
    other = opened(second)
    find(second, other, "张秀英")
    other.tabs.setCurrentIndex(1)
    second.until(lambda: not other.approve_key.why_not)
    second.press("F5", other)
    asked = dialog(FormDialog)
    asked.form.widget("reason").setCurrentText("获益大于风险，加强监护")
    asked.yes.click()
    second.until(lambda: any("处方已批准" in text for text in second.shell.toasts()))
    first.until(lambda: not page.arrange_key.why_not)
    (made,) = world.operator.history(world.operator.find_patients("张秀英")[0].id).prescriptions
    assert (made.approved_by, made.approval_reason) == ("韩医师", Why.BENEFIT)
    assert words.approval(made)[0] == "已批准：韩医师（获益大于风险，加强监护）"


def test_a_threshold_is_measured_and_a_prescription_stopped(world: World, open_console: Any) -> None:
    _, patient = world.in_patient(name="张秀英")
    world.prescribe(patient, rtms())
    console: Console = open_console("tmsdoc1")
    page = opened(console)
    find(console, page, "张秀英")
    console.press("Ctrl+T", page)
    asked = dialog(FormDialog)
    asked.form.widget("percent").setText("48")
    asked.yes.click()
    console.until(lambda: "阈值 48%" in console.shell.patient_banner.text())
    page.tabs.setCurrentIndex(1)
    console.until(lambda: not page.stop_key.why_not)
    console.press("F8", page)
    reason = dialog(FormDialog)
    reason.form.widget("reason").setCurrentText("更改方案")
    reason.yes.click()
    console.until(lambda: page.arrange_key.why_not == "处方已停用")


def test_two_patients_are_never_open_at_once(world: World, open_console: Any) -> None:
    stay, _ = world.in_patient(name="张秀英")
    world.order(stay)
    world.in_patient(name="李建国", bed="W01-002")
    console: Console = open_console("tmsdoc1")
    page = opened(console)
    console.until(lambda: page.requests.rows().rowCount() == 1)
    page.requests.go_to(0)
    console.until(lambda: page.presenter.patient is not None)
    find(console, page, "李建国")
    assert page.presenter.request is None
    assert not page.requests.currentIndex().isValid()
    page.presenter.reload()
    console.rest()
    assert "李建国" in console.shell.patient_banner.text()
    assert not page.requests.currentIndex().isValid()


def test_the_banner_stays_while_prescribing_whatever_the_console_does(world: World, open_console: Any) -> None:
    world.in_patient(name="李建国")
    world.ready(name="张秀英")
    console = open_console("tmsdoc1")
    console.rest()
    page = opened(console)
    find(console, page, "李建国")
    # The console looks at its machine every second, and a session may arrive or go on there.
    console.session.changed.emit()
    console.page.load()
    console.rest()
    assert "李建国" in console.shell.patient_banner.text()
    console.shell.open_page(console.page)
    assert "李建国" not in console.shell.patient_banner.text()
    console.shell.open_page(page)
    assert "李建国" in console.shell.patient_banner.text()
    # Who is read again on a hidden page is not shown above another.
    console.shell.open_page(console.page)
    page.load()
    console.rest()
    assert "李建国" not in console.shell.patient_banner.text()


def test_an_operator_may_not_prescribe(world: World, open_console: Any) -> None:
    world.in_patient(name="张秀英")
    console: Console = open_console("tms1")
    page = opened(console)
    find(console, page, "张秀英")
    for key in (page.new_key, page.save_key, page.approve_key, page.stop_key):
        assert key.why_not == "您没有此操作的权限"
    assert page.editor is not None
    assert page.editor.form.widget("kind").count() == len(PrescriptionKind)
