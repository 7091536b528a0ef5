"""The traffic light of a patient's account: one rule for the desk and the ward, from what admission knows (R2.11)."""

from __future__ import annotations

import enum
from decimal import Decimal

from shared.contracts.admission.types import StayState
from shared.money import ZERO

_LEAVING = frozenset({StayState.DISCHARGING, StayState.DISCHARGED})
"""No further day of charges to come."""


class AccountLight(enum.Enum):
    """账户: fine, low, or charges exceed deposits."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


def account_light(state: StayState, balance: Decimal | None, dearest_day: Decimal | None) -> AccountLight | None:
    """Red: charges exceed deposits. Amber: what is left would not last another day like the dearest of the stay.

    None before admission's first word.
    """
    if balance is None or dearest_day is None:
        return None
    if balance < ZERO:
        return AccountLight.RED
    return AccountLight.AMBER if state not in _LEAVING and balance < dearest_day else AccountLight.GREEN
