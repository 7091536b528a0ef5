"""Sentences made of values: each is said in the language of whoever reads it, at the window or on the paper, never before.

A word of a value list is said in that language, a moment in the hospital's zone, a number without idle zeros.
`{name:label}` says what a field is called (`shared.labels`), `{drugs:；}` what stands between the values of a list,
`{at:%H:%M}` and `{paid:.2f}` how a moment or an amount is written.
"""

from __future__ import annotations

import string
from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, ClassVar, Literal, Protocol, runtime_checkable

from shared import clock
from shared.enums import Code
from shared.labels import label

Language = Literal["zh", "en"]
_MOST_LISTED = 12
"""More than a dialog can show; … says that there are more."""


@runtime_checkable
class Spoken(Protocol):
    """A value that is a sentence itself."""

    def sentence(self, language: Language) -> str:
        """What it says."""


class Sentence:
    """What is said in two languages with the attributes of one value."""

    zh: ClassVar[str] = ""
    en: ClassVar[str] = ""

    def sentence(self, language: Language = "zh") -> str:
        """The sentence for a user, with its values filled in."""
        return _Speaker(language, self).say(self.zh if language == "zh" else self.en)


def said(value: object, language: Language) -> str:
    """A value in words, as sentences have it."""
    return _Speaker(language, value).format_field(value, "")


class _Speaker(string.Formatter):
    def __init__(self, language: Language, value: object) -> None:
        self._language, self._value = language, value

    def say(self, text: str) -> str:
        return self.vformat(text, (), {})

    def get_value(self, key: int | str, _args: Sequence[Any], _kwargs: Mapping[str, Any]) -> Any:
        return getattr(self._value, str(key), "?")

    def format_field(self, value: Any, format_spec: str) -> str:
        match value:
            case Code():
                # A word may hold another value of its sentence: 最多{limit}字.
                return self.say(value.zh if self._language == "zh" else value.en)
            case Spoken():
                return value.sentence(self._language)
            case tuple():
                said = [self.format_field(each, "") for each in value[:_MOST_LISTED]] + ["…"] * (len(value) > _MOST_LISTED)
                return (format_spec or ("、" if self._language == "zh" else ", ")).join(said)
            case datetime():
                return f"{clock.local(value):{format_spec}}"
            case Decimal():
                return f"{value if format_spec else value.normalize():{format_spec or 'f'}}"
        return label(value, self._language) if format_spec == "label" else str(value)
