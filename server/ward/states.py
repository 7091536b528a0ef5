"""Transition tables of the ward: its beds, and its own view of a stay's state.

Admission owns a stay's state (domain rules §2.1); the ward keeps a copy so that it can work while admission is away, asks for the
transitions marked as its own and follows those it is told of. Beds are the ward's alone (R2.1, R2.14, R2.B).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.contracts.admission.types import StayAction, StayState
from shared.contracts.ward.errors import BedTaken, WrongWardState
from shared.contracts.ward.types import BedState
from shared.enums import Code


class BedAction(Code):
    """What happens to a bed."""

    OCCUPY = 1, "入住", "occupying"
    LEAVE = 2, "离床", "leaving"
    CLEANED = 3, "清洁完成", "cleaning"
    CLOSE = 4, "停用", "closing"
    REOPEN = 5, "启用", "reopening"


BedTable = Mapping[BedAction, Mapping[BedState, BedState]]
StayTable = Mapping[StayAction, Mapping[StayState, StayState]]

BED_TRANSITIONS: Final[BedTable] = {
    BedAction.OCCUPY: {BedState.FREE: BedState.OCCUPIED},
    BedAction.LEAVE: {BedState.OCCUPIED: BedState.TO_CLEAN},
    # Two nurses may both report one bed as cleaned.
    BedAction.CLEANED: {BedState.TO_CLEAN: BedState.FREE, BedState.FREE: BedState.FREE},
    BedAction.CLOSE: {BedState.FREE: BedState.CLOSED, BedState.TO_CLEAN: BedState.CLOSED},
    BedAction.REOPEN: {BedState.CLOSED: BedState.FREE},
}

STAY_TRANSITIONS: Final[StayTable] = {
    StayAction.RECEIVE: {StayState.WAITING: StayState.IN_WARD, StayState.TRANSFERRING: StayState.IN_WARD},
    StayAction.INTERIM: {StayState.IN_WARD: StayState.INTERIM},
    StayAction.DISCHARGE: {StayState.IN_WARD: StayState.DISCHARGING},
    StayAction.TRANSFER: {StayState.IN_WARD: StayState.TRANSFERRING},
    StayAction.RECALL: {StayState.INTERIM: StayState.IN_WARD, StayState.DISCHARGING: StayState.IN_WARD},
    StayAction.SETTLED: {StayState.INTERIM: StayState.IN_WARD},
    StayAction.LEFT: {StayState.DISCHARGING: StayState.DISCHARGED},
    StayAction.READMITTED: {StayState.DISCHARGED: StayState.DISCHARGING},
    StayAction.CANCELLED: {StayState.WAITING: StayState.CANCELLED},
}

TRANSITIONS: Final[Mapping[type[Code], BedTable | StayTable]] = {BedState: BED_TRANSITIONS, StayState: STAY_TRANSITIONS}
"""Every table of the ward by the states it speaks of: action → state before → state after."""

MAY_BE_TREATED: Final = frozenset({StayState.IN_WARD, StayState.INTERIM, StayState.TRANSFERRING})
"""States in which orders run: interim settlement stops nothing, and the old ward gives due doses until the new one receives."""


def bed_after(bed: str, state: BedState, action: BedAction) -> BedState:
    """The state of `bed` after `action`. Raises BedTaken when another nurse was faster."""
    after = BED_TRANSITIONS[action].get(state)
    if after is None:
        raise BedTaken(bed=bed)
    return after


def stay_after(state: StayState, action: StayAction) -> StayState:
    """The ward's view of a stay after `action`. Raises WrongWardState."""
    after = STAY_TRANSITIONS[action].get(state)
    if after is None:
        raise WrongWardState(state=state, action=action)
    return after
