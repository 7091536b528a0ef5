"""Text that people type: trimmed, in one Unicode form, without control characters."""

from __future__ import annotations

import unicodedata

from shared.errors import InvalidInput, Problem
from shared.text import is_storable


def clean(text: str, name: str) -> str:
    """`text` as it is stored. Raises InvalidInput at field `name` for what `shared.text` does not store."""
    trimmed = unicodedata.normalize("NFC", text).strip()
    if not is_storable(trimmed):
        raise InvalidInput(name=name, problem=Problem.UNSTORABLE)
    return trimmed
