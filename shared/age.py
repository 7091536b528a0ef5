"""The age doctors use: in days up to four weeks, in months up to a year, then in years."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date


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
    days = (on - birth).days
    if days < 28:
        return Age(days, AgeUnit.DAYS)
    months = (on.year - birth.year) * 12 + on.month - birth.month - (on.day < birth.day)
    return Age(max(months, 1), AgeUnit.MONTHS) if months < 12 else Age(months // 12, AgeUnit.YEARS)
