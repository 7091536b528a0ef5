"""病人状态: which transitions exist (domain rules §2.1). Admission alone decides them."""

from __future__ import annotations

from shared.contracts.admission.types import StayState

TRANSITIONS: dict[str, dict[StayState, StayState]] = {
    "admit": {StayState.NEW: StayState.WAITING, StayState.DISCHARGED: StayState.WAITING},
    "cancel_admission": {StayState.WAITING: StayState.CANCELLED},
    "receive": {StayState.WAITING: StayState.IN_WARD, StayState.TRANSFERRING: StayState.IN_WARD},
    "declare_interim": {StayState.IN_WARD: StayState.INTERIM},
    "settle_interim": {StayState.INTERIM: StayState.IN_WARD},
    "void_interim": {StayState.IN_WARD: StayState.INTERIM},
    "declare_discharge": {StayState.IN_WARD: StayState.DISCHARGING},
    "declare_transfer": {StayState.IN_WARD: StayState.TRANSFERRING},
    "recall": {StayState.INTERIM: StayState.IN_WARD, StayState.DISCHARGING: StayState.IN_WARD},
    "discharge": {StayState.DISCHARGING: StayState.DISCHARGED},
    "void_discharge": {StayState.DISCHARGED: StayState.DISCHARGING, StayState.DISCHARGING: StayState.DISCHARGING},
}

CHARGEABLE = frozenset({StayState.IN_WARD, StayState.INTERIM, StayState.DISCHARGING})
"""States in which the desk may add charges."""

NAMES = {
    "cancel_admission": "取消入院",
    "declare_interim": "阶段结算",
    "declare_discharge": "办理出院",
    "declare_transfer": "转科",
    "receive": "接收入科",
    "recall": "召回",
    "discharge": "出院",
    "settle": "结算",
    "take_deposit": "收取押金",
    "supplement": "补充医嘱",
    "check": "核对费用",
}


def after(action: str, state: StayState) -> StayState | None:
    """The state `action` leads to from `state`; None when the action is not possible."""
    return TRANSITIONS[action].get(state)
