"""`python -m tests.initials`: write the table of initials anew, from the first reading that pypinyin knows of each character."""

from __future__ import annotations

import unicodedata
from collections import defaultdict

from pypinyin.pinyin_dict import pinyin_dict

from server.admission.initials import TABLE


def table() -> str:
    """A line for each letter: the letter and the characters whose usual reading begins with it."""
    characters: dict[str, str] = defaultdict(str)
    for code, readings in sorted(pinyin_dict.items()):
        characters[unicodedata.normalize("NFD", readings)[0]] += chr(code)
    return "".join(f"{letter},{characters[letter]}\n" for letter in sorted(characters))


if __name__ == "__main__":
    TABLE.write_text(table(), encoding="utf-8")
