"""Safety of a prescription: every row of the limits, every standard prescription, against the numbers of domain rules §3.3."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from server.tms import models, queries, rules, seed_data
from server.tms.rules import Found, Limit
from shared.contracts.admission.types import Sex
from shared.contracts.tms.errors import (
    ChecklistIncomplete,
    CountMismatch,
    PauseShort,
    StimulationImpossible,
    TrainLong,
)
from shared.contracts.tms.types import ChecklistAnswer, FindingLevel, Question, Stimulation
from shared.errors import InvalidInput, Problem
from tests.server.tms.world import SEED, rtms, theta

D = Decimal
SEEDED = dict(seed_data.rows())
LIMITS = [Limit(**row) for row in SEEDED[models.safety_limit]]
QUESTIONS = [Question(row["code"], row["zh"], row["en"]) for row in SEEDED[models.question]]
# Longest train by frequency, at 90, 100, 110, 120 and 130 % of threshold.
ROSSI = {
    "1": ("1800", "1800", "1800", "360", "50"),
    "5": ("10", "10", "10", "10", "10"),
    "10": ("5", "5", "5", "4.2", "2.9"),
    "20": ("2.05", "2.05", "1.6", "1.0", "0.55"),
    "25": ("1.28", "1.28", "0.84", "0.4", "0.24"),
}
# The same less a quarter, which begins at 100 %.
REDUCED = {
    "1": ("270", "270", "180", "50"),
    "5": ("10", "10", "10", "10"),
    "10": ("5", "5", "3.2", "2.2"),
    "20": ("1.5", "1.2", "0.8", "0.4"),
    "25": ("1.0", "0.7", "0.3", "0.2"),
}
CELLS = [
    (hz, percent, D(longest), D(REDUCED[hz][index - 1]) if index else None)
    for hz, row in ROSSI.items()
    for index, (percent, longest) in enumerate(zip((90, 100, 110, 120, 130), row, strict=True))
]


def codes(found: list[Found]) -> list[tuple[FindingLevel, str]]:
    return [(each.level, each.error.code.removeprefix("tms.")) for each in found]


def findings(stimulation: Stimulation) -> list[tuple[FindingLevel, str]]:
    return codes(list(rules.stimulation_findings(stimulation, LIMITS)))


def one_train(hz: str, percent: int, train: Decimal) -> Stimulation:
    return replace(rtms(percent, hz, "1", "0", 1), train_s=train)


LONG, TOO_LONG = (FindingLevel.WARNING, "train_long"), (FindingLevel.OVERRIDE, "train_too_long")
BEYOND = (FindingLevel.OVERRIDE, "beyond_table")


def test_the_table_has_a_row_for_each_cell() -> None:
    assert len(LIMITS) == len(CELLS) == 25


@pytest.mark.req("W10")
@pytest.mark.parametrize(("hz", "percent", "longest", "reduced"), CELLS)
def test_a_row_of_the_limits(hz: str, percent: int, longest: Decimal, reduced: Decimal | None) -> None:
    a_little = D("0.01")
    assert findings(one_train(hz, percent, reduced or longest)) == []
    assert findings(one_train(hz, percent, longest + a_little)) == [TOO_LONG]
    if reduced is not None and reduced < longest:
        assert findings(one_train(hz, percent, reduced + a_little)) == [LONG]
        assert findings(one_train(hz, percent, longest)) == [LONG]


@pytest.mark.parametrize(
    ("hz", "percent", "train", "expected"),
    [
        ("10", 111, "4.2", LONG),
        ("10", 111, "4.3", TOO_LONG),
        ("8", 60, "5.1", TOO_LONG),
        ("1.5", 100, "10.5", TOO_LONG),
        ("15", 105, "1.3", LONG),
        ("20.5", 121, "0.25", TOO_LONG),
    ],
)
def test_between_columns_the_next_higher_holds(hz: str, percent: int, train: str, expected: tuple[FindingLevel, str]) -> None:
    assert findings(one_train(hz, percent, D(train))) == [expected]


@pytest.mark.parametrize(("hz", "percent"), [("25.1", 90), ("10", 131), ("50", 200)])
def test_outside_the_table_a_second_person_decides(hz: str, percent: int) -> None:
    assert findings(one_train(hz, percent, D("0.1"))) == [BEYOND]


@pytest.mark.parametrize(
    ("stimulation", "details"),
    [
        (theta(130), {"percent": 130, "limit": rules.THETA_BURST_PERCENT}),
        (one_train("30", 80, D("0.1")), {"hz": D(30), "percent": 80}),
        (one_train("10", 90, D("5.1")), {"train": D("5.1"), "limit": D(5), "hz": D(10), "percent": 90}),
        (rtms(110, "1", "1", "0.5", 10), {"pause": D("0.5")}),
        (rtms(100, "1", "1", "3", 10), {"pause": D(3)}),
        (replace(rtms(110, "1", "1", "0.5", 2), periods=2), {"pause": D("0.5")}),
    ],
    ids=["theta burst", "beyond the table", "train", "pause", "short pause", "two periods of two trains"],
)
def test_a_finding_says_what_was_compared(stimulation: Stimulation, details: dict[str, object]) -> None:
    assert [each.error.details for each in rules.stimulation_findings(stimulation, LIMITS)] == [details]


# What is said of each standard prescription.
OF_PROTOCOLS = {
    "HF10_DLPFC_37": [LONG],
    "HF10_DLPFC_19": [LONG],
    "LF1_RDLPFC_20": [LONG],
    "LF1_M1_20": [],
    "HF10_M1_PAIN": [TOO_LONG],
    "HF5_M1": [],
    "ITBS600": [],
    "CTBS600": [],
    "CTBS300": [],
    "ITBS1800_SNT": [],
    "SEED_EXAMPLE_AS_SESSION": [],
}


@pytest.mark.req("W10")
@pytest.mark.parametrize("row", SEEDED[models.protocol], ids=lambda row: row["code"])
def test_a_standard_prescription_agrees_and_is_judged(row: dict[str, object]) -> None:
    stimulation = queries.stimulation_of(row)  # type: ignore[arg-type]
    assert rules.count_mismatch(stimulation) is None
    assert findings(stimulation) == OF_PROTOCOLS[str(row["code"])]


@pytest.mark.parametrize(
    ("percent", "pause", "expected"),
    [
        (99, "0.5", []),
        (100, "5", []),
        (100, "4.9", [(FindingLevel.WARNING, "pause_short")]),
        (100, "1", [(FindingLevel.WARNING, "pause_short")]),
        (101, "1.1", [(FindingLevel.WARNING, "pause_short")]),
        (101, "1", [(FindingLevel.OVERRIDE, "pause_too_short")]),
    ],
)
def test_pauses_between_trains(percent: int, pause: str, expected: list[tuple[FindingLevel, str]]) -> None:
    assert findings(rtms(percent, "10", "1", pause, 3)) == expected
    assert findings(rtms(percent, "10", "1", pause, 1)) == []


def test_theta_bursts_have_no_table_but_a_usual_strength() -> None:
    assert findings(theta(120)) == []
    assert findings(theta(121)) == [(FindingLevel.WARNING, "theta_burst_strong")]
    assert findings(theta(121, pause="1")) == [
        (FindingLevel.WARNING, "theta_burst_strong"),
        (FindingLevel.OVERRIDE, "pause_too_short"),
    ]


def test_the_sentence_says_the_numbers() -> None:
    (found,) = rules.stimulation_findings(one_train("10", 120, D("4.0")), LIMITS)
    assert found.error.sentence() == "单串 4 秒，超过建议上限 3.2 秒（10 Hz，120% 阈值）"


# -- output


@pytest.mark.req("W10")
def test_output_is_threshold_times_percent_and_never_above_100() -> None:
    assert rules.output_of(rtms(120), None) is None
    assert rules.output_of(rtms(120), 50) == 60
    assert rules.output_too_high(rtms(120), None) is None
    assert rules.output_too_high(rtms(120), 83) is None
    refusal = rules.output_too_high(rtms(120), 84)
    assert refusal is not None
    assert refusal.sentence() == "阈值 84% × 强度 120% = 输出 101%，超过机器最大输出"


# -- checklist


def answers(*yes: str, without: str = "") -> list[ChecklistAnswer]:
    return [ChecklistAnswer(each.code, each.code in yes) for each in QUESTIONS if each.code != without]


def test_the_questions_cover_what_the_rules_name() -> None:
    assert [each.code for each in QUESTIONS] == [
        "head_metal",
        "cochlear_implant",
        "pacemaker",
        "seizure_history",
        "threshold_drugs",
        "pregnancy",
        "raised_icp",
        "sleep_alcohol",
    ]


def test_a_contraindication_needs_a_second_person() -> None:
    found = list(rules.contraindications(answers("pacemaker", "pregnancy"), QUESTIONS))
    assert codes(found) == [(FindingLevel.OVERRIDE, "contraindicated")] * 2
    assert rules.needs_second_person(found)
    assert found[1].error.sentence() == "有禁忌：妊娠或可能妊娠"
    assert found[1].error.sentence("en") == "Contraindication: pregnancy or possible pregnancy"
    assert list(rules.contraindications(answers(), QUESTIONS)) == []


def test_every_question_must_have_been_asked() -> None:
    rules.check_checklist(answers("pacemaker"), QUESTIONS)
    with pytest.raises(ChecklistIncomplete) as refusal:
        rules.check_checklist(answers(without="seizure_history"), QUESTIONS)
    assert "癫痫" in refusal.value.sentence()


# -- values


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("frequency_hz", D("NaN")),
        ("train_s", D("Infinity")),
        ("pause_s", D("-0.1")),
        ("frequency_hz", D("8.00001")),
        ("trains", 10_001),
        ("pulses", -1),
        ("periods", 1001),
        ("burst_pulses", 101),
    ],
)
def test_what_can_t_be_stored_is_refused_at_its_field(name: str, value: object) -> None:
    with pytest.raises(InvalidInput) as refusal:
        rules.check_values(replace(theta(), **{name: value}))  # type: ignore[arg-type]
    assert refusal.value.details["name"] == name


@pytest.mark.parametrize("stimulation", [rtms(), theta()], ids=["rtms", "theta"])
@pytest.mark.parametrize("name", rules._LARGEST)
def test_a_refused_value_says_what_would_be_taken(stimulation: Stimulation, name: str) -> None:
    largest = rules._LARGEST[name]
    with pytest.raises(InvalidInput) as refusal:
        rules.check_values(replace(stimulation, **{name: largest + 1}))  # type: ignore[arg-type]
    assert refusal.value.details == {"name": name, "problem": Problem.OUTSIDE, "limit": f"0–{largest}"}


def test_the_largest_value_is_within() -> None:
    assert rules.check_values(replace(rtms(80, trains=1), duration_s=D(rules._LARGEST["duration_s"]))).trains == 1


@pytest.mark.parametrize(("name", "label"), [("trains", "串数"), ("threshold_percent", "强度")])
def test_what_makes_no_pulse_train_is_refused(name: str, label: str) -> None:
    with pytest.raises(StimulationImpossible) as refusal:
        rules.check_values(replace(rtms(), **{name: 0}))  # type: ignore[arg-type]
    assert refusal.value.sentence() == f"参数不成立：{label}"


def test_a_mismatch_says_what_it_should_be() -> None:
    mismatch = rules.count_mismatch(rtms(pulses=1))
    assert isinstance(mismatch, CountMismatch)
    assert mismatch.details == {"pulses": 400, "durations": (274, 300)}


# -- received data


@pytest.mark.req("W10")
def test_the_source_s_example_gets_its_notes() -> None:
    notes = list(rules.notes_on_received(SEED, None, "110101199205151234", Sex.FEMALE, date(1992, 5, 15)))
    assert codes(notes) == [
        (FindingLevel.NOTE, "count_mismatch"),
        (FindingLevel.NOTE, "threshold_missing"),
        (FindingLevel.NOTE, "id_card_implausible"),
        (FindingLevel.NOTE, "sex_contradicts_id_card"),
    ]
    assert not rules.needs_second_person(notes)


@pytest.mark.parametrize(
    ("id_card", "sex", "birthday", "expected"),
    [
        ("11010519491231002X", Sex.FEMALE, date(1949, 12, 31), []),
        ("11010519491231002X", None, None, []),
        ("11010519491231002X", Sex.MALE, None, ["sex_contradicts_id_card"]),
        ("11010519491231002X", Sex.FEMALE, date(1949, 12, 30), ["id_card_implausible"]),
        ("护照E123", Sex.FEMALE, None, ["id_card_implausible"]),
        (None, Sex.FEMALE, None, []),
    ],
)
def test_identity_numbers_are_compared(id_card: str | None, sex: Sex | None, birthday: date | None, expected: list[str]) -> None:
    notes = codes(list(rules.notes_on_received(rtms(), 50, id_card, sex, birthday)))
    assert notes == [(FindingLevel.NOTE, code) for code in expected]


# -- what follows


def test_warnings_are_answered_one_by_one_and_the_worst_comes_first() -> None:
    found = rules.worst_first(
        [
            *rules.stimulation_findings(rtms(120, "10", "4", "4", 2), LIMITS),
            *rules.contraindications(answers("raised_icp"), QUESTIONS),
        ]
    )
    assert [level for level, _ in codes(found)] == [FindingLevel.OVERRIDE, FindingLevel.WARNING, FindingLevel.WARNING]
    with pytest.raises(TrainLong):
        rules.check_answered(found, ())
    with pytest.raises(PauseShort):
        rules.check_answered(found, ("tms.train_long",))
    rules.check_answered(found, ("tms.train_long", "tms.pause_short"))
    kept = rules.as_findings(found)
    assert [each.level for each in kept] == [each.level for each in found]
    assert kept[1].error.sentence("zh") == found[1].error.sentence()
    assert kept[1].error.details["limit"] == "3.2"


# -- what no session lasts


@pytest.mark.parametrize(
    ("stimulation", "field"),
    [
        (rtms(80, trains=2001), "trains"),
        (rtms(80, trains=1000, periods=3), "trains"),
        (rtms(80, "100", "101", trains=10), "pulses"),
    ],
    ids=["trains", "periods", "pulses"],
)
def test_trains_and_pulses_of_a_session_have_an_end(stimulation: Stimulation, field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        rules.check_values(stimulation)
    limit = "100000" if field == "pulses" else "2000"
    assert refusal.value.details == {"name": field, "problem": Problem.TOO_MUCH, "limit": limit}


def test_the_longest_session_that_is_taken() -> None:
    longest = rules.check_values(rtms(80, "100", "0.5", trains=2000))
    assert (longest.trains, longest.pulses) == (2000, 100_000)
    assert rules.totals(rtms(80, trains=2001)).trains == 2001, "what is stored can be read"


def test_only_theta_bursts_are_strong_ones() -> None:
    assert [rules.is_strong_theta_burst(each) for each in (theta(120), theta(121), rtms(130))] == [False, True, False]
