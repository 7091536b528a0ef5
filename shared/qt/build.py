"""Short ways to build widgets: labels, buttons and boxes of them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QLabel, QLayout, QPushButton, QVBoxLayout, QWidget

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
