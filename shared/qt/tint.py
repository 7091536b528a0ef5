"""Colours that mean something. A state is always a colour and a word; every pair here has a contrast of at least 4.5:1."""

from __future__ import annotations

import enum

from PySide6.QtGui import QColor

from shared.contracts.admission.types import SettlementState, StayState
from shared.contracts.common import LineState
from shared.contracts.pharmacy.types import RequestLineState, RequestState
from shared.contracts.ward.types import BedState, OrderState
from shared.dataset import RowStatus
from shared.enums import Code

GROUND = "#f3f5f9"
SURFACE = "#ffffff"
STRIPE = "#f8fafc"
LINE = "#d8dfe8"
INK = "#1a2838"
MUTED = "#546478"
ACCENT = "#1761bd"
SELECTION = "#d6e6fb"


class Tint(enum.Enum):
    """Text colour and the pale ground it may stand on."""

    NEUTRAL = "#55606e", "#eceff4"
    INFO = "#175cb5", "#e3eefc"
    READY = "#0a6a60", "#dcf2ef"
    OK = "#1d6f31", "#e1f3e5"
    WAIT = "#855000", "#fdf0d3"
    BAD = "#b3261e", "#fce6e4"
    SPECIAL = "#6a3fb0", "#efe8fb"

    @property
    def text(self) -> QColor:
        """Colour of the word."""
        return QColor(self.value[0])

    @property
    def ground(self) -> QColor:
        """Colour behind the word."""
        return QColor(self.value[1])


_STATES: dict[Tint, tuple[Code, ...]] = {
    Tint.INFO: (OrderState.NEW, StayState.INTERIM, RequestState.PARTLY),
    Tint.READY: (OrderState.CONFIRMED, StayState.DISCHARGING),
    Tint.OK: (
        OrderState.RUNNING,
        LineState.CONFIRMED,
        StayState.IN_WARD,
        BedState.FREE,
        RequestLineState.DISPENSED,
        SettlementState.PAID,
    ),
    Tint.WAIT: (
        OrderState.WITHDRAWING,
        LineState.PENDING,
        StayState.WAITING,
        BedState.TO_CLEAN,
        RequestState.OPEN,
        RequestLineState.WAITING,
        SettlementState.OWING,
    ),
    Tint.BAD: (LineState.REFUSED, RequestLineState.REFUSED, SettlementState.VOID),
    Tint.SPECIAL: (StayState.TRANSFERRING, RequestLineState.RETURNED),
    Tint.NEUTRAL: (
        OrderState.STOPPED,
        OrderState.DONE,
        LineState.WITHDRAWN,
        StayState.NEW,
        StayState.DISCHARGED,
        StayState.CANCELLED,
        BedState.OCCUPIED,
        BedState.CLOSED,
        RequestState.DONE,
        RequestLineState.WITHDRAWN,
    ),
}
# Members of different lists are equal as integers: the key holds the list too.
_BY_STATE = {(type(code), int(code)): tint for tint, codes in _STATES.items() for code in codes}

ROW_TINTS = {
    RowStatus.NEW: Tint.INFO,
    RowStatus.EDITED: Tint.READY,
    RowStatus.DELETED: Tint.NEUTRAL,
    RowStatus.PROBLEM: Tint.BAD,
    RowStatus.CONFLICT: Tint.WAIT,
}


def tint_of(value: object) -> Tint | None:
    """The colour of a state of the contracts' value lists; None for anything else."""
    return _BY_STATE.get((type(value), int(value))) if isinstance(value, Code) else None
