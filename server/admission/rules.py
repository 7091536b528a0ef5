"""Pure rules of the admission desk: id cards, sums, modes of settlement. Source: domain rules §2.1, §2.7, §5.3."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from shared.contracts.admission.errors import IdCardImplausible, IdCardProblem
from shared.contracts.admission.types import CategoryTotal, DayTotal, SettlementMode, StayState
from shared.id_card import check_digit, says_male, well_formed
from shared.money import ZERO, total

_OLDEST = timedelta(days=150 * 366)
DEPOSIT_LIMIT = Decimal("1000000.00")
"""Largest single deposit: a typing error of three zeros is caught, a real one is not."""


def id_card_problem(id_card: str, birth_date: date | None, male: bool) -> IdCardImplausible | None:
    """What is wrong with an 18-digit id card number (GB 11643); None when nothing is."""
    if not well_formed(id_card):
        return IdCardImplausible(problem=IdCardProblem.LENGTH)
    if check_digit(id_card) != id_card[17]:
        return IdCardImplausible(problem=IdCardProblem.CHECK_DIGIT, digit=check_digit(id_card))
    if birth_date is not None and id_card[6:14] != birth_date.strftime("%Y%m%d"):
        return IdCardImplausible(problem=IdCardProblem.BIRTH_DATE)
    if says_male(id_card) != male:
        return IdCardImplausible(problem=IdCardProblem.SEX)
    return None


def implausibly_old(birth_date: date, today: date) -> bool:
    """Whether nobody is that old."""
    return today - birth_date > _OLDEST


@dataclass(frozen=True, slots=True)
class Charge:
    """What the sums need of a confirmed line."""

    service_date: date
    income_type: int
    amount: Decimal


def by_category(charges: Iterable[Charge], names: Mapping[int, str]) -> tuple[CategoryTotal, ...]:
    """All thirteen income types in order, zeros included."""
    sums = dict.fromkeys(sorted(names), ZERO)
    for charge in charges:
        sums[charge.income_type] = sums.get(charge.income_type, ZERO) + charge.amount
    return tuple(
        CategoryTotal(income_type, names.get(income_type, str(income_type)), amount) for income_type, amount in sums.items()
    )


def by_day(charges: Iterable[Charge]) -> tuple[DayTotal, ...]:
    """Totals per service date, in order."""
    sums: dict[date, Decimal] = {}
    for charge in charges:
        sums[charge.service_date] = sums.get(charge.service_date, ZERO) + charge.amount
    return tuple(DayTotal(day, sums[day]) for day in sorted(sums))


def dearest_day(days: Iterable[DayTotal]) -> Decimal:
    """What the dearest of `days` came to, nothing before the first charge."""
    return max((day.amount for day in days), default=ZERO)


def sum_of(charges: Iterable[Charge]) -> Decimal:
    """Sum of lines, each rounded when it was made (§2.7)."""
    return total(charge.amount for charge in charges)


@dataclass(frozen=True, slots=True)
class Dues:
    """What a settlement comes to."""

    total: Decimal
    insurance: Decimal
    own_share: Decimal
    deposits: Decimal
    due: Decimal
    """Above zero: to be paid. Below: refunded at discharge, carried over at an interim settlement."""


def dues(charges: Iterable[Charge], deposits: Iterable[Decimal], insurance: Decimal = ZERO) -> Dues:
    """The one calculator: due = total − insurance − deposits."""
    cost, deposited = sum_of(charges), total(deposits)
    own = cost - insurance
    return Dues(cost, insurance, own, deposited, own - deposited)


def carried_over(mode: SettlementMode, due: Decimal) -> Decimal:
    """What an interim settlement leaves for a new deposit; a discharge refunds instead."""
    return -due if mode is SettlementMode.INTERIM and due < 0 else ZERO


def to_be_paid(mode: SettlementMode, due: Decimal) -> Decimal:
    """What must change hands now: positive in, negative out."""
    return due + carried_over(mode, due)


def settlement_mode(state: StayState) -> SettlementMode | None:
    """The mode a stay's state allows; None: no settlement now."""
    return {StayState.DISCHARGING: SettlementMode.DISCHARGE, StayState.INTERIM: SettlementMode.INTERIM}.get(state)
