"""What all stations share on a small screen; see `tests.shared.qt.small_screen`."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from shared.qt.dialogs import QuestionDialog
from shared.qt.form import Field, Form
from shared.qt.form_dialog import FormDialog
from shared.qt.login import LoginDialog
from shared.qt.worker import Worker
from tests.shared.qt.fake_client import FakeClient
from tests.shared.qt.small_screen import dialog_fits, room, speak, stands_inside


@dataclass
class Twelve:
    a: str
    b: str
    c: str
    d: str
    e: str
    f: str
    g: str
    h: str
    i: str
    j: str
    k: str
    l: str  # noqa: E741


def test_a_long_form_is_scrolled_to_the_field_with_the_cursor(qtbot) -> None:
    speak()
    window = QWidget()
    qtbot.addWidget(window)
    form = Form(Twelve, tuple(Field(name, f"字段 {name}") for name in "abcdefghijkl"))
    dialog = FormDialog(window, "长表", form, lambda _value: None)
    dialog.open()
    dialog_fits(dialog, dialog.yes, dialog.no)
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    for name in "abcdefghijkl":
        form.widget(name).setFocus()
        stands_inside(form.widget(name), dialog)


def test_questions_and_the_log_in_fit(qtbot) -> None:
    speak()
    question = QuestionDialog(None, "仍要继续吗？" * 200, "是", "否", danger=True)
    qtbot.addWidget(question)
    question.open()
    dialog_fits(question, question.yes, question.no)
    worker = Worker(FakeClient())
    login = LoginDialog(worker, "护士工作站")
    qtbot.addWidget(login)
    login.open()
    dialog_fits(login, login.submit, login.leave)
    assert room().width() == 911
