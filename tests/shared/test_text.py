"""Text as it is stored: what people type is checked, what machines say is mended."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.kernel.text import clean
from shared.text import identity, is_storable, narrow, storable, visible


@given(st.text(max_size=60), st.integers(1, 40))
def test_whatever_a_machine_says_can_be_stored(text: str, longest: int) -> None:
    kept = storable(text, longest)
    assert is_storable(kept)
    assert len(kept) <= longest
    assert kept == kept.strip()


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), max_size=40))
def test_words_are_kept(text: str) -> None:
    assert storable(f"  {text}\n", 200) == unicodedata.normalize("NFC", text)


def test_what_can_t_be_stored_is_marked() -> None:
    assert storable("线圈\x00过热\r\n停机", 200) == "线圈\N{REPLACEMENT CHARACTER}过热  停机"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  张三\r\n李四\t ", "张三  李四"), ("a\x00b\x1bc\u200bd", "abcd"), ("䶮", "䶮"), ("Jose\N{COMBINING ACUTE ACCENT}", "José")],
)
def test_control_characters_never_pass(typed: str, kept: str) -> None:
    assert visible(typed) == kept


@given(st.text(st.characters(exclude_categories=["Cs", "Co", "Cn"]), max_size=40))
def test_what_a_station_reads_is_what_its_server_stores(typed: str) -> None:
    assert clean(visible(typed), "note") == visible(typed)


@pytest.mark.parametrize(
    ("one", "other"), [("W01-001", "w01-001"), ("加1", "加１"), ("ＡＤＭＩＮ", "admin"), (" nurse1", "Nurse1 ")]
)
def test_spelling_makes_no_second_name(one: str, other: str) -> None:
    assert identity(one) == identity(other)


def test_full_width_is_plain_and_look_alikes_are_not() -> None:
    assert (narrow("１２．５"), narrow("10²"), narrow("①")) == ("12.5", "10²", "①")
