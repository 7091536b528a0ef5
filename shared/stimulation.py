"""Pulse-train arithmetic: the one calculator of server, console, chart and record (domain rules §3.2).

Times are seconds as `Decimal`; pulses are whole numbers. Exact, but for bursts whose rate does not divide a train evenly.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from shared.contracts.tms.types import PrescriptionKind, Stimulation, Totals

_AS_WRITTEN = Decimal("0.0001")
"""Lengths are written with four places at most: 10 bursts at 6 Hz last 1.6667 s."""


MOST_TRAINS = 2_000
"""Trains of a session, periods included; courses in use have 1 to 75 (§3.4)."""
MOST_PULSES = 100_000
"""Pulses of a session; courses in use give 600 to 3,000 (§3.4)."""


class NoPulseTrainError(ValueError):
    """The parameters make no pulse train; the message names the field of `Stimulation`."""


@dataclass(frozen=True, slots=True)
class Train:
    """One train of the plan: [start_s, end_s) of the session, and the pulses given when it is over."""

    number: int
    start_s: Decimal
    end_s: Decimal
    pulses: int
    pulses_so_far: int


def check(stimulation: Stimulation) -> None:
    """Raise NoPulseTrainError when a value that the plan needs is missing or not positive, or a train has no pulse."""
    positive = ["frequency_hz", "train_s", "trains", "periods", "threshold_percent"]
    if stimulation.kind is PrescriptionKind.TBS:
        positive += ["burst_pulses", "burst_hz", "bursts_per_train"]
    for name in positive:
        value = getattr(stimulation, name)
        if value is None or value <= 0:
            raise NoPulseTrainError(name)
    if stimulation.pause_s < 0:
        raise NoPulseTrainError("pause_s")
    if not pulses_per_train(stimulation):
        raise NoPulseTrainError("train_s")


def pulses_per_train(stimulation: Stimulation) -> int:
    """Pulses of one train: frequency × length, or pulses per burst × bursts. A started pulse interval gives no pulse."""
    if stimulation.kind is PrescriptionKind.TBS:
        return (stimulation.burst_pulses or 0) * (stimulation.bursts_per_train or 0)
    return int(stimulation.frequency_hz * stimulation.train_s)


def train_seconds(stimulation: Stimulation) -> Decimal:
    """Length of one train; with theta bursts bursts ÷ burst rate, which is what lastTime should say."""
    if stimulation.kind is PrescriptionKind.TBS and stimulation.burst_hz and stimulation.bursts_per_train:
        return Decimal(stimulation.bursts_per_train) / stimulation.burst_hz
    return stimulation.train_s


def totals(stimulation: Stimulation) -> Totals:
    """What the parameters come to. Raises NoPulseTrainError."""
    check(stimulation)
    trains, each = stimulation.trains * stimulation.periods, pulses_per_train(stimulation)
    length = train_seconds(stimulation)
    end = trains * length + (trains - 1) * stimulation.pause_s
    return Totals(each, trains, each * trains, end, end + stimulation.pause_s)


def agrees(stimulation: Stimulation) -> bool:
    """Whether the stated total pulses and duration follow from the parameters; both conventions of the last pause count."""
    found = totals(stimulation)
    lengths = {round_seconds(found.end_s), round_seconds(found.with_last_pause_s)}
    same_train = abs(train_seconds(stimulation) - stimulation.train_s) < _AS_WRITTEN
    return stimulation.pulses == found.pulses and round_seconds(stimulation.duration_s) in lengths and same_train


def plan(stimulation: Stimulation) -> Iterator[Train]:
    """Every train of the session in order. Raises NoPulseTrainError."""
    check(stimulation)
    length, each = train_seconds(stimulation), pulses_per_train(stimulation)
    for number in range(1, stimulation.trains * stimulation.periods + 1):
        start = (number - 1) * (length + stimulation.pause_s)
        yield Train(number, start, start + length, each, each * number)


def pulse_times(stimulation: Stimulation) -> tuple[Decimal, ...]:
    """Onsets of the pulses of one train, from its start."""
    check(stimulation)
    if stimulation.kind is not PrescriptionKind.TBS:
        return tuple(Decimal(index) / stimulation.frequency_hz for index in range(pulses_per_train(stimulation)))
    burst_hz, bursts, pulses = stimulation.burst_hz or Decimal(1), stimulation.bursts_per_train or 0, stimulation.burst_pulses or 0
    return tuple(
        Decimal(burst) / burst_hz + Decimal(pulse) / stimulation.frequency_hz for burst in range(bursts) for pulse in range(pulses)
    )


def output_percent(threshold_percent: int, percent_of_threshold: int) -> int:
    """Machine output for a percentage of a motor threshold, half up; may exceed 100, which no machine gives."""
    return int((Decimal(threshold_percent) * percent_of_threshold / 100).quantize(Decimal(1), ROUND_HALF_UP))


def round_seconds(seconds: Decimal) -> Decimal:
    """Whole seconds, half up, as totals are printed."""
    return seconds.quantize(Decimal(1), ROUND_HALF_UP)
