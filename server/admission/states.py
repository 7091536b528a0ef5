"""病人状态: which transitions exist (domain rules §2.1). Admission alone decides them."""

from __future__ import annotations

from shared.contracts.admission.types import StayAction, StayState

TRANSITIONS: dict[StayAction, dict[StayState, StayState]] = {
    StayAction.ADMIT: {StayState.NEW: StayState.WAITING, StayState.DISCHARGED: StayState.WAITING},
    StayAction.CANCELLED: {StayState.WAITING: StayState.CANCELLED},
    StayAction.RECEIVE: {StayState.WAITING: StayState.IN_WARD, StayState.TRANSFERRING: StayState.IN_WARD},
    StayAction.INTERIM: {StayState.IN_WARD: StayState.INTERIM},
    StayAction.SETTLED: {StayState.INTERIM: StayState.IN_WARD},
    StayAction.VOID_INTERIM: {StayState.IN_WARD: StayState.INTERIM},
    StayAction.DISCHARGE: {StayState.IN_WARD: StayState.DISCHARGING},
    StayAction.TRANSFER: {StayState.IN_WARD: StayState.TRANSFERRING},
    StayAction.RECALL: {StayState.INTERIM: StayState.IN_WARD, StayState.DISCHARGING: StayState.IN_WARD},
    StayAction.LEFT: {StayState.DISCHARGING: StayState.DISCHARGED},
    StayAction.READMITTED: {StayState.DISCHARGED: StayState.DISCHARGING, StayState.DISCHARGING: StayState.DISCHARGING},
}

CHARGEABLE = frozenset({StayState.IN_WARD, StayState.INTERIM, StayState.DISCHARGING})
"""States in which the desk may add charges."""


def leading_to(state: StayState) -> StayAction:
    """What brings a stay into `state`."""
    return next(action for action, steps in TRANSITIONS.items() if state in steps.values())


def after(action: StayAction, state: StayState) -> StayState | None:
    """The state `action` leads to from `state`; None when the action is not possible."""
    return TRANSITIONS[action].get(state)
