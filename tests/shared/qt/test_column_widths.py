"""Columns fit their words and their view before a user drags them (ui.md: 1366 × 768 and up)."""

from __future__ import annotations

from typing import Any

import pytest

from shared.qt.column_widths import fitted
from shared.qt.table import Column, RowModel
from shared.qt.table_view import TableView

NAME = Column("药品", "name", 200, elastic=True)
STATE = Column("状态", "state", 80, words=("done", "waiting for the pharmacy"))
AMOUNT = Column("金额", "amount", 90, "right")


def ten(text: str) -> int:
    """Every character is ten pixels wide."""
    return 10 * len(text)


def test_a_title_and_the_longest_word_have_room() -> None:
    assert fitted((NAME, STATE, AMOUNT), (40, 40, 120), ten, None) == [200, 262, 120]
    assert fitted((NAME, STATE, AMOUNT), (40, 40, 120), ten, 900) == [200, 262, 120]


@pytest.mark.parametrize("room", [500, 440, 400, 340, 290])
def test_a_narrow_view_is_fitted_and_numbers_are_not_cut(room: int) -> None:
    name, state, amount = fitted((NAME, STATE, AMOUNT), (40, 40, 40), ten, room)
    assert room - 3 <= name + state + amount <= room
    assert amount == 90
    assert name >= 90
    assert state >= 72


def test_text_is_cut_little_before_words_are() -> None:
    name, state, _ = fitted((NAME, STATE, AMOUNT), (40, 40, 40), ten, 330)
    assert 236 <= name + state <= 240
    assert name >= 150
    assert state >= 80


def test_what_can_not_be_cut_is_scrolled() -> None:
    assert fitted((AMOUNT, AMOUNT), (40, 40), ten, 100) == [90, 90]


def test_a_grid_fits_when_its_view_narrows_until_somebody_drags(qtbot: Any) -> None:
    view = TableView((NAME, STATE, AMOUNT), "narrow")
    qtbot.addWidget(view)
    view.setModel(RowModel((NAME, STATE, AMOUNT), view))
    view.resize(700, 200)
    view.show()
    wide = view.columnWidth(0)
    view.resize(420, 200)
    assert view.columnWidth(0) < wide
    assert view.horizontalScrollBar().maximum() == 0
    view.setColumnWidth(0, 300)
    view.save_widths()
    view.resize(380, 200)
    assert view.columnWidth(0) == 300
