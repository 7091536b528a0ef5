"""Which fact of a neighbour is taken by which use case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from server.kernel.unit_of_work import Work
from server.ward import answers, following, lines, treatments
from shared.contracts.admission.events import AccountChanged, LinesSettled, StayChanged, TransitionRefused
from shared.contracts.pharmacy.events import LinesAnswered, ShortageChanged
from shared.contracts.tms.events import TreatmentChanged

HANDLERS: dict[str, Callable[[Work, Any], None]] = {
    StayChanged.event_type: following.follow,
    TransitionRefused.event_type: following.refused,
    AccountChanged.event_type: following.account_changed,
    LinesSettled.event_type: lines.settled,
    LinesAnswered.event_type: answers.take,
    ShortageChanged.event_type: answers.shortage,
    TreatmentChanged.event_type: treatments.follow,
}
