"""What time it is at a station is what its server says; no window asks the PC."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from shared import clock
from shared.qt import hospital_time

ROOT = Path(__file__).parents[3]
STATIONS = [*sorted(ROOT.glob("client_*")), ROOT / "shared" / "qt", ROOT / "shared" / "documents"]
# Before the first answer there is nothing else to go by, and after the last one nothing is shown any more.
SOURCES = {ROOT / "shared/qt/hospital_time.py", ROOT / "shared/qt/app.py"}
THE_PCS = {"now", "utcnow", "utc_now", "today", "time", "time_ns", "currentDate", "currentTime", "currentDateTime", "localtime"}
THE_PCS_OF = {"clock", "datetime", "date", "time", "QDate", "QTime", "QDateTime"}


def readings(source: str) -> Iterator[str]:
    """Where a module asks the machine what day or time it is; `monotonic`, which measures, is allowed."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in THE_PCS:
            of = node.value
            name = of.attr if isinstance(of, ast.Attribute) else of.id if isinstance(of, ast.Name) else ""
            if name in THE_PCS_OF:
                yield f"{node.lineno}: {name}.{node.attr}"
        if isinstance(node, ast.ImportFrom) and node.module in {"shared.clock", "time"}:
            yield from (f"{node.lineno}: {each.name}" for each in node.names if each.name in THE_PCS)


def test_no_station_reads_the_pcs_clock() -> None:
    read = {
        f"{path.relative_to(ROOT)}:{where}"
        for folder in STATIONS
        for path in folder.rglob("*.py")
        if path not in SOURCES
        for where in readings(path.read_text(encoding="utf-8"))
    }
    assert read == set()


@pytest.mark.parametrize(
    "wrong",
    [
        "clock.now()",
        "datetime.datetime.now()",
        "date.today()",
        "QDate.currentDate()",
        "from shared.clock import now",
        "x = clock.now",
        "time.time()",
    ],
)
def test_the_lint_sees_each_way_to_read_it(wrong: str) -> None:
    assert list(readings(wrong))


@pytest.mark.parametrize(
    "right", ["hospital_time.now()", "clock.monotonic()", "from shared.clock import monotonic", "clock.local(x)"]
)
def test_the_lint_lets_hospital_time_through(right: str) -> None:
    assert not list(readings(right))


def test_hospital_time_goes_on_by_itself_between_answers(tmp_path: Path) -> None:
    moment = clock.now() - timedelta(days=1, minutes=3)
    server = clock.ServerTime()
    assert abs(server.now() - clock.now()) < timedelta(minutes=1), "nothing was heard yet"
    server.heard(moment)
    # A PC that is set to another day meanwhile changes nothing.
    clock.set_control_file(tmp_path / "clock", moment + timedelta(days=40))
    clock.use_control_file(tmp_path / "clock")
    first = server.now()
    assert moment <= first <= server.now() < moment + timedelta(minutes=10)
    hospital_time.follow(server.now)
    try:
        assert hospital_time.today() == clock.local(moment).date()
    finally:
        hospital_time.follow(clock.now)
