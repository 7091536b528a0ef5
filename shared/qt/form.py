"""Labelled fields bound to a dataclass of the contracts, with the sentence of an error under its field.

    form = Form(PatientDetails, (Field("name", "姓名"), Field("birth_date", "出生日期"), …), columns=2)
    form.load(patient.details)
    form.submitted.connect(save)        # Enter on the last field
    details = form.read()               # None: the sentences stand at the fields, the cursor on the first of them

Editors, lengths and ranges follow from the dataclass's types (`Meta`). Fields of the dataclass that are not shown keep the values
they were loaded with. Enter goes to the next field, Shift+Enter back.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

import msgspec
from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QLabel, QLineEdit, QSizePolicy, QWidget

from shared.qt.build import label, vertical
from shared.qt.editors import Editor
from shared.qt.form_types import FieldType, field_types
from shared.qt.lookup_edit import LookupEdit

T = TypeVar("T")


class FieldErrors(Protocol):
    """What can show a sentence at a field: a form, or a dialog with one."""

    def show_error(self, name: str | None, sentence: str) -> bool:
        """Show it and say so; False when there is no such field."""


@dataclass(frozen=True)
class Field:
    """One field. Without `editor` the type chooses one; without `required` a field is required when its type leaves no way out."""

    name: str
    label: str
    editor: Editor | None = None
    required: bool | None = None
    span: int = 1
    """How many columns of the form it takes."""


class _Box:
    """The widgets of one field."""

    def __init__(self, field: Field, kind: FieldType, form: QWidget) -> None:
        self.field = field
        self.editor = field.editor or kind.editor
        self.required = kind.required if field.required is None else field.required
        self.optional = kind.optional
        self.widget = self.editor.widget(form)
        if isinstance(self.widget, QLineEdit):
            self.widget.setFrame(True)
        self.widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.widget.setAccessibleName(field.label)
        self.error: QLabel = label("", "fieldError", wrap=True)
        self.error.setMinimumHeight(18)

    def mark(self, sentence: str) -> None:
        """Show or take away the sentence."""
        self.error.setText(sentence)
        self.widget.setProperty("wrong", bool(sentence))
        self.widget.style().polish(self.widget)


class Form(QWidget, Generic[T]):
    """Fields of a `value_type`; see the module."""

    submitted = Signal()
    """Enter on the last field."""
    edited = Signal()
    """The user changed something."""

    def __init__(self, value_type: type[T], fields: Sequence[Field], columns: int = 1, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._type = value_type
        kinds = field_types(value_type)
        self._boxes = {field.name: _Box(field, kinds[field.name], self) for field in fields}
        self._hidden: dict[str, Any] = {}
        self._place(columns)
        for box in self._boxes.values():
            box.widget.installEventFilter(self)
            self._connect(box)

    def _place(self, columns: int) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setVerticalSpacing(3)
        row = column = 0
        for box in self._boxes.values():
            if column + box.field.span > columns:
                row, column = row + 1, 0
            caption = label(box.field.label + (" *" if box.required else ""), "fieldLabel")
            caption.setMinimumHeight(32)
            caption.setBuddy(box.widget)
            grid.addWidget(caption, row, 2 * column, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop)
            grid.addLayout(vertical(box.widget, box.error, spacing=0), row, 2 * column + 1, 1, 2 * box.field.span - 1)
            grid.setColumnStretch(2 * column + 1, 1)
            column += box.field.span

    def _connect(self, box: _Box) -> None:
        def changed(*_: object) -> None:
            box.mark("")
            self.edited.emit()

        match box.widget:
            case LookupEdit():
                box.widget.chosen_changed.connect(changed)
            case QLineEdit():
                box.widget.textEdited.connect(changed)
            case QComboBox():
                box.widget.activated.connect(changed)
            case QCheckBox():
                box.widget.clicked.connect(changed)

    # -- values

    def load(self, value: T | Mapping[str, Any]) -> None:
        """Show a value, or as much of one as there is."""
        known = dict(value) if isinstance(value, Mapping) else _fields_of(value)
        self._hidden = {name: part for name, part in known.items() if name not in self._boxes}
        defaults = _defaults(self._type)
        for name, box in self._boxes.items():
            box.editor.load(box.widget, known.get(name, defaults.get(name)))
            box.mark("")

    def clear(self) -> None:
        """Empty every field (defaults where the type has them)."""
        self.load({})

    def read(self) -> T | None:
        """The typed value; None with a sentence at every wrong field."""
        values, wrong = dict(self._hidden), {}
        for name, box in self._boxes.items():
            try:
                part = box.editor.read(box.widget)
            except ValueError as error:
                wrong[name] = str(error)
                continue
            if part in {None, ""} and box.required:
                wrong[name] = self.tr("请填写“{label}”").format(label=box.field.label)
            elif part is not None or box.optional:
                values[name] = part
        return self._converted(values) if not self._show(wrong) else None

    def _converted(self, values: dict[str, Any]) -> T | None:
        try:
            return msgspec.convert(values, self._type)
        except msgspec.ValidationError as error:
            path = re.search(r"`\$\.(\w+)", str(error))
            if path is None or not self.show_error(path[1], self.tr("“{label}”不正确").format(label=self._label(path[1]))):
                raise
            return None

    def _label(self, name: str) -> str:
        return self._boxes[name].field.label if name in self._boxes else name

    # -- errors

    def _show(self, wrong: Mapping[str, str]) -> bool:
        for name, box in self._boxes.items():
            box.mark(wrong.get(name, ""))
        if wrong:
            self._boxes[next(iter(wrong))].widget.setFocus()
        return bool(wrong)

    def show_error(self, name: str | None, sentence: str) -> bool:
        """Put a server's sentence at its field and the cursor there; False when the form has no such field."""
        if name not in self._boxes:
            return False
        return self._show({name: sentence})

    def error(self, name: str) -> str:
        """The sentence at a field."""
        return self._boxes[name].error.text()

    def widget(self, name: str) -> Any:
        """The widget of a field."""
        return self._boxes[name].widget

    # -- keys

    def start(self) -> None:
        """Put the cursor into the first field."""
        _enter(next(iter(self._boxes.values())).widget)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}
        ):
            self._move(watched, back=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
            return True
        return super().eventFilter(watched, event)

    def _move(self, watched: QObject, *, back: bool) -> None:
        widgets = [box.widget for box in self._boxes.values() if box.widget.isEnabled() and box.widget.isVisible()]
        at = next((number for number, widget in enumerate(widgets) if widget is watched), 0) + (-1 if back else 1)
        if at >= len(widgets):
            self.submitted.emit()
        elif at >= 0:
            _enter(widgets[at])


def _enter(target: QWidget) -> None:
    target.setFocus()
    if isinstance(target, QLineEdit):
        target.selectAll()


def _fields_of(value: Any) -> dict[str, Any]:
    names = [field.name for field in dataclasses.fields(value)]
    return {name: getattr(value, name) for name in names}


def _defaults(value_type: type[Any]) -> dict[str, Any]:
    return {field.name: field.default for field in dataclasses.fields(value_type) if field.default is not dataclasses.MISSING}
