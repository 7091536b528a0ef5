"""States of request lines and requests (domain rules §2.5): a line waits, then has exactly one answer for ever."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from shared.contracts.common import LineState
from shared.contracts.pharmacy.types import RequestLineState, RequestState

ANSWERS: Final = {
    RequestLineState.DISPENSED: LineState.CONFIRMED,
    RequestLineState.RETURNED: LineState.CONFIRMED,
    RequestLineState.REFUSED: LineState.REFUSED,
    RequestLineState.WITHDRAWN: LineState.WITHDRAWN,
}
"""What the other departments are told of a line that no longer waits."""

OPEN_REQUESTS: Final = (RequestState.OPEN, RequestState.PARTLY)
ISSUED: Final = (RequestLineState.DISPENSED, RequestLineState.RETURNED)
"""Lines that went over the counter, in either direction."""


def request_state(lines: Iterable[int]) -> RequestState:
    """The state of a request from the states of its lines."""
    waiting = [state == RequestLineState.WAITING for state in lines]
    if not any(waiting):
        return RequestState.DONE
    return RequestState.OPEN if all(waiting) else RequestState.PARTLY
