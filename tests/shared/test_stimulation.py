"""Pulse-train arithmetic against the standard prescriptions' published numbers, and its identities (domain rules §3.2, §3.4)."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared import stimulation
from shared.contracts.tms.types import PrescriptionKind, Stimulation, TbsType
from shared.stimulation import NoPulseTrainError

D = Decimal


def rtms(percent: int, hz: str, train: str, pause: str, trains: int, pulses: int, seconds: int, periods: int = 1) -> Stimulation:
    return Stimulation(PrescriptionKind.RTMS, percent, D(hz), D(train), D(pause), trains, pulses, D(seconds), periods=periods)


def tbs(percent: int, train: str, pause: str, trains: int, pulses: int, seconds: int, bursts: int, kind: TbsType) -> Stimulation:
    return Stimulation(PrescriptionKind.TBS, percent, D(50), D(train), D(pause), trains, pulses, D(seconds), kind, 3, D(5), bursts)


ITBS, CTBS = TbsType.INTERMITTENT, TbsType.CONTINUOUS
# Code: prescription as the protocol states it, pulses a train, pulses, seconds to the end of the last train, with the last pause.
PUBLISHED = {
    "HF10_DLPFC_37": (rtms(120, "10", "4", "26", 75, 3000, 2250), 40, 3000, "2224", "2250"),
    "HF10_DLPFC_19": (rtms(120, "10", "4", "11", 75, 3000, 1114), 40, 3000, "1114", "1125"),
    "LF1_RDLPFC_20": (rtms(110, "1", "1200", "0", 1, 1200, 1200), 1200, 1200, "1200", "1200"),
    "LF1_M1_20": (rtms(90, "1", "1200", "0", 1, 1200, 1200), 1200, 1200, "1200", "1200"),
    "HF10_M1_PAIN": (rtms(80, "10", "10", "50", 20, 2000, 1200), 100, 2000, "1150", "1200"),
    "HF5_M1": (rtms(90, "5", "10", "50", 20, 1000, 1200), 50, 1000, "1150", "1200"),
    "ITBS600": (tbs(120, "2", "8", 20, 600, 192, 10, ITBS), 30, 600, "192", "200"),
    "CTBS600": (tbs(80, "40", "0", 1, 600, 40, 200, CTBS), 600, 600, "40", "40"),
    "CTBS300": (tbs(80, "20", "0", 1, 300, 20, 100, CTBS), 300, 300, "20", "20"),
    "ITBS1800_SNT": (tbs(90, "2", "8", 60, 1800, 592, 10, ITBS), 30, 1800, "592", "600"),
    "SEED_EXAMPLE_AS_SESSION": (rtms(60, "8", "2.5", "10", 96, 1920, 1200), 20, 1920, "1190", "1200"),
}


@pytest.mark.req("W10")
@pytest.mark.parametrize("code", PUBLISHED)
def test_a_standard_prescription_comes_to_its_published_numbers(code: str) -> None:
    given_, each, pulses, end, with_pause = PUBLISHED[code]
    totals = stimulation.totals(given_)
    assert (totals.pulses_per_train, totals.pulses) == (each, pulses)
    assert (totals.end_s, totals.with_last_pause_s) == (D(end), D(with_pause))
    assert stimulation.agrees(given_)


@pytest.mark.req("W10")
def test_the_source_s_example_does_not_agree_with_itself() -> None:
    example = rtms(60, "8.0", "2.5", "10", 1, 30, 1200)
    assert stimulation.totals(example).pulses == 20
    assert not stimulation.agrees(example)
    assert stimulation.agrees(replace(example, pulses=20, duration_s=D("2.5")))
    assert stimulation.agrees(replace(example, pulses=20, duration_s=D("12.5")))


def test_periods_repeat_the_whole() -> None:
    assert stimulation.totals(rtms(80, "10", "4", "26", 10, 1200, 874, periods=3)).trains == 30
    assert stimulation.agrees(rtms(80, "10", "4", "26", 10, 1200, 874, periods=3))


def test_the_last_pulse_of_itbs_comes_at_191_84_seconds() -> None:
    itbs = PUBLISHED["ITBS600"][0]
    trains = list(stimulation.plan(itbs))
    onsets = stimulation.pulse_times(itbs)
    assert len(onsets) == 30
    assert onsets[:4] == (D(0), D("0.02"), D("0.04"), D("0.2"))
    assert trains[-1].start_s + onsets[-1] == D("191.84")


def test_conventional_pulses_are_evenly_spaced() -> None:
    assert stimulation.pulse_times(rtms(60, "8", "0.5", "10", 1, 4, 1)) == (D(0), D("0.125"), D("0.25"), D("0.375"))


def test_bursts_that_do_not_divide_a_train_evenly_agree_as_written() -> None:
    odd = replace(PUBLISHED["ITBS600"][0], burst_hz=D(6), train_s=D("1.6667"), trains=1, pulses=30, duration_s=D(2))
    assert stimulation.agrees(odd)
    assert not stimulation.agrees(replace(odd, train_s=D("1.6")))


@pytest.mark.parametrize("name", ["frequency_hz", "train_s", "trains", "periods", "threshold_percent"])
def test_a_value_of_zero_makes_no_pulse_train(name: str) -> None:
    with pytest.raises(NoPulseTrainError, match=f"^{name}$"):
        stimulation.totals(replace(PUBLISHED["HF5_M1"][0], **{name: 0}))


@pytest.mark.parametrize("name", ["burst_pulses", "burst_hz", "bursts_per_train"])
def test_theta_bursts_need_their_own_values(name: str) -> None:
    with pytest.raises(NoPulseTrainError, match=f"^{name}$"):
        stimulation.totals(replace(PUBLISHED["ITBS600"][0], **{name: None}))


def test_a_negative_pause_and_a_train_without_a_pulse_are_none_either() -> None:
    with pytest.raises(NoPulseTrainError, match="pause_s"):
        stimulation.totals(replace(PUBLISHED["HF5_M1"][0], pause_s=D(-1)))
    with pytest.raises(NoPulseTrainError, match="train_s"):
        stimulation.totals(rtms(80, "0.5", "1", "10", 5, 0, 45))


@pytest.mark.parametrize(
    ("threshold", "percent", "output"), [(50, 120, 60), (55, 90, 50), (45, 110, 50), (90, 120, 108), (1, 40, 0)]
)
def test_output_is_rounded_half_up(threshold: int, percent: int, output: int) -> None:
    assert stimulation.output_percent(threshold, percent) == output


hundredths = st.integers(1, 5000).map(lambda number: D(number) / 100)


@given(
    percent=st.integers(1, 200),
    hz=st.integers(1, 100).map(Decimal),
    train=st.integers(100, 5000).map(lambda number: D(number) / 100),
    pause=hundredths,
    trains=st.integers(1, 60),
    periods=st.integers(1, 3),
)
def test_the_plan_and_the_totals_say_the_same(
    percent: int, hz: Decimal, train: Decimal, pause: Decimal, trains: int, periods: int
) -> None:
    made = Stimulation(PrescriptionKind.RTMS, percent, hz, train, pause, trains, 0, D(0), periods=periods)
    totals, plan = stimulation.totals(made), list(stimulation.plan(made))
    assert len(plan) == totals.trains == trains * periods
    assert sum(each.pulses for each in plan) == plan[-1].pulses_so_far == totals.pulses
    assert plan[-1].end_s == totals.end_s == totals.with_last_pause_s - pause
    assert all(later.start_s - earlier.end_s == pause for earlier, later in pairwise(plan))
    assert all(onset < train for onset in stimulation.pulse_times(made))
    assert stimulation.agrees(replace(made, pulses=totals.pulses, duration_s=totals.end_s))
    assert not stimulation.agrees(replace(made, pulses=totals.pulses + 1, duration_s=totals.end_s))


@given(burst_pulses=st.integers(1, 5), burst_hz=st.integers(1, 10), bursts=st.integers(1, 200), trains=st.integers(1, 60))
def test_theta_bursts_count_bursts(burst_pulses: int, burst_hz: int, bursts: int, trains: int) -> None:
    made = Stimulation(PrescriptionKind.TBS, 80, D(50), D(1), D(8), trains, 0, D(0), ITBS, burst_pulses, D(burst_hz), bursts)
    totals = stimulation.totals(made)
    assert totals.pulses == burst_pulses * bursts * trains
    assert len(stimulation.pulse_times(made)) == totals.pulses_per_train == burst_pulses * bursts
    assert stimulation.train_seconds(made) * burst_hz == pytest.approx(bursts)
