"""Dialogs with a form: they stay open until the server has done what they ask for, so that nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from msgspec import Meta
from PySide6.QtWidgets import QWidget

from shared.qt.build import button, horizontal, label
from shared.qt.dialogs import Dialog
from shared.qt.editors import SuggestionEditor
from shared.qt.form import Field, Form

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is taken back."""

    reason: Annotated[str, Meta(min_length=1, max_length=200)]


class FormDialog(Dialog, Generic[T]):
    """Fields and one decision. `on_submit` gets the typed value; who opened the dialog closes it when that is done."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        form: Form[T],
        on_submit: Callable[[T], object],
        yes: str = "",
        *,
        about: str = "",
        danger: bool = False,
        width: int = 480,
    ) -> None:
        super().__init__(title, parent)
        self.setMinimumWidth(width)
        self.form, self._on_submit = form, on_submit
        self.problem = label("", "fieldError", wrap=True)
        self.yes = button(yes or title, self.submit, primary=not danger, danger=danger)
        self.yes.setDefault(True)
        self.no = button(self.tr("取消"), self.reject)
        form.submitted.connect(self.submit)
        form.edited.connect(lambda: self.problem.setText(""))
        subject = label(about, "muted", wrap=True) if about else None
        self.fill(label(title, "dialogTitle"), subject, form, self.problem, horizontal(1, self.no, self.yes, spacing=10))
        form.start()

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
    parent: QWidget,
    title: str,
    field: str,
    on_reason: Callable[[str], object],
    *,
    yes: str = "",
    about: str = "",
    usual: Sequence[str] = (),
    danger: bool = True,
) -> FormDialog[Reason]:
    """Ask why, in a field labelled `field`, which offers the `usual` reasons; the reason is stored with who and when."""
    form = Form(Reason, (Field("reason", field, SuggestionEditor(usual, 200) if usual else None),))
    return FormDialog(parent, title, form, lambda value: on_reason(value.reason), yes, about=about, danger=danger)
