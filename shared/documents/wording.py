"""How values are written on paper: money with two decimals, dates in full, hospital time, the age doctors use."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from shared import clock
from shared.age import age_of
from shared.contracts.admission.types import Sex
from shared.contracts.common import PatientBrief
from shared.money import CENT, uppercase

_SEX = {int(each): each.zh for each in Sex}


def money(amount: Decimal) -> str:
    """Two decimals, more only where a unit price has them: 2.80, 0.125."""
    shortest = amount.normalize()
    exponent = shortest.as_tuple().exponent
    return f"{shortest if isinstance(exponent, int) and exponent < -2 else amount.quantize(CENT):f}"


def figures(amount: Decimal) -> str:
    """An amount with its sign of currency: ￥586.30."""
    return f"￥{money(amount)}"


def capitals(amount: Decimal) -> str:
    """The amount in capitals behind 人民币, without a gap (domain rules §6.2)."""
    return f"人民币{uppercase(amount)}"


def quantity(value: Decimal) -> str:
    """A quantity without idle zeros: 3, 0.015."""
    return f"{value.normalize():f}"


def day(value: date) -> str:
    """2026-11-20."""
    return value.isoformat()


def day_of(moment: datetime) -> date:
    """The hospital's calendar day of a moment, whatever zone the moment came in."""
    return clock.local(moment).date()


def minute(moment: datetime) -> str:
    """2026-11-20 10:30 in the hospital's zone."""
    return clock.local(moment).strftime("%Y-%m-%d %H:%M")


def age(birth: date | None, on: date) -> str:
    """Age on a day as 86岁; empty when the birth date is unknown."""
    known = age_of(birth, on)
    return "" if known is None else f"{known.number}{known.unit.value}"


def sex(patient: PatientBrief) -> str:
    """女 or 男."""
    return _SEX[patient.sex]


def stay_number(patient: PatientBrief) -> str:
    """住院号-次: what is said, searched and scanned for one stay."""
    return f"{patient.patient_no}-{patient.visit_no}"


def bed(patient: PatientBrief) -> str:
    """The bed, or that none is given yet."""
    return patient.bed or "未分床"
