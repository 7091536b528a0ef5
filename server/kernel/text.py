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
