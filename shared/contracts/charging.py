"""What every source of charges tells: the lines it planned for a stay, and that these are all of them.

Each department that charges makes these facts its own under its own event type (`ward.lines_planned.v1`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from shared.contracts.common import PlannedLine
from shared.contracts.events import Payload
from shared.identifiers import StayId


@dataclass(frozen=True, slots=True)
class LinesPlanned(Payload):
    """Lines of one press of one stay. Drug lines share `request_id`; the pharmacy answers each of them."""

    stay_id: StayId
    ward: str
    bed: str | None
    patient_no: int
    patient_name: str
    request_id: str
    lines: tuple[PlannedLine, ...]


@dataclass(frozen=True, slots=True)
class ClosingStatement(Payload):
    """Count and digest of every line this source ever planned for the stay with a service date before `cutoff`.

    A higher `version` wins; `withdrawn` takes the statement back (recall). `digest` is `shared.statement.digest_lines`.
    A withdrawn first version says "I am a source of this stay": settlement waits for a valid one.
    """

    stay_id: StayId
    source: str
    version: int
    cutoff: datetime | None
    """None: all lines (discharge); else only service dates before this day count."""
    lines: int
    digest: str
    withdrawn: bool = False
