"""Which fact of a neighbour is taken by which use case."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from server.kernel.inbox import Handler
from server.tms import following, requests
from shared.contracts.admission.events import StayChanged
from shared.contracts.ward.events import OrderConfirmed, OrderStopped

HANDLERS: Final[Mapping[str, Handler]] = {
    StayChanged.event_type: following.follow_stay,
    OrderConfirmed.event_type: requests.arrive,
    OrderStopped.event_type: following.follow_stop,
}
