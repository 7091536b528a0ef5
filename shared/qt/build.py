"""Short ways to build widgets: labels, buttons and boxes of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from shared.qt.tint import Tint

W = TypeVar("W", bound=QWidget)
Size = Literal[0, 12, 13, 15, 16, 17, 18, 20, 22, 24, 26, 28, 32, 50, 54]
"""px of a text, one of those the style sheet has; 0 leaves it as it is."""

Item = QWidget | QLayout | int | None
"""A widget, a nested box, a stretch (a positive number is its factor), or None for nothing."""
_NONE = (0, 0, 0, 0)


def label(text: str = "", name: str = "", *, wrap: bool = False, selectable: bool = False) -> QLabel:
    """A label; `name` is what the style sheet knows it by. Text is never taken for markup: it may be a patient's."""
    made = QLabel(text)
    made.setObjectName(name)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wrap)
    if selectable:
        made.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard)
    return made


def paint(made: W, tint: Tint | None = None, *, size: Size = 0, bold: bool = False) -> W:
    """Give a widget a tint, a size and a weight, instead of those it had."""
    made.setProperty("tint", "" if tint is None else tint.name)
    made.setProperty("px", str(size))
    made.setProperty("bold", bold)
    made.style().unpolish(made)
    made.style().polish(made)
    return made


def show_chip(chip: QLabel, text: str, tint: Tint, *, strong: bool = False, size: Size = 0) -> None:
    """A word on its tint, named chip, stamp or finding; nothing to hide it. What is `strong` stands white on red."""
    chip.setText(text)
    chip.setVisible(bool(text))
    chip.setProperty("strong", strong)
    paint(chip, tint, size=size)


def button(text: str, on_click: Callable[[], object], *, primary: bool = False, danger: bool = False) -> QPushButton:
    """A button; at most one on a screen is primary."""
    made = QPushButton(text)
    made.setAutoDefault(False)
    made.setProperty("primary", primary)
    made.setProperty("danger", danger)
    made.clicked.connect(lambda _checked: on_click())
    return made


def vertical(*items: Item, spacing: int = 8, margins: tuple[int, int, int, int] = _NONE) -> QVBoxLayout:
    """A column of items."""
    box = QVBoxLayout()
    _fill(box, items, spacing, margins)
    return box


def horizontal(*items: Item, spacing: int = 8, margins: tuple[int, int, int, int] = _NONE) -> QHBoxLayout:
    """A row of items."""
    box = QHBoxLayout()
    _fill(box, items, spacing, margins)
    return box


def frame(name: str, layout: QLayout) -> QFrame:
    """A frame the style sheet knows by `name`."""
    made = QFrame()
    made.setObjectName(name)
    made.setLayout(layout)
    return made


def scroll(inside: QWidget | None = None) -> QScrollArea:
    """Room that grows downwards only, on the ground of what it stands on."""
    made = QScrollArea(widgetResizable=True)
    made.setObjectName("plain")
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    if inside is not None:
        made.setWidget(inside)
    return made


def refill(box: QLayout, widgets: Iterable[QWidget] = ()) -> None:
    """Put `widgets` in the place of what is in a box."""
    while (item := box.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            # Without a parent it would be a window, and take the keys from the one in front.
            widget.hide()
            widget.deleteLater()
    for each in widgets:
        box.addWidget(each)


def texts_in(widget: QWidget) -> list[str]:
    """What the labels of a widget say, top to bottom. One that was put there a moment ago counts, though Qt shows it with its next
    event only; what `refill` has taken away does not."""
    on_purpose = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
    labels = widget.findChildren(QLabel)
    return [each.text() for each in labels if each.text() and not (each.isHidden() and each.testAttribute(on_purpose))]


def _fill(box: QBoxLayout, items: tuple[Item, ...], spacing: int, margins: tuple[int, int, int, int]) -> None:
    box.setSpacing(spacing)
    box.setContentsMargins(*margins)
    for item in items:
        if isinstance(item, QWidget):
            box.addWidget(item)
        elif isinstance(item, QLayout):
            box.addLayout(item)
        elif item is not None:
            box.addStretch(item)
