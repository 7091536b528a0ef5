"""The pinyin initials of a person's name, for the search (decision 43).

`initials.csv` has the usual reading of each character. In names some are read otherwise: as a surname, in a compound surname, or
wherever they stand.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("initials.csv")
_COMPOUND = {"万俟": "mq", "尉迟": "yc", "长孙": "zs", "澹台": "tt", "单于": "cy", "子车": "zj"}
_SURNAMES = dict(zip("单仇解查区翟乐么秘召繁折种阚郇佴覃尉", "sqxzozyybspsckxnqw", strict=True))
_IN_NAMES = dict(zip("长重曾晟茜", "cczsx", strict=True))


def initials(name: str) -> str:
    """张秀英 → zxy. What is no Chinese character stands as it is, in small letters."""
    surname = _COMPOUND.get(name[:2]) or _SURNAMES.get(name[:1], "")
    return (surname + "".join(_IN_NAMES.get(each) or _usual(each) for each in name[len(surname) :])).lower()[:300]


@cache
def _usual(character: str) -> str:
    return next((letter for letter, characters in _table() if character in characters), character)


@cache
def _table() -> tuple[tuple[str, str], ...]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return tuple((letter, characters) for letter, _, characters in (line.partition(",") for line in lines))
