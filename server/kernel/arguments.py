"""Numbers that a type lets through and nothing can work with: not finite, or too large for any column."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

import msgspec

from shared.errors import InvalidInput, Problem

_MOST_DIGITS = 13
"""Before or after the point; the widest column holds fourteen before it and four after it."""


def check_numbers(name: str, value: Any) -> None:
    """Refuse a number in `value`, however deep, that no operation can take. Raises InvalidInput with the name of its field."""
    if isinstance(value, float | Decimal):
        if not _usable(value):
            raise InvalidInput(name=name, problem=Problem.WRONG)
    elif isinstance(value, msgspec.Struct):
        for field in value.__struct_fields__:
            check_numbers(field, getattr(value, field))
    elif dataclasses.is_dataclass(value):
        for each in dataclasses.fields(value):
            check_numbers(each.name, getattr(value, each.name))
    elif isinstance(value, Mapping):
        for part in value.values():
            check_numbers(name, part)
    elif isinstance(value, Iterable) and not isinstance(value, str | bytes):
        for part in value:
            check_numbers(name, part)


def _usable(number: float | Decimal) -> bool:
    if isinstance(number, Decimal):
        return number.is_finite() and -_MOST_DIGITS <= number.adjusted() <= _MOST_DIGITS
    return math.isfinite(number)
