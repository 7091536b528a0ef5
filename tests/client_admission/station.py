"""A cashier at the keyboard: pages by place, keys, dialogs in front, papers on screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QWidget

from client_admission.desk_page import DeskPage, Place
from shared.qt.dialogs import QuestionDialog
from shared.qt.preview import PreviewDialog
from shared.qt.shell import MainShell
from tests.shared.documents.readback import text


class Cashier:
    """Drives a station like its user."""

    def __init__(self, shell: MainShell, qtbot: Any) -> None:
        self.shell, self.qtbot = shell, qtbot
        self.counter = self.page(Place.HOME).counter

    def page(self, place: Place) -> Any:
        """A page, open or not."""
        return next(page for page in self.shell.pages if isinstance(page, DeskPage) and page.place is place)

    def go(self, place: Place) -> Any:
        """Open a page and wait until the station rests."""
        page = self.page(place)
        self.shell.open_page(page)
        self.rest()
        return page

    def open(self, patient_no: int, place: Place) -> Any:
        """Open a patient on a page."""
        self.counter.open(patient_no)
        self.until(lambda: self.counter.opened is not None)
        return self.go(place)

    def rest(self) -> None:
        """Wait until no call is on its way."""
        self.until(lambda: self.shell.worker._waiting == 0)

    def until(self, condition: Callable[[], bool]) -> None:
        """Wait for something to show."""
        self.qtbot.waitUntil(condition, timeout=10000)

    def press(self, page: Any, key: str) -> None:
        """Press one of the page's keys and wait for what it does."""
        next(action for action in page.keys if action.key == key).press()
        self.rest()

    def why_not(self, page: Any, key: str) -> str:
        """Why a key does nothing."""
        return next(action for action in page.keys if action.key == key).why_not

    def type(self, widget: Any, typed: str) -> None:
        """Type into a field instead of what is there; Chinese comes from an input method."""
        widget.setFocus()
        widget.selectAll()
        self.qtbot.keyClick(widget, Qt.Key.Key_Delete)
        if typed.isascii():
            self.qtbot.keyClicks(widget, typed)
            return
        event = QInputMethodEvent()
        event.setCommitString(typed)
        QApplication.sendEvent(widget, event)

    def enter(self, widget: QWidget) -> None:
        """Press Enter in a field."""
        self.qtbot.keyClick(widget, Qt.Key.Key_Return)
        self.rest()

    def pick(self, widget: Any, typed: str) -> None:
        """Find something with F2."""
        self.qtbot.keyClick(widget, Qt.Key.Key_F2)
        self.qtbot.keyClicks(widget.popup.line, typed)
        self.qtbot.keyClick(widget.popup.line, Qt.Key.Key_Return)

    def fill(self, page: Any, **values: str) -> None:
        """Fill the dialog in front and press its button."""
        for name, value in values.items():
            self.type(page.front.form.widget(name), value)
        self.qtbot.mouseClick(page.front.yes, Qt.MouseButton.LeftButton)
        self.rest()

    def question(self) -> QuestionDialog:
        """The question in front."""
        self.until(lambda: any(each.isVisible() for each in self.shell.findChildren(QuestionDialog)))
        return next(each for each in self.shell.findChildren(QuestionDialog) if each.isVisible())

    def answer(self, *, yes: bool) -> str:
        """Answer the question in front; gives what was asked."""
        dialog = self.question()
        asked = " ".join(each.text() for each in dialog.findChildren(QWidget) if each.objectName() == "question")
        self.qtbot.mouseClick(dialog.yes if yes else dialog.no, Qt.MouseButton.LeftButton)
        self.rest()
        return asked

    def preview(self) -> PreviewDialog:
        """The paper on screen."""
        self.until(lambda: any(each.isVisible() for each in self.shell.findChildren(PreviewDialog)))
        return next(each for each in self.shell.findChildren(PreviewDialog) if each.isVisible())

    def paper(self) -> str:
        """What the paper on screen says; it is put away."""
        preview = self.preview()
        said = text(preview._pdf)
        preview.reject()
        return said

    def put_out(self, file: Path) -> str:
        """Store the paper on screen in a file, as printing it would put it out; what it says there."""
        preview = self.preview()
        preview.save(file)
        self.until(file.exists)
        preview.reject()
        return text(file.read_bytes())

    def column(self, view: Any, attribute: str) -> list[str]:
        """What a column of a grid shows."""
        model = view.rows()
        number = model.column_of(attribute)
        return [model.index(row, number).data() for row in range(model.rowCount())]

    def mark(self, view: Any, attribute: str, shown: str) -> None:
        """Put the cursor on the row that shows something."""
        view.go_to(self.column(view, attribute).index(shown))
        self.rest()
