"""A form in a dialog: what must be typed before a command can be sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtWidgets import QWidget

from shared.errors import BusinessError
from shared.qt.build import button, horizontal, label
from shared.qt.dialogs import Dialog
from shared.qt.form import Form
from shared.qt.language import sentence
from shared.qt.shell import field_of

T = TypeVar("T")


class FormDialog(Dialog, Generic[T]):
    """A form with one button. It stays open, with what was typed, until the server has agreed: `accept()` closes it."""

    def __init__(
        self, parent: QWidget, title: str, subject: str, form: Form[T], yes: str, on_submit: Callable[[T], object], width: int = 460
    ) -> None:
        super().__init__(title, parent)
        self.setMinimumWidth(width)
        self.form, self._on_submit = form, on_submit
        self.submit = button(yes, self._submit, primary=True)
        self.submit.setDefault(True)
        leave = button(self.tr("取消"), self.reject)
        who = label(subject, "muted", wrap=True)
        who.setVisible(bool(subject))
        self._message = label("", "fieldError", wrap=True)
        self._message.hide()
        self.fill(label(title, "dialogTitle"), who, form, self._message, horizontal(1, leave, self.submit))
        form.submitted.connect(self._submit)
        form.start()

    def _submit(self) -> None:
        self._message.hide()
        value = self.form.read()
        if value is not None:
            self._on_submit(value)

    def show_error(self, name: str | None, text: str) -> bool:
        """A server's sentence: at its field, or above the buttons."""
        if not self.form.show_error(name, text):
            self._message.setText(text)
            self._message.show()
        return True

    def refuse(self, error: BusinessError) -> None:
        """Show why the server refused; what was typed stays."""
        self.show_error(field_of(error), sentence(error))
