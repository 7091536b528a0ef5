"""Safety of a prescription as pure decisions (domain rules §3.2, §3.3): what is found, how bad it is, what must be answered.

Limits and questions are rows of tables and come in as values. Verify the numbers before clinical use: §3.3 tells their source.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple

from shared import id_card as identity
from shared import stimulation as pulse_train
from shared.contracts.admission.types import Sex
from shared.contracts.tms.errors import (
    BeyondTable,
    ChecklistIncomplete,
    Contraindicated,
    CountMismatch,
    IdCardImplausible,
    OutputTooHigh,
    PauseShort,
    PauseTooShort,
    SexContradictsIdCard,
    StimulationImpossible,
    ThetaBurstStrong,
    ThresholdMissing,
    TrainLong,
    TrainTooLong,
)
from shared.contracts.tms.types import (
    MOST_PULSES,
    ChecklistAnswer,
    Finding,
    FindingLevel,
    PrescriptionKind,
    Question,
    Stimulation,
    Totals,
)
from shared.errors import BusinessError, InvalidInput, Problem

SAFE_PAUSE_S: Final = Decimal(5)
"""At 100–110 % of threshold pauses of 5 s and more were safe (Chen 1997)."""
UNSAFE_PAUSE_S: Final = Decimal(1)
"""Above 100 % pauses of 1 s and less were not."""
THETA_BURST_PERCENT: Final = 120
"""Theta bursts have no table; up to 120 % of the resting threshold is usual."""
FULL_OUTPUT: Final = 100
_PLACES: Final = Decimal("0.0001")
_LARGEST: Final[dict[str, int]] = {
    "frequency_hz": 1000,
    "train_s": 86_400,
    "pause_s": 86_400,
    "trains": 10_000,
    "pulses": MOST_PULSES,
    "duration_s": 1_000_000,
    "burst_pulses": 100,
    "burst_hz": 1000,
    "bursts_per_train": 100_000,
    "periods": 1000,
}


@dataclass(frozen=True, slots=True)
class Limit:
    """Longest single train at a frequency and a percentage of threshold; `reduced_s` is the cautious one, where there is one."""

    frequency_hz: Decimal
    percent: int
    longest_s: Decimal
    reduced_s: Decimal | None


class Found(NamedTuple):
    """A finding as the error that says it."""

    level: FindingLevel
    error: BusinessError


# -- values


def totals(stimulation: Stimulation) -> Totals:
    """What stored parameters come to: they were checked when they were stored."""
    return pulse_train.totals(stimulation)


def check_values(stimulation: Stimulation) -> Totals:
    """What the parameters come to. Raises InvalidInput for what can't be stored, StimulationImpossible for what can't be run."""
    for name, largest in _LARGEST.items():
        value = getattr(stimulation, name)
        if value is None:
            continue
        number = Decimal(value)
        if not number.is_finite() or not 0 <= number <= largest or number != number.quantize(_PLACES):
            raise InvalidInput(name=name, problem=Problem.OUTSIDE, limit=f"0–{largest}")
    try:
        found = pulse_train.totals(stimulation)
    except pulse_train.NoPulseTrainError as error:
        raise StimulationImpossible(what=str(error)) from error
    if found.trains > pulse_train.MOST_TRAINS:
        raise InvalidInput(name="trains", problem=Problem.TOO_MUCH, limit=f"{pulse_train.MOST_TRAINS}")
    if found.pulses > pulse_train.MOST_PULSES:
        raise InvalidInput(name="pulses", problem=Problem.TOO_MUCH, limit=f"{pulse_train.MOST_PULSES}")
    return found


def count_mismatch(stimulation: Stimulation) -> CountMismatch | None:
    """Stated totals that do not follow from the parameters; both conventions of the last pause count."""
    if pulse_train.agrees(stimulation):
        return None
    totals = pulse_train.totals(stimulation)
    lengths = sorted({pulse_train.round_seconds(totals.end_s), pulse_train.round_seconds(totals.with_last_pause_s)})
    return CountMismatch(pulses=totals.pulses, durations=tuple(lengths))


# -- findings


def limit_for(limits: Iterable[Limit], frequency_hz: Decimal, percent: int) -> Limit | None:
    """The limit that holds: the next higher frequency and the next higher percentage; None outside the table."""
    above = [limit for limit in limits if limit.frequency_hz >= frequency_hz and limit.percent >= percent]
    return min(above, key=lambda limit: (limit.frequency_hz, limit.percent), default=None)


def stimulation_findings(stimulation: Stimulation, limits: Iterable[Limit]) -> Iterator[Found]:
    """Length of a train, pause between trains, strength of theta bursts."""
    if is_strong_theta_burst(stimulation):
        yield Found(FindingLevel.WARNING, ThetaBurstStrong(percent=stimulation.threshold_percent, limit=THETA_BURST_PERCENT))
    elif stimulation.kind is PrescriptionKind.RTMS:
        yield from _train(stimulation, limits)
    yield from _pause(stimulation)


def is_strong_theta_burst(stimulation: Stimulation) -> bool:
    """Theta bursts beyond what is usual."""
    return stimulation.kind is PrescriptionKind.TBS and stimulation.threshold_percent > THETA_BURST_PERCENT


def _train(stimulation: Stimulation, limits: Iterable[Limit]) -> Iterator[Found]:
    hz, percent, train = stimulation.frequency_hz, stimulation.threshold_percent, stimulation.train_s
    limit = limit_for(limits, hz, percent)
    if limit is None:
        yield Found(FindingLevel.OVERRIDE, BeyondTable(hz=hz, percent=percent))
    elif train > limit.longest_s:
        yield Found(FindingLevel.OVERRIDE, TrainTooLong(train=train, limit=limit.longest_s, hz=hz, percent=percent))
    elif limit.reduced_s is not None and train > limit.reduced_s:
        yield Found(FindingLevel.WARNING, TrainLong(train=train, limit=limit.reduced_s, hz=hz, percent=percent))


def _pause(stimulation: Stimulation) -> Iterator[Found]:
    pause, percent = stimulation.pause_s, stimulation.threshold_percent
    if stimulation.trains * stimulation.periods == 1:
        return
    if pause <= UNSAFE_PAUSE_S and percent > FULL_OUTPUT:
        yield Found(FindingLevel.OVERRIDE, PauseTooShort(pause=pause))
    elif pause < SAFE_PAUSE_S and percent >= FULL_OUTPUT:
        yield Found(FindingLevel.WARNING, PauseShort(pause=pause))


def output_of(stimulation: Stimulation, threshold: int | None) -> int | None:
    """Machine output in %: threshold × percent; None while no threshold was measured."""
    return None if threshold is None else pulse_train.output_percent(threshold, stimulation.threshold_percent)


def output_too_high(stimulation: Stimulation, threshold: int | None) -> OutputTooHigh | None:
    """More than the machine can give."""
    output = output_of(stimulation, threshold)
    if threshold is None or output is None or output <= FULL_OUTPUT:
        return None
    return OutputTooHigh(threshold=threshold, percent=stimulation.threshold_percent, output=output)


def contraindications(answers: Iterable[ChecklistAnswer], questions: Iterable[Question]) -> Iterator[Found]:
    """Questions answered with yes."""
    present = {answer.question for answer in answers if answer.yes}
    for question in questions:
        if question.code in present:
            yield Found(FindingLevel.OVERRIDE, Contraindicated(question=question))


def check_checklist(answers: Iterable[ChecklistAnswer], questions: Iterable[Question]) -> None:
    """Raise ChecklistIncomplete naming the first question that nobody asked."""
    asked = {answer.question for answer in answers}
    for question in questions:
        if question.code not in asked:
            raise ChecklistIncomplete(question=question)


def notes_on_received(
    stimulation: Stimulation, threshold: int | None, id_card: str | None, sex: Sex | None, birthday: date | None
) -> Iterator[Found]:
    """What does not agree in another system's data: stored as given, shown as a note (§3.2)."""
    if (mismatch := count_mismatch(stimulation)) is not None:
        yield Found(FindingLevel.NOTE, mismatch)
    if threshold is None:
        yield Found(FindingLevel.NOTE, ThresholdMissing())
    if not id_card:
        return
    if not identity.is_plausible(id_card) or (birthday is not None and id_card[6:14] != f"{birthday:%Y%m%d}"):
        yield Found(FindingLevel.NOTE, IdCardImplausible())
    if sex is not None and identity.well_formed(id_card) and identity.says_male(id_card) != (sex is Sex.MALE):
        yield Found(FindingLevel.NOTE, SexContradictsIdCard())


# -- what follows from them


def worst_first(found: Iterable[Found]) -> list[Found]:
    """Findings as they are shown."""
    return sorted(found, key=lambda each: -each.level)


def as_findings(found: Iterable[Found]) -> tuple[Finding, ...]:
    """Findings as they cross the wire and are stored."""
    return tuple(Finding(each.level, each.error.data()) for each in found)


def needs_second_person(found: Iterable[Found]) -> bool:
    """Whether somebody else must approve, with a reason."""
    return any(each.level is FindingLevel.OVERRIDE for each in found)


def check_answered(found: Sequence[Found], answers: Iterable[str]) -> None:
    """Raise the first warning that the prescriber has not confirmed."""
    confirmed = set(answers)
    for each in found:
        if each.level is FindingLevel.WARNING and each.error.code not in confirmed:
            raise each.error
