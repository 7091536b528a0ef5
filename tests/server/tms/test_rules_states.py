"""Transition table of a session: exactly the seven steps of domain rules §3.2."""

from __future__ import annotations

import itertools

import pytest

from server.tms.states import TRANSITIONS, UNSETTLED, WAITING, check
from shared.contracts.tms.errors import TransitionImpossible
from shared.contracts.tms.types import ExecutionStatus

SEVEN = {(0, 1), (0, 4), (1, 2), (1, 4), (2, 3), (2, 4), (4, 0)}


@pytest.mark.req("W3")
@pytest.mark.parametrize(("old", "new"), list(itertools.product(ExecutionStatus, repeat=2)))
def test_only_the_seven_steps_are_possible(old: ExecutionStatus, new: ExecutionStatus) -> None:
    if (int(old), int(new)) in SEVEN:
        check(old, new)
        return
    with pytest.raises(TransitionImpossible) as refusal:
        check(old, new)
    assert refusal.value.sentence() == f"执行状态为“{old.zh}”，不能改为“{new.zh}”"
    assert refusal.value.sentence("en") == f"The execution is “{old.en}”; it can't become “{new.en}”"


def test_every_state_stands_in_the_table() -> None:
    assert set(TRANSITIONS) == set(ExecutionStatus)
    assert {ExecutionStatus.PENDING, ExecutionStatus.DISPATCHED} == WAITING
    assert {ExecutionStatus.DISPATCHED, ExecutionStatus.EXECUTING} == UNSETTLED
