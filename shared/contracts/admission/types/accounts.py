"""A patient's account: what was charged, what was paid, what is still on its way (R1.16–R1.18). Source: domain rules §2.7."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.admission.types.charges import CategoryTotal, DayTotal
from shared.contracts.admission.types.deposits import Deposit
from shared.contracts.admission.types.stays import Stay
from shared.contracts.common import Money


@dataclass(frozen=True, slots=True)
class Pending:
    """Lines that wait for an answer, by where they wait."""

    ward: str
    request_id: str | None
    lines: int
    since: datetime


@dataclass(frozen=True, slots=True)
class SourceStatement:
    """The closing statement of one source beside what admission holds: equal means nothing is on its way."""

    source: str
    stated_lines: int | None
    """None: no statement yet."""
    held_lines: int
    matches: bool
    last_heard: datetime | None


@dataclass(frozen=True, slots=True)
class Account:
    """病人账户 as of now, unsettled part first; the same sums stand on screen, paper and settlement."""

    stay: Stay
    line_version: int
    """Counts changes of the line set; the check and the settlement name the version they saw."""
    total: Money
    settled: Money
    unsettled: Money
    deposits_usable: Money
    balance: Money
    """结余 = usable deposits − unsettled confirmed charges; negative must be paid."""
    dearest_day: Money
    """What the dearest service date of the stay came to so far."""
    by_category: tuple[CategoryTotal, ...]
    by_day: tuple[DayTotal, ...]
    deposits: tuple[Deposit, ...]
    pending: tuple[Pending, ...]
    statements: tuple[SourceStatement, ...]
    checked_by: str | None
    checked_at: datetime | None
    """R1.16: stamp of the check; None when nobody checked or lines came after."""
    obstacles: tuple[str, ...]
    """Codes of the refusals that keep this stay from being settled now."""
