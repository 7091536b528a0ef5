"""Transition table of a session (domain rules §3.2, W3): 0→1,4; 1→2,4; 2→3,4; 4→0 as a new attempt; completed is final."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from shared.contracts.tms.errors import TransitionImpossible
from shared.contracts.tms.types import ExecutionStatus as Status

TRANSITIONS: Final[Mapping[Status, frozenset[Status]]] = {
    Status.PENDING: frozenset({Status.DISPATCHED, Status.FAILED}),
    Status.DISPATCHED: frozenset({Status.EXECUTING, Status.FAILED}),
    Status.EXECUTING: frozenset({Status.COMPLETED, Status.FAILED}),
    Status.COMPLETED: frozenset(),
    Status.FAILED: frozenset({Status.PENDING}),
}
WAITING: Final = frozenset({Status.PENDING, Status.DISPATCHED})
"""Not begun: may be told again, cancelled, and begun by any console."""
UNSETTLED: Final = frozenset({Status.DISPATCHED, Status.EXECUTING})
"""A console has it: what becomes of it is open, so the stay can't be settled."""


def check(old: Status, new: Status) -> None:
    """Raise TransitionImpossible unless a session may go from `old` to `new`."""
    if new not in TRANSITIONS[old]:
        raise TransitionImpossible(old=old, new=new)
