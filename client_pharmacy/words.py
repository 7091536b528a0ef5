"""Words of the pharmacy's screens: why a line can't be issued, how long a ward waits, what moved the stock."""

from __future__ import annotations

from datetime import date, datetime

from PySide6.QtCore import QCoreApplication

from shared.contracts.pharmacy.errors import DrugPriceMissing, ReturnTooMuch, ReturnWithoutIssue, StockShort
from shared.contracts.pharmacy.types import CAUSE_DISPENSED, CAUSE_RETURNED, CAUSE_RETURNED_EXPIRED
from shared.qt.tint import Tint

_HOUR = 60
_LONG_MINUTES, _TOO_LONG_MINUTES = 15, 30
_SOON_DAYS, _LATER_DAYS = 90, 180
GROUP_INCOMPLETE, TAKEN_BEFORE = "group_incomplete", "taken_before"
"""Reasons the screen finds itself: a member of the group is missing; lines above take what is left."""


def obstacle(code: str) -> str:
    """Why a line is not ticked, in a few words; an unknown reason keeps its code."""
    return obstacles().get(code, code)


def obstacles() -> dict[str, str]:
    """All the reasons for not ticking a line, by code."""
    return {
        StockShort.code: QCoreApplication.translate("words", "库存不足"),
        DrugPriceMissing.code: QCoreApplication.translate("words", "没有价格"),
        ReturnWithoutIssue.code: QCoreApplication.translate("words", "没有发药记录"),
        ReturnTooMuch.code: QCoreApplication.translate("words", "超过可退数量"),
        GROUP_INCOMPLETE: QCoreApplication.translate("words", "同组药品不齐"),
        TAKEN_BEFORE: QCoreApplication.translate("words", "余量不够分"),
    }


def cause(code: str) -> str:
    """What moved the stock; receipts say it in their own words."""
    words = {
        CAUSE_DISPENSED: QCoreApplication.translate("words", "发药"),
        CAUSE_RETURNED: QCoreApplication.translate("words", "退药"),
        CAUSE_RETURNED_EXPIRED: QCoreApplication.translate("words", "退药(已过期)"),
    }
    return words.get(code, code)


def minutes_between(begin: datetime, now: datetime) -> int:
    """Whole minutes a request has waited."""
    return max(0, int((now - begin).total_seconds()) // 60)


def age(minutes: int) -> str:
    """5 分, 1 时 20 分, 2 天."""
    if minutes < _HOUR:
        return QCoreApplication.translate("words", "{minutes} 分").format(minutes=minutes)
    if minutes < 24 * _HOUR:
        return QCoreApplication.translate("words", "{hours} 时 {minutes} 分").format(
            hours=minutes // _HOUR, minutes=minutes % _HOUR
        )
    return QCoreApplication.translate("words", "{days} 天").format(days=minutes // (24 * _HOUR))


def age_tint(minutes: int) -> Tint:
    """Green while fresh, amber from 15, red from 30 minutes on."""
    if minutes < _LONG_MINUTES:
        return Tint.OK
    return Tint.WAIT if minutes < _TOO_LONG_MINUTES else Tint.BAD


def expiry_tint(expires_on: date | None, today: date) -> Tint | None:
    """Heat of an expiry date: red when past or within 90 days, amber within 180."""
    if expires_on is None:
        return None
    days = (expires_on - today).days
    if days <= _SOON_DAYS:
        return Tint.BAD
    return Tint.WAIT if days <= _LATER_DAYS else None
