"""Text of people and machines as every database stores it: one Unicode form, no control characters, nothing without a meaning."""

from __future__ import annotations

import unicodedata

_REFUSED = frozenset({"Cc", "Cs", "Co", "Cn"})
_UNSEEN = frozenset({"Cc", "Cf"})
_BREAKS = "\t\r\n"
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def is_storable(text: str) -> bool:
    """Whether every character can be stored: no control characters, unpaired surrogates, private or unassigned ones."""
    return not any(unicodedata.category(character) in _REFUSED for character in text)


def trimmed(text: str) -> str:
    """In one Unicode form, with nothing around it."""
    return unicodedata.normalize("NFC", text).strip()


def identity(text: str) -> str:
    """What a name stands for, whatever its case and width: two beds, accounts or cards of one identity are one."""
    return unicodedata.normalize("NFKC", trimmed(text)).casefold()


def narrow(text: str) -> str:
    """`text` with full-width signs as plain ones. Other look-alikes stay what they are: ² is no 2."""
    wide = (unicodedata.decomposition(character).startswith("<wide>") for character in text)
    pairs = zip(text, wide, strict=True)
    return "".join(unicodedata.normalize("NFKC", character) if is_wide else character for character, is_wide in pairs)


def visible(text: str) -> str:
    """What somebody typed or pasted: blanks for line ends, nothing that can't be seen, trimmed."""
    kept = (" " if character in _BREAKS else character for character in text)
    return trimmed("".join(character for character in kept if unicodedata.category(character) not in _UNSEEN))


def storable(text: str, longest: int) -> str:
    """What a machine or a fault said, kept whatever it is: blanks for line ends, � for what can't be stored, at most `longest`
    characters. What people type is refused instead, so that they can correct it."""
    return "".join(map(_stored, trimmed(text)))[:longest].strip()


def _stored(character: str) -> str:
    if character in _BREAKS:
        return " "
    return _REPLACEMENT if unicodedata.category(character) in _REFUSED else character
