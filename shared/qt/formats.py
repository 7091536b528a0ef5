"""How values are written on screen, and how typed text is read.

Money always has two decimals, quantities as many as they need; grids write 11-21 20:37, banners and papers the full date (ui.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QCoreApplication

from shared import clock
from shared.age import AgeUnit, age_of
from shared.enums import Code
from shared.qt import hospital_time
from shared.qt.language import word
from shared.text import narrow

_TIME_PARTS = 2


def money(value: Decimal | None) -> str:
    """Yuan with thousands separators: 1,234.50."""
    return "" if value is None else f"{value:,.2f}"


def price(value: Decimal | None) -> str:
    """A unit price with the digits it has, at least two: 2.80, 0.125."""
    if value is None:
        return ""
    whole, _, decimals = quantity(value).partition(".")
    return f"{int(whole):,}.{decimals:0<2}"


def quantity(value: Decimal | int | None) -> str:
    """A count without idle zeros: 2, 0.5, 10."""
    if value is None:
        return ""
    text = f"{Decimal(value):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def moment(value: datetime | None) -> str:
    """For grids: 11-21 20:37."""
    return "" if value is None else clock.local(value).strftime("%m-%d %H:%M")


def day(value: date | None) -> str:
    """For grids: 11-21."""
    return "" if value is None else value.strftime("%m-%d")


def full_moment(value: datetime | None) -> str:
    """For banners: 2026-11-21 20:37."""
    return "" if value is None else clock.local(value).strftime("%Y-%m-%d %H:%M")


def full_day(value: date | None) -> str:
    """For banners and forms: 2026-11-21."""
    return "" if value is None else value.isoformat()


def age(birth: date | None, on: date | None = None) -> str:
    """Age today or on a day, as 86岁; empty when the birth date is unknown."""
    known = age_of(birth, on or hospital_time.today())
    if known is None:
        return ""
    words = {
        AgeUnit.YEARS: QCoreApplication.translate("formats", "{n}岁"),
        AgeUnit.MONTHS: QCoreApplication.translate("formats", "{n}月"),
        AgeUnit.DAYS: QCoreApplication.translate("formats", "{n}天"),
    }
    return words[known.unit].format(n=known.number)


def plain(value: Any) -> str:
    """Any value of a contract as grids write it."""
    for kind, write in _WRITERS:
        if isinstance(value, kind):
            return write(value)
    return "" if value is None else str(value)


_WRITERS: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (bool, lambda value: "✓" if value else ""),
    (Code, word),
    (Decimal, quantity),
    (datetime, moment),
    (date, day),
)


def read_number(text: str) -> Decimal | None:
    """A typed number, None when empty. Full-width digits and thousands separators are understood. Raises ValueError."""
    plain_text = narrow(text).strip().replace(",", "")
    if not plain_text:
        return None
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", plain_text):
        raise ValueError(QCoreApplication.translate("formats", "请输入数字"))
    try:
        return Decimal(plain_text)
    except InvalidOperation as error:
        raise ValueError(QCoreApplication.translate("formats", "请输入数字")) from error


def read_day(text: str, today: date | None = None) -> date | None:
    """A typed date: 2026-11-21, 20261121, or without a year 11-21 and 1121, which is the nearest to today: on 2 January, 1231 was
    two days ago. None when empty. Raises ValueError."""
    digits = _digit_groups(text)
    if not digits:
        return None
    this_day = today or hospital_time.today()
    try:
        if len(digits) == 1 and len(digits[0]) == 8:
            digits = [digits[0][:4], digits[0][4:6], digits[0][6:]]
        elif len(digits) == 1 and len(digits[0]) == 4:
            digits = [digits[0][:2], digits[0][2:]]
        numbers = [int(part) for part in digits]
        match numbers:
            case [year, month, day_of_month]:
                return date(year, month, day_of_month)
            case [month, day_of_month]:
                return _nearest(month, day_of_month, this_day)
    except ValueError:
        numbers = []
    raise ValueError(QCoreApplication.translate("formats", "请输入日期，如 11-21 或 2026-11-21"))


def _nearest(month: int, day_of_month: int, today: date) -> date:
    """Of last, this and next year's. Raises ValueError where none of them has such a day."""
    found = []
    for year in (today.year - 1, today.year, today.year + 1):
        try:
            found.append(date(year, month, day_of_month))
        except ValueError:
            continue
    if not found:
        raise ValueError(f"{month}-{day_of_month}")
    return min(found, key=lambda each: abs(each - today))


def read_moment(text: str, now: datetime | None = None) -> datetime | None:
    """A typed time in the hospital's zone: 8:30 or 0830 today, "+1 8:30" tomorrow, "11-21 8:30", 11210830. Raises ValueError."""
    plain_text = unicodedata.normalize("NFKC", text).strip()
    if not plain_text:
        return None
    base = (now or hospital_time.now()).date()
    day_text, _, time_text = plain_text.rpartition(" ")
    if not day_text and plain_text.isdigit() and len(plain_text) in {8, 12}:
        day_text, time_text = plain_text[:-4], plain_text[-4:]
    try:
        if re.fullmatch(r"\+\d{1,2}", day_text):
            base += timedelta(days=int(day_text))
        elif day_text:
            read = read_day(day_text, base)
            if read is None:
                raise ValueError(day_text)
            base = read
        hour, minute = _time_of(time_text)
        return clock.at(base, hour, minute)
    except ValueError:
        raise ValueError(QCoreApplication.translate("formats", "请输入时间，如 8:30 或 11-21 8:30")) from None


def _time_of(text: str) -> tuple[int, int]:
    parts = _digit_groups(text)
    if len(parts) == 1 and len(parts[0]) in {3, 4}:
        parts = [parts[0][:-2], parts[0][-2:]]
    if len(parts) != _TIME_PARTS:
        raise ValueError("hour and minute")
    return int(parts[0]), int(parts[1])


def _digit_groups(text: str) -> list[str]:
    return re.findall(r"\d+", unicodedata.normalize("NFKC", text))
