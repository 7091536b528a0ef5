"""Text of people and machines as every database stores it: one Unicode form, no control characters, nothing without a meaning."""

from __future__ import annotations

import unicodedata

_REFUSED = frozenset({"Cc", "Cs", "Co", "Cn"})
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def is_storable(text: str) -> bool:
    """Whether every character can be stored: no control characters, unpaired surrogates, private or unassigned ones."""
    return not any(unicodedata.category(character) in _REFUSED for character in text)


def storable(text: str, longest: int) -> str:
    """What a machine or a fault said, kept whatever it is: blanks for line ends, � for what can't be stored, at most `longest`
    characters. What people type is refused instead, so that they can correct it."""
    kept = (_stored(character) for character in unicodedata.normalize("NFC", text))
    return "".join(kept).strip()[:longest].strip()


def _stored(character: str) -> str:
    if character in "\t\r\n":
        return " "
    return _REPLACEMENT if unicodedata.category(character) in _REFUSED else character
