"""What the history keeps is values; each language says them."""

from __future__ import annotations

import pytest

from shared.contracts.tms.types import AttemptOver, OtherDevice, Why
from shared.sentences import Language, said
from tests.server.tms.world import FAILED, World, on


@pytest.mark.req("W3")
def test_what_an_attempt_came_to_is_kept_as_values(world: World) -> None:
    _, made = world.ready()
    world.start(made)
    failed = world.update(made, FAILED, reason="coil too hot", trains_done=3, pulses_done=120)
    world.operator.retry(made.id)
    (over,) = world.operator.changes_of(made.id).rows[-1].notes
    assert isinstance(over, AttemptOver)
    assert (over.number, over.trains_done, over.pulses_done, over.reason) == (1, 3, 120, "coil too hot")
    assert (over.console, over.started_at, over.ended_at) == (failed.console, failed.started_at, failed.ended_at)


@pytest.mark.parametrize(
    ("reason", "zh", "en"),
    [
        ("线圈过热", "第2次，1号台，03-02 10:00–03-02 10:05，3串 120脉冲，输出 60%，线圈过热", None),
        (
            Why.EMERGENCY_STOP,
            "第2次，1号台，03-02 10:00–03-02 10:05，3串 120脉冲，输出 60%，急停",
            "Attempt 2, 1号台, 03-02 10:00–03-02 10:05, 3 trains, 120 pulses, output 60%, Emergency stop",
        ),
    ],
)
def test_an_attempt_is_said_in_each_language(reason: Why | str, zh: str, en: str | None) -> None:
    over = AttemptOver(2, "1号台", on(1, 10), on(1, 10, 5), 3, 120, 60, reason)
    assert said(over, "zh") == zh
    assert en is None or said(over, "en") == en


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("第1次，未开始，患者出院", "改用设备 B（原定 A）")),
        ("en", ("Attempt 1, Not started, patient discharged", "device B instead of A")),
    ],
)
def test_what_was_not_begun_says_only_that(language: Language, words: tuple[str, str]) -> None:
    over = AttemptOver(1, "", None, None, 0, 0, None, Why.PATIENT_LEFT)
    assert (said(over, language), said(OtherDevice("B", "A"), language)) == words
