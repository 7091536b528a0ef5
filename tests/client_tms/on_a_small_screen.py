"""The treatment room on a small screen; see `tests.shared.qt.small_screen`."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from client_tms.dialogs import StartDialog
from client_tms.prescriptions.received import ReceivedDialog
from shared.errors import ServerUnreachable
from shared.qt.dialogs import QuestionDialog
from tests.client_tms.test_received import sent
from tests.shared.qt.small_screen import dialog_fits, fits, opens, picture, room, speak, stands_inside


def test_every_page_fits(world, open_console) -> None:
    speak()
    console = open_console()
    for page in opens(console.shell):
        fits(console.shell, page)


def test_the_red_button_is_in_sight_whatever_the_size(world, open_console) -> None:
    speak()
    console = open_console()
    opens(console.shell)
    world.ready(name="张秀英")
    console.ready()
    console.shell.toast("刺激器已充电，可以开始。空格或 Esc 立即急停；" * 3)
    console.shell.warning_banner.show_text("消息中心不可达；" * 6)
    for size in (room().size(), console.shell.minimumSize()):
        console.shell.resize(size)
        QApplication.processEvents()
        stands_inside(console.page.red, console.shell)
        picture(console.shell, f"armed-{size.width()}")
        middle = console.page.red.mapTo(console.shell, console.page.red.rect().center())
        assert console.shell.childAt(middle) is console.page.red
    QTest.mouseClick(console.shell.windowHandle(), Qt.MouseButton.LeftButton, pos=middle)
    assert not console.session.engaged


def test_the_red_button_is_in_every_dialog_over_a_charged_machine(world, open_console) -> None:
    speak()
    console = open_console()
    opens(console.shell)
    world.ready(name="张秀英")
    console.ready()
    question = StartDialog(console.page, ServerUnreachable(server="tms"), "张秀英")
    question.open()
    # A long text is scrolled, buttons are not.
    dialog_fits(question, question.again, question.leave, question.offline, question.findChild(QPushButton, "emergency"))


def test_the_questions_of_a_prescription_from_elsewhere_fit(world, open_console) -> None:
    speak()
    console = open_console()
    opens(console.shell)
    execution = world.received(sent(world))
    dialog = ReceivedDialog(console.page, console.station.room, execution)
    dialog.open()
    console.rest()
    dialog_fits(dialog, dialog.yes)


def test_a_dialog_that_is_open_when_the_machine_is_charged_keeps_its_buttons(world, open_console) -> None:
    speak()
    console = open_console()
    opens(console.shell)
    world.ready(name="张秀英")
    console.acknowledge()
    console.identify()
    text = "另一台控制台可能正在或已经执行同一处方，患者会被重复刺激。" * 14
    question = QuestionDialog(console.page, text, "是", "否", danger=True)
    question.open()
    console.arm()
    dialog_fits(question, question.yes, question.no, question.findChild(QPushButton, "emergency"))
