"""Log-in, questions, long work, papers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication, QWidget
from reportlab.pdfgen.canvas import Canvas

from shared.contracts.ward.errors import UnconfirmedOrders
from shared.errors import BusinessError, ServerBusy
from shared.qt import app as qt_app
from shared.qt import preview
from shared.qt.dialogs import BugDialog, Cancelled, NoticeDialog, QuestionDialog, confirm
from shared.qt.login import LoginDialog
from shared.qt.preview import PdfPages, PreviewDialog, PrinterMissing, paint, print_pdf, stored_printer
from shared.qt.progress import Batch, Outcome, ProgressDialog
from shared.qt.reply import Reply
from shared.qt.worker import LinkState, Worker
from tests.shared.qt.fake_client import FakeClient


@pytest.fixture
def parent(qtbot: Any) -> QWidget:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    return widget


def visible(kind: type[QWidget]) -> Any:
    return next((widget for widget in QApplication.topLevelWidgets() if isinstance(widget, kind) and widget.isVisible()), None)


# -- log-in


@pytest.fixture
def login(worker: Worker, qtbot: Any) -> LoginDialog:
    dialog = LoginDialog(worker, "护士工作站")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_name_enter_password_enter(login: LoginDialog, worker: Worker, qtbot: Any) -> None:
    login.name.setFocus()
    qtbot.keyClicks(login.name, "nurse1")
    qtbot.keyClick(login.name, Qt.Key.Key_Return)
    assert login.password.hasFocus()
    qtbot.keyClicks(login.password, "right")
    with qtbot.waitSignal(login.logged_in) as told:
        qtbot.keyClick(login.password, Qt.Key.Key_Return)
    assert told.args[0].user_name == "陈静"
    assert worker.login_name(told.args[0]) == "nurse1"
    assert not login.isVisible()


def test_a_wrong_password_is_told_at_the_field(login: LoginDialog, qtbot: Any) -> None:
    login.name.setText("nurse1")
    login.password.setText("wrong")
    login.submit.click()
    qtbot.waitUntil(lambda: login.error.text() == "用户名或密码不正确")
    assert login.password.selectedText()
    assert login.password.property("wrong") is True
    qtbot.keyClicks(login.password, "x")
    assert login.error.text() == ""


def test_a_busy_server_is_told_too(login: LoginDialog, client: FakeClient, qtbot: Any) -> None:
    client.login_error = ServerBusy()
    login.name.setText("nurse1")
    login.password.setText("right")
    login.submit.click()
    qtbot.waitUntil(lambda: login.error.text() == ServerBusy.zh)
    assert login.submit.isEnabled()


def test_nothing_is_sent_without_name_and_password(login: LoginDialog, client: FakeClient) -> None:
    login.submit.click()
    assert login.error.text() == "请输入用户名和密码"
    assert "log_in" not in client.calls


def test_caps_lock_is_noticed(login: LoginDialog, qtbot: Any) -> None:
    qtbot.keyClicks(login.password, "A")
    assert login._caps.text() == "大写锁定已打开"
    qtbot.keyClicks(login.password, "a")
    assert login._caps.text() == ""
    qtbot.keyClick(login.password, "B", Qt.KeyboardModifier.ShiftModifier)
    assert login._caps.text() == ""


def test_without_a_server_it_says_so_and_waits(login: LoginDialog, worker: Worker, client: FakeClient, qtbot: Any) -> None:
    client.down = True
    with qtbot.waitSignal(worker.state_changed):
        worker.check()
    assert "无法连接服务器" in login._state.text()
    assert not login.submit.isEnabled()
    with qtbot.waitSignal(worker.state_changed):
        client.down = False
    assert worker.state is LinkState.ONLINE
    assert login.submit.isEnabled()


# -- questions


def outcome_of(reply: Reply[Any]) -> list[tuple[str, Any]]:
    outcome: list[tuple[str, Any]] = []
    reply.done(lambda value: outcome.append(("done", value))).failed(lambda error: outcome.append(("failed", error)))
    return outcome


@pytest.mark.parametrize(("key", "answer"), [(Qt.Key.Key_Return, "done"), (Qt.Key.Key_Escape, "failed")])
def test_enter_is_yes_and_escape_is_no(parent: QWidget, qtbot: Any, key: Qt.Key, answer: str) -> None:
    outcome = outcome_of(confirm(parent, "打印收据？"))
    question = visible(QuestionDialog)
    qtbot.keyClick(question.focusWidget() or question, key)
    assert outcome[0][0] == answer


def test_a_danger_needs_a_deliberate_step(parent: QWidget, qtbot: Any) -> None:
    outcome = outcome_of(confirm(parent, "作废这张收据？", yes="作废", danger=True))
    question = visible(QuestionDialog)
    assert question.no.hasFocus() or question.focusWidget() is question.no
    qtbot.keyClick(question.no, Qt.Key.Key_Return)
    assert isinstance(outcome[0][1], Cancelled)


def test_a_notice_can_be_read_and_closed(parent: QWidget, qtbot: Any) -> None:
    notice = NoticeDialog(parent, "未执行", "12床 张三：未校对")
    with qtbot.waitSignal(notice.accepted):
        notice.open()
        qtbot.keyClick(notice, Qt.Key.Key_Return)


# -- long work


class Patients:
    """What a batch works on; `refuse` and `hold_at` misbehave."""

    def __init__(self, client: FakeClient) -> None:
        self.client, self.seen, self.refuse = client, [], {}

    def run(self, api: Any, name: str) -> str:
        self.seen.append((name, api._press.key))
        error: BusinessError | None = self.refuse.get(name)
        if error is not None:
            raise error
        self.client.arrive("execute")
        return f"{name} done"


def finished(batch: Batch[str], qtbot: Any) -> Outcome[str]:
    with qtbot.waitSignal(batch.finished) as told:
        batch.start()
    return told.args[0]


def test_subject_by_subject_with_count_and_name(parent: QWidget, worker: Worker, client: FakeClient, qtbot: Any) -> None:
    patients, steps = Patients(client), []
    batch = Batch(parent, worker, "发药", ["王芳", "李强", "赵敏"], patients.run)
    batch.stepped.connect(lambda number, count, name: steps.append((number, count, name)))
    outcome = finished(batch, qtbot)
    assert steps == [(1, 3, "王芳"), (2, 3, "李强"), (3, 3, "赵敏")]
    assert [value for _, value in outcome.done] == ["王芳 done", "李强 done", "赵敏 done"]
    assert (outcome.failed, outcome.left) == ([], [])
    assert visible(ProgressDialog) is None


def test_one_failure_does_not_stop_the_others_and_a_repeat_uses_the_same_key(
    parent: QWidget, worker: Worker, client: FakeClient, qtbot: Any
) -> None:
    patients = Patients(client)
    patients.refuse["李强"] = UnconfirmedOrders(count=2)
    batch = Batch(parent, worker, "执行", ["王芳", "李强", "赵敏"], patients.run)
    outcome = finished(batch, qtbot)
    assert [name for name, _ in outcome.done] == ["王芳", "赵敏"]
    assert outcome.failures_text(str) == "李强：还有 2 条未校对的医嘱，请先校对或删除"
    patients.refuse.clear()
    again = finished(batch, qtbot)
    assert [name for name, _ in again.done] == ["王芳", "赵敏", "李强"]
    keys = [key for name, key in patients.seen if name == "李强"]
    assert len(keys) == 2
    assert keys[0] == keys[1]
    assert len({key for _, key in patients.seen}) == 3


def test_cancel_leaves_whole_subjects_done(parent: QWidget, worker: Worker, client: FakeClient, qtbot: Any) -> None:
    patients = Patients(client)
    batch = Batch(parent, worker, "发药", ["王芳", "李强", "赵敏"], patients.run)
    batch.stepped.connect(lambda number, _count, _name: batch.cancel() if number == 2 else None)
    outcome = finished(batch, qtbot)
    assert [name for name, _ in outcome.done] == ["王芳", "李强"]
    assert outcome.left == ["赵敏"]


def test_a_dead_server_stops_the_batch(parent: QWidget, worker: Worker, client: FakeClient, qtbot: Any) -> None:
    patients = Patients(client)
    client.down = True
    outcome = finished(Batch(parent, worker, "发药", ["王芳", "李强"], patients.run), qtbot)
    assert [name for name, _ in outcome.failed] == ["王芳"]
    assert outcome.left == ["李强"]


def test_the_bar_shows_only_when_it_takes_long(parent: QWidget, worker: Worker, qtbot: Any) -> None:
    import threading

    gate = threading.Event()
    batch = Batch(parent, worker, "发药", ["王芳", "李强"], lambda api, _name: api.hold(gate))
    batch.start()
    assert visible(ProgressDialog) is None
    qtbot.waitUntil(lambda: visible(ProgressDialog) is not None)
    dialog = visible(ProgressDialog)
    assert dialog.text.text() == "发药 1/2 王芳"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isVisible()
    with qtbot.waitSignal(batch.finished) as told:
        gate.set()
    assert told.args[0].left == ["李强"]
    assert visible(ProgressDialog) is None


# -- papers


@pytest.fixture
def pdf(tmp_path: Path) -> bytes:
    path = tmp_path / "paper.pdf"
    canvas = Canvas(str(path), pagesize=(595, 842))
    canvas.rect(0, 421, 595, 421, fill=1)
    canvas.showPage()
    canvas.setPageSize((595, 397))
    canvas.drawString(50, 50, "second")
    canvas.showPage()
    canvas.save()
    return path.read_bytes()


def test_pages_are_rendered(pdf: bytes) -> None:
    pages = PdfPages(pdf)
    assert [(round(size.width), round(size.height)) for size in pages.sizes] == [(595, 842), (595, 397)]
    image = pages.image(0, 72)
    assert (image.width(), image.height()) == (595, 842)
    assert image.pixelColor(300, 100).lightness() < 10
    assert image.pixelColor(300, 800).lightness() > 245


def test_the_preview_shows_saves_and_zooms(parent: QWidget, pdf: bytes, tmp_path: Path, qtbot: Any) -> None:
    dialog = PreviewDialog(parent, pdf, "收据", "receipt")
    qtbot.addWidget(dialog)
    dialog.open()
    qtbot.waitExposed(dialog)
    width = dialog._views[0].width()
    dialog.zoom(0.5)
    assert dialog._views[0].width() == pytest.approx(width / 2, abs=1)
    dialog.save(tmp_path / "out.pdf")
    assert (tmp_path / "out.pdf").read_bytes() == pdf
    dialog.save(tmp_path / "no" / "such" / "folder.pdf")
    assert dialog._message.text() == "不能写入此位置，请换一个"


@pytest.mark.parametrize("printers", [["A4"], []])
def test_the_preview_has_the_focus_on_printing(
    parent: QWidget, pdf: bytes, qtbot: Any, printers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(preview.QPrinterInfo, "availablePrinterNames", lambda: printers)
    dialog = PreviewDialog(parent, pdf, "收据", "receipt")
    qtbot.addWidget(dialog)
    dialog.open()
    # Without a printer there is nothing to print: the other way out has the cursor.
    assert dialog.focusWidget() is (dialog.print_button if printers else dialog.save_button)


def test_printing_keeps_each_page_in_its_size(pdf: bytes, tmp_path: Path) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    paint(pdf, printer)
    printed = PdfPages((tmp_path / "printed.pdf").read_bytes())
    assert [(round(size.width), round(size.height)) for size in printed.sizes] == [(595, 842), (595, 397)]
    assert printed.image(0, 72).pixelColor(300, 100).lightness() < 10


def test_without_a_printer_a_sentence_says_what_to_do(pdf: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview.QPrinterInfo, "availablePrinterNames", lambda: [])
    QSettings().setValue("printers/receipt", "gone")
    assert stored_printer("receipt") == "gone"
    with pytest.raises(PrinterMissing):
        print_pdf(pdf, "receipt")


# -- bugs in windows


def test_a_bug_in_a_window_is_logged_and_shown_by_number(caplog: pytest.LogCaptureFixture, qtbot: Any) -> None:
    patient = "".join(("张", "三"))
    try:
        raise KeyError(patient)
    except KeyError as error:
        qt_app.show_bug(type(error), error, error.__traceback__)
    dialog = visible(BugDialog)
    assert dialog.reference in caplog.text
    assert patient not in caplog.text
    dialog.copy_button.click()
    assert QGuiApplication.clipboard().text() == dialog.reference
    dialog.close()
