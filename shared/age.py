"""Age as a ward writes it: in days in the first month, in months up to three years, then in years."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

_MONTHS = 36


class AgeUnit(enum.Enum):
    """What an age is counted in; the value is the Chinese word for it."""

    YEARS = "岁"
    MONTHS = "月"
    DAYS = "天"


@dataclass(frozen=True, slots=True)
class Age:
    """A number of years, months or days."""

    number: int
    unit: AgeUnit


def age_of(birth: date | None, on: date) -> Age | None:
    """Age on a day; None when the birth date is unknown or to come."""
    if birth is None or birth > on:
        return None
    months = (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
    if months < 1:
        return Age((on - birth).days, AgeUnit.DAYS)
    return Age(months, AgeUnit.MONTHS) if months < _MONTHS else Age(months // 12, AgeUnit.YEARS)
