"""The pinyin initials of a person's name, for the search (decision 43).

`initials.csv` has the usual reading of each character, `name_readings.csv` what names read otherwise: as a surname, or anywhere.
"""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("initials.csv")
_IN_NAMES = Path(__file__).with_name("name_readings.csv")


def initials(name: str) -> str:
    """张秀英 → zxy. What is no Chinese character stands as it is, in small letters."""
    surname = _read_as("surname", name[:2]) or _read_as("surname", name[:1])
    return (surname + "".join(_read_as("anywhere", each) or _usual(each) for each in name[len(surname) :])).lower()[:300]


def _read_as(where: str, characters: str) -> str:
    return _readings_in_names().get((where, characters), "")


@cache
def _usual(character: str) -> str:
    return next((letter for letter, characters in _table() if character in characters), character)


@cache
def _table() -> tuple[tuple[str, str], ...]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return tuple((letter, characters) for letter, _, characters in (line.partition(",") for line in lines))


@cache
def _readings_in_names() -> dict[tuple[str, str], str]:
    with _IN_NAMES.open(encoding="utf-8", newline="") as file:
        return {(row["where"], row["characters"]): row["letters"] for row in csv.DictReader(file)}
