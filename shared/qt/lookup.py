"""Finding an item among 20,000 by code, Chinese or pinyin initials, ranked, within 50 ms (ui.md, requirements R2.K and R1.38).

Rank: exact code, then exact name or initials, then what begins with the typed text (code, name, initials), then what contains it.
Within a rank the user's recent choices come first. What is only similar stands apart: nobody may take it for what was typed.
注射用 before a name counts for nothing. The same index serves items, usages, frequencies, doctors and wards.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QCoreApplication
from rapidfuzz import fuzz, process

from shared.contracts.common import Frequency, Item, Usage

_LAST = "\U0010ffff"
_SIMILAR = 70.0
_SIMILAR_HITS = 50
_MAX_READINGS = 8
_INJECTED = "注射用"


@dataclass(frozen=True, slots=True)
class LookupEntry:
    """One line to choose. `value` is what the choice means; `unavailable` is the word why it can't be chosen (缺药)."""

    value: Any
    code: str
    name: str
    initials: tuple[str, ...] = ()
    spec: str = ""
    unit: str = ""
    price: Decimal | None = None
    unavailable: str = ""


@dataclass(frozen=True, slots=True)
class Beside:
    """How many there are of each code, under a title: stock of drugs, free beds of wards."""

    title: str
    amounts: Mapping[str, Decimal]


@dataclass(frozen=True, slots=True)
class Hits:
    """What was found, best first; the first `sure` of them hold what was typed, the others are only similar to it."""

    entries: list[LookupEntry]
    sure: int


class LookupIndex:
    """Entries to search; the order given is the order of equals."""

    def __init__(self, entries: Iterable[LookupEntry]) -> None:
        self.entries: tuple[LookupEntry, ...] = tuple(entries)
        self.beside: Beside | None = None
        """It changes without the entries."""
        self._names = [_folded(entry.name) for entry in self.entries]
        self._by_code: dict[str, list[int]] = {}
        keys: list[tuple[str, int, int]] = []
        for number, entry in enumerate(self.entries):
            code = _folded(entry.code)
            self._by_code.setdefault(code, []).append(number)
            whole = {code, self._names[number], *map(_folded, entry.initials)}
            keys += ((key, number, len(key)) for key in whole if key)
            if self._names[number].startswith(_INJECTED):
                keys += ((key[len(_INJECTED) :], number, len(key)) for key in whole - {code} if len(key) > len(_INJECTED))
        keys.sort()
        self._keys = [key for key, _, _ in keys]
        self._numbers = [number for _, number, _ in keys]
        self._lengths = [length for _, _, length in keys]
        # One string to search with C speed; each key ends with a line feed.
        self._text = "\n".join(self._keys) + "\n"
        self._ends: list[int] = []
        end = -1
        for key in self._keys:
            end += len(key) + 1
            self._ends.append(end)

    def adopt(self, newer: LookupIndex) -> None:
        """Search what `newer` holds from now on: fields were made with this index."""
        vars(self).update(vars(newer) | {"beside": self.beside})

    @property
    def beside_title(self) -> str:
        """What stands over the amounts beside the entries; empty for none."""
        return "" if self.beside is None else self.beside.title

    def amount_of(self, code: str) -> Decimal | None:
        """How many there are of `code`, where that is known."""
        return None if self.beside is None else self.beside.amounts.get(code)

    def search(self, text: str, limit: int = 50, recent: Sequence[str] = ()) -> Hits:
        """`recent` are codes the user chose lately, latest first; with nothing typed they lead the list."""
        typed = _folded(text)
        newest = {code: rank for rank, code in enumerate(recent)}
        found: dict[int, None] = {}
        ranks = (self._recent(recent), range(len(self.entries))) if not typed else self._ranks(typed)
        for rank in ranks:
            fresh = [number for number in dict.fromkeys(rank) if number not in found]
            if typed:
                fresh.sort(key=lambda number: newest.get(self.entries[number].code, len(newest)))
            found.update(dict.fromkeys(fresh[: limit - len(found)]))
            if len(found) >= limit:
                break
        sure = len(found)
        if sure < limit:
            similar = [number for number in dict.fromkeys(self._similar(typed)) if number not in found]
            found.update(dict.fromkeys(similar[: limit - sure]))
        return Hits([self.entries[number] for number in found], sure)

    def by_code(self, code: str) -> LookupEntry | None:
        """The entry with exactly this code."""
        numbers = self._by_code.get(_folded(code))
        return self.entries[numbers[0]] if numbers else None

    def _recent(self, recent: Sequence[str]) -> Iterable[int]:
        return [number for code in recent for number in self._by_code.get(_folded(code), ())]

    def _ranks(self, typed: str) -> Iterable[Iterable[int]]:
        yield self._by_code.get(typed, ())
        first, last = bisect_left(self._keys, typed), bisect_right(self._keys, typed + _LAST)
        # Short keys first: what was typed is most of them.
        begin = sorted(range(first, last), key=lambda at: self._lengths[at])
        yield [self._numbers[at] for at in begin if self._keys[at] == typed]
        yield [self._numbers[at] for at in begin]
        yield self._containing(typed)

    def _containing(self, typed: str) -> Iterable[int]:
        found, at = [], self._text.find(typed)
        while at >= 0:
            key = bisect_left(self._ends, at)
            found.append(self._numbers[key])
            at = self._text.find(typed, self._ends[key])
        return sorted(set(found))

    def _similar(self, typed: str) -> Iterable[int]:
        if len(typed) < 2:
            return ()
        hits = process.extract(typed, self._keys, scorer=fuzz.partial_ratio, score_cutoff=_SIMILAR, limit=4 * _SIMILAR_HITS)
        # A key shorter than what was typed matches by a letter or two.
        return [self._numbers[at] for key, _, at in hits if len(key) >= len(typed)][:_SIMILAR_HITS]


def items_index(items: Iterable[Item], short: Collection[str] = (), short_word: str = "") -> LookupIndex:
    """Index over the catalogue; withdrawn items are left out, those in `short` can't be chosen (缺药)."""
    missing = frozenset(short)
    word = short_word or QCoreApplication.translate("LookupIndex", "缺药")
    return LookupIndex(
        LookupEntry(
            item, item.code, item.name, item.initials, item.spec, item.unit, item.price, word if item.code in missing else ""
        )
        for item in items
        if not item.withdrawn
    )


def usages_index(usages: Iterable[Usage]) -> LookupIndex:
    """Index over usages; the value is the usage."""
    return LookupIndex(
        LookupEntry(usage, str(usage.id), usage.name, (usage.abbreviation, *initials(usage.name))) for usage in usages
    )


def frequencies_index(frequencies: Iterable[Frequency]) -> LookupIndex:
    """Index over frequencies by name (qd) and label (每日一次); the value is the frequency."""
    return LookupIndex(
        LookupEntry(frequency, frequency.name, frequency.label, initials(frequency.label)) for frequency in frequencies
    )


def names_index(pairs: Iterable[tuple[str, str]]) -> LookupIndex:
    """Index over (code, name) pairs: doctors, wards, beds. The value is the code."""
    return LookupIndex(LookupEntry(code, code, name, initials(name)) for code, name in pairs)


def initials(name: str) -> tuple[str, ...]:
    """Pinyin initials of a short name, several where a character has several readings (长 c and z)."""
    import pypinyin  # noqa: PLC0415 — its dictionary costs 0.4 s, which a station's start has not

    readings = [""]
    for letters in pypinyin.pinyin(name, style=pypinyin.Style.FIRST_LETTER, heteronym=True, errors=_apart):
        options = sorted({letter[:1] for letter in letters if letter[:1].isalnum()})
        if options:
            readings = [head + letter for head in readings for letter in options][:_MAX_READINGS]
    return tuple(dict.fromkeys(reading.lower() for reading in readings if reading))


def _apart(text: str) -> Any:
    """Letters and digits inside a Chinese name stand for themselves, each on its own."""
    return list(text)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip().casefold()
