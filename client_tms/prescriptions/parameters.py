"""What the prescription form edits; totals follow from it and are never typed."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from msgspec import Meta

from shared import stimulation as arithmetic
from shared.contracts.common import Text200
from shared.contracts.tms.types import PrescriptionKind, Protocol, Stimulation, TbsType, Totals

Count = Annotated[int, Meta(ge=1, le=100_000)]


@dataclass(frozen=True, slots=True)
class Parameters:
    """One prescription as typed. Field names are those of `Stimulation`, so that a server's sentence finds its field."""

    part_id: int
    threshold_percent: Annotated[int, Meta(ge=1, le=200)]
    kind: PrescriptionKind
    frequency_hz: Decimal
    train_s: Decimal
    pause_s: Decimal
    trains: Count
    tbs_type: TbsType | None = None
    burst_pulses: Count | None = None
    burst_hz: Decimal | None = None
    bursts_per_train: Count | None = None
    periods: Count = 1
    sessions: Annotated[int, Meta(ge=1, le=200)] = 1
    note: Text200 = ""

    @classmethod
    def of(cls, protocol: Protocol) -> Parameters:
        """A standard prescription to start from."""
        given = protocol.stimulation
        return cls(
            protocol.part_id,
            given.threshold_percent,
            given.kind,
            given.frequency_hz,
            given.train_s,
            given.pause_s,
            given.trains,
            given.tbs_type,
            given.burst_pulses,
            given.burst_hz,
            given.bursts_per_train,
            given.periods,
        )

    def totals(self) -> Totals | None:
        """What they come to; None while they make no pulse train."""
        try:
            return arithmetic.totals(self._stimulation(0, Decimal(0)))
        except arithmetic.NoPulseTrainError:
            return None

    def stimulation(self) -> Stimulation:
        """As the contract wants them, with the totals that follow; what makes no train goes as it is, for the server's words."""
        totals = self.totals()
        if totals is None:
            return self._stimulation(0, Decimal(0))
        return self._stimulation(totals.pulses, arithmetic.round_seconds(totals.end_s))

    def _stimulation(self, pulses: int, duration_s: Decimal) -> Stimulation:
        bursts = self.kind is PrescriptionKind.TBS
        return Stimulation(
            self.kind,
            self.threshold_percent,
            self.frequency_hz,
            self.train_s,
            self.pause_s,
            self.trains,
            pulses,
            duration_s,
            self.tbs_type if bursts else None,
            self.burst_pulses if bursts else None,
            self.burst_hz if bursts else None,
            self.bursts_per_train if bursts else None,
            self.periods,
        )
