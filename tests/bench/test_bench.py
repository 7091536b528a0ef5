"""The measurements themselves, on a small hospital; what they measure is nobody's business here."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.bench.__main__ import main
from tests.bench.ratios import GOALS, Measured, against, percentile, table
from tests.bench.ratios import QUICK as SIZE
from tests.live import node
from tests.postgres import bin_dir


@pytest.mark.live
@pytest.mark.slow
def test_a_quick_run_measures_every_goal_but_the_larger_crowds(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Every change shall find out here that it broke the measurements, not the next person who measures."""
    main(["--quick", "--output", str(tmp_path / "table.md")])
    written = (tmp_path / "table.md").read_text(encoding="utf-8")
    crowds = {name for name in (goal.name for goal in GOALS) if {"100", "3000"} & set(name.split())}
    beside_node = {"P9", "P10", "P9 floor", "P10 floor", "P9 CPU", "P10 CPU", "feed memory"} if node.missing() else set()
    on_postgres = {"PG list", "PG save"} if bin_dir() is None else set()
    expected = [goal.name for goal in GOALS if goal.name not in crowds | beside_node | on_postgres]
    assert [line.split(" | ")[0].removeprefix("| ") for line in written.splitlines()[2:]] == expected
    assert written in capsys.readouterr().out + "\n"


def test_the_verdict_follows_the_limits() -> None:
    measured = [Measured(goal.name, (1.0, 1.7, 9.0), 1.0, 1.0) for goal in GOALS]
    rows = {line.split(" | ")[0].strip("| "): line for line in table(measured).splitlines()[2:]}
    assert "**1.7 [1..9]** met" in rows["P1"]
    assert "moonshot" in rows["P2"]
    assert "MISSED" in rows["P3"]
    assert "watched" in rows["account"]


def test_both_sides_alternate_after_one_call_that_does_not_count() -> None:
    called: list[str] = []
    against("P1", SIZE, lambda: called.append("ours"), lambda: called.append("theirs"), calls=2)
    assert called == ["ours", "theirs"] * 3


def test_a_percentile_lies_between_its_neighbours() -> None:
    assert percentile([4.0, 1.0, 2.0, 3.0], 50) == 2.5
    assert percentile([7.0], 99) == 7.0
