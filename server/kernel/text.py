"""Text that people type: trimmed, in one Unicode form, without control characters."""

from __future__ import annotations

import unicodedata

from shared.errors import InvalidInput


def clean(text: str, name: str, label: str) -> str:
    """`text` as it is stored. Raises InvalidInput at field `name` for control characters and unpaired surrogates."""
    trimmed = unicodedata.normalize("NFC", text).strip()
    if any(unicodedata.category(character) in {"Cc", "Cs", "Co", "Cn"} for character in trimmed):
        raise InvalidInput(name=name, label=label, problem="含有不能保存的字符 / has characters that can't be stored")
    return trimmed
