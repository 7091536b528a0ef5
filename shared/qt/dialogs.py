"""Dialogs: only for what must be decided, and for an error of ours with its reference number. None of them blocks the event loop.

confirm(self, "作废这张收据？", yes="作废", danger=True).done(lambda _: …)

What a command must ask is asked by `shared.qt.commands`.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QBoxLayout, QDialog, QLayout, QWidget

from shared.errors import InternalError, NeedsConfirmation, Refused
from shared.qt.build import Item, button, horizontal, label, vertical
from shared.qt.demo import frame_if_demo
from shared.qt.language import sentence, term
from shared.qt.reply import Reply
from shared.qt.room import TITLE_BAR, ScrollRoom

_MARGINS = (24, 20, 24, 26)


class Cancelled(Refused):
    """The user said no; nobody needs to be told. `question` is what a server had asked, where one had; `instead` says that the
    other button was pressed and the dialog not merely left."""

    code = "cancelled"
    zh = "已取消"
    en = "Cancelled"

    def __init__(self, question: NeedsConfirmation | None = None, *, instead: bool = False) -> None:
        super().__init__()
        self.question, self.instead = question, instead


class Dialog(QDialog):
    """Base of all dialogs: framed in red over a demo database, Esc closes, scrolled where the screen has less room than it."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setModal(True)
        self._scrolled = False
        frame_if_demo(self)

    def fill(self, *items: Item, spacing: int = 12) -> None:
        """Put `items` into a column."""
        layout: QLayout = vertical(*items, spacing=spacing, margins=_MARGINS)
        self.setLayout(layout)

    def setVisible(self, visible: bool) -> None:
        if visible:
            self.fit()
        super().setVisible(visible)

    def fit(self) -> None:
        """Stay within the screen: smaller where that does, else what stands above the last line is scrolled."""
        room, layout = self.screen().availableSize() - QSize(0, TITLE_BAR), self.layout()
        if isinstance(layout, QBoxLayout) and not self._scrolled:
            least = layout.totalMinimumSize()
            if layout.hasHeightForWidth():
                least.setHeight(max(least.height(), layout.totalHeightForWidth(min(self.sizeHint().width(), room.width()))))
            if least != least.boundedTo(room):
                self._scroll(layout)
        self.setMinimumSize(self.minimumSize().boundedTo(room))
        self.resize((self.size() if self.testAttribute(Qt.WidgetAttribute.WA_Resized) else self.sizeHint()).boundedTo(room))

    def _scroll(self, layout: QBoxLayout) -> None:
        self._scrolled = True
        focus, bar, last = self.focusWidget(), layout.menuBar(), layout.takeAt(layout.count() - 1)
        assert last is not None, "a dialog ends with its buttons"
        if bar is not None:
            layout.removeWidget(bar)
        inside = QWidget()
        # A layout that moves takes its widgets along.
        inside.setLayout(layout)
        whole = vertical(ScrollRoom(inside), last.layout() or last.widget(), margins=(0, 0, 24, 16))
        self.setLayout(whole)
        if bar is not None:
            whole.setMenuBar(bar)
        if focus is not None:
            focus.setFocus()


class QuestionDialog(Dialog):
    """A question with yes and no. Enter is yes, unless `danger`."""

    def __init__(self, parent: QWidget | None, question: str, yes: str, no: str, *, danger: bool) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("请确认"))
        self.setMinimumWidth(420)
        self.yes = button(yes, self.accept, primary=not danger, danger=danger)
        self.no = button(no, self._decline)
        self.declined = False
        """Whether the button was pressed: Esc only leaves."""
        for side in (self.yes, self.no):
            side.setAutoDefault(True)
        self.fill(label(question, "question", wrap=True), horizontal(1, self.no, self.yes, spacing=10), spacing=20)
        (self.no if danger else self.yes).setFocus()

    def _decline(self) -> None:
        self.declined = True
        self.reject()


def confirm(parent: QWidget | None, question: str, yes: str = "", no: str = "", *, danger: bool = False) -> Reply[None]:
    """Ask; done on yes, failed with `Cancelled` on no. A `danger` needs a deliberate step to yes."""
    dialog = QuestionDialog(
        parent,
        question,
        yes or QCoreApplication.translate("QuestionDialog", "确定"),
        no or term("取消"),
        danger=danger,
    )
    reply: Reply[None] = Reply(parent)
    dialog.accepted.connect(lambda: reply.settle(None, None))
    dialog.rejected.connect(lambda: reply.settle(None, Cancelled(instead=dialog.declined)))
    dialog.open()
    return reply


class BugDialog(Dialog):
    """An error of ours: its reference number in large figures; Ctrl+C copies it."""

    def __init__(self, parent: QWidget | None, error: InternalError) -> None:
        super().__init__("", parent)
        self.setWindowTitle(self.tr("系统内部错误"))
        self.setMinimumWidth(460)
        self.reference = error.reference
        number = label(self.reference, "reference")
        number.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.copy_button = button(self.tr("复制编号 (Ctrl+C)"), self.copy)
        close = button(term("关闭"), self.accept, primary=True)
        close.setDefault(True)
        self.fill(label(sentence(error), wrap=True), number, horizontal(1, self.copy_button, close))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy(self) -> None:
        """Put the reference number on the clipboard."""
        QGuiApplication.clipboard().setText(self.reference)
        self.copy_button.setText(self.tr("已复制"))


class NoticeDialog(Dialog):
    """A text that must be read, such as the summary of a run: what was not done and why."""

    def __init__(self, parent: QWidget | None, title: str, text: str) -> None:
        super().__init__(title, parent)
        self.setMinimumWidth(460)
        close = button(term("关闭"), self.accept, primary=True)
        close.setDefault(True)
        self.fill(label(title, "dialogTitle"), label(text, wrap=True, selectable=True), horizontal(1, close))
