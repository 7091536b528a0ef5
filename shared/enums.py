"""Base of the value lists: an integer code with its Chinese and English label."""

from __future__ import annotations

import enum
from typing import Self


class Code(enum.IntEnum):
    """An integer on the wire and in the database, a word in front of the user. Members are (number, 中文, English)."""

    zh: str
    en: str

    def __new__(cls, number: int, zh: str = "", en: str = "") -> Self:
        member = int.__new__(cls, number)
        member._value_ = number
        member.zh = zh
        member.en = en
        return member
