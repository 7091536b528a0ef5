"""Editors of single values, the same in grids and forms.

An editor makes a widget, shows a value in it and reads it back typed. `read` raises ValueError with a sentence for the user.
Text keeps to its column's length and never carries control characters into the database.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from shared.enums import Code
from shared.qt import formats
from shared.qt.day_line import DayLine
from shared.qt.language import word
from shared.qt.lookup import LookupEntry, LookupIndex
from shared.qt.lookup_edit import LookupEdit
from shared.text import visible


class Editor(ABC):
    """How values of one kind are edited."""

    right_aligned = False

    @abstractmethod
    def widget(self, parent: QWidget) -> QWidget:
        """A fresh widget."""

    @abstractmethod
    def load(self, widget: QWidget, value: Any) -> None:
        """Show `value`, None as empty."""

    @abstractmethod
    def read(self, widget: QWidget) -> Any:
        """The typed value, None when empty. Raises ValueError with a sentence."""

    def cleared(self, attribute: str) -> Mapping[str, Any]:
        """What the columns of a row become when the cell of `attribute` is emptied."""
        return {attribute: None}

    def text(self, widget: QWidget) -> str:
        """What stands there now, for a cell whose entry can't be read."""
        return widget.text() if isinstance(widget, QLineEdit) else ""


class _LineEditor(Editor):
    max_length = 40
    hint = ""

    def widget(self, parent: QWidget) -> QLineEdit:
        line = QLineEdit(parent, maxLength=self.max_length, placeholderText=self.hint)
        line.setFrame(False)
        if self.right_aligned:
            line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return line

    def load(self, widget: QWidget, value: Any) -> None:
        cast(QLineEdit, widget).setText(self.write(value))

    def read(self, widget: QWidget) -> Any:
        return self.parse(cast(QLineEdit, widget).text())

    def cleared(self, attribute: str) -> Mapping[str, Any]:
        return {attribute: self.parse("")}

    def write(self, value: Any) -> str:
        """The value as it is edited."""
        return formats.plain(value)

    def parse(self, text: str) -> Any:
        """The typed text as a value."""
        return visible(text)


class TextEditor(_LineEditor):
    """A line of text of at most `max_length` characters. An empty line is "" and None for columns that may be empty."""

    def __init__(self, max_length: int = 200, hint: str = "", *, empty_is_none: bool = False) -> None:
        self.max_length, self.hint, self._empty_is_none = max_length, hint, empty_is_none

    def parse(self, text: str) -> str | None:
        return visible(text) or (None if self._empty_is_none else "")


class PasswordEditor(TextEditor):
    """A password: shown as dots, and taken as typed."""

    def widget(self, parent: QWidget) -> QLineEdit:
        line = super().widget(parent)
        line.setEchoMode(QLineEdit.EchoMode.Password)
        return line

    def parse(self, text: str) -> str:
        return text


class NumberEditor(_LineEditor):
    """A decimal with at most `places` decimals within [minimum, maximum]."""

    right_aligned = True

    def __init__(
        self, places: int = 4, minimum: Decimal | int | None = None, maximum: Decimal | int | None = None, hint: str = ""
    ) -> None:
        self.places, self.minimum, self.maximum, self.hint = places, minimum, maximum, hint

    def write(self, value: Any) -> str:
        return formats.quantity(value)

    def parse(self, text: str) -> Decimal | int | None:
        value = formats.read_number(text)
        if value is None:
            return None
        if value != round(value, self.places):
            message = QCoreApplication.translate("editors", "最多 {places} 位小数")
            raise ValueError(
                message.format(places=self.places) if self.places else QCoreApplication.translate("editors", "请输入整数")
            )
        if (self.minimum is not None and value < self.minimum) or (self.maximum is not None and value > self.maximum):
            raise ValueError(self._range_sentence())
        return value

    def _range_sentence(self) -> str:
        if self.maximum is None:
            return QCoreApplication.translate("editors", "不能小于 {minimum}").format(minimum=self.minimum)
        if self.minimum is None:
            return QCoreApplication.translate("editors", "不能大于 {maximum}").format(maximum=self.maximum)
        message = QCoreApplication.translate("editors", "应在 {minimum} 到 {maximum} 之间")
        return message.format(minimum=self.minimum, maximum=self.maximum)


class IntegerEditor(NumberEditor):
    """A whole number."""

    def __init__(self, minimum: int | None = None, maximum: int | None = None, hint: str = "") -> None:
        super().__init__(0, minimum, maximum, hint)

    def parse(self, text: str) -> int | None:
        value = super().parse(text)
        return None if value is None else int(value)


class MoneyEditor(NumberEditor):
    """Yuan with two decimals."""

    def __init__(self, minimum: Decimal | int | None = 0, hint: str = "0.00") -> None:
        super().__init__(2, minimum, Decimal("9999999999999.99"), hint)

    def write(self, value: Any) -> str:
        return "" if value is None else f"{value:.2f}"


class DayEditor(_LineEditor):
    """A calendar day."""

    max_length = 10

    def __init__(self, hint: str = "YYYY-MM-DD") -> None:
        self.hint = hint

    def write(self, value: Any) -> str:
        return formats.full_day(value)

    def parse(self, text: str) -> Any:
        return formats.read_day(text)


class TodayEditor(DayEditor):
    """A calendar day that is today while nobody types another."""

    def widget(self, parent: QWidget) -> DayLine:
        return DayLine(parent, self.hint)

    def load(self, widget: QWidget, value: Any) -> None:
        cast(DayLine, widget).show_day(value)

    def read(self, widget: QWidget) -> Any:
        return cast(DayLine, widget).read()


class MomentEditor(_LineEditor):
    """A time in the hospital's zone."""

    max_length = 16

    def __init__(self, hint: str = "MM-DD HH:MM") -> None:
        self.hint = hint

    def write(self, value: Any) -> str:
        return formats.full_moment(value)

    def parse(self, text: str) -> Any:
        return formats.read_moment(text)


class ChoiceEditor(Editor):
    """One of a few values: (value, label) pairs or all members of a value list."""

    def __init__(self, choices: Sequence[tuple[Any, str]] | type[Code], *, may_be_empty: bool = False) -> None:
        pairs: Iterable[tuple[Any, str]]
        pairs = [(member, word(member)) for member in choices] if isinstance(choices, type) else choices
        self.choices = [*([(None, "")] if may_be_empty else []), *pairs]

    def widget(self, parent: QWidget) -> QComboBox:
        box = QComboBox(parent)
        for _, label in self.choices:
            box.addItem(label)
        return box

    def load(self, widget: QWidget, value: Any) -> None:
        values = [choice for choice, _ in self.choices]
        cast(QComboBox, widget).setCurrentIndex(values.index(value) if value in values else -1)

    def read(self, widget: QWidget) -> Any:
        at = cast(QComboBox, widget).currentIndex()
        return None if at < 0 else self.choices[at][0]

    def type_text(self, widget: QWidget, text: str) -> None:
        """Choose by number (1, 2 …) or by the beginning of the label."""
        labels = [label for _, label in self.choices]
        at = int(text) - 1 if text.isdecimal() else next((n for n, label in enumerate(labels) if label.startswith(text)), -1)
        if 0 <= at < len(labels):
            cast(QComboBox, widget).setCurrentIndex(at)


class SuggestionEditor(Editor):
    """A line of text of at most `max_length` characters, with usual ones to choose from."""

    def __init__(self, usual: Sequence[str], max_length: int) -> None:
        self._usual, self._max_length = tuple(usual), max_length

    def widget(self, parent: QWidget) -> QComboBox:
        box = QComboBox(parent, editable=True)
        box.addItems(self._usual)
        box.setCurrentIndex(-1)
        line = box.lineEdit()
        assert line is not None, "an editable box has one"
        line.setMaxLength(self._max_length)
        return box

    def load(self, widget: QWidget, value: Any) -> None:
        box = cast(QComboBox, widget)
        box.setCurrentIndex(-1)
        box.setEditText(value or "")

    def read(self, widget: QWidget) -> str | None:
        return visible(cast(QComboBox, widget).currentText()) or None


class FlagEditor(Editor):
    """Yes or no."""

    def widget(self, parent: QWidget) -> QCheckBox:
        return QCheckBox(parent)

    def load(self, widget: QWidget, value: Any) -> None:
        cast(QCheckBox, widget).setChecked(bool(value))

    def read(self, widget: QWidget) -> bool:
        return cast(QCheckBox, widget).isChecked()


class LookupEditor(Editor):
    """A value found by F2. `value_of` makes the column's value of the choice; `fill` gives further columns to set with it, `empty`
    all columns of an emptied cell.

    `recent` names the list of recent choices, kept per user.
    """

    def __init__(
        self,
        index: LookupIndex,
        recent: str = "",
        value_of: Callable[[LookupEntry], Any] = lambda entry: entry.value,
        fill: Callable[[LookupEntry], Mapping[str, Any]] = lambda _entry: {},
        empty: Mapping[str, Any] | None = None,
    ) -> None:
        self.index, self.recent, self.value_of, self.fill, self.empty = index, recent, value_of, fill, empty

    def cleared(self, attribute: str) -> Mapping[str, Any]:
        return super().cleared(attribute) if self.empty is None else self.empty

    def widget(self, parent: QWidget) -> LookupEdit:
        return LookupEdit(self.index, self.recent, parent)

    def load(self, widget: QWidget, value: Any) -> None:
        entry = next((entry for entry in self.index.entries if value is not None and self.value_of(entry) == value), None)
        cast(LookupEdit, widget).show_entry(entry)

    def read(self, widget: QWidget) -> Any:
        entry = cast(LookupEdit, widget).chosen()
        return None if entry is None else self.value_of(entry)
