"""Transition tables of the ward."""

from __future__ import annotations

import pytest

from server.ward.states import TRANSITIONS, BedAction, StayAction, bed_after, stay_after
from shared.contracts.admission.types import StayState
from shared.contracts.ward.errors import BedTaken, WrongWardState
from shared.contracts.ward.types import BedState


def test_transitions_use_declared_states_and_every_action_has_one() -> None:
    for states, table in TRANSITIONS.items():
        used = {state for steps in table.values() for pair in steps.items() for state in pair}
        assert used <= set(states)
        assert all(steps for steps in table.values())
    assert set(TRANSITIONS[BedState]) == set(BedAction)
    assert set(TRANSITIONS[StayState]) <= set(StayAction)


def test_every_bed_state_can_be_reached_and_left() -> None:
    steps = [pair for table in TRANSITIONS[BedState].values() for pair in table.items()]
    assert {before for before, _ in steps} == {after for _, after in steps} == set(BedState)


@pytest.mark.req("R2.1")
def test_a_bed_is_given_to_one_patient() -> None:
    assert bed_after("W01-001", BedState.FREE, BedAction.OCCUPY) == BedState.OCCUPIED
    for state in (BedState.OCCUPIED, BedState.TO_CLEAN, BedState.CLOSED):
        with pytest.raises(BedTaken) as refusal:
            bed_after("W01-001", state, BedAction.OCCUPY)
        assert refusal.value.details == {"bed": "W01-001"}


def test_a_left_bed_is_cleaned_before_it_is_free_and_two_nurses_may_say_so() -> None:
    state = bed_after("W01-001", BedState.OCCUPIED, BedAction.LEAVE)
    assert state == BedState.TO_CLEAN
    state = bed_after("W01-001", state, BedAction.CLEANED)
    assert bed_after("W01-001", state, BedAction.CLEANED) == BedState.FREE


@pytest.mark.req("R2.12", "R1.8")
def test_a_stay_goes_through_the_ward() -> None:
    state = StayState.WAITING
    for action, expected in (
        (StayAction.RECEIVE, StayState.IN_WARD),
        (StayAction.INTERIM, StayState.INTERIM),
        (StayAction.SETTLED, StayState.IN_WARD),
        (StayAction.TRANSFER, StayState.TRANSFERRING),
        (StayAction.RECEIVE, StayState.IN_WARD),
        (StayAction.DISCHARGE, StayState.DISCHARGING),
        (StayAction.RECALL, StayState.IN_WARD),
        (StayAction.DISCHARGE, StayState.DISCHARGING),
        (StayAction.LEFT, StayState.DISCHARGED),
        (StayAction.READMITTED, StayState.DISCHARGING),
    ):
        state = stay_after(state, action)
        assert state == expected


def test_a_patient_who_left_is_not_received_again() -> None:
    with pytest.raises(WrongWardState) as refusal:
        stay_after(StayState.DISCHARGED, StayAction.RECEIVE)
    assert refusal.value.sentence() == "病人目前状态为“已出院”，不能接收入科"
