"""Identity numbers: form, check digit, birthday, sex, mask."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.id_card import born_on, check_digit, is_plausible, mask, says_male, well_formed


def test_the_public_test_number_checks() -> None:
    assert check_digit("11010519491231002X") == "X"
    assert is_plausible("11010519491231002X")
    assert not says_male("11010519491231002X")


def test_the_number_of_the_source_s_example_does_not_check_and_says_male() -> None:
    assert check_digit("110101199205151234") == "1"
    assert well_formed("110101199205151234")
    assert not is_plausible("110101199205151234")
    assert says_male("110101199205151234")


@pytest.mark.parametrize("number", ["", "1101051949123100", "11010519491231002x", "1101051949123100２X", "A1010519491231002X"])
def test_what_is_no_identity_number(number: str) -> None:
    assert not well_formed(number)
    assert not is_plausible(number)


@given(st.from_regex(r"[1-9]\d{16}", fullmatch=True))
def test_exactly_one_check_digit_fits(digits: str) -> None:
    fitting = [last for last in "0123456789X" if check_digit(digits + last) == last]
    assert len(fitting) == 1


def test_the_birthday_a_number_carries() -> None:
    assert born_on("11010519491231002X") == date(1949, 12, 31)
    assert born_on("110105194913310020") is None


def test_numbers_are_shown_masked() -> None:
    assert mask("11010519491231002X") == "110105********002X"
    assert mask("123") == "***"
    assert mask("") == ""
