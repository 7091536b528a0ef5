"""The pulse train as prescribed, and what the rules say of it. Source: source 000, domain rules §3.1–§3.4."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from shared.contracts.common import Text50
from shared.enums import Code
from shared.errors import ErrorData

Percent = Annotated[int, Meta(ge=1, le=200)]
Hertz = Annotated[Decimal, Meta()]
Seconds = Annotated[Decimal, Meta()]


class PrescriptionKind(Code):
    """presType of the source; 0 is rTMS in its example, the list is not given there."""

    RTMS = 0, "rTMS", "rTMS"
    TBS = 1, "TBS", "TBS"


class TbsType(Code):
    """Pattern of theta bursts."""

    INTERMITTENT = 1, "iTBS", "iTBS"
    CONTINUOUS = 2, "cTBS", "cTBS"


@dataclass(frozen=True, slots=True)
class Stimulation:
    """Parameters of one session. The comment of each field is its name on the wire of the source."""

    kind: PrescriptionKind
    """presType"""
    threshold_percent: Percent
    """presStrength: % of the motor threshold."""
    frequency_hz: Hertz
    """presFreq: pulses per second; with theta bursts the pulses within a burst."""
    train_s: Seconds
    """lastTime: length of one train."""
    pause_s: Seconds
    """pauseTime: from the end of a train to the next."""
    trains: int
    """repeatCount, for one period."""
    pulses: int
    """totalCount as stated; `shared.stimulation` computes its own."""
    duration_s: Seconds
    """totalTime as stated."""
    tbs_type: TbsType | None = None
    """tbsType"""
    burst_pulses: int | None = None
    """innerCount: pulses within a burst."""
    burst_hz: Hertz | None = None
    """interFreq: bursts per second."""
    bursts_per_train: int | None = None
    """interCount"""
    periods: int = 1
    """periods: how often the whole is repeated."""


class FindingLevel(Code):
    """How a finding is dealt with."""

    NOTE = 0, "提示", "note"
    """Values of another system that do not agree with each other: stored as given, shown."""
    WARNING = 1, "警告", "warning"
    """Beyond the reduced limit (Chen 1997 less 25 %): the prescriber confirms it."""
    OVERRIDE = 2, "须批准", "needs approval"
    """Beyond table 4 of Rossi 2009, or a contraindication: a reason and a second person."""
    FORBIDDEN = 3, "禁止", "forbidden"
    """Cannot be run at all: output above 100 % of the machine."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule says of a prescription: an error of `errors` that was not raised."""

    level: FindingLevel
    error: ErrorData


@dataclass(frozen=True, slots=True)
class Totals:
    """What the parameters come to. `end_s` ends with the last pulse train; devices also count the last pause."""

    pulses_per_train: int
    trains: int
    pulses: int
    end_s: Decimal
    with_last_pause_s: Decimal


@dataclass(frozen=True, slots=True)
class PrescriptionCheck:
    """Totals and findings, worst first; `output_percent` is threshold × percent, None while no threshold was measured."""

    totals: Totals
    findings: tuple[Finding, ...]
    output_percent: int | None

    @property
    def level(self) -> FindingLevel:
        """The worst of the findings."""
        return max((finding.level for finding in self.findings), default=FindingLevel.NOTE)


@dataclass(frozen=True, slots=True)
class BrainPart:
    """治疗部位. `x` and `y` place the coil on the head seen from above: −1 left … 1 right, −1 back … 1 front; `x` is 0 also where
    the name leaves the side open (健侧, 患侧)."""

    id: int
    name: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Protocol:
    """标准处方 (tms_protocols.csv)."""

    id: int
    code: Text50
    name: Text50
    part_id: int
    part_name: str
    stimulation: Stimulation
    note: str
