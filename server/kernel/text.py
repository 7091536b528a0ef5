"""Text that people type, as it is stored."""

from __future__ import annotations

from shared.errors import InvalidInput, Problem
from shared.text import is_storable, trimmed


def clean(text: str, name: str) -> str:
    """`text` as it is stored. Raises InvalidInput at field `name` for what `shared.text` does not store."""
    stored = trimmed(text)
    if not is_storable(stored):
        raise InvalidInput(name=name, problem=Problem.UNSTORABLE)
    return stored


def number_in(text: str) -> int:
    """The patient number that somebody typed in a search; 0, which is nobody's, for any other text."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def begins_a_number(text: str) -> bool:
    """Whether a search for `text` is one for a number or a card, which are found whole and by index, and no part of a name."""
    return text[:1].isascii() and text[:1].isdigit()
