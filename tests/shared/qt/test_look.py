"""What everybody must be able to see (ui.md): where the keyboard is, where a field ends, what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QPlainTextEdit, QRadioButton, QSpinBox, QTabBar, QWidget

from shared.qt import theme, tint
from shared.qt.build import button, label
from shared.qt.key_action import KeyAction
from shared.qt.table import Column, RowModel
from shared.qt.table_view import TableView
from shared.qt.topbar import TopBar

SHEET = Path(theme.__file__).with_name("theme.qss").read_text(encoding="utf-8")


def _tabs() -> QTabBar:
    made = QTabBar()
    made.addTab("长期")
    made.addTab("临时")
    return made


def _grid() -> TableView:
    columns = (Column("编码", "code"),)
    made = TableView(columns, "look")
    made.setModel(RowModel(columns, made))
    return made


KINDS: dict[str, Callable[[], QWidget]] = {
    "check box": lambda: QCheckBox("已核对"),
    "radio": lambda: QRadioButton("出院"),
    "tabs": _tabs,
    "button": lambda: button("取消", lambda: None),
    "primary": lambda: button("确定", lambda: None, primary=True),
    "danger": lambda: button("作废", lambda: None, danger=True),
    "line": QLineEdit,
    "choice": QComboBox,
    "text": QPlainTextEdit,
    "number": QSpinBox,
    "empty grid": _grid,
}


@pytest.mark.parametrize("kind", KINDS)
def test_it_is_seen_where_the_keyboard_is(kind: str, qtbot: Any) -> None:
    window, widget, other = QWidget(), KINDS[kind](), QLineEdit()
    widget.setParent(window)
    widget.setGeometry(10, 10, 300, 60)
    seen(window, widget, other, qtbot)


def test_it_is_seen_on_a_top_key_which_the_keyboard_reaches(qtbot: Any) -> None:
    window, bar, other = QWidget(), TopBar("护士工作站"), QLineEdit()
    bar.setParent(window)
    bar.setGeometry(0, 0, 300, 60)
    bar.show_keys([KeyAction(other, "F5", "校对", lambda: None, lambda _why: None)])
    for key in (bar.bell, *bar.buttons()):
        assert key.focusPolicy() & Qt.FocusPolicy.TabFocus
        seen(window, key, other, qtbot)


def seen(window: QWidget, widget: QWidget, other: QWidget, qtbot: Any) -> None:
    """The upper edge of a widget changes when it gets the focus."""
    qtbot.addWidget(window)
    other.setParent(window)
    other.setGeometry(10, 90, 100, 30)
    window.resize(320, 140)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    other.setFocus()
    before = widget.grab().toImage()
    widget.setFocus()
    # A cursor that blinks is no border.
    edge = [widget.grab().toImage().pixel(x, 0) != before.pixel(x, 0) for x in range(8, widget.width() - 8)]
    assert widget.hasFocus()
    assert sum(edge) > len(edge) // 2


def test_the_border_of_a_field_stands_out() -> None:
    fields = next(line for line in SHEET.splitlines() if line.startswith("QLineEdit, QComboBox"))
    buttons = next(line for line in SHEET.splitlines() if line.startswith("QPushButton {"))
    for rule in (fields, buttons):
        border = re.search(r"border: 1px solid (#\w{6})", rule)
        assert border is not None
        for ground in (tint.SURFACE, tint.GROUND):
            assert contrast(border[1], ground) >= 3


def contrast(one: str, other: str) -> float:
    """Of two colours, as WCAG counts it."""
    darker, lighter = sorted(map(_luminance, (one, other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(color: str) -> float:
    parts = QColor(color)
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in (parts.redF(), parts.greenF(), parts.blueF())]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("name", ["fieldError", "hint"])
def test_what_is_wrong_is_not_written_small(name: str, qtbot: Any) -> None:
    sentence = label("金额不能为负", name)
    qtbot.addWidget(sentence)
    sentence.ensurePolished()
    assert sentence.font().pixelSize() >= theme.BODY_PX
