"""Dialogs with a form: they stay open until the server has done what they ask for, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from msgspec import Meta
from PySide6.QtWidgets import QWidget

from shared.qt.build import Item, button, horizontal, label
from shared.qt.dialogs import Dialog
from shared.qt.form import Field, Form


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is taken back."""

    reason: Annotated[str, Meta(min_length=1, max_length=200)]


class FormDialog(Dialog):
    """Fields and one decision. `on_submit` gets the typed value; the page closes the dialog when it is done."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        value_type: type[Any],
        fields: Sequence[Field],
        on_submit: Callable[[Any], object],
        yes: str,
        *,
        about: Item = None,
        danger: bool = False,
    ) -> None:
        super().__init__(title, parent)
        self.setMinimumWidth(480)
        self._on_submit = on_submit
        self.form: Form[Any] = Form(value_type, fields)
        self.problem = label("", "fieldError", wrap=True)
        self.yes = button(yes, self.submit, primary=not danger, danger=danger)
        self.no = button(self.tr("取消"), self.reject)
        self.form.submitted.connect(self.submit)
        self.form.edited.connect(lambda: self.problem.setText(""))
        self.fill(label(title, "dialogTitle"), about, self.form, self.problem, horizontal(1, self.no, self.yes, spacing=10))
        self.form.start()

    def submit(self) -> None:
        """Hand in what is typed."""
        value = self.form.read()
        if value is not None and self.yes.isEnabled():
            self._on_submit(value)

    def show_working(self, working: bool) -> None:
        """Nothing can be pressed while the answer is outstanding."""
        self.yes.setEnabled(not working)

    def show_error(self, name: str | None, sentence: str) -> bool:
        """At its field, else above the buttons: a toast would lie behind this dialog."""
        if not self.form.show_error(name, sentence):
            self.problem.setText(sentence)
        return True


def reason_dialog(
    parent: QWidget, title: str, yes: str, label_text: str, on_reason: Callable[[str], object], about: str = ""
) -> FormDialog:
    """Ask why; the reason is stored with who and when."""
    fields = (Field("reason", label_text),)
    hint = label(about, "muted", wrap=True) if about else None
    return FormDialog(parent, title, Reason, fields, lambda value: on_reason(value.reason), yes, about=hint, danger=True)
