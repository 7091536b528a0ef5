"""Breaking lines loses nothing and keeps to the width."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.documents import fonts
from shared.documents.paper import A5_LANDSCAPE, Heading, Paper, Printed
from shared.documents.typography import fitting_size, text_width, wrap
from tests.papers import PRINTED_AT
from tests.shared.documents import readback

ALPHABET = st.text(st.sampled_from("注射用头孢呋辛钠䶮芃玥mgAB0123456789.%/×()（）、，。 "), max_size=80)


@given(ALPHABET, st.floats(9, 200), st.booleans())
def test_every_character_is_kept_and_every_line_fits(text: str, width: float, bold: bool) -> None:
    fonts.register()
    lines = wrap(text, width, 9, bold)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert all(text_width(line, 9, bold) <= width + 1e-6 or len(line) == 1 for line in lines)


def test_chinese_breaks_anywhere_numbers_and_codes_stay_whole() -> None:
    assert wrap("每次1000ml静脉滴注", 9 * 4, 9) == ["每次", "1000ml", "静脉滴注"]


def test_closing_marks_cling_to_what_they_close() -> None:
    assert wrap("阿莫西林，口服", 9 * 4, 9) == ["阿莫西", "林，口服"]


def test_a_code_longer_than_the_cell_is_broken() -> None:
    lines = wrap("019ab26d9b407c11b2a94e5f60718293", 60, 9)
    assert len(lines) > 1
    assert "".join(lines) == "019ab26d9b407c11b2a94e5f60718293"


def test_line_breaks_in_the_text_are_kept() -> None:
    assert wrap("一\n二", 100, 9) == ["一", "二"]


def test_type_shrinks_only_as_far_as_needed() -> None:
    assert fitting_size("医院", 100, 12) == 12
    assert text_width("医院" * 20, fitting_size("医院" * 20, 100, 12)) == pytest.approx(100)


def test_a_character_the_font_lacks_is_named() -> None:
    paper = Paper(A5_LANDSCAPE, Printed("李敏", PRINTED_AT))
    paper.begin(Heading("医院", "单据", "1"))
    paper.write("病人 \U00020bb7野家，䶮 和 玥 都有")
    assert "〔U+20BB7〕野家，䶮 和 玥 都有" in readback.text(paper.pdf())
