"""Contrast of at least 4.5:1 (WCAG AA) wherever text stands; every state of the contracts has a colour and a word."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, get_args

import pytest

from shared.contracts.admission.types import SettlementState, StayState
from shared.contracts.common import LineState
from shared.contracts.pharmacy.types import RequestLineState, RequestState
from shared.contracts.ward.types import BedState, OrderKind, OrderState
from shared.enums import Code
from shared.qt import theme, tint
from shared.qt.build import Size, label, paint, show_chip
from shared.qt.tint import Tint, tint_of


def luminance(color: str) -> float:
    parts = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("state", Tint)
@pytest.mark.parametrize("ground", ["own", tint.SURFACE, tint.STRIPE, tint.SELECTION])
def test_words_of_states_can_be_read(state: Tint, ground: str) -> None:
    ink, own = state.value
    assert contrast(ink, own if ground == "own" else ground) >= 4.5


@pytest.mark.parametrize("state", Tint)
def test_a_chip_and_a_word_have_their_tint(state: Tint, qtbot: Any) -> None:
    chip, word = label("", "chip"), label("x", "muted")
    for each in (chip, word):
        qtbot.addWidget(each)
    for tinted in (Tint.SPECIAL, state):
        show_chip(chip, "x", tinted)
        paint(word, tinted)
    assert chip.grab().toImage().pixelColor(chip.width() // 2, 1) == state.ground
    assert word.palette().color(word.foregroundRole()) == chip.palette().color(chip.foregroundRole()) == state.text


@pytest.mark.parametrize("size", get_args(Size))
def test_the_style_sheet_has_every_size(size: Size, qtbot: Any) -> None:
    text = label("x")
    qtbot.addWidget(text)
    assert paint(text, size=size, bold=True).fontInfo().pixelSize() == (size or theme.BODY_PX)
    assert text.fontInfo().bold()


@pytest.mark.parametrize("ink", [tint.INK, tint.MUTED])
@pytest.mark.parametrize("ground", [tint.SURFACE, tint.GROUND, tint.STRIPE, *(state.value[1] for state in Tint)])
def test_plain_text_can_be_read(ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5


def test_style_stands_in_the_one_sheet() -> None:
    root = Path(theme.__file__).parents[2]
    folders = ("client_admission", "client_pharmacy", "client_tms", "client_ward", "shared/qt")
    inline = [
        path for each in folders for path in (root / each).rglob("*.py") if "setStyleSheet" in path.read_text(encoding="utf-8")
    ]
    assert inline == [Path(theme.__file__)]


def rules() -> list[tuple[str, str, str]]:
    """(selector, colour, background) of every rule of the sheet that sets both."""
    sheet = (Path(theme.__file__).parent / "theme.qss").read_text(encoding="utf-8")
    found = []
    for selector, body in re.findall(r"([^{}]+)\{([^}]*)\}", re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)):
        ink = re.search(r"(?<![-\w])color:\s*(#\w{6})", body)
        ground = re.search(r"(?<![-\w])background(?:-color)?:\s*(#\w{6})", body)
        if ink and ground and "disabled" not in selector:
            found.append((selector.strip(), ink[1], ground[1]))
    return found


def test_the_sheet_has_rules_to_look_at() -> None:
    assert len(rules()) >= 10


@pytest.mark.parametrize(("selector", "ink", "ground"), rules())
def test_rules_of_the_sheet_can_be_read(selector: str, ink: str, ground: str) -> None:
    assert contrast(ink, ground) >= 4.5, selector


@pytest.mark.parametrize("states", [OrderState, LineState, StayState, BedState, RequestState, RequestLineState, SettlementState])
def test_every_state_has_a_colour(states: type[Code]) -> None:
    assert all(tint_of(state) is not None and state.zh and state.en for state in states)


def test_other_lists_and_numbers_have_none() -> None:
    assert tint_of(OrderKind.LONG_TERM) is None
    assert tint_of(1) is None
    assert tint_of("x") is None
