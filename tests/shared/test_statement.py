"""The digest of a closing statement."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from shared.statement import digest_lines

lines = st.lists(
    st.tuples(st.uuids().map(lambda each: each.hex), st.decimals(-99, 99, places=4)), max_size=20, unique_by=lambda line: line[0]
)


@given(lines, st.randoms())
def test_order_does_not_matter(planned: list[tuple[str, Decimal]], luck: object) -> None:
    shuffled = list(planned)
    luck.shuffle(shuffled)  # type: ignore[attr-defined]
    assert digest_lines(shuffled) == digest_lines(planned)


@given(lines.filter(bool))
def test_a_missing_or_changed_line_shows(planned: list[tuple[str, Decimal]]) -> None:
    line_id, quantity = planned[0]
    assert digest_lines(planned[1:]) != digest_lines(planned)
    assert digest_lines([(line_id, quantity + 1), *planned[1:]]) != digest_lines(planned)


def test_trailing_zeros_are_no_difference_between_databases() -> None:
    assert digest_lines([("a", Decimal("3"))]) == digest_lines([("a", Decimal("3.0000"))])
    assert digest_lines([("a", Decimal("30"))]) != digest_lines([("a", Decimal("3"))])


def test_the_digest_is_that_of_every_release() -> None:
    """Two servers compare it, and one of them may have been updated first."""
    assert digest_lines([("b", Decimal("-2.0000")), ("a", Decimal(1))]) == "a05d321f5fc241c6574eb42c2139ef30"
